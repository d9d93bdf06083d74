public import CrossEntropy
public import CrossEntropyLearning

/// The answer of `explain`: one row under a loss, step by step, and beside it what other losses
/// make of the row; without a row, how hard the losses pull.
public struct ExplainOutcome: Sendable, Hashable {
  /// The version of the JSON's keys.
  public static let schemaVersion = 1

  /// What was asked.
  public let request: ExplainRequest
  /// The chosen loss, then the others in the order given, with squared error; empty without a row.
  ///
  /// Squared error stands beside every loss, and cross entropy beside squared error.
  public let losses: [Explained]
  /// |∂ℓ/∂z| by the probability of the truth; nil where a row is explained.
  public let gradients: LearningSpeed.Gradients?
  /// The losses as curves; nil unless requested.
  public let curves: [Curve]?

  /// A loss with its steps.
  public struct Explained: Sendable, Hashable {
    /// Which loss it is.
    public let loss: ComparedLoss
    /// What it makes of the row.
    public let explanation: LossExplanation
  }

  /// How many times as hard as squared error the chosen loss, or cross entropy, pulls on the
  /// logits; nil where squared error does not pull at all.
  public var pullRatio: Double? {
    guard
      let squared = losses.first(where: { $0.loss.kind == .squaredError })?.explanation.pull,
      let other = losses.first(where: { $0.loss.kind != .squaredError })?.explanation.pull,
      squared > 0
    else { return nil }
    return other / squared
  }

  /// The probability given to the row's likeliest target; nil without a row.
  public var truthProbability: Double? {
    guard let row = losses.first?.explanation else { return nil }
    if row.outputUnit == .softmax {
      return row.probabilities[row.likeliestTarget]
    }
    // Of several labels the one given the least.
    return row.targets.indices.map {
      row.targets[$0] >= 0.5 ? row.probabilities[$0] : row.complements[$0]
    }.min()
  }

  /// Whether the truth was given so little that squared error hardly pulls; false without a row.
  package var isConfidentlyWrong: Bool { truthProbability.map { $0 < 0.01 } ?? false }
}

// MARK: JSON

extension ExplainOutcome: Codable {
  private enum CodingKeys: String, CodingKey {
    case request, beside, gradients, curves
    case schemaVersion = "schema_version"
    case pullRatio = "pull_ratio"
  }

  /// Reads an outcome, and refuses another version or parts that do not fit each other.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try container.requireVersion(Self.schemaVersion, forKey: .schemaVersion)
    request = try container.decode(ExplainRequest.self, forKey: .request)
    let beside = try container.decode([Explained].self, forKey: .beside)
    losses = request.row == nil ? [] : [try Explained(from: decoder)] + beside
    gradients = try container.decodeIfPresent(LearningSpeed.Gradients.self, forKey: .gradients)
    curves = try container.decodeIfPresent([Curve].self, forKey: .curves)

    if let row = request.row {
      try container.require(
        losses.map(\.loss) == request.besideEachOther, forKey: .beside, else: "other losses")
      try container.require(
        losses.allSatisfy { $0.explanation.explains(row, under: $0.loss) }, forKey: .beside,
        else: "another row")
    }
    try container.require(
      gradients.map { $0.isWhole && request.row == nil } ?? (request.row != nil),
      forKey: .gradients, else: "unequal parts")
    try container.require(
      curves?.allSatisfy(\.isWhole) ?? !request.drawsCurves, forKey: .curves,
      else: "unequal parts")
  }

  /// Writes the chosen loss with its steps, and the others under `beside`.
  ///
  /// Without a row there are no steps; null stands where else something is missing.
  public func encode(to encoder: any Encoder) throws {
    try losses.first?.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.schemaVersion, forKey: .schemaVersion)
    try container.encode(request, forKey: .request)
    try container.encode(Array(losses.dropFirst()), forKey: .beside)
    try container.encode(pullRatio, forKey: .pullRatio)
    try container.encode(gradients, forKey: .gradients)
    try container.encode(curves, forKey: .curves)
  }
}

extension LossExplanation {
  /// Whether every step has a number per output of the row.
  fileprivate func explains(_ row: ExplainRequest.Row, under loss: ComparedLoss) -> Bool {
    let outputs = row.outputs.numbers.count
    var perOutput = [
      logits, exponentials, probabilities, complements, surprisals, complementSurprisals, slopes,
      targets, gradient,
    ]
    switch loss.loss.entry.formula {
    case .truth, .distance: perOutput += [terms, outputGradient]
    case .outputs, nil: if !(terms.isEmpty && outputGradient.isEmpty) { return false }
    }
    let parts = contributions.map { [$0.output, $0.isTrue ? 1 : 0] }
    return perOutput.allSatisfy { $0.count == outputs } && inputs == row.inputs
      && weightGradient.count == (inputs.isEmpty ? 0 : outputs)
      && weightGradient.allSatisfy { $0.count == inputs.count }
      && contributions.allSatisfy { 0..<outputs ~= $0.output }
      && Set(parts).count == parts.count
      && (outputUnit == .sigmoid || contributions.allSatisfy(\.isTrue))
  }
}

extension ExplainOutcome.Curve {
  /// Whether there is a value and a gradient at every probability.
  fileprivate var isWhole: Bool {
    values.count == probabilities.count && gradients.count == probabilities.count
  }
}

extension ExplainOutcome.Explained: Codable {
  private enum CodingKeys: String, CodingKey {
    case loss, parameters, unit, pull, total
    case valueNats = "value_nats"
    case valueBits = "value_bits"
  }

  /// Reads a loss by its name and parameters, with its steps.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    do {
      loss = try ComparedLoss(
        name: try container.decode(String.self, forKey: .loss),
        parameters: try container.decode([String: Double].self, forKey: .parameters))
    } catch let error as LossNameError {
      throw DecodingError.refused(WorkflowError(error), by: decoder)
    }
    explanation = try LossExplanation(from: decoder)
  }

  /// Writes its steps with its name, its parameters and its value in two units.
  public func encode(to encoder: any Encoder) throws {
    try explanation.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(loss.name, forKey: .loss)
    try container.encode(loss.parameters, forKey: .parameters)
    try container.encode(explanation.unit, forKey: .unit)
    try container.encode(explanation.total, forKey: .total)
    try container.encode(explanation.pull, forKey: .pull)
    try container.encode(explanation.value(in: .nats), forKey: .valueNats)
    try container.encode(explanation.value(in: .bits), forKey: .valueBits)
  }
}
