package import CrossEntropy

/// What recalibration would win: the log loss before and after a map that is fitted to other rows, by pairs.
///
/// The map is softmax(a·log p + b), or the temperature alone with more than a tenth as many classes as rows, as in
/// ``CalibrationTest``. On the rows that a map is fitted to it always wins; on others it wins what it is worth.
///
/// - Complexity: maps are fitted to at most ``mostRowsFitted(classes:)`` rows, drawn by the seed and the rows' numbers, and
///   applied to all.
package struct RecalibrationGain: Sendable, Hashable, Codable {
  /// The mean log loss after the map.
  package let recalibrated: MeanEstimate
  /// The mean of before − after, with the error of pairs; above 0 where recalibration helps.
  package let gain: MeanEstimate
  /// Which map it is.
  package let map: CalibrationTest.Map

  /// The gain on rows of log-probabilities.
  ///
  /// - Parameters:
  ///   - logProbabilities: Rows × classes, each a log-softmax.
  ///   - labels: The class of each row.
  ///   - losses: The log loss of each row as it is; nil: that of its log-probabilities.
  ///   - units: The weights, and the groups.
  ///   - folds: In how many parts the rows are cut, of which each is mapped by what the others say.
  ///   - repeats: How often they are cut; nil: five times, or once where a fit takes long.
  ///   - seed: The seed of the cuts and of the rows that are fitted to.
  ///   - threads: The number of threads, 1 or more; the result does not depend on it.
  /// - Throws: `FoldError` for fewer rows or groups than folds, `RecalibrationError` for truths of probability 0,
  ///   and `EvaluationError` for rows that do not fit.
  package init(
    logProbabilities: Matrix<Double>, labels: [Int32], losses: [Double]? = nil,
    units: RowUnits = RowUnits(), folds: Int = 5, repeats: Int? = nil, seed: RandomSeed,
    threads: Int = 1
  ) throws {
    let (rows, classes) = (labels.count, logProbabilities.columns)
    let map = CalibrationTest.Map(classes: classes, rows: rows)
    let most = Self.mostRowsFitted(classes: classes)
    let sample = rows > most ? seed.derived(1 << 32).sample(most, of: rows) : nil
    let repeats = repeats ?? (rows * classes > Self.mostCellsCutOften ? 1 : 5)
    func fitting(isStratified: Bool) throws -> CrossFitting {
      try CrossFitting(
        logProbabilities, labels: labels, units: units, folds: folds, repeats: repeats,
        isStratified: isStratified, sample: sample, seed: seed, threads: threads)
    }
    let cut: CrossFitting
    do {
      cut = try fitting(isStratified: map == .scaleAndBias)
    } catch is FoldError {
      // A class is too rare to be in every fold.
      cut = try fitting(isStratified: false)
    }
    let after = try cut.losses { rows, labels, weights in
      try Recalibration.fitted(map, to: rows, labels: labels, weights: weights)
    }
    self.map = map
    recalibrated = try units.mean(of: after)
    gain = try units.mean(
      of: labels.indices.map {
        (losses?[$0] ?? 0 - logProbabilities[$0, Int(labels[$0])]) - after[$0]
      })
  }

  /// Of more rows a map is fitted to so many, ten for every class at least.
  package static func mostRowsFitted(classes: Int) -> Int { max(600_000 / classes, 10 * classes) }

  /// Rows of more numbers are cut once.
  private static let mostCellsCutOften = 100_000
}

extension CalibrationTest.Map {
  /// The map that so many classes and rows allow.
  package init(classes: Int, rows: Int) {
    self = classes * 10 > rows ? .temperature : .scaleAndBias
  }
}

extension Recalibration {
  /// The map of a kind with the lowest log loss.
  static func fitted(
    _ map: CalibrationTest.Map, to logProbabilities: Matrix<Double>, labels: [Int32],
    weights: [Double]?
  ) throws(RecalibrationError) -> Recalibration {
    switch map {
    case .scaleAndBias: try fitted(to: logProbabilities, labels: labels, weights: weights)
    case .temperature: try temperature(of: logProbabilities, labels: labels, weights: weights).map
    }
  }
}
