// Times this package's matrix products beside those of OpenBLAS, on one thread:
//
//   clang -O2 -I Sources/CrossEntropyKernels -I Sources/CrossEntropyKernels/include \
//     Benchmarks/products/products.c Sources/CrossEntropyKernels/*.c -lm -o products && ./products
//
// For every shape rows × depth × columns: GFLOP/s of A·B and of Aᵀ·C, best and median of 200 runs in turn, and
// the largest difference between the two sides relative to the largest element.

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "CrossEntropyKernels.h"
#include "Product.h"

enum { runs = 200 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void print(const char *name, double *seconds, double flops)
{
    qsort(seconds, runs, sizeof(double), ascending);
    printf("  %-10s best %6.1f  median %6.1f GFLOP/s\n", name, 1e-9 * flops / seconds[0],
           1e-9 * flops / seconds[runs / 2]);
}

static void compare(cek_product_f64 *own, cek_gemm_f64 *blas, size_t m, size_t k, size_t n)
{
    double *a = malloc(m * k * sizeof *a), *b = malloc(k * n * sizeof *b);
    double *c = calloc(m * n, sizeof *c), *d = calloc(m * n, sizeof *d);
    double *w = calloc(k * n, sizeof *w);
    double forward[2][runs], backward[2][runs];
    for (size_t i = 0; i < m * k; i++) a[i] = rand() / (double)RAND_MAX - 0.5;
    for (size_t i = 0; i < k * n; i++) b[i] = rand() / (double)RAND_MAX - 0.5;
    for (int r = 0; r < runs; r++) {
        double start = now();
        own(a, k, 1, b, n, 0, c, n, m, k, n, 0);
        forward[0][r] = now() - start;
        start = now();
        own(a, 1, k, c, n, 0, w, n, k, m, n, 1);
        backward[0][r] = now() - start;
        if (!blas) continue;
        start = now();
        blas(101, 111, 111, m, n, k, 1, a, k, b, n, 0, d, n);
        forward[1][r] = now() - start;
        start = now();
        blas(101, 112, 111, k, n, m, 1, a, k, d, n, 1, w, n);
        backward[1][r] = now() - start;
    }
    double largest = 0, difference = 0, flops = 2.0 * m * k * n;
    for (size_t i = 0; i < m * n; i++) {
        largest = fmax(largest, fabs(c[i]));
        difference = fmax(difference, fabs(c[i] - d[i]));
    }
    printf("%zu x %zu x %zu", m, k, n);
    if (blas) printf(", relative difference %.1e", difference / largest);
    printf("\n");
    print("own A.B", forward[0], flops);
    if (blas) print("BLAS A.B", forward[1], flops);
    print("own At.C", backward[0], flops);
    if (blas) print("BLAS At.C", backward[1], flops);
    free(a), free(b), free(c), free(d), free(w);
}

int main(void)
{
    char name[128] = "";
    cek_gemm_f64 *blas = cek_open_blas(name, sizeof name).f64;
    cek_product_f64 *own = cek_baseline_f64_product;
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512dq")) own = cek_avx512_f64_product;
    else if (__builtin_cpu_supports("avx2")) own = cek_avx2_f64_product;
#endif
    printf("BLAS: %s\n", blas ? name : "none found");
    size_t shapes[][3] = {{958, 62, 10}, {512, 51, 10},   {512, 51, 3},   {958, 62, 1},
                          {512, 200, 100}, {512, 256, 256}, {512, 784, 128}};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        compare(own, blas, shapes[i][0], shapes[i][1], shapes[i][2]);
    return 0;
}
