internal import CrossEntropy
internal import CrossEntropyEvaluation

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// How good decisions are that are made by a rule, and what they cost.
public struct PredictionDecisions: Sendable, Hashable {
  /// The least probability with which the positive one of two classes is predicted; nil where costs of more classes decide.
  public let threshold: Double?
  /// The share of rows whose predicted class is the truth.
  public let accuracy: PredictionScores.Score
  /// Of two classes the share that is positive of the rows predicted to be.
  public let precision: PredictionScores.Score?
  /// Of two classes the share of the positive rows that are predicted to be.
  public let recall: PredictionScores.Score?
  /// Of two classes the share of the other rows that are predicted to be none.
  public let specificity: PredictionScores.Score?
  /// Of two classes the harmonic mean of precision and recall.
  public let f1: PredictionScores.Score?
  /// What the decisions cost; nil without costs.
  public let costs: Costs?

  /// What decisions cost, per row.
  public struct Costs: Sendable, Hashable {
    /// The mean.
    public let mean: PredictionScores.Score
    /// The class that costs least where it is decided for whatever the row.
    public let constant: String
    /// What that costs.
    public let constantCost: Double
    /// What a row costs less than that, with its interval of pairs.
    public let saved: PredictionScores.Score
    /// The threshold that costs least on these rows; nil unless there are two classes, each with five rows and groups.
    public let best: Best?
  }

  /// The threshold that costs least on these rows, and what thresholds found like it cost on others.
  public struct Best: Sendable, Hashable {
    /// The threshold.
    public let threshold: Double
    /// What a row costs on average where the threshold was found on other rows.
    public let mean: PredictionScores.Score
    /// What it then costs more than by the rule, with its interval of pairs.
    public let difference: PredictionScores.Score
  }
}

extension PredictionDecisions {
  /// The decisions by the rule of a request; nil where it has none.
  init?(_ scored: ScoredRows, _ request: ScoreRequest) throws(WorkflowError) {
    guard let rule = request.rule else { return nil }
    let isBinary = scored.classes.count == 2
    let costs: CostMatrix?
    switch rule {
    case .threshold: costs = nil
    case .costs(let positive, let negative):
      costs = CostMatrix(costs: [[0, positive], [negative, 0]])
    case .costTable(let path): costs = try CostMatrix(path: path, classes: scored.classes)
    }
    if rule.threshold != nil, !isBinary {
      throw WorkflowError(
        .settings(.forTwoClasses(rule.setting, classes: scored.classes.count)),
        remedies: [rule.setting == .costs ? .giveAs(.costs) : .leaveOut(rule.setting)])
    }
    let forecasts = scored.scores.forecasts
    let predicted =
      if let threshold = rule.threshold {
        forecasts.probabilities.map { Int32($0 >= threshold ? 1 : 0) }
      } else {
        costs?.leastCosts(scored.logProbabilities.probabilities) ?? scored.scores.predicted
      }
    do throws(EvaluationError) {
      var sums = try ConfusionSums(classes: scored.classes.count)
      try sums.add(labels: scored.labels, predicted: predicted, units: scored.units)
      let classes = isBinary ? try sums.classEstimates : [:]
      let (negative, positive) = (classes[0], classes[1])
      var right = MeanSums()
      try right.add(
        zip(scored.labels, predicted).map { $0 == $1 ? 1 : 0 }, weights: scored.units.weights,
        groups: scored.units.groups)
      threshold = rule.threshold
      accuracy = try PredictionScores.Score(share: right)
      precision = positive?.precision.map { PredictionScores.Score($0) }
      recall = positive?.recall.map { PredictionScores.Score($0) }
      specificity = negative?.recall.map { PredictionScores.Score($0) }
      f1 = (positive?.f1).map { PredictionScores.Score($0) }
      self.costs = try costs.map { (costs) throws(EvaluationError) in
        try Costs(costs, predicted, scored, seed: RandomSeed(request.seed).derived(3))
      }
    } catch {
      throw WorkflowError(.broken("\(error)"), at: .file(scored.path))
    }
  }
}

extension PredictionDecisions.Costs {
  fileprivate init(
    _ costs: CostMatrix, _ predicted: [Int32], _ scored: ScoredRows, seed: RandomSeed
  ) throws(EvaluationError) {
    let own = try DecisionCosts(
      labels: scored.labels, predicted: predicted, costs: costs.costs, units: scored.units)
    let isCost = costs.costs.joined().allSatisfy { $0 >= 0 }
    func score(_ mean: MeanEstimate) throws(EvaluationError) -> PredictionScores.Score {
      PredictionScores.Score(
        isCost ? try ScoreEstimate(mean) : try ScoreEstimate(ofAnySign: mean))
    }
    mean = try score(own.mean)
    constant = scored.classes[own.constant]
    constantCost = own.constantCost
    saved = PredictionScores.Score(try ScoreEstimate(ofAnySign: own.saved))
    // Too few rows or groups of a class are all that can be wrong.
    let choice =
      scored.classes.count == 2
      ? try? ThresholdChoice(
        scored.scores.forecasts, costs: costs.costs, predicted: predicted, units: scored.units,
        seed: seed) : nil
    best = try choice.map { (choice) throws(EvaluationError) in
      PredictionDecisions.Best(
        threshold: choice.threshold,
        mean: try score(choice.mean),
        difference: PredictionScores.Score(try ScoreEstimate(ofAnySign: choice.difference)))
    }
  }
}

extension PredictionDecisions: Encodable {
  enum CodingKeys: String, CodingKey {
    case threshold, accuracy
    case accuracyInterval = "accuracy_interval"
    case precision
    case precisionInterval = "precision_interval"
    case recall
    case recallInterval = "recall_interval"
    case specificity
    case specificityInterval = "specificity_interval"
    case f1
    case f1Interval = "f1_interval"
    case costs
  }

  /// Writes what is missing as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(threshold, forKey: .threshold)
    try container.encode(accuracy, .accuracy, .accuracyInterval)
    try container.encode(precision, .precision, .precisionInterval)
    try container.encode(recall, .recall, .recallInterval)
    try container.encode(specificity, .specificity, .specificityInterval)
    try container.encode(f1, .f1, .f1Interval)
    try container.encode(costs, forKey: .costs)
  }
}

extension PredictionDecisions.Costs: Encodable {
  enum CodingKeys: String, CodingKey {
    case mean
    case meanInterval = "mean_interval"
    case constant
    case constantCost = "constant_mean"
    case saved
    case savedInterval = "saved_interval"
    case best
  }

  /// Writes what is missing as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(mean, .mean, .meanInterval)
    try container.encode(constant, forKey: .constant)
    try container.encode(constantCost, forKey: .constantCost)
    try container.encode(saved, .saved, .savedInterval)
    try container.encode(best, forKey: .best)
  }
}

extension PredictionDecisions.Best: Encodable {
  enum CodingKeys: String, CodingKey {
    case threshold, mean
    case meanInterval = "mean_interval"
    case difference
    case differenceInterval = "difference_interval"
  }

  /// Writes what is missing as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(threshold, forKey: .threshold)
    try container.encode(mean, .mean, .meanInterval)
    try container.encode(difference, .difference, .differenceInterval)
  }
}

extension Matrix<Double> {
  /// What these are the logarithms of.
  fileprivate var probabilities: Matrix<Double> {
    Matrix(rows: rows, columns: columns, fitting: ContiguousArray(elements.map { exp($0) }))
  }
}
