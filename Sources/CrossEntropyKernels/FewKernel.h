// Softmax rows of at most sixteen outputs, one row per vector or sixty-four rows densely; part of SoftmaxKernel.h, which says
// what holds of all rows.

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

/// The rows of a block whose definition must be asked, and the losses of the others.
struct CEK_NAME(block) {
    unsigned special;
    VEC values;
};

/// Sixteen rows of at most sixteen outputs; a row whose definition must be asked is as it was.
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
    known.spike = kind == CEK_NAME(own) ? zero : CEK_NAME(gathered)(rows->spikes, label);
    known.mass = known.spike;
    const VEC shared = kind == CEK_NAME(shared)
        ? CEK_NAME(some)((const CEK_T *)rows->base, n, 0) : zero;
    if (kind != CEK_NAME(none)) {
        VEC d[16];
        CEK_T base_of[16];
        CEK_UNROLL for (int i = 0; i < 16; i++) {
            VEC t = kind == CEK_NAME(shared) ? shared : CEK_NAME(load)(own_base + 16 * i);
            VEC gap = CEK_NAME(splat)(peaks[i]) - e[i];
            d[i] = t * CEK_NAME(kept)(inside, gap);
            base_of[i] = kind == CEK_NAME(shared) ? ((const CEK_T *)rows->base)[label_of[i]]
                                                  : own_base[16 * i + label_of[i]];
        }
        known.distance = CEK_NAME(row_sums)(d);
        VEC base_sum = CEK_NAME(splat)((CEK_T)rows->base_sum);
        if (kind == CEK_NAME(own)) {
            CEK_UNROLL for (int i = 0; i < 16; i++) d[i] = CEK_NAME(load)(own_base + 16 * i);
            base_sum = CEK_NAME(row_sums)(d);
        }
        known.base_left = base_sum - CEK_NAME(load)(base_of);
        known.mass = base_sum + known.spike;
    }
    CEK_UNROLL for (int i = 0; i < 16; i++) {
        VEC gap;
        e[i] = CEK_NAME(exp_of_gap)(e[i], CEK_NAME(splat)(peaks[i]), &gap);
        e[i] = CEK_NAME(kept)(lanes != CEK_NAME(splat_bits)(label_of[i]), e[i]);
    }
    VEC rest = CEK_NAME(row_sums)(e);
    if (loss == cek_squared_error) {
        VEC d[16];
        CEK_UNROLL for (int i = 0; i < 16; i++) d[i] = e[i] * e[i];
        known.squares = CEK_NAME(row_sums)(d);
    }
    known.own = CEK_NAME(exp_of_gap)(own, peak, &known.minus_gap);
    const BITS is_top = own == peak;
    known.log_total = CEK_NAME(log_of_one_plus)(
        CEK_NAME(chosen)(is_top, rest, rest + known.own - 1));
    BITS fine = (given >= 0) & (rest + known.own < CEK_NAME(splat)((CEK_T)INFINITY))
                & (known.minus_gap > CEK_NAME(splat)(-(CEK_T)INFINITY));
#if !CEK_DOUBLE
    const BITS is_small = is_top & (known.log_total < CEK_NAME(splat)((CEK_T)CEK_SMALL)) & fine;
    if (__builtin_reduce_or(is_small)) {
        for (int i = 0; i < 16; i++) {
            if (!is_small[i]) continue;
            double square, exact = CEK_NAME(exact_rest)(z + i * n, n, (size_t)label_of[i],
                                                        peaks[i], CEK_NAME(plain), &square);
            known.squares[i] = (CEK_T)square;
            rest[i] = (CEK_T)exact;
            known.log_total[i] = (CEK_T)log1p(exact);
        }
    }
