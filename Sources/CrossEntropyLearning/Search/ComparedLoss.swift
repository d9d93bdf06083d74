package import CrossEntropy
internal import CrossEntropyFiles

/// A loss as `compare` names it: `focal:gamma=2`.
public struct ComparedLoss: Sendable, Hashable {
  /// Which loss it is.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// −log p of the truth; the baseline.
    case crossEntropy = "cross_entropy"
    /// Σ (p − y)², on one output (σ − y)².
    case squaredError = "squared_error"
    /// −(1 − p)^γ log p of the truth.
    case focal
    /// Cross entropy against (1 − ε)·onehot + ε/C.
    case labelSmoothing = "label_smoothing"
    /// Cross entropy with weights n / (C·n_c).
    case balancedCrossEntropy = "balanced_cross_entropy"
    /// The balanced fit with its weights divided out of the probabilities again.
    case priorCorrectedCrossEntropy = "prior_corrected_cross_entropy"
    /// (1 − p^q) / q of the truth.
    case generalizedCrossEntropy = "generalized_cross_entropy"

    /// The parameter that shapes the loss, with its usual value and the range it must be in.
    package var parameter: (name: String, usual: Double, range: ParameterRange)? {
      switch self {
      case .focal: ("gamma", 2, ParameterRange(text: "0 or more") { $0 >= 0 })
      case .labelSmoothing:
        ("epsilon", 0.1, ParameterRange(text: "from 0 to below 1") { $0 >= 0 && $0 < 1 })
      case .generalizedCrossEntropy:
        ("q", 0.7, ParameterRange(text: "above 0 and at most 1") { $0 > 0 && $0 <= 1 })
      default: nil
      }
    }
  }

  package struct ParameterRange {
    package let text: String
    package let contains: (Double) -> Bool
  }

  /// Which loss it is.
  public let kind: Kind
  /// The value of its parameter; nil where it has none.
  public let parameter: Double?

  /// A loss with its parameter, or with the usual one.
  public init(_ kind: Kind, parameter: Double? = nil) {
    let shape = kind.parameter
    precondition(
      parameter == nil || shape?.range.contains(parameter ?? 0) == true,
      "\(kind.rawValue) does not take \(parameter ?? 0)")
    self.kind = kind
    self.parameter = parameter ?? shape?.usual
  }

  /// The name in JSON.
  public var name: String { kind.rawValue }

  /// The parameters in JSON.
  public var parameters: [String: Double] {
    guard let shape = kind.parameter, let parameter else { return [:] }
    return [shape.name: parameter]
  }

  /// The name as people write it.
  public var title: String {
    let value = parameter.map { shortNumber($0) } ?? ""
    switch kind {
    case .crossEntropy: return "cross entropy"
    case .squaredError: return "squared error"
    case .focal: return "focal γ=\(value)"
    case .labelSmoothing: return "label smoothing \(value)"
    case .balancedCrossEntropy: return "balanced CE"
    case .priorCorrectedCrossEntropy: return "prior-corrected CE"
    case .generalizedCrossEntropy: return "generalised CE \(value)"
    }
  }

  /// What `compare` compares unless told otherwise; the baseline comes first.
  public static let usual: [ComparedLoss] = [
    ComparedLoss(.crossEntropy), ComparedLoss(.squaredError), ComparedLoss(.focal),
    ComparedLoss(.labelSmoothing), ComparedLoss(.balancedCrossEntropy),
    ComparedLoss(.priorCorrectedCrossEntropy), ComparedLoss(.generalizedCrossEntropy),
  ]

  /// Other names by which people know these losses, Keras's among them.
  ///
  /// They get this package's conventions: probabilities from logits, nothing clipped, squared error
  /// summed over the classes and not divided by their number, no α in the focal loss.
  public static let otherNames: [String: Kind] = [
    "ce": .crossEntropy, "categorical_crossentropy": .crossEntropy,
    "sparse_categorical_crossentropy": .crossEntropy, "binary_crossentropy": .crossEntropy,
    "log_loss": .crossEntropy, "mse": .squaredError, "mean_squared_error": .squaredError,
    "brier": .squaredError, "focal_loss": .focal, "categorical_focal_crossentropy": .focal,
    "binary_focal_crossentropy": .focal, "smoothing": .labelSmoothing,
    "balanced": .balancedCrossEntropy, "prior_corrected": .priorCorrectedCrossEntropy,
    "gce": .generalizedCrossEntropy, "generalised_cross_entropy": .generalizedCrossEntropy,
    "categorical_generalized_cross_entropy": .generalizedCrossEntropy,
  ]

  /// Reads `name[:key=value]`, or says what is wrong with it.
  public init(parsing text: String) throws(LossNameError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let kind = Kind(rawValue: name) ?? Self.otherNames[name.lowercased()] else {
      let names = Kind.allCases.map(\.rawValue)
      let near = nearestName(to: name, in: names + Self.otherNames.keys.sorted())
      throw LossNameError(
        "there is no loss '\(name)'; "
          + (near.map { "did you mean '\($0)'?" }
            ?? "the losses are \(names.joined(separator: ", "))"))
    }
    guard parts.count > 1 else {
      self.init(kind)
      return
    }
    guard let shape = kind.parameter else {
      throw LossNameError("\(kind.rawValue) takes no parameter, got '\(parts[1])'")
    }
    let pair = parts[1].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard pair.count == 2, pair[0] == shape.name, let value = Double(String(pair[1])),
      value.isFinite
    else {
      throw LossNameError(
        "\(kind.rawValue) takes \(shape.name)=NUMBER, as in "
          + "\(kind.rawValue):\(shape.name)=\(shortNumber(shape.usual)), got '\(parts[1])'")
    }
    guard shape.range.contains(value) else {
      throw LossNameError(
        "\(shape.name) of \(kind.rawValue) must be \(shape.range.text), got \(pair[1])")
    }
    self.init(kind, parameter: value)
  }
}

