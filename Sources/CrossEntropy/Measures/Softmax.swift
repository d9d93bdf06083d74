/// exp(zⱼ) / Σₖ exp(zₖ), the probabilities of a row of logits.
///
/// - Edges: a −∞ logit has probability 0, even if all are −∞; a NaN makes all NaN.
/// - Error: 4 ulp, enforced by `SoftmaxTests.softmaxVectors`.
/// - Source: Bridle 1990, "Probabilistic interpretation of feedforward classification network
///   outputs".
public func softmax(_ logits: [Double]) -> [Double] {
  var elements = ContiguousArray(logits)
  var span = elements.mutableSpan
  let row = SoftmaxRow(exponentiating: &span)
  return elements.map { $0 / row.total }
}

/// zⱼ − log Σₖ exp(zₖ), the log-probabilities of a row of logits.
///
/// - Edges: a −∞ logit gives −∞; a NaN makes all NaN.
/// - Error: 4 ulp, enforced by `SoftmaxTests.softmaxVectors`.
public func logSoftmax(_ logits: [Double]) -> [Double] {
  var elements = ContiguousArray(logits)
  let row = SoftmaxRow(reading: elements.mutableSpan)
  return elements.map { row.logProbability($0) }
}

/// 1 / (1 + exp(−z)), the probability of a logit.
///
/// - Edges: ±∞ give 1 and 0; a NaN gives NaN.
/// - Error: 3 ulp, enforced by `SoftmaxTests.sigmoidVectors`.
/// - Source: Verhulst 1838, "Notice sur la loi que la population suit dans son accroissement".
public func sigmoid(_ logit: Double) -> Double { SigmoidOutput(logit).probability }

/// −log(1 + exp(−z)), the log-probability of a logit.
///
/// - Edges: ±∞ give 0 and −∞; a NaN gives NaN.
/// - Error: 2 ulp, enforced by `SoftmaxTests.sigmoidVectors`.
public func logSigmoid(_ logit: Double) -> Double { SigmoidOutput(logit).logProbability }
