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
  /// Which class is predicted; nil: the most probable one.
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

  /// Which class is predicted.
  public enum Rule: Sendable, Hashable {
    /// The positive one of two classes from this probability on.
    case threshold(Double)
    /// The positive one of two from FP / (FP + FN) on, where the expected cost of a false alarm is that of a miss.
    case costs(falsePositive: Double, falseNegative: Double)
    /// The class of least expected cost, by a table in this file: a row for every true class, whose name comes first,
    /// and a column for every predicted one.
    case costTable(String)

    /// The least probability with which the positive one of two classes is predicted; nil where no threshold decides.
    public var threshold: Double? {
      switch self {
      case .threshold(let threshold): threshold
      case .costs(let positive, let negative): positive / (positive + negative)
      case .costTable: nil
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
    case .costTable(let path):
      if path.isEmpty { throw WorkflowError(.empty(.costs)) }
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
    case .costs, .costTable: .costs
    case nil: nil
    }
  }

  private static func notIn(_ format: Format, _ setting: RequestSetting) -> WorkflowError {
    WorkflowError(
      .settings(.notInFormat(setting, format.rawValue)),
      remedies: [.leaveOut(setting), .set(.output, to: "predictions.csv")])
  }
}

extension PredictRequest {
  private enum CodingKeys: String, CodingKey {
    case model, table, id, appends, format, threshold, costs
    case costTable = "cost_table"
  }

  /// Reads what a request holds.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    model = try container.decode(String.self, forKey: .model)
    table = try container.decode(TableReading.self, forKey: .table)
    id = try container.decodeIfPresent(String.self, forKey: .id)
    appends = try container.decode(Bool.self, forKey: .appends)
    format = try container.decode(Format.self, forKey: .format)
    let costs = try container.decodeIfPresent([Double].self, forKey: .costs)
    if let path = try container.decodeIfPresent(String.self, forKey: .costTable) {
      rule = .costTable(path)
    } else if let costs, costs.count == 2 {
      rule = .costs(falsePositive: costs[0], falseNegative: costs[1])
    } else {
      rule = try container.decodeIfPresent(Double.self, forKey: .threshold).map { .threshold($0) }
    }
  }

  /// Writes what is not given as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(model, forKey: .model)
    try container.encode(table, forKey: .table)
    try container.encode(id, forKey: .id)
    try container.encode(appends, forKey: .appends)
    try container.encode(format, forKey: .format)
    var (threshold, costs, costTable): (Double?, [Double]?, String?) = (nil, nil, nil)
    switch rule {
    case .threshold(let given): threshold = given
    case .costs(let positive, let negative): costs = [positive, negative]
    case .costTable(let path): costTable = path
    case nil: break
    }
    try container.encode(threshold, forKey: .threshold)
    try container.encode(costs, forKey: .costs)
    try container.encode(costTable, forKey: .costTable)
  }
}
