// Sigmoid and linear outputs with a target each, compiled once per instruction level and type (Level.h says with which
// names): a row, or many rows as one (several). How the losses of rows come from those of outputs depends on their
// length: one output is a row's, elements of short rows wait for their sums, and long rows are summed on the way.

/// 1 where every element is finite.
CEK_INLINE int CEK_NAME(are_finite)(const CEK_T *z, size_t n)
{
    size_t j = 0;
    VEC odd = CEK_NAME(splat)(0);
    for (; j + 16 <= n; j += 16) {
        VEC x = CEK_NAME(load)(z + j);
        odd += x - x;
    }
    CEK_T rest = 0;
    for (; j < n; j++) rest += z[j] - z[j];
    return rest == 0 && !__builtin_reduce_or(~(odd == 0));
}

/// 1 where every residual that counts has a square.
CEK_INLINE int CEK_NAME(have_squares)(const CEK_T *z, const double *targets, size_t n, int has_left_out)
{
    const double most = 0x1p500;
    int odd = 0;
    for (size_t j = 0; j < n; j++) {
        const double t = targets[j];
        odd |= !(fabs((double)z[j]) < most) | (!(fabs(t) < most) & !(has_left_out & (t != t)));
    }
    return !odd;
}

/// At most sixteen doubles, and 0 behind them.
CEK_INLINE WIDE CEK_NAME(some_wide)(const double *from, size_t count)
{
    if (count >= 16) return *(const WIDE *)from;
    WIDE x = {0};
    memcpy(&x, from, count * sizeof(double));
    return x;
}

/// At most sixteen outputs with a target each, from the one at `at` on: their losses, and their gradient in its place.
CEK_INLINE WIDE CEK_NAME(several_at)(size_t at, size_t some, const struct cek_rows *rows, const CEK_T *z,
                                     CEK_T *gradient, const double *targets, double factor, enum cek_loss loss)
{
    const struct cek_dense *of = &rows->dense;
    const VEC x = CEK_NAME(some)(z + at, some, 0);
    WIDE value, t = CEK_NAME(some_wide)(targets + at, some);
    const WIDE_BITS there = t == t;
    VEC g;
    if (loss == cek_linear_error) {
        // In double whatever the logits are: a difference of two near numbers keeps its digits.
        WIDE residual = CEK_NAME(kept_wide)(there, CEK_NAME(widened)(x) - t);
        value = CEK_APART(rows->parameter * factor * (residual * residual));
        g = __builtin_convertvector(2 * rows->parameter * factor * rows->gradient_scale * residual, VEC);
    } else {
        t = of->keep * t + of->share;
        WIDE yes = t, no = 1 - t;
        if (of->yes_weights) {
            yes *= CEK_NAME(some_wide)(of->yes_weights + at, some);
            no *= CEK_NAME(some_wide)(of->no_weights + at, some);
        }
        yes = CEK_NAME(kept_wide)(there, yes);
        no = CEK_NAME(kept_wide)(there, no);
        VEC v = CEK_NAME(sigmoids)(x, __builtin_convertvector(yes, VEC), __builtin_convertvector(no, VEC),
                                   loss, rows->parameter, &g);
        g *= (CEK_T)(factor * rows->gradient_scale);
        if (some < 16) v = CEK_NAME(kept)(CEK_NAME(lanes)() < CEK_NAME(splat_bits)((CEK_I)some), v);
        value = CEK_NAME(widened)(v);
    }
    if (gradient) CEK_NAME(store_some)(gradient + at, g, some);
    return value;
}

/// The sum of what was added, and of every row of n outputs that ended, unless `rows` is null.
struct CEK_NAME(row_ends) {
    WIDE sum;
    double ended;
    double *rows;
    size_t n, end;
};

