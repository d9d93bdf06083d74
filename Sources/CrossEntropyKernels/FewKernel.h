// Softmax rows of at most sixteen outputs, sixteen rows at a time and one per vector, whatever they hold, with labels or
// dense targets. What most rows are, near 0 and many, goes to NearKernel.h instead.

/// Sixteen rows once their exponentials are summed: the truth's and the others', and what the loss makes of them.
struct CEK_NAME(sixteen) {
    VEC own, rest, squares;
    /// log of the sum over the peak's or the truth's exponential, and the truth's logit above the peak.
    VEC log_total, minus_gap;
    /// The target: the spike on the label, its whole mass, the base beside the label, Σ base·(peak − z).
    VEC spike, mass, base_left, distance;
    VEC factor;
};

/// The losses of sixteen rows, and of what their gradients consist.
struct CEK_NAME(closed) {
    VEC value, share, scale, mean, own_gradient;
};

CEK_INLINE struct CEK_NAME(closed) CEK_NAME(close)(const struct CEK_NAME(sixteen) *of, enum cek_loss loss,
                                                   double parameter)
{
    const VEC factor = of->factor, rest = of->rest;
    struct CEK_NAME(closed) out;
    out.share = 1 / (rest + of->own);
    out.mean = CEK_NAME(splat)(0);
    if (loss == cek_cross_entropy) {
        out.scale = factor * of->mass * out.share;
        out.value = factor * ((of->distance - of->spike * of->minus_gap) + of->mass * of->log_total);
        out.own_gradient = factor * of->base_left - out.scale * rest;
    } else if (loss == cek_squared_error) {
        const CEK_T s = (CEK_T)parameter;
        const VEC p = of->own * out.share, lack = rest * out.share;
        const VEC squares = of->squares * (out.share * out.share), all = squares + lack * lack;
        out.mean = squares - lack * p;
        out.value = s * factor * all;
        out.scale = 2 * s * factor;
        out.own_gradient = -out.scale * p * all;
    } else {
        VEC slopes;
        for (int i = 0; i < 16; i++) {
            double slope;
            out.value[i] = (CEK_T)cek_truth(loss, parameter, (double)of->minus_gap[i] - (double)of->log_total[i],
                                            (double)rest[i] * (double)out.share[i], &slope);
            slopes[i] = (CEK_T)slope;
        }
        out.value *= factor * of->spike;
        out.scale = -factor * of->spike * slopes * out.share;
        out.own_gradient = -out.scale * rest;
    }
    return out;
}

/// The targets of sixteen rows beside the spike, from logits and their rows' peaks; for kinds with a base.
CEK_INLINE void CEK_NAME(few_targets)(struct CEK_NAME(sixteen) *known, const VEC *logits, const CEK_T *peaks,
                                      const CEK_I *label_of, BITS inside, const struct cek_rows *rows,
                                      VEC shared, const CEK_T *own_base, enum CEK_NAME(base) kind)
{
    VEC d[16];
    CEK_T base_of[16];
    CEK_UNROLL for (int i = 0; i < 16; i++) {
        VEC t = kind == CEK_NAME(shared) ? shared : CEK_NAME(load)(own_base + 16 * i);
        VEC gap = CEK_NAME(splat)(peaks[i]) - logits[i];
        d[i] = t * CEK_NAME(kept)(inside, gap);
        base_of[i] = kind == CEK_NAME(shared) ? ((const CEK_T *)rows->labelled.base)[label_of[i]]
                                              : own_base[16 * i + label_of[i]];
    }
    known->distance = CEK_NAME(row_sums)(d);
    VEC base_sum;
    if (kind == CEK_NAME(own)) {
        CEK_UNROLL for (int i = 0; i < 16; i++) d[i] = CEK_NAME(load)(own_base + 16 * i);
        base_sum = CEK_NAME(row_sums)(d);
    } else {
        base_sum = CEK_NAME(splat)((CEK_T)rows->labelled.base_sum);
    }
    known->base_left = base_sum - CEK_NAME(load)(base_of);
    known->mass = base_sum + known->spike;
}

#if !CEK_DOUBLE
/// The rows of the mask have a small loss: their sums again, in double.
CEK_INLINE void CEK_NAME(few_exact)(struct CEK_NAME(sixteen) *known, BITS is_small, const CEK_T *z, size_t n,
                                    const CEK_I *label_of, const CEK_T *peaks)
{
    for (int i = 0; i < 16; i++) {
        if (!is_small[i]) continue;
        double square, exact = CEK_NAME(exact_rest)(z + i * n, n, (size_t)label_of[i], peaks[i],
                                                    CEK_NAME(plain), &square);
        known->squares[i] = (CEK_T)square;
        known->rest[i] = (CEK_T)exact;
        known->log_total[i] = (CEK_T)log1p(exact);
    }
}
#endif

