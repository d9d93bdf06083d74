internal import CrossEntropy
public import CrossEntropyEvaluation
internal import CrossEntropyFiles
internal import CrossEntropyLearning

/// What the predictions of a file score beside those of the first, row by row.
public struct PredictionPair: Sendable, Hashable {
  /// The file.
  public let path: String
  /// The label whose probabilities they are; nil unless there are several.
  public internal(set) var label: String? = nil
  /// The first file.
  public let baseline: String
  /// The rows that both have.
  public let rows: Int
  /// The rows of this file without a partner in the first.
  public let unpaired: Int
  /// The rows of the first file without a partner in this.
  public let baselineUnpaired: Int
  /// The difference of log loss, negative where these predictions are better; of several pairs the intervals hold jointly.
  public let logLoss: PairedDifference
  /// What its interval says; where one file alone has an infinite loss, that says it.
  public let finding: ComparisonFinding
  /// The difference that matters, in nats.
  public let margin: Double
  /// A true difference of this size would probably have been seen; nil with too few rows or groups.
  public let smallestDetectable: Double?
  /// Whether a row costs at most −log 10⁻¹⁵ in the difference, since some truth was given probability 0.
  public let isClipped: Bool
  /// The difference without that; nil where none is clipped.
  public let unclipped: Unclipped?
  /// The share of rows whose log loss is lower than the baseline's.
  public let winRate: Double
  /// The share of rows whose log loss is the baseline's.
  public let tieRate: Double
  /// The difference of the Brier score; its interval is of this difference alone, as is the next.
  public let brier: PairedDifference
  /// The difference of the accuracy.
  public let accuracy: PairedDifference
  /// How far the predictions are from the first's, whatever the truth; nil where the classes are others, or it was not asked
  /// for.
  public let divergence: PairDivergence?
  /// What intervals of the difference of log loss are formed of.
  let rowDifference: MeanEstimate

  /// A difference where some truth was given probability 0.
  public struct Unclipped: Sendable, Hashable {
    /// ∞ where this file alone has such a row, −∞ where the first has; nil where both have, and there is none.
    public let difference: Double?
    /// The rows of this file that cost an infinite loss.
    public let rows: Int
    /// Those of the first file.
    public let baselineRows: Int
    /// The rows of which either costs one.
    public let rowsOfEither: Int
    /// The lines of this file, or of arrays the rows, that stand for the first of these.
    public let first: [Int]
    /// The difference of all other rows; nil where there are none.
    public let others: PairedDifference?
  }
}

extension PredictionPair: Encodable {
  enum CodingKeys: String, CodingKey {
    case path, label, baseline, rows, unpaired
    case baselineUnpaired = "baseline_unpaired"
    case difference, finding, margin
    case smallestDetectable = "smallest_detectable"
    case isClipped = "clipped"
    case unclipped
    case winRate = "win_rate"
    case tieRate = "tie_rate"
    case brier = "brier_score_difference"
    case accuracy = "accuracy_difference"
    case divergence
  }

  /// Writes what is missing as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(path, forKey: .path)
    try container.encode(label, forKey: .label)
    try container.encode(baseline, forKey: .baseline)
    try container.encode(rows, forKey: .rows)
    try container.encode(unpaired, forKey: .unpaired)
    try container.encode(baselineUnpaired, forKey: .baselineUnpaired)
    try container.encode(logLoss, forKey: .difference)
    try container.encode(finding, forKey: .finding)
    try container.encode(margin, forKey: .margin)
    try container.encode(smallestDetectable, forKey: .smallestDetectable)
    try container.encode(isClipped, forKey: .isClipped)
    try container.encode(unclipped, forKey: .unclipped)
    try container.encode(winRate, forKey: .winRate)
    try container.encode(tieRate, forKey: .tieRate)
    try container.encode(brier, forKey: .brier)
    try container.encode(accuracy, forKey: .accuracy)
    try container.encode(divergence, forKey: .divergence)
  }
}

extension PredictionPair.Unclipped: Encodable {
  enum CodingKeys: String, CodingKey {
    case difference, rows
    case baselineRows = "baseline_rows"
    case rowsOfEither = "rows_of_either"
    case first
    case others = "difference_of_others"
  }

  /// Writes what is missing as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(difference, forKey: .difference)
    try container.encode(rows, forKey: .rows)
    try container.encode(baselineRows, forKey: .baselineRows)
    try container.encode(rowsOfEither, forKey: .rowsOfEither)
    try container.encode(first, forKey: .first)
    try container.encode(others, forKey: .others)
  }
}