/// Adds the losses of the outputs from the one at `at` on. A vector may hold the end of one row and the start of the
/// next, but no row within.
CEK_INLINE void CEK_NAME(add_and_end)(struct CEK_NAME(row_ends) *to, size_t at, WIDE own)
{
    if (!to->rows || to->end - at > 16) {
        to->sum += own;
        return;
    }
    const WIDE_BITS here = CEK_NAME(wide_lanes)() < (int64_t)(to->end - at);
    const double row = CEK_NAME(total)(to->sum + CEK_NAME(kept_wide)(here, own));
    *to->rows++ = row;
    to->ended += row;
    to->sum = CEK_NAME(kept_wide)(~here, own);
    to->end += to->n;
}

/// One row of several outputs with a target each, or many rows as one; 0 where its definition must be asked. Sums of
/// rows are for rows of sixteen outputs and more.
CEK_PATH int CEK_NAME(several)(const struct cek_rows *rows, const CEK_T *z, CEK_T *gradient,
                                 const double *targets, size_t n, double factor, enum cek_loss loss,
                                 double *value, double *elements, double *row_sums)
{
    // In place nothing may be written of a row that is not finite.
    if (factor == 0 || !CEK_NAME(are_finite)(z, n)) return 0;
    if (loss == cek_linear_error && !CEK_NAME(have_squares)(z, targets, n, rows->dense.has_left_out)) return 0;
    // A linear error has its factor already.
    const double times = loss == cek_linear_error ? 1 : factor;
    struct CEK_NAME(row_ends) all = {{0}, 0, row_sums, rows->outputs, rows->outputs};
    size_t j = 0;
    for (; j + 16 <= n; j += 16) {
        __builtin_prefetch(z + j + 256, 0, 3);
        const WIDE own = times * CEK_NAME(several_at)(j, 16, rows, z, gradient, targets, factor, loss);
        CEK_NAME(add_and_end)(&all, j, own);
        if (elements) *(WIDE *)(elements + j) = own;
    }
    if (j < n) {
        const WIDE own = times * CEK_NAME(several_at)(j, n - j, rows, z, gradient, targets, factor, loss);
        CEK_NAME(add_and_end)(&all, j, own);
        if (elements) memcpy(elements + j, &own, (n - j) * sizeof(double));
    }
    *value = all.ended + CEK_NAME(total)(all.sum);
    return 1;
}

/// Rows one by one; the first has the number `first`.
CEK_INLINE void CEK_NAME(dense_one_by_one)(const struct cek_rows *rows, const CEK_T *z, CEK_T *gradient,
                                           size_t first, size_t end, enum cek_loss loss,
                                           struct cek_result *result)
{
    const size_t n = rows->outputs;
    for (size_t i = first; i < end; i++) {
        double value = 0;
        if (CEK_NAME(several)(rows, z + i * n, gradient ? gradient + i * n : NULL,
                              rows->dense.targets + i * n, n, rows->factors ? rows->factors[i] : 1, loss, &value,
                              result->element_losses ? result->element_losses + i * n : NULL, NULL))
            result->sum += value;
        else
            result->specials[result->special++] = (uint32_t)i;
        if (result->row_losses) result->row_losses[i] = value;
    }
}

/// The sums of n elements each; with an n that the compiler knows it adds many rows at once.
CEK_INLINE void CEK_NAME(add_row_by_row)(const double *restrict elements, size_t rows, size_t n, double *restrict sums)
{
    for (size_t i = 0; i < rows; i++) {
        double sum = elements[i * n];
        for (size_t j = 1; j < n; j++) sum += elements[i * n + j];
        sums[i] = sum;
    }
}

