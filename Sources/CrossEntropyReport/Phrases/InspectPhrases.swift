package import CrossEntropyWorkflows

/// What is said of a saved model.
package protocol InspectPhrases {
  /// The model of a file: what it is made of, and what it predicts.
  func inspected(_ path: String, _ kind: InspectOutcome.Kind, _ targets: String) -> String
  /// The name of a line about a saved model.
  func modelLabel(_ fact: InspectFact) -> String
  /// Which table it was trained on, how many of its rows, and by what.
  func trainedOn(_ table: String?, rows: Int, program: String?) -> String
  /// That the file does not say how the model was made.
  var unknownTraining: String { get }
  /// A loss, and what became of the probabilities at which it ended.
  func savedLoss(_ title: String, ends: LossEnding) -> String
  /// How large a model is of which no more is known.
  func plainSize(features: Int, weights: Int) -> String

  // MARK: Effects

  /// What the effects are on: the odds of this class, or of each of several.
  func effectsHeading(_ name: String?, isMultiLabel: Bool) -> String
  /// How to read the effects.
  func effectsNote(isSoftmax: Bool, hasPlaces: Bool) -> String
  /// The heads of what a column does.
  func effectHead(_ head: EffectHead) -> String
  /// So much more of a number.
  func more(_ deviation: String) -> String
  /// A missing cell.
  var missingCell: String { get }
  /// The row at which a logit is its intercept.
  var averageRow: String { get }
  /// A weight of one unit of a number.
  func perUnit(_ weight: String) -> String
  /// How many columns are not shown.
  func moreColumns(_ n: Int) -> String
  func withoutWeight(_ n: Int, _ columns: String) -> String
  func moreWeights(_ n: Int) -> String
  /// What the numbers of a column were in training.
  func numbers(_ low: String, _ high: String, mean: String, deviation: String) -> String
  /// How many cells were missing in training.
  func missingCells(_ n: Int) -> String
  /// How many levels a category has.
  func levelCount(_ n: Int) -> String

  // MARK: Importance

  /// That a table with the target tells how important a column is.
  var importanceNeedsTable: String { get }
  /// What the importances are measured on.
  func importanceHeading(_ table: String) -> String
  /// How well the table is predicted, which may be the one that was trained on.
  func evaluated(
    _ nats: String, interval: String?, rows: Int, unlabelled: Int, isTrainedOn: Bool
  ) -> String
  /// How importance is measured.
  func importanceNote(permutations: Int) -> String

  // MARK: The page

  func heading(_ section: InspectSection) -> String
  /// The unit of a picture of weights.
  func weightAxis(_ name: String?) -> String
  /// What a picture of weights shows.
  func weightPicture(_ name: String) -> String
  var importanceAxis: String { get }
  var request: String { get }
}

/// A line about a saved model.
package enum InspectFact: Sendable, Hashable, CaseIterable {
  case classes, labels, trained, layers, training, digest, table
}

/// What stands above a column of effects.
package enum EffectHead: Sendable, Hashable, CaseIterable {
  case column, effect, odds, weight, perUnit, importance, training
}

/// The sections of the page of a model, in their order; their names are the anchors.
package enum InspectSection: String, Sendable, CaseIterable {
  case importance, effects, columns, making
}
