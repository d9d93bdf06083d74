// One register-blocked matrix product, compiled once per instruction level and type (Level.h says with which names).
//
// c[i][j] (+)= Σₖ a[i·rowStride + k·depthStride]·b[k][j], or ·b[j][k] where B is transposed. The two strides serve A
// and Aᵀ with the same code: a tile reads single elements of a and broadcasts them, and whole vectors of b. B is copied
// into a panel padded with zeros, so that no vector runs over its edge. Which products go to a BLAS instead is said in
// Dispatch.c.

typedef CEK_T CEK_NAME(vector)
    __attribute__((vector_size(CEK_VL * sizeof(CEK_T)), aligned(sizeof(CEK_T)), may_alias));

#if CEK_BYTES == 64
/// Half a vector, for what 3 or 10 columns leave of the last one: some processors add it up in half the time.
typedef CEK_T CEK_NAME(half_vector)
    __attribute__((vector_size(CEK_BYTES / 2), aligned(sizeof(CEK_T)), may_alias));
#else
typedef CEK_NAME(vector) CEK_NAME(half_vector);
#endif

// A tile of VECTORS whole vectors, and half a one if HALVES is 1; a row of the panel has whole ones.
#undef CEK_TILE
#undef CEK_COLUMN_OF_TILES
#define CEK_TILE(KIND, ROWS, VECTORS, HALVES)                                                      \
    static void CEK_NAME(tile_##KIND##_##VECTORS##_##HALVES)(                                      \
        const CEK_T *a, size_t rowStride, size_t depthStride, const CEK_T *panel, size_t depth,    \
        CEK_T *c, size_t ldc, size_t width, int add)                                               \
    {                                                                                              \
        CEK_NAME(vector) sum[ROWS][VECTORS + 1];                                                   \
        CEK_NAME(half_vector) last[ROWS];                                                          \
        for (int r = 0; r < ROWS; r++) {                                                           \
            for (int v = 0; v < VECTORS; v++) sum[r][v] = (CEK_NAME(vector)){0};                   \
            last[r] = (CEK_NAME(half_vector)){0};                                                  \
        }                                                                                          \
        for (size_t k = 0; k < depth; k++) {                                                       \
            const CEK_T *row = panel + k * (VECTORS + HALVES) * CEK_VL;                            \
            for (int r = 0; r < ROWS; r++) {                                                       \
                CEK_T x = a[r * rowStride + k * depthStride];                                      \
                for (int v = 0; v < VECTORS; v++)                                                  \
                    sum[r][v] += x * ((const CEK_NAME(vector) *)row)[v];                           \
                if (HALVES)                                                                        \
                    last[r] += x * *(const CEK_NAME(half_vector) *)(row + VECTORS * CEK_VL);       \
            }                                                                                      \
        }                                                                                          \
        for (int r = 0; r < ROWS; r++) {                                                           \
            CEK_T *to = c + r * ldc;                                                               \
            CEK_NAME(vector) *out = (CEK_NAME(vector) *)to;                                        \
            for (int v = 0; v < VECTORS; v++) {                                                    \
                if ((v + 1) * CEK_VL <= width) {                                                   \
                    out[v] = add ? out[v] + sum[r][v] : sum[r][v];                                 \
                    continue;                                                                      \
                }                                                                                  \
                const CEK_T *from = (const CEK_T *)&sum[r][v];                                     \
                _Pragma("clang loop vectorize(disable)")                                           \
                for (size_t j = v * CEK_VL; j < width; j++)                                        \
                    to[j] = (add ? to[j] : 0) + from[j - v * CEK_VL];                              \
            }                                                                                      \
            if (!HALVES) continue;                                                                 \
            const CEK_T *from = (const CEK_T *)&last[r];                                           \
            _Pragma("clang loop vectorize(disable)")                                               \
            for (size_t j = VECTORS * CEK_VL; j < width; j++)                                      \
                to[j] = (add ? to[j] : 0) + from[j - VECTORS * CEK_VL];                            \
        }                                                                                          \
    }

#define CEK_COLUMN_OF_TILES(VECTORS, HALVES)                                                       \
    CEK_TILE(full, CEK_MR, VECTORS, HALVES)                                                        \
    CEK_TILE(half, CEK_MR / 2, VECTORS, HALVES)                                                    \
    CEK_TILE(one, 1, VECTORS, HALVES)                                                              \
    static void CEK_NAME(panel_##VECTORS##_##HALVES)(                                              \
        const CEK_T *a, size_t rowStride, size_t depthStride, const CEK_T *panel, size_t depth,    \
        CEK_T *c, size_t ldc, size_t m, size_t width, int add)                                     \
    {                                                                                              \
        size_t i = 0;                                                                              \
        for (; i + CEK_MR <= m; i += CEK_MR)                                                       \
            CEK_NAME(tile_full_##VECTORS##_##HALVES)(a + i * rowStride, rowStride, depthStride,    \
                panel, depth, c + i * ldc, ldc, width, add);                                       \
        for (; i + CEK_MR / 2 <= m; i += CEK_MR / 2)                                               \
            CEK_NAME(tile_half_##VECTORS##_##HALVES)(a + i * rowStride, rowStride, depthStride,    \
                panel, depth, c + i * ldc, ldc, width, add);                                       \
        for (; i < m; i++)                                                                         \
            CEK_NAME(tile_one_##VECTORS##_##HALVES)(a + i * rowStride, rowStride, depthStride,     \
                panel, depth, c + i * ldc, ldc, width, add);                                       \
    }

