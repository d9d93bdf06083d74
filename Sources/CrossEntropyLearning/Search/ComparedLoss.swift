public import CrossEntropy

/// A recipe as `compare` names it, `focal:gamma=2`: a loss of the catalogue with its parameter, and
/// what is done to the targets before and the probabilities after.
///
/// `focal:gamma=0.5|1|2` leaves the parameter open: it is chosen as the penalty is.
public struct ComparedLoss: Sendable, Hashable {
  /// A recipe without the value of its parameter.
  public struct Kind: Sendable, Hashable {
    /// The name in JSON and on the command line.
    public let name: String
    /// Other names for it; those of a plain loss are the catalogue's.
    public let aliases: [String]
    /// The loss that is minimised, with the defaults of its parameters.
    public let loss: NamedLoss
    /// The parameter that it takes: one of the loss's, or how much labels are smoothed.
    public let parameter: LossParameter?
    /// Whether the parameter is ε, the share of a label's weight that is spread over all classes.
    public let smoothsLabels: Bool
    /// Whether the classes get weights n / (C·n_c), which takes a table to count them in.
    public let isBalanced: Bool
    /// Whether those weights are divided out of the fitted model's probabilities again.
    public let dividesOutBalance: Bool
  }

  /// What is fitted.
  public let kind: Kind
  /// The value of its parameter; nil where it has none, or is to be chosen.
  public let parameter: Double?
  /// The values that its parameter is chosen from, from small to large; empty where there is nothing to choose.
  public let searched: [Double]
  /// The loss that is minimised; where its parameter is to be chosen, with the default.
  public let loss: NamedLoss

  /// The most values that a parameter is chosen from.
  public static let mostSearched = 16

  /// A recipe with its parameter, or with the default.
  public init(_ kind: Kind, parameter: Double? = nil) {
    do throws(LossNameError) {
      try self.init(checking: kind, parameter)
    } catch {
      fatalError("\(error)")
    }
  }

  init(checking kind: Kind, _ given: Double?) throws(LossNameError) {
    self.kind = kind
    guard let parameter = kind.parameter else {
      if let given { throw .noParameter(loss: kind.name, got: "\(given)") }
      self.parameter = nil
      searched = []
      loss = kind.loss
      return
    }
    let value = given ?? parameter.defaultValue
    guard parameter.range.contains(value) else {
      throw .outOfRange(loss: kind.name, parameter: parameter, value: value)
    }
    self.parameter = value
    searched = []
    loss = kind.smoothsLabels ? kind.loss : try kind.loss.setting(parameter.name, to: value)
  }

  /// A recipe whose parameter is chosen from these values; of one value, the recipe with it.
  public init(_ kind: Kind, choosingFrom values: [Double]) throws(LossNameError) {
    guard let parameter = kind.parameter, !values.isEmpty else {
      throw .noParameter(loss: kind.name, got: values.map { "\($0)" }.joined(separator: "|"))
    }
    guard values.count > 1 else {
      try self.init(checking: kind, values[0])
      return
    }
    guard values.count <= Self.mostSearched else {
      throw .tooManyValues(
        loss: kind.name, parameter: parameter, count: values.count, most: Self.mostSearched)
    }
    let sorted = values.sorted()
    for value in sorted where !parameter.range.contains(value) {
      throw .outOfRange(loss: kind.name, parameter: parameter, value: value)
    }
    for (one, next) in zip(sorted, sorted.dropFirst()) where one == next {
      throw .repeatedValue(loss: kind.name, parameter: parameter, value: one)
    }
    self.init(kind, searched: sorted)
  }

  private init(_ kind: Kind, searched: [Double]) {
    self.kind = kind
    self.searched = searched
    parameter = nil
    loss = kind.loss
  }

  /// Reads `name[:key=value]`, or `name:key=value|value` for values to choose from.
  public init(parsing text: String) throws(LossNameError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let kind = Kind(named: name) else { throw .unknown(name: name) }
    guard parts.count > 1 else {
      self.init(kind)
      return
    }
    let given = String(parts[1])
    guard let parameter = kind.parameter else { throw .noParameter(loss: kind.name, got: given) }
    let pair = given.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let texts =
      pair.count == 2 && pair[0] == parameter.name
      ? pair[1].split(separator: "|", omittingEmptySubsequences: false) : []
    let values = texts.compactMap(number)
    guard !values.isEmpty, values.count == texts.count else {
      throw .malformedParameter(loss: kind.name, parameter: parameter, got: given)
    }
    try self.init(kind, choosingFrom: values)
  }

