public import CrossEntropyEvaluation

/// What a classifier says of its making: the loss, what the search chose, and the rows it learnt from.
public struct TrainingRecord: Sendable, Hashable, Codable {
  /// What was minimised; where its parameter was searched, with the one that was chosen.
  public let loss: ComparedLoss
  /// What it trained.
  public let model: ModelKind
  /// Whether the probabilities also go through a map that was learnt on the inner folds.
  public let reading: ProbabilityReading
  /// The penalty λ of a linear model, or the step size of a network.
  public let chosen: Double
  /// Whether what was chosen is the least or the greatest that was tried.
  public let isAtEdge: Bool
  /// The path of the absolute penalty, from large to small; nil of other models, and where nothing was chosen.
  public let path: [Tried]?
  /// Whether the last fit came to its end within the limit of steps.
  public let isFinished: Bool
  /// Steps of the optimiser over all starts of the last fit; for a network its epochs.
  public internal(set) var iterations: Int
  /// The epoch whose weights a network has; nil of a linear model, and where an older file does not say.
  public internal(set) var bestEpoch: Int?
  /// The inner folds that chose; nil where there was nothing to choose.
  public let innerFolds: Int?
  /// The rows that were learnt from.
  public let rows: Int
  /// What the columns held in those rows, in the order of the classifier's columns.
  public let columns: [ColumnProfile]
  /// How often each class was met in those rows, target by target.
  public let classRows: [[Int]]
  /// What to expect of other rows; nil where nobody has looked.
  public var expected: ExpectedScores?
  /// Where it comes from; nil where nobody has said.
  public var origin: ModelOrigin?
  /// What a network learnt from beyond these rows, where the table is larger than memory; nil where nothing.
  public internal(set) var stored: StoredRowCounts?

  /// A value that was tried on the inner folds.
  public struct Tried: Sendable, Hashable, Codable {
    /// The penalty λ.
    public let value: Double
    /// The mean −log p of held-out rows, as trained.
    public let logLoss: Double
    /// By inner fold, the weights and biases that are not 0.
    public let nonzeroWeights: [Int]

    enum CodingKeys: String, CodingKey {
      case value
      case logLoss = "log_loss"
      case nonzeroWeights = "nonzero_weights"
    }
  }

  enum CodingKeys: String, CodingKey {
    case loss, model, reading, chosen
    case isAtEdge = "at_edge"
    case path
    case isFinished = "finished"
    case iterations
    case bestEpoch = "best_epoch"
    case innerFolds = "inner_folds"
    case rows, columns
    case classRows = "class_rows"
    case expected, origin, stored
  }

  /// Writes what is missing as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(loss, forKey: .loss)
    try container.encode(model, forKey: .model)
    try container.encode(reading, forKey: .reading)
    try container.encode(chosen, forKey: .chosen)
    try container.encode(isAtEdge, forKey: .isAtEdge)
    try container.encode(path, forKey: .path)
    try container.encode(isFinished, forKey: .isFinished)
    try container.encode(iterations, forKey: .iterations)
    try container.encode(bestEpoch, forKey: .bestEpoch)
    try container.encode(innerFolds, forKey: .innerFolds)
    try container.encode(rows, forKey: .rows)
    try container.encode(columns, forKey: .columns)
    try container.encode(classRows, forKey: .classRows)
    try container.encode(expected, forKey: .expected)
    try container.encode(origin, forKey: .origin)
    try container.encode(stored, forKey: .stored)
  }
}

/// The scores of rows that models of the same kind had not seen.
public struct ExpectedScores: Sendable, Hashable, Codable {
  /// How the rows were held out.
  public var holdOut: Kind
  /// The rows that were scored.
  public var rows: Int
  /// Mean −log p of the truth, in nats.
  public var logLoss: Double
  /// Its 95 % interval for new rows; nil with too few rows or groups.
  public var logLossInterval: ConfidenceInterval?
  /// The log loss of the training rows' class shares.
  public var constantLogLoss: Double
  /// Two classes: (p − y)² in 0 … 1; more: Σ (p − y)² in 0 … 2.
  public var brierScore: Double
  /// The share of rows whose most probable class is the truth.
  public var accuracy: Double
  /// How well the probabilities rank the rows; nil where that is not told.
  public var rocAUC: Double?

  /// How rows can be held out.
  public enum Kind: String, Sendable, Hashable, Codable {
    /// Every row, fold by fold.
    case folds
    /// Later rows, block by block, from those before them.
    case order
    /// The rows of another table.
    case table
    /// A share of the rows, held out once.
    case share
  }

