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
  public init(classes: Int) { self.classes = ClassSums(classes: classes) }

  /// The sums of some rows.
  public init(_ scores: RowScores, labels: [Int32], classes: Int, units: RowUnits = RowUnits()) {
    self.init(classes: classes)
    rows = labels.count
    logLoss.add(scores.logLoss, weights: units.weights, groups: units.groups)
    brier.add(scores.brier, weights: units.weights, groups: units.groups)
    accuracy.add(scores.correct, weights: units.weights, groups: units.groups)
    self.classes.add(labels: labels, predicted: scores.predicted, weights: units.weights)
    for (row, loss) in scores.logLoss.enumerated() where loss == .infinity {
      if units.weights?[row] == 0 { continue }
      infiniteRows += 1
      if firstInfiniteRows.count < Self.infiniteRowsKept { firstInfiniteRows.append(row) }
    }
  }

  /// Appends the sums of the rows that follow.
  public mutating func merge(_ other: ScoreSums) {
    logLoss.merge(other.logLoss)
    brier.merge(other.brier)
    accuracy.merge(other.accuracy)
    classes.merge(other.classes)
    let room = Self.infiniteRowsKept - firstInfiniteRows.count
    firstInfiniteRows += other.firstInfiniteRows.prefix(room).map { $0 + rows }
    infiniteRows += other.infiniteRows
    rows += other.rows
  }
}
