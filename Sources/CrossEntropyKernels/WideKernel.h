// Softmax rows of more than sixteen outputs, one by one, with labels or dense targets: in parts that stay in the first
// level of cache, in two passes. The first leaves every exponential in scratch, or where the gradient goes, until the
// row's sum is known; the second scales them.

/// What the pass over a part learns.
struct CEK_NAME(sums) {
    VEC exponentials[4], squares[2], distances[2];
};

CEK_INLINE void CEK_NAME(add)(struct CEK_NAME(sums) *sums, VEC e, VEC gap, BITS counts, int lane,
                              const CEK_T *base, int with_squares)
{
    e = CEK_NAME(kept)(counts, e);
    sums->exponentials[lane & 3] += e;
    if (with_squares) sums->squares[lane & 1] += e * e;
    if (base) {
        // A masked class makes this infinite or NaN: the row's definition knows which it is.
        sums->distances[lane & 1] -= CEK_NAME(kept)(counts, CEK_NAME(load)(base)) * gap;
    }
}

/// Vectors from `from` to `to`, none of which holds the label.
CEK_INLINE void CEK_NAME(sweep)(struct CEK_NAME(sums) *sums, const void *z, enum CEK_NAME(stored) stored,
                                const CEK_T *base, CEK_T *scratch, const char *ahead,
                                const char *ahead_out, size_t from, size_t to, VEC peak, int with_squares)
{
    const BITS all = CEK_NAME(splat_bits)(-1);
    size_t j = from;
    for (; j + 64 <= to; j += 64) {
        for (int v = 0; v < 4; v++) {
            size_t at = j + 16 * v;
            // The next part, and the place of its gradient, come while this one is worked on.
            const size_t size = CEK_NAME(size_of)(stored);
            for (size_t line = 0; line < 16 * size; line += 64) {
                __builtin_prefetch(ahead + at * size + line, 0, 3);
                if (ahead_out) __builtin_prefetch(ahead_out + at * size + line, 1, 3);
            }
            VEC gap, e = CEK_NAME(exp_of_gap)(CEK_NAME(take)(z, at, stored), peak, &gap);
            CEK_NAME(store)(scratch + at, e);
            CEK_NAME(add)(sums, e, gap, all, v, base ? base + at : NULL, with_squares);
        }
    }
    for (; j < to; j += 16) {
        VEC gap, e = CEK_NAME(exp_of_gap)(CEK_NAME(take)(z, j, stored), peak, &gap);
        CEK_NAME(store)(scratch + j, e);
        CEK_NAME(add)(sums, e, gap, all, (int)(j >> 4), base ? base + j : NULL, with_squares);
    }
}

/// The sum of whole parts.
CEK_INLINE double CEK_NAME(sum)(const CEK_T *x, size_t n)
{
    WIDE sum = {0};
    for (size_t j = 0; j < n; j += 16) sum += CEK_NAME(widened)(CEK_NAME(load)(x + j));
    return CEK_NAME(total)(sum);
}

/// What the parts of a row add up to, as far as they were seen, with the label's exponential left out.
struct CEK_NAME(running) {
    CEK_T peak;
    double rest, squares;
    /// Σ base·(peak − z), and Σ base of the elements before `summed`.
    double distance, seen;
    size_t summed;
};

/// A part with a greater peak begins at `start`: what was added before it shrinks.
CEK_INLINE void CEK_NAME(raise)(struct CEK_NAME(running) *all, CEK_T top, size_t start, size_t label,
                                const CEK_T *base, enum CEK_NAME(base) kind)
{
    if (start > 0) {
        double up = (double)top - (double)all->peak, shrink = exp(-up);
        all->rest *= shrink;
        all->squares *= shrink * shrink;
        if (kind != CEK_NAME(none)) {
            all->seen += CEK_NAME(sum)(base + all->summed, start - all->summed);
            all->summed = start;
            all->distance += up * (all->seen - (label < start ? (double)base[label] : 0));
        }
    }
    all->peak = top;
}

