public import CrossEntropyEvaluation
public import CrossEntropyLearning

/// What `compare` found; its JSON is this value with the names below in snake case.
///
/// It holds no sentence; missing values are null.
public struct CompareOutcome: Codable, Sendable, Hashable {
  /// The version of the JSON's keys.
  public static let schemaVersion = 1

  /// The request.
  public var request: CompareRequest
  /// The table that was compared on.
  public var table: TableSummary
  /// The model that the losses trained.
  public var model: ModelKind
  /// The predictor that knows only the training rows' class shares.
  public var constant: CompareOutcome.Constant
  /// By reading: δ in nats, the difference of log loss that matters.
  public var margin: ByReading<Double>
  /// The losses in the order shown; cross entropy, the baseline, first.
  public var losses: [LossResult]
  /// The greatest possible Brier score: 1 for two classes, 2 for more, with several labels their
  /// number.
  public var brierMaximum: Int
  /// By reading: the index in ``losses`` of the one that beats every other; nil where none does.
  public var leader: ByReading<Int?>
  /// The folds per repeat.
  public var folds: Int
  /// How often new folds were drawn.
  public var repeats: Int
  /// m: the intervals hold jointly over this many comparisons.
  public var comparisons: Int
  /// Which of the two intervals decides.
  public var decidedBy: DecidingInterval
  /// Whether a linear model was found that separates all rows.
  public var separable: Bool
  /// The seed of folds and simulations.
  public var seed: UInt64
  /// What does the matrix products.
  public var products: String
  /// How fast every loss learns; nil unless requested.
  public var speed: LearningSpeed?
  /// Why fewer repeats were done than were meant; nil where all were.
  public var ending: Ending?

  /// Why a comparison ended before its last repeat.
  public enum Ending: String, Codable, Sendable, Hashable, CaseIterable {
    /// The next repeat would not have ended in time.
    case timeLimit = "time_limit"
    /// It was interrupted.
    case interrupted
  }

  enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case request, table, model, constant, margin, losses
    case brierMaximum = "brier_maximum"
    case leader, folds, repeats, comparisons
    case decidedBy = "decided_by"
    case separable, seed, products, speed
    case ending = "ended_early"
  }

  /// Writes what is missing as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.schemaVersion, forKey: .schemaVersion)
    try container.encode(request, forKey: .request)
    try container.encode(table, forKey: .table)
    try container.encode(model, forKey: .model)
    try container.encode(constant, forKey: .constant)
    try container.encode(margin, forKey: .margin)
    try container.encode(losses, forKey: .losses)
    try container.encode(brierMaximum, forKey: .brierMaximum)
    try container.encode(leader, forKey: .leader)
    try container.encode(folds, forKey: .folds)
    try container.encode(repeats, forKey: .repeats)
    try container.encode(comparisons, forKey: .comparisons)
    try container.encode(decidedBy, forKey: .decidedBy)
    try container.encode(separable, forKey: .separable)
    try container.encode(seed, forKey: .seed)
    try container.encode(products, forKey: .products)
    try container.encode(speed, forKey: .speed)
    try container.encode(ending, forKey: .ending)
  }
}

extension CompareOutcome {
  /// The losses that have numbers of their own in a reading: recalibrated, a correction of another's fit is
  /// that fit.
  package func shown(in reading: ProbabilityReading) -> [LossResult] {
    losses.filter { loss in
      reading == .asTrained || !losses.contains { $0.name == loss.readsFitOf }
    }
  }
}

