// The inverse of a symmetric matrix by its Cholesky factor, and the sum of products of two runs, compiled once per
// instruction level (Level.h says with which names); for double.
//
// With H = LLᵀ and K = L⁻¹, H⁻¹ = KᵀK: a product by rows, where solving with L would wait for the number before at
// every step. Rows are padded with zeros to whole eights, so that no loop has a rest.

typedef CEK_T CEK_NAME(eight) __attribute__((vector_size(8 * sizeof(CEK_T)), aligned(sizeof(CEK_T)), may_alias));

CEK_INLINE CEK_T CEK_NAME(sum_of_eight)(CEK_NAME(eight) x)
{
    return ((x[0] + x[4]) + (x[1] + x[5])) + ((x[2] + x[6]) + (x[3] + x[7]));
}

/// Lᵀ in the upper half of a matrix, from its upper half.
CEK_INLINE void CEK_NAME(factor)(CEK_T *matrix, size_t n, size_t stride, const CEK_T *diagonal)
{
    for (size_t k = 0; k < n; k++) {
        CEK_T *row = matrix + k * stride;
        // What is not positive beyond rounding is left to its own diagonal.
        const CEK_T least = 1e-13 * diagonal[k] > 1e-20 ? 1e-13 * diagonal[k] : 1e-20;
        const CEK_T pivot = row[k] > least ? row[k] : diagonal[k] > least ? diagonal[k] : least;
        const CEK_T root = sqrt(pivot), share = 1 / root;
        for (size_t j = k / 8 * 8; j < stride; j += 8) *(CEK_NAME(eight) *)(row + j) *= share;
        row[k] = root;
        // What stands left of a diagonal is never read.
        for (size_t i = k + 1; i < n; i++) {
            CEK_T *below = matrix + i * stride;
            const CEK_T factor = row[i];
            for (size_t j = i / 8 * 8; j < stride; j += 8)
                *(CEK_NAME(eight) *)(below + j) -= factor * *(const CEK_NAME(eight) *)(row + j);
        }
    }
}

void CEK_NAME(inverse_factor)(const CEK_T *lower, const CEK_T *diagonal, size_t n, CEK_T *matrix, size_t stride,
                              CEK_T *inverse)
{
    memset(matrix, 0, n * stride * sizeof(CEK_T));
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) matrix[j * stride + i] = lower[i * n + j];
    CEK_NAME(factor)(matrix, n, stride, diagonal);
    for (size_t i = 0; i < n; i++) {
        const CEK_T share = 1 / matrix[i * stride + i];
        for (size_t j = 0; j < stride; j += 8) {
            CEK_NAME(eight) sum = {0};
            for (size_t k = j; k < i; k++)
                sum -= matrix[k * stride + i] * *(const CEK_NAME(eight) *)(inverse + k * stride + j);
            *(CEK_NAME(eight) *)(inverse + i * stride + j) = share * sum;
        }
        inverse[i * stride + i] = share;
    }
}

void CEK_NAME(multiply_inverse)(const CEK_T *inverse, size_t n, size_t stride, const CEK_T *x, CEK_T *y)
{
    memset(y, 0, stride * sizeof(CEK_T));
    for (size_t i = 0; i < n; i++) {
        const CEK_T *row = inverse + i * stride;
        CEK_NAME(eight) sum = {0};
        for (size_t j = 0; j <= i; j += 8)
            sum += *(const CEK_NAME(eight) *)(row + j) * *(const CEK_NAME(eight) *)(x + j);
        const CEK_T factor = CEK_NAME(sum_of_eight)(sum);
        for (size_t j = 0; j <= i; j += 8)
            *(CEK_NAME(eight) *)(y + j) += factor * *(const CEK_NAME(eight) *)(row + j);
    }
}

void CEK_NAME(dot)(const CEK_T *a, const CEK_T *b, size_t n, CEK_T *product)
{
    CEK_NAME(eight) sums[4] = {{0}, {0}, {0}, {0}};
    size_t i = 0;
    for (; i + 32 <= n; i += 32)
        CEK_UNROLL for (int k = 0; k < 4; k++)
            sums[k] += *(const CEK_NAME(eight) *)(a + i + 8 * k) * *(const CEK_NAME(eight) *)(b + i + 8 * k);
    for (; i + 8 <= n; i += 8)
        sums[0] += *(const CEK_NAME(eight) *)(a + i) * *(const CEK_NAME(eight) *)(b + i);
    CEK_T rest = 0;
    for (; i < n; i++) rest += a[i] * b[i];
    *product = rest + CEK_NAME(sum_of_eight)((sums[0] + sums[1]) + (sums[2] + sums[3]));
}
