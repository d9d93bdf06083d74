/// The probabilities that a saved model gives to the rows of a table.
public struct PredictRequest: Codable, Sendable, Hashable {
  /// The file of the model.
  public var model: String
  /// The table; what it ignores, and which columns are numbers, the model says.
  public var table: TableReading
  /// A column that names the rows, written before all else; nil for none.
  public var id: String?
  /// Whether the predictions stand behind the columns of the table, whose cells stay as they are.
  public var appends: Bool
  /// How the predictions are written.
  public var format: Format
  /// When the positive one of two classes is predicted; nil: where it is the more probable one.
  public var rule: Rule?

  /// How predictions are written.
  public enum Format: String, Codable, Sendable, Hashable, CaseIterable {
    /// Cells between commas, or tabs.
    case csv, tsv
    /// An object of JSON per row.
    case jsonl
    /// The probabilities alone, as a matrix of `float64` for NumPy.
    case npy
  }

  /// When the positive one of two classes is predicted.
  public enum Rule: Codable, Sendable, Hashable {
    /// From this probability on.
    case threshold(Double)
    /// From FP / (FP + FN) on, where the expected cost of a false alarm is that of a miss.
    case costs(falsePositive: Double, falseNegative: Double)

    /// The least probability with which the positive class is predicted.
    public var threshold: Double {
      switch self {
      case .threshold(let threshold): threshold
      case .costs(let positive, let negative): positive / (positive + negative)
      }
    }
  }

  /// Predictions of a table as CSV.
  public init(
    model: String, table: TableReading, id: String? = nil, appends: Bool = false,
    format: Format = .csv, rule: Rule? = nil
  ) {
    self.model = model
    self.table = table
    self.id = id
    self.appends = appends
    self.format = format
    self.rule = rule
  }

  /// Throws what is wrong whatever the model and the table are.
  func validate() throws(WorkflowError) {
    if model.isEmpty { throw WorkflowError(.empty(.modelFile)) }
    if id?.isEmpty == true { throw WorkflowError(.empty(.idColumn)) }
    try table.validate()
    switch rule {
    case .threshold(let threshold):
      guard threshold >= 0, threshold < 1 else {
        throw WorkflowError(.settings(.outOfRange(.threshold, threshold, .share)))
      }
    case .costs(let positive, let negative):
      let sum = positive + negative
      guard positive >= 0, negative >= 0, sum > 0, sum.isFinite else {
        throw WorkflowError(.settings(.badCosts(.costs, "\(positive),\(negative)")))
      }
    case nil: break
    }
    if appends, format == .jsonl || format == .npy {
      throw Self.notIn(format, .append)
    }
    guard format == .npy else { return }
    if id != nil { throw Self.notIn(format, .idColumn) }
    if let setting = ruleSetting { throw Self.notIn(format, setting) }
  }

  /// The setting by which the rule is given.
  var ruleSetting: RequestSetting? {
    switch rule {
    case .threshold: .threshold
    case .costs: .costs
    case nil: nil
    }
  }

  private static func notIn(_ format: Format, _ setting: RequestSetting) -> WorkflowError {
    WorkflowError(
      .settings(.notInFormat(setting, format.rawValue)),
      remedies: [.leaveOut(setting), .set(.output, to: "predictions.csv")])
  }
}
