// One register-blocked matrix product, compiled once an instruction level.
//
// The including file defines
//   CEK_NAME(x)  the function's name at this level
//   CEK_VL       doubles in a vector
//   CEK_MR       rows of C that one tile holds
//   CEK_NV       vectors that one tile is wide, at most
// and pushes the target attribute around the include.
//
// c[i][j] (+)= Σₖ a[i·rowStride + k·depthStride]·b[k][j]. The two strides serve A and Aᵀ with the same
// code: a tile reads single elements of a and broadcasts them, and whole vectors of b. B is copied
// into a panel padded with zeros, so that no vector runs over its edge.

#include <string.h>

typedef double CEK_NAME(vector) __attribute__((vector_size(CEK_VL * 8), aligned(8), may_alias));

#define CEK_TILE(KIND, ROWS, VECTORS)                                                              \
    static void CEK_NAME(tile_##KIND##_##VECTORS)(                                                 \
        const double *a, size_t rowStride, size_t depthStride, const double *panel, size_t depth,  \
        double *c, size_t ldc, size_t width, int add)                                              \
    {                                                                                              \
        CEK_NAME(vector) sum[ROWS][VECTORS];                                                       \
        for (int r = 0; r < ROWS; r++)                                                             \
            for (int v = 0; v < VECTORS; v++) sum[r][v] = (CEK_NAME(vector)){0};                   \
        for (size_t k = 0; k < depth; k++) {                                                       \
            const CEK_NAME(vector) *row = (const CEK_NAME(vector) *)(panel + k * VECTORS * CEK_VL);\
            for (int r = 0; r < ROWS; r++) {                                                       \
                double x = a[r * rowStride + k * depthStride];                                     \
                for (int v = 0; v < VECTORS; v++) sum[r][v] += x * row[v];                         \
            }                                                                                      \
        }                                                                                          \
        for (int r = 0; r < ROWS; r++) {                                                           \
            double *to = c + r * ldc;                                                              \
            if (width == VECTORS * CEK_VL) {                                                       \
                CEK_NAME(vector) *out = (CEK_NAME(vector) *)to;                                    \
                for (int v = 0; v < VECTORS; v++) out[v] = add ? out[v] + sum[r][v] : sum[r][v];   \
            } else {                                                                               \
                const double *from = (const double *)sum[r];                                       \
                for (size_t j = 0; j < width; j++) to[j] = add ? to[j] + from[j] : from[j];        \
            }                                                                                      \
        }                                                                                          \
    }

#define CEK_COLUMN_OF_TILES(VECTORS)                                                               \
    CEK_TILE(full, CEK_MR, VECTORS)                                                                \
    CEK_TILE(half, CEK_MR / 2, VECTORS)                                                            \
    CEK_TILE(one, 1, VECTORS)                                                                      \
    static void CEK_NAME(panel_##VECTORS)(                                                         \
        const double *a, size_t rowStride, size_t depthStride, const double *panel, size_t depth,  \
        double *c, size_t ldc, size_t m, size_t width, int add)                                    \
    {                                                                                              \
        size_t i = 0;                                                                              \
        for (; i + CEK_MR <= m; i += CEK_MR)                                                       \
            CEK_NAME(tile_full_##VECTORS)(a + i * rowStride, rowStride, depthStride, panel, depth, \
                              c + i * ldc, ldc, width, add);                                       \
        for (; i + CEK_MR / 2 <= m; i += CEK_MR / 2)                                               \
            CEK_NAME(tile_half_##VECTORS)(a + i * rowStride, rowStride, depthStride, panel, depth, \
                              c + i * ldc, ldc, width, add);                                       \
        for (; i < m; i++)                                                                         \
            CEK_NAME(tile_one_##VECTORS)(a + i * rowStride, rowStride, depthStride, panel, depth,  \
                                       c + i * ldc, ldc, width, add);                              \
    }

CEK_COLUMN_OF_TILES(1)
CEK_COLUMN_OF_TILES(2)
#if CEK_NV > 2
CEK_COLUMN_OF_TILES(3)
#endif

/// Copies one row of a panel. The lanes above `width` are never stored, so they may hold whatever
/// follows the row, as long as it is still within B.
static inline void CEK_NAME(pack)(const double *from, const double *end, double *to, size_t vectors,
                                  size_t width)
{
    if (from + vectors * CEK_VL <= end) {
        for (size_t v = 0; v < vectors; v++)
            ((CEK_NAME(vector) *)to)[v] = ((const CEK_NAME(vector) *)from)[v];
    } else {
        for (size_t j = 0; j < vectors * CEK_VL; j++) to[j] = j < width ? from[j] : 0;
    }
}

/// Depth of one panel of B: 512 × 3 vectors stay within the first two levels of cache.
#define CEK_DEPTH 512

void CEK_NAME(product)(const double *a, size_t rowStride, size_t depthStride, const double *b,
                       size_t ldb, double *c, size_t ldc, size_t m, size_t depth, size_t n,
                       int addFirst)
{
    double panel[CEK_DEPTH * CEK_NV * CEK_VL] __attribute__((aligned(64)));
    const double *end = depth ? b + (depth - 1) * ldb + n : b;
    if (depth == 0 && !addFirst)
        for (size_t i = 0; i < m; i++) memset(c + i * ldc, 0, n * sizeof(double));
    for (size_t j = 0; j < n;) {
        size_t vectors = (n - j + CEK_VL - 1) / CEK_VL;
        if (vectors > CEK_NV) vectors = CEK_NV;
        size_t stride = vectors * CEK_VL;
        size_t width = n - j < stride ? n - j : stride;
        for (size_t k = 0; k < depth; k += CEK_DEPTH) {
            size_t part = depth - k < CEK_DEPTH ? depth - k : CEK_DEPTH;
            for (size_t r = 0; r < part; r++)
                CEK_NAME(pack)(b + (k + r) * ldb + j, end, panel + r * stride, vectors, width);
            int add = addFirst || k > 0;
            const double *from = a + k * depthStride;
            if (vectors == 1)
                CEK_NAME(panel_1)(from, rowStride, depthStride, panel, part, c + j, ldc, m, width, add);
            else if (vectors == 2)
                CEK_NAME(panel_2)(from, rowStride, depthStride, panel, part, c + j, ldc, m, width, add);
#if CEK_NV > 2
            else
                CEK_NAME(panel_3)(from, rowStride, depthStride, panel, part, c + j, ldc, m, width, add);
#endif
        }
        j += width;
    }
}