/// What is wrong with the name of a loss.
public struct LossNameError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong; what to do.
  public let description: String

  package init(_ description: String) { self.description = description }
}

extension ComparedLoss {
  /// The loss whose fit this one reads: itself, but for the prior correction of the balanced fit.
  package var fitted: ComparedLoss {
    kind == .priorCorrectedCrossEntropy ? ComparedLoss(.balancedCrossEntropy) : self
  }

  /// False where the mean loss has several minima even for a linear model.
  var isConvex: Bool {
    switch kind {
    case .squaredError, .generalizedCrossEntropy: false
    case .focal: parameter == 0
    default: true
    }
  }

  /// What is minimised, given every target's weights of balance for these training rows.
  package func objective(_ shape: OutputShape, balance: [[Double]]) -> Objective {
    let unit = shape.unit
    let crossEntropy: any Loss =
      unit == .sigmoid ? SigmoidCrossEntropy() : SoftmaxCrossEntropy()
    switch kind {
    case .crossEntropy: return Objective(crossEntropy)
    case .squaredError: return Objective(SquaredError(unit: unit))
    case .focal: return Objective(FocalLoss(gamma: parameter ?? 2, unit: unit))
    case .labelSmoothing: return Objective(crossEntropy, labelSmoothing: parameter ?? 0.1)
    case .balancedCrossEntropy, .priorCorrectedCrossEntropy:
      guard shape.targets > 1 else { return Objective(crossEntropy, classWeights: balance[0]) }
      return Objective(
        crossEntropy, classWeights: balance.map { $0[0] },
        positiveWeights: balance.map { $0[1] / $0[0] })
    case .generalizedCrossEntropy:
      return Objective(GeneralizedCrossEntropy(q: parameter ?? 0.7, unit: unit))
    }
  }
}
