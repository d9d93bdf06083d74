/// What became of the rows of a table that is larger than memory: its network was trained on them from a disk.
public struct StoredRowCounts: Sendable, Hashable, Codable {
  /// The rows of the table.
  public var tableRows = 0
  /// Those that were learnt from, or by which the training knew when to stop.
  public var rows = 0
  /// Of these the ones by which it knew when to stop.
  public var stoppingRows = 0
  /// The mean −log p of these in the epoch that was kept, in nats: a little too low, as they chose it.
  public var stoppingLogLoss: Double?
  /// Rows that were left out because a target's cell is missing.
  public var unlabelledRows = 0
  /// Rows that were left out because they weigh nothing.
  public var zeroWeightRows = 0
  /// Cells of categories that held no level of the rows that the columns were learnt from, and sparse numbers at places
  /// that these had none at.
  public var newCells = 0
  /// Cells of numbers that are no numbers, and were taken to be missing.
  public var oddCells = 0
  /// The bytes that the encoded rows took on the disk.
  public var bytes = 0

  enum CodingKeys: String, CodingKey {
    case tableRows = "table_rows"
    case rows
    case stoppingRows = "stopping_rows"
    case stoppingLogLoss = "stopping_log_loss"
    case unlabelledRows = "unlabelled_rows"
    case zeroWeightRows = "zero_weight_rows"
    case newCells = "new_cells"
    case oddCells = "odd_cells"
    case bytes
  }

  /// Writes what is missing as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(tableRows, forKey: .tableRows)
    try container.encode(rows, forKey: .rows)
    try container.encode(stoppingRows, forKey: .stoppingRows)
    try container.encode(stoppingLogLoss, forKey: .stoppingLogLoss)
    try container.encode(unlabelledRows, forKey: .unlabelledRows)
    try container.encode(zeroWeightRows, forKey: .zeroWeightRows)
    try container.encode(newCells, forKey: .newCells)
    try container.encode(oddCells, forKey: .oddCells)
    try container.encode(bytes, forKey: .bytes)
  }
}
