// The level that every machine has: 16-byte vectors (SSE2 on x86-64, NEON on arm64).
#include "Product.h"
#define CEK_MR 4
#define CEK_NV 2

#define CEK_NAME(x) cek_baseline_f64_##x
#define CEK_T double
#define CEK_VL 2
#include "ProductKernel.h"

#define CEK_NAME(x) cek_baseline_f32_##x
#define CEK_T float
#define CEK_VL 4
#include "ProductKernel.h"
