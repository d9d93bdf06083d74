// The kernels of this machine against plain loops in double precision: a check that needs no Swift, so that
// it can be compiled for another processor, or with sanitizers. run.sh does both.

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CrossEntropyKernels.h"

static uint64_t state = 1;
static double uniform(void)
{
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (double)(state >> 11) * 0x1p-53;
}

static int failures;

static void expect(const char *what, size_t n, double got, double expected, double bound)
{
    if (fabs(got - expected) <= bound) return;
    if (failures++ < 20) printf("%s, %zu outputs: %.9g, not %.9g\n", what, n, got, expected);
}

enum { rows = 101 };

#define CHECK(T, SUFFIX, ULP)                                                                      \
    static void check_##SUFFIX(enum cek_level level, size_t n, enum cek_loss loss, double share)   \
    {                                                                                              \
        T *z = malloc(rows * n * sizeof(T)), *g = malloc(rows * n * sizeof(T));                    \
        T *spikes = malloc(n * sizeof(T)), *base = malloc(n * sizeof(T));                          \
        T *scratch = malloc(cek_scratch(n, 0) * sizeof(T));                                        \
        int32_t labels[rows];                                                                      \
        uint32_t specials[rows];                                                                   \
        for (size_t i = 0; i < rows * n; i++) z[i] = (T)(8 * (uniform() + uniform() - 1));         \
        for (int i = 0; i < rows; i++) labels[i] = (int32_t)(uniform() * (double)n);               \
        for (size_t j = 0; j < n; j++) {                                                           \
            spikes[j] = (T)(1 - share);                                                            \
            base[j] = (T)(share / (double)n);                                                      \
        }                                                                                          \
        struct cek_rows what = {                                                                   \
            .rows = rows, .outputs = n, .loss = loss, .parameter = 1, .gradient_scale = 1,         \
            .kind = cek_softmax_labels,                                                            \
            .labelled = {labels, spikes, share > 0 ? base : NULL, share}};                         \
        struct cek_result result = {.specials = specials};                                         \
        cek_form_##SUFFIX(level, &what, z, g, scratch, &result);                                   \
        double sum = 0;                                                                            \
        for (size_t i = 0; i < rows; i++) {                                                        \
            double total = 0, squares = 0, peak = -INFINITY, p[4200];                              \
            for (size_t j = 0; j < n; j++) peak = fmax(peak, (double)z[i * n + j]);                \
            for (size_t j = 0; j < n; j++) total += p[j] = exp((double)z[i * n + j] - peak);       \
            for (size_t j = 0; j < n; j++) p[j] /= total;                                          \
            size_t y = (size_t)labels[i];                                                          \
            double mean = 0;                                                                       \
            for (size_t j = 0; j < n; j++) {                                                       \
                double r = p[j] - (j == y);                                                        \
                squares += r * r;                                                                  \
                mean += p[j] * r;                                                                  \
            }                                                                                      \
            int is_left = 0;                                                                       \
            for (size_t k = 0; k < result.special; k++) is_left |= result.specials[k] == i;        \
            /* Squared error leaves wrong outputs that are sure to the definition. */              \
            if (is_left) {                                                                         \
                expect(#SUFFIX " row left", n, mean > 0.999 && loss == cek_squared_error, 1, 0);   \
                continue;                                                                          \
            }                                                                                      \
            for (size_t j = 0; j < n; j++) {                                                       \
                double t = (j == y ? 1 - share : 0) + share / (double)n;                           \
                double gradient = loss == cek_squared_error ? 2 * p[j] * (p[j] - (j == y) - mean)  \
                                                            : p[j] - t;                            \
                expect(#SUFFIX " gradient", n, (double)g[i * n + j], gradient, 60 * ULP);          \
                sum += loss == cek_squared_error ? 0 : -t * log(p[j]);                             \
            }                                                                                      \
            if (loss == cek_squared_error) sum += squares;                                         \
        }                                                                                          \
        expect(#SUFFIX " sum", n, result.sum, sum, (20 + (double)n / 4) * ULP * sum); /* plain sums err, too */    \
        free(z), free(g), free(spikes), free(base), free(scratch);                                 \
    }                                                                                              \
                                                                                                   \
    /** Dense targets: a distribution per row under softmax, or a target per sigmoid output. */    \
    static void check_dense_##SUFFIX(enum cek_level level, size_t n, enum cek_targets kind)        \
    {                                                                                              \
        T *z = malloc(rows * n * sizeof(T)), *g = malloc(rows * n * sizeof(T));                    \
        double *targets = malloc(rows * n * sizeof(double));                                       \
        T *scratch = malloc(cek_scratch(n, 0) * sizeof(T));                                        \
        uint32_t specials[rows];                                                                   \
        for (size_t i = 0; i < rows * n; i++) {                                                    \
            z[i] = (T)(8 * (uniform() + uniform() - 1));                                           \
            targets[i] = (0.5 + uniform()) / (2 * (double)n);                                      \
        }                                                                                          \
        struct cek_rows what = {.gradient_scale = 1, .rows = rows, .outputs = n, .loss = cek_cross_entropy, .kind = kind}; \
        if (kind == cek_softmax_dense)                                                             \
            what.distributions = targets;                                                          \
        else                                                                                       \
            what.dense = (struct cek_dense){.targets = targets, .keep = 1};                        \
        struct cek_result result = {.specials = specials};                                         \
        cek_form_##SUFFIX(level, &what, z, g, scratch, &result);                                   \
        for (size_t i = 0; i < rows; i++) {                                                        \
            double total = 0, mass = 0;                                                            \
            for (size_t j = 0; j < n; j++) total += exp((double)z[i * n + j]);                     \
            for (size_t j = 0; j < n; j++) mass += targets[i * n + j];                             \
            for (size_t j = 0; j < n; j++) {                                                       \
                double x = (double)z[i * n + j], t = targets[i * n + j];                           \
                double p = kind == cek_softmax_dense ? mass * exp(x) / total : 1 / (1 + exp(-x));  \
                expect(#SUFFIX " dense gradient", n, (double)g[i * n + j], p - t, 60 * ULP);       \
            }                                                                                      \
        }                                                                                          \
        expect(#SUFFIX " dense special rows", n, (double)result.special, 0, 0);                    \
        free(z), free(g), free(targets), free(scratch);                                            \
    }

CHECK(float, f32, 0x1p-23)
CHECK(double, f64, 0x1p-52)

static void check_sigmoid(enum cek_level level)
{
    enum { count = 1003 };
    float z[count], g[count];
    int32_t labels[count];
    uint32_t specials[count];
    for (int i = 0; i < count; i++) {
        z[i] = (float)(40 * (uniform() - 0.5));
        labels[i] = uniform() < 0.5;
    }
    struct cek_rows what = {.gradient_scale = 1, .rows = count, .outputs = 1, .loss = cek_cross_entropy,
                            .kind = cek_lone_labels, .lone = {labels, {0, 1}, {1, 0}}};
    struct cek_result result = {.specials = specials};
    float scratch[1];
    expect("scratch of few outputs", 1, (double)cek_scratch(1, 0), 0, 0);
    cek_form_f32(level, &what, z, g, scratch, &result);
    double sum = 0;
    for (int i = 0; i < count; i++) {
        double margin = labels[i] ? z[i] : -z[i];
        sum += margin > 0 ? log1p(exp(-margin)) : -margin + log1p(exp(margin));
        double p = 1 / (1 + exp(-(double)z[i]));
        expect("sigmoid gradient", 1, g[i], p - labels[i], 8 * 0x1p-23);
    }
    expect("sigmoid sum", 1, result.sum, sum, 4 * 0x1p-23 * sum);
}

/// Four rows as Float16: labels straight from what is stored or widened, and targets, which are widened.
static void check_halves(enum cek_level level, size_t n, enum cek_targets kind)
{
    uint16_t *z = malloc(4 * n * 2), *g = malloc(4 * n * 2);
    double *targets = malloc(4 * n * sizeof(double));
    int32_t labels[4];
    uint32_t specials[4];
    float *spikes = malloc(n * sizeof(float)), *scratch = malloc(cek_scratch(n, 1) * sizeof(float));
    for (size_t j = 0; j < n; j++) spikes[j] = 1;
    for (size_t i = 0; i < 4; i++) labels[i] = (int32_t)(i * (n - 1) / 3);
    for (size_t i = 0; i < 4 * n; i++) {
        z[i] = (uint16_t)(0x3c00 + i * 7 % 1024); // from 1 to 2
        targets[i] = (size_t)labels[i / n] == i % n;
    }
    struct cek_rows what = {.gradient_scale = 1, .rows = 4, .outputs = n, .loss = cek_cross_entropy, .kind = kind};
    if (kind == cek_softmax_dense)
        what.distributions = targets;
    else
        what.labelled = (struct cek_labelled){labels, spikes, NULL, 0};
    struct cek_result result = {.specials = specials};
    cek_form_half(level, &what, cek_f16, z, g, scratch, &result);
    double sum = 0;
    for (size_t i = 0; i < 4; i++) {
        double total = 0, own = 0;
        for (size_t j = 0; j < n; j++) {
            double x = 1 + (double)((i * n + j) * 7 % 1024) / 1024;
            total += exp(x);
            if (j == (size_t)labels[i]) own = x;
        }
        sum += log(total) - own;
    }
    expect("Float16 sum", n, result.sum, sum, 1e-6 * sum);
    free(z), free(g), free(targets), free(spikes), free(scratch);
}

static void check_functions(enum cek_level level)
{
    enum { count = 4001 };
    float x[count], y[count];
    for (int i = 0; i < count; i++) x[i] = (float)(-87 * uniform());
    cek_function_of_f32(level, cek_exp, x, y, count);
    for (int i = 0; i < count; i++) expect("exp", 1, y[i], exp(x[i]), 2 * 0x1p-23 * exp(x[i]));
    for (int i = 0; i < count; i++) x[i] = (float)exp(60 * (uniform() - 0.5));
    cek_function_of_f32(level, cek_log_of_one_plus, x, y, count);
    for (int i = 0; i < count; i++) expect("log(1 + x)", 1, y[i], log1p(x[i]), 2 * 0x1p-23 * log1p(x[i]));
}

/// Two blocks of one row, merged, and the gradient of the first.
static void check_blocks(enum cek_level level)
{
    enum { classes = 37 };
    double z[2 * classes], copy[2 * classes], bias[classes] = {0}, total = 0;
    for (int j = 0; j < 2 * classes; j++) copy[j] = z[j] = 6 * uniform();
    for (int j = 0; j < 2 * classes; j++) total += exp(z[j]);
    struct cek_row_sums sums = {.peak = -INFINITY, .factor = 1, .spike = 1, .mass = 1, .penalty = 1};
    struct cek_block block = {.rows = 1, .classes = classes, .temperature = 1};
    cek_block_sums_f64(level, &block, z, &sums);
    block.first = classes;
    cek_block_sums_f64(level, &block, z + classes, &sums);
    sums.log_sum = sums.peak + log(sums.sum);
    expect("log-sum-exp of blocks", classes, sums.log_sum, log(total), 1e-14);
    const int32_t label = 3;
    block.first = 0;
    cek_block_gradient_f64(level, &block, z, &sums, &label, bias);
    for (int j = 0; j < classes; j++)
        expect("gradient of a block", classes, bias[j], exp(copy[j]) / total - (j == label), 1e-15);
}

static void check_divergence(enum cek_level level, size_t n)
{
    const size_t padded = (n + 15) / 16 * 16;
    double *z = malloc(padded * sizeof(double)), *y = malloc(padded * sizeof(double));
    double *room = malloc(padded * sizeof(double)), *p = malloc(n * sizeof(double)), *t = malloc(n * sizeof(double));
    double total = 0, teacher_total = 0, sum = 0;
    for (size_t j = 0; j < padded; j++) z[j] = y[j] = -INFINITY;
    for (size_t j = 0; j < n; j++) {
        z[j] = 8 * (uniform() + uniform() - 1);
        y[j] = 8 * (uniform() + uniform() - 1);
        total += p[j] = exp(z[j] / 2);
        teacher_total += t[j] = exp(y[j] / 2);
    }
    for (size_t j = 0; j < n; j++) sum += t[j] / teacher_total * log(t[j] / teacher_total / (p[j] / total));
    expect("divergence", n, cek_divergence(level, z, y, room, padded, 0.5), sum, 1e-14);
    for (size_t j = 0; j < n; j++)
        expect("slope of the divergence", n, z[j], p[j] / total - t[j] / teacher_total, 1e-14);
    free(z), free(y), free(room), free(p), free(t);
}

int main(void)
{
    const size_t sizes[] = {1, 2, 3, 7, 10, 15, 16, 17, 31, 33, 64, 67, 255, 1000, 1023, 2049, 4113};
    for (int level = cek_baseline; level <= cek_avx512; level++) {
        if (!cek_has_level((enum cek_level)level)) continue;
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            check_f32((enum cek_level)level, sizes[s], cek_cross_entropy, 0);
            check_f32((enum cek_level)level, sizes[s], cek_cross_entropy, 0.1);
            check_f32((enum cek_level)level, sizes[s], cek_squared_error, 0);
            check_f64((enum cek_level)level, sizes[s], cek_cross_entropy, 0);
            check_f64((enum cek_level)level, sizes[s], cek_cross_entropy, 0.1);
            check_f64((enum cek_level)level, sizes[s], cek_squared_error, 0);
            check_dense_f32((enum cek_level)level, sizes[s], cek_softmax_dense);
            check_dense_f32((enum cek_level)level, sizes[s], cek_dense);
            check_dense_f64((enum cek_level)level, sizes[s], cek_softmax_dense);
            check_dense_f64((enum cek_level)level, sizes[s], cek_dense);
            check_halves((enum cek_level)level, sizes[s], cek_softmax_labels);
            check_halves((enum cek_level)level, sizes[s], cek_softmax_dense);
            check_divergence((enum cek_level)level, sizes[s]);
        }
        check_sigmoid((enum cek_level)level);
        check_functions((enum cek_level)level);
        check_blocks((enum cek_level)level);
        printf("level %d: %d failures\n", level, failures);
    }
    return failures > 0;
}
