// Inside the room: one product at each instruction level, all with the same meaning
// (ProductKernel.h), and the BLAS that may stand in for them.
#ifndef CEK_PRODUCT_H
#define CEK_PRODUCT_H

#include <stddef.h>
#include <string.h>

/// Depth of one panel of B: it stays within the first two levels of cache.
#define CEK_DEPTH 512

typedef void cek_product_f64(const double *a, size_t rowStride, size_t depthStride,
                             const double *b, size_t ldb, int isTransposed, double *c, size_t ldc,
                             size_t m, size_t depth, size_t n, int addFirst);
typedef void cek_product_f32(const float *a, size_t rowStride, size_t depthStride, const float *b,
                             size_t ldb, int isTransposed, float *c, size_t ldc, size_t m,
                             size_t depth, size_t n, int addFirst);

cek_product_f64 cek_baseline_f64_product;
cek_product_f32 cek_baseline_f32_product;
#if defined(__x86_64__)
cek_product_f64 cek_avx2_f64_product, cek_avx512_f64_product;
cek_product_f32 cek_avx2_f32_product, cek_avx512_f32_product;
#endif

typedef void cek_gemm_f64(int order, int transA, int transB, int m, int n, int k, double alpha,
                          const double *a, int lda, const double *b, int ldb, double beta,
                          double *c, int ldc);
typedef void cek_gemm_f32(int order, int transA, int transB, int m, int n, int k, float alpha,
                          const float *a, int lda, const float *b, int ldb, float beta, float *c,
                          int ldc);

/// A BLAS's products, both null where there is none.
struct cek_blas {
    cek_gemm_f64 *f64;
    cek_gemm_f32 *f32;
};

/// Opens a BLAS, and writes its name if there is one.
struct cek_blas cek_open_blas(char *name, size_t size);

#endif