#endif
    known.rest = rest;
    if (factors) {
        known.factor = __builtin_convertvector(*(const WIDE *)factors, VEC);
        fine &= known.factor != 0;
    }
    const struct CEK_NAME(closed) closed = CEK_NAME(close)(&known, loss, rows->parameter);
    fine &= (closed.value - closed.value) == 0;
    struct CEK_NAME(block) block = {0, CEK_NAME(kept)(fine, closed.value)};
    if (__builtin_reduce_or(~fine))
        CEK_UNROLL for (int i = 0; i < 16; i++) block.special |= fine[i] ? 0 : 1u << i;
    if (!gradient) return block;
    VEC untouched[16];
    if (block.special)
        CEK_UNROLL for (int i = 0; i < 16; i++) untouched[i] = CEK_NAME(load)(z + i * n);
    CEK_T scales[16], own_gradients[16], means[16], times[16], shares[16];
    CEK_NAME(store)(scales, closed.scale);
    CEK_NAME(store)(own_gradients, closed.own_gradient);
    CEK_NAME(store)(means, closed.mean);
    CEK_NAME(store)(times, known.factor);
    CEK_NAME(store)(shares, closed.share);
    // In the order of the rows: what one writes beyond its end the next one overwrites, and the last one
    // restores what stood there.
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
        if (block.special >> i & 1) g = untouched[i];
        if (i == 15) g = CEK_NAME(chosen)(inside, g, after);
        CEK_NAME(store)(gradient + i * n, g);
    }
    return block;
}

/// Rows that `near` takes at once.
#undef CEK_MANY
#define CEK_MANY 64

/// Which row, and which of the base, the elements of sixteen rows are of, vector by vector.
struct CEK_NAME(order) {
    BITS row[16];
    VEC base[16];
};

