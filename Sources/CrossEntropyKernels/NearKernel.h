// Sixty-four softmax rows of at most sixteen outputs with labels, every logit of them near 0, as most are.
//
// No peak is taken off, so the exponentials are formed densely, whichever row they belong to, and all of them before the
// sums, which read them across their vectors. A loss is log(1 + rest/own) with the truth's own exponential, which loses
// nothing, whichever of the two is greater.

/// Rows that `near` takes at once, and the vectors that hold a number of each.
#undef CEK_MANY
#undef CEK_SIXTEENS
#define CEK_MANY 64
#define CEK_SIXTEENS (CEK_MANY / 16)

/// Under dense targets, or a base that outweighs a spike, terms could cancel in `near`.
CEK_INLINE int CEK_NAME(can_be_near)(const struct cek_rows *rows, enum CEK_NAME(base) kind)
{
    if (kind == CEK_NAME(own)) return 0;
    if (kind == CEK_NAME(none)) return 1;
    for (size_t j = 0; j < rows->outputs; j++)
        if (!((double)((const CEK_T *)rows->labelled.spikes)[j] >= rows->labelled.base_sum)) return 0;
    return 1;
}

/// Which row, and which of the base, the elements of sixteen rows are of, vector by vector.
struct CEK_NAME(order) {
    BITS row[16];
    VEC base[16];
};

CEK_INLINE void CEK_NAME(put_order)(struct CEK_NAME(order) *order, size_t n, const struct cek_rows *rows,
                                    enum CEK_NAME(base) kind)
{
    for (size_t row = 0, at = 0; row < 16; row++)
        for (size_t j = 0; j < n; j++, at++) {
            ((CEK_I *)order->row)[at] = (CEK_I)row;
            if (kind == CEK_NAME(shared))
                ((CEK_T *)order->base)[at] = ((const CEK_T *)rows->labelled.base)[j];
        }
}

/// The exponentials of all rows, one row's after another's; 0 where a logit is too far from 0.
CEK_INLINE int CEK_NAME(near_exponentials)(const CEK_T *z, size_t n, CEK_T *e)
{
    const BITS magnitude = CEK_NAME(splat_bits)(CEK_DOUBLE ? (CEK_I)INT64_MAX : (CEK_I)INT32_MAX);
    BITS size = CEK_NAME(splat_bits)(0);
    for (size_t j = 0; j < CEK_MANY * n; j += 64)
        CEK_UNROLL for (int v = 0; v < 64; v += 16) {
            VEC x = CEK_NAME(load)(z + j + v);
            size = __builtin_elementwise_max(size, (BITS)x & magnitude);
            CEK_NAME(store)(e + j + v, CEK_NAME(exp_near)(x));
        }
    return !__builtin_reduce_or(size > (BITS)CEK_NAME(splat)(CEK_NEAR));
}

