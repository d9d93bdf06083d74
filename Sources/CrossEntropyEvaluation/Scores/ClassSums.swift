/// How one class fares, in rows by weight.
public struct ClassScore: Codable, Sendable, Hashable {
  /// The rows of the class.
  public var rows: Double
  /// The rows for which it is the most probable class.
  public var predicted: Double
  /// The rows that are both.
  public var truePositives: Double

  /// The scores of a class.
  public init(rows: Double = 0, predicted: Double = 0, truePositives: Double = 0) {
    self.rows = rows
    self.predicted = predicted
    self.truePositives = truePositives
  }

  /// truePositives / rows: of the rows of the class, the share that was found; nil without any.
  public var recall: Double? { rows > 0 ? truePositives / rows : nil }

  /// truePositives / predicted: of the rows that were predicted to be of the class, the share that
  /// was; nil without any.
  public var precision: Double? { predicted > 0 ? truePositives / predicted : nil }

  enum CodingKeys: String, CodingKey {
    case rows, predicted
    case truePositives = "true_positives"
  }
}

extension ClassSums {
  /// Rows of one class, by weight, that were predicted to be of another.
  public struct Mistake: Codable, Sendable, Hashable {
    /// The place of their class.
    public var truth: Int
    /// The place of the class that was predicted.
    public var said: Int
    /// How many they are.
    public var rows: Double

    /// Rows that were mistaken.
    public init(truth: Int, said: Int, rows: Double) {
      self.truth = truth
      self.said = said
      self.rows = rows
    }
  }
}

/// The rows of each class, what was predicted for them, and how often that was right.
///
/// - Error: sums of parts merge into the sums of the whole: with weights of 1 to the bit, else
///   within 1e-12 relative, enforced by `ScoreSumsTests`.
public struct ClassSums: Sendable, Hashable, Codable {
  /// The most classes whose confusion is counted cell by cell.
  public static let mostConfusedClasses = 30

  /// How each class fares.
  public private(set) var scores: [ClassScore]
  /// The rows of each class, by weight, by what was predicted: `confusion[truth][predicted]`.
  ///
  /// Nil with more than ``mostConfusedClasses`` classes.
  public private(set) var confusion: [[Double]]?
  /// The mistaken rows of each class by what was predicted, where there are too many classes for a ``confusion``.
  private var mistaken: [[Int: Double]]

  /// The sums of nothing.
  public init(classes: Int) throws(EvaluationError) {
    try check(classes: classes)
    self.init(ofClasses: classes)
  }

  private init(ofClasses classes: Int) {
    scores = [ClassScore](repeating: ClassScore(), count: classes)
    confusion =
      classes <= Self.mostConfusedClasses
      ? [[Double]](repeating: [Double](repeating: 0, count: classes), count: classes) : nil
    mistaken = confusion == nil ? [[Int: Double]](repeating: [:], count: classes) : []
  }

  /// Sums by cell, truth · classes + predicted.
  init(classes: Int, cells: [(cell: Int, value: Double)]) {
    self.init(ofClasses: classes)
    for (cell, value) in cells { add(value, truth: cell / classes, said: cell % classes) }
  }

  /// Adds rows: the class of each, and the class that was predicted for it.
  ///
  /// `share` multiplies every weight: 1 / r for one of r repeats.
  public mutating func add(
    labels: [Int32], predicted: [Int32], weights: [Double]? = nil, share: Double = 1
  ) throws(EvaluationError) {
    try check(predicted.count, of: .predictions, expected: labels.count)
    try check(labels: labels, classes: scores.count)
    try check(labels: predicted, classes: scores.count)
    try check(weights: weights, rows: labels.count)
    for row in labels.indices {
      let (truth, said) = (Int(labels[row]), Int(predicted[row]))
      add(share * (weights?[row] ?? 1), truth: truth, said: said)
    }
  }

  private mutating func add(_ weight: Double, truth: Int, said: Int) {
    scores[truth].rows += weight
    scores[said].predicted += weight
    if truth == said { scores[truth].truePositives += weight }
    confusion?[truth][said] += weight
    if truth != said, confusion == nil { mistaken[truth][said, default: 0] += weight }
  }

  /// Adds the sums of other rows.
  public mutating func merge(_ other: ClassSums) throws(EvaluationError) {
    try check(other.scores.count, of: .classes, expected: scores.count)
    for index in scores.indices {
      scores[index].rows += other.scores[index].rows
      scores[index].predicted += other.scores[index].predicted
      scores[index].truePositives += other.scores[index].truePositives
    }
    for (truth, row) in other.mistaken.enumerated() {
      for (said, rows) in row { mistaken[truth][said, default: 0] += rows }
    }
    guard let added = other.confusion else { return }
    for truth in added.indices {
      for said in added[truth].indices { confusion?[truth][said] += added[truth][said] }
    }
  }

  /// What the rows of each class were most often taken for, at most so many per class; nil where there is a
  /// ``confusion``, which says it all.
  public func mistakes(mostPerClass most: Int) -> [ClassSums.Mistake]? {
    guard confusion == nil else { return nil }
    return mistaken.enumerated().flatMap { truth, row in
      row.map { ClassSums.Mistake(truth: truth, said: $0.key, rows: $0.value) }
        .sorted { ($1.rows, $0.said) < ($0.rows, $1.said) }.prefix(most)
    }
  }

  /// The mean share that is right, over the classes with rows; nil without rows.
  public var balancedAccuracy: Double? {
    meanShare(of: scores.map(\.truePositives), among: scores.map(\.rows))
  }
}

extension ClassSums {
  /// Reads sums, and refuses a confusion of other classes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    scores = try container.decode([ClassScore].self, forKey: .scores)
    confusion = try container.decodeIfPresent([[Double]].self, forKey: .confusion)
    mistaken = try container.decode([[Int: Double]].self, forKey: .mistaken)
    try decoder.check { [self] () throws(EvaluationError) in
      try check(classes: scores.count)
      let expected = scores.count <= Self.mostConfusedClasses ? scores.count : 0
      for count in [confusion?.count ?? 0] + (confusion ?? []).map(\.count) {
        try check(count, of: .classes, expected: expected)
      }
      try check(mistaken.count, of: .classes, expected: scores.count - expected)
      let places = mistaken.flatMap(\.keys).map(Int32.init(clamping:))
      try check(labels: places, classes: scores.count)
    }
  }
}

/// The mean of the shares part / whole over the places where there is a whole; nil if there is none.
func meanShare(of parts: [Double], among wholes: [Double]) -> Double? {
  let shares = zip(parts, wholes).compactMap { $1 > 0 ? $0 / $1 : nil }
  return shares.isEmpty ? nil : shares.reduce(0, +) / Double(shares.count)
}
