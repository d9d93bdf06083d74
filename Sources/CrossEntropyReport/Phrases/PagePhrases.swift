package import CrossEntropyEvaluation
package import CrossEntropyLearning
internal import CrossEntropyWorkflows

/// What the page of a comparison says beside what it shares with the text.
package protocol PagePhrases {
  /// The language of the page.
  var language: Language { get }
  /// Words whose English name is put after their first use on a page.
  var glosses: [Gloss] { get }

  // MARK: Terms

  /// A term in full.
  func name(_ term: Term) -> String
  /// What a term means.
  func meaning(_ term: Term) -> String

  // MARK: The frame

  /// A phrase as it begins a line of its own.
  func atStart(_ phrase: String) -> String
  /// What the list of sections is.
  var contents: String { get }
  func heading(_ section: PageSection) -> String
  /// What made the page, and that it stands alone.
  func madeBy(_ program: String) -> String
  /// A model as people call it, and what is unusual of its training.
  func model(_ model: ModelKind) -> String
  /// What is unusual of a network's training.
  func unusual(_ settings: NetworkSettings) -> [String]
  /// How many of how many are listed.
  func first(_ shown: Int, of all: Int) -> String

  // MARK: Key numbers

  /// The log loss of the baseline.
  func heldOutLogLoss(_ title: String, isTested: Bool) -> String
  /// The unit, and what the class shares alone score.
  func natsAgainstConstant(_ nats: String) -> String
  /// The loss of the lowest log loss; nil: no loss is below the baseline.
  func lowest(_ title: String?) -> String
  /// The unit, and the difference to the baseline.
  func natsFromBaseline(_ difference: String) -> String
  func accuracyIs(_ percent: String) -> String
  var differenceThatMatters: String { get }
  /// The unit, and how many per cent of cross entropy's log loss the margin is, where it is a share.
  func natsAsMargin(_ share: String?) -> String

  // MARK: Scores and differences

  var scoresLead: String { get }
  /// The tag of the lowest log loss of a table.
  var lowestTag: String { get }
  /// What the whiskers are: one of these fits, and one of training anew where that was done.
  func whiskers(isTrainedAnew: Bool) -> String
  /// Which interval decides, and by how much a difference matters.
  func decides(_ decision: DecidingInterval, margin: String) -> String
  /// The unit of the axis of differences.
  var differenceAxis: String { get }
  func differencesPicture(_ reading: ProbabilityReading) -> String
  func differencesCaption(_ reading: ProbabilityReading) -> String
  /// That the axis ends where a wider interval goes on.
  func axisIsCut(at end: String) -> String

  // MARK: Calibration

  func reliability(of title: String) -> String
  var howOftenItHappened: String { get }
  var probabilityAndRows: String { get }
  func shareOfRows(_ percent: String) -> String
  func bin(_ bin: BinText) -> String

  // MARK: Classes

  /// How to read the confusion; errors are shaded so many times as strongly.
  func confusionLead(shading: Int) -> String
  func classScoresLead(isMultiLabel: Bool, showsMistakes: Bool) -> String
  /// The column of the classes that the rows of a class were taken for.
  var takenFor: String { get }
  func lowestLogLoss(_ title: String) -> String
  /// The corner of the confusion: which way truth and predictions run.
  var truthAndPredicted: String { get }
  func mostErrors(_ shown: Int, of all: Int) -> String
  var rowsByWeight: String { get }

  // MARK: Learning

  func learningLead(rows: Int, batch: Int) -> String
  /// A picture of curves: from this start, at one step for all; nil: at each loss's own.
  func curves(start: LearningSpeed.Start.Kind, step: String?) -> String
  var logLossByEpoch: String { get }
  func curvesCaption(deviation: String) -> String
  var recalibratedTrainingLogLoss: String { get }
  var target: String { get }
  /// The step of a loss.
  var itsStep: String { get }
  var whyGradient: String { get }
  /// What is drawn, with the class of the row, and what to see.
  func gradientsCaption(_ truth: String) -> String

  // MARK: The table

  func classesCaption(_ target: String?) -> String
  var share: String { get }
  var columnsCaption: String { get }
  func head(_ head: ColumnHead) -> String
  /// On a narrow screen: that a table has more columns than are seen.
  var scrollHint: String { get }
  func kind(_ kind: FeatureKind) -> String
  func perRow(_ n: String) -> String
  func range(from low: String, to high: String, mean: String) -> String
  func mostOften(_ level: String, rows: String) -> String

  // MARK: Method

  var methodLead: String { get }
  /// How what is searched is chosen.
  func searchMethod(_ searched: String, innerFolds: Int) -> String
  var versionLabel: String { get }
  func version(_ program: String, products: String) -> String
  var wordsLead: String { get }
}

/// The sections of a page, in their order; their names are the anchors.
package enum PageSection: String, Sendable, CaseIterable {
  case scores, differences, notes, calibration, classes, learning, table, method, words
}

/// What a reliability diagram is about.
package enum CalibrationEvent: Sendable {
  case positiveClass(String)
  case mostLikelyClass
  case eachLabel
}

/// The columns of the table of columns.
package enum ColumnHead: Sendable, CaseIterable { case column, readAs, values }

/// The numbers of a bin of a reliability diagram.
package struct BinText: Sendable {
  let forecast: String
  let happened: String
  /// The ends of the band; nil where there is none.
  let noise: (low: String, high: String)?
  let share: String
}

/// A word with its English name.
package struct Gloss: Sendable {
  let word: String
  let english: String
}