CEK_COLUMN_OF_TILES(1, 0)
CEK_COLUMN_OF_TILES(2, 0)
#if CEK_NV > 2
CEK_COLUMN_OF_TILES(3, 0)
#endif
#if CEK_BYTES == 64
CEK_COLUMN_OF_TILES(0, 1)
CEK_COLUMN_OF_TILES(1, 1)
#endif

/// Copies one row of a panel. The lanes above `width` are never stored, so they may hold whatever
/// follows the row, as long as it is still within B.
static inline void CEK_NAME(pack)(const CEK_T *from, const CEK_T *end, CEK_T *to, size_t vectors,
                                  size_t width)
{
    if (from + vectors * CEK_VL <= end) {
        // Not a loop, which would become a call of memcpy for a few bytes.
        CEK_NAME(vector) *row = (CEK_NAME(vector) *)to;
        const CEK_NAME(vector) *of = (const CEK_NAME(vector) *)from;
        row[0] = of[0];
        if (vectors > 1) row[1] = of[1];
        if (vectors > 2) row[2] = of[2];
    } else {
        for (size_t j = 0; j < vectors * CEK_VL; j++) to[j] = j < width ? from[j] : 0;
    }
}

/// The same of Bᵀ: column by column, since that is how it lies in memory.
static inline void CEK_NAME(pack_columns)(const CEK_T *from, size_t ldb, size_t depth, CEK_T *to,
                                          size_t stride, size_t width)
{
    for (size_t j = 0; j < stride; j++)
        for (size_t k = 0; k < depth; k++) to[k * stride + j] = j < width ? from[j * ldb + k] : 0;
}

// COLUMNS columns of C += AᵀB with VECTORS vectors along a row of A; B's elements are broadcast instead. Lanes before
// `fresh` are done already.
#undef CEK_ACROSS
#define CEK_ACROSS(VECTORS, COLUMNS)                                                               \
    static void CEK_NAME(across_##VECTORS##_##COLUMNS)(                                            \
        const CEK_T *a, size_t lda, const CEK_T *b, size_t ldb, CEK_T *c, size_t ldc,              \
        size_t depth, size_t fresh)                                                                \
    {                                                                                              \
        CEK_NAME(vector) sum[COLUMNS][VECTORS];                                                    \
        for (int j = 0; j < COLUMNS; j++)                                                          \
            for (int v = 0; v < VECTORS; v++) sum[j][v] = (CEK_NAME(vector)){0};                   \
        for (size_t k = 0; k < depth; k++) {                                                       \
            const CEK_NAME(vector) *x = (const CEK_NAME(vector) *)(a + k * lda);                   \
            for (int j = 0; j < COLUMNS; j++) {                                                    \
                CEK_T y = b[k * ldb + j];                                                          \
                for (int v = 0; v < VECTORS; v++) sum[j][v] += y * x[v];                           \
            }                                                                                      \
        }                                                                                          \
        for (int j = 0; j < COLUMNS; j++) {                                                        \
            const CEK_T *from = (const CEK_T *)sum[j];                                             \
            _Pragma("clang loop vectorize(disable)")                                               \
            for (size_t i = fresh; i < VECTORS * CEK_VL; i++) c[i * ldc + j] += from[i];           \
        }                                                                                          \
    }

