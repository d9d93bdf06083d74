/// What a batch of rows gives: a sum, and everything that a mean could divide it by.
///
/// The totals of parts merge into the total of the whole. Every mean is named after its divisor; there
/// is no default mean.
public struct LossTotal: Sendable, Hashable, Codable {
  /// The weighted sum of the counted rows' losses.
  public internal(set) var sum = 0.0
  /// Σ of the counted rows' weights: row weight × Σⱼ wⱼtⱼ, with the targets before smoothing.
  ///
  /// Under several sigmoid outputs it is the row weight alone.
  public internal(set) var weight = 0.0
  /// Every row seen, ignored ones included.
  public internal(set) var rows = 0
  /// The rows that were not ignored; a row of weight 0 counts.
  public internal(set) var countedRows = 0
  /// Outputs per row.
  public internal(set) var outputs = 0
  /// How many rows cost +∞.
  public internal(set) var infiniteRows = 0
  /// The numbers of the first sixteen of them, counted from the first row of the total.
  public internal(set) var firstInfiniteRows: [Int] = []

  /// The total of nothing.
  public init() {}

  /// The total of no rows of so many outputs.
  init(outputs: Int) { self.outputs = outputs }

  /// Appends the total of the rows that follow; throws where they have other outputs per row, and where
  /// there are more rows than can be counted.
  public mutating func merge(_ other: LossTotal) throws(ShapeError) {
    if outputs != 0, other.outputs != 0, outputs != other.outputs {
      throw .count(of: .outputs, expected: outputs, got: other.outputs)
    }
    // No other count, nor the number of a row, is beyond the rows of its total.
    if rows.addingReportingOverflow(other.rows).overflow { throw .tooMany(of: .rows) }
    append(other)
  }

  /// Appends the total of rows with as many outputs.
  package mutating func append(_ other: LossTotal) {
    require(
      outputs == 0 || other.outputs == 0 || outputs == other.outputs,
      "cannot merge totals of \(outputs) and of \(other.outputs) outputs per row")
    sum += other.sum
    weight += other.weight
    let room = max(0, Self.infiniteRowsKept - firstInfiniteRows.count)
    firstInfiniteRows += other.firstInfiniteRows.prefix(room).map { $0 + rows }
    infiniteRows += other.infiniteRows
    rows += other.rows
    countedRows += other.countedRows
    outputs = max(outputs, other.outputs)
  }

  /// The sum over every row seen, ignored ones included; nil over nothing.
  public var meanOverRows: Double? { rows == 0 ? nil : sum / Double(rows) }

  /// The sum over the rows that were not ignored; nil over nothing.
  public var meanOverCountedRows: Double? { countedRows == 0 ? nil : sum / Double(countedRows) }

  /// The sum over the weights; nil where they add to 0.
  public var meanOverWeight: Double? { weight == 0 ? nil : sum / weight }

  /// The sum over rows × outputs; nil over nothing.
  public var meanOverElements: Double? {
    rows == 0 || outputs == 0 ? nil : sum / (Double(rows) * Double(outputs))
  }

  static let infiniteRowsKept = 16

  mutating func noteInfiniteRow(_ row: Int) {
    infiniteRows += 1
    if firstInfiniteRows.count < Self.infiniteRowsKept { firstInfiniteRows.append(row) }
  }
}

extension LossTotal {
  /// Reads a total, and refuses counts of rows and outputs that cannot be.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    sum = try container.decode(Double.self, forKey: .sum)
    weight = try container.decode(Double.self, forKey: .weight)
    rows = try container.decode(Int.self, forKey: .rows)
    countedRows = try container.decode(Int.self, forKey: .countedRows)
    outputs = try container.decode(Int.self, forKey: .outputs)
    infiniteRows = try container.decode(Int.self, forKey: .infiniteRows)
    firstInfiniteRows = try container.decode([Int].self, forKey: .firstInfiniteRows)
    func require(_ isPossible: Bool, _ key: CodingKeys) throws {
      if !isPossible {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container, debugDescription: "impossible beside the other counts")
      }
    }
    try require(rows >= 0, .rows)
    try require(0 <= countedRows && countedRows <= rows, .countedRows)
    try require(outputs >= 0, .outputs)
    try require(0 <= infiniteRows && infiniteRows <= countedRows, .infiniteRows)
    try require(
      firstInfiniteRows.count == min(infiniteRows, Self.infiniteRowsKept)
        && firstInfiniteRows.allSatisfy { 0 <= $0 && $0 < rows }, .firstInfiniteRows)
  }
}
