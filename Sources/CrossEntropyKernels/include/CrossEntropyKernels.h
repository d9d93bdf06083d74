#ifndef CROSS_ENTROPY_KERNELS_H
#define CROSS_ENTROPY_KERNELS_H
#include <stddef.h>
#endif
