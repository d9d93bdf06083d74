// Losses of softmax rows, their gradients and their sum, compiled once per instruction level and type
// (VectorMath.h says with which names). The contract is in CrossEntropyKernels.h.
//
// One exponential per element, left in scratch until the row's sum is known. The truth's own exponential
// is kept out of the sum of the others, so that 1 − p and with it the loss and the gradient of a row that
// is nearly right keep their digits.

/// What a row's target is beside the spike on its label.
enum CEK_NAME(base) { CEK_NAME(none), CEK_NAME(shared), CEK_NAME(own) };

/// A row whose loss is below this has it from double arithmetic: a float's difference z − peak would
/// cost it more than 4 ulp.
#undef CEK_SMALL
#define CEK_SMALL (CEK_DOUBLE ? 0.0 : 0x1p-5)

/// The parts of a row stay in the first level of cache.
#undef CEK_PART
#define CEK_PART (8192 / sizeof(CEK_T))

/// Σ exp(zⱼ − peak) over every output but the label and the sum of their squares, each difference exact.
static double CEK_NAME(exact_rest)(const void *z, size_t n, size_t label, CEK_T peak,
                                   enum CEK_NAME(stored) stored, double *squares)
{
    const BITS lanes = CEK_NAME(lanes)();
    WIDE sum = {0}, sum_of_squares = {0};
    for (size_t j = 0; j < n; j += 16) {
        VEC gap, x = CEK_NAME(take_some)(z, j, n - j, -(CEK_T)INFINITY, stored);
        VEC e = CEK_NAME(exp_of_exact_gap)(x, CEK_NAME(splat)(peak), &gap);
        if (label - j < 16) e = CEK_NAME(kept)(lanes != CEK_NAME(splat_bits)((CEK_I)(label - j)), e);
        WIDE wide = CEK_NAME(widened)(e);
        sum += wide;
        sum_of_squares += wide * wide;
    }
    double rest = CEK_NAME(total)(sum);
    *squares = CEK_NAME(total)(sum_of_squares);
    if (rest > 1e-30) return rest;
    // Beyond the smallest numbers of the type: in double.
    rest = *squares = 0;
    for (size_t j = 0; j < n; j++) {
        double gap = (double)CEK_NAME(take_one)(z, j, stored) - (double)peak;
        if (j == label || !(gap > -746)) continue;
        double e = exp(gap);
        rest += e;
        *squares += e * e;
    }
    return rest;
}

/// What one pass over a row learns.
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

/// The greatest of a part of a row, its last vector overlapping; NaNs are passed over.
CEK_INLINE CEK_T CEK_NAME(part_peak)(const void *z, size_t n, enum CEK_NAME(stored) stored)
{
    VEC top[4];
    for (int v = 0; v < 4; v++) top[v] = CEK_NAME(splat)(-(CEK_T)INFINITY);
    size_t j = 0;
    for (; j + 64 <= n; j += 64)
        for (int v = 0; v < 4; v++)
            top[v] = CEK_NAME(larger)(CEK_NAME(take)(z, j + 16 * v, stored), top[v]);
    for (; j + 16 <= n; j += 16) top[0] = CEK_NAME(larger)(CEK_NAME(take)(z, j, stored), top[0]);
    if (j < n && n >= 16) top[1] = CEK_NAME(larger)(CEK_NAME(take)(z, n - 16, stored), top[1]);
    CEK_T peak = CEK_NAME(greatest)(
        CEK_NAME(larger)(CEK_NAME(larger)(top[0], top[1]), CEK_NAME(larger)(top[2], top[3])));
    if (n < 16)
        for (; j < n; j++) {
            CEK_T x = CEK_NAME(take_one)(z, j, stored);
            peak = x > peak ? x : peak;
        }
    return peak;
}

/// The sum of whole parts.
CEK_INLINE double CEK_NAME(sum)(const CEK_T *x, size_t n)
{
    WIDE sum = {0};
    for (size_t j = 0; j < n; j += 16) sum += CEK_NAME(widened)(CEK_NAME(load)(x + j));
    return CEK_NAME(total)(sum);
}

