#ifndef CROSS_ENTROPY_KERNELS_H
#define CROSS_ENTROPY_KERNELS_H

#include <stddef.h>
#include <stdint.h>

// The contract of the C room. Matrices are dense, row after row; `lda` is the distance between the
// starts of two rows of `a`, in elements. No function keeps a pointer or starts a
// thread; all may be called from several threads at once.

/// C = A·B: c[i][j] = Σₖ a[i][k]·b[k][j], for i < m, k < depth, j < n.
///
/// Reads m×depth of a and depth×n of b, writes m×n of c; c may overlap neither. The same call gives the same
/// bits on every thread; a BLAS may give others when the rows are cut elsewhere, so the caller cuts them in
/// fixed places.
void cek_multiply_f64(const double *_Nonnull a, size_t lda, const double *_Nonnull b, size_t ldb,
                  double *_Nonnull c, size_t ldc, size_t m, size_t depth, size_t n);

/// C += Aᵀ·B: c[i][j] += Σₖ a[k][i]·b[k][j], for i < m, k < depth, j < n.
///
/// Reads depth×m of a and depth×n of b, updates m×n of c; c may overlap neither.
void cek_multiply_transposed_add_f64(const double *_Nonnull a, size_t lda, const double *_Nonnull b,
                                 size_t ldb, double *_Nonnull c, size_t ldc, size_t m,
                                 size_t depth, size_t n);

/// The lower half of C += Aᵀ·B, c[i][j] for j ≤ i, where A and B have as many columns as C; what is above the diagonal
/// is left undefined.
///
/// Reads depth×n of a and of b, updates n×n of c.
void cek_add_lower_half_f64(const double *_Nonnull a, const double *_Nonnull b, double *_Nonnull c, size_t depth,
                            size_t n);
void cek_add_lower_half_f32(const float *_Nonnull a, const float *_Nonnull b, float *_Nonnull c, size_t depth,
                            size_t n);

/// The same in single precision.
void cek_multiply_f32(const float *_Nonnull a, size_t lda, const float *_Nonnull b, size_t ldb,
                  float *_Nonnull c, size_t ldc, size_t m, size_t depth, size_t n);

/// The same in single precision.
void cek_multiply_transposed_add_f32(const float *_Nonnull a, size_t lda, const float *_Nonnull b,
                                 size_t ldb, float *_Nonnull c, size_t ldc, size_t m,
                                 size_t depth, size_t n);

/// C += A·B in single precision.
void cek_multiply_add_f32(const float *_Nonnull a, size_t lda, const float *_Nonnull b, size_t ldb,
                          float *_Nonnull c, size_t ldc, size_t m, size_t depth, size_t n);

/// C = A·Bᵀ in single precision: c[i][j] = Σₖ a[i][k]·b[j][k], b of n×depth.
void cek_multiply_by_transposed_f32(const float *_Nonnull a, size_t lda, const float *_Nonnull b,
                                    size_t ldb, float *_Nonnull c, size_t ldc, size_t m,
                                    size_t depth, size_t n);

/// C += A·B and C = A·Bᵀ in double precision.
void cek_multiply_add_f64(const double *_Nonnull a, size_t lda, const double *_Nonnull b, size_t ldb,
                          double *_Nonnull c, size_t ldc, size_t m, size_t depth, size_t n);
void cek_multiply_by_transposed_f64(const double *_Nonnull a, size_t lda, const double *_Nonnull b,
                                    size_t ldb, double *_Nonnull c, size_t ldc, size_t m,
                                    size_t depth, size_t n);

/// What does the products: this room's own code with its instruction level, and the BLAS that takes
/// the wide ones if one was opened. The string lives as long as the process.
const char *_Nonnull cek_products_name(void);

/// 1 where a BLAS library was found and opened, else 0.
int cek_has_blas(void);

/// A loss with one parameter: the scale of squared error, γ of focal loss, q of generalised cross entropy.
///
/// The linear error is the squared error of the logits themselves.
enum cek_loss {
    cek_cross_entropy,
    cek_squared_error,
    cek_focal,
    cek_generalized,
    cek_linear_error
};