/// Sixteen rows, the `first` one and its next: the truth's exponential and the others' sum, and the target.
CEK_INLINE void CEK_NAME(near_sums)(struct CEK_NAME(sixteen) *known, const CEK_T *e, const CEK_T *z, size_t n,
                                    size_t first, BITS label, const double *factors,
                                    const struct cek_rows *rows, VEC shared, enum CEK_NAME(base) kind,
                                    enum cek_loss loss, WIDE *distance, int row_by_row)
{
    const BITS lanes = CEK_NAME(lanes)(), inside = lanes < CEK_NAME(splat_bits)((CEK_I)n);
    CEK_I label_of[16];
    *(BITS *)label_of = label;
    VEC d[16];
    CEK_UNROLL for (int i = 0; i < 16; i++)
        d[i] = CEK_NAME(kept)(inside & (lanes != CEK_NAME(splat_bits)(label_of[i])),
                              CEK_NAME(load)(e + (first + (size_t)i) * n));
    known->rest = CEK_NAME(row_sums)(d);
    if (loss == cek_squared_error) {
        CEK_UNROLL for (int i = 0; i < 16; i++) d[i] = d[i] * d[i];
        known->squares = CEK_NAME(row_sums)(d);
    }
    const BITS at = (lanes + (CEK_I)first) * (CEK_I)n + label;
    known->own = CEK_NAME(gathered)(e, at);
    known->mass = known->spike = CEK_NAME(gathered)(rows->labelled.spikes, label);
    known->base_left = known->distance = CEK_NAME(splat)(0);
    if (kind != CEK_NAME(shared)) return;
    const VEC base_sum = CEK_NAME(splat)((CEK_T)rows->labelled.base_sum);
    known->mass += base_sum;
    known->base_left = base_sum - CEK_NAME(gathered)(rows->labelled.base, label);
    CEK_T own_logits[16];
    CEK_NAME(store)(own_logits, CEK_NAME(gathered)(z, at));
    CEK_UNROLL for (int i = 0; i < 16; i++)
        d[i] = CEK_NAME(splat)(own_logits[i]) - CEK_NAME(load)(z + (first + (size_t)i) * n);
    // Σ base·(own − z), of every row or of all together, so that none needs a sum of its own.
    if (row_by_row) {
        CEK_UNROLL for (int i = 0; i < 16; i++) d[i] = shared * CEK_NAME(kept)(inside, d[i]);
        known->distance = CEK_NAME(row_sums)(d);
        return;
    }
    VEC apart = CEK_NAME(splat)(0);
    CEK_UNROLL for (int i = 0; i < 16; i++) apart += factors ? (CEK_T)factors[first + (size_t)i] * d[i] : d[i];
    *distance += CEK_NAME(widened)(shared * CEK_NAME(kept)(inside, apart));
}

/// What the gradients of the rows are made of, a number of each row.
struct CEK_NAME(near_gradient) {
    CEK_T scales[CEK_MANY], own[CEK_MANY], means[CEK_MANY], shares[CEK_MANY], times[CEK_MANY];
};

/// The gradients of all rows from their exponentials.
CEK_INLINE void CEK_NAME(put_near)(const CEK_T *e, CEK_T *gradient, size_t n, const int32_t *labels,
                                   const struct CEK_NAME(near_gradient) *of, int has_times, VEC shared,
                                   enum CEK_NAME(base) kind, enum cek_loss loss,
                                   const struct CEK_NAME(order) *order)
{
#if defined(CEK_SCALEF)
    // Densely, as the exponentials were formed: what belongs to a row is spread over its elements.
    (void)shared;
    for (size_t k = 0; k < CEK_SIXTEENS; k++) {
        const VEC scale = CEK_NAME(load)(of->scales + 16 * k);
        for (size_t j = 0; j < n; j++) {
            const size_t at = 16 * (k * n + j);
            VEC g = CEK_NAME(load)(e + at);
            if (loss == cek_squared_error) {
                g *= CEK_NAME(spread)(CEK_NAME(load)(of->shares + 16 * k), order->row[j]);
                g *= g - CEK_NAME(spread)(CEK_NAME(load)(of->means + 16 * k), order->row[j]);
            }
            g *= CEK_NAME(spread)(scale, order->row[j]);
            if (kind == CEK_NAME(shared))
                g -= has_times
                    ? order->base[j] * CEK_NAME(spread)(CEK_NAME(load)(of->times + 16 * k), order->row[j])
                    : order->base[j];
            CEK_NAME(store)(gradient + at, g);
        }
    }
#else
    (void)order;
    // In the order of the rows: what one writes beyond its end the next one overwrites.
    for (int i = 0; i < CEK_MANY; i++) {
        VEC g = CEK_NAME(load)(e + (size_t)i * n);
        if (loss == cek_squared_error) {
            g *= of->shares[i];
            g *= (g - of->means[i]) * of->scales[i];
        } else {
            g *= of->scales[i];
            if (kind == CEK_NAME(shared)) g -= has_times ? shared * of->times[i] : shared;
        }
        if ((size_t)i * n + 16 <= CEK_MANY * n)
            CEK_NAME(store)(gradient + (size_t)i * n, g);
        else
            memcpy(gradient + (size_t)i * n, &g, n * sizeof(CEK_T));
    }
#endif
    // One by one is faster than a scatter.
    _Pragma("clang loop vectorize(disable)")
    for (int i = 0; i < CEK_MANY; i++) gradient[(size_t)i * n + (size_t)labels[i]] = of->own[i];
}

