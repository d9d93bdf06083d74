/// log Σⱼ exp(zⱼ), from the greatest term and what the others add to it.
///
/// - Edges: no terms, or all −∞, give −∞; a +∞ gives +∞; a NaN gives NaN.
/// - Error: 2 ulp of max(|greatest|, |result|), enforced by `LogSumExpTests.vectors`.
public func logSumExp(_ logits: [Double]) -> Double {
  var elements = ContiguousArray(logits)
  return SoftmaxRow(reading: elements.mutableSpan).logSumExp
}
