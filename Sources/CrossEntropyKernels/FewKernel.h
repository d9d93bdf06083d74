// Softmax rows of at most sixteen outputs, a row a vector or sixty-four rows densely; part of SoftmaxKernel.h, which says
// what holds of all rows.

/// The rows of a block whose definition must be asked, and the losses of the others.
struct CEK_NAME(block) {
    unsigned special;
    VEC values;
};

/// Sixteen rows of at most sixteen outputs; a row whose definition must be asked is as it was.
///
/// `z` may be read to sixteen elements beyond the start of the last row, and `gradient` is written as
/// far. A label of −1 is a row that is not there.
CEK_INLINE struct CEK_NAME(block) CEK_NAME(few)(
    const CEK_T *z, CEK_T *gradient, size_t n, const int32_t *labels, const double *factors,
    const struct cek_rows *rows, const CEK_T *own_base, enum CEK_NAME(base) kind, enum cek_loss loss)
{
    const BITS lanes = CEK_NAME(lanes)(), inside = lanes < CEK_NAME(splat_bits)((CEK_I)n);
    const VEC nothing = CEK_NAME(splat)(-(CEK_T)INFINITY), zero = CEK_NAME(splat)(0);
    const CEK_T *spikes = rows->spikes;
    typedef int32_t ints __attribute__((vector_size(64), aligned(4), may_alias));
    CEK_I label_of[16];
    VEC e[16];
    CEK_UNROLL for (int i = 0; i < 16; i++)
        e[i] = CEK_NAME(chosen)(inside, CEK_NAME(load)(z + i * n), nothing);
#if defined(CEK_SCALEF)
    const BITS label_vector = *(const ints *)labels & ~(*(const ints *)labels >> 31);
    *(BITS *)label_of = label_vector;
    const VEC own = (VEC)_mm512_i32gather_ps((__m512i)(label_vector + lanes * (int)n), z, 4);
    const VEC spike = kind == CEK_NAME(own) ? zero : (VEC)_mm512_i32gather_ps((__m512i)label_vector, spikes, 4);
#else
    CEK_T owns[16], spike_of[16];
    for (int i = 0; i < 16; i++) {
        CEK_I label = labels[i] < 0 ? 0 : labels[i];
        label_of[i] = label;
        owns[i] = z[i * n + (size_t)label];
        spike_of[i] = kind == CEK_NAME(own) ? 0 : spikes[label];
    }
    const VEC own = CEK_NAME(load)(owns), spike = CEK_NAME(load)(spike_of);
#endif
    const VEC peak = CEK_NAME(row_peaks)(e);
    CEK_T peaks[16];
    CEK_NAME(store)(peaks, peak);
    VEC distance = zero, base_left = zero, mass = spike;
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
        distance = CEK_NAME(row_sums)(d);
        VEC base_sum = CEK_NAME(splat)((CEK_T)rows->base_sum);
        if (kind == CEK_NAME(own)) {
            CEK_UNROLL for (int i = 0; i < 16; i++) d[i] = CEK_NAME(load)(own_base + 16 * i);
            base_sum = CEK_NAME(row_sums)(d);
        }
        base_left = base_sum - CEK_NAME(load)(base_of);
        mass = base_sum + spike;
    }
    CEK_UNROLL for (int i = 0; i < 16; i++) {
        VEC gap;
        e[i] = CEK_NAME(exp_of_gap)(e[i], CEK_NAME(splat)(peaks[i]), &gap);
        e[i] = CEK_NAME(kept)(lanes != CEK_NAME(splat_bits)(label_of[i]), e[i]);
    }
    VEC rest = CEK_NAME(row_sums)(e), squares = zero;
    if (loss == cek_squared_error) {
        VEC d[16];
        CEK_UNROLL for (int i = 0; i < 16; i++) d[i] = e[i] * e[i];
        squares = CEK_NAME(row_sums)(d);
    }
    VEC minus_gap, own_e = CEK_NAME(exp_of_gap)(own, peak, &minus_gap);
    const BITS is_top = own == peak;
    VEC log_total = CEK_NAME(log_of_one_plus)(
        CEK_NAME(chosen)(is_top, rest, rest + own_e - 1));
    BITS fine = (__builtin_convertvector(*(const ints *)labels, BITS) >= 0)
                & (rest + own_e < CEK_NAME(splat)((CEK_T)INFINITY))
                & (minus_gap > CEK_NAME(splat)(-(CEK_T)INFINITY));
#if !CEK_DOUBLE
    const BITS is_small = is_top & (log_total < CEK_NAME(splat)((CEK_T)CEK_SMALL)) & fine;
    if (__builtin_reduce_or(is_small)) {
        for (int i = 0; i < 16; i++) {
            if (!is_small[i]) continue;
            double square, exact = CEK_NAME(exact_rest)(z + i * n, n, (size_t)label_of[i],
                                                        peaks[i], CEK_NAME(plain), &square);
            squares[i] = (CEK_T)square;
            rest[i] = (CEK_T)exact;
            log_total[i] = (CEK_T)log1p(exact);
        }
    }
