package import CrossEntropyLearning

/// What is said of a model that was trained.
package protocol TrainPhrases: LossPhrases {
  /// What is made of a table: a model of this target.
  func modelOf(_ target: String, isMultiLabel: Bool) -> String
  /// What to expect on rows that are held out so.
  func expectedHeading(_ kind: ExpectedScores.Kind, folds: Int) -> String
  /// The name of a line about a model.
  func label(_ fact: ModelFact) -> String
  /// A log loss in nats with its interval, where there is one, beside that of the class shares alone.
  func expectedLogLoss(_ nats: String, interval: String?, constant: String) -> String
  /// What cross entropy comes to on the same rows, and the difference to it.
  func besideCrossEntropy(_ nats: String, difference: String?, interval: String?) -> String
  /// A Brier score, of at most so much.
  func brierScore(_ score: String, of greatest: Int) -> String
  /// A loss, and what becomes of the probabilities at which it ends.
  func loss(_ title: String, ends: LossEnding) -> String
  /// A map of log p: its power, and for two classes the offset between them.
  func map(scale: String, offset: String?, target: String?) -> String
  /// A penalty or step size, and how it was found: on so many inner folds, or given.
  func chosen(_ value: String, of model: ModelKind, innerFolds: Int?, isAtEdge: Bool) -> String
  /// How large the model is, how many weights are not 0 where some are meant to be, what its last fit took, and which of
  /// its epochs a network's weights are of.
  func size(
    features: Int, weights: Int, nonzero: Int?, iterations: Int, best: Int?,
    _ kind: ModelKind.Iteration
  ) -> String
  /// What became of the rows that were learnt from a disk, where the columns are those of a sample.
  func stored(_ counts: StoredRowCounts, sampled: Int) -> String
  /// That the last fit came to its limit.
  var unfinishedModel: String { get }
  /// That the file was written, with its size.
  func modelIs(in path: String, bytes: Int) -> String
  /// What to do with a model, an example.
  func nextOfModel(_ example: String) -> String
  /// How to train a model with a loss that was compared, a command.
  func nextOfComparison(_ command: String) -> String
}

/// A line about a model.
package enum ModelFact: Sendable, Hashable, CaseIterable {
  case logLoss, brierScore, accuracy, rocAUC, crossEntropy, loss, map, chosen, size, stored
}

/// What becomes of the probabilities at which a loss ends.
package enum LossEnding: Sendable, Hashable, CaseIterable {
  /// They are real ones.
  case atProbabilities
  /// They are not, and a map follows.
  case mapped
  /// They are not, and are left so.
  case asTrained
}
