// x86-64 with 64-byte vectors.
#if defined(__x86_64__)
#define CEK_LEVEL avx512
#define CEK_TARGET "avx512f,avx512dq,avx512vl,avx512bw,avx2,fma,f16c"
#define CEK_BYTES 64
#define CEK_MR 8
#define CEK_NV 2
#include "Level.h"
#endif
