// Vectors of sixteen elements with exp, log and their reductions, compiled once per instruction level and type
// (Level.h says with which names). The compiler cuts sixteen lanes into as many registers as the level needs, so there
// is one text.

// Every function that takes a vector is inlined: there is no ABI to change.
#pragma clang diagnostic ignored "-Wpsabi"

#undef VEC
#undef BITS
#undef WIDE
#undef WIDE_BITS
#undef CEK_INLINE
#define CEK_INLINE static inline __attribute__((always_inline))
/// A path: one body per kind of target and loss where the compiler optimises. Elsewhere one for all, since every copy would
/// keep its variables on the stack by itself.
#undef CEK_PATH
#if defined(__OPTIMIZE__)
#define CEK_PATH CEK_INLINE
#else
#define CEK_PATH static __attribute__((noinline))
#endif
#define VEC CEK_NAME(vec)
#define BITS CEK_NAME(bits)
#define WIDE CEK_NAME(wide)
#define WIDE_BITS CEK_NAME(wide_bits)

typedef CEK_T VEC __attribute__((vector_size(16 * sizeof(CEK_T)), aligned(sizeof(CEK_T)), may_alias));
typedef CEK_I BITS __attribute__((vector_size(16 * sizeof(CEK_T)), aligned(sizeof(CEK_T)), may_alias));
typedef double WIDE __attribute__((vector_size(16 * sizeof(double)), aligned(sizeof(double)), may_alias));
typedef int64_t WIDE_BITS __attribute__((vector_size(16 * sizeof(double)), aligned(sizeof(double)), may_alias));

CEK_INLINE VEC CEK_NAME(splat)(CEK_T x) { return x - (VEC){0}; }
CEK_INLINE BITS CEK_NAME(splat_bits)(CEK_I x) { return x - (BITS){0}; }
CEK_INLINE VEC CEK_NAME(load)(const CEK_T *from) { return *(const VEC *)from; }
CEK_INLINE void CEK_NAME(store)(CEK_T *to, VEC x) { *(VEC *)to = x; }
CEK_INLINE WIDE CEK_NAME(widened)(VEC x) { return __builtin_convertvector(x, WIDE); }

/// a where the mask is set, else b.
CEK_INLINE VEC CEK_NAME(chosen)(BITS mask, VEC a, VEC b)
{
    return (VEC)(((BITS)a & mask) | ((BITS)b & ~mask));
}

/// a where the mask is set, else 0.
CEK_INLINE VEC CEK_NAME(kept)(BITS mask, VEC a) { return (VEC)((BITS)a & mask); }
CEK_INLINE WIDE CEK_NAME(kept_wide)(WIDE_BITS mask, WIDE a) { return (WIDE)((WIDE_BITS)a & mask); }

/// The larger; b where one is NaN.
CEK_INLINE VEC CEK_NAME(larger)(VEC a, VEC b)
{
#if defined(CEK_SCALEF)
    return (VEC)_mm512_max_ps((__m512)a, (__m512)b);
#else
    return CEK_NAME(chosen)(a > b, a, b);
#endif
}

CEK_INLINE BITS CEK_NAME(lanes)(void)
{
    return (BITS){0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
}

CEK_INLINE WIDE_BITS CEK_NAME(wide_lanes)(void)
{
    return (WIDE_BITS){0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
}

/// Sixteen labels.
CEK_INLINE BITS CEK_NAME(labels_at)(const int32_t *labels)
{
    typedef int32_t ints __attribute__((vector_size(64), aligned(4), may_alias));
    return __builtin_convertvector(*(const ints *)labels, BITS);
}

/// from[at[i]].
CEK_INLINE VEC CEK_NAME(gathered)(const CEK_T *from, BITS at)
{
#if defined(CEK_SCALEF)
    return (VEC)_mm512_i32gather_ps((__m512i)at, from, 4);
#else
    VEC x;
    for (int i = 0; i < 16; i++) x[i] = from[at[i]];
    return x;
#endif
}

#if defined(CEK_SCALEF)
/// x[at[i]].
CEK_INLINE VEC CEK_NAME(spread)(VEC x, BITS at)
{
    return (VEC)_mm512_permutexvar_ps((__m512i)at, (__m512)x);
}
#endif

/// What is held in sixteen vectors stays in registers only where the loop over them is unrolled.
#undef CEK_UNROLL
#define CEK_UNROLL _Pragma("clang loop unroll(full)")

#undef CEK_EVEN
#undef CEK_ODD
#define CEK_EVEN(a, b)                                                                             \
    __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30)
#define CEK_ODD(a, b)                                                                              \
    __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31)

