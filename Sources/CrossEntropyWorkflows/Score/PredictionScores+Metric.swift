internal import CrossEntropyEvaluation

extension PredictionScores {
  /// A score that a condition may name, by its key.
  enum Metric: String, CaseIterable {
    case logLoss = "log_loss"
    case recalibrated = "recalibrated_log_loss"
    case recalibrationGain = "recalibration_gain"
    case bits = "log_loss_bits"
    case perplexity
    case brier = "brier_score"
    case accuracy
    case balancedAccuracy = "balanced_accuracy"
    case macroF1 = "f1_macro"
    case matthews = "matthews_corrcoef"
    case rocAUC = "roc_auc"
    case rocAUCWeighted = "roc_auc_weighted"
    case averagePrecision = "average_precision"
    case skill, ece
    case calibrationGain = "calibration_gain"
    case calibrationPValue = "calibration_p_value"

    /// Whether there is an interval, of rows enough.
    var hasInterval: Bool {
      switch self {
      case .ece, .calibrationGain, .calibrationPValue: false
      default: true
      }
    }

    /// With what it is formed.
    var formed: ScoreMetric {
      switch self {
      case .logLoss, .bits, .perplexity: .logLoss
      case .recalibrated, .recalibrationGain: .recalibration
      case .brier: .brier
      case .accuracy: .accuracy
      case .balancedAccuracy: .balancedAccuracy
      case .macroF1: .macroF1
      case .matthews: .matthews
      case .rocAUC, .rocAUCWeighted: .rocAUC
      case .averagePrecision: .averagePrecision
      case .skill: .skill
      case .ece: .ece
      case .calibrationGain, .calibrationPValue: .calibration
      }
    }
  }

  /// A score and the interval that misses with probability α; nil where it cannot be told.
  func score(
    _ metric: Metric, alpha: Double
  ) throws(EvaluationError) -> (value: Double, interval: ConfidenceInterval?)? {
    func at(
      _ score: Score?
    ) throws(EvaluationError) -> (value: Double, interval: ConfidenceInterval?)? {
      guard let score else { return nil }
      return (score.value, try score.estimate.interval(alpha: alpha))
    }
    switch metric {
    case .logLoss: return try at(logLoss)
    case .recalibrated: return try at(recalibration?.recalibrated)
    case .recalibrationGain: return try at(recalibration?.gain)
    case .bits:
      let nats = try logLoss.estimate.interval(alpha: alpha)
      return (
        logLossBits,
        try nats.map { (nats) throws(EvaluationError) in
          try ConfidenceInterval(low: bits(ofNats: nats.low), high: bits(ofNats: nats.high))
        }
      )
    case .perplexity: return try at(perplexity)
    case .brier: return try at(brier)
    case .accuracy: return try at(accuracy)
    case .balancedAccuracy: return try at(balancedAccuracy)
    case .macroF1: return try at(macroF1)
    case .matthews: return try at(matthews)
    case .rocAUC: return try at(rocAUC)
    case .rocAUCWeighted: return try at(rocAUCWeighted)
    case .averagePrecision: return try at(averagePrecision)
    case .skill: return try at(skill)
    case .ece: return calibration.map { ($0.estimate, nil) }
    case .calibrationGain: return calibrationTest.map { ($0.gain, nil) }
    case .calibrationPValue: return calibrationTest.map { ($0.pValue, nil) }
    }
  }
}
