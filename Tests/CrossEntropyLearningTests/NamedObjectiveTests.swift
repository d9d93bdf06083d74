import CrossEntropy
import Testing

@testable import CrossEntropyLearning

@Suite struct NamedObjectiveTests {
  private let rows = known {
    try TrainingRows(
      features: Matrix(rows: 4, columns: 1, fitting: [0, 1, 2, 3]), labels: [0, 1, 2, 2])
  }
  private let softmax = NetworkArchitecture([DenseLayer(3, activation: .softmax)])
  private let logits = Matrix(
    rows: 2, columns: 3, fitting: ContiguousArray([0.4, -1, 2, 0.1, 0.3, -0.7]))

  @Test(arguments: [
    ("cross_entropy", Objective(SoftmaxCrossEntropy())),
    ("categorical_crossentropy", Objective(SoftmaxCrossEntropy())),
    ("focal:gamma=1", Objective(FocalLoss(gamma: 1))),
    (
      "label_smoothing:epsilon=0.2",
      known { try Objective(SoftmaxCrossEntropy(), labelSmoothing: 0.2) }
    ),
    // n / (C·n_c) of one, one and two rows.
    (
      "balanced_cross_entropy",
      known { try Objective(SoftmaxCrossEntropy(), classWeights: [4.0 / 3, 4.0 / 3, 2.0 / 3]) }
    ),
  ])
  func namesASoftmaxLoss(_ name: String, _ expected: Objective) throws {
    let named = try Objective(named: name, for: softmax, on: rows)
    #expect(
      try named.value(logits: logits, labels: [2, 0])
        == expected.value(logits: logits, labels: [2, 0]))
  }

  @Test func theModelsOutputsSayWhichUnit() throws {
    let one = NetworkArchitecture([DenseLayer(1, activation: .sigmoid)])
    let two = try TrainingRows(
      features: Matrix(rows: 2, columns: 1, fitting: [0, 1]), labels: [0, 1])
    #expect(try Objective(named: "mse", for: one, on: two).loss.outputUnit == .sigmoid)
    let labels = NetworkArchitecture([DenseLayer(2, activation: .sigmoid)])
    let indicators = try TrainingRows(
      features: Matrix(rows: 4, columns: 1, fitting: [0, 1, 2, 3]),
      indicators: Matrix(rows: 4, columns: 2, fitting: [1, 1, 0, 1, 0, 1, 0, 0]))
    let balanced = try Objective(named: "balanced", for: labels, on: indicators)
    // No: n / (2·n_no); yes weighs n_no / n_yes of that.
    #expect(balanced.classWeights == [4.0 / 6, 2])
    #expect(balanced.positiveWeights?.map { ($0 * 3).rounded() } == [9, 1])
  }

  @Test func anUnknownNameIsAnswered() throws {
    #expect(throws: TrainingError.badLoss(.unknown(name: "focl"))) {
      try Objective(named: "focl", for: softmax, on: rows)
    }
  }
}
