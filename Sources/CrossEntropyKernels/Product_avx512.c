// 64-byte vectors.
#include "Product.h"
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,avx512bw,avx2,fma"))), apply_to = function)
#pragma clang fp contract(fast)
#define CEK_NAME(x) cek_avx512_##x
#define CEK_VL 8
#define CEK_MR 8
#define CEK_NV 2
#include "ProductKernel.h"
#pragma clang attribute pop
#endif
