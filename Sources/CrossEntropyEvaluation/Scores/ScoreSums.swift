/// The scores of rows that come in parts, from a file or from several machines.
///
/// Sums of parts, merged in any order, are the sums of the whole.
/// - Error: means and counts to the bit, standard errors within 1e-12 relative whatever the cut. Enforced by
///   `ScoreSumsTests`.
public struct ScoreSums: Sendable, Hashable, Codable {
  /// Every row seen, rows of weight 0 included.
  public private(set) var rows = 0
  /// Mean −log p of the truth, in nats.
  public private(set) var logLoss = MeanSums()
  /// The same with at most ``mostClippedLoss`` for a row, which is finite where a truth has probability 0.
  public private(set) var clippedLogLoss = MeanSums()
  /// The mean Brier score: of the positive class for two classes, else over all.
  public private(set) var brier = MeanSums()
  /// The share of rows whose most probable class is the truth.
  public private(set) var accuracy = MeanSums()
  /// The share of rows whose truth is among the k most probable classes, for each k that was asked for.
  public private(set) var topAccuracy: [Int: MeanSums]
  /// How each class fares, with what its intervals need.
  package private(set) var confusion: ConfusionSums
  /// How many rows give the truth probability 0, and so cost +∞.
  public private(set) var infiniteRows = 0
  /// The first ``infiniteRowsKept`` of them.
  public private(set) var firstInfiniteRows: [Int] = []
  /// Σw of them.
  private var infiniteWeight = ExactSum()

  /// How many rows of infinite loss are named.
  public static let infiniteRowsKept = 16
  /// −log 10⁻¹⁵, what a row costs at most in the clipped log loss.
  public static let mostClippedLoss = 34.538776394910684

  /// The sums of nothing.
  /// - Parameters:
  ///   - classes: The number of classes.
  ///   - topK: Each k of the top-k accuracies, 1 or more.
  public init(classes: Int, topK: [Int] = []) throws(EvaluationError) {
    confusion = try ConfusionSums(classes: classes)
    for k in topK { try check(k, of: .classes, least: 1) }
    topAccuracy = Dictionary(topK.map { ($0, MeanSums()) }, uniquingKeysWith: { sums, _ in sums })
  }

  /// The sums of some rows.
  /// - Parameters:
  ///   - scores: The scores of the rows.
  ///   - labels: The class of each row.
  ///   - classes: The number of classes.
  ///   - units: The weights and groups of the rows.
  ///   - topK: Each k of the top-k accuracies, 1 or more.
  ///   - numbers: The numbers of the rows.
  public init(
    _ scores: RowScores, labels: [Int32], classes: Int, units: RowUnits = RowUnits(),
    topK: [Int] = [], numbers: RowNumbers = RowNumbers()
  ) throws(EvaluationError) {
    try self.init(classes: classes, topK: topK)
    rows = labels.count
    try numbers.check(rows: rows)
    try check(scores.logLoss.count, of: .scores, expected: rows)
    try check(weights: units.weights, groups: units.groups, rows: rows)
    func sums(_ values: [Double]) -> MeanSums {
      MeanSums(checked: values, units.weights, units.groups)
    }
    logLoss = sums(scores.logLoss)
    brier = sums(scores.brier)
    accuracy = sums(scores.correct)
    for k in topAccuracy.keys { topAccuracy[k] = sums(scores.ranks.map { $0 < k ? 1 : 0 }) }
    try confusion.add(labels: labels, predicted: scores.predicted, units: units)
    var isClipped = false
    for (row, loss) in scores.logLoss.enumerated() where loss > Self.mostClippedLoss {
      isClipped = true
      let weight = units.weights?[row] ?? 1
      if loss < .infinity || weight == 0 { continue }
      infiniteRows += 1
      infiniteWeight.add(weight)
      if firstInfiniteRows.count < Self.infiniteRowsKept {
        firstInfiniteRows.append(numbers[row])
      }
    }
    clippedLogLoss =
      isClipped ? sums(scores.logLoss.map { min($0, Self.mostClippedLoss) }) : logLoss
  }