/// Two-byte numbers.
enum cek_half { cek_f16, cek_bf16 };

/// What the targets of some rows are; it decides the unit, and the part of `cek_rows` that is read.
enum cek_targets {
    /// Softmax, one label per row: `labelled`.
    cek_softmax_labels,
    /// Softmax under cross entropy, a distribution per row: `distributions`.
    cek_softmax_dense,
    /// One sigmoid output per row, which a label says yes or no to: `lone`.
    cek_lone_labels,
    /// Sigmoid or linear outputs, a target for each: `dense`.
    cek_dense
};

/// Labels of softmax rows, −1 for a row to skip. Spikes and base are of the type that is computed with.
struct cek_labelled {
    const int32_t *_Nonnull labels;
    /// The weight on each class above the base, where it is the label.
    const void *_Nonnull spikes;
    /// Cross entropy: the weight on each output below the spike, and Σ of it; or null.
    const void *_Nullable base;
    double base_sum;
};

/// Labels 0 and 1 of rows of one output, −1 for a row to skip; what "yes" and "no" weigh with each label.
struct cek_lone {
    const int32_t *_Nonnull labels;
    double yes[2], no[2];
};

/// rows × outputs targets. A target t from 0 to 1 becomes keep·t + share; a linear output's is taken as it is. Where
/// `has_left_out`, a NaN leaves its output out: it costs 0, and its gradient is 0.
struct cek_dense {
    const double *_Nonnull targets;
    double keep, share;
    int has_left_out;
    /// What "yes" and "no" of each output weigh, both or neither null.
    const double *_Nullable yes_weights, *_Nullable no_weights;
};

/// Rows of logits, one after another in memory, their loss and their targets. At most 2³² − 1 rows.
struct cek_rows {
    size_t rows, outputs;
    enum cek_loss loss;
    double parameter;
    /// What multiplies a row's loss; or null.
    const double *_Nullable factors;
    /// What multiplies the gradient besides, such as one over a mean's divisor; 1 for the gradient of the sum.
    double gradient_scale;
    enum cek_targets kind;
    union {
        struct cek_labelled labelled;
        /// rows × outputs, each from 0 to 1.
        const double *_Nonnull distributions;
        struct cek_lone lone;
        struct cek_dense dense;
    };
};

/// Σ of the losses of the rows that the kernel formed, and which rows it left as they were.
///
/// The rows it leaves hold a NaN or an infinity that matters, cost +∞, have a factor of 0 or are to be skipped;
/// the caller forms them by their definition. In place they are untouched; a separate gradient may hold
/// anything there. `specials` has room for every row.
struct cek_result {
    double sum;
    size_t special;
    uint32_t *_Nonnull specials;
    /// The loss of every row that the kernel formed, its factor included; or null. Other rows' may hold anything.
    double *_Nullable row_losses;
    /// The same of every output, rows × outputs, for targets of the kind `cek_dense`; or null.
    double *_Nullable element_losses;
};

/// The instruction level: the best of this machine, or one that a test asks for.
enum cek_level { cek_best, cek_baseline, cek_avx2, cek_avx512 };

/// 1 where this machine has the level.
int cek_has_level(enum cek_level level);

/// The elements of scratch, of the type that is computed with, that rows of this many outputs need; those of
/// two-byte logits need more.
size_t cek_scratch(size_t outputs, int are_halves);

/// The gradients of the rows' losses, and the sum of these; `gradient` may be the logits themselves, and is null for
/// the values alone.
///
/// Float: |ĝⱼ − gⱼ| ≤ (|zⱼ − max| + 4) ulp of pⱼ or of the target's share, each loss within 4 ulp. Double:
/// 4 ulp of the same.
void cek_form_f32(enum cek_level level, const struct cek_rows *_Nonnull rows,
                  const float *_Nonnull logits, float *_Nullable gradient, float *_Nonnull scratch,
                  struct cek_result *_Nonnull result);
