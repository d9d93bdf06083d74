public import CrossEntropyLearning

/// What a calibrator made of a table.
public struct ApplyCalibratorOutcome: Encodable, Sendable {
  /// The version of the JSON's keys.
  public static let schemaVersion = 1

  /// What was asked.
  public let request: ApplyCalibratorRequest
  /// The rows.
  public let rows: Int
  /// The calibrator.
  public let calibrator: CalibratorFile
  /// Probabilities that would have been 0 in double precision, and are the smallest normal number.
  public let raised: Int
  /// Probabilities that would have been 1, and are the largest number below.
  public let lowered: Int
  /// What should be known of the numbers.
  public let lint: [LintFinding]
  /// How the table was read.
  public let notes: [DatasetNote]

  enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case request, rows, calibrator, raised, lowered, lint, notes
  }

  /// Writes the version too.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.schemaVersion, forKey: .schemaVersion)
    try container.encode(request, forKey: .request)
    try container.encode(rows, forKey: .rows)
    try container.encode(calibrator, forKey: .calibrator)
    try container.encode(raised, forKey: .raised)
    try container.encode(lowered, forKey: .lowered)
    try container.encode(lint, forKey: .lint)
    try container.encode(notes, forKey: .notes)
  }
}
