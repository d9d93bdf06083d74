#include "CrossEntropyKernels.h"
