/// The loss of every row under one predictor.
public struct PredictorLosses: Sendable, Hashable {
  /// The loss of each row.
  public let rows: [Double]
  /// The losses of the folds; nil where the predictions do not come from folds.
  public let folds: FoldLosses?

  /// The losses of rows, and of the folds where there are any.
  public init(_ rows: [Double], folds: FoldLosses? = nil) {
    self.rows = rows
    self.folds = folds
  }
}

/// The mean loss of every fold of repeated cross-validation.
public struct FoldLosses: Sendable, Hashable {
  /// Fold after fold, repeat after repeat.
  public let means: [Double]
  /// k, the number of folds per repeat.
  public let count: Int
  /// The mean ratio of the rows that a fold holds out to those that it trains on; nil: 1/(k − 1).
  public let testRatio: Double?

  /// The mean losses of k folds, once or repeated.
  public init(
    means: [Double], count: Int, testRatio: Double? = nil
  ) throws(EvaluationError) {
    try checkFolds(means.count, perRepeat: count)
    self.means = means
    self.count = count
    self.testRatio = testRatio
  }

  /// The folds whose mean is below the other's.
  public func won(against other: FoldLosses) -> Int {
    zip(means, other.means).count { $0 < $1 }
  }

  /// The folds whose mean is the other's.
  public func tied(with other: FoldLosses) -> Int {
    zip(means, other.means).count { $0 == $1 }
  }
}

/// Two predictors on the same rows, ours minus theirs: negative where ours is better.
public struct PairedComparison: Sendable, Hashable {
  /// The difference of these predictors on new rows.
  public let rows: MeanEstimate
  /// The difference after training anew on other rows; nil without folds.
  public let folds: CorrectedResampledMean?
  /// Whether every row has the same loss under both.
  public let isSame: Bool

  /// Pairs the losses row by row, and fold by fold where both have folds.
  public init(
    _ ours: PredictorLosses, _ theirs: PredictorLosses, units: RowUnits = RowUnits()
  ) throws(EvaluationError) {
    try check(theirs.rows.count, of: .losses, expected: ours.rows.count)
    rows = try units.mean(of: zip(ours.rows, theirs.rows).map { $0 - $1 })
    isSame = ours.rows == theirs.rows
    guard let ours = ours.folds, let theirs = theirs.folds else {
      folds = nil
      return
    }
    try check(theirs.count, of: .folds, expected: ours.count)
    try check(theirs.means.count, of: .folds, expected: ours.means.count)
    folds = try CorrectedResampledMean(
      foldDifferences: zip(ours.means, theirs.means).map { $0 - $1 }, folds: ours.count,
      testRatio: ours.testRatio)
  }

  /// Which interval decides what the pair says.
  public var decision: DecidingInterval { folds == nil ? .fits : .retrained }

  /// The difference for these predictors on new rows, its interval one of m simultaneous ones.
  public func fits(comparisons: Int = 1) throws(EvaluationError) -> PairedDifference {
    PairedDifference(estimate: rows.mean, interval: try rows.interval(comparisons: comparisons))
  }

  /// The same difference for training anew: of the interval over rows and that over folds the wider one; nil
  /// without folds.
  ///
  /// The folds' means alone miss what all folds share, such as the class shares that stratified folds keep,
  /// and the rows alone miss what other training rows would give.
  public func retrained(comparisons: Int = 1) throws(EvaluationError) -> PairedDifference? {
    if folds == nil { return nil }
    return PairedDifference(
      estimate: rows.mean, interval: try widest(comparisons)?.around(rows.mean))
  }

  /// What the pair says by the interval that decides, where a difference above `margin` matters.
  public func finding(
    margin: Double = 0, comparisons: Int = 1
  ) throws(EvaluationError) -> ComparisonFinding {
    if isSame { return .sameNumbers }
    // Without folds the widest is that over rows.
    return ComparisonFinding(try widest(comparisons)?.around(rows.mean), margin: margin)
  }

  /// A true difference of this size would probably have been seen; nil with too few units.
  ///
  /// By whichever standard error makes the wider interval.
  public func smallestDetectable(comparisons: Int = 1) throws(EvaluationError) -> Double? {
    try widest(comparisons)?.detectable
  }

  /// How far the wider interval reaches; nil where either is missing.
  private func widest(_ comparisons: Int) throws(EvaluationError) -> Reach? {
    guard let here = try rows.reach(comparisons: comparisons) else { return nil }
    guard let folds else { return here }
    guard let anew = try folds.reach(comparisons: comparisons) else { return nil }
    return anew.interval > here.interval ? anew : here
  }
}

extension PairedComparison {
  /// The predictor that is better than every other one; nil if none is, or if there are only two.
  ///
  /// Its intervals are simultaneous over `comparisons`, which counts all pairs of all readings, and lie beyond the
  /// margin.
  public static func leader(
    among losses: [PredictorLosses], units: RowUnits = RowUnits(), margin: Double = 0,
    comparisons: Int
  ) throws(EvaluationError) -> Int? {
    guard losses.count > 2 else { return nil }
    try check(comparisons, of: .comparisons, least: 1)
    let means = try losses.map { (losses) throws(EvaluationError) in
      try units.mean(of: losses.rows).mean
    }
    let first = means.indices.min { means[$0] < means[$1] } ?? 0
    for other in losses.indices where other != first {
      let pair = try PairedComparison(losses[first], losses[other], units: units)
      if try pair.finding(margin: margin, comparisons: comparisons) != .better { return nil }
    }
    return first
  }
}