extension PredictionPair {
  /// Pairs the rows of a file with those of the first.
  init(
    _ own: ScoredRows, against first: ScoredRows, comparisons: Int, margin: EquivalenceMargin,
    constant: Double, hasDivergence: Bool, threads: Int
  ) throws(WorkflowError) {
    let placeOfClass = Dictionary(
      first.classes.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { first, _ in first })
    let labelInFirst = own.classes.map { placeOfClass[$0] ?? -1 }
    var pairs: [(own: Int, first: Int)] = []
    pairs.reserveCapacity(own.keys.count)
    for (row, match) in own.keys.places(in: first.keys).enumerated() where match >= 0 {
      pairs.append((row, Int(match)))
    }
    let others = pairs.filter { labelInFirst[Int(own.labels[$0.own])] != first.labels[$0.first] }
    if let (row, place) = others.first {
      throw WorkflowError(
        .score(
          .otherTruth(
            own.truth(ofRow: row), first.truth(ofRow: place), in: first.path, rows: others.count)),
        at: .file(FilePlace(file: own.path, line: own.lines[row])),
        remedies: own.id != nil ? [.correct(.labels)] : [.set(.idColumn), .correct(.labels)])
    }
    if let id = own.id, pairs.isEmpty {
      throw WorkflowError(
        .score(.noSharedID(column: id, truth: first.path)), at: .file(own.path),
        remedies: [.nameAnother(.idColumn)])
    }
    guard own.id != nil || pairs.count == own.keys.count && pairs.count == first.keys.count else {
      throw WorkflowError(
        own.keys.count == first.keys.count
          ? .score(.otherRows(.row, in: first.path))
          : .score(.otherRowCount(own.keys.count, truth: first.path, rows: first.keys.count)),
        at: .file(own.path), remedies: [.set(.idColumn)])
    }
    try Self.checkUnits(own, first, pairs)
    var hasPartner = [Bool](repeating: false, count: first.keys.count)
    for pair in pairs { hasPartner[pair.first] = true }
    let units = RowUnits(
      weights: first.units.weights.map { all in pairs.map { all[$0.first] } },
      groups: first.units.groups.map { all in pairs.map { all[$0.first] } })
    let (ours, theirs) = (
      pairs.map { own.scores.logLoss[$0.own] }, pairs.map { first.scores.logLoss[$0.first] }
    )
    do throws(EvaluationError) {
      let losses = try PairedLosses(
        ours, theirs, units, lines: pairs.map { own.lines[$0.own] }, comparisons: comparisons,
        margin: margin, constant: constant)
      func difference(_ values: [Double]) throws(EvaluationError) -> PairedDifference {
        let mean = try units.mean(of: values)
        return PairedDifference(
          estimate: mean.mean, interval: try mean.interval(), adjusted: false)
      }
      self.init(
        path: own.path, baseline: first.path, rows: pairs.count,
        unpaired: own.keys.count - pairs.count,
        baselineUnpaired: hasPartner.count { !$0 },
        logLoss: losses.difference, finding: losses.finding, margin: losses.margin,
        smallestDetectable: losses.smallestDetectable,
        isClipped: losses.unclipped != nil, unclipped: losses.unclipped,
        winRate: losses.winRate, tieRate: losses.tieRate,
        brier: try difference(
          pairs.map { own.scores.brier[$0.own] - first.scores.brier[$0.first] }),
        accuracy: try difference(
          pairs.map { own.scores.correct[$0.own] - first.scores.correct[$0.first] }),
        divergence: hasDivergence
          ? try PairDivergence(own, against: first, pairs, units: units, threads: threads) : nil,
        rowDifference: losses.rows)
    } catch {
      throw WorkflowError(.broken("\(error)"), at: .file(own.path))
    }
  }
}

