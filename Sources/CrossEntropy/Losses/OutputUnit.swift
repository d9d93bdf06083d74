/// The unit that turns logits into a prediction, and with it the distribution that a loss assumes.
///
/// | unit | link | distribution | its negative log-likelihood |
/// |---|---|---|---|
/// | `identity` | identity | Gaussian, one an output | ``SquaredError`` |
/// | `sigmoid` | logit | Bernoulli, one an output | ``SigmoidCrossEntropy`` |
/// | `softmax` | multinomial logit | categorical, one a row | ``SoftmaxCrossEntropy`` |
/// | `exponential` | log | Poisson, one an output | |
///
/// A closed set, so that a saved model can name its unit.
public enum OutputUnit: String, Sendable, Codable, CaseIterable {
  /// Each output z is the prediction.
  case identity
  /// Each output z is a probability of its own, 1 / (1 + exp(−z)).
  case sigmoid
  /// The outputs of a row share one distribution, exp(zⱼ) / Σₖ exp(zₖ).
  case softmax
  /// Each output z is the logarithm of a rate, exp(z), or of a probability.
  case exponential

  /// The link whose inverse this unit is.
  public var link: Link {
    switch self {
    case .identity: .identity
    case .sigmoid: .logit
    case .softmax: .multinomialLogit
    case .exponential: .log
    }
  }
}
