internal import CrossEntropy

/// The rows of each class by what was predicted for them, with what the intervals of their shares need.
///
/// Sums of parts merge into the sums of the whole, to the bit whatever the cut and the order: whole weights are
/// counted, others added by ``ExactSum``. A group may have rows in several parts.
package struct ConfusionSums: Sendable, Hashable, Codable {
  /// K, the number of classes.
  package let classes: Int
  /// The rows that carry weight.
  package private(set) var rows = 0
  /// Σw of each cell.
  private var weights: CellSums
  /// Σw² of each cell; nil while every weight is 1.
  private var squares: CellSums?
  /// Σw of the classes of each group; nil while the rows are independent.
  private var groups: [Int32: [Int: ClassScore]]?

  /// The sums of nothing.
  package init(classes: Int) throws(EvaluationError) {
    try check(classes: classes)
    self.classes = classes
    weights = CellSums(classes: classes)
  }

  /// Adds rows: the class of each, and the class that was predicted for it.
  package mutating func add(
    labels: [Int32], predicted: [Int32], units: RowUnits = RowUnits()
  ) throws(EvaluationError) {
    try check(predicted.count, of: .predictions, expected: labels.count)
    try check(labels: labels, classes: classes)
    try check(labels: predicted, classes: classes)
    try check(weights: units.weights, groups: units.groups, rows: labels.count)
    _ = try rowSum(rows, labels.count)
    guard rows == 0 || labels.isEmpty || (groups == nil) == (units.groups == nil) else {
      throw .partlyGrouped
    }
    if units.groups != nil, groups == nil { groups = [:] }
    if let all = units.weights, squares == nil, all.contains(where: { $0 != 0 && $0 != 1 }) {
      squares = weights
    }
    for row in labels.indices {
      let weight = units.weights?[row] ?? 1
      if weight == 0 { continue }
      let (truth, said) = (Int(labels[row]), Int(predicted[row]))
      rows += 1
      weights.add(weight, at: truth * classes + said)
      squares?.add(weight * weight, at: truth * classes + said)
      guard let group = units.groups?[row] else { continue }
      groups?[group, default: [:]][truth, default: ClassScore()].rows += weight
      groups?[group, default: [:]][said, default: ClassScore()].predicted += weight
      if truth == said {
        groups?[group, default: [:]][said, default: ClassScore()].truePositives += weight
      }
    }
  }

  /// Adds the sums of other rows: all rows are in groups, or none is.
  package mutating func merge(_ other: ConfusionSums) throws(EvaluationError) {
    try check(other.classes, of: .classes, expected: classes)
    guard other.rows > 0 else { return }
    guard rows == 0 || (groups == nil) == (other.groups == nil) else { throw .partlyGrouped }
    let all = try rowSum(rows, other.rows)
    if squares != nil || other.squares != nil {
      var merged = squares ?? weights
      merged.merge(other.squares ?? other.weights)
      squares = merged
    }
    weights.merge(other.weights)
    rows = all
    guard let added = other.groups else { return }
    groups = (groups ?? [:]).merging(added) { $0.merging($1) { $0.added($1) } }
  }

  /// Gives every group another number, by its own.
  mutating func renumberGroups(_ numbers: [Int32]) throws(EvaluationError) {
    groups = try renumbered(groups, numbers)
  }

  /// The units of the intervals: the rows, or the groups.
  var units: Int { groups?.count ?? rows }
  /// Whether the rows come in groups.
  var isGrouped: Bool { groups != nil }
  /// Σw of the classes that have rows or predictions, in their order.
  package var present: [(place: Int, score: ClassScore)] { weights.present(classes: classes) }
  /// Each class's Σw.
  package var scores: [ClassScore] { weights.scores(classes: classes) }
  /// Each class's Σw².
  package var squaredScores: [ClassScore] { (squares ?? weights).scores(classes: classes) }

  /// Every class with rows or predictions, group by group in the order of their numbers.
  var scoresByGroup: [[(place: Int, score: ClassScore)]] {
    (groups ?? [:]).sorted { $0.key < $1.key }.map {
      $0.value.sorted { $0.key < $1.key }.map { (place: $0.key, score: $0.value) }
    }
  }

  /// Calls `body` with Σw² of each cell that is not empty.
  func forEachSquare(_ body: (_ truth: Int, _ said: Int, _ squares: Double) -> Void) {
    for (place, value) in (squares ?? weights).cells {
      body(place / classes, place % classes, value)
    }
  }

  /// Σw of the rows of each class by what was predicted, `table[truth][predicted]`; nil with more classes than these.
  package func table(mostClasses most: Int) -> [[Double]]? {
    guard classes <= most else { return nil }
    var table = [[Double]](repeating: [Double](repeating: 0, count: classes), count: classes)
    for (cell, value) in weights.cells { table[cell / classes][cell % classes] = value }
    return table
  }

  /// The most frequent mistakes, at most so many, the first classes first of equally frequent ones.
  package func mistakes(most: Int) -> [ClassSums.Mistake] {
    let all = weights.cells.filter { $0.cell / classes != $0.cell % classes }
    return all.sorted { ($1.value, $0.cell) < ($0.value, $1.cell) }.prefix(most).map {
      ClassSums.Mistake(truth: $0.cell / classes, said: $0.cell % classes, rows: $0.value)
    }
  }

  /// Whether intervals are too narrow at this size: there are fewer than 20 errors, or rows of the rarest class.
  ///
  /// Weighted rows count by (Σw)²/Σw².
  package var isTooSmallForIntervals: Bool {
    let least = Double(MeanEstimate.fewestUnitsWithoutWarning)
    var errors = (weight: 0.0, squares: 0.0)
    let squaredScores = squares == nil ? nil : squaredScores
    for (place, score) in present {
      let square = squaredScores?[place] ?? score
      if score.rows > 0, effectiveRows(score.rows, square.rows) < least { return true }
      errors.weight += score.rows - score.truePositives
      errors.squares += square.rows - square.truePositives
    }
    return effectiveRows(errors.weight, errors.squares) < least
  }

  /// The same sums without what intervals need.
  package var classSums: ClassSums { ClassSums(classes: classes, cells: weights.cells) }
}

