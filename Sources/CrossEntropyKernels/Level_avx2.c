// x86-64 with 32-byte vectors and fused multiply-add.
#if defined(__x86_64__)
#define CEK_LEVEL avx2
#define CEK_TARGET "avx2,fma,f16c"
#define CEK_BYTES 32
#define CEK_MR 4
#define CEK_NV 3
#include "Level.h"
#endif
