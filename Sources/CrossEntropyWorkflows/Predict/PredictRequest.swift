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
    try rule?.validate()
    if appends, format == .jsonl || format == .npy {
      throw Self.notIn(format, .append)
    }
    guard format == .npy else { return }
    if id != nil { throw Self.notIn(format, .idColumn) }
    if let setting = rule?.setting { throw Self.notIn(format, setting) }
  }

  private static func notIn(_ format: Format, _ setting: RequestSetting) -> WorkflowError {
    WorkflowError(
      .settings(.notInFormat(setting, format.rawValue)),
      remedies: [.leaveOut(setting), .set(.output, to: "predictions.csv")])
  }
}

extension PredictRequest {
  private enum CodingKeys: String, CodingKey {
    case model, table, id, appends, format
  }

  /// Reads what a request holds.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    model = try container.decode(String.self, forKey: .model)
    table = try container.decode(TableReading.self, forKey: .table)
    id = try container.decodeIfPresent(String.self, forKey: .id)
    appends = try container.decode(Bool.self, forKey: .appends)
    format = try container.decode(Format.self, forKey: .format)
    rule = try Rule(from: try decoder.container(keyedBy: Rule.CodingKeys.self))
  }

  /// Writes what is not given as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(model, forKey: .model)
    try container.encode(table, forKey: .table)
    try container.encode(id, forKey: .id)
    try container.encode(appends, forKey: .appends)
    try container.encode(format, forKey: .format)
    var ofRule = encoder.container(keyedBy: Rule.CodingKeys.self)
    try Rule.encode(rule, to: &ofRule)
  }
}
