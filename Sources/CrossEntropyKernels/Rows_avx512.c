// The rows of losses for 64-byte vectors.
#include "Rows.h"
#include <math.h>
#include <string.h>
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,avx512bw,avx2,fma,f16c"))), apply_to = function)
#pragma clang fp contract(fast)

#define CEK_NAME(x) cek_avx512_f64_##x
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

#define CEK_NAME(x) cek_avx512_f32_##x
#define CEK_T float
#define CEK_I int32_t
#define CEK_DOUBLE 0
#define CEK_SCALEF
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
