// Inside the room: one product at each instruction level, all with the same meaning
// (ProductKernel.h), and the BLAS that may stand in for them.
#ifndef CEK_PRODUCT_H
#define CEK_PRODUCT_H

#include <stddef.h>

typedef void cek_product(const double *a, size_t rowStride, size_t depthStride, const double *b,
                         size_t ldb, double *c, size_t ldc, size_t m, size_t depth, size_t n,
                         int addFirst);

cek_product cek_baseline_product;
#if defined(__x86_64__)
cek_product cek_avx2_product;
cek_product cek_avx512_product;
#endif

typedef void cek_dgemm(int order, int transA, int transB, int m, int n, int k, double alpha,
                       const double *a, int lda, const double *b, int ldb, double beta, double *c,
                       int ldc);

/// The BLAS's product, or null where there is no BLAS; its name is written to `name`.
cek_dgemm *cek_open_blas(char *name, size_t size);

#endif
