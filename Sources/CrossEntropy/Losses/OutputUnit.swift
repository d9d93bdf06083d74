/// The unit that turns logits into a prediction, and with it the distribution that a loss assumes.
///
/// | unit | distribution | its negative log-likelihood |
/// |---|---|---|
/// | `sigmoid` | Bernoulli, one an output | ``SigmoidCrossEntropy`` |
/// | `softmax` | categorical, one a row | ``SoftmaxCrossEntropy`` |
///
/// A closed set, so that a saved model can name its unit.
public enum OutputUnit: String, Sendable, Codable, CaseIterable {
  /// Each output z is a probability of its own, 1 / (1 + exp(−z)).
  case sigmoid
  /// The outputs of a row share one distribution, exp(zⱼ) / Σₖ exp(zₖ).
  case softmax
}