void cek_form_f64(enum cek_level level, const struct cek_rows *_Nonnull rows,
                  const double *_Nonnull logits, double *_Nullable gradient,
                  double *_Nonnull scratch, struct cek_result *_Nonnull result);

/// The same for rows of two-byte logits, in float arithmetic and rounded once more.
void cek_form_half(enum cek_level level, const struct cek_rows *_Nonnull rows, enum cek_half half,
                   const uint16_t *_Nonnull logits, uint16_t *_Nullable gradient,
                   float *_Nonnull scratch, struct cek_result *_Nonnull result);

/// What to compute from rows of logits.
enum cek_output { cek_softmax, cek_log_softmax };

/// Softmax or log-softmax of rows of logits, which it may replace, unless `outputs` is null; the
/// log-sum-exp of every row, unless `log_sums` is null. Rows that hold a NaN or a decisive infinity are
/// left alone and named. Bounds as for the losses.
void cek_outputs_of_f32(enum cek_level level, const float *_Nonnull logits, float *_Nullable outputs,
                        size_t rows, size_t classes, enum cek_output output,
                        double *_Nullable log_sums, struct cek_result *_Nonnull result);
void cek_outputs_of_f64(enum cek_level level, const double *_Nonnull logits,
                        double *_Nullable outputs, size_t rows, size_t classes,
                        enum cek_output output, double *_Nullable log_sums,
                        struct cek_result *_Nonnull result);

/// The same for rows of two-byte logits, in float arithmetic and rounded once more.
void cek_half_outputs_of(enum cek_level level, enum cek_half half, const uint16_t *_Nonnull logits,
                         uint16_t *_Nullable outputs, size_t rows, size_t classes,
                         enum cek_output output, double *_Nullable log_sums,
                         float *_Nonnull scratch, struct cek_result *_Nonnull result);

/// What rows of logits, of doubles or of floats, say of their labels, in double arithmetic: the log-sum-exp within the bound
/// of `cek_outputs_of_f64`, the first of the most probable classes, and how many classes come before the label by
/// probability, those of a smaller index on ties. Labels are classes. The result is how many rows were formed: all before
/// the first that holds a NaN, +∞ or nothing but −∞.
size_t cek_label_rows(enum cek_level level, const void *_Nonnull logits, int are_floats, size_t rows, size_t classes,
                      const int32_t *_Nonnull labels, double *_Nonnull log_sums, int32_t *_Nonnull tops,
                      int32_t *_Nonnull ranks);

/// A block of the logits X·Wᵀ: some rows, and the classes from `first` on.
struct cek_block {
    size_t rows, classes, first;
    /// Added to the logits of each class, of their type; or null.
    const void *_Nullable bias;
    /// Above 0: a logit z becomes cap·tanh(z/cap).
    double cap;
    /// What divides the logits after that.
    double temperature;
    /// The target of class j is wⱼ·(keep·dⱼ + share), and the label has its row's spike besides. d, rows × classes,
    /// is a dense target or null for 0; w, of all the shard's classes, or null for 1: both of the logits' type.
    double keep, share;
    const void *_Nullable targets, *_Nullable weights;
    /// λ of λ·(log-sum-exp)².
    double z_loss;
};

/// What is known of a row of logits after some of its blocks.
struct cek_row_sums {
    /// The greatest logit, Σ exp(z − peak), Σ z where there is a share; with dense targets or weights Σ t·z instead.
    double peak, sum, total;
    /// log Σ exp(z) once every block was seen, and what multiplies the row's gradient.
    double log_sum, factor;
    /// The label's weight above the share's, the weight of the whole target, and that of the row's penalties.
    double spike, mass, penalty;
};

/// Adds a block to its rows' sums; the logits become what bias and cap make of them. `sums` starts with
/// a peak of −∞.
void cek_block_sums_f32(enum cek_level level, const struct cek_block *_Nonnull block,
                        float *_Nonnull logits, struct cek_row_sums *_Nonnull sums);
void cek_block_sums_f64(enum cek_level level, const struct cek_block *_Nonnull block,
                        double *_Nonnull logits, struct cek_row_sums *_Nonnull sums);