  /// Scores of so many rows.
  public init(
    holdOut: Kind, rows: Int, logLoss: Double, logLossInterval: ConfidenceInterval?,
    constantLogLoss: Double, brierScore: Double, accuracy: Double, rocAUC: Double?
  ) {
    self.holdOut = holdOut
    self.rows = rows
    self.logLoss = logLoss
    self.logLossInterval = logLossInterval
    self.constantLogLoss = constantLogLoss
    self.brierScore = brierScore
    self.accuracy = accuracy
    self.rocAUC = rocAUC
  }

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

  /// Writes what is missing as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(holdOut, forKey: .holdOut)
    try container.encode(rows, forKey: .rows)
    try container.encode(logLoss, forKey: .logLoss)
    try container.encode(logLossInterval, forKey: .logLossInterval)
    try container.encode(constantLogLoss, forKey: .constantLogLoss)
    try container.encode(brierScore, forKey: .brierScore)
    try container.encode(accuracy, forKey: .accuracy)
    try container.encode(rocAUC, forKey: .rocAUC)
  }
}

/// Where a model comes from.
public struct ModelOrigin: Sendable, Hashable, Codable {
  /// The name of the table.
  public var table: String
  /// The SHA-256 digest of the table's file.
  public var sha256: String
  /// The program that trained it, with its version.
  public var program: String
  /// The request, as JSON.
  public var request: String

  /// The table, its digest, the program and the request.
  public init(table: String, sha256: String, program: String, request: String) {
    self.table = table
    self.sha256 = sha256
    self.program = program
    self.request = request
  }
}

/// What a column held in the rows that a model was trained on.
public struct ColumnProfile: Sendable, Hashable, Codable {
  /// The column's name.
  public let name: String
  /// How many of its cells were missing.
  public let missing: Int
  /// The least number; nil of a category, as the next three are, and of a column without numbers.
  public let low: Double?
  /// The greatest number.
  public let high: Double?
  /// The mean of the numbers.
  public let mean: Double?
  /// Their standard deviation, over n.
  public let deviation: Double?
  /// The levels of a category, in their order; nil of numbers.
  public let levels: [Level]?

  /// A level of a category.
  public struct Level: Sendable, Hashable, Codable {
    /// Its name.
    public let name: String
    /// How many rows have it.
    public let rows: Int
  }

  enum CodingKeys: String, CodingKey {
    case name, missing, low, high, mean, deviation, levels
  }

  /// Writes what is missing as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(missing, forKey: .missing)
    try container.encode(low, forKey: .low)
    try container.encode(high, forKey: .high)
    try container.encode(mean, forKey: .mean)
    try container.encode(deviation, forKey: .deviation)
    try container.encode(levels, forKey: .levels)
  }

  /// What some rows of a feature hold.
  init(_ feature: Dataset.Feature, rows: [Int]) {
    name = feature.name
    switch feature.values {
    case .numbers(let numbers):
      let present = rows.lazy.map { numbers[$0] }.filter { !$0.isNaN }.map { $0 + feature.offset }
      missing = rows.count - present.count
      levels = nil
      low = present.min()
      high = present.max()
      // As shares of a power of two near the largest, so that no square overflows.
      let largest = max(abs(low ?? 0), abs(high ?? 0))
      let unit = largest > 0 ? Double(sign: .plus, exponent: largest.exponent, significand: 1) : 1
      let count = Double(rows.count - missing)
      guard count > 0 else {
        (mean, deviation) = (nil, nil)
        return
      }
      let center = present.reduce(0) { $0 + $1 / unit } / count
      let squares = present.reduce(0) { $0 + ($1 / unit - center) * ($1 / unit - center) }
      mean = center * unit
      deviation = (squares / count).squareRoot() * unit
    case .categories(let codes, let names):
      var counts = [Int](repeating: 0, count: names.count)
      var missing = 0
      for row in rows {
        if codes[row] < 0 { missing += 1 } else { counts[Int(codes[row])] += 1 }
      }
      self.missing = missing
      (low, high, mean, deviation) = (nil, nil, nil, nil)
      levels = zip(names, counts).filter { $0.1 > 0 }.map { Level(name: $0, rows: $1) }
    case .sparse:
      missing = 0
      (low, high, mean, deviation, levels) = (nil, nil, nil, nil, nil)
    }
  }
}