/// The gradients of sixteen rows from their exponentials; the special ones stay as they are in `z`.
///
/// In the order of the rows: what one writes beyond its end the next one overwrites, and the last one restores what
/// stood there.
CEK_INLINE void CEK_NAME(few_gradient)(const VEC *e, const CEK_T *z, CEK_T *gradient, size_t n,
                                       const struct CEK_NAME(closed) *closed, VEC factor,
                                       const CEK_I *label_of, unsigned special, VEC shared,
                                       const CEK_T *own_base, enum CEK_NAME(base) kind, enum cek_loss loss)
{
    const BITS lanes = CEK_NAME(lanes)(), inside = lanes < CEK_NAME(splat_bits)((CEK_I)n);
    VEC untouched[16];
    if (special)
        CEK_UNROLL for (int i = 0; i < 16; i++) untouched[i] = CEK_NAME(load)(z + i * n);
    CEK_T scales[16], own_gradients[16], means[16], times[16], shares[16];
    CEK_NAME(store)(scales, closed->scale);
    CEK_NAME(store)(own_gradients, closed->own_gradient);
    CEK_NAME(store)(means, closed->mean);
    CEK_NAME(store)(times, factor);
    CEK_NAME(store)(shares, closed->share);
    const VEC after = CEK_NAME(load)(gradient + 15 * n);
    CEK_UNROLL for (int i = 0; i < 16; i++) {
        VEC g;
        if (loss == cek_squared_error) {
            VEC p = e[i] * shares[i];
            g = p * (p - means[i]) * scales[i];
        } else {
            g = e[i] * scales[i];
            if (kind == CEK_NAME(shared)) g -= shared * times[i];
            if (kind == CEK_NAME(own)) g -= CEK_NAME(load)(own_base + 16 * i) * times[i];
        }
        g = CEK_NAME(chosen)(lanes == CEK_NAME(splat_bits)(label_of[i]),
                             CEK_NAME(splat)(own_gradients[i]), g);
        if (special >> i & 1) g = untouched[i];
        if (i == 15) g = CEK_NAME(chosen)(inside, g, after);
        CEK_NAME(store)(gradient + i * n, g);
    }
}

/// The rows of a block whose definition must be asked, and the losses of the others.
struct CEK_NAME(block) {
    unsigned special;
    VEC values;
};