/// The exponentials of a part of at least sixteen elements go to `out`; the label is at `place`, or beyond the part.
CEK_INLINE struct CEK_NAME(sums) CEK_NAME(part)(const char *from, enum CEK_NAME(stored) stored, size_t count,
                                                size_t place, const CEK_T *t, CEK_T *out,
                                                const char *ahead_out, CEK_T peak, int with_squares)
{
    const BITS lanes = CEK_NAME(lanes)();
    const VEC top = CEK_NAME(splat)(peak);
    const char *ahead = from + count * CEK_NAME(size_of)(stored);
    const size_t whole = count & ~(size_t)15, hole = place < whole ? place & ~(size_t)15 : whole;
    struct CEK_NAME(sums) sums;
    memset(&sums, 0, sizeof sums);
    CEK_NAME(sweep)(&sums, from, stored, t, out, ahead, ahead_out, 0, hole, top, with_squares);
    if (hole < whole) {
        VEC gap, e = CEK_NAME(exp_of_gap)(CEK_NAME(take)(from, hole, stored), top, &gap);
        CEK_NAME(store)(out + hole, e);
        CEK_NAME(add)(&sums, e, gap, lanes != CEK_NAME(splat_bits)((CEK_I)(place - hole)), 0,
                      t ? t + hole : NULL, with_squares);
        CEK_NAME(sweep)(&sums, from, stored, t, out, ahead, ahead_out, hole + 16, whole, top, with_squares);
    }
    if (whole < count) {
        // Over the end again: what was done already is not added twice.
        const size_t at = count - 16;
        VEC gap, e = CEK_NAME(exp_of_gap)(CEK_NAME(take)(from, at, stored), top, &gap);
        CEK_NAME(store)(out + at, e);
        BITS counts = lanes >= CEK_NAME(splat_bits)((CEK_I)(whole - at));
        if (place >= whole && place < count) counts &= lanes != CEK_NAME(splat_bits)((CEK_I)(place - at));
        CEK_NAME(add)(&sums, e, gap, counts, 1, t ? t + at : NULL, with_squares);
    }
    return sums;
}

/// A row's loss and of what its gradient consists: scale·e − factor·base, or of squared error q·(q − mean)·scale with
/// q = e/total, and the label's own.
struct CEK_NAME(closed_row) {
    double value, total, scale, mean, label_gradient;
};

CEK_INLINE struct CEK_NAME(closed_row) CEK_NAME(close_row)(
    const struct CEK_NAME(running) *all, double gap, double log_total, double factor, double spike,
    double base_sum, const CEK_T *base, size_t label, enum CEK_NAME(base) kind, enum cek_loss loss,
    double parameter)
{
    const double rest = all->rest, total = rest + exp(-gap), lack = rest / total;
    double target = spike, mass = base_sum + spike, distance = all->distance;
    struct CEK_NAME(closed_row) out = {.total = total};
    if (loss == cek_squared_error) {
        const double squares = all->squares / (total * total);
        const double both = squares + CEK_APART(lack * lack);
        out.mean = squares - lack * (exp(-gap) / total);
        out.scale = 2 * parameter * factor;
        out.value = parameter * both;
        out.label_gradient = -out.scale * (exp(-gap) / total) * both;
    } else if (loss == cek_cross_entropy) {
        if (kind != CEK_NAME(none)) {
            target += (double)base[label];
            distance += (double)base[label] == 0 ? 0 : (double)base[label] * gap;
        }
        out.value = (distance + spike * gap) + mass * log_total;
        out.scale = factor * mass / total;
        out.label_gradient = factor * (mass - target) - out.scale * rest;
    } else {
        double slope;
        out.value = spike * cek_truth(loss, parameter, -(gap + log_total), lack, &slope);
        out.scale = -factor * spike * slope / total;
        out.label_gradient = -out.scale * rest;
    }
    out.value *= factor;
    return out;
}

/// The gradient of a part of which the exponentials over its own peak are in `e`; `fade` is what they lose over the
/// row's. Whole vectors, the last over the end again.
CEK_INLINE void CEK_NAME(put_part)(char *out, enum CEK_NAME(stored) stored, const CEK_T *e, const CEK_T *t,
                                   size_t count, const struct CEK_NAME(closed_row) *row, double fade,
                                   double factor, enum CEK_NAME(base) kind, enum cek_loss loss)
{
    const VEC end = CEK_NAME(load)(e + count - 16);
    if (loss == cek_squared_error) {
        const CEK_T divide = (CEK_T)(fade / row->total), by = (CEK_T)row->scale, less = (CEK_T)row->mean;
        for (size_t j = 0; j < count; j += 16) {
            size_t at = j + 16 <= count ? j : count - 16;
            VEC q = (at == j ? CEK_NAME(load)(e + j) : end) * divide;
            CEK_NAME(put)(out, at, q * (q - less) * by, stored);
        }
        return;
    }
    const CEK_T by = (CEK_T)(row->scale * fade), times = (CEK_T)factor;
    for (size_t j = 0; j < count; j += 16) {
        size_t at = j + 16 <= count ? j : count - 16;
        __builtin_prefetch(out + (at + 256) * CEK_NAME(size_of)(stored), 1, 3);
        const VEC x = at == j ? CEK_NAME(load)(e + j) : end;
        if (kind == CEK_NAME(shared)) {
            VEC g = CEK_APART(x * by);
            g -= CEK_NAME(load)(t + at) * times;
            CEK_NAME(put)(out, at, g, stored);
        } else if (kind == CEK_NAME(own)) {
            VEC g = x * by;
            g -= CEK_APART(CEK_NAME(load)(t + at) * times);
            CEK_NAME(put)(out, at, g, stored);
        } else {
            CEK_NAME(put)(out, at, x * by, stored);
        }
    }
}

