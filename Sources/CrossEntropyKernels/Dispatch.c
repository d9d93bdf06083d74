// Chooses what does the products, once a process.
#include "CrossEntropyKernels.h"
#include "Product.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <limits.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static cek_product *own_product = cek_baseline_product;
static cek_dgemm *blas = NULL;
static char name[192] = "own code, 16-byte vectors";

static void choose(void)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("fma")) {
        own_product = cek_avx512_product;
        snprintf(name, sizeof name, "own code, AVX-512");
    } else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        own_product = cek_avx2_product;
        snprintf(name, sizeof name, "own code, AVX2");
    }
#endif
    char library[96];
    blas = cek_open_blas(library, sizeof library);
    if (blas) {
        size_t end = strlen(name);
        snprintf(name + end, sizeof name - end, "; from 128 columns on %s", library);
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
    return blas != NULL;
}

/// Narrow products, as wide as there are classes, are as fast in our own code: a BLAS packs both
/// sides for a square that never comes. Measured at 512×200×100 ours is still level.
static int blas_pays(size_t m, size_t depth, size_t n)
{
    return blas && n >= 128 && depth >= 128 && m <= INT_MAX && depth <= INT_MAX && n <= INT_MAX;
}

enum { row_major = 101, as_is = 111, transposed = 112 };

void cek_multiply(const double *a, size_t lda, const double *b, size_t ldb, double *c, size_t ldc,
                  size_t m, size_t depth, size_t n)
{
    pthread_once(&once, choose);
    if (blas_pays(m, depth, n))
        blas(row_major, as_is, as_is, (int)m, (int)n, (int)depth, 1, a, (int)lda, b, (int)ldb, 0, c,
             (int)ldc);
    else
        own_product(a, lda, 1, b, ldb, c, ldc, m, depth, n, 0);
}

void cek_multiply_transposed_add(const double *a, size_t lda, const double *b, size_t ldb,
                                 double *c, size_t ldc, size_t m, size_t depth, size_t n)
{
    pthread_once(&once, choose);
    if (blas_pays(m, depth, n))
        blas(row_major, transposed, as_is, (int)m, (int)n, (int)depth, 1, a, (int)lda, b, (int)ldb,
             1, c, (int)ldc);
    else
        own_product(a, 1, lda, b, ldb, c, ldc, m, depth, n, 1);
}
