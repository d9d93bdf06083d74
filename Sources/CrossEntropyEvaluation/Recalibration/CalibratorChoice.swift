package import CrossEntropy

/// Which calibrator is worth its parameters, by what it wins on rows that it was not fitted to.
///
/// 5 folds and 5 repeats, averaged by row. A calibrator is eligible if the lower end of its gain over none, one-sided
/// 1 − 0.05/m over the m candidates, is above 0 and the gain above 1 % of the loss. Of the eligible the one of fewest
/// parameters is chosen whose loss is within one standard error of pairs of the lowest. If the loss without any is infinite,
/// whatever is finite is eligible.
package struct CalibratorChoice: Sendable, Hashable, Codable {
  /// A calibrator that was tried.
  package struct Candidate: Sendable, Hashable, Codable {
    /// Which it is.
    package let kind: Calibrator.Kind
    /// The mean log loss after it, cross-fitted; nil where it was refused.
    package let logLoss: MeanEstimate?
    /// The mean of what it wins over none, by pairs; nil where it was refused.
    package let gain: MeanEstimate?
    /// Whether it wins beyond doubt and beyond 1 %.
    package let isEligible: Bool
    /// Whether it wins beyond doubt, be it little.
    package let isBeyondDoubt: Bool
    /// Why it was refused.
    package let refusal: CalibratorRefusal?
  }

  /// In so many parts the rows are cut, as often over.
  package static let folds = 5
  /// Fewer rows, or rows of a class, are refused.
  package static let (fewestRows, fewestRowsOfClass) = (100, 10)
  /// The gain, as a share of the loss, that a calibrator is worth its while for.
  package static let leastGain = EquivalenceMargin.usualShare

  /// The mean log loss as it is.
  package let logLoss: MeanEstimate
  /// The calibrators that were tried, from the fewest parameters up.
  package let candidates: [Candidate]
  /// The one that is worth its parameters; none where none is.
  package let chosen: Calibrator.Kind

  /// The choice among kinds, all that suit the number of classes unless they are given.
  ///
  /// With more than a tenth as many classes as rows that is the temperature alone.
  /// - Throws: `CalibratorRefusal` for too few rows, `FoldError` for too few groups, and `EvaluationError` for what does not
  ///   fit.
  package init(
    among kinds: [Calibrator.Kind]? = nil, logProbabilities: Matrix<Double>, labels: [Int32],
    units: RowUnits = RowUnits(), seed: RandomSeed, threads: Int = 1
  ) throws {
    let classes = logProbabilities.columns
    try check(labels.count, of: .labels, expected: logProbabilities.rows)
    try check(labels: labels, classes: classes)
    try check(weights: units.weights, groups: units.groups, rows: labels.count)
    try requireRows(
      labels: labels, classes: classes, weights: units.weights, least: Self.fewestRows,
      ofClass: Self.fewestRowsOfClass)
    let kinds = kinds?.filter { $0 != .none } ?? Self.kinds(classes: classes, rows: labels.count)
    let fitting = try CrossFitting(
      logProbabilities, labels: labels, units: units, folds: Self.folds, repeats: 5, seed: seed,
      threads: threads)
    let before = labels.indices.map { 0 - logProbabilities[$0, Int(labels[$0])] }
    logLoss = try units.mean(of: before)
    var tried: [(kind: Calibrator.Kind, losses: [Double])] = []
    var refusals: [Calibrator.Kind: CalibratorRefusal] = [:]
    for kind in kinds {
      do {
        try kind.requireFit(labels: labels, classes: classes, weights: units.weights)
        tried.append(
          (
            kind,
            try fitting.losses { try Calibrator.fitted(kind, to: $0, labels: $1, weights: $2) }
          ))
      } catch let refusal as CalibratorRefusal {
        refusals[kind] = refusal
      } catch RecalibrationError.impossibleTruth {
        // The fold's rows have other numbers.
        let rows = before.indices.filter { before[$0] == .infinity && units.weights?[$0] != 0 }
        refusals[kind] = .impossibleTruth(rows: Array(rows.prefix(16)), count: rows.count)
      }
    }
    var eligible: [(kind: Calibrator.Kind, losses: [Double], mean: Double)] = []
    var candidates: [Candidate] = []
    for kind in kinds {
      guard let losses = tried.first(where: { $0.kind == kind })?.losses else {
        candidates.append(
          Candidate(
            kind: kind, logLoss: nil, gain: nil, isEligible: false, isBeyondDoubt: false,
            refusal: refusals[kind]))
        continue
      }
      let (mean, gain) = (
        try units.mean(of: losses), try units.mean(of: zip(before, losses).map { $0 - $1 })
      )
      // The lower end of a two-sided interval at twice the level.
      let low =
        try gain.interval(alpha: 2 * Significance.level, comparisons: kinds.count)?.low
        ?? -.infinity
      let isEligible =
        mean.mean.isFinite
        && (logLoss.mean == .infinity || low > 0 && gain.mean > Self.leastGain * logLoss.mean)
      if isEligible { eligible.append((kind, losses, mean.mean)) }
      candidates.append(
        Candidate(
          kind: kind, logLoss: mean, gain: gain, isEligible: isEligible, isBeyondDoubt: low > 0,
          refusal: nil))
    }
    self.candidates = candidates
    var chosen = Calibrator.Kind.none
    if let best = eligible.min(by: { $0.mean < $1.mean }) {
      for each in eligible {
        let behind = try units.mean(of: zip(each.losses, best.losses).map { $0 - $1 })
        if behind.mean <= behind.standardError ?? 0 {
          chosen = each.kind
          break
        }
      }
    }
    self.chosen = chosen
  }

  /// The kinds that suit numbers of classes and rows, from the fewest parameters up.
  package static func kinds(classes: Int, rows: Int) -> [Calibrator.Kind] {
    if classes * 10 > rows { return [.temperature] }
    return Calibrator.Kind.allCases.filter { kind in
      switch kind {
      case .none: false
      case .beta: classes == 2
      // Of two classes it is the map of beta without its bounds.
      case .vector: classes > 2
      case .temperature, .priorShift, .scaleAndBias, .isotonic: true
      }
    }
  }
}
