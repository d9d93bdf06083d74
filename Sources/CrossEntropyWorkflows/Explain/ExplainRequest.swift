public import CrossEntropy
public import CrossEntropyLearning

/// A question for `explain`: a row under a loss, step by step, or, without a row, how hard losses
/// pull from right to confidently wrong.
public struct ExplainRequest: Sendable, Hashable {
  /// The loss to explain, then those to show beside it; empty means cross entropy.
  public var losses: [ComparedLoss]
  /// The row; nil asks only for the losses' gradients.
  public var row: Row?
  /// The unit of losses that have one.
  public var unit: InformationUnit
  /// Whether the losses and their gradients are given as curves too.
  public var drawsCurves: Bool

  /// A question about losses, and about a row where there is one.
  public init(
    losses: [ComparedLoss], row: Row? = nil, unit: InformationUnit = .nats,
    drawsCurves: Bool = false
  ) {
    self.losses = losses
    self.row = row
    self.unit = unit
    self.drawsCurves = drawsCurves
  }

  /// The outputs of a row, its target, and the options of the loss.
  public struct Row: Sendable, Hashable {
    /// The outputs of a row.
    public enum Outputs: Sendable, Hashable {
      /// Any real numbers, or −∞ for a masked class.
      case logits([Double])
      /// Ready probabilities; under softmax they sum to 1.
      case probabilities([Double])

      /// The numbers.
      public var numbers: [Double] {
        switch self {
        case .logits(let numbers), .probabilities(let numbers): numbers
        }
      }
    }

    /// What is true.
    public enum Target: Sendable, Hashable {
      /// A class, counted from 0; one output tells the classes 0 and 1 apart.
      case label(Int)
      /// One probability per output.
      case probabilities([Double])
    }

    /// The outputs.
    public var outputs: Outputs
    /// The target.
    public var target: Target
    /// Softmax or sigmoid; nil is softmax of several outputs and sigmoid of one.
    public var outputUnit: OutputUnit?
    /// One weight per class; nil is 1 everywhere.
    public var classWeights: [Double]?
    /// The share of the target that is spread over the classes.
    public var labelSmoothing = 0.0
    /// The factor of squared error, 1 unless it is ½ or 1/C.
    public var scale = 1.0
    /// The inputs of the layer that gave the logits.
    public var inputs: [Double] = []
    /// Whether probabilities and target are divided by their sums.
    public var normalizes = false

    /// A row without weights and smoothing.
    public init(_ outputs: Outputs, target: Target) {
      self.outputs = outputs
      self.target = target
    }
  }

  /// Throws what is wrong with the request.
  public func validate() throws(WorkflowError) {
    try checkLimits()
    try checkParameters()
    if let row { _ = try explained(row) }
  }

  /// The answer.
  public func run(memory: Int? = nil) throws(WorkflowError) -> ExplainOutcome {
    try checkLimits()
    try checkParameters()
    try checkMemory(memory)
    let shown = besideEachOther
    return ExplainOutcome(
      request: self,
      losses: try row.map { (row) throws(WorkflowError) in try explained(row) } ?? [],
      gradients: row == nil ? gradientsByProbability(shown) : nil,
      curves: drawsCurves ? shown.map { ExplainOutcome.Curve(of: $0) } : nil)
  }

  /// The losses, each once, and the one always shown beside the first: squared error, or cross
  /// entropy if squared error is first.
  var besideEachOther: [ComparedLoss] {
    let losses = losses.isEmpty ? [.baseline] : losses
    let rival: ComparedLoss.Kind =
      losses[0].kind == .squaredError ? .crossEntropy : .squaredError
    var all: [ComparedLoss] = []
    for loss in losses + [ComparedLoss(rival)] where !all.contains(loss) { all.append(loss) }
    return all
  }

  /// A row is explained under one loss, and there is nothing here to choose a parameter by.
  private func checkParameters() throws(WorkflowError) {
    for loss in losses {
      guard let searched = loss.searched,
        let parameter = loss.kind.parameter(named: searched.name)
      else { continue }
      throw WorkflowError(
        .severalValues(loss: loss.name, parameter: parameter, values: searched.values))
    }
  }

