internal import CrossEntropy
public import CrossEntropyEvaluation

/// What of a file's scores is miscalibration: what recalibration would win, the splits of the scores, and the curve.
public struct RecalibrationScores: Sendable, Hashable {
  /// The log loss after a map that is fitted to other rows; nil where a truth was given probability 0, and of fewer than five
  /// rows or groups.
  public let recalibrated: PredictionScores.Score?
  /// What that wins, by pairs; nil as ``recalibrated`` is.
  public let gain: PredictionScores.Score?
  /// Which map it is.
  public let map: CalibrationTest.Map
  /// The split of the log loss by the same map; nil where every truth was given probability 0.
  public let logLossSplit: Split?
  /// The split of the Brier score by isotonic regression; nil with more than a tenth as many classes as rows.
  public let brierSplit: Split?
  /// The mean calibration error of the classes; nil with two classes, whose errors are one.
  public let classwise: ClasswiseCalibrationError?
  /// How often the event happened, by isotonic regression on its probability.
  public let curve: Curve

  /// A mean score as miscalibration, less discrimination, and uncertainty.
  public struct Split: Sendable, Hashable {
    package let parts: ScoreSplit
    /// What miscalibration right probabilities show on average; nil without simulations.
    public let noise: Double?
    /// What they do not exceed in 95 of 100 cases.
    public let noise95: Double?
    /// The rows that it is of.
    public let rows: Int
  }

  /// The curve of reliability (CORP), of the positive class or of the most probable one.
  public struct Curve: Sendable, Hashable {
    /// The event.
    public let event: Forecasts.Event
    /// The rows that it is of.
    public let rows: Int
    package let steps: IsotonicCurve
    package let band: [ReliabilityCurve.BandPoint]
    /// The split of the log loss by the curve, with two classes.
    public let logLossSplit: Split?
  }
}

extension RecalibrationScores {
  /// The scores of the rows of a file.
  init(
    _ scored: ScoredRows, _ test: CalibrationTest?, isImpossible: Bool, seed: RandomSeed,
    threads: Int
  ) throws {
    let (logs, labels, units) = (scored.logProbabilities, scored.labels, scored.units)
    let classes = scored.classes.count
    map = CalibrationTest.Map(classes: classes, rows: labels.count)
    var found: RecalibrationGain?
    if !isImpossible {
      do {
        found = try RecalibrationGain(
          logProbabilities: logs, labels: labels, losses: scored.scores.logLoss, units: units,
          seed: seed.derived(0), threads: threads)
      } catch is FoldError {
        // There are too few rows or groups to cut.
      }
    }
    recalibrated = try found.map { try PredictionScores.Score($0.recalibrated) }
    gain = try found.map { PredictionScores.Score(try ScoreEstimate(ofAnySign: $0.gain)) }
    do {
      logLossSplit = Split(
        parts: try ScoreSplit.logLoss(
          logProbabilities: logs, labels: labels, losses: scored.scores.logLoss,
          weights: units.weights, seed: seed.derived(1)),
        noise: test?.noise, noise95: test?.noise95, rows: labels.count)
    } catch RecalibrationError.noRows {
      logLossSplit = nil
    }
    classwise =
      classes > 2
      ? try ClasswiseCalibrationError(
        of: logs, labels: labels, units: units, seed: seed.derived(2)) : nil

    // What is sorted, sorted anew for every simulation.
    let curves = classes == 2 ? 1 : classes
    let rows = seed.derived(3).sample(
      max(mostForecastsSorted / curves, 10 * classes), of: labels.count)
    func selected<Value>(_ values: [Value]) -> [Value] {
      rows.count == values.count ? values : rows.map { values[$0] }
    }
    let weights = units.weights.map(selected)
    func simulations(_ curves: Int) -> Int {
      let most = mostOutcomesDrawn / (rows.count * curves)
      return units.groups == nil && most >= 100 ? min(most, ReliabilityCurve.usualSimulations) : 0
    }
    let all = scored.scores.forecasts
    let curve = try ReliabilityCurve(
      try Forecasts(
        of: all.event, probabilities: selected(all.probabilities), happened: selected(all.happened)),
      weights: weights, simulations: simulations(1), seed: seed.derived(4), threads: threads)
    func split(_ parts: ScoreSplit, _ noise: ReliabilityCurve.Noise?) -> Split {
      Split(parts: parts, noise: noise?.mean, noise95: noise?.point95, rows: rows.count)
    }
    self.curve = Curve(
      event: all.event, rows: rows.count, steps: curve.curve.merged(to: mostSteps),
      band: curve.band,
      logLossSplit: classes == 2 ? split(curve.logLoss, curve.logLossNoise) : nil)
    if classes == 2 {
      brierSplit = split(curve.brier, curve.brierNoise)
    } else if map == .scaleAndBias {
      let found = try ScoreSplit.brier(
        logProbabilities: rows.count == labels.count ? logs : logs.selecting(rows),
        labels: selected(labels), weights: weights, simulations: simulations(curves),
        seed: seed.derived(5), threads: threads)
      brierSplit = split(found.split, found.noise)
    } else {
      brierSplit = nil
    }
  }
}

