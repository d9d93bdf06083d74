#ifndef CROSS_ENTROPY_KERNELS_H
#define CROSS_ENTROPY_KERNELS_H

#include <stddef.h>

// The contract of the C room. Matrices are dense, row after row; `lda` is the distance between the
// starts of two rows of `a`, in elements. No function keeps a pointer, starts a thread or changes
// errno; all may be called from several threads at once.

/// C = A·B: c[i][j] = Σₖ a[i][k]·b[k][j], for i < m, k < depth, j < n.
///
/// Reads m×depth of a and depth×n of b, writes m×n of c; c may overlap neither. The same call gives
/// the same bits on every thread; a BLAS may give others when the rows are cut elsewhere, so the
/// caller cuts them in fixed places.
void cek_multiply_f64(const double *_Nonnull a, size_t lda, const double *_Nonnull b, size_t ldb,
                  double *_Nonnull c, size_t ldc, size_t m, size_t depth, size_t n);

/// C += Aᵀ·B: c[i][j] += Σₖ a[k][i]·b[k][j], for i < m, k < depth, j < n.
///
/// Reads depth×m of a and depth×n of b, updates m×n of c; c may overlap neither.
void cek_multiply_transposed_add_f64(const double *_Nonnull a, size_t lda, const double *_Nonnull b,
                                 size_t ldb, double *_Nonnull c, size_t ldc, size_t m,
                                 size_t depth, size_t n);

/// The same in single precision.
void cek_multiply_f32(const float *_Nonnull a, size_t lda, const float *_Nonnull b, size_t ldb,
                  float *_Nonnull c, size_t ldc, size_t m, size_t depth, size_t n);

/// The same in single precision.
void cek_multiply_transposed_add_f32(const float *_Nonnull a, size_t lda, const float *_Nonnull b,
                                 size_t ldb, float *_Nonnull c, size_t ldc, size_t m,
                                 size_t depth, size_t n);

/// What does the products: this room's own code with its instruction level, and the BLAS that takes
/// the wide ones if one was opened. The string lives as long as the process.
const char *_Nonnull cek_products_name(void);

/// 1 where a BLAS library was found and opened, else 0.
int cek_has_blas(void);

#endif
