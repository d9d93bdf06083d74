public import CrossEntropy

/// A recipe as `compare` names it, `focal:gamma=2:alpha=0.25`: a loss of the catalogue with its parameters, and
/// what is done to the targets before and the probabilities after.
///
/// `focal:gamma=0.5|1|2` leaves a parameter open: it is chosen as the penalty is.
public struct ComparedLoss: Sendable, Hashable {
  /// A recipe without the values of its parameters.
  public struct Kind: Sendable, Hashable {
    /// The name in JSON and on the command line.
    public let name: String
    /// Other names for it; those of a plain loss are the catalogue's.
    public let aliases: [String]
    /// The loss that is minimised, with the defaults of its parameters.
    public let loss: NamedLoss
    /// The parameters that it takes: the loss's, or how much labels are smoothed.
    public let parameters: [LossParameter]
    /// Whether its parameter is ε, the share of a label's weight that is spread over all classes.
    public let smoothsLabels: Bool
    /// Whether the classes get weights n / (C·n_c), which takes a table to count them in.
    public let isBalanced: Bool
    /// Whether those weights are divided out of the fitted model's probabilities again.
    public let dividesOutBalance: Bool
  }

  /// A parameter that is to be chosen, as in JSON.
  public struct SearchedParameter: Codable, Sendable, Hashable {
    /// Its name.
    public var name: String
    /// The values that it is chosen from, from small to large.
    public var values: [Double]

    /// A parameter and the values that it is chosen from, in any order.
    public init(name: String, values: [Double]) {
      self.name = name
      self.values = values
    }
  }

  /// What is fitted.
  public let kind: Kind
  /// The values of its parameters, but for one that is to be chosen and optional ones that it does without.
  public let parameters: [String: Double]
  /// The parameter that is to be chosen; nil where all are given.
  public let searched: SearchedParameter?
  /// The loss that is minimised; where a parameter is to be chosen, with its default.
  public let loss: NamedLoss

  /// The most values that a parameter is chosen from.
  public static let mostSearched = 16

  /// A recipe with the defaults of its parameters.
  public init(_ kind: Kind) { self = known { try ComparedLoss(kind, [:]) } }

  /// A recipe with these parameters; those that are left out have their defaults, or are done without where they are
  /// optional.
  ///
  /// - Parameters:
  ///   - kind: The recipe.
  ///   - parameters: The values of its parameters, by their names.
  ///   - searched: The parameter that is to be chosen; of one value, it has that value.
  public init(
    _ kind: Kind, _ parameters: [String: Double], choosing searched: SearchedParameter? = nil
  ) throws(LossNameError) {
    let given = parameters.sorted { $0.key < $1.key }
      .map { SearchedParameter(name: $0.key, values: [$0.value]) }
    try self.init(kind, given: given + (searched.map { [$0] } ?? []))
  }

  /// Reads `name[:key=value…]`; of `key=value|value` the value is to be chosen.
  public init(parsing text: String) throws(LossNameError) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let kind = Kind(named: name) else { throw .unknown(name: name) }
    try self.init(
      kind,
      given: try parts.dropFirst().map { (part) throws(LossNameError) in
        let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(pair[0])
        let texts =
          pair.count == 2 ? pair[1].split(separator: "|", omittingEmptySubsequences: false) : []
        let values = texts.compactMap(number)
        guard kind.parameter(named: name) != nil, !values.isEmpty, values.count == texts.count
        else { throw kind.malformed(String(part)) }
        return SearchedParameter(name: name, values: values)
      })
  }

  /// A recipe with these parameters, each with one value or with several to choose from.
  private init(_ kind: Kind, given: [SearchedParameter]) throws(LossNameError) {
    var values: [String: Double] = [:]
    var searched: SearchedParameter?
    for one in given {
      guard let parameter = kind.parameter(named: one.name), !one.values.isEmpty,
        one.values.allSatisfy(\.isFinite)
      else {
        throw kind.malformed("\(one.name)=" + one.values.map { "\($0)" }.joined(separator: "|"))
      }
      if values[one.name] != nil || searched?.name == one.name {
        throw .repeatedParameter(loss: kind.name, parameter: parameter)
      }
      let sorted = try kind.sorted(one.values, of: parameter)
      if sorted.count == 1 {
        values[one.name] = sorted[0]
        continue
      }
      if let other = searched.flatMap({ kind.parameter(named: $0.name) }) {
        throw .severalSearched(loss: kind.name, parameters: [other, parameter])
      }
      searched = SearchedParameter(name: one.name, values: sorted)
    }
    for parameter in kind.parameters
    where !parameter.isOptional && values[parameter.name] == nil
      && searched?.name != parameter.name
    {
      values[parameter.name] = parameter.defaultValue
    }
    self.kind = kind
    parameters = values
    self.searched = searched
    loss =
      kind.smoothsLabels
      ? kind.loss
      : try NamedLoss(kind.loss.name, kind.loss.parameters.merging(values) { $1 })
  }

  /// What every other recipe is compared with.
  public static let baseline = ComparedLoss(.crossEntropy)
  /// What `compare` compares unless told otherwise; the baseline comes first.
  public static let usual = Kind.usual.map { ComparedLoss($0) }

  /// The name in JSON.
  public var name: String { kind.name }

  /// The recipes that a search chooses from: itself, or one per value of the parameter that is to be chosen.
  package var variants: [ComparedLoss] {
    guard let searched else { return [self] }
    return searched.values.map { choosing($0, as: searched.name) }
  }

  /// Itself, or of the recipes to choose from the one nearest to the usual, where one stands for all.
  package var typical: ComparedLoss {
    guard let searched, let usual = kind.parameter(named: searched.name)?.defaultValue,
      let nearest = searched.values.min(by: { abs($0 - usual) < abs($1 - usual) })
    else { return self }
    return choosing(nearest, as: searched.name)
  }

  private func choosing(_ value: Double, as parameter: String) -> ComparedLoss {
    known { try ComparedLoss(kind, parameters.merging([parameter: value]) { $1 }) }
  }

  /// Whether a linear model has one optimum under it, whichever its parameter.
  func isConvex(of unit: OutputUnit) -> Bool { variants.allSatisfy { $0.loss.isConvex(of: unit) } }

  /// ε: the share of a label's weight that is spread over all classes.
  public var labelSmoothing: Double { kind.smoothsLabels ? parameters.values.first ?? 0 : 0 }
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
    return ComparedLoss(fitted)
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
