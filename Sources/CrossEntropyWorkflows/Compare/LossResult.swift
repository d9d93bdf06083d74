public import CrossEntropyEvaluation
public import CrossEntropyLearning

/// A loss with both of its readings.
public struct LossResult: Codable, Sendable, Hashable {
  /// Its name, such as `focal`.
  public var name: String
  /// Its parameters.
  public var parameters: [String: Double]
  /// The parameter that the search chose in every fold; nil where it was given.
  public var searched: ComparedLoss.SearchedParameter?
  /// Its scores in both readings; in JSON those as trained stand beside the keys of the loss.
  public var readings: ByReading<ReadingResult>
  /// The fits of the search, penalties × inner folds; equal for all losses except for grown grids and a
  /// searched parameter, whose every value takes as many.
  public var fits: Int
  /// The fits on whole training parts: one per fold and chosen penalty.
  public var finalFits: Int
  /// How often a grid grew by two decades.
  public var gridGrowths: Int
  /// Steps of the optimiser over all starts; for a network its epochs.
  public var iterations: Int
  /// Seconds of one thread over all starts.
  public var seconds: Double
  /// Fits whose two starts ended at different optima.
  public var severalOptima: Int
  /// Fits that ended at the limit of steps.
  public var unfinished: Int
  /// Those of them that are final fits.
  public var unfinishedFinal: Int
  /// The loss whose fit this is a reading of, if not its own.
  public var readsFitOf: String?
  /// A network's gradient norms in the first epoch of the final fits, the first layer first.
  public var layerGradientNorms: [Double]?

  enum CodingKeys: String, CodingKey {
    case name, parameters, searched, recalibrated, fits
    case finalFits = "final_fits"
    case gridGrowths = "grid_growths"
    case iterations, seconds
    case severalOptima = "several_optima"
    case unfinished
    case unfinishedFinal = "unfinished_final"
    case readsFitOf = "reads_fit_of"
    case layerGradientNorms = "layer_gradient_norms"
  }

  /// Writes the keys of the reading as trained beside the loss's own, and missing values as null.
  public func encode(to encoder: any Encoder) throws {
    try self[.asTrained].encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(parameters, forKey: .parameters)
    try container.encode(searched, forKey: .searched)
    try container.encode(self[.recalibrated], forKey: .recalibrated)
    try container.encode(fits, forKey: .fits)
    try container.encode(finalFits, forKey: .finalFits)
    try container.encode(gridGrowths, forKey: .gridGrowths)
    try container.encode(iterations, forKey: .iterations)
    try container.encode(seconds, forKey: .seconds)
    try container.encode(severalOptima, forKey: .severalOptima)
    try container.encode(unfinished, forKey: .unfinished)
    try container.encode(unfinishedFinal, forKey: .unfinishedFinal)
    try container.encode(readsFitOf, forKey: .readsFitOf)
    try container.encode(layerGradientNorms, forKey: .layerGradientNorms)
  }
}

extension LossResult {
  /// The result of a reading.
  public subscript(reading: ProbabilityReading) -> ReadingResult {
    get { readings[reading] }
    set { readings[reading] = newValue }
  }

  /// Reads both readings from their places.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      name: try container.decode(String.self, forKey: .name),
      parameters: try container.decode([String: Double].self, forKey: .parameters),
      searched: try container.decodeIfPresent(
        ComparedLoss.SearchedParameter.self, forKey: .searched),
      readings: try ByReading { reading in
        switch reading {
        case .asTrained: try ReadingResult(from: decoder)
        case .recalibrated: try container.decode(ReadingResult.self, forKey: .recalibrated)
        }
      },
      fits: try container.decode(Int.self, forKey: .fits),
      finalFits: try container.decode(Int.self, forKey: .finalFits),
      gridGrowths: try container.decode(Int.self, forKey: .gridGrowths),
      iterations: try container.decode(Int.self, forKey: .iterations),
      seconds: try container.decode(Double.self, forKey: .seconds),
      severalOptima: try container.decode(Int.self, forKey: .severalOptima),
      unfinished: try container.decode(Int.self, forKey: .unfinished),
      // Older outcomes do not say.
      unfinishedFinal: try container.decodeIfPresent(Int.self, forKey: .unfinishedFinal) ?? 0,
      readsFitOf: try container.decodeIfPresent(String.self, forKey: .readsFitOf),
      layerGradientNorms: try container.decodeIfPresent([Double].self, forKey: .layerGradientNorms))
  }
}
