// Blocks of the logits of a linear layer, whose rows are never whole. Compiled once per instruction level and type
// (Level.h says with which names).

/// tanh of any x; in float x + x³·Q(x²) below 0.6, where 1 − 2/(1 + e^2x) would lose digits.
CEK_INLINE VEC CEK_NAME(tanh)(VEC x)
{
#if CEK_DOUBLE
    for (int i = 0; i < 16; i++) x[i] = tanh(x[i]);
    return x;
#else
    VEC size = CEK_NAME(chosen)(x < 0, -x, x), t = x * x;
    VEC q = -0.008428749131822955f + t * 0.0023905264514409497f;
    q = 0.021794620074083143f + t * q;
    q = -0.05396244945200653f + t * q;
    q = 0.13333317717829699f + t * q;
    q = -0.3333333328941085f + t * q;
    VEC small = x + x * (t * q);
    VEC e = CEK_NAME(exp)(-2 * size);
    VEC large = (1 - e) / (1 + e);
    large = CEK_NAME(chosen)(x < 0, -large, large);
    return CEK_NAME(chosen)(size < CEK_NAME(splat)(0.6f), small, large);
#endif
}

/// Bias, cap and temperature.
CEK_INLINE void CEK_NAME(prepare)(const struct cek_block *block, CEK_T *z)
{
    if (!block->bias && !(block->cap > 0) && block->temperature == 1) return;
    const CEK_T cap = (CEK_T)block->cap, per_cap = (CEK_T)(1 / block->cap), *bias = block->bias;
    const CEK_T temperature = (CEK_T)block->temperature;
    const VEC masked = CEK_NAME(splat)(-(CEK_T)INFINITY);
    for (size_t j = 0; j < block->classes; j += 16) {
        size_t count = block->classes - j;
        VEC x = CEK_NAME(some)(z + j, count, 0);
        if (bias) x += CEK_NAME(some)(bias + block->first + j, count, 0);
        // A masked class stays masked.
        if (block->cap > 0) x = CEK_NAME(chosen)(x == masked, masked, cap * CEK_NAME(tanh)(x * per_cap));
        if (block->temperature != 1) x /= temperature;
        CEK_NAME(store_some)(z + j, x, count);
    }
}

/// The targets of some classes of row i, but for the label's spike, where they are not one share.
CEK_INLINE VEC CEK_NAME(targets)(const struct cek_block *block, size_t i, size_t j)
{
    const size_t count = block->classes - j;
    VEC t = CEK_NAME(splat)((CEK_T)block->share);
    if (block->targets)
        t += (CEK_T)block->keep * CEK_NAME(some)((const CEK_T *)block->targets + i * block->classes + j, count, 0);
    if (block->weights) t *= CEK_NAME(some)((const CEK_T *)block->weights + block->first + j, count, 0);
    return t;
}

void CEK_NAME(block_sums)(const struct cek_block *block, CEK_T *logits, struct cek_row_sums *sums)
{
    const size_t n = block->classes;
    for (size_t i = 0; i < block->rows; i++) {
        CEK_T *z = logits + i * n;
        CEK_NAME(prepare)(block, z);
        CEK_T top = CEK_NAME(part_peak)(z, n, CEK_NAME(plain));
        if ((double)top > sums[i].peak) {
            sums[i].sum *= exp(sums[i].peak - (double)top);
            sums[i].peak = (double)top;
        }
        // Every class masked so far: they add nothing.
        VEC peak = CEK_NAME(splat)(sums[i].peak == -INFINITY ? 0 : (CEK_T)sums[i].peak);
        VEC sum[2] = {CEK_NAME(splat)(0), CEK_NAME(splat)(0)}, total = sum[0];
        const int dense = block->targets || (block->weights && block->share > 0);
        WIDE products = CEK_NAME(widened)(total);
        for (size_t j = 0; j < n; j += 16) {
            VEC gap, x = CEK_NAME(some)(z + j, n - j, -(CEK_T)INFINITY);
            sum[j >> 4 & 1] += CEK_NAME(exp_of_gap)(x, peak, &gap);
            if (dense) {
                // A masked class that cannot be adds nothing; nor do those behind the last.
                VEC t = CEK_NAME(targets)(block, i, j), zero = CEK_NAME(splat)(0);
                x = CEK_NAME(some)(z + j, n - j, 0);
                products += CEK_NAME(widened)(CEK_NAME(chosen)(t == 0, zero, t * x));
            } else if (block->share > 0)
                total += CEK_NAME(some)(z + j, n - j, 0);
        }
        sums[i].sum += CEK_NAME(total)(CEK_NAME(widened)(sum[0] + sum[1]));
        sums[i].total += CEK_NAME(total)(dense ? products : CEK_NAME(widened)(total));
    }
}

