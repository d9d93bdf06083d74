// What the page calls of the C room: rows of losses, softmax and products, all of doubles.
//
// The page asks `take` for memory, writes its numbers there and reads the results from there. `specials` has room for every row
// and one number more: how many rows only the loss's definition can form (one that is nearly certain, a logit that is no
// number). Which they are stands before it; the sum is of the others.
#include "Product.h"
#include "Rows.h"

#define EXPORTED(NAME) __attribute__((export_name(#NAME))) NAME

// One instruction each, since the target has memory.copy and memory.fill.
void *memcpy(void *restrict to, const void *restrict from, size_t size) { return __builtin_memcpy(to, from, size); }
void *memset(void *to, int byte, size_t size) { return __builtin_memset(to, byte, size); }

extern unsigned char __heap_base;

/// Memory for so many bytes, never given back; 0 where there is no more.
size_t EXPORTED(take)(size_t bytes)
{
    static size_t next;
    if (!next) next = (size_t)&__heap_base;
    // A line of cache for its start, and a vector that may be written beyond its end.
    const size_t start = (next + 63) & ~(size_t)63, end = start + bytes + 128;
    const size_t there = __builtin_wasm_memory_size(0) << 16;
    if (end > there && __builtin_wasm_memory_grow(0, (end - there + 65535) >> 16) == (size_t)-1) return 0;
    next = end;
    return start;
}

/// Elements of scratch that rows of so many outputs need.
size_t EXPORTED(scratch)(size_t outputs) { return cek_places_of(outputs, 0).size; }

static double formed(struct cek_rows *rows, const double *logits, double *gradient, double *scratch, double *values,
                     uint32_t *specials)
{
    struct cek_result result = {.specials = specials};
    if (rows->kind == cek_dense) result.element_losses = values;
    else result.row_losses = values;
    rows->gradient_scale = 1;
    cek_baseline_f64_rows(rows, logits, gradient, scratch, &result);
    specials[rows->rows] = (uint32_t)result.special;
    return result.sum;
}

/// Σ of the losses of softmax rows with labels, each in `values`, and their gradients; `ones` has a 1 for each output.
double EXPORTED(labelled)(size_t rows, size_t outputs, enum cek_loss loss, double parameter, const double *logits,
                          const int32_t *labels, double *gradient, double *values, double *scratch, const double *ones,
                          uint32_t *specials)
{
    struct cek_rows asked = {.rows = rows, .outputs = outputs, .loss = loss, .parameter = parameter,
                             .kind = cek_softmax_labels, .labelled = {.labels = labels, .spikes = ones}};
    return formed(&asked, logits, gradient, scratch, values, specials);
}

/// The same of sigmoid outputs, a target for each; `values` has the loss of each output.
double EXPORTED(sigmoid)(size_t rows, size_t outputs, enum cek_loss loss, double parameter, const double *logits,
                         const double *targets, double *gradient, double *values, double *scratch, uint32_t *specials)
{
    struct cek_rows asked = {.rows = rows, .outputs = outputs, .loss = loss, .parameter = parameter,
                             .kind = cek_dense, .dense = {.targets = targets, .keep = 1}};
    return formed(&asked, logits, gradient, scratch, values, specials);
}

/// Softmax of rows of logits, and the log of each row's sum of exponentials.
void EXPORTED(softmax)(size_t rows, size_t outputs, const double *logits, double *probabilities, double *logSums,
                       uint32_t *specials)
{
    struct cek_result result = {.specials = specials};
    cek_baseline_f64_softmax_outputs(logits, probabilities, rows, outputs, cek_softmax, logSums, &result);
    specials[rows] = (uint32_t)result.special;
}

/// C = A·B or Aᵀ·B, or either with Bᵀ; m×depth times depth×n, rows one after another.
void EXPORTED(product)(const double *a, int aTransposed, const double *b, int bTransposed, double *c, size_t m,
                       size_t depth, size_t n)
{
    cek_baseline_f64_product(a, aTransposed ? 1 : depth, aTransposed ? m : 1, b, bTransposed ? depth : n, bTransposed, c, n,
                             m, depth, n, 0);
}