#undef CEK_COLUMNS_ACROSS
#define CEK_COLUMNS_ACROSS(VECTORS)                                                                \
    CEK_ACROSS(VECTORS, 1)                                                                         \
    CEK_ACROSS(VECTORS, 2)                                                                         \
    CEK_ACROSS(VECTORS, 3)                                                                         \
    CEK_ACROSS(VECTORS, 4)                                                                         \
    CEK_ACROSS(VECTORS, 5)                                                                         \
    static void CEK_NAME(across_##VECTORS)(                                                        \
        const CEK_T *a, size_t lda, const CEK_T *b, size_t ldb, CEK_T *c, size_t ldc,              \
        size_t depth, size_t n, size_t fresh)                                                      \
    {                                                                                              \
        /* As few passes over A as columns allow, of about the same width. */                      \
        size_t passes = (n + 4) / 5, columns = (n + passes - 1) / passes;                          \
        for (size_t j = 0; j < n; j += columns) {                                                  \
            switch (n - j < columns ? n - j : columns) {                                           \
            case 1: CEK_NAME(across_##VECTORS##_1)(a, lda, b + j, ldb, c + j, ldc, depth, fresh); break; \
            case 2: CEK_NAME(across_##VECTORS##_2)(a, lda, b + j, ldb, c + j, ldc, depth, fresh); break; \
            case 3: CEK_NAME(across_##VECTORS##_3)(a, lda, b + j, ldb, c + j, ldc, depth, fresh); break; \
            case 4: CEK_NAME(across_##VECTORS##_4)(a, lda, b + j, ldb, c + j, ldc, depth, fresh); break; \
            default: CEK_NAME(across_##VECTORS##_5)(a, lda, b + j, ldb, c + j, ldc, depth, fresh);  \
            }                                                                                      \
        }                                                                                          \
    }

#undef CEK_VECTORS_ACROSS
#if CEK_BYTES == 64
#define CEK_VECTORS_ACROSS 4
CEK_COLUMNS_ACROSS(4)
#else
#define CEK_VECTORS_ACROSS 2
CEK_COLUMNS_ACROSS(2)
#endif
CEK_COLUMNS_ACROSS(1)

/// C += AᵀB with vectors along the rows of A, m of at least a vector: few columns would leave vectors along the rows
/// of B half empty.
static void CEK_NAME(product_across)(const CEK_T *a, size_t lda, const CEK_T *b, size_t ldb, CEK_T *c, size_t ldc,
                                     size_t m, size_t depth, size_t n)
{
    size_t i = 0;
    for (; i + CEK_VECTORS_ACROSS * CEK_VL <= m; i += CEK_VECTORS_ACROSS * CEK_VL)
#if CEK_BYTES == 64
        CEK_NAME(across_4)(a + i, lda, b, ldb, c + i * ldc, ldc, depth, n, 0);
#else
        CEK_NAME(across_2)(a + i, lda, b, ldb, c + i * ldc, ldc, depth, n, 0);
#endif
    for (; i + CEK_VL <= m; i += CEK_VL) CEK_NAME(across_1)(a + i, lda, b, ldb, c + i * ldc, ldc, depth, n, 0);
    // The last vector ends where the row does, and begins with lanes that are done.
    if (i < m) {
        size_t start = m - CEK_VL;
        CEK_NAME(across_1)(a + start, lda, b, ldb, c + start * ldc, ldc, depth, n, i - start);
    }
}

/// Whether fewer lanes are left empty along the rows of A than along those of B, which are filled up to the half vectors
/// that a tile may end in.
static int CEK_NAME(across_pays)(size_t m, size_t n)
{
    const size_t part = CEK_BYTES == 64 ? CEK_VL / 2 : CEK_VL;
    return n < 2 * CEK_VL && m >= CEK_VL
           && (m + CEK_VL - 1) / CEK_VL * CEK_VL * n < (n + part - 1) / part * part * m;
}

void CEK_NAME(product)(const CEK_T *a, size_t rowStride, size_t depthStride, const CEK_T *b,
                       size_t ldb, int isTransposed, CEK_T *c, size_t ldc, size_t m, size_t depth,
                       size_t n, int addFirst)
{
    if (rowStride == 1 && addFirst && !isTransposed && CEK_NAME(across_pays)(m, n)) {
        CEK_NAME(product_across)(a, depthStride, b, ldb, c, ldc, m, depth, n);
        return;
    }
    CEK_T panel[CEK_DEPTH * CEK_NV * CEK_VL] __attribute__((aligned(64)));
    const CEK_T *end = depth ? b + (depth - 1) * ldb + n : b;
    if (depth == 0 && !addFirst)
        for (size_t i = 0; i < m; i++) memset(c + i * ldc, 0, n * sizeof(CEK_T));
    for (size_t j = 0; j < n;) {
        size_t vectors = (n - j + CEK_VL - 1) / CEK_VL;
        if (vectors > CEK_NV) vectors = CEK_NV;
        size_t stride = vectors * CEK_VL;
        size_t width = n - j < stride ? n - j : stride;
        for (size_t k = 0; k < depth; k += CEK_DEPTH) {
            size_t part = depth - k < CEK_DEPTH ? depth - k : CEK_DEPTH;
            if (isTransposed)
                CEK_NAME(pack_columns)(b + j * ldb + k, ldb, part, panel, stride, width);
            else
                for (size_t r = 0; r < part; r++)
                    CEK_NAME(pack)(b + (k + r) * ldb + j, end, panel + r * stride, vectors, width);
            int add = addFirst || k > 0;
            const CEK_T *from = a + k * depthStride;
#if CEK_BYTES == 64
            if (width <= CEK_VL / 2)
                CEK_NAME(panel_0_1)(from, rowStride, depthStride, panel, part, c + j, ldc, m, width, add);
            else if (width > CEK_VL && width <= CEK_VL + CEK_VL / 2)
                CEK_NAME(panel_1_1)(from, rowStride, depthStride, panel, part, c + j, ldc, m, width, add);
            else
#endif
            if (vectors == 1)
                CEK_NAME(panel_1_0)(from, rowStride, depthStride, panel, part, c + j, ldc, m, width, add);
            else if (vectors == 2)
                CEK_NAME(panel_2_0)(from, rowStride, depthStride, panel, part, c + j, ldc, m, width, add);
#if CEK_NV > 2
            else
                CEK_NAME(panel_3_0)(from, rowStride, depthStride, panel, part, c + j, ldc, m, width, add);
#endif
        }
        j += width;
    }
}
