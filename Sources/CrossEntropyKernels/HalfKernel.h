// Rows of two-byte logits: widened to float in pieces that stay in the cache, formed as float rows, rounded
// back. Compiled once an instruction level, for float (VectorMath.h says with which names).

typedef uint16_t CEK_NAME(shorts) __attribute__((vector_size(32), aligned(2), may_alias));
typedef uint32_t CEK_NAME(unsigned_bits) __attribute__((vector_size(64), aligned(4), may_alias));
#undef SHORTS
#undef UNSIGNED
#define SHORTS CEK_NAME(shorts)
#define UNSIGNED CEK_NAME(unsigned_bits)

CEK_INLINE VEC CEK_NAME(wide_half)(SHORTS x, enum cek_half half)
{
    UNSIGNED bits = __builtin_convertvector(x, UNSIGNED);
    if (half == cek_bf16) return (VEC)(bits << 16);
    UNSIGNED size = bits & 0x7fff;
    // A float of the same bits is 2^112 too small; infinity and NaN keep their exponent.
    VEC y = (VEC)(size << 13) * 0x1p112f;
    UNSIGNED special = (UNSIGNED)(size >= 0x7c00) & 0x7f800000;
    return (VEC)((UNSIGNED)y | special | (bits & 0x8000) << 16);
}

/// The nearest two-byte number, of two equally near the even one. x is no NaN.
CEK_INLINE SHORTS CEK_NAME(narrow_half)(VEC x, enum cek_half half)
{
    UNSIGNED bits = (UNSIGNED)x;
    if (half == cek_bf16)
        return __builtin_convertvector((bits + 0x7fff + (bits >> 16 & 1)) >> 16, SHORTS);
    UNSIGNED sign = bits >> 16 & 0x8000, size = bits & 0x7fffffff;
    UNSIGNED normal = (size + (size >> 13 & 1) + 0xfff - 0x38000000) >> 13;
    // Below 2^−14 the unit in the last place is 2^−24: adding ½ rounds to it.
    UNSIGNED small = (UNSIGNED)((VEC)size + 0.5f) - 0x3f000000;
    UNSIGNED is_small = (UNSIGNED)(size < 0x38800000), is_large = (UNSIGNED)(size >= 0x477ff000);
    UNSIGNED value = (small & is_small) | (normal & ~is_small);
    value = (0x7c00 & is_large) | (value & ~is_large);
    return __builtin_convertvector(value | sign, SHORTS);
}

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

void CEK_NAME(half_rows)(const struct cek_rows *rows, enum cek_half half, int is_sigmoid,
                         const uint16_t *z, uint16_t *gradient, float *scratch,
                         struct cek_result *result)
{
    if (half == cek_bf16)
        CEK_NAME(halves_of)(rows, cek_bf16, is_sigmoid, z, gradient, scratch, result);
    else
        CEK_NAME(halves_of)(rows, cek_f16, is_sigmoid, z, gradient, scratch, result);
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