CEK_INLINE CEK_T CEK_NAME(greatest)(VEC x)
{
    x = CEK_NAME(larger)(CEK_EVEN(x, x), CEK_ODD(x, x));
    x = CEK_NAME(larger)(CEK_EVEN(x, x), CEK_ODD(x, x));
    x = CEK_NAME(larger)(CEK_EVEN(x, x), CEK_ODD(x, x));
    x = CEK_NAME(larger)(CEK_EVEN(x, x), CEK_ODD(x, x));
    return x[0];
}

CEK_INLINE double CEK_NAME(total)(WIDE x)
{
    x = CEK_EVEN(x, x) + CEK_ODD(x, x);
    x = CEK_EVEN(x, x) + CEK_ODD(x, x);
    x = CEK_EVEN(x, x) + CEK_ODD(x, x);
    x = CEK_EVEN(x, x) + CEK_ODD(x, x);
    return x[0];
}

/// Lanes of a where the bit of their number is 0, else of b; and the lanes across that bit from those.
#undef CEK_HERE
#undef CEK_BEYOND
#undef CEK_PICKED
#define CEK_HERE(bit, lane) ((lane) + ((lane) & (bit) ? 16 : 0))
#define CEK_BEYOND(bit, lane) (((lane) ^ (bit)) + ((lane) & (bit) ? 16 : 0))
#define CEK_PICKED(a, b, bit, OF)                                                                  \
    __builtin_shufflevector(a, b, OF(bit, 0), OF(bit, 1), OF(bit, 2), OF(bit, 3), OF(bit, 4), OF(bit, 5), \
                            OF(bit, 6), OF(bit, 7), OF(bit, 8), OF(bit, 9), OF(bit, 10), OF(bit, 11), \
                            OF(bit, 12), OF(bit, 13), OF(bit, 14), OF(bit, 15))

/// Lane i is the greatest of rows[i]; lane i is the sum of rows[i]. Two rows become one vector by a blend, a shuffle and
/// the operation.
#undef CEK_JOIN
#undef CEK_TREE
#define CEK_JOIN(OP, a, b, bit) OP(CEK_PICKED(a, b, bit, CEK_HERE), CEK_PICKED(a, b, bit, CEK_BEYOND))
#define CEK_TREE(NAME, OP)                                                                         \
    CEK_INLINE VEC CEK_NAME(NAME)(const VEC *rows)                                                 \
    {                                                                                              \
        VEC x[8];                                                                                  \
        for (int i = 0; i < 8; i++) x[i] = CEK_JOIN(OP, rows[2 * i], rows[2 * i + 1], 1);          \
        for (int i = 0; i < 4; i++) x[i] = CEK_JOIN(OP, x[2 * i], x[2 * i + 1], 2);                \
        for (int i = 0; i < 2; i++) x[i] = CEK_JOIN(OP, x[2 * i], x[2 * i + 1], 4);                \
        return CEK_JOIN(OP, x[0], x[1], 8);                                                        \
    }
#undef CEK_ADD
#define CEK_ADD(a, b) ((a) + (b))
CEK_TREE(row_peaks, CEK_NAME(larger))
CEK_TREE(row_sums, CEK_ADD)

#undef CEK_MANTISSA
#undef CEK_BIAS
#undef CEK_MAGIC
#undef CEK_LOWEST
#if CEK_DOUBLE
#define CEK_MANTISSA 52
#define CEK_BIAS 1023
#define CEK_MAGIC 0x1.8p52
#define CEK_LOWEST -746.0
#else
#define CEK_MANTISSA 23
#define CEK_BIAS 127
#define CEK_MAGIC 0x1.8p23f
#define CEK_LOWEST -104.0f
#endif