/// Sixteen rows; one whose definition must be asked is as it was.
///
/// `z` may be read to sixteen elements beyond the start of the last row, and `gradient` is written as
/// far. A label of −1 is a row to skip.
CEK_INLINE struct CEK_NAME(block) CEK_NAME(few)(
    const CEK_T *z, CEK_T *gradient, size_t n, const int32_t *labels, const double *factors,
    const struct cek_rows *rows, const CEK_T *own_base, enum CEK_NAME(base) kind, enum cek_loss loss)
{
    const BITS lanes = CEK_NAME(lanes)(), inside = lanes < CEK_NAME(splat_bits)((CEK_I)n);
    const VEC nothing = CEK_NAME(splat)(-(CEK_T)INFINITY), zero = CEK_NAME(splat)(0);
    // A row to skip is formed with the label 0, and left as it was.
    const BITS given = CEK_NAME(labels_at)(labels), label = given & (given > 0);
    CEK_I label_of[16];
    *(BITS *)label_of = label;
    VEC e[16];
    CEK_UNROLL for (int i = 0; i < 16; i++)
        e[i] = CEK_NAME(chosen)(inside, CEK_NAME(load)(z + i * n), nothing);
    const VEC own = CEK_NAME(gathered)(z, lanes * (CEK_I)n + label);
    const VEC peak = CEK_NAME(row_peaks)(e);
    CEK_T peaks[16];
    CEK_NAME(store)(peaks, peak);
    struct CEK_NAME(sixteen) known = {.base_left = zero, .distance = zero, .squares = zero, .factor = 1 + zero};
    known.spike = kind == CEK_NAME(own) ? zero : CEK_NAME(gathered)(rows->labelled.spikes, label);
    known.mass = known.spike;
    const VEC shared = kind == CEK_NAME(shared) ? CEK_NAME(some)(rows->labelled.base, n, 0) : zero;
    if (kind != CEK_NAME(none))
        CEK_NAME(few_targets)(&known, e, peaks, label_of, inside, rows, shared, own_base, kind);
    CEK_UNROLL for (int i = 0; i < 16; i++) {
        VEC gap;
        e[i] = CEK_NAME(exp_of_gap)(e[i], CEK_NAME(splat)(peaks[i]), &gap);
        e[i] = CEK_NAME(kept)(lanes != CEK_NAME(splat_bits)(label_of[i]), e[i]);
    }
    known.rest = CEK_NAME(row_sums)(e);
    if (loss == cek_squared_error) {
        VEC d[16];
        CEK_UNROLL for (int i = 0; i < 16; i++) d[i] = e[i] * e[i];
        known.squares = CEK_NAME(row_sums)(d);
    }
    known.own = CEK_NAME(exp_of_gap)(own, peak, &known.minus_gap);
    const BITS is_top = own == peak;
    known.log_total = CEK_NAME(log_of_one_plus)(
        CEK_NAME(chosen)(is_top, known.rest, known.rest + known.own - 1));
    BITS fine = (given >= 0) & (known.rest + known.own < CEK_NAME(splat)((CEK_T)INFINITY))
                & (known.minus_gap > CEK_NAME(splat)(-(CEK_T)INFINITY));
#if !CEK_DOUBLE
    const BITS is_small = is_top & (known.log_total < CEK_NAME(splat)((CEK_T)CEK_SMALL)) & fine;
    if (__builtin_reduce_or(is_small)) CEK_NAME(few_exact)(&known, is_small, z, n, label_of, peaks);
#endif
    if (factors) {
        known.factor = __builtin_convertvector(*(const WIDE *)factors, VEC);
        fine &= known.factor != 0;
    }
    struct CEK_NAME(closed) closed = CEK_NAME(close)(&known, loss, rows->parameter);
    fine &= ((closed.value - closed.value) == 0) & (closed.mean < (CEK_T)CEK_SURE);
    struct CEK_NAME(block) block = {0, CEK_NAME(kept)(fine, closed.value)};
    if (__builtin_reduce_or(~fine))
        CEK_UNROLL for (int i = 0; i < 16; i++) block.special |= fine[i] ? 0 : 1u << i;
    if (!gradient) return block;
    const CEK_T gradient_scale = (CEK_T)rows->gradient_scale;
    closed.scale *= gradient_scale;
    closed.own_gradient *= gradient_scale;
    CEK_NAME(few_gradient)(e, z, gradient, n, &closed, known.factor * gradient_scale, label_of, block.special, shared,
                           own_base, kind, loss);
    return block;
}

/// Sixteen rows from row i, or the last ones, whatever they hold; their sum in sixteen parts.
CEK_PATH WIDE CEK_NAME(any_few)(const struct cek_rows *rows, const CEK_T *z, CEK_T *gradient, size_t i,
                                  enum CEK_NAME(base) kind, enum cek_loss loss, struct cek_result *result)
{
    const size_t n = rows->outputs, count = rows->rows, some = count - i < 16 ? count - i : 16;
    CEK_T tile[16 * 16 + 16], own_base[16 * 16];
    int32_t own_labels[16];
    double own_factors[16];
    // The last rows go through a tile, so that nothing beyond the matrix is read or written.
    const int direct = (i + 15) * n + 16 <= count * n;
    const int32_t *labels = kind == CEK_NAME(own) ? own_labels : rows->labelled.labels + i;
    const double *factors = rows->factors ? rows->factors + i : NULL;
    if (!direct) {
        memset(tile, 0, sizeof tile);
        memcpy(tile, z + i * n, some * n * sizeof(CEK_T));
        for (size_t k = 0; k < 16; k++) {
            own_labels[k] = k < some && kind != CEK_NAME(own) ? rows->labelled.labels[i + k] : -1;
            own_factors[k] = k < some && factors ? factors[k] : 1;
        }
        labels = own_labels;
        factors = own_factors;
    }
    if (kind == CEK_NAME(own)) {
        memset(own_base, 0, sizeof own_base);
        for (size_t k = 0; k < some; k++)
            own_labels[k] = CEK_NAME(dense)(rows->distributions + (i + k) * n, n, own_base + 16 * k, NULL);
    }
    struct CEK_NAME(block) block = CEK_NAME(few)(
        direct ? z + i * n : tile, !gradient ? NULL : direct ? gradient + i * n : tile, n, labels,
        factors, rows, own_base, kind, loss);
    if (!direct && gradient) memcpy(gradient + i * n, tile, some * n * sizeof(CEK_T));
    if (block.special)
        for (size_t k = 0; k < some; k++)
            if (block.special >> k & 1) result->specials[result->special++] = (uint32_t)(i + k);
    const WIDE values = CEK_NAME(widened)(block.values);
    if (result->row_losses) memcpy(result->row_losses + i, &values, some * sizeof(double));
    return values;
}
