// 64-byte vectors.
#include "Product.h"
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,avx512bw,avx2,fma"))), apply_to = function)
#pragma clang fp contract(fast)
#define CEK_MR 8
#define CEK_NV 2

#define CEK_NAME(x) cek_avx512_f64_##x
#define CEK_T double
#define CEK_VL 8
#include "ProductKernel.h"

#define CEK_NAME(x) cek_avx512_f32_##x
#define CEK_T float
#define CEK_VL 16
#include "ProductKernel.h"

#pragma clang attribute pop
#endif