  /// What every other recipe is compared with.
  public static let baseline = ComparedLoss(.crossEntropy)
  /// What `compare` compares unless told otherwise; the baseline comes first.
  public static let usual = Kind.usual.map { ComparedLoss($0) }

  /// The name in JSON.
  public var name: String { kind.name }

  /// The parameters in JSON.
  public var parameters: [String: Double] {
    guard let name = kind.parameter?.name, let parameter else { return [:] }
    return [name: parameter]
  }

  /// A parameter that is to be chosen, as in JSON.
  public struct SearchedParameter: Codable, Sendable, Hashable {
    /// Its name.
    public var name: String
    /// The values that it is chosen from, from small to large.
    public var values: [Double]
  }

  /// The parameter that is to be chosen; nil where it is given.
  public var searchedParameter: SearchedParameter? {
    guard let name = kind.parameter?.name, !searched.isEmpty else { return nil }
    return SearchedParameter(name: name, values: searched)
  }

  /// The recipes that a search chooses from: itself, or one per value of its parameter.
  package var variants: [ComparedLoss] {
    searched.isEmpty ? [self] : searched.map { ComparedLoss(kind, parameter: $0) }
  }

  /// Itself, or of the recipes to choose from the one nearest to the usual, where one stands for all.
  package var typical: ComparedLoss {
    let usual = kind.parameter?.defaultValue ?? 0
    guard let nearest = searched.min(by: { abs($0 - usual) < abs($1 - usual) }) else { return self }
    return ComparedLoss(kind, parameter: nearest)
  }

  /// Whether a linear model has one optimum under it, whichever its parameter.
  func isConvex(of unit: OutputUnit) -> Bool { variants.allSatisfy { $0.loss.isConvex(of: unit) } }

  /// ε: the share of a label's weight that is spread over all classes.
  public var labelSmoothing: Double { kind.smoothsLabels ? parameter ?? 0 : 0 }
}

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
    smoothing: LossParameter("epsilon", default: 0.1, in: .from(0, below: 1)))
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
    parameter = loss.entry.offeredParameter
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
    parameter = smoothing
    smoothsLabels = smoothing != nil
    self.isBalanced = isBalanced
    self.dividesOutBalance = dividesOutBalance
  }
}

extension ComparedLoss {
  /// The recipe whose fit this one reads: itself, unless it only corrects another's probabilities.
  package var fitted: ComparedLoss {
    guard kind.dividesOutBalance else { return self }
    guard
      let fitted = Kind.allCases.first(where: {
        $0.isBalanced && !$0.dividesOutBalance && $0.loss == kind.loss
      })
    else { fatalError("\(name) corrects no fit") }
    return ComparedLoss(fitted, parameter: parameter)
  }

  /// What is minimised, given every target's weights of balance for these training rows.
  package func objective(_ shape: OutputShape, balance: [[Double]]) -> Objective {
    CrossEntropy::known { try objective(shape, checking: balance) }
  }

  /// What is minimised; throws where the weights of balance are impossible.
  func objective(
    _ shape: OutputShape, checking balance: [[Double]]
  ) throws(ObjectiveError) -> Objective {
    let loss = loss.known(of: shape.unit)
    guard kind.isBalanced else { return try Objective(loss, labelSmoothing: labelSmoothing) }
    guard shape.targets > 1 else { return try Objective(loss, classWeights: balance[0]) }
    return try Objective(
      loss, classWeights: balance.map { $0[0] }, positiveWeights: balance.map { $0[1] / $0[0] })
  }
}

/// A finite number; hexadecimal digits are digits for Swift and a slip for everyone else.
private func number(_ text: Substring) -> Double? {
  guard !text.lowercased().contains("x"), let value = Double(String(text)), value.isFinite else {
    return nil
  }
  return value
}

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
