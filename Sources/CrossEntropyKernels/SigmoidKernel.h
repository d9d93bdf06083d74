// Sigmoid outputs, each by itself, compiled once per instruction level and type (Level.h says with which names), and rows
// of one with labels: 128 rows at a time where their logits are near 0 (near_lone), else 16 (any_lone).
//
// An output's "yes" weighs a and its "no" b; log σ(±z) is −log(1 + exp(−|z|)) − max(∓z, 0), in which
// nothing cancels.

/// Sixteen outputs: gradient in *out, losses as the result. What is not finite is in no lane.
CEK_INLINE VEC CEK_NAME(sigmoids)(VEC z, VEC yes, VEC no, enum cek_loss loss, double parameter, VEC *out)
{
    const VEC zero = CEK_NAME(splat)(0);
    const BITS up = z >= 0;
    VEC size = CEK_NAME(chosen)(up, z, -z);
    VEC e = CEK_NAME(exp)(-size);
    VEC greater = CEK_NAME(reciprocal)(1 + e), lesser = e * greater;
    VEC p = CEK_NAME(chosen)(up, greater, lesser), lack = CEK_NAME(chosen)(up, lesser, greater);
    VEC pull = no * p - yes * lack;
    if (loss == cek_squared_error) {
        CEK_T scale = (CEK_T)parameter;
        *out = 2 * scale * (pull * (p * lack));
        return scale * (pull * pull);
    }
    VEC softplus = CEK_NAME(log_of_one_plus_part)(e);
    VEC if_yes = softplus + CEK_NAME(chosen)(up, zero, size);
    VEC if_no = softplus + CEK_NAME(chosen)(up, size, zero);
    if (loss == cek_cross_entropy) {
        *out = pull;
        return yes * if_yes + no * if_no;
    }
    VEC gradient, value;
    for (int i = 0; i < 16; i++) {
        double sum = 0, slope = 0, f;
        if (yes[i] != 0) {
            sum += (double)yes[i] * cek_truth(loss, parameter, -(double)if_yes[i], (double)lack[i], &f);
            slope += (double)yes[i] * f * (double)lack[i];
        }
        if (no[i] != 0) {
            sum += (double)no[i] * cek_truth(loss, parameter, -(double)if_no[i], (double)p[i], &f);
            slope -= (double)no[i] * f * (double)p[i];
        }
        value[i] = (CEK_T)sum;
        gradient[i] = (CEK_T)slope;
    }
    *out = gradient;
    return value;
}

/// Sixteen rows of one output, or the last ones, whatever they hold; their sum is the result.
static __attribute__((noinline)) double CEK_NAME(any_lone)(const struct cek_rows *rows, const CEK_T *z, CEK_T *gradient,
                                     size_t i, enum cek_loss loss, struct cek_result *result)
{
    const size_t some = rows->rows - i < 16 ? rows->rows - i : 16;
    CEK_T tile[16];
    BITS label = CEK_NAME(splat_bits)(0);
    VEC factor = CEK_NAME(splat)(1);
    memset(tile, 0, sizeof tile);
    for (size_t k = 0; k < some; k++) {
        tile[k] = z[i + k];
        label[k] = rows->lone.labels[i + k];
        if (rows->factors) factor[k] = (CEK_T)rows->factors[i + k];
    }
    const VEC x = CEK_NAME(load)(tile);
    const BITS there = CEK_NAME(lanes)() < CEK_NAME(splat_bits)((CEK_I)some);
    // NaN, an infinity, a factor of 0 or the label of a row to skip.
    const BITS odd = there & (~((x - x) == 0) | (label < 0) | (factor == 0));
    const BITS is_yes = label > 0;
    VEC g, value = CEK_NAME(sigmoids)(
        CEK_NAME(kept)(~odd, x),
        CEK_NAME(chosen)(is_yes, CEK_NAME(splat)((CEK_T)rows->lone.yes[1]), CEK_NAME(splat)((CEK_T)rows->lone.yes[0])),
        CEK_NAME(chosen)(is_yes, CEK_NAME(splat)((CEK_T)rows->lone.no[1]), CEK_NAME(splat)((CEK_T)rows->lone.no[0])),
        loss, rows->parameter, &g);
    g *= factor * (CEK_T)rows->gradient_scale;
    double sum = 0;
    for (size_t k = 0; k < some; k++) {
        if (odd[k]) {
            result->specials[result->special++] = (uint32_t)(i + k);
            continue;
        }
        const double own = (double)value[k] * (double)factor[k];
        sum += own;
        if (result->row_losses) result->row_losses[i + k] = own;
        if (gradient) gradient[i + k] = g[k];
    }
    return sum;
}

