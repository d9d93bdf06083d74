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
  /// Those that are not 0.
  public let nonzeroWeights: Int
  /// What it predicts.
  public let targets: [Target]
  /// How it was made; nil where the file does not say.
  @OrNull public var record: TrainingRecord?
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
    case nonzeroWeights = "nonzero_weights"
    case request, kind, features, weights, targets, record, outputs, layers, columns, evaluation
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
    public let classes: [String]
    /// The maps that the log-probabilities go through, in order.
    public let maps: [Recalibration]
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

  /// A column that the model reads.
  public struct Column: Encodable, Sendable, Hashable {
    /// Its name.
    public let name: String
    /// How it is read.
    public let kind: FeatureKind
    /// The standard deviation of what it adds to a logit, the greatest of all outputs; nil of a network,
    /// of sparse numbers and of texts.
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
    /// The level, the place of a sparse number, or the word; nil of a number and of a missing cell.
    @OrNull public var level: String?
    /// The share of the training rows that are so; 1 of a number, nil where the file does not say.
    @OrNull public var share: Double?
    /// The standard deviation of a number, to which its weights belong; nil of all else.
    @OrNull public var deviation: Double?
    /// What it adds, output by output: of a number per standard deviation, of a sparse one per 1, else
    /// against the average row.
    public let weights: [Double]
    /// exp(weight).
    public let oddsRatios: [Double]
    /// What one unit of a number adds; nil of all else.
    @OrNull public var weightsPerUnit: [Double]?

    /// What a cell can be.
    public enum Cell: String, Encodable, Sendable, Hashable { case number, level, missing, place }

    enum CodingKeys: String, CodingKey {
      case cell, level, share, deviation, weights
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
    /// Whether it is the file that the model was trained on, byte by byte.
    public let isTrainedOn: Bool
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
      case isTrainedOn = "trained_on"
      case logLoss = "log_loss"
      case logLossInterval = "log_loss_interval"
      case brierScore = "brier_score"
      case accuracy, permutations, seed
    }
  }
}
