// How far a student's softmax p is from its teacher's t, compiled once per instruction level (Level.h says with which names);
// for double.
//
// Σ t log(t/p) cancels where the two are close, so its terms are added as t·φ(w) with w = log(t/p) and
// φ(w) = exp(−w) − 1 + w ≥ 0, which is the same sum, for Σ t = Σ p. w is a difference of logits, and an error of the
// two log-sum-exps, equal for all classes, changes nothing to first order.

/// exp(x) of x ≤ 0, within 1.1 ulp; 0 where it would be less than the least normal number, NaN stays NaN.
CEK_INLINE VEC CEK_NAME(exp_of_normal)(VEC x)
{
    const VEC shifted = x * (CEK_T)1.44269504088896340736 + CEK_MAGIC;
    const BITS power = (BITS)shifted - (BITS)CEK_NAME(splat)(CEK_MAGIC);
    const VEC e = CEK_NAME(exp_of_rest)(x, shifted - CEK_MAGIC);
    return CEK_NAME(kept)(~(x <= CEK_NAME(splat)(-708)), e * (VEC)((power + CEK_BIAS) << CEK_MANTISSA));
}

/// φ(w)/w² of |w| ≤ ½: Taylor's series, to a tenth of an ulp.
CEK_INLINE VEC CEK_NAME(excess_of_exp)(VEC w)
{
    VEC x = -w, q = 1 / 1307674368000.0 + x * (1 / 20922789888000.0);
    q = 1 / 87178291200.0 + x * q;
    q = 1 / 6227020800.0 + x * q;
    q = 1 / 479001600.0 + x * q;
    q = 1 / 39916800.0 + x * q;
    q = 1 / 3628800.0 + x * q;
    q = 1 / 362880.0 + x * q;
    q = 1 / 40320.0 + x * q;
    q = 1 / 5040.0 + x * q;
    q = 1 / 720.0 + x * q;
    q = 1 / 120.0 + x * q;
    q = 1 / 24.0 + x * q;
    q = 1 / 6.0 + x * q;
    return 1 / 2.0 + x * q;
}

/// The greatest of whole vectors; NaNs are passed over.
CEK_INLINE VEC CEK_NAME(peak_of)(const CEK_T *z, size_t n)
{
    VEC top = CEK_NAME(load)(z);
    for (size_t j = 16; j < n; j += 16) top = CEK_NAME(larger)(CEK_NAME(load)(z + j), top);
    return CEK_NAME(splat)(CEK_NAME(greatest)(top));
}

void CEK_NAME(divergence)(CEK_T *student, CEK_T *teacher, CEK_T *room, size_t n, CEK_T rate, CEK_T *value)
{
    const VEC zero = CEK_NAME(splat)(0), half = CEK_NAME(splat)((CEK_T)0.5);
    const VEC student_peak = CEK_NAME(peak_of)(student, n), teacher_peak = CEK_NAME(peak_of)(teacher, n);
    VEC student_sum = zero, teacher_sum = zero;
    for (size_t j = 0; j < n; j += 16) {
        const VEC gap = CEK_NAME(load)(student + j) - student_peak, p = CEK_NAME(exp_of_normal)(CEK_APART(gap * rate));
        const VEC teacher_gap = CEK_NAME(load)(teacher + j) - teacher_peak;
        const VEC t = CEK_NAME(exp_of_normal)(CEK_APART(teacher_gap * rate));
        CEK_NAME(store)(room + j, (teacher_gap - gap) * rate);
        CEK_NAME(store)(student + j, p);
        CEK_NAME(store)(teacher + j, t);
        student_sum += p;
        teacher_sum += t;
    }
    const CEK_T all = CEK_NAME(total)(student_sum), teacher_all = CEK_NAME(total)(teacher_sum);
    const CEK_T share = 1 / all, teacher_share = 1 / teacher_all, shift = log(teacher_all / all);
    VEC sum = zero;
    for (size_t j = 0; j < n; j += 16) {
        const VEC p = CEK_APART(CEK_NAME(load)(student + j) * share);
        const VEC t = CEK_APART(CEK_NAME(load)(teacher + j) * teacher_share);
        const VEC w = CEK_NAME(load)(room + j) - shift, slope = p - t;
        const VEC near = CEK_APART((w * w) * (t * CEK_NAME(excess_of_exp)(w))), far = slope + t * w;
        const BITS is_near = (w <= half) & (w >= -half);
        // A class that is nothing to the teacher costs its share of the student, however far.
        sum += CEK_NAME(chosen)(t == zero, p, CEK_NAME(chosen)(is_near, near, far));
        CEK_NAME(store)(student + j, slope);
    }
    *value = CEK_NAME(total)(sum);
}
