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

#define CEK_LEVEL(L)                                                                               \
    cek_softmax_rows_f32 cek_##L##_f32_softmax_rows;                                               \
    cek_softmax_rows_f64 cek_##L##_f64_softmax_rows;                                               \
    cek_sigmoid_rows_f32 cek_##L##_f32_sigmoid_rows;                                               \
    cek_sigmoid_rows_f64 cek_##L##_f64_sigmoid_rows;                                               \
    cek_outputs_f32 cek_##L##_f32_softmax_outputs;                                                 \
    cek_outputs_f64 cek_##L##_f64_softmax_outputs;                                                 \
    cek_half_rows cek_##L##_f32_half_rows;                                                         \
    cek_block_sums cek_##L##_f32_block_sums;                                                       \
    cek_block_gradient cek_##L##_f32_block_gradient;

typedef void cek_softmax_rows_f32(const struct cek_rows *, const float *, float *, float *,
                                  struct cek_result *);
typedef void cek_softmax_rows_f64(const struct cek_rows *, const double *, double *, double *,
                                  struct cek_result *);
typedef void cek_sigmoid_rows_f32(const struct cek_rows *, const float *, float *,
                                  struct cek_result *);
typedef void cek_sigmoid_rows_f64(const struct cek_rows *, const double *, double *,
                                  struct cek_result *);
typedef void cek_outputs_f32(const float *, float *, size_t, size_t, enum cek_output, double *,
                             struct cek_result *);
typedef void cek_outputs_f64(const double *, double *, size_t, size_t, enum cek_output, double *,
                             struct cek_result *);
typedef void cek_half_rows(const struct cek_rows *, enum cek_half, int, const uint16_t *, uint16_t *,
                           float *, struct cek_result *);
typedef void cek_block_sums(const struct cek_block *, float *, struct cek_row_sums *);
typedef void cek_block_gradient(const struct cek_block *, float *, const struct cek_row_sums *,
                                const int32_t *, float *);

CEK_LEVEL(baseline)
#if defined(__x86_64__)
CEK_LEVEL(avx2)
CEK_LEVEL(avx512)
#endif

#endif