extension ConfusionSums {
  /// Reads sums, and refuses cells and classes that there are not.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    classes = try container.decode(Int.self, forKey: .classes)
    rows = try container.decode(Int.self, forKey: .rows)
    weights = try container.decode(CellSums.self, forKey: .weights)
    squares = try container.decodeIfPresent(CellSums.self, forKey: .squares)
    groups = try container.decodeIfPresent([Int32: [Int: ClassScore]].self, forKey: .groups)
    try decoder.check { [self] () throws(EvaluationError) in
      try check(classes: classes)
      try check(rows, of: .rows, least: groups?.count ?? 0)
      for sums in [weights, squares ?? weights] { try sums.validate(classes: classes) }
      for group in groups ?? [:] {
        let places = group.value.keys.map(Int32.init(clamping:))
        try check(labels: places, classes: classes)
      }
    }
  }
}

/// Numbers ≥ 0 added cell by cell of a table of K × K: whole ones as they are, which is exact, others by an exact sum.
private struct CellSums: Sendable, Hashable, Codable {
  /// Cell by cell with few classes, else empty.
  private var few: [Double]
  private var many: [Int: Double] = [:]
  private var fractions: [Int: ExactSum] = [:]

  init(classes: Int) {
    let isSmall = classes <= ClassSums.mostConfusedClasses
    few = [Double](repeating: 0, count: isSmall ? classes * classes : 0)
  }

  mutating func add(_ value: Double, at cell: Int) {
    if value != value.rounded() {
      fractions[cell, default: ExactSum()].add(value)
    } else if few.isEmpty {
      many[cell, default: 0] += value
    } else {
      few[cell] += value
    }
  }

  mutating func merge(_ other: CellSums) {
    for cell in few.indices { few[cell] += other.few[cell] }
    many.merge(other.many) { $0 + $1 }
    for (cell, sum) in other.fractions { fractions[cell, default: ExactSum()].merge(sum) }
  }

  /// The cells that are not empty, in their order.
  var cells: [(cell: Int, value: Double)] {
    var sums = many
    for (cell, value) in few.enumerated() where value != 0 { sums[cell] = value }
    for (cell, fraction) in fractions { sums[cell, default: 0] += fraction.value }
    return sums.sorted { $0.key < $1.key }.map { (cell: $0.key, value: $0.value) }
  }

  func present(classes: Int) -> [(place: Int, score: ClassScore)] {
    var scores: [Int: ClassScore] = [:]
    for (cell, value) in cells {
      let (truth, said) = (cell / classes, cell % classes)
      scores[truth, default: ClassScore()].rows += value
      scores[said, default: ClassScore()].predicted += value
      if truth == said { scores[truth]?.truePositives += value }
    }
    return scores.sorted { $0.key < $1.key }.map { (place: $0.key, score: $0.value) }
  }

  func scores(classes: Int) -> [ClassScore] {
    var scores = [ClassScore](repeating: ClassScore(), count: classes)
    for (place, score) in present(classes: classes) { scores[place] = score }
    return scores
  }

  func validate(classes: Int) throws(EvaluationError) {
    let isSmall = classes <= ClassSums.mostConfusedClasses
    try check(few.count, of: .values, expected: isSmall ? classes * classes : 0)
    for cell in Array(many.keys) + Array(fractions.keys) where cell < 0 || cell / classes >= classes
    {
      throw .wrongCount(cell / classes, of: .classes, expected: classes)
    }
  }
}

/// (Σw)²/Σw².
func effectiveRows(_ weight: Double, _ squares: Double) -> Double {
  squares > 0 ? weight * weight / squares : 0
}

extension ClassScore {
  fileprivate func added(_ other: ClassScore) -> ClassScore {
    ClassScore(
      rows: rows + other.rows, predicted: predicted + other.predicted,
      truePositives: truePositives + other.truePositives)
  }
}
