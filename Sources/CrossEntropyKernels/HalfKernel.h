// Rows of two-byte logits: wide rows of cross entropy straight from what is stored, others widened to float in
// pieces that stay in the cache, formed as float rows, rounded back. Compiled once an instruction level, for float
// (VectorMath.h says with which names).

CEK_INLINE void CEK_NAME(widen_row)(const uint16_t *from, float *to, size_t n, enum cek_half half)
{
    size_t j = 0;
    for (; j + 16 <= n; j += 16) {
        __builtin_prefetch(from + j + 1024, 0, 3);
        CEK_NAME(store)(to + j, CEK_NAME(wide_half)(*(const SHORTS *)(from + j), half));
    }
    if (j < n) {
        SHORTS last = {0};
        memcpy(&last, from + j, (n - j) * 2);
        VEC x = CEK_NAME(wide_half)(last, half);
        memcpy(to + j, &x, (n - j) * 4);
    }
}

CEK_INLINE void CEK_NAME(narrow_row)(const float *from, uint16_t *to, size_t n, enum cek_half half)
{
    size_t j = 0;
    for (; j + 16 <= n; j += 16)
        *(SHORTS *)(to + j) = CEK_NAME(narrow_half)(CEK_NAME(load)(from + j), half);
    if (j < n) {
        VEC x = CEK_NAME(splat)(0);
        memcpy(&x, from + j, (n - j) * 4);
        SHORTS last = CEK_NAME(narrow_half)(x, half);
        memcpy(to + j, &last, (n - j) * 2);
    }
}

/// Rows rounded back, the special ones left alone.
CEK_INLINE void CEK_NAME(narrow_rows)(const float *wide, uint16_t *to, size_t rows, size_t n, enum cek_half half,
                                      const struct cek_result *part)
{
    if (part->special == 0) {
        CEK_NAME(narrow_row)(wide, to, rows * n, half);
        return;
    }
    size_t next = 0;
    for (size_t i = 0; i < rows; i++) {
        if (next < part->special && part->specials[next] == i)
            next++;
        else
            CEK_NAME(narrow_row)(wide + i * n, to + i * n, n, half);
    }
}

/// Adds what a piece of rows gave, whose first row is `start`.
CEK_INLINE void CEK_NAME(add_part)(struct cek_result *result, const struct cek_result *part, size_t start)
{
    result->sum += part->sum;
    for (size_t k = 0; k < part->special; k++) part->specials[k] += (uint32_t)start;
    result->special += part->special;
}

CEK_INLINE void CEK_NAME(halves_of)(const struct cek_rows *rows, enum cek_half half, int is_sigmoid,
                                    const uint16_t *z, uint16_t *gradient, float *scratch,
                                    struct cek_result *result)
{
    const size_t n = rows->outputs, piece = n >= 4096 ? 1 : 8192 / n;
    float *wide = scratch, *inner = scratch + (n > 8192 ? n : 8192) + 16;
    for (size_t start = 0; start < rows->rows; start += piece) {
        struct cek_rows some = *rows;
        some.rows = rows->rows - start < piece ? rows->rows - start : piece;
        if (rows->labels) some.labels = rows->labels + start;
        if (rows->targets) some.targets = rows->targets + start * n;
        if (rows->factors) some.factors = rows->factors + start;
        CEK_NAME(widen_row)(z + start * n, wide, some.rows * n, half);
        struct cek_result part = {0, 0, result->specials + result->special};
        if (is_sigmoid)
            CEK_NAME(sigmoid_rows)(&some, wide, gradient ? wide : NULL, &part);
        else
            CEK_NAME(softmax_rows)(&some, wide, gradient ? wide : NULL, inner, &part);
        if (gradient) CEK_NAME(narrow_rows)(wide, gradient + start * n, some.rows, n, half, &part);
        CEK_NAME(add_part)(result, &part, start);
    }
}

/// Rows of cross entropy straight from what is stored; false where they are of another kind.
CEK_INLINE int CEK_NAME(straight)(const struct cek_rows *rows, enum CEK_NAME(stored) stored, const uint16_t *z,
                                  uint16_t *gradient, float *scratch, struct cek_result *result)
{
    if (rows->outputs <= 16 || rows->targets || rows->loss != cek_cross_entropy) return 0;
    if (rows->base)
        CEK_NAME(wide_rows)(rows, z, gradient, stored, scratch, CEK_NAME(shared), cek_cross_entropy, result);
    else
        CEK_NAME(wide_rows)(rows, z, gradient, stored, scratch, CEK_NAME(none), cek_cross_entropy, result);
    return 1;
}

void CEK_NAME(half_rows)(const struct cek_rows *rows, enum cek_half half, int is_sigmoid,
                         const uint16_t *z, uint16_t *gradient, float *scratch,
                         struct cek_result *result)
{
    if (half == cek_bf16) {
        if (is_sigmoid || !CEK_NAME(straight)(rows, CEK_NAME(bf16), z, gradient, scratch, result))
            CEK_NAME(halves_of)(rows, cek_bf16, is_sigmoid, z, gradient, scratch, result);
    } else if (is_sigmoid || !CEK_NAME(straight)(rows, CEK_NAME(f16), z, gradient, scratch, result)) {
        CEK_NAME(halves_of)(rows, cek_f16, is_sigmoid, z, gradient, scratch, result);
    }
}

CEK_INLINE void CEK_NAME(half_outputs_of)(enum cek_half half, const uint16_t *z, uint16_t *outputs, size_t rows,
                                          size_t n, enum cek_output output, double *log_sums, float *wide,
                                          struct cek_result *result)
{
    const size_t piece = n >= 4096 ? 1 : 8192 / n;
    for (size_t start = 0; start < rows; start += piece) {
        const size_t some = rows - start < piece ? rows - start : piece;
        CEK_NAME(widen_row)(z + start * n, wide, some * n, half);
        struct cek_result part = {0, 0, result->specials + result->special};
        CEK_NAME(softmax_outputs)(wide, outputs ? wide : NULL, some, n, output,
                                  log_sums ? log_sums + start : NULL, &part);
        if (outputs) CEK_NAME(narrow_rows)(wide, outputs + start * n, some, n, half, &part);
        CEK_NAME(add_part)(result, &part, start);
    }
}

void CEK_NAME(half_outputs)(enum cek_half half, const uint16_t *z, uint16_t *outputs, size_t rows, size_t n,
                            enum cek_output output, double *log_sums, float *scratch,
                            struct cek_result *result)
{
    if (half == cek_bf16)
        CEK_NAME(half_outputs_of)(cek_bf16, z, outputs, rows, n, output, log_sums, scratch, result);
    else
        CEK_NAME(half_outputs_of)(cek_f16, z, outputs, rows, n, output, log_sums, scratch, result);
}
