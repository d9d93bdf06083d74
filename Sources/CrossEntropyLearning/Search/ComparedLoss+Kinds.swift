package import CrossEntropy

extension ComparedLoss.Kind: CaseIterable {
  /// −log p of the truth; the baseline.
  public static let crossEntropy = Self(plain: "cross_entropy")
  /// Σ (p − y)², on one output (σ − y)².
  public static let squaredError = Self(plain: "squared_error")
  /// −(1 − p)^γ log p of the truth.
  public static let focal = Self(plain: "focal")
  /// Cross entropy against (1 − ε)·onehot + ε/C.
  public static let labelSmoothing = Self(
    "label_smoothing", aliases: ["smoothing"],
    smoothing: epsilon)
  /// Cross entropy with weights n / (C·n_c).
  public static let balancedCrossEntropy = Self(
    "balanced_cross_entropy", aliases: ["balanced"], isBalanced: true)
  /// The balanced fit with its weights divided out of the probabilities again.
  public static let priorCorrectedCrossEntropy = Self(
    "prior_corrected_cross_entropy", aliases: ["prior_corrected"], isBalanced: true,
    dividesOutBalance: true)
  /// (1 − p^q) / q of the truth.
  public static let generalizedCrossEntropy = Self(plain: "generalized_cross_entropy")

  /// What `compare` compares unless told otherwise, the baseline first.
  static let usual: [Self] = [
    .crossEntropy, .squaredError, .focal, .labelSmoothing, .balancedCrossEntropy,
    .priorCorrectedCrossEntropy, .generalizedCrossEntropy,
  ]

  /// Every recipe: the usual ones, then whatever else the catalogue offers.
  public static let allCases: [Self] =
    usual
    + LossCatalog.entries.filter { entry in
      entry.isOffered && !usual.contains { $0.name == entry.name }
    }.map { Self(plain: $0.name) }

  /// The recipe of this name, or of this alias in upper or lower case; nil where there is none.
  public init?(named name: String) {
    let alias = name.lowercased()
    guard
      let kind = Self.allCases.first(where: { $0.name == name })
        ?? Self.allCases.first(where: { $0.aliases.contains(alias) })
    else { return nil }
    self = kind
  }

  /// A loss of the catalogue, unchanged.
  private init(plain name: String) {
    let loss = NamedLoss.named(name)
    self.loss = loss
    self.name = name
    aliases = loss.entry.aliases
    parameters = loss.entry.offeredParameters
    smoothsLabels = false
    isBalanced = false
    dividesOutBalance = false
  }

  /// Cross entropy with something done to its targets.
  private init(
    _ name: String, aliases: [String], smoothing: LossParameter? = nil, isBalanced: Bool = false,
    dividesOutBalance: Bool = false
  ) {
    loss = .named("cross_entropy")
    self.name = name
    self.aliases = aliases
    parameters = smoothing.map { [$0] } ?? []
    smoothsLabels = smoothing != nil
    self.isBalanced = isBalanced
    self.dividesOutBalance = dividesOutBalance
  }
}

extension ComparedLoss.Kind {
  /// The parameter of this name; nil where it takes none.
  package func parameter(named name: String) -> LossParameter? {
    parameters.first { $0.name == name }
  }

  /// What is wrong with a text that gives none of its parameters.
  func malformed(_ text: String) -> LossNameError {
    parameters.isEmpty
      ? .noParameter(loss: name, got: text)
      : .malformedParameter(loss: name, parameters: parameters, got: text)
  }

  /// Different values in the parameter's range, from small to large.
  func sorted(
    _ values: [Double], of parameter: LossParameter
  ) throws(LossNameError) -> [Double] {
    let most = ComparedLoss.mostSearched
    guard values.count <= most else {
      throw .tooManyValues(loss: name, parameter: parameter, count: values.count, most: most)
    }
    let sorted = values.sorted()
    for value in sorted where !parameter.range.contains(value) {
      throw .outOfRange(loss: name, parameter: parameter, value: value)
    }
    for (one, next) in zip(sorted, sorted.dropFirst()) where one == next {
      throw .repeatedValue(loss: name, parameter: parameter, value: one)
    }
    return sorted
  }
}

/// The share of a label's weight that is spread over all classes.
private let epsilon = LossParameter("epsilon", default: 0.1, in: .from(0, below: 1))

extension NamedLoss {
  /// A loss that the catalogue has.
  fileprivate static func named(_ name: String) -> NamedLoss {
    do throws(LossNameError) {
      return try NamedLoss(name)
    } catch {
      fatalError("\(error)")
    }
  }

  /// The loss of softmax or sigmoid outputs, which every recipe's loss has.
  package func known(of unit: OutputUnit) -> any Loss {
    do throws(LossNameError) {
      return try loss(of: unit)
    } catch {
      fatalError("\(error)")
    }
  }
}
