// Inside the room: the rows of losses at each instruction level, all with the same meaning
// (CrossEntropyKernels.h).
#ifndef CEK_ROWS_H
#define CEK_ROWS_H

#include "CrossEntropyKernels.h"

#include <math.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/// f and its slope ∂f/∂log p at a truth of probability p, as `TruthLoss` in Swift.
static inline double cek_truth(enum cek_loss loss, double parameter, double log_probability,
                               double complement, double *slope)
{
    switch (loss) {
    case cek_focal: {
        if (complement == 0) {
            *slope = parameter == 0 ? -1 : 0;
            return parameter == 0 ? -log_probability : 0;
        }
        double factor = parameter == 2 ? complement * complement : pow(complement, parameter);
        double p = exp(log_probability);
        *slope = factor * (parameter * (p == 0 ? 0 : p * log_probability) / complement - 1);
        return -factor * log_probability;
    }
    case cek_generalized: {
        double exponent = parameter * log_probability;
        *slope = -exp(exponent);
        return -expm1(exponent) / parameter;
    }
    default: *slope = -1; return -log_probability;
    }
}

/// Where a call's scratch holds what, in elements of the type that is computed with.
struct cek_places {
    /// The exponentials of a row of more than sixteen outputs, and the peak of each of its parts.
    size_t exponentials, peaks;
    /// A row of dense targets.
    size_t base;
    /// Rows of two-byte logits, widened.
    size_t widened;
    size_t size;
};

/// The least that a part of a row holds, and what is widened at a time of rows that are shorter.
enum { cek_least_part = 1024, cek_widened_at_once = 8192 };

/// The only place that knows how scratch is laid out; each place begins on a line of cache if scratch does.
static inline struct cek_places cek_places_of(size_t outputs, int are_halves)
{
    const size_t line = 16, row = (outputs + line - 1) / line * line;
    const size_t parts = (outputs / cek_least_part + line) / line * line;
    struct cek_places places = {0};
    if (outputs > 16) {
        places.peaks = places.exponentials + row;
        places.base = places.peaks + parts;
        places.widened = places.size = places.base + row;
    }
    // A vector may be written beyond the end.
    if (are_halves)
        places.size += (row > cek_widened_at_once ? row : cek_widened_at_once) + line;
    return places;
}

#define CEK_OF_TYPE(L, S, T)                                                                       \
    void cek_##L##_##S##_rows(const struct cek_rows *, const T *, T *, T *, struct cek_result *);  \
    void cek_##L##_##S##_softmax_outputs(const T *, T *, size_t, size_t, enum cek_output, double *, \
                                         struct cek_result *);                                     \
    void cek_##L##_##S##_block_sums(const struct cek_block *, T *, struct cek_row_sums *);         \
    void cek_##L##_##S##_block_gradient(const struct cek_block *, T *, const struct cek_row_sums *, \
                                        const int32_t *, T *, double *);                           \
    void cek_##L##_##S##_function_of(enum cek_function, const T *, T *, size_t);

#define CEK_OF_LEVEL(L)                                                                            \
    CEK_OF_TYPE(L, f32, float)                                                                     \
    CEK_OF_TYPE(L, f64, double)                                                                    \
    void cek_##L##_f32_half_rows(const struct cek_rows *, enum cek_half, const uint16_t *,         \
                                 uint16_t *, float *, struct cek_result *);                        \
    void cek_##L##_f32_half_outputs(enum cek_half, const uint16_t *, uint16_t *, size_t, size_t,   \
                                    enum cek_output, double *, float *, struct cek_result *);      \
    void cek_##L##_f32_widen_half(enum cek_half, const uint16_t *, float *, size_t);                  \
    void cek_##L##_draws_below(const uint64_t *, const uint64_t *, size_t, uint64_t, size_t *);       \
    void cek_##L##_f64_inverse_factor(const double *, const double *, size_t, double *, size_t, double *); \
    void cek_##L##_f64_multiply_inverse(const double *, size_t, size_t, const double *, double *);    \
    void cek_##L##_f64_dot(const double *, const double *, size_t, double *);                         \
    void cek_##L##_f64_divergence(double *, double *, double *, size_t, double, double *);            \
    void cek_##L##_f64_label_rows(const void *, int, size_t, size_t, const int32_t *, double *, int32_t *, int32_t *, \
                                  size_t *);

CEK_OF_LEVEL(baseline)
#if defined(__x86_64__)
CEK_OF_LEVEL(avx2)
CEK_OF_LEVEL(avx512)
#endif

#endif
