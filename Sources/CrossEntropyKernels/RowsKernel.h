// Which path forms which rows, compiled once per instruction level and type (Level.h says with which names):
//
//   targets                outputs  at a time                                     path       in
//   softmax labels         ≤ 16     64 rows, every logit near 0                   near       NearKernel.h
//   softmax labels, dense  ≤ 16     16 rows, whatever they hold, or the last ones few        FewKernel.h
//   softmax labels, dense  > 16     1 row                                         row        WideKernel.h
//   lone labels            1        128 rows, every logit near 0                  near_lone  SigmoidKernel.h
//   lone labels            1        16 rows, whatever they hold, or the last ones any_lone   SigmoidKernel.h
//   dense                  any      1 row, or many that nothing tells apart       several    SeveralKernel.h
//
// Rows of two-byte logits take the same paths: wide ones with labels under cross entropy as they are stored, others once
// they were widened (HalfKernel.h).

/// Rows of at most sixteen outputs.
CEK_INLINE void CEK_NAME(few_rows)(const struct cek_rows *rows, const CEK_T *z, CEK_T *gradient,
                                   enum CEK_NAME(base) kind, enum cek_loss loss,
                                   struct cek_result *result)
{
    const size_t n = rows->outputs, count = rows->rows;
    WIDE sum = {0};
    const int can_be_near = CEK_NAME(can_be_near)(rows, kind);
    struct CEK_NAME(order) order;
    if (can_be_near && gradient && count >= CEK_MANY) CEK_NAME(put_order)(&order, n, rows, kind);
    // With a base rows of logits are read as vectors, which must end within the matrix.
    const size_t last = kind == CEK_NAME(shared) ? (CEK_MANY - 1) * n + 16 : CEK_MANY * n;
    for (size_t i = 0; i < count;) {
        if (can_be_near && i * n + last <= count * n
            && CEK_NAME(near)(z + i * n, gradient ? gradient + i * n : NULL, n, rows->labelled.labels + i,
                              rows->factors ? rows->factors + i : NULL, rows, kind, loss, &order, &sum,
                              result->row_losses ? result->row_losses + i : NULL)) {
            i += CEK_MANY;
            continue;
        }
        const size_t end = i + CEK_MANY < count ? i + CEK_MANY : count;
        for (; i < end; i += 16) sum += CEK_NAME(any_few)(rows, z, gradient, i, kind, loss, result);
    }
    result->sum += CEK_NAME(total)(sum);
}

/// The bodies that the compiler makes of wide rows and of few, one per kind of target and loss.
#undef CEK_BODIES
#define CEK_BODIES(CALL)                                                                           \
    if (rows->kind == cek_softmax_dense)                                                           \
        CALL(CEK_NAME(own), cek_cross_entropy);                                                    \
    else if (rows->loss == cek_squared_error)                                                      \
        CALL(CEK_NAME(none), cek_squared_error);                                                   \
    else if (rows->loss != cek_cross_entropy)                                                      \
        CALL(CEK_NAME(none), rows->loss);                                                          \
    else if (rows->labelled.base)                                                                  \
        CALL(CEK_NAME(shared), cek_cross_entropy);                                                 \
    else                                                                                           \
        CALL(CEK_NAME(none), cek_cross_entropy);

#undef CEK_FEW
#undef CEK_WIDE
#define CEK_FEW(KIND, LOSS) CEK_NAME(few_rows)(rows, z, gradient, KIND, LOSS, result)
#define CEK_WIDE(KIND, LOSS) CEK_NAME(wide_rows)(rows, z, gradient, CEK_NAME(plain), scratch, KIND, LOSS, result)

void CEK_NAME(rows)(const struct cek_rows *rows, const CEK_T *z, CEK_T *gradient, CEK_T *scratch,
                    struct cek_result *result)
{
    switch (rows->kind) {
    case cek_softmax_labels:
    case cek_softmax_dense:
        if (rows->outputs <= 16) {
            CEK_BODIES(CEK_FEW)
        } else {
            CEK_BODIES(CEK_WIDE)
        }
        break;
    case cek_lone_labels: CEK_NAME(lone_rows)(rows, z, gradient, result); break;
    case cek_dense: CEK_NAME(dense_rows)(rows, z, gradient, result); break;
    }
}
