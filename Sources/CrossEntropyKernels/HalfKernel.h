// Rows of two-byte logits: wide rows of cross entropy straight from what is stored, others widened to float in
// pieces that stay in the cache, formed as float rows, rounded back. Compiled once per instruction level, for float
// (Level.h says with which names).

CEK_INLINE void CEK_NAME(widen_row)(const uint16_t *from, float *to, size_t n, enum CEK_NAME(stored) stored)
{
    for (size_t j = 0; j < n; j += 16) {
        __builtin_prefetch(from + j + 1024, 0, 3);
        CEK_NAME(store_some)(to + j, CEK_NAME(take_some)(from, j, n - j, 0, stored), n - j);
    }
}

CEK_INLINE void CEK_NAME(narrow_row)(const float *from, uint16_t *to, size_t n, enum CEK_NAME(stored) stored)
{
    for (size_t j = 0; j < n; j += 16)
        CEK_NAME(put_some)(to, j, CEK_NAME(some)(from + j, n - j, 0), n - j, stored);
}

/// Rows rounded back, the special ones left alone.
CEK_INLINE void CEK_NAME(narrow_rows)(const float *wide, uint16_t *to, size_t rows, size_t n, enum CEK_NAME(stored) stored,
                                      const struct cek_result *part)
{
    if (part->special == 0) {
        CEK_NAME(narrow_row)(wide, to, rows * n, stored);
        return;
    }
    size_t next = 0;
    for (size_t i = 0; i < rows; i++) {
        if (next < part->special && part->specials[next] == i)
            next++;
        else
            CEK_NAME(narrow_row)(wide + i * n, to + i * n, n, stored);
    }
}

/// Adds what a piece of rows gave, whose first row is `start`.
CEK_INLINE void CEK_NAME(add_part)(struct cek_result *result, const struct cek_result *part, size_t start)
{
    result->sum += part->sum;
    for (size_t k = 0; k < part->special; k++) part->specials[k] += (uint32_t)start;
    result->special += part->special;
}

/// `count` of the rows, from the one at `start` on.
static inline struct cek_rows CEK_NAME(some_rows)(const struct cek_rows *rows, size_t start, size_t count)
{
    struct cek_rows some = *rows;
    some.rows = count;
    if (rows->factors) some.factors += start;
    switch (rows->kind) {
    case cek_softmax_labels: some.labelled.labels += start; break;
    case cek_softmax_dense: some.distributions += start * rows->outputs; break;
    case cek_lone_labels: some.lone.labels += start; break;
    case cek_dense: some.dense.targets += start * rows->outputs; break;
    }
    return some;
}

CEK_INLINE void CEK_NAME(halves_of)(const struct cek_rows *rows, enum CEK_NAME(stored) stored,
                                    const uint16_t *z, uint16_t *gradient, float *scratch,
                                    struct cek_result *result)
{
    const size_t n = rows->outputs;
    if (rows->kind == cek_softmax_labels && n > 16 && rows->loss == cek_cross_entropy) {
        if (rows->labelled.base)
            CEK_NAME(wide_rows)(rows, z, gradient, stored, scratch, CEK_NAME(shared), cek_cross_entropy, result);
        else
            CEK_NAME(wide_rows)(rows, z, gradient, stored, scratch, CEK_NAME(none), cek_cross_entropy, result);
        return;
    }
    const size_t piece = 2 * n < cek_widened_at_once ? cek_widened_at_once / n : 1;
    float *wide = scratch + cek_places_of(n, 1).widened;
    for (size_t start = 0; start < rows->rows; start += piece) {
        const size_t count = rows->rows - start < piece ? rows->rows - start : piece;
        const struct cek_rows some = CEK_NAME(some_rows)(rows, start, count);
        CEK_NAME(widen_row)(z + start * n, wide, count * n, stored);
        struct cek_result part = {
            .specials = result->specials + result->special,
            .row_losses = result->row_losses ? result->row_losses + start : NULL,
            .element_losses = result->element_losses ? result->element_losses + start * n : NULL,
        };
        CEK_NAME(rows)(&some, wide, gradient ? wide : NULL, scratch, &part);
        if (gradient) CEK_NAME(narrow_rows)(wide, gradient + start * n, count, n, stored, &part);
        CEK_NAME(add_part)(result, &part, start);
    }
}

void CEK_NAME(half_rows)(const struct cek_rows *rows, enum cek_half half, const uint16_t *z,
                         uint16_t *gradient, float *scratch, struct cek_result *result)
{
    if (half == cek_bf16)
        CEK_NAME(halves_of)(rows, CEK_NAME(bf16), z, gradient, scratch, result);
    else
        CEK_NAME(halves_of)(rows, CEK_NAME(f16), z, gradient, scratch, result);
}

CEK_INLINE void CEK_NAME(half_outputs_of)(enum CEK_NAME(stored) stored, const uint16_t *z, uint16_t *outputs, size_t rows,
                                          size_t n, enum cek_output output, double *log_sums, float *scratch,
                                          struct cek_result *result)
{
    const size_t piece = 2 * n < cek_widened_at_once ? cek_widened_at_once / n : 1;
    float *wide = scratch + cek_places_of(n, 1).widened;
    for (size_t start = 0; start < rows; start += piece) {
        const size_t some = rows - start < piece ? rows - start : piece;
        CEK_NAME(widen_row)(z + start * n, wide, some * n, stored);
        struct cek_result part = {.specials = result->specials + result->special};
        CEK_NAME(softmax_outputs)(wide, outputs ? wide : NULL, some, n, output,
                                  log_sums ? log_sums + start : NULL, &part);
        if (outputs) CEK_NAME(narrow_rows)(wide, outputs + start * n, some, n, stored, &part);
        CEK_NAME(add_part)(result, &part, start);
    }
}

void CEK_NAME(half_outputs)(enum cek_half half, const uint16_t *z, uint16_t *outputs, size_t rows, size_t n,
                            enum cek_output output, double *log_sums, float *scratch,
                            struct cek_result *result)
{
    if (half == cek_bf16)
        CEK_NAME(half_outputs_of)(CEK_NAME(bf16), z, outputs, rows, n, output, log_sums, scratch, result);
    else
        CEK_NAME(half_outputs_of)(CEK_NAME(f16), z, outputs, rows, n, output, log_sums, scratch, result);
}

void CEK_NAME(widen_half)(enum cek_half half, const uint16_t *from, float *to, size_t n)
{
    CEK_NAME(widen_row)(from, to, n, half == cek_f16 ? CEK_NAME(f16) : CEK_NAME(bf16));
}
