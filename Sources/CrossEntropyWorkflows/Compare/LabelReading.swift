internal import CrossEntropyLearning

/// How the cells of a target become classes.
public struct LabelReading: Codable, Sendable, Hashable {
  /// Tokens for a missing label; an empty cell always is one, and in a target of numbers the table's
  /// own tokens are.
  public var missing: [String]
  /// Whether a target of many different numbers is classes all the same.
  public var areClasses: Bool
  /// Classes of fewer rows than this become one class "other"; nil: none.
  public var mergesBelow: Int?
  /// The positive one of two classes, which becomes the last; nil: the last as they are sorted.
  public var positive: String?

  /// A reading of labels that leaves them as they are unless told otherwise.
  public init(
    missing: [String] = [], areClasses: Bool = false, mergesBelow: Int? = nil,
    positive: String? = nil
  ) {
    self.missing = missing
    self.areClasses = areClasses
    self.mergesBelow = mergesBelow
    self.positive = positive
  }

  enum CodingKeys: String, CodingKey {
    case missing
    case areClasses = "are_classes"
    case mergesBelow = "merges_below"
    case positive
  }

  /// Writes what is not given as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(missing, forKey: .missing)
    try container.encode(areClasses, forKey: .areClasses)
    try container.encode(mergesBelow, forKey: .mergesBelow)
    try container.encode(positive, forKey: .positive)
  }

  /// Throws what is wrong with it.
  func validate() throws(WorkflowError) {
    if let mergesBelow, mergesBelow < 2 {
      throw WorkflowError(.tooSmall(.mergeRare, mergesBelow, least: 2))
    }
    if positive?.isEmpty == true { throw WorkflowError(.empty(.positive)) }
  }

  /// A setting that makes sense for a single target only.
  var oneTargetSetting: RequestSetting? {
    mergesBelow != nil ? .mergeRare : positive != nil ? .positive : areClasses ? .areClasses : nil
  }

  /// The same, as a dataset takes it.
  var rules: Dataset.Labels {
    var rules = Dataset.Labels()
    rules.missingTokens = missing
    rules.areClasses = areClasses
    rules.mergesBelow = mergesBelow
    rules.positive = positive
    return rules
  }
}
