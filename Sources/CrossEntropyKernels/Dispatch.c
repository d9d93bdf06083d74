// Chooses what does the products and the rows, once a process.
#include "CrossEntropyKernels.h"
#include "Product.h"
#include "Rows.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <limits.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static cek_product_f64 *own_f64 = cek_baseline_f64_product;
static cek_product_f32 *own_f32 = cek_baseline_f32_product;
static enum cek_level best = cek_baseline;
static struct cek_blas blas;
static char name[192] = "own code, 16-byte vectors";

static void choose(void)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c")) {
        own_f64 = cek_avx512_f64_product;
        own_f32 = cek_avx512_f32_product;
        best = cek_avx512;
        snprintf(name, sizeof name, "own code, AVX-512");
    } else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
               __builtin_cpu_supports("f16c")) {
        own_f64 = cek_avx2_f64_product;
        own_f32 = cek_avx2_f32_product;
        best = cek_avx2;
        snprintf(name, sizeof name, "own code, AVX2");
    }
#endif
    char library[96];
    blas = cek_open_blas(library, sizeof library);
    if (blas.f64) {
        size_t end = strlen(name);
        snprintf(name + end, sizeof name - end, "; from 128 × 128 on %s", library);
    }
}

const char *cek_products_name(void)
{
    pthread_once(&once, choose);
    return name;
}

int cek_has_blas(void)
{
    pthread_once(&once, choose);
    return blas.f64 != NULL;
}

/// Narrow products, as wide as there are classes, are as fast in our own code: a BLAS packs both
/// sides for a square that never comes. Measured at 512×200×100 ours is still level. Shallow ones are
/// no better: what was packed, and every element of C that is fetched, then serves few terms.
static int blas_pays(size_t m, size_t depth, size_t n)
{
    return blas.f64 && n >= 128 && depth >= 128 && m <= INT_MAX && depth <= INT_MAX && n <= INT_MAX;
}

enum { row_major = 101, as_is = 111, transposed = 112 };

/// The products of one type, of A or Aᵀ and B or Bᵀ: by the BLAS or in our own code.
#define CEK_PRODUCTS(T, SUFFIX)                                                                    \
    static void product_##SUFFIX(const T *a, size_t lda, int a_transposed, const T *b, size_t ldb, \
                                 int b_transposed, T *c, size_t ldc, size_t m, size_t depth,       \
                                 size_t n, int add)                                                \
    {                                                                                              \
        pthread_once(&once, choose);                                                               \
        if (blas_pays(m, depth, n))                                                                \
            blas.SUFFIX(row_major, a_transposed ? transposed : as_is,                              \
                        b_transposed ? transposed : as_is, (int)m, (int)n, (int)depth, 1, a,       \
                        (int)lda, b, (int)ldb, add, c, (int)ldc);                                  \
        else                                                                                       \
            own_##SUFFIX(a, a_transposed ? 1 : lda, a_transposed ? lda : 1, b, ldb, b_transposed,  \
                         c, ldc, m, depth, n, add);                                                \
    }                                                                                              \
                                                                                                   \
    void cek_multiply_##SUFFIX(const T *a, size_t lda, const T *b, size_t ldb, T *c, size_t ldc,   \
                               size_t m, size_t depth, size_t n)                                   \
    {                                                                                              \
        product_##SUFFIX(a, lda, 0, b, ldb, 0, c, ldc, m, depth, n, 0);                            \
    }                                                                                              \
                                                                                                   \
    void cek_multiply_transposed_add_##SUFFIX(const T *a, size_t lda, const T *b, size_t ldb,      \
                                              T *c, size_t ldc, size_t m, size_t depth, size_t n)  \
    {                                                                                              \
        product_##SUFFIX(a, lda, 1, b, ldb, 0, c, ldc, m, depth, n, 1);                            \
    }                                                                                              \
                                                                                                   \
    void cek_multiply_add_##SUFFIX(const T *a, size_t lda, const T *b, size_t ldb, T *c,           \
                                   size_t ldc, size_t m, size_t depth, size_t n)                   \
    {                                                                                              \
        product_##SUFFIX(a, lda, 0, b, ldb, 0, c, ldc, m, depth, n, 1);                            \
    }                                                                                              \
                                                                                                   \
    void cek_multiply_by_transposed_##SUFFIX(const T *a, size_t lda, const T *b, size_t ldb, T *c, \
                                             size_t ldc, size_t m, size_t depth, size_t n)         \
    {                                                                                              \
        product_##SUFFIX(a, lda, 0, b, ldb, 1, c, ldc, m, depth, n, 0);                            \
    }

CEK_PRODUCTS(double, f64)
CEK_PRODUCTS(float, f32)

/// Columns that are done at once: whole vectors of a tile on every level. What they hold above the diagonal is formed for
/// nothing, and fewer columns would leave vectors empty.
enum { columns_of_half_f64 = 24, columns_of_half_f32 = 32 };

#define CEK_LOWER_HALF(T, SUFFIX)                                                                  \
    void cek_add_lower_half_##SUFFIX(const T *a, const T *b, T *c, size_t depth, size_t n)         \
    {                                                                                              \
        for (size_t j = 0; j < n; j += columns_of_half_##SUFFIX) {                                 \
            size_t width = n - j < columns_of_half_##SUFFIX ? n - j : columns_of_half_##SUFFIX;    \
            product_##SUFFIX(a + j, n, 1, b + j, n, 0, c + j * n + j, n, n - j, depth, width, 1);  \
        }                                                                                          \
    }

CEK_LOWER_HALF(double, f64)
CEK_LOWER_HALF(float, f32)

