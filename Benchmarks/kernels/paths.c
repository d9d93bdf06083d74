// Every path of the kernels (RowsKernel.h) on seeded rows, in the types and at the levels there are.
#include "paths.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CrossEntropyKernels.h"

enum type { f32, f64, bf16 };

static const struct {
    const char *name;
    enum cek_targets kind;
    enum cek_loss loss;
    size_t outputs;
    /// Logits from −scale to scale, weights on the rows, the share of smoothing.
    double scale, weights, share;
} cases[] = {
    {"near 3", cek_softmax_labels, cek_cross_entropy, 3, 6, 0, 0},
    {"near 10", cek_softmax_labels, cek_cross_entropy, 10, 6, 0, 0},
    {"near 16", cek_softmax_labels, cek_cross_entropy, 16, 6, 0, 0},
    {"near 10 weights", cek_softmax_labels, cek_cross_entropy, 10, 6, 1, 0},
    {"near 10 smoothing", cek_softmax_labels, cek_cross_entropy, 10, 6, 0, 0.1},
    {"near 10 squared", cek_softmax_labels, cek_squared_error, 10, 6, 0, 0},
    {"near 10 focal", cek_softmax_labels, cek_focal, 10, 6, 0, 0},
    {"few 10", cek_softmax_labels, cek_cross_entropy, 10, 700, 0, 0},
    {"few 10 smoothing", cek_softmax_labels, cek_cross_entropy, 10, 700, 0, 0.1},
    {"few 10 dense", cek_softmax_dense, cek_cross_entropy, 10, 6, 0, 0},
    {"few 10 squared", cek_softmax_labels, cek_squared_error, 10, 700, 0, 0},
    {"row 17", cek_softmax_labels, cek_cross_entropy, 17, 6, 0, 0},
    {"row 100", cek_softmax_labels, cek_cross_entropy, 100, 6, 0, 0},
    {"row 1000", cek_softmax_labels, cek_cross_entropy, 1000, 6, 0, 0},
    {"row 50257", cek_softmax_labels, cek_cross_entropy, 50257, 6, 0, 0},
    {"row 1000 smoothing", cek_softmax_labels, cek_cross_entropy, 1000, 6, 0, 0.1},
    {"row 1000 dense", cek_softmax_dense, cek_cross_entropy, 1000, 6, 0, 0},
    {"row 1000 squared", cek_softmax_labels, cek_squared_error, 1000, 6, 0, 0},
    {"row 100 focal", cek_softmax_labels, cek_focal, 100, 6, 0, 0},
    {"near lone", cek_lone_labels, cek_cross_entropy, 1, 6, 0, 0},
    {"near lone squared", cek_lone_labels, cek_squared_error, 1, 6, 0, 0},
    {"any lone weights", cek_lone_labels, cek_cross_entropy, 1, 6, 1, 0},
    {"any lone focal", cek_lone_labels, cek_focal, 1, 6, 0, 0},
    {"several 10", cek_dense, cek_cross_entropy, 10, 6, 0, 0},
    {"several 1000", cek_dense, cek_cross_entropy, 1000, 6, 0, 0},
    {"several 10 weights", cek_dense, cek_cross_entropy, 10, 6, 1, 0},
    {"several 10 squared", cek_dense, cek_squared_error, 10, 6, 0, 0},
    {"several linear 1", cek_dense, cek_linear_error, 1, 6, 0, 0},
    {"several linear 10", cek_dense, cek_linear_error, 10, 6, 0, 0},
};

enum { types = 3, levels = 3, case_count = sizeof cases / sizeof *cases };

struct rows {
    struct cek_rows what;
    struct cek_result result;
    enum cek_level level;
    enum type type;
    void *logits, *gradient, *spikes, *base, *scratch;
    int32_t *labels;
    double *targets, *factors;
    uint32_t *specials;
};

static uint64_t state;
static double uniform(void)
{
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (double)(state >> 11) * 0x1p-53;
}

