/// What a comparison will do, known before its first fit; its JSON is this value in snake case.
public struct ComparePlan: Codable, Sendable, Hashable {
  /// The version of the JSON's keys.
  public static let schemaVersion = 1

  /// The request.
  public var request: CompareRequest
  /// How the table was read.
  public var table: TableSummary
  /// The score of the class shares alone.
  public var constant: CompareOutcome.Constant
  /// The folds per repeat.
  public var folds: Int
  /// How often folds are drawn.
  public var repeats: Int
  /// The fits of all losses; more where a grid grows at its edge.
  public var fits: Int
  /// The most bytes that will be held, an estimate that is seldom too low.
  public var memory: Int

  /// The seconds that all will take, an estimate; nil where none was made.
  public var seconds: Double?

  enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case request, table, constant, folds, repeats, fits, memory, seconds
  }

  /// Writes the version too.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.schemaVersion, forKey: .schemaVersion)
    try container.encode(request, forKey: .request)
    try container.encode(table, forKey: .table)
    try container.encode(constant, forKey: .constant)
    try container.encode(folds, forKey: .folds)
    try container.encode(repeats, forKey: .repeats)
    try container.encode(fits, forKey: .fits)
    try container.encode(memory, forKey: .memory)
    try container.encode(seconds, forKey: .seconds)
  }
}

extension ComparePlan {
  /// Reads a plan, and refuses another version.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try container.requireVersion(Self.schemaVersion, forKey: .schemaVersion)
    request = try container.decode(CompareRequest.self, forKey: .request)
    table = try container.decode(TableSummary.self, forKey: .table)
    constant = try container.decode(CompareOutcome.Constant.self, forKey: .constant)
    folds = try container.decode(Int.self, forKey: .folds)
    repeats = try container.decode(Int.self, forKey: .repeats)
    fits = try container.decode(Int.self, forKey: .fits)
    memory = try container.decode(Int.self, forKey: .memory)
    seconds = try container.decodeIfPresent(Double.self, forKey: .seconds)
    try container.require(
      1...CompareRequest.mostRepeats ~= repeats, forKey: .repeats, else: "impossible")
  }
}
