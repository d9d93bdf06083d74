// 32-byte vectors with fused multiply-add.
#include "Product.h"
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#pragma clang fp contract(fast)
#define CEK_NAME(x) cek_avx2_##x
#define CEK_VL 4
#define CEK_MR 4
#define CEK_NV 3
#include "ProductKernel.h"
#pragma clang attribute pop
#endif