/// exp(x − n ln 2) of whole n next to x/ln 2: least-squares-fitted (exp(r) − 1 − r)/r² on |r| ≤ ½ ln 2.
CEK_INLINE VEC CEK_NAME(exp_of_rest)(VEC x, VEC n)
{
#if CEK_DOUBLE
    VEC r = (x - n * 0x1.62e42fefap-1) - n * 0x1.cf79abc9e3b39p-40, s = r * r;
    VEC low = (0.5000000000000010627132 + r * 0.1666666666666641252278)
              + s * (0.04166666666653015859024 + r * 0.008333333333494461664142);
    VEC high = (0.001388888894363011294594 + r * 0.0001984126950657868765342)
               + s * (2.480149309890655063923e-5 + r * 2.755758637384016369361e-6)
               + (s * s) * (2.763024837921144397511e-7 + r * 2.500006160283566669928e-8);
    return 1 + (r + s * (low + (s * s) * high));
#else
    VEC r = (x - n * 0x1.62e4p-1f) - n * 0x1.7f7d1cp-20f;
    VEC q = 0.00836878041118f + r * 0.00138144670593f;
    q = 0.0416683942109f + r * q;
    q = 0.166665201078f + r * q;
    q = 0.499999934125f + r * q;
    return 1 + (r + (r * r) * q);
#endif
}

/// exp(x) of x ≤ 0, within 1.1 ulp; NaN stays NaN.
CEK_INLINE VEC CEK_NAME(exp)(VEC x)
{
#if defined(CEK_SCALEF)
    // Lanes that would be 0 are left out: a scale that underflows is a hundred times slower. The scale
    // rounds once below the least normal number.
    const __mmask16 counts = _mm512_cmp_ps_mask((__m512)x, _mm512_set1_ps(CEK_LOWEST), _CMP_NLE_UQ);
    __m512 whole = _mm512_roundscale_ps((__m512)(x * 1.44269504088896340736f), 8);
    VEC p = CEK_NAME(exp_of_rest)(x, (VEC)whole);
    return (VEC)_mm512_maskz_scalef_ps(counts, (__m512)p, whole);
#else
    BITS counts = ~(x <= CEK_NAME(splat)(CEK_LOWEST));
    x = CEK_NAME(kept)(counts, x);
    VEC shifted = x * (CEK_T)1.44269504088896340736 + CEK_MAGIC;
    BITS power = (BITS)shifted - (BITS)CEK_NAME(splat)(CEK_MAGIC);
    VEC p = CEK_NAME(exp_of_rest)(x, shifted - CEK_MAGIC);
    // In two steps, so that a result below the least normal number is rounded once and not lost.
    BITS half = power >> 1;
    VEC first = (VEC)((half + CEK_BIAS) << CEK_MANTISSA);
    VEC second = (VEC)((power - half + CEK_BIAS) << CEK_MANTISSA);
    return CEK_NAME(kept)(counts, p * first * second);
#endif
}

/// exp(z − peak) of z ≤ peak with the error of the difference added (Knuth's TwoDiff), as the definition does,
/// and the difference.
CEK_INLINE VEC CEK_NAME(exp_of_exact_gap)(VEC z, VEC peak, VEC *gap)
{
    VEC difference = z - peak, seen = z - difference;
    VEC error = (z - (difference + seen)) + (seen - peak);
    *gap = difference;
    VEC e = CEK_NAME(exp)(difference);
    return e + e * CEK_NAME(kept)(difference > CEK_NAME(splat)(CEK_LOWEST), error);
}

/// The same without the error in float, where that is within the bound of the kernel.
CEK_INLINE VEC CEK_NAME(exp_of_gap)(VEC z, VEC peak, VEC *gap)
{
#if CEK_DOUBLE
    return CEK_NAME(exp_of_exact_gap)(z, peak, gap);
#else
    *gap = z - peak;
    return CEK_NAME(exp)(*gap);
#endif
}

/// exp of |x| ≤ CEK_NEAR, within 1.1 ulp: nothing leaves the normal numbers, and logits need no peak taken
/// off.
#undef CEK_NEAR
#define CEK_NEAR (CEK_DOUBLE ? (CEK_T)300 : (CEK_T)40)
/// As far as that holds of exp(x) where nothing is divided by it.
#undef CEK_NEAR_ALONE
#define CEK_NEAR_ALONE (CEK_DOUBLE ? (CEK_T)700 : (CEK_T)80)
CEK_INLINE VEC CEK_NAME(exp_near)(VEC x)
{
    VEC shifted = x * (CEK_T)1.44269504088896340736 + CEK_MAGIC;
    VEC n = shifted - CEK_MAGIC;
    VEC p = CEK_NAME(exp_of_rest)(x, n);
    return (VEC)((BITS)p + ((BITS)shifted << CEK_MANTISSA));
}

/// 1/x of x from 1 to 2, within 1 ulp.
CEK_INLINE VEC CEK_NAME(reciprocal)(VEC x)
{
#if defined(CEK_SCALEF)
    // An estimate of 14 bits and a step of Newton's are a third of a division.
    VEC r = (VEC)_mm512_rcp14_ps((__m512)x);
    return r + r * (1 - x * r);
#else
    return 1 / x;
#endif
}

