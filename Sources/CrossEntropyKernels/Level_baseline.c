// The level that every machine has: 16-byte vectors (SSE2 on x86-64, NEON on arm64).
#define CEK_LEVEL baseline
#define CEK_BYTES 16
#define CEK_MR 4
#define CEK_NV 2
#include "Level.h"