/// One row; 0 where its definition must be asked, with nothing written.
CEK_PATH int CEK_NAME(row)(const void *z, void *gradient, enum CEK_NAME(stored) stored, size_t n,
                             size_t label, double factor, double spike, double base_sum, const CEK_T *base,
                             enum CEK_NAME(base) kind, enum cek_loss loss, double parameter, double gradient_scale,
                             CEK_T *scratch, double *value)
{
    const int with_squares = loss == cek_squared_error;
    const struct cek_places places = cek_places_of(n, 0);
    const size_t size = CEK_NAME(size_of)(stored);
    CEK_T *peaks = scratch + places.peaks;
    // The exponentials wait for their sum where the gradient goes, unless the logits are still there.
    CEK_T *waiting = stored == CEK_NAME(plain) && gradient && gradient != z ? gradient : scratch + places.exponentials;
    const CEK_T own = CEK_NAME(take_one)(z, label, stored);
    struct CEK_NAME(running) all = {.peak = own};
    size_t parts = 0;
    for (size_t start = 0; start < n; parts++) {
        // No part is shorter than a vector.
        const size_t count = n - start < CEK_PART + 16 ? n - start : CEK_PART;
        const char *from = (const char *)z + start * size;
        const CEK_T top = CEK_NAME(part_peak)(from, count, stored);
        if (top > all.peak) CEK_NAME(raise)(&all, top, start, label, base, kind);
        peaks[parts] = all.peak;
        const struct CEK_NAME(sums) sums = CEK_NAME(part)(
            from, stored, count, label - start, base ? base + start : NULL, waiting + start,
            gradient && gradient != z ? (const char *)gradient + (start + count) * size : NULL,
            all.peak, with_squares);
        all.rest += CEK_NAME(total)(CEK_NAME(widened)((sums.exponentials[0] + sums.exponentials[1])
                                                      + (sums.exponentials[2] + sums.exponentials[3])));
        if (with_squares)
            all.squares += CEK_NAME(total)(CEK_NAME(widened)(sums.squares[0] + sums.squares[1]));
        if (base) all.distance += CEK_NAME(total)(CEK_NAME(widened)(sums.distances[0] + sums.distances[1]));
        start += count;
    }
    const double gap = (double)all.peak - (double)own;
    double log_total = own == all.peak ? log1p(all.rest) : log(all.rest + exp(-gap));
    if (!(log_total >= 0 && log_total < INFINITY && gap < INFINITY)) return 0;
    if (own == all.peak && log_total < CEK_SMALL) {
        all.rest = CEK_NAME(exact_rest)(z, n, label, all.peak, stored, &all.squares);
        log_total = log1p(all.rest);
    }
    struct CEK_NAME(closed_row) closed = CEK_NAME(close_row)(
        &all, gap, log_total, factor, spike, base_sum, base, label, kind, loss, parameter);
    if (!(fabs(closed.value) < INFINITY && closed.mean < CEK_SURE)) return 0;
    *value = closed.value;
    if (!gradient) return 1;
    closed.scale *= gradient_scale;
    closed.label_gradient *= gradient_scale;
    for (size_t start = 0, p = 0; p < parts; p++) {
        const size_t count = p + 1 < parts ? CEK_PART : n - start;
        const double fade = peaks[p] == all.peak ? 1 : exp((double)peaks[p] - (double)all.peak);
        CEK_NAME(put_part)((char *)gradient + start * size, stored, waiting + start, base ? base + start : NULL,
                           count, &closed, fade, factor * gradient_scale, kind, loss);
        start += count;
    }
    CEK_NAME(put_one)(gradient, label, (CEK_T)closed.label_gradient, stored);
    return 1;
}

CEK_INLINE void CEK_NAME(wide_rows)(const struct cek_rows *rows, const void *z, void *gradient,
                                    enum CEK_NAME(stored) stored, CEK_T *scratch,
                                    enum CEK_NAME(base) kind, enum cek_loss loss, struct cek_result *result)
{
    const size_t n = rows->outputs, stride = n * CEK_NAME(size_of)(stored);
    CEK_T *own_base = scratch + cek_places_of(n, 0).base;
    for (size_t i = 0; i < rows->rows; i++) {
        const CEK_T *base = kind == CEK_NAME(shared) ? rows->labelled.base : NULL;
        double base_sum = 0, spike = 0, factor = rows->factors ? rows->factors[i] : 1, value = 0;
        int32_t label;
        if (kind == CEK_NAME(own)) {
            label = CEK_NAME(dense)(rows->distributions + i * n, n, own_base, &base_sum);
            base = own_base;
        } else {
            label = rows->labelled.labels[i];
            base_sum = rows->labelled.base_sum;
            if (label >= 0) spike = (double)((const CEK_T *)rows->labelled.spikes)[label];
        }
        if (label < 0 || factor == 0
            || !CEK_NAME(row)((const char *)z + i * stride, gradient ? (char *)gradient + i * stride : NULL,
                              stored, n, (size_t)label, factor, spike, base_sum, base, kind, loss, rows->parameter,
                              rows->gradient_scale, scratch, &value))
            result->specials[result->special++] = (uint32_t)i;
        else
            result->sum += value;
        if (result->row_losses) result->row_losses[i] = value;
    }
}