/// 0 where a logit is not near 0, or one of the rows needs care, with nothing written.
CEK_PATH int CEK_NAME(near)(const CEK_T *z, CEK_T *gradient, size_t n, const int32_t *labels,
                              const double *factors, const struct cek_rows *rows,
                              enum CEK_NAME(base) kind, enum cek_loss loss,
                              const struct CEK_NAME(order) *order, WIDE *sum, double *row_losses)
{
    CEK_T e[CEK_MANY * 16 + 16] __attribute__((aligned(64)));
    if (!CEK_NAME(near_exponentials)(z, n, e)) return 0;
    const VEC shared = kind == CEK_NAME(shared)
        ? CEK_NAME(some)(rows->labelled.base, n, 0) : CEK_NAME(splat)(0);
    struct CEK_NAME(near_gradient) of;
    struct CEK_NAME(sixteen) known[CEK_SIXTEENS];
    VEC values[CEK_SIXTEENS];
    WIDE distance = {0};
    BITS fine = CEK_NAME(splat_bits)(-1);
    const CEK_T gradient_scale = (CEK_T)rows->gradient_scale;
    const int has_times = factors || rows->gradient_scale != 1;
    for (int k = 0; k < CEK_SIXTEENS; k++) {
        const BITS given = CEK_NAME(labels_at)(labels + 16 * k);
        fine &= given >= 0;
        CEK_NAME(near_sums)(&known[k], e, z, n, (size_t)(16 * k), given & (given > 0), factors, rows, shared,
                            kind, loss, &distance, row_losses != NULL);
    }
    // Apart from the sums, so that the long ways of four vectors run side by side.
    CEK_UNROLL for (int k = 0; k < CEK_SIXTEENS; k++) {
        // The truth stands for the peak.
        known[k].minus_gap = CEK_NAME(splat)(0);
        known[k].log_total = CEK_NAME(log_of_one_plus)(known[k].rest / known[k].own);
        known[k].factor = CEK_NAME(splat)(1);
        if (factors) {
            known[k].factor = __builtin_convertvector(*(const WIDE *)(factors + 16 * k), VEC);
            fine &= known[k].factor != 0;
        }
        if (has_times) CEK_NAME(store)(of.times + 16 * k, known[k].factor * gradient_scale);
        const struct CEK_NAME(closed) closed = CEK_NAME(close)(&known[k], loss, rows->parameter);
        fine &= ((closed.value - closed.value) == 0) & (closed.mean < (CEK_T)CEK_SURE);
        values[k] = closed.value;
        CEK_NAME(store)(of.scales + 16 * k, closed.scale * gradient_scale);
        CEK_NAME(store)(of.own + 16 * k, closed.own_gradient * gradient_scale);
        if (loss == cek_squared_error) {
            CEK_NAME(store)(of.means + 16 * k, closed.mean);
            CEK_NAME(store)(of.shares + 16 * k, closed.share);
        }
    }
    if (__builtin_reduce_or(~fine)) return 0;
    *sum += distance;
    for (int k = 0; k < CEK_SIXTEENS; k++) {
        const WIDE own = CEK_NAME(widened)(values[k]);
        *sum += own;
        if (row_losses) *(WIDE *)(row_losses + 16 * k) = own;
    }
    if (gradient)
        CEK_NAME(put_near)(e, gradient, n, labels, &of, has_times, shared, kind, loss, order);
    return 1;
}