extension CompareOutcome {
  /// Reads an outcome, and refuses another version or parts that do not fit each other.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try container.requireVersion(Self.schemaVersion, forKey: .schemaVersion)
    request = try container.decode(CompareRequest.self, forKey: .request)
    table = try container.decode(TableSummary.self, forKey: .table)
    model = try container.decode(ModelKind.self, forKey: .model)
    constant = try container.decode(CompareOutcome.Constant.self, forKey: .constant)
    margin = try container.decode(ByReading<Double>.self, forKey: .margin)
    losses = try container.decode([LossResult].self, forKey: .losses)
    brierMaximum = try container.decode(Int.self, forKey: .brierMaximum)
    leader = try container.decode(ByReading<Int?>.self, forKey: .leader)
    folds = try container.decode(Int.self, forKey: .folds)
    repeats = try container.decode(Int.self, forKey: .repeats)
    comparisons = try container.decode(Int.self, forKey: .comparisons)
    decidedBy = try container.decode(DecidingInterval.self, forKey: .decidedBy)
    separable = try container.decode(Bool.self, forKey: .separable)
    seed = try container.decode(UInt64.self, forKey: .seed)
    products = try container.decode(String.self, forKey: .products)
    speed = try container.decodeIfPresent(LearningSpeed.self, forKey: .speed)
    ending = try container.decodeIfPresent(Ending.self, forKey: .ending)

    let readings = losses.flatMap { loss in ProbabilityReading.allCases.map { loss[$0] } }
    try container.require(!losses.isEmpty, forKey: .losses, else: "no loss")
    try container.require(
      losses.allSatisfy(\.hasPossibleCounts), forKey: .losses, else: "impossible counts")
    try container.require(
      readings.allSatisfy { $0.confusion?.isSquare(table.classes.count) ?? true },
      forKey: .losses, else: "unequal confusion")
    try container.require(
      readings.flatMap { $0.mistakes ?? [] }.allSatisfy {
        table.classes.indices.contains($0.truth) && table.classes.indices.contains($0.said)
      }, forKey: .losses, else: "unknown class")
    try container.require(
      ProbabilityReading.allCases.allSatisfy { leader[$0].map(losses.indices.contains) ?? true },
      forKey: .leader, else: "unknown loss")
    let isRequested =
      switch request.holdOut {
      case .folds: 2...CompareRequest.mostFolds ~= folds
      case .table, .share: folds == 1
      case .order, nil: folds == request.folds
      }
    try container.require(isRequested, forKey: .folds, else: "not requested")
    try container.require(
      1...CompareRequest.mostRepeats ~= repeats, forKey: .repeats, else: "impossible")
    try container.require(speed?.isWhole ?? true, forKey: .speed, else: "unequal parts")
  }
}

extension LossResult {
  /// Whether its counts can be, and be added to each other.
  fileprivate var hasPossibleCounts: Bool {
    let ofReadings = ProbabilityReading.allCases.flatMap {
      [self[$0].atEdge, self[$0].foldsWon, self[$0].foldsTied]
    }
    return
      ([fits, finalFits, gridGrowths, iterations, severalOptima, unfinished, unfinishedFinal]
      + ofReadings)
      .allSatisfy { 0...1 << 53 ~= $0 }
  }
}

extension [[Double]] {
  /// Whether these are counts of so many classes by as many.
  fileprivate func isSquare(_ classes: Int) -> Bool {
    count == classes
      && allSatisfy { $0.count == classes && $0.allSatisfy { $0 >= 0 && $0.isFinite } }
  }
}

extension LearningSpeed {
  /// Whether every start has the same losses, and their curves and gradients can be drawn.
  fileprivate var isWhole: Bool {
    let names = starts.map { $0.losses.map(\.name) }
    let curves = starts.flatMap(\.losses).flatMap { [$0.common, $0.best] }
    let arrivals = starts.flatMap(\.losses).flatMap { [$0.commonArrivals, $0.bestArrivals] }
    return names.allSatisfy { !$0.isEmpty && $0 == names[0] } && gradients.isWhole
      && curves.allSatisfy {
        $0.trainingAccuracy.allSatisfy { 0...1 ~= $0 }
          && $0.recalibratedLogLoss.count <= mappedEpochs.count
      } && arrivals.allSatisfy { !$0.epochs.isEmpty }
  }
}

extension LearningSpeed.Gradients {
  /// Whether every loss has a gradient at every probability.
  var isWhole: Bool {
    losses.allSatisfy {
      $0.values.count == probabilities.count && $0.relative.count == probabilities.count
    }
  }
}

extension CompareOutcome {
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
}
