// Softmax rows of any type and shape: what their paths share, compiled once per instruction level and type (Level.h says
// with which names). The paths are in WideKernel.h (more than sixteen outputs), FewKernel.h (up to sixteen) and
// NearKernel.h (up to sixteen, near 0); RowsKernel.h chooses. The last functions form no loss: they give probabilities
// and log-sum-exps, for any number of outputs, doubles of up to sixteen by sixteen rows at a time.
//
// One exponential per element. The truth's own is kept out of the sum of the others, so that 1 − p and with it the loss
// and the gradient of a row that is nearly right keep their digits.

/// What a row's target is beside the spike on its label.
enum CEK_NAME(base) { CEK_NAME(none), CEK_NAME(shared), CEK_NAME(own) };

/// A row whose loss is below this has it from double arithmetic: a float's difference z − peak would
/// cost it more than 4 ulp.
#undef CEK_SMALL
#define CEK_SMALL (CEK_DOUBLE ? 0.0 : 0x1p-5)

/// The mean of squared error's gradient from which a wrong output is so sure that p − mean would lose more than half of
/// its digits: the definition adds up the other outputs for it.
#undef CEK_SURE
#define CEK_SURE (CEK_DOUBLE ? 1 - 0x1p-26 : 1 - 0x1p-12)

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

#if CEK_DOUBLE
/// The most outputs of rows that are turned, so that a vector has one output of sixteen of them.
#undef CEK_TURNED
#define CEK_TURNED 16

/// The same as `softmax_outputs` for sixteen rows of at most CEK_TURNED outputs from row i.
CEK_INLINE void CEK_NAME(turned_outputs)(const CEK_T *logits, CEK_T *outputs, size_t i, size_t n,
                                         enum cek_output output, double *log_sums, struct cek_result *result)
{
    const CEK_T *z = logits + i * n;
    VEC x[CEK_TURNED], e[CEK_TURNED], peak = CEK_NAME(splat)(-(CEK_T)INFINITY);
    for (size_t j = 0; j < n; j++) {
        for (int k = 0; k < 16; k++) x[j][k] = z[k * n + j];
        peak = CEK_NAME(larger)(x[j], peak);
    }
    VEC others = CEK_NAME(splat)(0), peaks = others;
    for (size_t j = 0; j < n; j++) {
        VEC gap;
        const BITS is_peak = x[j] == peak;
        e[j] = CEK_NAME(exp_of_gap)(x[j], peak, &gap);
        others += CEK_NAME(kept)(~is_peak, e[j]);
        peaks += CEK_NAME(kept)(is_peak, CEK_NAME(splat)(1));
    }
    const VEC rest = others + (peaks - 1), log_total = CEK_NAME(log_of_one_plus)(rest), log_sum = peak + log_total;
    const VEC share = 1 / (1 + rest);
    const BITS fine = (rest >= 0) & (rest < (CEK_T)INFINITY) & ((peak - peak) == 0);
    for (size_t j = 0; j < n; j++)
        x[j] = output == cek_softmax ? e[j] * share : (x[j] - peak) - log_total;
    for (size_t k = 0; k < 16; k++) {
        if (!fine[k]) {
            result->specials[result->special++] = (uint32_t)(i + k);
            continue;
        }
        if (log_sums) log_sums[i + k] = log_sum[k];
        if (outputs)
            for (size_t j = 0; j < n; j++) outputs[(i + k) * n + j] = x[j][k];
    }
}
#endif

/// Softmax or log-softmax of rows, or the log-sum-exp alone.
///
/// Whatever equals the peak is counted and not added, so that what the others add keeps its digits.
void CEK_NAME(softmax_outputs)(const CEK_T *logits, CEK_T *outputs, size_t rows, size_t n,
                               enum cek_output output, double *log_sums, struct cek_result *result)
{
    size_t i = 0;
#if CEK_DOUBLE
    if (n <= CEK_TURNED)
        for (; i + 16 <= rows; i += 16) CEK_NAME(turned_outputs)(logits, outputs, i, n, output, log_sums, result);
#endif
    for (; i < rows; i++) {
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
