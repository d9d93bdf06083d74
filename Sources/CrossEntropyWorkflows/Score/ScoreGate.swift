internal import CrossEntropyFiles
internal import CrossEntropyLearning

/// A condition that the scores of predictions must meet, such as `log_loss<0.2`.
public struct ScoreGate: Sendable, Hashable {
  /// The condition, as it was written.
  public let text: String
  /// The score, by its key in the JSON of predictions.
  public let metric: String
  /// How it must stand to the bound.
  public let relation: Relation
  /// What it is held against.
  public let bound: Double
  /// Whether the score alone decides, and not its interval.
  public let isByValue: Bool

  /// How a score must stand to a bound.
  public enum Relation: String, Codable, Sendable, Hashable, CaseIterable {
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="

    /// Whether it holds between two numbers.
    func holds(_ value: Double, _ bound: Double) -> Bool {
      switch self {
      case .less: value < bound
      case .lessOrEqual: value <= bound
      case .greater: value > bound
      case .greaterOrEqual: value >= bound
      }
    }
  }

  /// Reads a condition: a score, a relation and a number.
  ///
  /// - Parameters:
  ///   - text: The condition.
  ///   - isByValue: Whether the score alone decides, and not its interval.
  public init(_ text: String, isByValue: Bool = false) throws(WorkflowError) {
    let setting: RequestSetting = isByValue ? .requirePoint : .require
    let parts = text.split(omittingEmptySubsequences: false) { "<>=".contains($0) }
    let words = [parts.first, parts.last].map { $0?.split(whereSeparator: \.isWhitespace) ?? [] }
    guard parts.count > 1, parts.dropFirst().dropLast().allSatisfy(\.isEmpty),
      words.allSatisfy({ $0.count == 1 }),
      let relation = Relation(rawValue: text.filter { "<>=".contains($0) }),
      let bound = Self.bound(words[1][0]), bound.isFinite
    else { throw WorkflowError(.settings(.noCondition(setting, text))) }
    let metric = String(words[0][0])
    let known = Self.metrics
    guard known.contains(metric) else {
      throw WorkflowError(
        .settings(.unknownScore(metric)),
        remedies: [nearestName(to: metric, in: known).map { .didYouMean($0) } ?? .oneOf(known)])
    }
    self.text = text
    self.metric = metric
    self.relation = relation
    self.bound = bound
    self.isByValue = isByValue
  }

  /// What a condition may be of, by the keys in the JSON of predictions.
  public static let metrics = PredictionScores.Metric.allCases.map(\.rawValue)

  /// A number, which may be written in per cent.
  private static func bound(_ text: Substring) -> Double? {
    text.last == "%" ? Double(text.dropLast()).map { $0 / 100 } : Double(text)
  }
}

extension ScoreGate: Codable {
  enum CodingKeys: String, CodingKey {
    case text
    case isByValue = "by_value"
  }

  /// Reads the condition anew.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let text = try container.decode(String.self, forKey: .text)
    let isByValue = try container.decode(Bool.self, forKey: .isByValue)
    do throws(WorkflowError) {
      try self.init(text, isByValue: isByValue)
    } catch {
      throw DecodingError.refused(error, by: decoder)
    }
  }

  /// Writes the condition as it was written.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(text, forKey: .text)
    try container.encode(isByValue, forKey: .isByValue)
  }
}
