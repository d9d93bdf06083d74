/// What the page of predictions says beside what it shares with the text.
package protocol ScorePagePhrases {
  /// The title: predictions of a file.
  func predictions(of file: String) -> String
  /// The title of several files, the first of which is named.
  func predictions(of files: Int, first: String) -> String
  func scoreHeading(_ section: ScoreSection) -> String
  /// What is asked of the predictions of one file.
  func question(_ question: ScoreQuestion) -> String
  /// Of which file the first numbers are, where there are several.
  func numbersAreOf(first path: String) -> String
  /// How to read the scores, whose intervals are so sure.
  func fileScoresLead(percent: Int) -> String
  /// The rows of a class, and how well it is found.
  var classesLead: String { get }
  /// How to read the curve of reliability.
  func reliabilityLead(_ event: CalibrationEvent, percent: Int) -> String
  /// What the parts of the log loss are, by the map that is fitted to these very rows.
  func split(miscalibration: String, noise: String?, discrimination: String, uncertainty: String)
    -> String
  func curveTitle(_ curve: ScoreCurve) -> String
  /// What a curve shows.
  func curveCaption(_ curve: ScoreCurve) -> String
  /// What stands at the axes of a curve: along, and upwards.
  func axes(_ curve: ScoreCurve) -> (x: String, y: String)
  /// The line that predictions are held against.
  func reference(_ curve: ScoreCurve) -> String
  var placesLead: String { get }
  var curvesLead: String { get }
  /// The unit of the axis of differences from the first file.
  var fileDifferenceAxis: String { get }
  /// How to read the differences from the first file.
  func pairsLead(_ baseline: String) -> String
}

/// The sections of the page of predictions, in their order; their names are the anchors.
package enum ScoreSection: String, Sendable, CaseIterable {
  case scores, gates, pairs, calibration, classes, places, curves, notes, method
}

/// What the head of the page answers.
package enum ScoreQuestion: Sendable, CaseIterable {
  case worth, calibrated, better
}

/// A curve of thresholds or of coverage.
package enum ScoreCurve: Sendable, CaseIterable {
  case roc, precisionRecall, elementary, netBenefit, riskCoverage
}
