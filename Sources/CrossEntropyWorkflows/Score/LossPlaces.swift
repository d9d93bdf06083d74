public import CrossEntropyEvaluation

/// Where the loss of predictions lies: in which rows, in which classes and in which slices.
public struct LossPlaces: Sendable, Hashable {
  /// The share of the loss that the worst 1 % of rows carry; nil where it is 0 or infinite.
  public let worstShare: Double?
  /// The costliest rows.
  public let worstRows: [WorstRow]
  /// How many rows have a label that may be wrong.
  public let suspectCount: Int
  /// How many would be if all labels were right, drawn from the probabilities: the mean.
  public let suspectNoise: Double
  /// What these are at most in 95 of 100 such draws.
  public let suspectNoise95: Double
  /// The most suspect of them.
  public let suspects: [Suspect]
  /// The loss by class, and then by each column that was named.
  public let slices: [SlicedColumn]

  /// A row that cost much.
  public struct WorstRow: Encodable, Sendable, Hashable {
    /// Its ID; nil without IDs.
    public let id: String?
    /// Its line, or of arrays its number.
    public let line: Int
    /// Its truth.
    public let truth: String
    /// Its most probable class.
    public let predicted: String
    /// The probability of its truth.
    public let probability: Double
    /// Its loss in nats.
    public let logLoss: Double

    enum CodingKeys: String, CodingKey {
      case id, line, truth, predicted, probability
      case logLoss = "log_loss"
    }

    /// Writes a missing ID as null.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(id, forKey: .id)
      try container.encode(line, forKey: .line)
      try container.encode(truth, forKey: .truth)
      try container.encode(predicted, forKey: .predicted)
      try container.encode(probability, forKey: .probability)
      try container.encode(logLoss, forKey: .logLoss)
    }
  }

  /// A row whose label may be wrong.
  public struct Suspect: Encodable, Sendable, Hashable {
    /// Its ID; nil without IDs.
    public let id: String?
    /// Its line, or of arrays its number.
    public let line: Int
    /// Its label.
    public let truth: String
    /// The probability of the label.
    public let probability: Double
    /// The class that it may be of.
    public let suspected: String
    /// The probability of that.
    public let suspectedProbability: Double

    enum CodingKeys: String, CodingKey {
      case id, line, truth, probability, suspected
      case suspectedProbability = "suspected_probability"
    }

    /// Writes a missing ID as null.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(id, forKey: .id)
      try container.encode(line, forKey: .line)
      try container.encode(truth, forKey: .truth)
      try container.encode(probability, forKey: .probability)
      try container.encode(suspected, forKey: .suspected)
      try container.encode(suspectedProbability, forKey: .suspectedProbability)
    }
  }

  /// The slices by one column.
  public struct SlicedColumn: Encodable, Sendable, Hashable {
    /// The column.
    public let column: String
    /// What the slices are.
    public let kind: Kind
    /// How many levels the column has; nil of numbers.
    public let levels: Int?
    /// The slices.
    public let slices: [Slice]

    /// What slices are made of.
    public enum Kind: String, Codable, Sendable, Hashable, CaseIterable {
      /// The classes of the truth.
      case classes
      /// The levels of a column of texts.
      case levels
      /// Ranges of numbers, of about as many rows each.
      case numbers
      /// Ranges of days since the beginning of 1970.
      case dates
    }

    /// Writes what is missing as null.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(column, forKey: .column)
      try container.encode(kind, forKey: .kind)
      try container.encode(levels, forKey: .levels)
      try container.encode(slices, forKey: .slices)
    }

    enum CodingKeys: CodingKey { case column, kind, levels, slices }
  }

  /// Rows that have something in common.
  public struct Slice: Encodable, Sendable, Hashable {
    /// What they have in common.
    public let part: Part
    /// How many they are.
    public let rows: Int
    /// Their mean loss.
    public let logLoss: Double
    /// It less that of all other rows, its interval one of all slices of all columns; nil where it is not finite.
    public let difference: PairedDifference?
    /// The mean probability of what is forecast less how often it happened: above 0 where the probabilities are too high.
    ///
    /// Forecast is the positive of two classes, of more the most probable one; of a slice by class it is this class, over all
    /// rows.
    public let bias: Double

    /// What rows have in common.
    public enum Part: Sendable, Hashable {
      /// A level, or a class.
      case level(String)
      /// Numbers from one to another, both included.
      case range(Double, Double)
      /// So many of the rarest levels.
      case others(levels: Int)
      /// That the cell is missing.
      case missing
    }

    enum CodingKeys: String, CodingKey {
      case part, name, low, high, levels, rows
      case logLoss = "log_loss"
      case difference, bias
    }

    /// Writes what is missing as null.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      var (name, ends, levels): (String?, (low: Double, high: Double)?, Int?)
      let kind: String
      switch part {
      case .level(let level): (kind, name) = ("level", level)
      case .range(let low, let high): (kind, ends) = ("range", (low, high))
      case .others(let count): (kind, levels) = ("others", count)
      case .missing: kind = "missing"
      }
      try container.encode(kind, forKey: .part)
      try container.encode(name, forKey: .name)
      try container.encode(ends?.low, forKey: .low)
      try container.encode(ends?.high, forKey: .high)
      try container.encode(levels, forKey: .levels)
      try container.encode(rows, forKey: .rows)
      try container.encode(logLoss, forKey: .logLoss)
      try container.encode(difference, forKey: .difference)
      try container.encode(bias, forKey: .bias)
    }
  }
}

extension LossPlaces {
  enum CodingKeys: String, CodingKey {
    case worstShare = "worst_share"
    case worstRows = "worst_rows"
    case suspectCount = "suspect_count"
    case suspectNoise = "suspect_noise"
    case suspectNoise95 = "suspect_noise_95"
    case suspects, slices
  }

  /// Writes the keys among those of the scores; null where it was not asked for.
  static func encode(_ places: LossPlaces?, to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(places?.worstShare, forKey: .worstShare)
    try container.encode(places?.worstRows, forKey: .worstRows)
    try container.encode(places?.suspectCount, forKey: .suspectCount)
    try container.encode(places?.suspectNoise, forKey: .suspectNoise)
    try container.encode(places?.suspectNoise95, forKey: .suspectNoise95)
    try container.encode(places?.suspects, forKey: .suspects)
    try container.encode(places?.slices, forKey: .slices)
  }
}
