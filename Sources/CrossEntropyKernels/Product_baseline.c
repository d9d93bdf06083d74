// The level that every machine has: 16-byte vectors (SSE2 on x86-64, NEON on arm64).
#include "Product.h"
#define CEK_NAME(x) cek_baseline_##x
#define CEK_VL 2
#define CEK_MR 4
#define CEK_NV 2
#include "ProductKernel.h"
