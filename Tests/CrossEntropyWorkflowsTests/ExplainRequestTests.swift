import CrossEntropy
import CrossEntropyLearning
import CrossEntropyWorkflows
import Foundation
import Testing

struct ExplainRequestTests {
  private typealias Row = ExplainRequest.Row

  private func outcome(
    _ losses: [String], unit: InformationUnit = .nats, logits: [Double] = [2, 1, 0.1],
    target: Row.Target = .label(0), change: (inout ExplainRequest.Row) -> Void = { _ in }
  ) throws -> ExplainOutcome {
    var row = Row(.logits(logits), target: target)
    change(&row)
    return try ExplainRequest(
      losses: losses.map { name in try ComparedLoss(parsing: name) }, row: row, unit: unit
    ).run()
  }

  @Test("Squared error stands beside every loss, and cross entropy beside squared error")
  func whatStandsBesideALoss() throws {
    func names(_ outcome: ExplainOutcome) -> [String] { outcome.losses.map(\.loss.name) }
    #expect(names(try outcome([])) == ["cross_entropy", "squared_error"])
    #expect(names(try outcome(["cross_entropy"])) == ["cross_entropy", "squared_error"])
    #expect(names(try outcome(["mse"])) == ["squared_error", "cross_entropy"])
    #expect(
      names(try outcome(["focal:gamma=1", "mse", "gce"])) == [
        "focal", "squared_error", "generalized_cross_entropy",
      ])
  }

  @Test("Each loss is explained by its own name and parameter")
  func everyLossIsExplainedByItsName() throws {
    let z = [2, 1, 0.1]
    let values = try outcome(
      ["ce", "focal:gamma=1", "gce:q=0.5", "label_smoothing:epsilon=0.2"]
    ).losses.map(\.explanation.value)
    let target = [0.8 + 0.2 / 3, 0.2 / 3, 0.2 / 3]
    let expected = [
      try SoftmaxCrossEntropy().value(logits: z, label: 0),
      try FocalLoss(gamma: 1).value(logits: z, label: 0),
      try GeneralizedCrossEntropy(q: 0.5).value(logits: z, label: 0),
      try SoftmaxCrossEntropy().value(logits: z, target: target),
      try SquaredError().value(logits: z, label: 0),
    ]
    #expect(zip(values, expected).allSatisfy { abs($0 - $1) < 1e-14 })
  }

  @Test("Options reach every loss that can take them")
  func options() throws {
    let changed = try outcome(["ce"], unit: .bits) {
      $0.classWeights = [2, 1, 1]
      $0.scale = 0.5
    }
    let plain = try outcome(["ce"])
    let (ours, theirs) = (changed.losses.map(\.explanation), plain.losses.map(\.explanation))
    #expect(abs(ours[0].value - 2 * theirs[0].value / 0.6931471805599453) < 1e-14)
    #expect(abs(ours[1].value - theirs[1].value) < 1e-15)
    #expect(ours[1].factor == 1)
    // Labels that may all be true: squared error stands there without the weights.
    let labels = try outcome(["ce"], target: .probabilities([1, 0, 1])) {
      $0.outputUnit = .sigmoid
      $0.classWeights = [2, 1, 1]
      $0.scale = 0.5
    }
    #expect(labels.losses[1].explanation.factor == 0.5)
  }

  @Test("The ratio of the pulls, and the probability of the truth")
  func pullsAndTruthProbability() throws {
    let row = try outcome(["ce"], logits: [-8], target: .label(1))
    // |o − 1| against 2|o − 1|·o(1 − o).
    let o = sigmoid(-8)
    #expect(abs((row.pullRatio ?? 0) * 2 * o * (1 - o) - 1) < 1e-12)
    #expect(abs((row.truthProbability ?? 0) - o) < 1e-18)
    let right = try ExplainRequest(
      losses: [], row: Row(.probabilities([1, 0]), target: .probabilities([1, 0]))
    ).run()
    #expect(right.pullRatio == nil)
    #expect(right.truthProbability == 1)
  }

  @Test(
    "A row is confidently wrong where its truth was given less than a hundredth",
    arguments: [(0.00999, true), (0.01, false), (0.0986, false), (0.9, false)])
  func confidentlyWrong(_ probability: Double, _ isConfidentlyWrong: Bool) throws {
    let row = Row(.probabilities([probability, 1 - probability]), target: .label(0))
    let outcome = try ExplainRequest(losses: [], row: row).run()
    #expect(outcome.isConfidentlyWrong == isConfidentlyWrong)
    #expect(try !ExplainRequest(losses: []).run().isConfidentlyWrong)
  }

  @Test("A target is divided by its sum on request")
  func normalizes() throws {
    let divided = try outcome(["ce"], target: .probabilities([2, 1, 1])) { $0.normalizes = true }
    #expect(divided.losses[0].explanation.targets == [0.5, 0.25, 0.25])
  }

  /// |∂ℓ/∂z| of one sigmoid output: 1 − p, 2p(1 − p)² and, for ε = 0.2, |p − 0.9|.
  @Test("Without a row: the gradients of the losses by the probability of the truth")
  func gradients() throws {
    let request = ExplainRequest(
      losses: [ComparedLoss(.crossEntropy), try ComparedLoss(.labelSmoothing, ["epsilon": 0.2])],
      drawsCurves: true)
    let outcome = try request.run()
    #expect(outcome.losses.isEmpty)
    #expect(outcome.pullRatio == nil && outcome.truthProbability == nil)
    let gradients = try #require(outcome.gradients)
    #expect(
      gradients.losses.map(\.name) == ["cross_entropy", "label_smoothing", "squared_error"])
    for (i, p) in gradients.probabilities.enumerated() {
      #expect(abs(gradients.losses[0].values[i] - (1 - p)) < 1e-12)
      #expect(abs(gradients.losses[1].values[i] - abs(p - 0.9)) < 1e-12)
      #expect(abs(gradients.losses[2].values[i] - 2 * p * (1 - p) * (1 - p)) < 1e-12)
    }
    #expect(outcome.curves?.map(\.name) == gradients.losses.map(\.name))
    #expect(try self.outcome([]).gradients == nil)
    #expect(try self.outcome([]).curves == nil)
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let request: ExplainRequest
    let error: WorkflowError

    init(
      _ name: String, losses: [ComparedLoss] = [], _ outputs: ExplainRequest.Row.Outputs,
      _ target: ExplainRequest.Row.Target = .label(0),
      _ change: (inout ExplainRequest.Row) -> Void = { _ in }, is error: WorkflowError
    ) {
      testDescription = name
      var row = ExplainRequest.Row(outputs, target: target)
      change(&row)
      request = ExplainRequest(losses: losses, row: row)
      self.error = error
    }
  }

  static let faults = [
    Fault(
      "no output", .logits([]),
      is: WorkflowError(
        .numbers(.wrongCount(0, of: .output, expected: 1)), at: .setting(.logits),
        remedies: [.onePer(.output)])),
    Fault(
      "an infinite logit", .logits([1, .infinity]),
      is: WorkflowError(
        .numbers(.infiniteLogit(index: 1)), at: .setting(.logits), remedies: [.mask])),
    Fault(
      "every class masked", .logits([-.infinity, -.infinity]),
      is: WorkflowError(.numbers(.everyClassMasked), at: .setting(.logits), remedies: [.unmask])),
    Fault(
      "probabilities that do not sum to 1", .probabilities([0.5, 0.25]),
      is: WorkflowError(
        .numbers(.sum(0.75)), at: .setting(.probabilities),
        remedies: [.correct(.numbers), .set(.normalize)])),
    Fault(
      "percent of a yes", .probabilities([80]),
      is: WorkflowError(
        .numbers(.notAProbability(index: 0, value: 80)), at: .setting(.probabilities),
        remedies: [.dividePercent, .giveAs(.logits)])),
    Fault(
      "logits for probabilities", .probabilities([-2, 1]),
      is: WorkflowError(
        .numbers(.notAProbability(index: 0, value: -2)), at: .setting(.probabilities),
        remedies: [.giveAs(.logits)])),
    Fault(
      "a label that is no class", .logits([1, 2]), .label(2),
      is: WorkflowError(
        .numbers(.noSuchClass(2, classes: 2, outputs: 2)), at: .setting(.label),
        remedies: [.countFromZero])),
    Fault(
      "a label of one output", .logits([1]), .label(-1),
      is: WorkflowError(
        .numbers(.noSuchClass(-1, classes: 2, outputs: 1)), at: .setting(.label),
        remedies: [.countFromZero])),
    Fault(
      "too few targets", .logits([1, 2, 3]), .probabilities([0.5, 0.5]),
      is: WorkflowError(
        .numbers(.wrongCount(2, of: .output, expected: 3)), at: .setting(.targetProbabilities),
        remedies: [.onePer(.output)])),
    Fault(
      "several classes at once", .logits([1, 2, 3]), .probabilities([1, 0, 1]),
      is: WorkflowError(
        .numbers(.severalTrue(2)), at: .setting(.targetProbabilities),
        remedies: [.set(.outputUnit, to: "sigmoid")])),
    Fault(
      "a target that is no probability", .logits([1]), .probabilities([-1]),
      is: WorkflowError(
        .numbers(.notAProbability(index: 0, value: -1)), at: .setting(.targetProbabilities),
        remedies: [.correct(.numbers)])),
    Fault(
      "too few weights", .logits([1]), .label(0), { $0.classWeights = [1] },
      is: WorkflowError(
        .numbers(.wrongCount(1, of: .class, expected: 2)), at: .setting(.classWeights),
        remedies: [.onePer(.class)])),
    Fault(
      "a weight below 0", .logits([1, 2]), .label(0), { $0.classWeights = [1, -2] },
      is: WorkflowError(
        .numbers(.negativeWeight(index: 1, value: -2)), at: .setting(.classWeights),
        remedies: [.correct(.numbers)])),
    Fault(
      "an infinite input", .logits([1, 2]), .label(0), { $0.inputs = [1, -.infinity] },
      is: WorkflowError(
        .numbers(.notFinite(index: 1, value: -.infinity)), at: .setting(.inputs),
        remedies: [.correct(.numbers)])),
    Fault(
      "smoothing everything", .logits([1, 2]), .label(0), { $0.labelSmoothing = 1 },
      is: WorkflowError(.settings(.outOfRange(.labelSmoothing, 1, .share)))),
    Fault(
      "a scale of 0", .logits([1, 2]), .label(0), { $0.scale = 0 },
      is: WorkflowError(.settings(.outOfRange(.scale, 0, .factor)))),
    Fault(
      "a scale whose gradients overflow", .logits([1, 2]), .label(0), { $0.scale = 1e308 },
      is: WorkflowError(.settings(.outOfRange(.scale, 1e308, .factor)))),
    Fault(
      "a weight whose gradients overflow", .logits([1, 2]), .label(0),
      { $0.classWeights = [1e308, 0] },
      is: WorkflowError(
        .numbers(.tooGreatWeight(index: 0, value: 1e308, most: 1e100)),
        at: .setting(.classWeights), remedies: [.correct(.numbers)])),
    Fault(
      "probabilities whose careful sum overflows",
      .probabilities([.greatestFiniteMagnitude] + Array(repeating: 9e291, count: 100)), .label(0),
      { $0.normalizes = true },
      is: WorkflowError(
        .numbers(.cannotNormalize(sum: .infinity)), at: .setting(.probabilities),
        remedies: [.correct(.numbers)])),
    Fault(
      "softmax of one output", .logits([1]), .label(0), { $0.outputUnit = .softmax },
      is: WorkflowError(
        .settings(.softmaxOfOneOutput), remedies: [.onePer(.class), .leaveOut(.outputUnit)])),
    Fault(
      "outputs that are no probabilities", .logits([1, 2]), .label(0),
      { $0.outputUnit = .identity },
      is: WorkflowError(
        .settings(.notExplained(unit: "identity")), remedies: [.oneOf(["softmax", "sigmoid"])])),
    Fault(
      "weights from a table", losses: [ComparedLoss(.balancedCrossEntropy)], .logits([1, 2]),
      is: WorkflowError(
        .settings(.needsTable(loss: "balanced_cross_entropy")), remedies: [.set(.classWeights)])),
    Fault(
      "weights from a table beside another loss",
      losses: [ComparedLoss(.crossEntropy), ComparedLoss(.priorCorrectedCrossEntropy)],
      .logits([1, 2]),
      is: WorkflowError(
        .settings(.needsTable(loss: "prior_corrected_cross_entropy")),
        remedies: [.set(.classWeights)])),
    Fault(
      "smoothing twice", losses: [ComparedLoss(.labelSmoothing)], .logits([1, 2]), .label(0),
      { $0.labelSmoothing = 0.1 },
      is: WorkflowError(
        .settings(.smoothsTwice(loss: "label_smoothing")), remedies: [.leaveOut(.labelSmoothing)])),
    Fault(
      "weights of labels that may all be true", losses: [ComparedLoss(.squaredError)],
      .logits([1, 2]),
      .label(0),
      {
        $0.classWeights = [1, 2]
        $0.outputUnit = .sigmoid
      },
      is: WorkflowError(
        .settings(.takesNoClassWeights(loss: "squared_error")),
        remedies: [.leaveOut(.classWeights)])),
  ]

  @Test("run and validate say why a request cannot be answered", arguments: faults)
  func badRequestsSayWhy(_ fault: Fault) {
    #expect(throws: fault.error) { try fault.request.validate() }
    #expect(throws: fault.error) { try fault.request.run() }
    if case .settings = fault.error.cause {
      #expect(fault.error.kind == .usage)
    } else {
      #expect(fault.error.kind == .badData)
    }
  }

  @Test("A NaN logit is refused")
  func aNaNLogitIsRefused() {
    let request = ExplainRequest(
      losses: [], row: ExplainRequest.Row(.logits([1, .nan]), target: .label(0)))
    let error = #expect(throws: WorkflowError.self) { try request.run() }
    #expect(error?.place == .setting(.logits))
    guard case .numbers(.notFinite(index: 1, _)) = error?.cause else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  static let requests: [ExplainRequest] = {
    var full = ExplainRequest.Row(
      .probabilities([0.5, 0.25, 0.25]), target: .probabilities([2, 1, 1]))
    full.outputUnit = .softmax
    full.classWeights = [1, 2, 3]
    full.labelSmoothing = 0.1
    full.scale = 0.5
    full.inputs = [1, -1]
    full.normalizes = true
    return [
      ExplainRequest(
        losses: [], row: ExplainRequest.Row(.logits([2, -.infinity]), target: .label(0))),
      ExplainRequest(losses: [], row: ExplainRequest.Row(.logits([0.7]), target: .label(1))),
      ExplainRequest(
        losses: known { try CompareRequest.losses(named: "focal:gamma=1.5:alpha=0.25,gce") },
        row: full, unit: .hartleys, drawsCurves: true),
      ExplainRequest(losses: [ComparedLoss(.labelSmoothing)]),
    ]
  }()

  @Test("An outcome reads back from its JSON unchanged", arguments: requests)
  func outcomeReadsBack(_ request: ExplainRequest) throws {
    let outcome = try request.run()
    let text = try encoded(outcome)
    #expect(try decoded(ExplainOutcome.self, text) == outcome)
    let object = try #require(
      try JSONSerialization.jsonObject(with: text) as? [String: Any])
    #expect(object["schema_version"] as? Int == 1)
    for key in ["request", "beside", "pull_ratio", "gradients", "curves"] {
      #expect(object[key] != nil, "\(key)")
    }
    let ofRow = ["loss", "parameters", "unit", "total", "value_nats", "value_bits", "gradient"]
    for key in ofRow { #expect((object[key] != nil) == (request.row != nil), "\(key)") }
    let written = try #require(object["request"] as? [String: Any])
    #expect(
      Set(written.keys) == [
        "losses", "logits", "probabilities", "label", "target_probabilities", "output",
        "class_weights", "label_smoothing", "scale", "input", "normalize", "unit", "curves",
      ])
  }
}