int cek_has_level(enum cek_level level)
{
    pthread_once(&once, choose);
    return level <= best;
}

size_t cek_scratch(size_t outputs, int are_halves)
{
    return cek_places_of(outputs, are_halves).size;
}

/// The level that is used where `asked` is.
static enum cek_level used(enum cek_level asked)
{
    pthread_once(&once, choose);
    return asked == cek_best || asked > best ? best : asked;
}

#if defined(__x86_64__)
#define CEK_CALL(NAME, ...)                                                                        \
    switch (used(level)) {                                                                         \
    case cek_avx512: cek_avx512_##NAME(__VA_ARGS__); break;                                        \
    case cek_avx2: cek_avx2_##NAME(__VA_ARGS__); break;                                            \
    default: cek_baseline_##NAME(__VA_ARGS__); break;                                              \
    }
#else
#define CEK_CALL(NAME, ...) (void)used(level), cek_baseline_##NAME(__VA_ARGS__);
#endif

#define CEK_ROWS(T, SUFFIX)                                                                        \
    void cek_form_##SUFFIX(enum cek_level level, const struct cek_rows *rows, const T *logits,     \
                           T *gradient, T *scratch, struct cek_result *result)                     \
    {                                                                                              \
        CEK_CALL(SUFFIX##_rows, rows, logits, gradient, scratch, result)                           \
    }                                                                                              \
                                                                                                   \
    void cek_outputs_of_##SUFFIX(enum cek_level level, const T *logits, T *outputs, size_t rows,   \
                                 size_t classes, enum cek_output output, double *log_sums,         \
                                 struct cek_result *result)                                        \
    {                                                                                              \
        CEK_CALL(SUFFIX##_softmax_outputs, logits, outputs, rows, classes, output, log_sums, result) \
    }                                                                                              \
                                                                                                   \
    void cek_block_sums_##SUFFIX(enum cek_level level, const struct cek_block *block, T *logits,   \
                                 struct cek_row_sums *sums)                                        \
    {                                                                                              \
        CEK_CALL(SUFFIX##_block_sums, block, logits, sums)                                         \
    }                                                                                              \
                                                                                                   \
    double cek_block_gradient_##SUFFIX(enum cek_level level, const struct cek_block *block,        \
                                       T *logits, const struct cek_row_sums *sums,                 \
                                       const int32_t *labels, T *bias_gradient)                    \
    {                                                                                              \
        double greatest = 0;                                                                       \
        CEK_CALL(SUFFIX##_block_gradient, block, logits, sums, labels, bias_gradient, &greatest)   \
        return greatest;                                                                           \
    }                                                                                              \
                                                                                                   \
    void cek_add_##SUFFIX(const T *from, T *to, size_t n)                                          \
    {                                                                                              \
        for (size_t j = 0; j < n; j++) to[j] += from[j];                                           \
    }                                                                                              \
                                                                                                   \
    void cek_function_of_##SUFFIX(enum cek_level level, enum cek_function function, const T *x,    \
                                  T *y, size_t n)                                                  \
    {                                                                                              \
        CEK_CALL(SUFFIX##_function_of, function, x, y, n)                                          \
    }

CEK_ROWS(double, f64)
CEK_ROWS(float, f32)

void cek_form_half(enum cek_level level, const struct cek_rows *rows, enum cek_half half,
                   const uint16_t *logits, uint16_t *gradient, float *scratch,
                   struct cek_result *result)
{
    CEK_CALL(f32_half_rows, rows, half, logits, gradient, scratch, result)
}

void cek_half_outputs_of(enum cek_level level, enum cek_half half, const uint16_t *logits,
                         uint16_t *outputs, size_t rows, size_t classes, enum cek_output output,
                         double *log_sums, float *scratch, struct cek_result *result)
{
    CEK_CALL(f32_half_outputs, half, logits, outputs, rows, classes, output, log_sums, scratch, result)
}

void cek_widen_half(enum cek_level level, enum cek_half half, const uint16_t *from, float *to, size_t n)
{
    CEK_CALL(f32_widen_half, half, from, to, n)
}

size_t cek_draws_below(enum cek_level level, const uint64_t *bits, const uint64_t *thresholds, size_t n,
                       uint64_t key)
{
    size_t count = 0;
    CEK_CALL(draws_below, bits, thresholds, n, key, &count)
    return count;
}

void cek_inverse_factor(enum cek_level level, const double *lower, const double *diagonal, size_t n, double *scratch,
                        size_t stride, double *inverse)
{
    CEK_CALL(f64_inverse_factor, lower, diagonal, n, scratch, stride, inverse)
}

void cek_multiply_inverse(enum cek_level level, const double *inverse, size_t n, size_t stride, const double *x,
                          double *y)
{
    CEK_CALL(f64_multiply_inverse, inverse, n, stride, x, y)
}

double cek_dot(enum cek_level level, const double *a, const double *b, size_t n)
{
    double product = 0;
    CEK_CALL(f64_dot, a, b, n, &product)
    return product;
}

double cek_divergence(enum cek_level level, double *student, double *teacher, double *room, size_t n, double rate)
{
    double value = 0;
    CEK_CALL(f64_divergence, student, teacher, room, n, rate, &value)
    return value;
}

size_t cek_label_rows(enum cek_level level, const void *logits, int are_floats, size_t rows, size_t classes,
                      const int32_t *labels, double *log_sums, int32_t *tops, int32_t *ranks)
{
    size_t formed = 0;
    CEK_CALL(f64_label_rows, logits, are_floats, rows, classes, labels, log_sums, tops, ranks, &formed)
    return formed;
}