/// Vectors that `near_lone` takes at once.
#undef CEK_GROUP
#define CEK_GROUP 8
#undef CEK_AHEAD
#define CEK_AHEAD 512

/// 128 rows of one output whose logits are near 0, as most are, under cross entropy or squared error: 0 where
/// they are not, or a row is to be skipped, with nothing written.
///
/// Unless the rows' losses are asked for, the logarithms are those of products: (1 + A)(1 + e) − 1 = A + e + A·e keeps
/// the digits of a small A, and log(1 + A) is taken once per lane and label.
CEK_PATH int CEK_NAME(near_lone)(const struct cek_rows *rows, const CEK_T *z, CEK_T *gradient,
                                 const int32_t *labels, enum cek_loss loss, WIDE *sum, int row_by_row,
                                 double *row_losses)
{
    const BITS magnitude = CEK_NAME(splat_bits)(CEK_DOUBLE ? (CEK_I)INT64_MAX : (CEK_I)INT32_MAX);
    BITS size = CEK_NAME(splat_bits)(0);
    BITS there = CEK_NAME(splat_bits)(0);
    for (int v = 0; v < CEK_GROUP; v++) {
        for (size_t line = 0; line < 16 * sizeof(CEK_T); line += 64) {
            __builtin_prefetch((const char *)(z + 16 * v + CEK_AHEAD) + line, 0, 3);
            if (gradient && gradient != z) __builtin_prefetch((const char *)(gradient + 16 * v + CEK_AHEAD) + line, 1, 3);
        }
        __builtin_prefetch(labels + 16 * v + CEK_AHEAD, 0, 3);
        size = __builtin_elementwise_max(size, (BITS)CEK_NAME(load)(z + 16 * v) & magnitude);
        there |= CEK_NAME(labels_at)(labels + 16 * v);
    }
    if (__builtin_reduce_or(size > (BITS)CEK_NAME(splat)(CEK_NEAR_ALONE)) || __builtin_reduce_or(there) < 0)
        return 0;
    const VEC zero = CEK_NAME(splat)(0);
    const VEC yes[2] = {CEK_NAME(splat)((CEK_T)-rows->lone.yes[0]), CEK_NAME(splat)((CEK_T)-rows->lone.yes[1])};
    const VEC no[2] = {CEK_NAME(splat)((CEK_T)rows->lone.no[0]), CEK_NAME(splat)((CEK_T)rows->lone.no[1])};
    const VEC both[2] = {no[0] - yes[0], no[1] - yes[1]};
    const CEK_T scale = (CEK_T)rows->parameter, gradient_scale = (CEK_T)rows->gradient_scale;
    VEC products[2] = {zero, zero}, straight = zero;
    CEK_UNROLL for (int v = 0; v < CEK_GROUP; v++) {
        const VEC x = CEK_NAME(load)(z + 16 * v);
        const BITS is_yes = CEK_NAME(labels_at)(labels + 16 * v) > 0;
        const BITS up = x >= 0;
        const VEC towards = CEK_NAME(chosen)(is_yes, yes[1], yes[0]);
        const VEC from = CEK_NAME(chosen)(is_yes, no[1], no[0]);
        const VEC e = CEK_NAME(exp_near)((VEC)((BITS)x | ~magnitude));
        const VEC greater = CEK_NAME(reciprocal)(1 + e);
        const VEC near = CEK_NAME(chosen)(up, from, towards), far = CEK_NAME(chosen)(up, towards, from);
        // no·p − yes·(1 − p), of which the greater is 1/(1 + e) and the lesser e times that.
        const VEC pull = greater * (near + e * far);
        VEC g = pull, value = near * x;
        if (loss == cek_squared_error) {
            value = scale * (pull * pull);
            g = 2 * scale * (pull * (greater * (e * greater)));
        } else if (row_by_row) {
            // A product's logarithm is no row's.
            value += CEK_NAME(chosen)(is_yes, both[1], both[0]) * CEK_NAME(log_of_one_plus_part)(e);
        } else {
            const VEC own[2] = {CEK_NAME(kept)(~is_yes, e), CEK_NAME(kept)(is_yes, e)};
            for (int label = 0; label < 2; label++)
                products[label] = (products[label] + own[label]) + products[label] * own[label];
        }
        straight += value;
        if (row_by_row) *(WIDE *)(row_losses + 16 * v) = CEK_NAME(widened)(value);
        if (gradient) CEK_NAME(store)(gradient + 16 * v, g * gradient_scale);
    }
    if (loss == cek_cross_entropy && !row_by_row)
        for (int label = 0; label < 2; label++) straight += both[label] * CEK_NAME(log_of_one_plus)(products[label]);
    *sum += CEK_NAME(widened)(straight);
    return 1;
}