/// Sixty-four rows of at most sixteen outputs whose logits are near 0, as most are: 0 where they are not, or
/// one of the rows needs care, with nothing written.
///
/// No peak is taken off, so the exponentials are formed densely, whichever row they belong to, and all of
/// them before the sums, which read them across their vectors. A loss is log(1 + rest/own) with the truth's
/// own exponential, which loses nothing, whichever of the two is greater.
CEK_INLINE int CEK_NAME(near)(const CEK_T *z, CEK_T *gradient, size_t n, const int32_t *labels,
                              const double *factors, const struct cek_rows *rows,
                              enum CEK_NAME(base) kind, enum cek_loss loss,
                              const struct CEK_NAME(order) *order, WIDE *sum)
{
    const BITS lanes = CEK_NAME(lanes)(), inside = lanes < CEK_NAME(splat_bits)((CEK_I)n);
    const BITS magnitude = CEK_NAME(splat_bits)(CEK_DOUBLE ? (CEK_I)INT64_MAX : (CEK_I)INT32_MAX);
    CEK_T e[CEK_MANY * 16 + 16] __attribute__((aligned(64)));
    BITS size = CEK_NAME(splat_bits)(0);
    for (size_t j = 0; j < CEK_MANY * n; j += 64)
        CEK_UNROLL for (int v = 0; v < 64; v += 16) {
            VEC x = CEK_NAME(load)(z + j + v);
            size = __builtin_elementwise_max(size, (BITS)x & magnitude);
            CEK_NAME(store)(e + j + v, CEK_NAME(exp_near)(x));
        }
    if (__builtin_reduce_or(size > (BITS)CEK_NAME(splat)(CEK_NEAR))) return 0;
    const VEC shared = kind == CEK_NAME(shared)
        ? CEK_NAME(some)((const CEK_T *)rows->base, n, 0) : CEK_NAME(splat)(0);
    CEK_T scales[CEK_MANY], own_gradients[CEK_MANY], means[CEK_MANY], shares[CEK_MANY], times[CEK_MANY];
    struct CEK_NAME(sixteen) known[CEK_MANY / 16];
    VEC values[CEK_MANY / 16];
    WIDE distance = {0};
    BITS fine = CEK_NAME(splat_bits)(-1);
    for (int k = 0; k < CEK_MANY / 16; k++) {
        const BITS given = CEK_NAME(labels_at)(labels + 16 * k), label = given & (given > 0);
        fine &= given >= 0;
        CEK_I label_of[16];
        *(BITS *)label_of = label;
        VEC d[16];
        CEK_UNROLL for (int i = 0; i < 16; i++)
            d[i] = CEK_NAME(kept)(inside & (lanes != CEK_NAME(splat_bits)(label_of[i])),
                                  CEK_NAME(load)(e + (size_t)(16 * k + i) * n));
        known[k].rest = CEK_NAME(row_sums)(d);
        if (loss == cek_squared_error) {
            CEK_UNROLL for (int i = 0; i < 16; i++) d[i] = d[i] * d[i];
            known[k].squares = CEK_NAME(row_sums)(d);
        }
        const BITS at = (lanes + 16 * k) * (CEK_I)n + label;
        known[k].own = CEK_NAME(gathered)(e, at);
        known[k].mass = known[k].spike = CEK_NAME(gathered)(rows->spikes, label);
        known[k].base_left = CEK_NAME(splat)(0);
        if (kind == CEK_NAME(shared)) {
            const VEC base_sum = CEK_NAME(splat)((CEK_T)rows->base_sum);
            known[k].mass += base_sum;
            known[k].base_left = base_sum - CEK_NAME(gathered)(rows->base, label);
            CEK_T own_logits[16];
            CEK_NAME(store)(own_logits, CEK_NAME(gathered)(z, at));
            // Σ base·(own − z) is asked for of all rows together, so that no row needs a sum of its own.
            VEC apart = CEK_NAME(splat)(0);
            CEK_UNROLL for (int i = 0; i < 16; i++) {
                VEC gap = CEK_NAME(splat)(own_logits[i]) - CEK_NAME(load)(z + (size_t)(16 * k + i) * n);
                apart += factors ? (CEK_T)factors[16 * k + i] * gap : gap;
            }
            distance += CEK_NAME(widened)(shared * CEK_NAME(kept)(inside, apart));
        }
    }
    // Apart from the sums, so that the long ways of four vectors run side by side.
    CEK_UNROLL for (int k = 0; k < CEK_MANY / 16; k++) {
        // The truth stands for the peak.
        known[k].minus_gap = known[k].distance = CEK_NAME(splat)(0);
        known[k].log_total = CEK_NAME(log_of_one_plus)(known[k].rest / known[k].own);
        known[k].factor = CEK_NAME(splat)(1);
        if (factors) {
            known[k].factor = __builtin_convertvector(*(const WIDE *)(factors + 16 * k), VEC);
            fine &= known[k].factor != 0;
            CEK_NAME(store)(times + 16 * k, known[k].factor);
        }
        const struct CEK_NAME(closed) closed = CEK_NAME(close)(&known[k], loss, rows->parameter);
        fine &= (closed.value - closed.value) == 0;
        values[k] = closed.value;
        CEK_NAME(store)(scales + 16 * k, closed.scale);
        CEK_NAME(store)(own_gradients + 16 * k, closed.own_gradient);
        if (loss == cek_squared_error) {
            CEK_NAME(store)(means + 16 * k, closed.mean);
            CEK_NAME(store)(shares + 16 * k, closed.share);
        }
    }
    if (__builtin_reduce_or(~fine)) return 0;
    *sum += distance;
    for (int k = 0; k < CEK_MANY / 16; k++) *sum += CEK_NAME(widened)(values[k]);
    if (!gradient) return 1;
#if defined(CEK_SCALEF)
    // Densely, as the exponentials were formed: what belongs to a row is spread over its elements.
    for (size_t k = 0; k < CEK_MANY / 16; k++) {
        const VEC scale = CEK_NAME(load)(scales + 16 * k);
        for (size_t j = 0; j < n; j++) {
            const size_t at = 16 * (k * n + j);
            VEC g = CEK_NAME(load)(e + at);
            if (loss == cek_squared_error) {
                g *= CEK_NAME(spread)(CEK_NAME(load)(shares + 16 * k), order->row[j]);
                g *= g - CEK_NAME(spread)(CEK_NAME(load)(means + 16 * k), order->row[j]);
            }
            g *= CEK_NAME(spread)(scale, order->row[j]);
            if (kind == CEK_NAME(shared))
                g -= factors ? order->base[j] * CEK_NAME(spread)(CEK_NAME(load)(times + 16 * k), order->row[j])
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
            g *= shares[i];
            g *= (g - means[i]) * scales[i];
        } else {
            g *= scales[i];
            if (kind == CEK_NAME(shared)) g -= factors ? shared * times[i] : shared;
        }
        if ((size_t)i * n + 16 <= CEK_MANY * n)
            CEK_NAME(store)(gradient + (size_t)i * n, g);
        else
            memcpy(gradient + (size_t)i * n, &g, n * sizeof(CEK_T));
    }
#endif
    // One by one is faster than a scatter.
    _Pragma("clang loop vectorize(disable)")
    for (int i = 0; i < CEK_MANY; i++) gradient[(size_t)i * n + (size_t)labels[i]] = own_gradients[i];
    return 1;
}

