// The rows of losses for 32-byte vectors.
#include "Rows.h"
#include <math.h>
#include <string.h>
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)
#pragma clang fp contract(fast)

#define CEK_NAME(x) cek_avx2_f64_##x
#define CEK_T double
#define CEK_I int64_t
#define CEK_DOUBLE 1
#include "VectorMath.h"
#include "StoredMath.h"
#include "SoftmaxKernel.h"
#include "SigmoidKernel.h"
#include "LinearKernel.h"
#undef CEK_NAME
#undef CEK_T
#undef CEK_I
#undef CEK_DOUBLE

#define CEK_NAME(x) cek_avx2_f32_##x
#define CEK_T float
#define CEK_I int32_t
#define CEK_DOUBLE 0
#include "VectorMath.h"
#include "StoredMath.h"
#include "SoftmaxKernel.h"
#include "SigmoidKernel.h"
#include "HalfKernel.h"
#include "LinearKernel.h"
#undef CEK_NAME
#undef CEK_T
#undef CEK_I
#undef CEK_DOUBLE

#pragma clang attribute pop
#endif
