// The rows of losses at the level that every machine has.
#include "Rows.h"
#include <math.h>
#include <string.h>
#pragma clang fp contract(on)

#define CEK_NAME(x) cek_baseline_f64_##x
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

#define CEK_NAME(x) cek_baseline_f32_##x
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