  private func explained(_ row: Row) throws(WorkflowError) -> [ExplainOutcome.Explained] {
    let row = try CheckedRow(row)
    var explained: [ExplainOutcome.Explained] = []
    for loss in besideEachOther {
      let objective = try row.objective(loss, isChosen: explained.isEmpty)
      explained.append(
        ExplainOutcome.Explained(
          loss: loss, explanation: try row.explanation(of: objective, in: unit)))
    }
    return explained
  }
}

// MARK: JSON

extension ExplainRequest: Codable {
  enum CodingKeys: String, CodingKey {
    case losses, logits, probabilities, label, scale, input, normalize, unit, curves
    case targetProbabilities = "target_probabilities"
    case output
    case classWeights = "class_weights"
    case labelSmoothing = "label_smoothing"
  }

  /// Reads a request, and refuses one that does not validate; what is left out has its default.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func value<Value: Decodable>(_ key: CodingKeys) throws -> Value? {
      try container.decodeIfPresent(Value.self, forKey: key)
    }
    self.init(
      losses: try value(.losses) ?? [], unit: try value(.unit) ?? .nats,
      drawsCurves: try value(.curves) ?? false)
    let outputs: Row.Outputs?
    switch (try value(.logits) as [Double]?, try value(.probabilities) as [Double]?) {
    case (let z?, nil): outputs = .logits(z)
    case (nil, let p?): outputs = .probabilities(p)
    case (nil, nil): outputs = nil
    default: throw DecodingError.refused(.together(.logits, .probabilities), by: decoder)
    }
    let target: Row.Target?
    switch (try value(.label) as Int?, try value(.targetProbabilities) as [Double]?) {
    case (let label?, nil): target = .label(label)
    case (nil, let t?): target = .probabilities(t)
    case (nil, nil): target = nil
    default: throw DecodingError.refused(.together(.label, .targetProbabilities), by: decoder)
    }
    try decoder.check(checkLimits)
    guard let outputs else {
      let ofRow: [(CodingKeys, RequestSetting)] = [
        (.output, .outputUnit), (.classWeights, .classWeights), (.labelSmoothing, .labelSmoothing),
        (.scale, .scale), (.input, .inputs), (.normalize, .normalize),
      ]
      let stray = try target?.setting ?? ofRow.first { try container.has($0.0) }?.1
      guard let stray else { return }
      throw DecodingError.refused(.alone(stray, .set(.logits), .set(.probabilities)), by: decoder)
    }
    guard let target else {
      throw DecodingError.refused(
        .alone(outputs.setting, .set(.label), .set(.targetProbabilities)), by: decoder)
    }
    var row = Row(outputs, target: target)
    row.outputUnit = try value(.output)
    row.classWeights = try value(.classWeights)
    row.labelSmoothing = try value(.labelSmoothing) ?? 0
    row.scale = try value(.scale) ?? 1
    row.inputs = try value(.input) ?? []
    row.normalizes = try value(.normalize) ?? false
    self.row = row
    try decoder.check(validate)
  }

  /// Writes every setting, null where it is not given.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(losses, forKey: .losses)
    try container.encode(unit, forKey: .unit)
    try container.encode(drawsCurves, forKey: .curves)
    let (logits, probabilities): ([Double]?, [Double]?) =
      switch row?.outputs {
      case .logits(let z): (z, nil)
      case .probabilities(let p): (nil, p)
      case nil: (nil, nil)
      }
    let (label, targets): (Int?, [Double]?) =
      switch row?.target {
      case .label(let label): (label, nil)
      case .probabilities(let t): (nil, t)
      case nil: (nil, nil)
      }
    try container.encode(logits, forKey: .logits)
    try container.encode(probabilities, forKey: .probabilities)
    try container.encode(label, forKey: .label)
    try container.encode(targets, forKey: .targetProbabilities)
    try container.encode(row?.outputUnit, forKey: .output)
    try container.encode(row?.classWeights, forKey: .classWeights)
    try container.encode(row?.labelSmoothing, forKey: .labelSmoothing)
    try container.encode(row?.scale, forKey: .scale)
    try container.encode(row?.inputs, forKey: .input)
    try container.encode(row?.normalizes, forKey: .normalize)
  }
}
