import CrossEntropy
import CrossEntropyLearning
import CrossEntropyWorkflows
import Testing

struct ExplainedRowTests {
  private func explained(
    _ losses: [String], options: ExplainedRow.Options = .init(), unit: OutputUnit = .softmax,
    logits: [Double] = [2, 1, 0.1], targets: [Double] = [1, 0, 0]
  ) throws -> ExplainedRow {
    try ExplainedRow(
      .logits(logits), targets: targets, unit: unit,
      losses: losses.map { name in try ComparedLoss(parsing: name) }, options: options)
  }

  @Test("Squared error stands beside every loss, and cross entropy beside squared error")
  func rivals() throws {
    func names(_ row: ExplainedRow) -> [String] { ([row.chosen] + row.others).map(\.loss.name) }
    #expect(names(try explained(["cross_entropy"])) == ["cross_entropy", "squared_error"])
    #expect(names(try explained(["mse"])) == ["squared_error", "cross_entropy"])
    #expect(
      names(try explained(["focal:gamma=1", "mse", "gce"])) == [
        "focal", "squared_error", "generalized_cross_entropy",
      ])
  }

  @Test("Each loss is explained by its own name and parameter")
  func losses() throws {
    let z = [2, 1, 0.1]
    let row = try explained(["ce", "focal:gamma=1", "gce:q=0.5", "label_smoothing:epsilon=0.2"])
    let values = ([row.chosen] + row.others).map(\.explanation.value)
    let target = [0.8 + 0.2 / 3, 0.2 / 3, 0.2 / 3]
    let expected = [
      SoftmaxCrossEntropy().value(logits: z, label: 0),
      FocalLoss(gamma: 1).value(logits: z, label: 0),
      GeneralizedCrossEntropy(q: 0.5).value(logits: z, label: 0),
      SoftmaxCrossEntropy().value(logits: z, target: target),
      SquaredError().value(logits: z, label: 0),
    ]
    #expect(zip(values, expected).allSatisfy { abs($0 - $1) < 1e-14 })
  }

  @Test("Options reach every loss that can take them")
  func options() throws {
    var options = ExplainedRow.Options()
    options.classWeights = [2, 1, 1]
    options.scale = 0.5
    options.unit = .bits
    let row = try explained(["ce"], options: options)
    let plain = try explained(["ce"])
    #expect(
      abs(row.chosen.explanation.value - 2 * plain.chosen.explanation.value / 0.6931471805599453)
        < 1e-14)
    #expect(abs(row.others[0].explanation.value - plain.others[0].explanation.value) < 1e-15)
    #expect(row.others[0].explanation.factor == 1)
    // Labels that may all be true: squared error stands there without the weights.
    let labels = try explained(
      ["ce"], options: options, unit: .sigmoid, targets: [1, 0, 1])
    #expect(labels.others[0].explanation.factor == 0.5)
  }

  @Test("How hard the losses pull, and how wrong the row is")
  func pulls() throws {
    let row = try explained(["ce"], unit: .sigmoid, logits: [-8], targets: [1])
    // |o − 1| against 2|o − 1|·o(1 − o).
    let o = sigmoid(-8)
    #expect(abs((row.pullRatio ?? 0) * 2 * o * (1 - o) - 1) < 1e-12)
    #expect(abs(row.truthProbability - o) < 1e-18)
    let right = try ExplainedRow(
      .probabilities([1, 0]), targets: [1, 0], unit: .softmax,
      losses: [ComparedLoss(.crossEntropy)])
    #expect(right.pullRatio == nil)
    #expect(right.truthProbability == 1)
  }

  @Test("What one row cannot have")
  func errors() {
    #expect(throws: ExplainedRowError.needsTable(loss: "balanced_cross_entropy")) {
      try explained(["balanced"])
    }
    #expect(throws: ExplainedRowError.needsTable(loss: "prior_corrected_cross_entropy")) {
      try explained(["ce", "prior_corrected"])
    }
    #expect(throws: ExplainedRowError.smoothsTwice) {
      var options = ExplainedRow.Options()
      options.labelSmoothing = 0.1
      _ = try explained(["label_smoothing"], options: options)
    }
    #expect(throws: ExplainedRowError.takesNoClassWeights(loss: "squared_error")) {
      var options = ExplainedRow.Options()
      options.classWeights = [1, 2, 3]
      _ = try explained(["mse"], options: options, unit: .sigmoid)
    }
  }
}
