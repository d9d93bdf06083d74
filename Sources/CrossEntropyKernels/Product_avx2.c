// 32-byte vectors with fused multiply-add.
#include "Product.h"
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#pragma clang fp contract(fast)
#define CEK_MR 4
#define CEK_NV 3

#define CEK_NAME(x) cek_avx2_f64_##x
#define CEK_T double
#define CEK_VL 4
#include "ProductKernel.h"

#define CEK_NAME(x) cek_avx2_f32_##x
#define CEK_T float
#define CEK_VL 8
#include "ProductKernel.h"

#pragma clang attribute pop
#endif