extension RecalibrationScores {
  enum CodingKeys: String, CodingKey {
    case recalibrated = "recalibrated_log_loss"
    case recalibratedInterval = "recalibrated_log_loss_interval"
    case gain = "recalibration_gain"
    case gainInterval = "recalibration_gain_interval"
    case map = "calibration_map"
    case logLossSplit = "log_loss_split"
    case brierSplit = "brier_split"
    case classwise = "ece_classwise"
    case classwiseNoise = "ece_classwise_noise"
    case classwiseNoise95 = "ece_classwise_noise_95"
    case classwiseExcess = "ece_classwise_excess"
    case curve = "reliability_curve"
  }

  /// Writes the scores beside others, and what is missing as null.
  static func encode(_ scores: RecalibrationScores?, to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    let (recalibrated, gain) = (scores?.recalibrated, scores?.gain)
    let classwise = scores?.classwise
    try container.encode(recalibrated?.value, forKey: .recalibrated)
    try container.encode(recalibrated?.interval, forKey: .recalibratedInterval)
    try container.encode(gain?.value, forKey: .gain)
    try container.encode(gain?.interval, forKey: .gainInterval)
    try container.encode(scores?.map, forKey: .map)
    try container.encode(scores?.logLossSplit, forKey: .logLossSplit)
    try container.encode(scores?.brierSplit, forKey: .brierSplit)
    try container.encode(classwise?.estimate, forKey: .classwise)
    try container.encode(classwise?.noise, forKey: .classwiseNoise)
    try container.encode(classwise?.noise95, forKey: .classwiseNoise95)
    try container.encode(
      classwise.flatMap { error in error.noise.map { error.estimate - $0 } },
      forKey: .classwiseExcess)
    try container.encode(scores?.curve, forKey: .curve)
  }
}

extension RecalibrationScores.Split: Encodable {
  enum CodingKeys: String, CodingKey {
    case score, recalibrated, miscalibration, discrimination, uncertainty, noise
    case noise95 = "noise_95"
    case rows
  }

  /// Writes the parts, and what is missing as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(parts.score, forKey: .score)
    try container.encode(parts.recalibrated, forKey: .recalibrated)
    try container.encode(parts.miscalibration, forKey: .miscalibration)
    try container.encode(parts.discrimination, forKey: .discrimination)
    try container.encode(parts.uncertainty, forKey: .uncertainty)
    try container.encode(noise, forKey: .noise)
    try container.encode(noise95, forKey: .noise95)
    try container.encode(rows, forKey: .rows)
  }
}

extension RecalibrationScores.Curve: Encodable {
  enum CodingKeys: String, CodingKey {
    case event, rows, blocks, band
    case logLossSplit = "log_loss_split"
  }

  /// Writes the event as the schema has it, and what is missing as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(
      event == .positiveClass ? "positive_class" : "most_probable_class", forKey: .event)
    try container.encode(rows, forKey: .rows)
    try container.encode(steps.blocks, forKey: .blocks)
    try container.encode(band, forKey: .band)
    try container.encode(logLossSplit, forKey: .logLossSplit)
  }
}

/// Of more forecasts a curve is fitted to so many.
private let mostForecastsSorted = 100_000
/// So many outcomes are drawn for a band or a noise, in 100 simulations at least.
private let mostOutcomesDrawn = 10_000_000
/// The most steps of a curve that are kept.
private let mostSteps = 200
