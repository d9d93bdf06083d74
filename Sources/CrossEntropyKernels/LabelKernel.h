// What a row of logits says of its label, in doubles also where floats are stored: for scores, which need no probability of
// any other class. Compiled once per instruction level (Level.h says with which names), for double.

/// The greatest of a row, and how many outputs are above its label and equal to it.
struct CEK_NAME(standing) {
    double peak;
    int64_t above, equal;
};

CEK_INLINE struct CEK_NAME(standing) CEK_NAME(standing_of)(const double *z, size_t n, double own)
{
    VEC top = CEK_NAME(splat)(-INFINITY);
    const VEC mine = CEK_NAME(splat)(own);
    BITS above = {0}, equal = {0};
    for (size_t j = 0; j < n; j += 16) {
        const VEC x = CEK_NAME(some)(z + j, n - j, -INFINITY);
        top = CEK_NAME(larger)(x, top);
        above -= x > mine;
        equal -= x == mine;
    }
    return (struct CEK_NAME(standing)){CEK_NAME(greatest)(top), __builtin_reduce_add(above), __builtin_reduce_add(equal)};
}

/// The same of floats, sixteen of which are half as many bytes.
CEK_INLINE struct CEK_NAME(standing) CEK_NAME(standing_of_floats)(const float *z, size_t n, float own)
{
    typedef float singles __attribute__((vector_size(64), aligned(4), may_alias));
    typedef int32_t counts __attribute__((vector_size(64), aligned(4), may_alias));
    const singles lowest = -(float)INFINITY - (singles){0}, mine = own - (singles){0};
    singles top = lowest;
    counts above = {0}, equal = {0};
    for (size_t j = 0; j < n; j += 16) {
        singles x = lowest;
        if (n - j >= 16)
            x = *(const singles *)(z + j);
        else
            memcpy(&x, z + j, (n - j) * sizeof(float));
        const counts is_higher = x > top;
        top = (singles)(((counts)x & is_higher) | ((counts)top & ~is_higher));
        above -= x > mine;
        equal -= x == mine;
    }
    return (struct CEK_NAME(standing)){__builtin_reduce_max(top), __builtin_reduce_add(above), __builtin_reduce_add(equal)};
}

/// The first output that equals the peak.
CEK_INLINE size_t CEK_NAME(place_of)(CEK_T peak, const void *z, size_t n, enum CEK_NAME(stored) stored)
{
    size_t j = 0;
    const VEC top = CEK_NAME(splat)(peak);
    for (; j + 64 <= n; j += 64) {
        BITS found = CEK_NAME(take)(z, j, stored) == top;
        for (int v = 1; v < 4; v++) found |= CEK_NAME(take)(z, j + 16 * v, stored) == top;
        if (__builtin_reduce_or(found)) break;
    }
    while (CEK_NAME(take_one)(z, j, stored) != peak) j++;
    return j;
}

/// Of doubles the same sum as `softmax_outputs` forms; 0 where the row holds a NaN, +∞ or nothing but −∞.
CEK_INLINE int CEK_NAME(label_row)(const void *z, size_t n, enum CEK_NAME(stored) stored, size_t label, double *log_sum,
                                   int32_t *top, int32_t *rank)
{
    const CEK_T own = CEK_NAME(take_one)(z, label, stored);
    const struct CEK_NAME(standing) standing = stored == CEK_NAME(single)
                                                   ? CEK_NAME(standing_of_floats)(z, n, (float)own)
                                                   : CEK_NAME(standing_of)(z, n, own);
    const CEK_T peak = standing.peak;
    const VEC highest = CEK_NAME(splat)(peak);
    VEC sum[2] = {CEK_NAME(splat)(0), CEK_NAME(splat)(0)}, peaks = sum[0];
    for (size_t j = 0; j < n; j += 16) {
        VEC gap, x = CEK_NAME(take_some)(z, j, n - j, -(CEK_T)INFINITY, stored);
        // The difference of two floats is a double, but for what is far below its last bit.
        VEC e = stored == CEK_NAME(single) ? CEK_NAME(exp_of_normal)(x - highest) : CEK_NAME(exp_of_gap)(x, highest, &gap);
        BITS is_peak = x == highest;
        sum[j >> 4 & 1] += CEK_NAME(kept)(~is_peak, e);
        peaks += CEK_NAME(kept)(is_peak, CEK_NAME(splat)(1));
    }
    const double rest = CEK_NAME(total)(sum[0] + sum[1]) + (CEK_NAME(total)(peaks) - 1);
    if (!(rest >= 0 && rest < INFINITY && peak > -(CEK_T)INFINITY && peak < (CEK_T)INFINITY)) return 0;
    *log_sum = peak + log1p(rest);
    int64_t before = standing.above;
    if (standing.equal > 1)
        for (size_t j = 0; j < label; j++) before += CEK_NAME(take_one)(z, j, stored) == own;
    *rank = (int32_t)before;
    *top = (int32_t)(before == 0 ? label : CEK_NAME(place_of)(peak, z, n, stored));
    return 1;
}

void CEK_NAME(label_rows)(const void *logits, int are_floats, size_t rows, size_t n, const int32_t *labels, double *log_sums,
                          int32_t *tops, int32_t *ranks, size_t *formed)
{
    size_t i = 0;
    if (are_floats)
        while (i < rows
               && CEK_NAME(label_row)((const float *)logits + i * n, n, CEK_NAME(single), (size_t)labels[i], log_sums + i,
                                      tops + i, ranks + i))
            i++;
    else
        while (i < rows
               && CEK_NAME(label_row)((const double *)logits + i * n, n, CEK_NAME(plain), (size_t)labels[i], log_sums + i,
                                      tops + i, ranks + i))
            i++;
    *formed = i;
}