#endif
    const VEC total = rest + own_e;
    VEC value, scale, own_gradient, mean = zero, factor = 1 + zero;
    if (factors) {
        factor = __builtin_convertvector(*(const WIDE *)factors, VEC);
        fine &= factor != 0;
    }
    if (loss == cek_cross_entropy) {
        scale = factor * mass / total;
        value = factor * ((distance - spike * minus_gap) + mass * log_total);
        own_gradient = factor * base_left - scale * rest;
    } else if (loss == cek_squared_error) {
        const CEK_T s = (CEK_T)rows->parameter;
        VEC p = own_e / total, lack = rest / total;
        squares /= total * total;
        VEC all = squares + lack * lack;
        mean = squares - lack * p;
        value = s * factor * all;
        scale = 2 * s * factor;
        own_gradient = -scale * p * all;
    } else {
        VEC slopes;
        CEK_UNROLL for (int i = 0; i < 16; i++) {
            double slope;
            value[i] = (CEK_T)cek_truth(loss, rows->parameter,
                                        (double)minus_gap[i] - (double)log_total[i],
                                        (double)rest[i] / (double)total[i], &slope);
            slopes[i] = (CEK_T)slope;
        }
        value *= factor * spike;
        scale = -factor * spike * slopes / total;
        own_gradient = -scale * rest;
    }
    fine &= (value - value) == 0;
    struct CEK_NAME(block) block = {0, CEK_NAME(kept)(fine, value)};
    if (__builtin_reduce_or(~fine))
        CEK_UNROLL for (int i = 0; i < 16; i++) block.special |= fine[i] ? 0 : 1u << i;
    if (!gradient) return block;
    VEC untouched[16];
    if (block.special)
        CEK_UNROLL for (int i = 0; i < 16; i++) untouched[i] = CEK_NAME(load)(z + i * n);
    CEK_T scales[16], own_gradients[16], means[16], times[16], shares[16];
    CEK_NAME(store)(scales, scale);
    CEK_NAME(store)(own_gradients, own_gradient);
    CEK_NAME(store)(means, mean);
    CEK_NAME(store)(times, factor);
    CEK_NAME(store)(shares, 1 / total);
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
    typedef int32_t ints __attribute__((vector_size(64), aligned(4), may_alias));
    const BITS lanes = CEK_NAME(lanes)(), inside = lanes < CEK_NAME(splat_bits)((CEK_I)n);
    const BITS magnitude = CEK_NAME(splat_bits)(CEK_DOUBLE ? (CEK_I)INT64_MAX : (CEK_I)INT32_MAX);
    const CEK_T *spikes = rows->spikes;
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
    VEC values[CEK_MANY / 16], owns[CEK_MANY / 16], rests[CEK_MANY / 16], spike_of[CEK_MANY / 16];
    VEC squares[CEK_MANY / 16], base_of[CEK_MANY / 16];
    WIDE distance = {0};
    BITS fine = CEK_NAME(splat_bits)(-1);
    for (int k = 0; k < CEK_MANY / 16; k++) {
        const BITS label = __builtin_convertvector(*(const ints *)(labels + 16 * k), BITS);
        fine &= label >= 0;
        CEK_I label_of[16];
        *(BITS *)label_of = label & ~(label >> (8 * sizeof(CEK_T) - 1));
        VEC d[16];
        CEK_UNROLL for (int i = 0; i < 16; i++)
            d[i] = CEK_NAME(kept)(inside & (lanes != CEK_NAME(splat_bits)(label_of[i])),
                                  CEK_NAME(load)(e + (size_t)(16 * k + i) * n));
        rests[k] = CEK_NAME(row_sums)(d);
        if (loss == cek_squared_error) {
            CEK_UNROLL for (int i = 0; i < 16; i++) d[i] = d[i] * d[i];
            squares[k] = CEK_NAME(row_sums)(d);
        }
        const BITS at = (lanes + 16 * k) * (CEK_I)n + *(const BITS *)label_of;
        owns[k] = CEK_NAME(gathered)(e, at);
        spike_of[k] = CEK_NAME(gathered)(spikes, *(const BITS *)label_of);
        if (kind == CEK_NAME(shared)) {
            CEK_T own_logits[16];
            CEK_NAME(store)(own_logits, CEK_NAME(gathered)(z, at));
            base_of[k] = CEK_NAME(gathered)((const CEK_T *)rows->base, *(const BITS *)label_of);
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
        const VEC own_e = owns[k], rest = rests[k], spike = spike_of[k], share = 1 / (rest + own_e);
        const VEC log_total = CEK_NAME(log_of_one_plus)(rest / own_e);
        VEC value, scale, own_gradient, factor = CEK_NAME(splat)(1);
        if (factors) {
            factor = __builtin_convertvector(*(const WIDE *)(factors + 16 * k), VEC);
            fine &= factor != 0;
            CEK_NAME(store)(times + 16 * k, factor);
        }
        if (loss == cek_cross_entropy) {
            VEC mass = spike, base_left = CEK_NAME(splat)(0);
            if (kind == CEK_NAME(shared)) {
                const VEC base_sum = CEK_NAME(splat)((CEK_T)rows->base_sum);
                mass += base_sum;
                base_left = base_sum - base_of[k];
            }
            scale = factor * mass * share;
            value = factor * mass * log_total;
            own_gradient = factor * base_left - scale * rest;
        } else if (loss == cek_squared_error) {
            const CEK_T s = (CEK_T)rows->parameter;
            const VEC lack = rest * share, p = own_e * share, square = squares[k] * (share * share);
            const VEC all = square + lack * lack;
            CEK_NAME(store)(means + 16 * k, square - lack * p);
            CEK_NAME(store)(shares + 16 * k, share);
            value = s * factor * all;
            scale = 2 * s * factor;
            own_gradient = -scale * p * all;
        } else {
            VEC slopes;
            for (int i = 0; i < 16; i++) {
                double slope;
                value[i] = (CEK_T)cek_truth(loss, rows->parameter, -(double)log_total[i],
                                            (double)rest[i] * (double)share[i], &slope);
                slopes[i] = (CEK_T)slope;
            }
            value *= factor * spike;
            scale = -factor * spike * slopes * share;
            own_gradient = -scale * rest;
        }
        fine &= (value - value) == 0;
        values[k] = value;
        CEK_NAME(store)(scales + 16 * k, scale);
        CEK_NAME(store)(own_gradients + 16 * k, own_gradient);
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
