/// log softmax(z), or log σ(∓z) for a single output: the log-probability of every class, row by
/// row.
///
/// - Shape: rows × classes from rows × outputs; one output gives two classes, of which the second
///   is "yes".
/// - Edges: a masked class has −∞; a NaN makes its row NaN.
/// - Error: that of ``SoftmaxCrossEntropy`` and ``SigmoidCrossEntropy`` with labels, of which these
///   are the negatives: `LogProbabilitiesTests.theyAreTheNegativeLosses`.
public func logProbabilitiesOf(logits: Matrix<Double>) -> Matrix<Double> {
  let classes = logits.columns == 1 ? 2 : logits.columns
  var result = Matrix(rows: logits.rows, columns: classes, repeating: 0.0)
  if logits.columns == 1 {
    for i in 0..<logits.rows {
      let sigmoid = SigmoidOutput(logits.elements[i])
      result.elements[2 * i] = sigmoid.logComplement
      result.elements[2 * i + 1] = sigmoid.logProbability
    }
    return result
  }
  result.elements = logits.elements
  var all = result.elements.mutableSpan
  for i in 0..<logits.rows {
    var row = all._mutatingExtracting(i * classes..<(i + 1) * classes)
    let softmax = SoftmaxRow(reading: row)
    for j in row.indices { row[j] = softmax.logProbability(row[j]) }
  }
  return result
}
