public import CrossEntropyEvaluation
public import CrossEntropyLearning

/// What a saved model is, and what its columns do; its JSON is this value with the names below in snake case.
public struct InspectOutcome: Encodable, Sendable, Hashable {
  /// The version of the JSON's keys.
  public static let schemaVersion = 1

  /// The request.
  public let request: InspectRequest
  /// Whether it is one matrix of weights, or layers of units.
  public let kind: Kind
  /// The features of an encoded row.
  public let features: Int
  /// The weights and biases of the model.
  public let weights: Int
  /// What it predicts.
  public let targets: [Target]
  /// How it was made; nil where the file does not say.
  @OrNull public var training: Training?
  /// The logits of a linear model; nil of a network.
  @OrNull public var outputs: [Output]?
  /// The layers of a network, from its inputs on; nil of a linear model.
  @OrNull public var layers: [Layer]?
  /// What it predicts from, the columns that do most first: by importance where that was measured, else by size.
  public let columns: [Column]
  /// How it predicts the table that was given; nil without one.
  @OrNull public var evaluation: Evaluation?

  private let schemaVersion = Self.schemaVersion

  enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case request, kind, features, weights, targets, training, outputs, layers, columns, evaluation
  }

  /// What a model is made of.
  public enum Kind: String, Encodable, Sendable, Hashable {
    /// One matrix of weights.
    case linear
    /// Layers of units.
    case network
  }

  /// A column that is predicted.
  public struct Target: Encodable, Sendable, Hashable {
    /// Its name.
    public let name: String
    /// Its classes, sorted; of two the last is the positive one.
    public let classes: [Level]
    /// The maps that the log-probabilities go through, in order.
    public let maps: [Recalibration]
  }

  /// A class, or a level of a category.
  public struct Level: Encodable, Sendable, Hashable {
    /// Its name.
    public let name: String
    /// Its rows in training; nil where the file does not say.
    @OrNull public var rows: Int?
  }

  /// A logit of a linear model.
  public struct Output: Encodable, Sendable, Hashable {
    /// The column that is predicted.
    public let target: String
    /// The class whose log-odds it is.
    public let name: String
    /// The logit of the average row.
    public let intercept: Double

    enum CodingKeys: String, CodingKey {
      case target
      case name = "class"
      case intercept
    }
  }

  /// A layer of a network.
  public struct Layer: Encodable, Sendable, Hashable {
    /// What each unit reads.
    public let inputs: Int
    /// Its units.
    public let units: Int
    /// What they do to their sums.
    public let activation: DenseLayer.Activation
    /// Its weights and biases.
    public let weights: Int
  }

  /// How a model was made.
  public struct Training: Encodable, Sendable, Hashable {
    /// What was minimised.
    public let loss: ComparedLoss
    /// What it trained.
    public let model: ModelKind
    /// Whether the probabilities go through a map that was learnt on the inner folds.
    public let reading: ProbabilityReading
    /// The penalty λ of a linear model, or the step size of a network.
    public let chosen: Double
    /// Whether that is the least or the greatest that was tried.
    public let isAtEdge: Bool
    /// Whether the last fit came to its end within the limit of steps.
    public let isFinished: Bool
    /// Steps of the optimiser, or epochs of a network.
    public let iterations: Int
    /// The inner folds that chose; nil where there was nothing to choose.
    @OrNull public var innerFolds: Int?
    /// The rows that were learnt from.
    public let rows: Int
    /// What to expect of other rows; nil where nobody has looked.
    @OrNull public var expected: Expected?
    /// Where it comes from; nil where nobody has said.
    @OrNull public var origin: ModelOrigin?

    enum CodingKeys: String, CodingKey {
      case loss, model, reading, chosen
      case isAtEdge = "at_edge"
      case isFinished = "finished"
      case iterations
      case innerFolds = "inner_folds"
      case rows, expected, origin
    }
  }

  /// The scores of rows that models of the same kind had not seen.
  public struct Expected: Encodable, Sendable, Hashable {
    /// The scores.
    public let scores: ExpectedScores

    enum CodingKeys: String, CodingKey {
      case holdOut = "hold_out"
      case rows
      case logLoss = "log_loss"
      case logLossInterval = "log_loss_interval"
      case constantLogLoss = "constant_log_loss"
      case brierScore = "brier_score"
      case accuracy
      case rocAUC = "roc_auc"
    }

    /// Writes what is not known as null.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(scores.holdOut, forKey: .holdOut)
      try container.encode(scores.rows, forKey: .rows)
      try container.encode(scores.logLoss, forKey: .logLoss)
      try container.encode(scores.logLossInterval, forKey: .logLossInterval)
      try container.encode(scores.constantLogLoss, forKey: .constantLogLoss)
      try container.encode(scores.brierScore, forKey: .brierScore)
      try container.encode(scores.accuracy, forKey: .accuracy)
      try container.encode(scores.rocAUC, forKey: .rocAUC)
    }
  }

  /// A column that the model reads.
  public struct Column: Encodable, Sendable, Hashable {
    /// Its name.
    public let name: String
    /// How it is read.
    public let kind: FeatureKind
    /// The levels of a category that training knew; nil of numbers.
    @OrNull public var levels: [Level]?
    /// Missing cells in training; nil where the file does not say, as with all up to `deviation`.
    @OrNull public var missing: Int?
    /// The least number in training; nil of a category, as with the next three.
    @OrNull public var low: Double?
    /// The mean of the numbers.
    @OrNull public var mean: Double?
    /// The greatest number.
    @OrNull public var high: Double?
    /// The standard deviation of the numbers, over n.
    @OrNull public var deviation: Double?
    /// The standard deviation of what it adds to a logit, the greatest of all outputs; nil of a network.
    @OrNull public var size: Double?
    /// What its cells add to the logits; nil of a network.
    @OrNull public var terms: [Term]?
    /// How much worse the table is predicted without it; nil without a table.
    @OrNull public var importance: Importance?
  }

  /// What a cell adds to the logits.
  public struct Term: Encodable, Sendable, Hashable {
    /// What the cell is.
    public let cell: Cell
    /// The level; nil of a number and of a missing cell.
    @OrNull public var level: String?
    /// The share of the training rows that are so; 1 of a number, nil where the file does not say.
    @OrNull public var share: Double?
    /// What it adds, output by output: of a number per standard deviation, else against the average row.
    public let weights: [Double]
    /// exp(weight).
    public let oddsRatios: [Double]
    /// What one unit of a number adds; nil of all else.
    @OrNull public var weightsPerUnit: [Double]?

    /// What a cell can be.
    public enum Cell: String, Encodable, Sendable, Hashable { case number, level, missing }

    enum CodingKeys: String, CodingKey {
      case cell, level, share, weights
      case oddsRatios = "odds_ratios"
      case weightsPerUnit = "weights_per_unit"
    }
  }

  /// How much worse a table is predicted where a column's cells are dealt anew among the rows.
  public struct Importance: Encodable, Sendable, Hashable {
    /// What is added to the log loss, in nats.
    public let logLossIncrease: Double
    /// Its 95 % interval over the rows; nil with too few.
    @OrNull public var interval: ConfidenceInterval?

    enum CodingKeys: String, CodingKey {
      case logLossIncrease = "log_loss_increase"
      case interval
    }
  }

  /// How the model predicts a table.
  public struct Evaluation: Encodable, Sendable, Hashable {
    /// The table.
    public let table: String
    /// Its rows that have a label.
    public let rows: Int
    /// Its rows that have none.
    public let unlabelledRows: Int
    /// Mean −log p of the truth, in nats; with several labels their sum.
    public let logLoss: Double
    /// Its 95 % interval; nil with too few rows.
    @OrNull public var logLossInterval: ConfidenceInterval?
    /// The mean Brier score.
    public let brierScore: Double
    /// The share of rows whose most probable class is the truth.
    public let accuracy: Double
    /// How often each column's cells were dealt anew.
    public let permutations: Int
    /// Where the permutations come from.
    public let seed: UInt64

    enum CodingKeys: String, CodingKey {
      case table, rows
      case unlabelledRows = "unlabelled_rows"
      case logLoss = "log_loss"
      case logLossInterval = "log_loss_interval"
      case brierScore = "brier_score"
      case accuracy, permutations, seed
    }
  }
}