static void put(void *to, enum type type, size_t i, double x)
{
    float f = (float)x;
    uint32_t bits;
    memcpy(&bits, &f, sizeof bits);
    if (type == f32) ((float *)to)[i] = f;
    if (type == f64) ((double *)to)[i] = x;
    if (type == bf16) ((uint16_t *)to)[i] = (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

static void set_targets(struct rows *r, int number, size_t count, size_t n)
{
    const enum type type = r->type == f64 ? f64 : f32;
    const double share = cases[number].share;
    for (size_t j = 0; j < n; j++) {
        put(r->spikes, type, j, 1 - share);
        put(r->base, type, j, share / (double)n);
    }
    for (size_t i = 0; i < count; i++) {
        r->labels[i] = (int32_t)(uniform() * (n == 1 ? 2 : (double)n));
        r->factors[i] = 0.5 + uniform();
    }
    for (size_t i = 0; i < count * n; i++) r->targets[i] = 1 / (double)n;
    switch (r->what.kind) {
    case cek_softmax_labels:
        r->what.labelled = (struct cek_labelled){r->labels, r->spikes, share > 0 ? r->base : NULL, share};
        break;
    case cek_softmax_dense: r->what.distributions = r->targets; break;
    case cek_lone_labels: r->what.lone = (struct cek_lone){r->labels, {0, 1}, {1, 0}}; break;
    case cek_dense: r->what.dense = (struct cek_dense){.targets = r->targets, .keep = 1}; break;
    }
}

int path_open(int number, struct path *path)
{
    if (number >= case_count * types * levels) return -1;
    const enum cek_level level = (enum cek_level)(cek_baseline + number % levels);
    const enum type type = (enum type)(number / levels % types);
    number /= levels * types;
    if (!cek_has_level(level)) return 0;
    const size_t n = cases[number].outputs, count = n > 16384 ? 1 : 16384 / n;
    static const char *const type_names[] = {"f32", "f64", "bf16"};
    static const char *const level_names[] = {"", "baseline", "avx2", "avx512"};
    snprintf(path->name, sizeof path->name, "%s, %s, %s", cases[number].name, type_names[type],
             level_names[level]);
    struct rows *r = calloc(1, sizeof *r);
    r->level = level;
    r->type = type;
    r->logits = malloc(count * n * 8), r->gradient = malloc(count * n * 8);
    r->spikes = malloc(n * 8), r->base = malloc(n * 8);
    r->labels = malloc(count * 4), r->specials = malloc(count * 4);
    r->targets = malloc(count * n * 8), r->factors = malloc(count * 8);
    // As aligned as callers align it.
    r->scratch = aligned_alloc(64, (cek_scratch(n, type == bf16) * 8 + 127) / 64 * 64);
    state = 7;
    for (size_t i = 0; i < count * n; i++)
        put(r->logits, type, i, cases[number].scale * (uniform() + uniform() - 1));
    r->what.rows = count;
    r->what.outputs = n;
    r->what.loss = cases[number].loss;
    r->what.parameter = cases[number].loss == cek_focal ? 2 : 1;
    r->what.kind = cases[number].kind;
    set_targets(r, number, count, n);
    if (cases[number].weights > 0) r->what.factors = r->factors;
    path->logits = count * n;
    path->rows = r;
    return 1;
}

void path_run(struct path *path)
{
    struct rows *r = path->rows;
    r->result = (struct cek_result){.specials = r->specials};
    switch (r->type) {
    case f32: cek_form_f32(r->level, &r->what, r->logits, r->gradient, r->scratch, &r->result); break;
    case f64: cek_form_f64(r->level, &r->what, r->logits, r->gradient, r->scratch, &r->result); break;
    case bf16:
        cek_form_half(r->level, &r->what, cek_bf16, r->logits, r->gradient, r->scratch, &r->result);
        break;
    }
}

static uint64_t hash(uint64_t h, const void *from, size_t count)
{
    for (size_t i = 0; i < count; i++) h = (h ^ ((const unsigned char *)from)[i]) * 1099511628211ULL;
    return h;
}

uint64_t path_bits(const struct path *path)
{
    const struct rows *r = path->rows;
    static const size_t sizes[] = {4, 8, 2};
    uint64_t h = hash(14695981039346656037ULL, &r->result.sum, sizeof r->result.sum);
    return hash(h, r->gradient, path->logits * sizes[r->type]);
}

void path_close(struct path *path)
{
    struct rows *r = path->rows;
    free(r->logits), free(r->gradient), free(r->spikes), free(r->base), free(r->labels);
    free(r->specials), free(r->targets), free(r->factors), free(r->scratch), free(r);
}