/// Sixteen rows from row i, or the last ones, whatever they hold; their sum in sixteen parts.
CEK_INLINE WIDE CEK_NAME(any_few)(const struct cek_rows *rows, const CEK_T *z, CEK_T *gradient, size_t i,
                                  enum CEK_NAME(base) kind, enum cek_loss loss, struct cek_result *result)
{
    const size_t n = rows->outputs, count = rows->rows, some = count - i < 16 ? count - i : 16;
    CEK_T tile[16 * 16 + 16], own_base[16 * 16];
    int32_t own_labels[16];
    double own_factors[16];
    // The last rows go through a tile, so that nothing beyond the matrix is read or written.
    const int direct = (i + 15) * n + 16 <= count * n;
    const int32_t *labels = rows->labels ? rows->labels + i : own_labels;
    const double *factors = rows->factors ? rows->factors + i : NULL;
    if (!direct) {
        memset(tile, 0, sizeof tile);
        memcpy(tile, z + i * n, some * n * sizeof(CEK_T));
        for (size_t k = 0; k < 16; k++) {
            own_labels[k] = k < some && rows->labels ? rows->labels[i + k] : -1;
            own_factors[k] = k < some && factors ? factors[k] : 1;
        }
        labels = own_labels;
        factors = own_factors;
    }
    if (kind == CEK_NAME(own)) {
        memset(own_base, 0, sizeof own_base);
        for (size_t k = 0; k < some; k++)
            own_labels[k] = CEK_NAME(dense)(rows->targets + (i + k) * n, n, own_base + 16 * k, NULL);
    }
    struct CEK_NAME(block) block = CEK_NAME(few)(
        direct ? z + i * n : tile, !gradient ? NULL : direct ? gradient + i * n : tile, n, labels,
        factors, rows, own_base, kind, loss);
    if (!direct && gradient) memcpy(gradient + i * n, tile, some * n * sizeof(CEK_T));
    if (block.special)
        for (size_t k = 0; k < some; k++)
            if (block.special >> k & 1) result->specials[result->special++] = (uint32_t)(i + k);
    return CEK_NAME(widened)(block.values);
}

CEK_INLINE void CEK_NAME(few_rows)(const struct cek_rows *rows, const CEK_T *z, CEK_T *gradient,
                                   enum CEK_NAME(base) kind, enum cek_loss loss,
                                   struct cek_result *result)
{
    const size_t n = rows->outputs, count = rows->rows;
    WIDE sum = {0};
    // Under dense targets, or a base that outweighs a spike, terms could cancel in `near`.
    int can_be_near = kind != CEK_NAME(own);
    if (kind == CEK_NAME(shared))
        for (size_t j = 0; j < n; j++)
            can_be_near &= (double)((const CEK_T *)rows->spikes)[j] >= rows->base_sum;
    struct CEK_NAME(order) order;
    if (can_be_near && gradient && count >= CEK_MANY)
        for (size_t row = 0, at = 0; row < 16; row++)
            for (size_t j = 0; j < n; j++, at++) {
                ((CEK_I *)order.row)[at] = (CEK_I)row;
                if (kind == CEK_NAME(shared)) ((CEK_T *)order.base)[at] = ((const CEK_T *)rows->base)[j];
            }
    // With a base rows of logits are read as vectors, which must end within the matrix.
    const size_t last = kind == CEK_NAME(shared) ? (CEK_MANY - 1) * n + 16 : CEK_MANY * n;
    for (size_t i = 0; i < count;) {
        if (can_be_near && i * n + last <= count * n
            && CEK_NAME(near)(z + i * n, gradient ? gradient + i * n : NULL, n, rows->labels + i,
                              rows->factors ? rows->factors + i : NULL, rows, kind, loss, &order, &sum)) {
            i += CEK_MANY;
            continue;
        }
        const size_t end = i + CEK_MANY < count ? i + CEK_MANY : count;
        for (; i < end; i += 16) sum += CEK_NAME(any_few)(rows, z, gradient, i, kind, loss, result);
    }
    result->sum += CEK_NAME(total)(sum);
}