  /// Adds the sums of other rows, of as many classes and the same k; after an error nothing is added.
  public mutating func merge(_ other: ScoreSums) throws(EvaluationError) {
    var sums = self
    try sums.logLoss.merge(other.logLoss)
    try sums.clippedLogLoss.merge(other.clippedLogLoss)
    try sums.brier.merge(other.brier)
    try sums.accuracy.merge(other.accuracy)
    try check(other.topAccuracy.count, of: .scores, expected: topAccuracy.count)
    for (k, added) in other.topAccuracy {
      guard sums.topAccuracy[k] != nil else { throw .wrongCount(0, of: .scores, expected: 1) }
      try sums.topAccuracy[k]?.merge(added)
    }
    try sums.confusion.merge(other.confusion)
    sums.rows = try rowSum(rows, other.rows)
    sums.infiniteRows = try rowSum(infiniteRows, other.infiniteRows)
    sums.infiniteWeight.merge(other.infiniteWeight)
    let first = (firstInfiniteRows + other.firstInfiniteRows).sorted()
    sums.firstInfiniteRows = Array(first.prefix(Self.infiniteRowsKept))
    self = sums
  }

  /// Gives every group another number, by its own; no two the same.
  package mutating func renumberGroups(_ numbers: [Int32]) throws(EvaluationError) {
    try logLoss.renumberGroups(numbers)
    try clippedLogLoss.renumberGroups(numbers)
    try brier.renumberGroups(numbers)
    try accuracy.renumberGroups(numbers)
    for k in topAccuracy.keys { try topAccuracy[k]?.renumberGroups(numbers) }
    try confusion.renumberGroups(numbers)
  }

  /// How each class fares.
  public var classes: ClassSums { confusion.classSums }

  /// The mean log loss without the rows that cost +∞; NaN where there are no others.
  public var finiteLogLoss: Double {
    logLoss.finiteSum / (logLoss.totalWeight - infiniteWeight.value)
  }

  /// The share of the clipped log loss that the rows of infinite loss cost.
  public var clippedShare: Double {
    let clip = infiniteWeight.value * Self.mostClippedLoss
    return clip == 0 ? 0 : clip / clippedLogLoss.finiteSum
  }
}

extension ScoreSums {
  /// Reads sums, and refuses counts of rows that cannot be.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    rows = try container.decode(Int.self, forKey: .rows)
    logLoss = try container.decode(MeanSums.self, forKey: .logLoss)
    clippedLogLoss = try container.decode(MeanSums.self, forKey: .clippedLogLoss)
    brier = try container.decode(MeanSums.self, forKey: .brier)
    accuracy = try container.decode(MeanSums.self, forKey: .accuracy)
    topAccuracy = try container.decode([Int: MeanSums].self, forKey: .topAccuracy)
    confusion = try container.decode(ConfusionSums.self, forKey: .confusion)
    infiniteRows = try container.decode(Int.self, forKey: .infiniteRows)
    firstInfiniteRows = try container.decode([Int].self, forKey: .firstInfiniteRows)
    infiniteWeight = try container.decode(ExactSum.self, forKey: .infiniteWeight)
    try decoder.check { [self] () throws(EvaluationError) in
      try check(rows, of: .rows, least: 0)
      guard 0...rows ~= infiniteRows else { throw .rowOutOfRange(infiniteRows, rows: rows) }
      try check(
        firstInfiniteRows.count, of: .rows, expected: min(infiniteRows, Self.infiniteRowsKept))
      for row in firstInfiniteRows where row < 0 { throw .rowOutOfRange(row, rows: .max) }
      for k in topAccuracy.keys { try check(k, of: .classes, least: 1) }
      for count in [logLoss, clippedLogLoss, brier, accuracy].map(\.rows) + [confusion.rows]
      where count > rows {
        throw .wrongCount(count, of: .rows, expected: rows)
      }
    }
  }
}
