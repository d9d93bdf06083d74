/// log softmax(z), or log σ(∓z) for a single sigmoid output: the log-probability of every class, row
/// by row.
///
/// - Shape: rows × classes from rows × outputs; one sigmoid output gives two classes, of which the
///   second is "yes". Several sigmoid outputs are not classes of one row: give each by itself.
/// - Edges: a masked class has −∞; a NaN makes its row NaN.
/// - Error: that of ``SoftmaxCrossEntropy`` and ``SigmoidCrossEntropy`` with labels, of which these
///   are the negatives: `LogProbabilitiesTests.theyAreTheNegativeLosses`.
public func logProbabilitiesOf(logits: Matrix<Double>, unit: OutputUnit) -> Matrix<Double> {
  checkProbability(of: unit)
  let isLone = unit == .sigmoid
  require(
    !isLone || logits.columns == 1,
    "\(logits.columns) sigmoid outputs are not the classes of one row")
  let classes = isLone ? 2 : logits.columns
  var result = Matrix(rows: logits.rows, columns: classes, repeating: 0.0)
  if isLone {
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