/// One row of more than sixteen outputs; 0 where its definition must be asked, with nothing written.
CEK_INLINE int CEK_NAME(row)(const void *z, void *gradient, enum CEK_NAME(stored) stored, size_t n,
                             size_t label, double factor, double spike, double base_sum, const CEK_T *base,
                             enum cek_loss loss, double parameter, CEK_T *scratch, double *value)
{
    const int with_squares = loss == cek_squared_error;
    CEK_T *peaks = scratch + n;
    // The exponentials wait for their sum where the gradient goes, unless the logits are still there.
    CEK_T *waiting = stored == CEK_NAME(plain) && gradient && gradient != z ? gradient : scratch;
    const CEK_T own = CEK_NAME(take_one)(z, label, stored);
    const size_t size = CEK_NAME(size_of)(stored);
    const BITS lanes = CEK_NAME(lanes)();
    CEK_T peak = own;
    double rest = 0, squares = 0, distance = 0, seen = 0;
    size_t parts = 0, summed = 0;
    for (size_t start = 0; start < n; parts++) {
        // No part is shorter than a vector.
        size_t count = n - start < CEK_PART + 16 ? n - start : CEK_PART;
        const char *from = (const char *)z + start * size;
        CEK_T top = CEK_NAME(part_peak)(from, count, stored);
        if (top > peak) {
            if (start > 0) {
                double up = (double)top - (double)peak, shrink = exp(-up);
                rest *= shrink;
                squares *= shrink * shrink;
                if (base) {
                    seen += CEK_NAME(sum)(base + summed, start - summed);
                    summed = start;
                    distance += up * (seen - (label < start ? (double)base[label] : 0));
                }
            }
            peak = top;
        }
        peaks[parts] = peak;
        VEC peak_vector = CEK_NAME(splat)(peak);
        struct CEK_NAME(sums) sums;
        memset(&sums, 0, sizeof sums);
        const CEK_T *t = base ? base + start : NULL;
        CEK_T *out = waiting + start;
        const char *ahead = from + count * size, *ahead_out =
            gradient && gradient != z ? (const char *)gradient + (start + count) * size : NULL;
        size_t whole = count & ~(size_t)15;
        size_t place = label - start; // beyond the part where the label is in another
        size_t hole = place < whole ? place & ~(size_t)15 : whole;
        CEK_NAME(sweep)(&sums, from, stored, t, out, ahead, ahead_out, 0, hole, peak_vector, with_squares);
        if (hole < whole) {
            VEC gap, e = CEK_NAME(exp_of_gap)(CEK_NAME(take)(from, hole, stored), peak_vector, &gap);
            CEK_NAME(store)(out + hole, e);
            CEK_NAME(add)(&sums, e, gap, lanes != CEK_NAME(splat_bits)((CEK_I)(place - hole)), 0,
                          t ? t + hole : NULL, with_squares);
            CEK_NAME(sweep)(&sums, from, stored, t, out, ahead, ahead_out, hole + 16, whole, peak_vector, with_squares);
        }
        if (whole < count) {
            // Over the end again: what was done already is not added twice.
            size_t at = count - 16;
            VEC gap, e = CEK_NAME(exp_of_gap)(CEK_NAME(take)(from, at, stored), peak_vector, &gap);
            CEK_NAME(store)(out + at, e);
            BITS counts = lanes >= CEK_NAME(splat_bits)((CEK_I)(whole - at));
            if (place >= whole && place < count)
                counts &= lanes != CEK_NAME(splat_bits)((CEK_I)(place - at));
            CEK_NAME(add)(&sums, e, gap, counts, 1, t ? t + at : NULL, with_squares);
        }
        rest += CEK_NAME(total)(CEK_NAME(widened)((sums.exponentials[0] + sums.exponentials[1])
                                                  + (sums.exponentials[2] + sums.exponentials[3])));
        if (with_squares)
            squares += CEK_NAME(total)(CEK_NAME(widened)(sums.squares[0] + sums.squares[1]));
        if (base) distance += CEK_NAME(total)(CEK_NAME(widened)(sums.distances[0] + sums.distances[1]));
        start += count;
    }
    const double gap = (double)peak - (double)own;
    double log_total = own == peak ? log1p(rest) : log(rest + exp(-gap));
    if (!(log_total >= 0 && log_total < INFINITY && gap < INFINITY)) return 0;
    if (own == peak && log_total < CEK_SMALL) {
        rest = CEK_NAME(exact_rest)(z, n, label, peak, stored, &squares);
        log_total = log1p(rest);
    }
    const double total = rest + exp(-gap), lack = rest / total;
    double target = spike, mass = base_sum + spike, result, scale, label_gradient, mean = 0;
    if (loss == cek_squared_error) {
        squares /= total * total;
        mean = squares - lack * (exp(-gap) / total);
        scale = 2 * parameter * factor;
        result = parameter * (squares + lack * lack);
        label_gradient = -scale * (exp(-gap) / total) * (squares + lack * lack);
    } else if (loss == cek_cross_entropy) {
        if (base) {
            target += (double)base[label];
            distance += (double)base[label] == 0 ? 0 : (double)base[label] * gap;
        }
        result = (distance + spike * gap) + mass * log_total;
        scale = factor * mass / total;
        label_gradient = factor * (mass - target) - scale * rest;
    } else {
        double slope;
        result = spike * cek_truth(loss, parameter, -(gap + log_total), lack, &slope);
        scale = -factor * spike * slope / total;
        label_gradient = -scale * rest;
    }
    result *= factor;
    if (!(fabs(result) < INFINITY)) return 0;
    *value = result;
    if (!gradient) return 1;
    for (size_t start = 0, p = 0; p < parts; p++) {
        size_t count = p + 1 < parts ? CEK_PART : n - start, j = 0;
        char *out = (char *)gradient + start * size;
        const CEK_T *e = waiting + start;
        // Whole vectors, the last over the end again.
        const VEC end = CEK_NAME(load)(e + count - 16);
        double fade = peaks[p] == peak ? 1 : exp((double)peaks[p] - (double)peak);
        if (loss == cek_squared_error) {
            const CEK_T divide = (CEK_T)(fade / total), by = (CEK_T)scale, less = (CEK_T)mean;
            for (; j < count; j += 16) {
                size_t at = j + 16 <= count ? j : count - 16;
                VEC q = (at == j ? CEK_NAME(load)(e + j) : end) * divide;
                CEK_NAME(put)(out, at, q * (q - less) * by, stored);
            }
        } else {
            const CEK_T by = (CEK_T)(scale * fade), times = (CEK_T)factor;
            const CEK_T *t = base ? base + start : NULL;
            for (; j < count; j += 16) {
                size_t at = j + 16 <= count ? j : count - 16;
                __builtin_prefetch(out + (at + 256) * size, 1, 3);
                VEC g = (at == j ? CEK_NAME(load)(e + j) : end) * by;
                if (t) g -= CEK_NAME(load)(t + at) * times;
                CEK_NAME(put)(out, at, g, stored);
            }
        }
        start += count;
    }
    CEK_NAME(put_one)(gradient, label, (CEK_T)label_gradient, stored);
    return 1;
}

