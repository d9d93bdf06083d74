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
  public var constant: Constant
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
  public var decidedBy: Decision
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
  package func shown(in reading: Reading) -> [LossResult] {
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
    constant = try container.decode(Constant.self, forKey: .constant)
    margin = try container.decode(ByReading<Double>.self, forKey: .margin)
    losses = try container.decode([LossResult].self, forKey: .losses)
    brierMaximum = try container.decode(Int.self, forKey: .brierMaximum)
    leader = try container.decode(ByReading<Int?>.self, forKey: .leader)
    folds = try container.decode(Int.self, forKey: .folds)
    repeats = try container.decode(Int.self, forKey: .repeats)
    comparisons = try container.decode(Int.self, forKey: .comparisons)
    decidedBy = try container.decode(Decision.self, forKey: .decidedBy)
    separable = try container.decode(Bool.self, forKey: .separable)
    seed = try container.decode(UInt64.self, forKey: .seed)
    products = try container.decode(String.self, forKey: .products)
    speed = try container.decodeIfPresent(LearningSpeed.self, forKey: .speed)
    ending = try container.decodeIfPresent(Ending.self, forKey: .ending)

    let readings = losses.flatMap { loss in Reading.allCases.map { loss[$0] } }
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
      Reading.allCases.allSatisfy { leader[$0].map(losses.indices.contains) ?? true },
      forKey: .leader, else: "unknown loss")
    let isRequested =
      switch request.holdOut {
      case .folds: 2...CompareRequest.mostFolds ~= folds
      case .table: folds == 1
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
    let ofReadings = Reading.allCases.flatMap {
      [self[$0].atEdge, self[$0].foldsWon, self[$0].foldsTied]
    }
    return ([fits, finalFits, gridGrowths, iterations, severalOptima, unfinished] + ofReadings)
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
  /// How every class fares; only for the baseline and the lowest log loss.
  public var classScores: [ClassScore]?
  /// The rows of each class, by weight, by what was predicted: `confusion[truth][predicted]`.
  ///
  /// For the baseline and the lowest log loss, unless there are many classes; averaged over
  /// repeats.
  public var confusion: [[Double]]?
  /// What the rows of each class were most often taken for, at most three classes each; only where there are too many
  /// classes for a confusion.
  public var mistakes: [Mistake]?
  /// The log loss's difference for these fits on new rows; nil, as all differences, where it or the baseline
  /// failed.
  public var difference: Difference?
  /// The same for training anew on other rows; its interval is never the narrower one.
  public var differenceRetrained: Difference?
  /// The Brier score's difference, not adjusted and not in the verdict.
  public var brierDifference: Difference?
  /// The accuracy's difference, not adjusted and not in the verdict; positive is better.
  public var accuracyDifference: Difference?
  /// A true difference of this size would probably have been seen; nil for the baseline.
  public var smallestDetectable: Double?
  /// Folds in which its log loss was below cross entropy's.
  public var foldsWon: Int
  /// Folds in which it was the same.
  public var foldsTied: Int
  /// What the comparison says.
  public var finding: Finding
  /// The penalty that the search chose in every fold; nil for a network.
  public var l2: [Double]?
  /// The step size that the search chose in every fold; nil for a linear model.
  public var learningRate: [Double]?
  /// Folds in which the best penalty was at the edge of a grid that could grow no further.
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
    case confusion, mistakes
    case difference
    case differenceRetrained = "difference_retrained"
    case brierDifference = "brier_difference"
    case accuracyDifference = "accuracy_difference"
    case smallestDetectable = "smallest_detectable"
    case foldsWon = "folds_won"
    case foldsTied = "folds_tied"
    case finding, l2
    case learningRate = "learning_rate"
    case atEdge = "at_edge"
    case selected
  }

  /// Writes what is missing as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(logLoss, forKey: .logLoss)
    try container.encode(logLossBits, forKey: .logLossBits)
    try container.encode(skill, forKey: .skill)
    try container.encode(skillInterval, forKey: .skillInterval)
    try container.encode(brierScore, forKey: .brierScore)
    try container.encode(accuracy, forKey: .accuracy)
    try container.encode(balancedAccuracy, forKey: .balancedAccuracy)
    try container.encode(ece, forKey: .ece)
    try container.encode(eceNoise, forKey: .eceNoise)
    try container.encode(eceNoise95, forKey: .eceNoise95)
    try container.encode(ecePValue, forKey: .ecePValue)
    try container.encode(reliability, forKey: .reliability)
    try container.encode(classScores, forKey: .classScores)
    try container.encode(confusion, forKey: .confusion)
    try container.encode(mistakes, forKey: .mistakes)
    try container.encode(difference, forKey: .difference)
    try container.encode(differenceRetrained, forKey: .differenceRetrained)
    try container.encode(brierDifference, forKey: .brierDifference)
    try container.encode(accuracyDifference, forKey: .accuracyDifference)
    try container.encode(smallestDetectable, forKey: .smallestDetectable)
    try container.encode(foldsWon, forKey: .foldsWon)
    try container.encode(foldsTied, forKey: .foldsTied)
    try container.encode(finding, forKey: .finding)
    try container.encode(l2, forKey: .l2)
    try container.encode(learningRate, forKey: .learningRate)
    try container.encode(atEdge, forKey: .atEdge)
    try container.encode(selected, forKey: .selected)
  }
}

extension ReadingResult {
  /// Whether right probabilities would rarely show as large a calibration error; nil where there is
  /// no p-value.
  package var isMiscalibrated: Bool? { ecePValue.map { $0 < Significance.level } }
}
