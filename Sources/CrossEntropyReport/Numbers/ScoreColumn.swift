package import CrossEntropyWorkflows

/// A column of the tables of scores, in text and page: what it is, and how a reading is written in it.
package struct ScoreColumn: Sendable {
  package let term: Term
  /// What follows the number where there is room for it.
  package let unit: String
  /// The number of a reading.
  package let text: @Sendable (ReadingResult) -> String

  private init(
    _ term: Term, unit: String = "", _ text: @escaping @Sendable (ReadingResult) -> String
  ) {
    self.term = term
    self.unit = unit
    self.text = text
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
  static let calibrationError = ScoreColumn(.calibrationError) { fixed($0.ece, 3) }
  static let calibrationNoise = ScoreColumn(.calibrationNoise) { fixed($0.eceNoise, 3) }

  /// Every column: the page and a detailed text.
  package static let all = [
    nats, bits, skill, brierScore, accuracy, balancedAccuracy, calibrationError, calibrationNoise,
  ]
  /// The columns of a text on one screen.
  package static let screen = [
    nats, skill, brierScore, accuracy, calibrationError, calibrationNoise,
  ]
}