void CEK_NAME(block_gradient)(const struct cek_block *block, CEK_T *logits,
                              const struct cek_row_sums *sums, const int32_t *labels,
                              CEK_T *bias_gradient, double *greatest)
{
    const size_t n = block->classes;
    const CEK_T per_cap = block->cap > 0 ? (CEK_T)(block->temperature / block->cap) : 0;
    const int dense = block->targets || (block->weights && block->share > 0);
    VEC most = CEK_NAME(splat)(0);
    for (size_t i = 0; i < block->rows; i++) {
        CEK_T *z = logits + i * n;
        if (labels[i] < 0 || sums[i].factor == 0) {
            memset(z, 0, n * sizeof(CEK_T));
            continue;
        }
        CEK_NAME(prepare)(block, z);
        const size_t label = (size_t)labels[i] - block->first;
        const double own = label < n ? (double)z[label] : 0, log_sum = sums[i].log_sum;
        const double pull = 2 * block->z_loss * log_sum * sums[i].penalty;
        const double factor = sums[i].factor / block->temperature;
        const VEC base = CEK_NAME(splat)((CEK_T)log_sum);
        const CEK_T scale = (CEK_T)(factor * (sums[i].mass + pull)), part = (CEK_T)factor;
        const CEK_T share = dense ? 0 : (CEK_T)(factor * block->share);
        for (size_t j = 0; j < n; j += 16) {
            VEC x = CEK_NAME(some)(z + j, n - j, 0);
            VEC g = CEK_NAME(exp)(x - base) * scale - share;
            if (dense) g -= part * CEK_NAME(targets)(block, i, j);
            if (block->cap > 0) {
                VEC bend = CEK_NAME(chosen)(x == -(CEK_T)INFINITY, CEK_NAME(splat)(1), x * per_cap);
                g *= 1 - bend * bend;
            }
            CEK_NAME(store_some)(z + j, g, n - j);
            if (n - j >= 16) most = CEK_NAME(larger)(CEK_NAME(chosen)(g < 0, -g, g), most);
        }
        for (size_t j = n & ~(size_t)15; j < n; j++)
            most[0] = fabs(z[j]) > most[0] ? (CEK_T)fabs(z[j]) : most[0];
        if (label < n) {
            // p − 1 without its cancellation.
            double p = exp(own - log_sum), bend = 0;
            if (block->cap > 0) bend = own == -INFINITY ? 1 : own * block->temperature / block->cap;
            double level = !(block->share > 0) ? 0
                           : block->weights    ? block->share * (double)((const CEK_T *)block->weights)[labels[i]]
                                               : block->share;
            double g = level > 0 || sums[i].spike < sums[i].mass
                           ? (sums[i].mass * p - sums[i].spike) - level
                           : sums[i].spike * expm1(own - log_sum);
            g = factor * (g + pull * p) * (1 - bend * bend);
            z[label] = (CEK_T)g;
            most[0] = fabs(z[label]) > most[0] ? (CEK_T)fabs(z[label]) : most[0];
        }
        for (size_t j = 0; j < n; j++) bias_gradient[j] += z[j];
    }
    *greatest = (double)CEK_NAME(greatest)(most);
}
