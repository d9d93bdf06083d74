public import CrossEntropy

/// Why a network cannot be trained.
public enum NetworkError: Error, Hashable, Sendable {
  /// A loss of outputs that are no class probabilities, which a network is scored by.
  case noClassProbabilities(loss: String, OutputUnit)
  /// The output layer has another activation than the loss needs.
  case otherActivation(loss: String, needs: Activation, got: Activation)
  /// A softmax of one unit is always 1; two classes take one sigmoid unit.
  case softmaxOfOneUnit
  /// Indicators may all be true, which a softmax cannot say.
  case indicatorsUnderSoftmax(outputs: Int)
  /// A label is none of the classes.
  case badTarget(TargetError)
  /// The loss or a weight is no longer a finite number.
  case notFinite(epoch: Int, step: Int, cause: Divergence)

  /// What made a training diverge.
  public enum Divergence: Hashable, Sendable {
    /// A feature of a row is not finite.
    case feature(Int, row: Int)
    /// The steps are too large for these features.
    case learningRate(Double)
  }
}

extension NetworkError: CustomStringConvertible {
  /// What is wrong and what to do, for who writes the program.
  public var description: String {
    switch self {
    case .noClassProbabilities(let loss, let unit):
      "\(loss) of \(unit.rawValue) outputs gives no class probabilities; use a loss of softmax or "
        + "sigmoid outputs"
    case .otherActivation(let loss, let wanted, let activation):
      "\(loss) needs outputs of \(wanted.rawValue), this model ends in \(activation.rawValue)"
    case .softmaxOfOneUnit:
      "a softmax of one unit is always 1; use Dense(1, activation: .sigmoid) for two classes"
    case .indicatorsUnderSoftmax(let outputs):
      "indicators may all be true, which a softmax cannot say; use Dense(\(outputs), activation: "
        + ".sigmoid) and a loss of sigmoid outputs"
    case .badTarget(let error): "\(error)"
    case .notFinite(let epoch, let step, let cause):
      "training stopped in epoch \(epoch), step \(step): the loss is not a finite number; \(cause)"
    }
  }
}

extension NetworkError.Divergence: CustomStringConvertible {
  /// The likely cause.
  public var description: String {
    switch self {
    case .feature(let column, let row): "feature \(column) of row \(row) is no finite number"
    case .learningRate(let rate):
      "the steps are too large; lower the learning rate from \(rate), or standardise the features"
    }
  }
}
