internal import CrossEntropyEvaluation
package import CrossEntropyWorkflows

/// A column of the tables of scores, in text and page: what it is, and how a reading is written in it.
package struct ScoreColumn: Sendable {
  package let term: Term
  /// What follows the number where there is room for it.
  package let unit: String
  /// The number of a reading; a dash where it has none.
  package let text: @Sendable (ReadingResult) -> String

  private init(
    _ term: Term, unit: String = "", _ text: @escaping @Sendable (ReadingResult) -> String?
  ) {
    self.term = term
    self.unit = unit
    self.text = { text($0) ?? missing }
  }
}

extension ScoreColumn {
  static let nats = ScoreColumn(.nats) { fitted($0.logLoss, 4, width: 7) }
  static let bits = ScoreColumn(.bits) { fitted($0.logLossBits, 4, width: 7) }
  static let skill = ScoreColumn(.skill) { fitted($0.skill, 3, width: 7) }
  static let brierScore = ScoreColumn(.brierScore) { fixed($0.brierScore, 4) }
  static let accuracy = ScoreColumn(.accuracy, unit: gap + "%") { fixed(100 * $0.accuracy, 1) }
  static let balancedAccuracy = ScoreColumn(.balancedAccuracy, unit: gap + "%") {
    fixed(100 * $0.balancedAccuracy, 1)
  }
  static let rocAUC = ScoreColumn(.rocAUC) { number($0.rocAUC) }
  static let averagePrecision = ScoreColumn(.averagePrecision) { number($0.averagePrecision) }
  static let calibrationError = ScoreColumn(.calibrationError) { number($0.ece) }
  static let calibrationNoise = ScoreColumn(.calibrationNoise) { number($0.eceNoise) }

  /// The scores: the page and a detailed text.
  package static let all = [
    nats, bits, skill, brierScore, accuracy, balancedAccuracy, rocAUC, averagePrecision,
  ]

  /// Whether the probabilities are right: the page and a detailed text, as far as an outcome has numbers.
  package static func calibration(of outcome: CompareOutcome) -> [ScoreColumn] {
    [
      ScoreColumn(.calibrationGain) { $0.calibrationGain.map { fitted($0, 4, width: 6) } },
      ScoreColumn(.pValue) { number($0.calibrationPValue) },
      calibrationError, calibrationNoise,
      ScoreColumn(.calibrationExcess) { $0.eceExcess.map { signed($0, 3) } },
      ScoreColumn(.classwiseError) { number($0.eceClasswise) },
      ScoreColumn(.calibrationNoise) { number($0.eceClasswiseNoise) },
      ScoreColumn(.calibrationExcess) { $0.eceClasswiseExcess.map { signed($0, 3) } },
    ].filter { $0.has(outcome) }
  }

  /// The columns of a text on one screen, as far as an outcome has numbers.
  package static func screen(of outcome: CompareOutcome) -> [ScoreColumn] {
    [nats, skill, brierScore, accuracy, calibrationError, calibrationNoise]
      .filter { $0.has(outcome) }
  }

  private func has(_ outcome: CompareOutcome) -> Bool {
    text(outcome.losses[0][.asTrained]) != missing
  }
}

private let missing = "–"

private func number(_ x: Double?) -> String? { x.map { fixed($0, 3) } }

private func signed(_ x: Double, _ decimals: Int) -> String {
  let text = fixed(x, decimals)
  return x > 0 && text != fixed(0, decimals) ? "+" + text : text
}
