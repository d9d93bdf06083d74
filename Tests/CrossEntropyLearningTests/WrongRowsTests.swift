import CrossEntropy
import CrossEntropyEvaluation
import CrossEntropyFiles
import TestSupport
import Testing

@testable import CrossEntropyLearning

/// Every entry point that takes rows says by its own error what is wrong with them.
@Suite struct WrongRowsTests {
  private static let features = matrix([[0, 1], [1, 0], [1, 1]])
  private static let floats = Matrix<Float>(rows: 3, columns: 2, fitting: [0, 1, 1, 0, 1, 1])
  private static let softmax = Objective(SoftmaxCrossEntropy())
  private static let sigmoid = Objective(SigmoidCrossEntropy())

  /// Fits three rows of two features by a linear model.
  private static func fit(
    _ objective: Objective = softmax, labels: [Int32] = [0, 1, 2], classes: Int = 3,
    weights: [Double] = [], start: LinearModel? = nil,
    _ change: (inout LinearTrainer) -> Void = { _ in }
  ) throws {
    var trainer = LinearTrainer(objective, l2: 0.1)
    change(&trainer)
    _ = try trainer.fit(
      DesignMatrix(features: features), labels: labels, classes: classes, rowWeights: weights,
      start: start)
  }

  private static func model(classes: Int, features: Int = 2) throws -> LinearModel {
    try LinearTrainer(classes == 2 ? sigmoid : softmax, l2: 0.1).fit(
      DesignMatrix(features: Matrix(rows: 1, columns: features, repeating: 1)), labels: [0],
      classes: classes
    ).model
  }

  static let linear: [(String, TrainingError, @Sendable () throws -> Void)] = [
    (
      "labels", .badTarget(.shape(.count(of: .labels, expected: 3, got: 1))),
      { try fit(labels: [0]) }
    ),
    (
      "label", .badTarget(.labelOutOfRange(row: 1, label: "-1", classes: 3)),
      { try fit(labels: [0, -1, 2]) }
    ),
    (
      "softmax of two classes",
      .otherUnit(loss: "cross_entropy", .softmax, model: .sigmoid, outputs: 1),
      { try fit(labels: [0, 1, 1], classes: 2) }
    ),
    (
      "sigmoids of three classes",
      .otherUnit(loss: "cross_entropy", .sigmoid, model: .softmax, outputs: 3),
      { try fit(sigmoid) }
    ),
    ("one class", .outOfRange(.classes, 1), { try fit(labels: [0, 0, 0], classes: 1) }),
    ("negative classes", .outOfRange(.classes, -4), { try fit(classes: -4) }),
    (
      "too many classes", .outOfRange(.classes, Double(Int.max)), { try fit(classes: .max) }
    ),
    (
      "weights", .badTarget(.shape(.count(of: .rowWeights, expected: 3, got: 2))),
      { try fit(weights: [1, 2]) }
    ),
    (
      "weight", .badTarget(.weightOutOfRange(row: 2, weight: -1)),
      { try fit(weights: [1, 2, -1]) }
    ),
    (
      "infinite weight", .badTarget(.weightOutOfRange(row: 0, weight: .infinity)),
      { try fit(weights: [.infinity, 2, 1]) }
    ),
    ("no weight", .noWeight, { try fit(weights: [0, 0, 0]) }),
    (
      "start of other classes", .badTarget(.shape(.count(of: .outputs, expected: 3, got: 1))),
      { try fit(start: try model(classes: 2)) }
    ),
    (
      "start of other features", .badTarget(.shape(.count(of: .features, expected: 2, got: 5))),
      { try fit(start: try model(classes: 3, features: 5)) }
    ),
    (
      "class weights", .badTarget(.shape(.count(of: .classWeights, expected: 3, got: 2))),
      { try fit(try Objective(SoftmaxCrossEntropy(), classWeights: [1, 2])) }
    ),
    ("l2", .outOfRange(.l2, -1), { try fit { $0.l2 = -1 } }),
    ("tolerance", .outOfRange(.tolerance, 0), { try fit { $0.tolerance = 0 } }),
    ("steps", .outOfRange(.iterationLimit, -1), { try fit { $0.iterationLimit = -1 } }),
    ("threads", .outOfRange(.threads, 0), { try fit { $0.threads = 0 } }),
    (
      "no rows", .badTarget(.shape(.none(of: .rows))),
      {
        _ = try LinearTrainer(sigmoid, l2: 0).fit(
          DesignMatrix(features: Matrix(rows: 0, columns: 2, repeating: 0)), labels: [], classes: 2)
      }
    ),
    (
      "feature", .featureNotFinite(1, row: 2),
      {
        _ = try LinearTrainer(sigmoid, l2: 0).fit(
          DesignMatrix(features: matrix([[0, 1], [2, 0], [1, .nan]])), labels: [0, 1, 0],
          classes: 2)
      }
    ),
    (
      "indicator", .badTarget(.targetOutOfRange(row: 1, output: 0, value: 2)),
      {
        _ = try LinearTrainer(sigmoid, l2: 0).fit(
          DesignMatrix(features: features), indicators: matrix([[0, 1], [2, 0], [1, 1]]))
      }
    ),
    (
      "rows of indicators", .badTarget(.shape(.count(of: .rows, expected: 3, got: 1))),
      {
        _ = try LinearTrainer(sigmoid, l2: 0).fit(
          DesignMatrix(features: features), indicators: matrix([[0, 1]]))
      }
    ),
    (
      "no indicator", .badTarget(.shape(.none(of: .outputs))),
      {
        _ = try LinearTrainer(sigmoid, l2: 0).fit(
          DesignMatrix(features: features),
          indicators: Matrix(rows: 3, columns: 0, repeating: 0))
      }
    ),
    (
      "softmax of indicators",
      .otherUnit(loss: "cross_entropy", .softmax, model: .sigmoid, outputs: 2),
      {
        _ = try LinearTrainer(softmax, l2: 0).fit(
          DesignMatrix(features: features), indicators: matrix([[0, 1], [1, 0], [1, 1]]))
      }
    ),
  ]