/// log(1 + x) of x ≥ 0, within 1 ulp.
CEK_INLINE VEC CEK_NAME(log_of_one_plus)(VEC x)
{
    VEC y = 1 + x;
    VEC lost = (x - (y - 1)) / y;
    // y = 2^k·m with m from √½ to √2.
    const CEK_I root = CEK_DOUBLE ? (CEK_I)0x3fe6a09e667f3bcdLL : (CEK_I)0x3f3504f3;
    BITS k = ((BITS)y - root) >> CEK_MANTISSA;
    VEC m = (VEC)((BITS)y - (k << CEK_MANTISSA));
    VEC f = m - 1;
    VEC s = f / (2 + f);
    VEC t = s * s;
    // atanh's series: log m = 2s(1 + t/3 + t²/5 + …), t below 0.0295.
#if CEK_DOUBLE
    VEC series = 2.0 / 21 + t * (2.0 / 23);
    series = 2.0 / 19 + t * series;
    series = 2.0 / 17 + t * series;
    series = 2.0 / 15 + t * series;
    series = 2.0 / 13 + t * series;
    series = 2.0 / 11 + t * series;
    series = 2.0 / 9 + t * series;
    series = 2.0 / 7 + t * series;
    series = 2.0 / 5 + t * series;
    series = 2.0 / 3 + t * series;
    const CEK_T high = 0x1.62e42fefap-1, low = 0x1.cf79abc9e3b39p-40;
#else
    VEC series = 2.0f / 7 + t * (2.0f / 9);
    series = 2.0f / 5 + t * series;
    series = 2.0f / 3 + t * series;
    const CEK_T high = 0x1.62e4p-1f, low = 0x1.7f7d1cp-20f;
#endif
    // f − s·(f − t·series): the leading term is exact.
    VEC n = __builtin_convertvector(k, VEC);
    return n * high + (f - (s * (f - t * series) - (n * low + lost)));
}

/// log(1 + x) of x from 0 to 1, within 2 ulp.
CEK_INLINE VEC CEK_NAME(log_of_one_plus_part)(VEC x)
{
#if CEK_DOUBLE
    // atanh's series at s = x/(2 + x), to 3e-18: log(1 + x) = 2s(1 + t/3 + t²/5 + …) of t = s² up to 1/9, and 2s is x − s·x.
    VEC s = x / (2 + x), t = s * s;
    VEC q = 0.08342413409623695 + t * 0.1701407312718496;
    q = 0.12105593898521366 + t * q;
    q = 0.1330102942685409 + t * q;
    q = 0.15386556348837152 + t * q;
    q = 0.1818174404750957 + t * q;
    q = 0.22222223968122323 + t * q;
    q = 0.2857142854783396 + t * q;
    q = 0.4000000000015799 + t * q;
    q = 0.666666666666663 + t * q;
    return x - s * (x - t * q);
#else
    // log(1 + x)/x by a polynomial, to 1e-8: no division.
    VEC q = 0.01948930060400348f + x * -0.0031642627126885394f;
    q = -0.056273501492516836f + x * q;
    q = 0.10533469750691883f + x * q;
    q = -0.1526366804376055f + x * q;
    q = 0.1966119627434226f + x * q;
    q = -0.24951214104134195f + x * q;
    q = 0.3332967212964856f + x * q;
    q = -0.4999989132413409f + x * q;
    return x + x * (x * q);
#endif
}

/// The functions by themselves, for the tests of their bounds.
void CEK_NAME(function_of)(enum cek_function function, const CEK_T *x, CEK_T *y, size_t n)
{
    for (size_t j = 0; j < n; j += 16) {
        VEC part = CEK_NAME(splat)(0);
        memcpy(&part, x + j, (n - j < 16 ? n - j : 16) * sizeof(CEK_T));
        switch (function) {
        case cek_exp: part = CEK_NAME(exp)(part); break;
        case cek_exp_near: part = CEK_NAME(exp_near)(part); break;
        case cek_log_of_one_plus: part = CEK_NAME(log_of_one_plus)(part); break;
        case cek_log_of_one_plus_part: part = CEK_NAME(log_of_one_plus_part)(part); break;
        }
        memcpy(y + j, &part, (n - j < 16 ? n - j : 16) * sizeof(CEK_T));
    }
}