/// The label of a dense row is its greatest target: there 1 − p is kept. The row as this type's numbers.
CEK_INLINE int32_t CEK_NAME(dense)(const double *targets, size_t n, CEK_T *base, double *sum)
{
    size_t greatest = 0;
    double all = 0;
    for (size_t j = 0; j < n; j++) {
        base[j] = (CEK_T)targets[j];
        all += targets[j];
        if (targets[j] > targets[greatest]) greatest = j;
    }
    if (sum) *sum = all;
    return (int32_t)greatest;
}

CEK_INLINE void CEK_NAME(wide_rows)(const struct cek_rows *rows, const void *z, void *gradient,
                                    enum CEK_NAME(stored) stored, CEK_T *scratch,
                                    enum CEK_NAME(base) kind, enum cek_loss loss, struct cek_result *result)
{
    const size_t n = rows->outputs, stride = n * CEK_NAME(size_of)(stored);
    CEK_T *own_base = scratch + n + n / CEK_PART + 1;
    for (size_t i = 0; i < rows->rows; i++) {
        const CEK_T *base = kind == CEK_NAME(shared) ? rows->base : NULL;
        double base_sum = rows->base_sum, factor = rows->factors ? rows->factors[i] : 1, value = 0;
        int32_t label;
        if (kind == CEK_NAME(own)) {
            label = CEK_NAME(dense)(rows->targets + i * n, n, own_base, &base_sum);
            base = own_base;
        } else {
            label = rows->labels[i];
        }
        if (label < 0 || factor == 0
            || !CEK_NAME(row)((const char *)z + i * stride, gradient ? (char *)gradient + i * stride : NULL,
                              stored, n, (size_t)label, factor,
                              kind == CEK_NAME(own) ? 0 : (double)((const CEK_T *)rows->spikes)[label],
                              base_sum, base, loss, rows->parameter, scratch, &value))
            result->specials[result->special++] = (uint32_t)i;
        else
            result->sum += value;
    }
}