  @Test("A linear fit refuses what it cannot fit", arguments: linear.indices)
  func linearFits(_ index: Int) {
    let (name, error, run) = Self.linear[index]
    #expect(throws: error, "\(name)") { try run() }
    #expect(!"\(error)".isEmpty)
  }

  static let rows: [(TargetError, @Sendable () throws -> Void)] = [
    (
      .shape(.count(of: .labels, expected: 3, got: 2)),
      { _ = try TrainingRows(features: floats, labels: [0, 1]) }
    ),
    (
      .shape(.count(of: .rowWeights, expected: 3, got: 1)),
      { _ = try TrainingRows(features: floats, labels: [0, 1, 0], weights: [1]) }
    ),
    (
      .weightOutOfRange(row: 2, weight: -0.5),
      { _ = try TrainingRows(features: floats, labels: [0, 1, 0], weights: [1, 0, -0.5]) }
    ),
    (
      .shape(.count(of: .rows, expected: 3, got: 1)),
      { _ = try TrainingRows(features: floats, indicators: matrix([[0, 1]])) }
    ),
    (
      .targetOutOfRange(row: 0, output: 1, value: -1),
      {
        _ = try TrainingRows(features: floats, indicators: matrix([[0, -1], [0, 0], [1, 1]]))
      }
    ),
  ]

  @Test("Rows of a training fit each other", arguments: rows.indices)
  func trainingRows(_ index: Int) {
    let (error, run) = Self.rows[index]
    #expect(throws: error) { try run() }
  }

  /// Trains two sigmoid outputs, or three softmax ones, on three rows.
  private static func train(
    _ rows: TrainingRows, by objective: Objective = softmax, features: Int = 2, epochs: Int = 1,
    patience: Int? = nil, _ change: (inout NetworkTrainer) -> Void = { _ in }
  ) throws {
    let isSigmoid = objective.loss.outputUnit == .sigmoid
    var network = try NeuralNetwork(
      NetworkArchitecture([
        DenseLayer(isSigmoid ? 2 : 3, activation: isSigmoid ? .sigmoid : .softmax)
      ]),
      features: features)
    var trainer = NetworkTrainer(objective)
    change(&trainer)
    try trainer.train(&network, on: rows, epochs: epochs, patience: patience)
    _ = try trainer.session(network, on: rows, epochs: epochs, patience: patience)
  }

  private static func classes(_ labels: [Int32] = [0, 1, 2]) throws -> TrainingRows {
    try TrainingRows(features: floats, labels: labels)
  }

  static let networks: [(TrainingError, @Sendable () throws -> Void)] = [
    (
      .badTarget(.shape(.count(of: .features, expected: 5, got: 2))),
      { try train(try classes(), features: 5) }
    ),
    (
      .badTarget(.shape(.none(of: .rows))),
      {
        try train(
          try TrainingRows(features: Matrix(rows: 0, columns: 2, repeating: 0), labels: []))
      }
    ),
    (
      .badTarget(.labelOutOfRange(row: 1, label: "3", classes: 3)),
      { try train(try classes([0, 3, 1])) }
    ),
    (
      .badTarget(.shape(.count(of: .outputs, expected: 2, got: 1))),
      {
        try train(
          try TrainingRows(features: floats, indicators: matrix([[0], [1], [1]])), by: sigmoid)
      }
    ),
    (
      .badTarget(.shape(.count(of: .classWeights, expected: 3, got: 4))),
      {
        try train(
          try classes(), by: try Objective(SoftmaxCrossEntropy(), classWeights: [1, 1, 1, 1]))
      }
    ),
    (.outOfRange(.epochs, 0), { try train(try classes(), epochs: 0) }),
    (.outOfRange(.patience, -1), { try train(try classes(), patience: -1) }),
    (.outOfRange(.learningRate, 0), { try train(try classes()) { $0.learningRate = 0 } }),
    (.outOfRange(.batchSize, 0), { try train(try classes()) { $0.batchSize = 0 } }),
    (.outOfRange(.l2, -2), { try train(try classes()) { $0.l2 = -2 } }),
    (.outOfRange(.threads, 0), { try train(try classes()) { $0.threads = 0 } }),
  ]

