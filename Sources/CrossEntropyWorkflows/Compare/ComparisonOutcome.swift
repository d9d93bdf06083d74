public import CrossEntropyEvaluation
public import CrossEntropyLearning

/// What `compare` found; its JSON is this value with the names below in snake case.
public struct ComparisonOutcome: Codable, Sendable, Hashable {
  /// The table that was compared on.
  public var table: TableSummary
  /// The model that the losses trained, such as `linear` or `mlp:64,64:relu`.
  public var model: String
  /// The predictor that knows the training rows' class shares and nothing else.
  public var constant: Constant
  /// The losses in the order shown; cross entropy, the baseline, first.
  public var losses: [LossResult]
  /// The greatest of the rivals' smallest detectable differences, raw reading, in nats.
  ///
  /// A true difference of this size would probably have been seen (80 % power). Nil without rivals.
  public var smallestDetectable: Double?
  /// By reading: the place among ``losses`` of the one that beats every other; nil where none does.
  public var leader: ByReading<Int?>
  /// What it comes to, in words.
  public var verdict: String
  /// The folds of a repeat.
  public var folds: Int
  /// How often new folds were drawn.
  public var repeats: Int
  /// m: the intervals hold together over this many comparisons.
  public var comparisons: Int
  /// Which of the two intervals decides: both, or with few units the retrained one alone.
  public var decidedBy: Decision
  /// Whether a linear model was found that separates all rows.
  public var separable: Bool
  /// The seed of folds and simulations.
  public var seed: UInt64
  /// What does the matrix products.
  public var products: String
  /// How fast every loss learns; nil where it was not asked for.
  public var speed: LearningSpeed?

  enum CodingKeys: String, CodingKey {
    case table, model, constant, losses
    case smallestDetectable = "smallest_detectable"
    case leader, verdict, folds, repeats, comparisons
    case decidedBy = "decided_by"
    case separable, seed, products, speed
  }
}

/// The out-of-fold score of the class shares.
public struct Constant: Codable, Sendable, Hashable {
  /// Its mean log loss, in nats.
  public var logLoss: Double
  /// The same in bits.
  public var logLossBits: Double

  enum CodingKeys: String, CodingKey {
    case logLoss = "log_loss"
    case logLossBits = "log_loss_bits"
  }
}

/// One reading of a loss: its scores out of fold and how they compare.
public struct ReadingResult: Codable, Sendable, Hashable {
  /// Mean −log p of the truth, in nats.
  public var logLoss: Double
  /// The same in bits.
  public var logLossBits: Double
  /// 1 − log loss / the constant's log loss.
  public var skill: Double
  /// The skill's 95 % interval for these fits on new rows, not adjusted.
  public var skillInterval: Interval?
  /// Two classes: (p − y)² in 0 … 1; more: Σ (p − y)² in 0 … 2.
  public var brierScore: Double
  /// The share of rows whose most probable class is the truth.
  public var accuracy: Double
  /// The mean of the classes' shares.
  public var balancedAccuracy: Double
  /// The expected calibration error.
  public var ece: Double
  /// What ECE would be on average if the probabilities were right.
  public var eceNoise: Double
  /// What it would exceed in 5 % of such tables.
  public var eceNoise95: Double
  /// How often it would be as large; nil where rows come in groups.
  public var ecePValue: Double?
  /// The reliability diagram: of the positive class, or of the most probable one of three or more.
  public var reliability: [ReliabilityBin]
  /// How every class fares; of the baseline and of the lowest log loss alone.
  public var classScores: [ClassScore]?
  /// The rows of each class, by weight, by what was predicted: `confusion[truth][predicted]`.
  ///
  /// Of the baseline and of the lowest log loss, unless there are many classes; over repeats the mean.
  public var confusion: [[Double]]?
  /// The log loss's difference for these fits on new rows.
  public var difference: Difference
  /// The same for training anew on other rows.
  public var differenceRetrained: Difference
  /// The Brier score's difference, not adjusted and not in the verdict.
  public var brierDifference: Difference
  /// The accuracy's difference, not adjusted and not in the verdict; positive is better.
  public var accuracyDifference: Difference
  /// A true difference of this size would probably have been seen; nil for the baseline.
  public var smallestDetectable: Double?
  /// Folds in which its log loss was below cross entropy's.
  public var foldsWon: Int
  /// What the comparison says.
  public var finding: Finding
  /// The penalty that the search chose in every fold; nil for a network.
  public var l2: [Double]?
  /// The step size that the search chose in every fold; nil for a linear model.
  public var learningRate: [Double]?
  /// Folds in which the best penalty was the last of the grid, grown as far as it may.
  public var atEdge: Int
  /// Whether this is the lowest log loss: then it was selected, and its own score is optimistic.
  public var selected: Bool

  enum CodingKeys: String, CodingKey {
    case logLoss = "log_loss"
    case logLossBits = "log_loss_bits"
    case skill
    case skillInterval = "skill_interval"
    case brierScore = "brier_score"
    case accuracy
    case balancedAccuracy = "balanced_accuracy"
    case ece
    case eceNoise = "ece_noise"
    case eceNoise95 = "ece_noise_95"
    case ecePValue = "ece_p_value"
    case reliability
    case classScores = "class_scores"
    case confusion
    case difference
    case differenceRetrained = "difference_retrained"
    case brierDifference = "brier_difference"
    case accuracyDifference = "accuracy_difference"
    case smallestDetectable = "smallest_detectable"
    case foldsWon = "folds_won"
    case finding, l2
    case learningRate = "learning_rate"
    case atEdge = "at_edge"
    case selected
  }
}
