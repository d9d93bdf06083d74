// Draws of events, compiled once per instruction level (Level.h).

#define CEK_DRAWS_NAME(x) CEK_FULL_NAME(CEK_LEVEL, draws, x)

/// The finaliser of SplitMix64, with the constants of Stafford's variant 13: a Seed's mixer.
#define CEK_MIXED(X)                                                                               \
    ({                                                                                             \
        __typeof__(X) word = (X);                                                                  \
        word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9u;                                        \
        word = (word ^ (word >> 27)) * 0x94D049BB133111EBu;                                        \
        word ^ (word >> 31);                                                                       \
    })

void CEK_DRAWS_NAME(below)(const uint64_t *bits, const uint64_t *thresholds, size_t n, uint64_t key,
                           size_t *count)
{
    size_t i = 0, found = 0;
#if defined(CEK_TARGET)
    // Without a target there are no products of 64 bits in vectors, and one by one is faster.
    typedef uint64_t words __attribute__((vector_size(64), aligned(8), may_alias));
    typedef int64_t signs __attribute__((vector_size(64), aligned(8), may_alias));
    signs below = {0};
    for (; i + 8 <= n; i += 8) {
        words drawn = CEK_MIXED(*(const words *)(bits + i) ^ key) >> 11;
        // Both are at most 2⁵³, so the sign does not matter; a true comparison is −1.
        below -= (signs)drawn < *(const signs *)(thresholds + i);
    }
    for (int lane = 0; lane < 8; lane++) found += (size_t)below[lane];
#endif
    for (; i < n; i++) found += CEK_MIXED(bits[i] ^ key) >> 11 < thresholds[i];
    *count = found;
}

#undef CEK_MIXED
#undef CEK_DRAWS_NAME
