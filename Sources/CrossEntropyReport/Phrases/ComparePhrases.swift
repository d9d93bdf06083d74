package import CrossEntropyEvaluation
package import CrossEntropyLearning
package import CrossEntropyWorkflows

/// What text and page say of a comparison.
package protocol ComparePhrases: LossPhrases {
  // MARK: Terms

  /// A term as the head of a column in a terminal, where its name is too wide.
  func head(_ term: Term) -> String

  // MARK: The table

  /// What is asked of a table: which loss for this target?
  func whichLoss(_ target: String, isMultiLabel: Bool, of table: String?) -> String
  /// The name of a line about the table.
  func label(_ fact: TableFact) -> String
  /// How many there are of something.
  func count(_ n: Int, _ thing: Countable) -> String
  /// That rows are weighted.
  var weighted: String { get }
  /// What the cells of a column are, beside its name.
  var date: String { get }
  /// That the last of two classes is the positive one.
  var positiveClass: String { get }
  /// That nothing is missing, dropped, or the like.
  var none: String { get }
  /// How missing numbers are filled in, the columns named before it.
  func imputed(_ columns: String) -> String
  /// How missing categories are read, the columns named before it.
  func categoryOfItsOwn(_ columns: String) -> String
  /// What becomes of missing numbers and categories of which the rows to train on have none, the columns
  /// named before it.
  func imputedToTest(_ columns: String) -> String
  func noCategoryToTest(_ columns: String) -> String
  /// A count, and how many of it are of the table to test on, where there is one.
  func ofWhich(_ count: Int, tested: Int?) -> String
  /// The groups to test on.
  func testGroups(_ n: Int) -> String
  /// How many more there are than are listed.
  func more(_ n: Int) -> String
  /// The rows that were left out for want of a target, and how many of them were to test on.
  func unlabelledRows(_ n: Int, tested: Int?, target: String?) -> String
  /// How many of the rows are of the table to test on.
  func testRows(_ n: Int) -> String
  /// The number of folds, how they are cut, how often they were drawn, and their seed.
  func folds(_ folds: Int, by holdOut: HoldOut?, repeats: Int, seed: UInt64) -> String
  /// The score of the class shares alone, a number of nats.
  func constantScores(_ nats: String, isMultiLabel: Bool, isTested: Bool) -> String

  /// What the fits will take.
  func work(fits: Int, memory: Int, seconds: Double?) -> String

  // MARK: Headings

  /// Scores on rows that the models had not seen, in one reading; nil: both.
  func scoresHeading(_ reading: ProbabilityReading?, isTested: Bool) -> String
  /// Differences to the baseline, or with the intervals that decide, at so many per cent.
  func differencesHeading(percentOfIntervals: Int?, decidedBy decision: DecidingInterval) -> String
  /// What the search chose and cost.
  var searchHeading: String { get }
  /// Epochs to a target.
  var speedHeading: String { get }
  /// Epochs in two lines: the baseline's, and the fastest and the slowest rival's.
  var speedSummaryHeading: String { get }
  /// The verdict.
  var verdictHeading: String { get }
  /// Notes.
  var notesHeading: String { get }

  // MARK: Scores and differences

  /// How sure the intervals are.
  func intervals(comparisons: Int, percent: Int) -> String
  /// That there are too few rows or groups for an interval.
  var tooFewUnits: String { get }
  /// That a loss has failed, so that no difference is formed.
  var notCompared: String { get }
  /// That a loss is a reading of another's fit.
  var sameFit: String { get }

  // MARK: Speed

  /// A start of the weights.
  func start(_ start: LearningSpeed.Start.Kind) -> String
  /// How the start's weights are drawn.
  func startDrawn(_ start: LearningSpeed.Start.Kind, deviation: String) -> String
  /// The column of epochs at the common step.
  func atStep(_ step: String) -> String
  /// The column of epochs at a loss's own best step.
  var ownBest: String { get }
  /// That a loss does not arrive.
  func notInEpochs(_ epochs: Int) -> String
  /// That a training ended with a number that is not finite.
  var diverged: String { get }
  /// The baseline's epochs and those of the fastest and the slowest rival.
  func speedSummary(
    _ epochs: String, fastest: (title: String, epochs: String)?,
    slowest: (title: String, epochs: String)?
  ) -> String
  /// What counts as learnt, in nats.
  func speedTarget(_ target: String?, baseRate: String, lowest: String) -> String
  /// What is trained on what.
  func speedMethod(
    _ model: ModelKind, starts: [String], batch: Int, rows: Int, readsBalancedFit: Bool,
    epochs: [Int]
  ) -> String
  /// What the epochs are over so many seeds, and what "own best" means.
  func epochsMean(seeds: Int, epochs: Int) -> String

  // MARK: Notes, verdict, what next

  /// A note that stands by itself, as a sentence.
  func note(_ sentence: String) -> String
  /// A note, as a sentence.
  func sentence(_ note: CompareNote) -> String
  /// That there are more notes than fit.
  func moreNotes(_ n: Int) -> String
  /// What a reading answers.
  func question(of reading: ProbabilityReading) -> String
  /// The verdict of a reading.
  func sentence(_ verdict: Verdict) -> String
  /// That cross entropy was fitted alone.
  var noRivals: String { get }
  /// What to do next.
  var next: String { get }
}

/// A line about a table.
package enum TableFact: Sendable, Hashable, CaseIterable {
  case rows, classes, labels, missing, leaks, dropped, leftOut, model, folds, constant, work
}

/// What is counted.
package enum Countable: Sendable, Hashable, CaseIterable {
  case rows, groups, classes, labels, numberColumns, categoryColumns, sparseColumns, textColumns,
    encodedColumns,
    levels, places, words, trainingRows
}
