// One instruction level: the rows of losses and the products, of doubles and of floats. The file of a level,
// Level_….c, defines
//
//   CEK_LEVEL   its name, a part of every function's name
//   CEK_TARGET  what it asks of the machine; the baseline asks for nothing
//   CEK_BYTES   the bytes of its vectors
//   CEK_MR      rows of C that one tile of a product holds
//   CEK_NV      vectors that such a tile is wide, at most
//
// and the kernels get from here
//
//   CEK_NAME(x)  the function's name at this level and for this type
//   CEK_T        double or float
//   CEK_I        the signed integer of the same size
//   CEK_DOUBLE   1 for double, else 0
//   CEK_VL       elements in a vector of CEK_BYTES
//   CEK_SCALEF   where AVX-512 scales floats by powers of two

#include "Product.h"
#include "Rows.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(CEK_TARGET)
#pragma clang attribute push(__attribute__((target(CEK_TARGET))), apply_to = function)
#pragma clang fp contract(fast)
#else
#pragma clang fp contract(on)
#endif

/// A product that no addition is fused with. Of two products, which one is fused would depend on the code around them,
/// and the bits with it.
#if defined(CEK_TARGET)
#define CEK_APART(x) ({ _Pragma("clang fp contract(off)") x; })
#else
#define CEK_APART(x) (x)
#endif

#define CEK_JOINED(LEVEL, TYPE, X) cek_##LEVEL##_##TYPE##_##X
#define CEK_FULL_NAME(LEVEL, TYPE, X) CEK_JOINED(LEVEL, TYPE, X)
#define CEK_VL (CEK_BYTES / sizeof(CEK_T))

#define CEK_NAME(x) CEK_FULL_NAME(CEK_LEVEL, f64, x)
#define CEK_T double
#define CEK_I int64_t
#define CEK_DOUBLE 1
#include "VectorMath.h"
#include "StoredMath.h"
#include "SoftmaxKernel.h"
#include "WideKernel.h"
#include "FewKernel.h"
#include "NearKernel.h"
#include "SigmoidKernel.h"
#include "SeveralKernel.h"
#include "RowsKernel.h"
#include "LinearKernel.h"
#include "ProductKernel.h"
#include "FactorKernel.h"
#include "DivergenceKernel.h"
#include "LabelKernel.h"
#undef CEK_NAME
#undef CEK_T
#undef CEK_I
#undef CEK_DOUBLE

#define CEK_NAME(x) CEK_FULL_NAME(CEK_LEVEL, f32, x)
#define CEK_T float
#define CEK_I int32_t
#define CEK_DOUBLE 0
#if CEK_BYTES == 64
#define CEK_SCALEF
#endif
#include "VectorMath.h"
#include "StoredMath.h"
#include "SoftmaxKernel.h"
#include "WideKernel.h"
#include "FewKernel.h"
#include "NearKernel.h"
#include "SigmoidKernel.h"
#include "SeveralKernel.h"
#include "RowsKernel.h"
#include "HalfKernel.h"
#include "LinearKernel.h"
#include "ProductKernel.h"

#include "DrawsKernel.h"

#if defined(CEK_TARGET)
#pragma clang attribute pop
#endif
