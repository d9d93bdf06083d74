/// The unit that turns logits into a prediction, and with it the distribution that a loss assumes.
///
/// | unit | link | distribution | its negative log-likelihood |
/// |---|---|---|---|
/// | `identity` | identity | Gaussian, one per output | ``SquaredError`` |
/// | `sigmoid` | logit | Bernoulli, one per output | ``SigmoidCrossEntropy`` |
/// | `softmax` | multinomial logit | categorical, one per row | ``SoftmaxCrossEntropy`` |
/// | `exponential` | log | Poisson, one per output | ``PoissonLoss`` |
///
/// The set is closed, so that a saved model can name its unit.
public enum OutputUnit: String, Sendable, Codable, CaseIterable {
  /// Each output z is the prediction.
  case identity
  /// Each output z gives a probability of its own, 1 / (1 + exp(−z)).
  case sigmoid
  /// The outputs of a row share one distribution, exp(zⱼ) / Σₖ exp(zₖ).
  case softmax
  /// Each output z is the logarithm of a rate, exp(z), or of a probability.
  case exponential

  /// The link whose inverse this unit is.
  public var link: LinkFunction {
    switch self {
    case .identity: .identity
    case .sigmoid: .logit
    case .softmax: .multinomialLogit
    case .exponential: .log
    }
  }

  /// The distribution that a model with these outputs forecasts.
  public var distribution: OutputDistribution {
    switch self {
    case .identity: .gaussian
    case .sigmoid: .bernoulli
    case .softmax: .categorical
    case .exponential: .poisson
    }
  }

  /// The negative log-likelihood of that distribution, without the terms that no logit changes; its
  /// gradient is the forecast minus the outcome.
  public var likelihoodLoss: any Loss {
    switch self {
    case .identity: SquaredError(scale: 0.5, unit: .identity)
    case .sigmoid: SigmoidCrossEntropy()
    case .softmax: SoftmaxCrossEntropy()
    case .exponential: PoissonLoss()
    }
  }
}

/// What a model's outputs forecast.
public enum OutputDistribution: String, Sendable, Codable, CaseIterable {
  /// A number around each output, all with one variance.
  case gaussian
  /// Yes or no, separately for each output.
  case bernoulli
  /// One class of several.
  case categorical
  /// A count, separately for each output.
  case poisson
}
