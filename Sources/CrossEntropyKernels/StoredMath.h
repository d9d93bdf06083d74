// Logits as they are stored: numbers of the kernel's type, two-byte ones beside float, or floats beside double. Compiled once an
// instruction level and type (Level.h says with which names).

/// How the elements of a row lie in memory.
enum CEK_NAME(stored) { CEK_NAME(plain), CEK_NAME(f16), CEK_NAME(bf16), CEK_NAME(single) };

#if !CEK_DOUBLE
typedef uint16_t CEK_NAME(shorts) __attribute__((vector_size(32), aligned(2), may_alias));
typedef uint32_t CEK_NAME(unsigned_bits) __attribute__((vector_size(64), aligned(4), may_alias));
#undef SHORTS
#undef UNSIGNED
#define SHORTS CEK_NAME(shorts)
#define UNSIGNED CEK_NAME(unsigned_bits)

CEK_INLINE VEC CEK_NAME(wide_half)(SHORTS x, enum CEK_NAME(stored) stored)
{
    UNSIGNED bits = __builtin_convertvector(x, UNSIGNED);
    if (stored == CEK_NAME(bf16)) return (VEC)(bits << 16);
#if defined(CEK_SCALEF)
    return (VEC)_mm512_cvtph_ps((__m256i)x);
#endif
    UNSIGNED size = bits & 0x7fff;
    // A float of the same bits is 2^112 too small; infinity and NaN keep their exponent.
    VEC y = (VEC)(size << 13) * 0x1p112f;
    UNSIGNED special = (UNSIGNED)(size >= 0x7c00) & 0x7f800000;
    return (VEC)((UNSIGNED)y | special | (bits & 0x8000) << 16);
}

/// The nearest two-byte number, of two equally near the even one. x is no NaN.
CEK_INLINE SHORTS CEK_NAME(narrow_half)(VEC x, enum CEK_NAME(stored) stored)
{
    UNSIGNED bits = (UNSIGNED)x;
    if (stored == CEK_NAME(bf16))
        return __builtin_convertvector((bits + 0x7fff + (bits >> 16 & 1)) >> 16, SHORTS);
#if defined(CEK_SCALEF)
    return (SHORTS)_mm512_cvtps_ph((__m512)x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
#endif
    UNSIGNED sign = bits >> 16 & 0x8000, size = bits & 0x7fffffff;
    UNSIGNED normal = (size + (size >> 13 & 1) + 0xfff - 0x38000000) >> 13;
    // Below 2^−14 the unit in the last place is 2^−24: adding ½ rounds to it.
    UNSIGNED small = (UNSIGNED)((VEC)size + 0.5f) - 0x3f000000;
    UNSIGNED is_small = (UNSIGNED)(size < 0x38800000), is_large = (UNSIGNED)(size >= 0x477ff000);
    UNSIGNED value = (small & is_small) | (normal & ~is_small);
    value = (0x7c00 & is_large) | (value & ~is_large);
    return __builtin_convertvector(value | sign, SHORTS);
}
#endif

/// The bytes of an element.
CEK_INLINE size_t CEK_NAME(size_of)(enum CEK_NAME(stored) stored)
{
    return stored == CEK_NAME(plain) ? sizeof(CEK_T) : stored == CEK_NAME(single) ? sizeof(float) : 2;
}

/// Sixteen elements from the one at `at`.
CEK_INLINE VEC CEK_NAME(take)(const void *from, size_t at, enum CEK_NAME(stored) stored)
{
#if !CEK_DOUBLE
    if (stored != CEK_NAME(plain))
        return CEK_NAME(wide_half)(*(const SHORTS *)((const uint16_t *)from + at), stored);
#else
    typedef float singles __attribute__((vector_size(64), aligned(4), may_alias));
    if (stored == CEK_NAME(single)) return __builtin_convertvector(*(const singles *)((const float *)from + at), VEC);
#endif
    (void)stored;
    return CEK_NAME(load)((const CEK_T *)from + at);
}

CEK_INLINE void CEK_NAME(put)(void *to, size_t at, VEC x, enum CEK_NAME(stored) stored)
{
#if !CEK_DOUBLE
    if (stored != CEK_NAME(plain)) {
        *(SHORTS *)((uint16_t *)to + at) = CEK_NAME(narrow_half)(x, stored);
        return;
    }
#endif
    (void)stored;
    CEK_NAME(store)((CEK_T *)to + at, x);
}

/// At most sixteen elements, and `fill` behind them.
CEK_INLINE VEC CEK_NAME(take_some)(const void *from, size_t at, size_t count, CEK_T fill,
                                   enum CEK_NAME(stored) stored)
{
    if (count >= 16) return CEK_NAME(take)(from, at, stored);
    CEK_T few[16] = {0};
    memcpy(few, (const char *)from + at * CEK_NAME(size_of)(stored), count * CEK_NAME(size_of)(stored));
    const BITS there = CEK_NAME(lanes)() < CEK_NAME(splat_bits)((CEK_I)count);
    return CEK_NAME(chosen)(there, CEK_NAME(take)(few, 0, stored), CEK_NAME(splat)(fill));
}

/// One element, by way of a vector: a row has few of these.
CEK_INLINE CEK_T CEK_NAME(take_one)(const void *from, size_t at, enum CEK_NAME(stored) stored)
{
    return stored == CEK_NAME(plain) ? ((const CEK_T *)from)[at]
                                     : CEK_NAME(take_some)(from, at, 1, 0, stored)[0];
}

/// At most sixteen elements of x.
CEK_INLINE void CEK_NAME(put_some)(void *to, size_t at, VEC x, size_t count, enum CEK_NAME(stored) stored)
{
    if (count >= 16) {
        CEK_NAME(put)(to, at, x, stored);
        return;
    }
    CEK_T few[16];
    CEK_NAME(put)(few, 0, x, stored);
    memcpy((char *)to + at * CEK_NAME(size_of)(stored), few, count * CEK_NAME(size_of)(stored));
}

CEK_INLINE void CEK_NAME(put_one)(void *to, size_t at, CEK_T x, enum CEK_NAME(stored) stored)
{
    if (stored == CEK_NAME(plain))
        ((CEK_T *)to)[at] = x;
    else
        CEK_NAME(put_some)(to, at, CEK_NAME(splat)(x), 1, stored);
}

/// The same of numbers of the kernel's type.
CEK_INLINE VEC CEK_NAME(some)(const CEK_T *from, size_t count, CEK_T fill)
{
    return CEK_NAME(take_some)(from, 0, count, fill, CEK_NAME(plain));
}

CEK_INLINE void CEK_NAME(store_some)(CEK_T *to, VEC x, size_t count)
{
    CEK_NAME(put_some)(to, 0, x, count, CEK_NAME(plain));
}
