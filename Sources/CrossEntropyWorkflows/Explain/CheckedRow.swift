internal import CrossEntropy
internal import CrossEntropyLearning

/// A row whose numbers are known to make sense, and the objectives of losses for it.
struct CheckedRow {
  private let outputs: ExplainRequest.Row.Outputs
  private let targets: [Double]
  private let unit: OutputUnit
  private let classWeights: [Double]?
  private let labelSmoothing: Double
  private let scale: Double
  private let inputs: [Double]

  init(_ row: ExplainRequest.Row) throws(WorkflowError) {
    let count = row.outputs.numbers.count
    guard count > 0 else {
      throw WorkflowError(
        .numbers(.wrongCount(0, of: .output, expected: 1)), at: .setting(row.outputs.setting),
        remedies: [.onePer(.output)])
    }
    unit = row.outputUnit ?? (count == 1 ? .sigmoid : .softmax)
    guard unit == .softmax || unit == .sigmoid else {
      throw WorkflowError(
        .settings(.notExplained(unit: unit.rawValue)),
        remedies: [.oneOf([OutputUnit.softmax.rawValue, OutputUnit.sigmoid.rawValue])])
    }
    guard unit == .sigmoid || count > 1 else {
      throw WorkflowError(
        .settings(.softmaxOfOneOutput),
        remedies: [.onePer(.class), .leaveOut(.outputUnit)])
    }
    switch row.outputs {
    case .logits(let z):
      outputs = .logits(try GivenNumbers(z, at: .setting(row.outputs.setting)).logits())
    case .probabilities(let p):
      let given = GivenNumbers(p, at: .setting(row.outputs.setting))
      outputs = .probabilities(
        unit == .softmax
          ? try given.distribution(normalized: row.normalizes)
          : try given.probabilities(else: [.giveAs(.logits)]))
    }
    classWeights = try row.classWeights.map { (weights) throws(WorkflowError) in
      try GivenNumbers(weights, at: .setting(.classWeights)).classWeights(count == 1 ? 2 : count)
    }
    guard row.labelSmoothing >= 0, row.labelSmoothing < 1 else {
      throw WorkflowError(
        .settings(.outOfRange(.labelSmoothing, row.labelSmoothing, .share)))
    }
    labelSmoothing = row.labelSmoothing
    guard row.scale > 0, row.scale <= ExplainRequest.greatestFactor else {
      throw WorkflowError(.settings(.outOfRange(.scale, row.scale, .factor)))
    }
    scale = row.scale
    inputs = try GivenNumbers(row.inputs, at: .setting(.inputs)).finite()
    targets = try denseTargets(row, outputs: count, unit: unit)
  }

  /// The row step by step.
  func explanation(
    of objective: Objective, in unit: InformationUnit
  ) throws(WorkflowError) -> LossExplanation {
    do throws(TargetError) {
      switch outputs {
      case .logits(let z):
        return try LossExplanation(
          of: objective, logits: z, targets: targets, inputs: inputs, in: unit)
      case .probabilities(let p):
        return try LossExplanation(
          of: objective, probabilities: p, targets: targets, inputs: inputs, in: unit)
      }
    } catch {
      throw WorkflowError(.broken("\(error)"))
    }
  }

  /// The objective of a loss for a row without a table.
  func objective(_ loss: ComparedLoss, isChosen: Bool) throws(WorkflowError) -> Objective {
    if loss.kind.isBalanced {
      throw WorkflowError(
        .settings(.needsTable(loss: loss.name)), remedies: [.set(.classWeights)])
    }
    if isChosen, loss.kind.smoothsLabels, labelSmoothing != 0 {
      throw WorkflowError(
        .settings(.smoothsTwice(loss: loss.name)), remedies: [.leaveOut(.labelSmoothing)])
    }
    let formed = try loss.loss(scaledBy: scale, of: unit)
    // Beside the chosen loss it stands unweighted.
    let isUnweighted = unit == .sigmoid && targets.count > 1 && !type(of: formed).isLinearInTarget
    if isChosen, isUnweighted, classWeights != nil {
      throw WorkflowError(
        .settings(.takesNoClassWeights(loss: loss.name)), remedies: [.leaveOut(.classWeights)])
    }
    do throws(ObjectiveError) {
      return try Objective(
        formed, classWeights: isUnweighted ? nil : classWeights,
        labelSmoothing: loss.kind.smoothsLabels ? loss.labelSmoothing : labelSmoothing)
    } catch {
      throw WorkflowError(.broken("\(error)"))
    }
  }
}

extension ComparedLoss {
  /// The loss of these outputs, with this scale where it has one.
  fileprivate func loss(
    scaledBy scale: Double, of unit: OutputUnit
  ) throws(WorkflowError) -> any Loss {
    do throws(LossNameError) {
      let scaled = loss.parameters["scale"] == nil ? loss : try loss.setting("scale", to: scale)
      return try scaled.loss(of: unit)
    } catch {
      throw WorkflowError(error)
    }
  }
}

extension ExplainRequest.Row.Outputs {
  var setting: RequestSetting {
    switch self {
    case .logits: .logits
    case .probabilities: .probabilities
    }
  }
}

extension ExplainRequest.Row.Target {
  var setting: RequestSetting {
    switch self {
    case .label: .label
    case .probabilities: .targetProbabilities
    }
  }
}

/// One number per output.
private func denseTargets(
  _ row: ExplainRequest.Row, outputs: Int, unit: OutputUnit
) throws(WorkflowError) -> [Double] {
  switch row.target {
  case .label(let label):
    let classes = outputs == 1 ? 2 : outputs
    guard label >= 0, label < classes else {
      throw WorkflowError(
        .numbers(.noSuchClass(label, classes: classes, outputs: outputs)), at: .setting(.label),
        remedies: [.countFromZero])
    }
    return outputs == 1 ? [Double(label)] : (0..<outputs).map { $0 == label ? 1 : 0 }
  case .probabilities(let target):
    let place = WorkflowError.Place.setting(.targetProbabilities)
    guard target.count == outputs else {
      throw WorkflowError(
        .numbers(.wrongCount(target.count, of: .output, expected: outputs)), at: place,
        remedies: [.onePer(.output)])
    }
    let given = GivenNumbers(target, at: place)
    if unit == .sigmoid { return try given.probabilities() }
    let sum = target.reduce(0, +)
    if sum > 1, !row.normalizes, target.allSatisfy({ $0 == 0 || $0 == 1 }) {
      throw WorkflowError(
        .numbers(.severalTrue(Int(sum))), at: place,
        remedies: [.set(.outputUnit, to: OutputUnit.sigmoid.rawValue)])
    }
    return try given.distribution(normalized: row.normalizes)
  }
}
