/// The scores of rows that come in parts, from a file or from several machines.
///
/// Sums of parts, merged in the order of the rows, are the sums of the whole.
/// - Error: means and standard errors within 1e-12 relative whatever the cut; counts of rows, and
///   of classes where the weights are 1, to the bit. Enforced by `ScoreSumsTests`.
public struct ScoreSums: Sendable, Hashable, Codable {
  /// Every row seen, rows of weight 0 included.
  public private(set) var rows = 0
  /// Mean −log p of the truth, in nats.
  public private(set) var logLoss = MeanSums()
  /// The mean Brier score: of the positive class for two classes, else over all.
  public private(set) var brier = MeanSums()
  /// The share of rows whose most probable class is the truth.
  public private(set) var accuracy = MeanSums()
  /// How each class fares.
  public private(set) var classes: ClassSums
  /// How many rows give the truth probability 0, and so cost +∞.
  public private(set) var infiniteRows = 0
  /// The first ``infiniteRowsKept`` of them, counted from the first row of the sums.
  public private(set) var firstInfiniteRows: [Int] = []

  /// How many rows of infinite loss are named.
  public static let infiniteRowsKept = 16

  /// The sums of nothing.
  public init(classes: Int) throws(EvaluationError) {
    self.classes = try ClassSums(classes: classes)
  }

  /// The sums of some rows.
  public init(
    _ scores: RowScores, labels: [Int32], classes: Int, units: RowUnits = RowUnits()
  ) throws(EvaluationError) {
    try self.init(classes: classes)
    rows = labels.count
    try check(scores.logLoss.count, of: .scores, expected: rows)
    try logLoss.add(scores.logLoss, weights: units.weights, groups: units.groups)
    try brier.add(scores.brier, weights: units.weights, groups: units.groups)
    try accuracy.add(scores.correct, weights: units.weights, groups: units.groups)
    try self.classes.add(labels: labels, predicted: scores.predicted, weights: units.weights)
    for (row, loss) in scores.logLoss.enumerated() where loss == .infinity {
      if units.weights?[row] == 0 { continue }
      infiniteRows += 1
      if firstInfiniteRows.count < Self.infiniteRowsKept { firstInfiniteRows.append(row) }
    }
  }

  /// Appends the sums of the rows that follow, of as many classes; after an error nothing is added.
  public mutating func merge(_ other: ScoreSums) throws(EvaluationError) {
    var sums = self
    try sums.logLoss.merge(other.logLoss)
    try sums.brier.merge(other.brier)
    try sums.accuracy.merge(other.accuracy)
    try sums.classes.merge(other.classes)
    sums.rows = try rowSum(rows, other.rows)
    // The numbers of rows cannot overflow: none is beyond the rows of its sums.
    let room = Self.infiniteRowsKept - firstInfiniteRows.count
    sums.firstInfiniteRows += other.firstInfiniteRows.prefix(room).map { $0 + rows }
    sums.infiniteRows += other.infiniteRows
    self = sums
  }
}

extension ScoreSums {
  /// Reads sums, and refuses counts of rows that cannot be.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    rows = try container.decode(Int.self, forKey: .rows)
    logLoss = try container.decode(MeanSums.self, forKey: .logLoss)
    brier = try container.decode(MeanSums.self, forKey: .brier)
    accuracy = try container.decode(MeanSums.self, forKey: .accuracy)
    classes = try container.decode(ClassSums.self, forKey: .classes)
    infiniteRows = try container.decode(Int.self, forKey: .infiniteRows)
    firstInfiniteRows = try container.decode([Int].self, forKey: .firstInfiniteRows)
    try decoder.check { [self] () throws(EvaluationError) in
      try check(rows, of: .rows, least: 0)
      guard 0...rows ~= infiniteRows else { throw .rowOutOfRange(infiniteRows, rows: rows) }
      try check(
        firstInfiniteRows.count, of: .rows, expected: min(infiniteRows, Self.infiniteRowsKept))
      for row in firstInfiniteRows where row < 0 || row >= rows {
        throw .rowOutOfRange(row, rows: rows)
      }
      for sums in [logLoss, brier, accuracy] where sums.rows > rows {
        throw .wrongCount(sums.rows, of: .rows, expected: rows)
      }
    }
  }
}