extension PredictionPair {
  /// Throws where partners differ in what their weights or groups are, since there is then no one difference.
  private static func checkUnits(
    _ own: ScoredRows, _ first: ScoredRows, _ pairs: [(own: Int, first: Int)]
  ) throws(WorkflowError) {
    func check(
      _ setting: RequestSetting, _ ours: (Int) -> String, _ theirs: (Int) -> String,
      _ isEqual: (Int, Int) -> Bool
    ) throws(WorkflowError) {
      guard let pair = pairs.first(where: { !isEqual($0.own, $0.first) }) else { return }
      throw WorkflowError(
        .score(
          .otherUnit(
            setting, of: .row, own: ours(pair.own), first: theirs(pair.first), in: first.path)),
        at: .file(FilePlace(file: own.path, line: own.lines[pair.own])),
        remedies: [.correct(.cell)])
    }
    if let ours = own.units.weights, let theirs = first.units.weights {
      let (unit, firstUnit) = (own.weightUnit, first.weightUnit)
      try check(
        .weight, { "\(ours[$0] / unit)" }, { "\(theirs[$0] / firstUnit)" },
        { ours[$0] / unit == theirs[$1] / firstUnit })
    }
    if let ours = own.units.groups, let theirs = first.units.groups {
      let (names, others) = (own.groupNames, first.groupNames)
      try check(
        .group, { names[Int(ours[$0])] }, { others[Int(theirs[$0])] },
        { names[Int(ours[$0])] == others[Int(theirs[$1])] })
    }
  }
}

/// What the losses of rows, or of tokens, say beside those of their partners in the first file.
struct PairedLosses {
  let difference: PairedDifference
  let finding: ComparisonFinding
  let margin: Double
  let smallestDetectable: Double?
  let unclipped: PredictionPair.Unclipped?
  let winRate: Double
  let tieRate: Double
  /// What intervals of the difference are formed of.
  let rows: MeanEstimate

  /// - Parameters:
  ///   - ours: The losses.
  ///   - theirs: Those of their partners.
  ///   - units: The weights and groups of the pairs.
  ///   - lines: The line of every pair.
  ///   - comparisons: How many pairs of files hold jointly.
  ///   - margin: The difference that matters.
  ///   - constant: What the class shares cost, to hold a margin against.
  init(
    _ ours: [Double], _ theirs: [Double], _ units: RowUnits, lines: [Int], comparisons: Int,
    margin: EquivalenceMargin, constant: Double
  ) throws(EvaluationError) {
    let isClipped = ours.contains(.infinity) || theirs.contains(.infinity)
    func clipped(_ losses: [Double]) -> PredictorLosses {
      PredictorLosses(isClipped ? losses.map { min($0, ScoreSums.mostClippedLoss) } : losses)
    }
    func share(_ isCounted: (Double, Double) -> Bool) throws(EvaluationError) -> Double {
      try units.mean(of: zip(ours, theirs).map { isCounted($0, $1) ? 1 : 0 }).mean
    }
    let (a, b) = (clipped(ours), clipped(theirs))
    let pair = try PairedComparison(a, b, units: units)
    unclipped =
      isClipped
      ? try PredictionPair.Unclipped(ours, theirs, units, lines: lines, comparisons: comparisons)
      : nil
    self.margin = margin.nats(baseline: try units.mean(of: b.rows).mean, constant: constant)
    finding =
      if let infinite = unclipped?.difference {
        infinite > 0 ? .worse : .better
      } else {
        try pair.finding(margin: self.margin, comparisons: comparisons)
      }
    difference = try pair.fits(comparisons: comparisons)
    smallestDetectable = try pair.smallestDetectable(comparisons: comparisons)
    (winRate, tieRate) = (try share { $0 < $1 }, try share { $0 == $1 })
    rows = pair.rows
  }
}

extension PredictionPair.Unclipped {
  /// The difference of losses of which some are infinite; `lines` has the line of every pair.
  init(
    _ ours: [Double], _ theirs: [Double], _ units: RowUnits, lines: [Int], comparisons: Int
  ) throws(EvaluationError) {
    rows = ours.count { $0 == .infinity }
    baselineRows = theirs.count { $0 == .infinity }
    difference = rows == 0 ? -.infinity : baselineRows == 0 ? .infinity : nil
    let finite = ours.indices.filter { ours[$0] < .infinity && theirs[$0] < .infinity }
    rowsOfEither = ours.count - finite.count
    first = Array(
      ours.indices.lazy.filter { ours[$0] == .infinity || theirs[$0] == .infinity }
        .prefix(ScoreSums.infiniteRowsKept).map { lines[$0] })
    others =
      finite.isEmpty
      ? nil
      : try PairedComparison(
        PredictorLosses(finite.map { ours[$0] }), PredictorLosses(finite.map { theirs[$0] }),
        units: RowUnits(
          weights: units.weights(of: finite),
          groups: units.groups.map { all in finite.map { all[$0] } })
      ).fits(comparisons: comparisons)
  }
}
