/// What the page of predictions says beside what it shares with the text.
package protocol ScorePagePhrases {
  /// The title: predictions of a file.
  func predictions(of file: String) -> String
  /// The title of several files, the first of which is named.
  func predictions(of files: Int, first: String) -> String
  func scoreHeading(_ section: ScoreSection) -> String
  /// What is asked of the predictions of one file.
  func question(_ question: ScoreQuestion) -> String
  /// How to read the scores, whose intervals are so sure.
  func fileScoresLead(percent: Int) -> String
  /// The rows of a class, and how well it is found.
  var classesLead: String { get }
  /// The unit of the axis of differences from the first file.
  var fileDifferenceAxis: String { get }
  /// How to read the differences from the first file.
  func pairsLead(_ baseline: String) -> String
}

/// The sections of the page of predictions, in their order; their names are the anchors.
package enum ScoreSection: String, Sendable, CaseIterable {
  case scores, pairs, calibration, classes, notes, method
}

/// What the head of the page answers.
package enum ScoreQuestion: Sendable, CaseIterable {
  case worth, calibrated, better
}