#include "FewKernel.h"

/// The bodies that the compiler makes of wide rows and of few, one a kind of target and loss.
#undef CEK_BODIES
#define CEK_BODIES(CALL)                                                                           \
    if (rows->loss == cek_cross_entropy) {                                                         \
        if (rows->targets)                                                                         \
            CALL(CEK_NAME(own), cek_cross_entropy);                                                \
        else if (rows->base)                                                                       \
            CALL(CEK_NAME(shared), cek_cross_entropy);                                             \
        else                                                                                       \
            CALL(CEK_NAME(none), cek_cross_entropy);                                               \
    } else if (rows->loss == cek_squared_error) {                                                  \
        CALL(CEK_NAME(none), cek_squared_error);                                                   \
    } else {                                                                                       \
        CALL(CEK_NAME(none), rows->loss);                                                          \
    }

#undef CEK_FEW
#undef CEK_WIDE
#define CEK_FEW(KIND, LOSS) CEK_NAME(few_rows)(rows, z, gradient, KIND, LOSS, result)
#define CEK_WIDE(KIND, LOSS) CEK_NAME(wide_rows)(rows, z, gradient, CEK_NAME(plain), scratch, KIND, LOSS, result)

void CEK_NAME(softmax_rows)(const struct cek_rows *rows, const CEK_T *z, CEK_T *gradient,
                            CEK_T *scratch, struct cek_result *result)
{
    if (rows->outputs <= 16) {
        CEK_BODIES(CEK_FEW)
    } else {
        CEK_BODIES(CEK_WIDE)
    }
}

/// Softmax or log-softmax of rows, or the log-sum-exp alone.
///
/// Whatever equals the peak is counted and not added, so that what the others add keeps its digits.
void CEK_NAME(softmax_outputs)(const CEK_T *logits, CEK_T *outputs, size_t rows, size_t n,
                               enum cek_output output, double *log_sums, struct cek_result *result)
{
    for (size_t i = 0; i < rows; i++) {
        const CEK_T *z = logits + i * n;
        const CEK_T peak = CEK_NAME(part_peak)(z, n, CEK_NAME(plain));
        const VEC top = CEK_NAME(splat)(peak);
        VEC sum[2] = {CEK_NAME(splat)(0), CEK_NAME(splat)(0)}, peaks = sum[0];
        for (size_t j = 0; j < n; j += 16) {
            VEC gap, x = CEK_NAME(some)(z + j, n - j, -(CEK_T)INFINITY);
            VEC e = CEK_NAME(exp_of_gap)(x, top, &gap);
            BITS is_peak = x == top;
            sum[j >> 4 & 1] += CEK_NAME(kept)(~is_peak, e);
            peaks += CEK_NAME(kept)(is_peak, CEK_NAME(splat)(1));
        }
        double rest = CEK_NAME(total)(CEK_NAME(widened)(sum[0] + sum[1]))
                      + (CEK_NAME(total)(CEK_NAME(widened)(peaks)) - 1);
        if (!(rest >= 0 && rest < INFINITY && peak > -(CEK_T)INFINITY && peak < (CEK_T)INFINITY)) {
            result->specials[result->special++] = (uint32_t)i;
            continue;
        }
        if (rest < CEK_SMALL) {
            size_t place = 0;
            while (z[place] != peak) place++;
            double squares;
            rest = CEK_NAME(exact_rest)(z, n, place, peak, CEK_NAME(plain), &squares);
        }
        const double log_total = log1p(rest);
        if (log_sums) log_sums[i] = (double)peak + log_total;
        if (!outputs) continue;
        const CEK_T share = (CEK_T)(1 / (1 + rest)), less = (CEK_T)log_total;
        for (size_t j = 0; j < n; j += 16) {
            VEC gap, x = CEK_NAME(some)(z + j, n - j, -(CEK_T)INFINITY);
            VEC e = output == cek_softmax ? CEK_NAME(exp_of_gap)(x, top, &gap) * share
                                          : (x - top) - less;
            CEK_NAME(store_some)(outputs + i * n + j, e, n - j);
        }
    }
}