/// Rows of one output, of which labels say yes or no.
CEK_INLINE void CEK_NAME(lone_body)(const struct cek_rows *rows, const CEK_T *z, CEK_T *gradient,
                                    enum cek_loss loss, int row_by_row, struct cek_result *result)
{
    WIDE sum = {0};
    double odd_sum = 0;
    const int can_be_near = !rows->factors && (loss == cek_cross_entropy || loss == cek_squared_error);
    for (size_t i = 0; i < rows->rows;) {
        if (can_be_near && i + 16 * CEK_GROUP <= rows->rows
            && CEK_NAME(near_lone)(rows, z + i, gradient ? gradient + i : NULL, rows->lone.labels + i, loss, &sum,
                                   row_by_row, row_by_row ? result->row_losses + i : NULL)) {
            i += 16 * CEK_GROUP;
            continue;
        }
        const size_t end = i + 16 * CEK_GROUP < rows->rows ? i + 16 * CEK_GROUP : rows->rows;
        for (; i < end; i += 16) odd_sum += CEK_NAME(any_lone)(rows, z, gradient, i, loss, result);
    }
    result->sum += CEK_NAME(total)(sum) + odd_sum;
}

/// The bodies that the compiler makes of a path, one per loss.
#undef CEK_BY_LOSS
#define CEK_BY_LOSS(BODY, ...)                                                                     \
    switch (rows->loss) {                                                                          \
    case cek_cross_entropy: BODY(rows, z, gradient, cek_cross_entropy, __VA_ARGS__); break;        \
    case cek_squared_error: BODY(rows, z, gradient, cek_squared_error, __VA_ARGS__); break;        \
    case cek_linear_error: BODY(rows, z, gradient, cek_linear_error, __VA_ARGS__); break;          \
    default: BODY(rows, z, gradient, rows->loss, __VA_ARGS__); break;                              \
    }

CEK_INLINE void CEK_NAME(lone_rows)(const struct cek_rows *rows, const CEK_T *z, CEK_T *gradient,
                                    struct cek_result *result)
{
    if (result->row_losses) {
        CEK_BY_LOSS(CEK_NAME(lone_body), 1, result)
    } else {
        CEK_BY_LOSS(CEK_NAME(lone_body), 0, result)
    }
}
