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
  /// What it comes to, in words.
  public var verdict: String
  /// The folds of a repeat.
  public var folds: Int
  /// How often new folds were drawn.
  public var repeats: Int
  /// m: the intervals hold together over this many comparisons.
  public var comparisons: Int
  /// Which of the two intervals decides: both, or below 200 units the retrained one alone.
  public var decidedBy: Decision
  /// Whether a linear model was found that separates all rows.
  public var separable: Bool
  /// The seed of folds and simulations.
  public var seed: UInt64
  /// What does the matrix products.
  public var products: String
  /// How fast every loss learns; nil where it was not asked for.
  public var speed: LearningSpeed?

  /// Which intervals a verdict stands on.
  public enum Decision: String, Codable, Sendable, Hashable {
    /// These fits on new rows, and training anew.
    case both
    /// Training anew alone: there are too few rows for the other.
    case retrained
  }

  enum CodingKeys: String, CodingKey {
    case table, model, constant, losses
    case smallestDetectable = "smallest_detectable"
    case verdict, folds, repeats, comparisons
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

/// A difference to cross entropy, negative where the loss is better.
public struct Difference: Codable, Sendable, Hashable {
  /// The mean difference.
  public var estimate: Double
  /// The ends of its interval; nil where there are too few units for one.
  public var low: Double?
  /// The upper end.
  public var high: Double?
  /// Whether the interval holds together with all other comparisons.
  public var adjusted: Bool

  /// The interval, if there is one.
  var interval: Interval? {
    guard let low, let high else { return nil }
    return Interval(low: low, high: high)
  }

  /// Which side of 0 the interval lies on: −1, 1, or 0 where it holds 0 or is not there.
  var side: Int {
    guard let low, let high else { return 0 }
    return high < 0 ? -1 : low > 0 ? 1 : 0
  }

  init(estimate: Double, interval: Interval?, adjusted: Bool = true) {
    self.estimate = estimate
    low = interval?.low
    high = interval?.high
    self.adjusted = adjusted
  }

  enum CodingKeys: CodingKey {
    case estimate, low, high, adjusted
  }

  /// Writes an end that is not there as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(estimate, forKey: .estimate)
    try container.encode(low, forKey: .low)
    try container.encode(high, forKey: .high)
    try container.encode(adjusted, forKey: .adjusted)
  }

  /// The baseline's difference to itself.
  static let none = Difference(estimate: 0, interval: Interval(low: 0, high: 0))
}

/// What a comparison with cross entropy says.
public enum Finding: String, Codable, Sendable, Hashable {
  /// The loss that the others are compared with.
  case baseline
  /// Every interval that decides lies below 0.
  case better
  /// Every interval that decides lies above 0.
  case worse
  /// Better with these fits; the interval for training anew holds 0.
  case betterWithTheseFits = "better with these fits"
  /// Worse with these fits; the interval for training anew holds 0.
  case worseWithTheseFits = "worse with these fits"
  /// No difference that this table can show.
  case noDifference = "no difference that this table can show"

  /// What two intervals for the same difference say together.
  init(fits: Difference, retrained: Difference, decision: ComparisonOutcome.Decision) {
    let anew = retrained.side
    let here = decision == .both ? fits.side : anew
    self =
      if here == 0 {
        .noDifference
      } else if here == anew {
        here < 0 ? .better : .worse
      } else {
        here < 0 ? .betterWithTheseFits : .worseWithTheseFits
      }
  }
}

/// How one class fares, in rows by weight; over repeats the mean.
public struct ClassScore: Codable, Sendable, Hashable {
  /// The rows of the class.
  public var rows: Double
  /// The rows for which it is the most probable class.
  public var predicted: Double
  /// The rows that are both.
  public var right: Double
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
  /// Expected calibration error, 15 bins.
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
  /// The rows of each class, by weight, and what was most probable for them: `confusion[truth][said]`.
  ///
  /// Of the baseline and of the lowest log loss, up to 30 classes; over repeats the mean.
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