/// The sums of four rows of n elements, n at least 4: four elements of each at a time, from one to four in the beginning.
CEK_INLINE void CEK_NAME(add_four)(const double *elements, size_t n, double *sums)
{
    typedef double four __attribute__((vector_size(32), aligned(8), may_alias));
    typedef int64_t four_bits __attribute__((vector_size(32)));
    const size_t first = (n - 1) % 4 + 1;
    const four_bits begins = (four_bits){0, 1, 2, 3} < (int64_t)first;
    four of[4];
    CEK_UNROLL for (int i = 0; i < 4; i++) of[i] = (four)((four_bits)*(const four *)(elements + (size_t)i * n) & begins);
    for (size_t j = first; j < n; j += 4)
        CEK_UNROLL for (int i = 0; i < 4; i++) of[i] += *(const four *)(elements + (size_t)i * n + j);
    four two[2];
    CEK_UNROLL for (int i = 0; i < 2; i++)
        two[i] = __builtin_shufflevector(of[2 * i], of[2 * i + 1], 0, 4, 2, 6)
                 + __builtin_shufflevector(of[2 * i], of[2 * i + 1], 1, 5, 3, 7);
    *(four *)sums = __builtin_shufflevector(two[0], two[1], 0, 1, 4, 5)
                    + __builtin_shufflevector(two[0], two[1], 2, 3, 6, 7);
}

static __attribute__((noinline)) void CEK_NAME(add_elements)(const double *elements, size_t rows, size_t n, double *sums)
{
    size_t i = 0;
    switch (n) {
    case 1: memcpy(sums, elements, rows * sizeof *sums); return;
    case 2: CEK_NAME(add_row_by_row)(elements, rows, 2, sums); return;
    case 3: CEK_NAME(add_row_by_row)(elements, rows, 3, sums); return;
    default:
        for (; i + 4 <= rows; i += 4) CEK_NAME(add_four)(elements + i * n, n, sums + i);
        CEK_NAME(add_row_by_row)(elements + i * n, rows - i, n, sums + i);
    }
}

/// From how many outputs on a row's loss is summed as its elements are formed; and how many elements of shorter ones are
/// formed at once.
#undef CEK_LONG
#undef CEK_TOGETHER
#define CEK_LONG 64
#define CEK_TOGETHER (16 * CEK_LONG)

CEK_PATH void CEK_NAME(dense_body)(const struct cek_rows *rows, const CEK_T *z, CEK_T *gradient,
                                     enum cek_loss loss, struct cek_result *result)
{
    if (rows->factors || rows->dense.yes_weights) {
        CEK_NAME(dense_one_by_one)(rows, z, gradient, 0, rows->rows, loss, result);
        return;
    }
    // Rows that nothing tells apart are one long row, in pieces that stay in the first level of cache.
    const size_t n = rows->outputs;
    const int is_long = n >= CEK_LONG;
    const size_t piece = !is_long ? CEK_TOGETHER / n / 16 * 16 : n < CEK_PART ? CEK_PART / n : 1;
    // The sum of a short row waits for its elements, which are kept here where nobody asked for them.
    double waiting[CEK_TOGETHER];
    for (size_t start = 0, end; start < rows->rows; start = end) {
        double value;
        double *own = result->row_losses ? result->row_losses + start : NULL;
        double *elements = result->element_losses ? result->element_losses + start * n : NULL;
        if (own && !is_long && !elements) elements = n == 1 ? own : waiting;
        end = rows->rows - start < piece ? rows->rows : start + piece;
        if (CEK_NAME(several)(rows, z + start * n, gradient ? gradient + start * n : NULL,
                              rows->dense.targets + start * n, (end - start) * n, 1, loss, &value, elements,
                              is_long ? own : NULL)) {
            result->sum += value;
            if (own && !is_long && elements != own) CEK_NAME(add_elements)(elements, end - start, n, own);
        } else {
            CEK_NAME(dense_one_by_one)(rows, z, gradient, start, end, loss, result);
        }
    }
}

CEK_INLINE void CEK_NAME(dense_rows)(const struct cek_rows *rows, const CEK_T *z, CEK_T *gradient,
                                     struct cek_result *result)
{
    CEK_BY_LOSS(CEK_NAME(dense_body), result)
}