/// The gradient with respect to X·Wᵀ in place of a block of it, its columns added to `bias_gradient`; returns
/// its greatest magnitude. A label of −1 skips its row.
double cek_block_gradient_f32(enum cek_level level, const struct cek_block *_Nonnull block,
                              float *_Nonnull logits, const struct cek_row_sums *_Nonnull sums,
                              const int32_t *_Nonnull labels, float *_Nonnull bias_gradient);
double cek_block_gradient_f64(enum cek_level level, const struct cek_block *_Nonnull block,
                              double *_Nonnull logits, const struct cek_row_sums *_Nonnull sums,
                              const int32_t *_Nonnull labels, double *_Nonnull bias_gradient);

/// Two-byte numbers as floats.
void cek_widen_half(enum cek_level level, enum cek_half half, const uint16_t *_Nonnull from, float *_Nonnull to,
                    size_t n);

/// to[j] += from[j].
void cek_add_f32(const float *_Nonnull from, float *_Nonnull to, size_t n);
void cek_add_f64(const double *_Nonnull from, double *_Nonnull to, size_t n);

/// What the kernels compute with.
///
/// exp(x) for x ≤ 0, and for |x| up to 40 in float and 300 in double, within 1.1 ulp; log(1 + x) for x ≥ 0
/// within 1 ulp; the same for x from 0 to 1, in float by a polynomial, within 2 ulp. The worst of 10⁷ points
/// each: 1.08, 0.95, 1.76.
enum cek_function { cek_exp, cek_exp_near, cek_log_of_one_plus, cek_log_of_one_plus_part };

/// Applies a function to every element, so that its bound can be tested.
void cek_function_of_f32(enum cek_level level, enum cek_function function, const float *_Nonnull x,
                         float *_Nonnull y, size_t n);
void cek_function_of_f64(enum cek_level level, enum cek_function function, const double *_Nonnull x,
                         double *_Nonnull y, size_t n);

/// How many of n events happen: those whose word, mixed with the key as a seed of draws mixes it, has its top 53 bits below
/// the event's threshold of at most 2⁵³.
size_t cek_draws_below(enum cek_level level, const uint64_t *_Nonnull bits, const uint64_t *_Nonnull thresholds,
                       size_t n, uint64_t key);

/// K = L⁻¹ of a symmetric matrix H = LLᵀ of n×n, of which the lower half is read; H⁻¹ = KᵀK.
///
/// Of `diagonal`, n elements, one takes the place of a pivot that is not positive beyond rounding. `inverse` and
/// `scratch` hold n rows of `stride` elements, a multiple of 8 and at least n; the inverse comes with zeros, and keeps
/// them behind its diagonal.
void cek_inverse_factor(enum cek_level level, const double *_Nonnull lower, const double *_Nonnull diagonal, size_t n,
                        double *_Nonnull scratch, size_t stride, double *_Nonnull inverse);

/// y = KᵀK·x, of `stride` elements each; those of x behind the n are zeros.
void cek_multiply_inverse(enum cek_level level, const double *_Nonnull inverse, size_t n, size_t stride,
                          const double *_Nonnull x, double *_Nonnull y);

/// Σᵢ a[i]·b[i].
double cek_dot(enum cek_level level, const double *_Nonnull a, const double *_Nonnull b, size_t n);

/// Σⱼ tⱼ log(tⱼ/pⱼ) of one row, p = softmax(rate·student) and t = softmax(rate·teacher); p − t takes the place of the
/// student's logits, the teacher's and `room` hold anything then.
///
/// Each has n elements, a multiple of 16, the last of which may be −∞ in both. What is not finite must be formed by its
/// definition: a NaN or +∞, a row of −∞ alone, or a class that only the student masks. Else the errors are
/// (|Δ| + 8) ulp of Σ|t log(t/p)|, and 2·(|Δ| + 4) ulp of the greater of p and t in p − t, with Δ = rate·(z − peak).
double cek_divergence(enum cek_level level, double *_Nonnull student, double *_Nonnull teacher, double *_Nonnull room,
                      size_t n, double rate);

#endif