  @Test("A network refuses what it cannot learn", arguments: networks.indices)
  func networkTraining(_ index: Int) {
    let (error, run) = Self.networks[index]
    #expect(throws: error) { try run() }
  }

  @Test func aHugeBatchIsAllRows() throws {
    try Self.train(try Self.classes()) { $0.batchSize = .max }
  }

  static let shapes: [(ShapeError, @Sendable () throws -> Void)] = [
    (
      .none(of: .features),
      { _ = try NeuralNetwork(NetworkArchitecture([DenseLayer(2)]), features: 0) }
    ),
    (
      .elements(rows: .max, columns: 2, got: .max),
      { _ = try NeuralNetwork(NetworkArchitecture([DenseLayer(2)]), features: .max) }
    ),
    (
      .count(of: .parameters, expected: 6, got: 1),
      { _ = try NeuralNetwork(NetworkArchitecture([DenseLayer(2)]), features: 2, parameters: [1]) }
    ),
    (
      .count(of: .features, expected: 4, got: 2),
      { _ = try NeuralNetwork(NetworkArchitecture([DenseLayer(2)]), features: 4).logits(floats) }
    ),
    (
      .count(of: .features, expected: 5, got: 2),
      { _ = try model(classes: 3, features: 5).logits(DesignMatrix(features: features)) }
    ),
    (
      .count(of: .features, expected: 5, got: 2),
      {
        _ = try model(classes: 2, features: 5).logProbabilities(DesignMatrix(features: features))
      }
    ),
    (
      .count(of: .outputs, expected: 1, got: 2),
      {
        let fit = try LinearTrainer(sigmoid, l2: 1).fit(
          DesignMatrix(features: features), indicators: matrix([[0, 1], [1, 0], [1, 1]]))
        _ = try fit.model.logProbabilities(DesignMatrix(features: features))
      }
    ),
  ]

  @Test("A model refuses rows of other columns", arguments: shapes.indices)
  func modelShapes(_ index: Int) {
    let (error, run) = Self.shapes[index]
    #expect(throws: error) { try run() }
  }

  @Test func aBalancedLossNeedsRowsOfEveryLabel() throws {
    let model = NetworkArchitecture([DenseLayer(2, activation: .sigmoid)])
    // The first label is true of every row, so that nothing can weigh its rows where it is not.
    let rows = try TrainingRows(
      features: Self.floats, indicators: matrix([[1, 1], [1, 0], [1, 1]]))
    let error = #expect(throws: TrainingError.self) {
      try Objective(named: "balanced", for: model, on: rows)
    }
    guard case .badObjective = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(throws: TrainingError.badTarget(.labelOutOfRange(row: 0, label: "7", classes: 2))) {
      try Objective(named: "balanced", for: model, on: try Self.classes([7, 0, 1]))
    }
    #expect(throws: TrainingError.badLoss(.unknown(name: "x"))) {
      try Objective(named: "x", for: model, on: rows)
    }
  }

  @Test func aDatasetNeedsTargetsReadAsText() throws {
    let text = "x,y,g\n1,0,1\n2,1,1\n3,0,2\n4,1,2\n"
    let table = try TableReader().read(bytes: Array(text.utf8), name: "t.csv")
    func fault(_ roles: Dataset.Roles) -> DatasetFault? {
      do throws(DatasetError) {
        _ = try Dataset(table, roles: roles)
        return nil
      } catch {
        return error.fault
      }
    }
    #expect(fault(Dataset.Roles(target: "y")) == .notText("y"))
    #expect(fault(Dataset.Roles(targets: [])) == .noTarget)
    let labelled = try TableReader(textColumns: ["y"]).read(bytes: Array(text.utf8), name: "t.csv")
    do {
      _ = try Dataset(labelled, roles: Dataset.Roles(target: "y", groups: ["g"]))
      Issue.record("groups were read as numbers")
    } catch { #expect(error.fault == .notText("g")) }
  }
}
