// One import: what the calls of Learning take and give comes with it.
import CrossEntropyLearning
import Foundation
import TestSupport
import Testing

/// What a program writes that has a table and wants predictions.
@Suite struct TableClassifierUseTests {
  private static let seen = cloudTable(rows: 240, classes: 3, seed: 1)
  private static let unseen = cloudTable(rows: 60, classes: 3, seed: 2)
  private static let roles = Dataset.Roles(target: "y")
  private static let models: [(ModelKind, value: Double)] = [
    (.linear, 1e-3), (.network(hidden: [DenseLayer(8, activation: .relu)]), 1e-2),
  ]

  private static func table(_ csv: String, _ classifier: TableClassifier) throws -> DataTable {
    try TableReader(textColumns: classifier.textColumns).read(bytes: Array(csv.utf8), name: "t.csv")
  }

  @Test(arguments: models.indices)
  func fromATableToScores(_ index: Int) throws {
    let (model, value) = Self.models[index]
    let data = try dataset(csv: Self.seen, roles: Self.roles)
    let classifier = try TableClassifier.fit(data, model: model, values: [value])
    #expect(classifier.columns == ["a", "b", "kind"])
    #expect(classifier.targets == ["y"] && classifier.classes == [["c0", "c1", "c2"]])
    let table = try Self.table(Self.unseen, classifier)
    let predictions = try classifier.predict(table)
    #expect(predictions.count == 1 && predictions[0].target == "y" && predictions[0].rows == 60)
    let p = predictions[0].probabilities
    for row in 0..<60 {
      let row = (0..<3).map { p[row, $0] }
      #expect(abs(row.reduce(0, +) - 1) < 1e-12)
    }
    for (row, name) in predictions[0].predicted.enumerated() {
      let label = Int(predictions[0].labels[row])
      #expect(name == "c\(label)" && (0..<3).allSatisfy { p[row, $0] <= p[row, label] })
    }
    // By hand: row i of the table is of class i mod 3.
    let scores = try classifier.scores(on: table)
    let logLoss = (0..<60).reduce(0) { $0 - log(p[$1, $1 % 3]) } / 60
    let right = (0..<60).count { Int(predictions[0].labels[$0]) == $0 % 3 }
    #expect(scores.rows == 60 && scores.unlabelledRows == 0)
    #expect(abs(scores.logLoss.mean - logLoss) < 1e-12)
    #expect(abs(scores.accuracy.mean - Double(right) / 60) < 1e-12)
    #expect(scores.logLoss.mean < log(3) && scores.accuracy.mean > 0.5)
    #expect(scores.classes[0].scores.map(\.rows) == [20, 20, 20])
    let other = try dataset(csv: Self.unseen, roles: Self.roles)
    #expect(try classifier.scores(on: other) == scores)
    #expect(try classifier.predict(other) == predictions)
    let few = try classifier.predict(other, rows: [7, 3])[0].logProbabilities
    #expect((0..<3).allSatisfy { few[0, $0] == predictions[0].logProbabilities[7, $0] })
    #expect((0..<3).allSatisfy { few[1, $0] == predictions[0].logProbabilities[3, $0] })
  }

  @Test(arguments: models.indices, ProbabilityReading.allCases)
  func whatIsReadBackPredictsTheSameBits(_ index: Int, _ reading: ProbabilityReading) throws {
    let (model, value) = Self.models[index]
    let data = try dataset(csv: Self.seen, roles: Self.roles)
    let classifier = try TableClassifier.fit(
      data, model: model, loss: ComparedLoss(parsing: "prior_corrected_cross_entropy"),
      reading: reading, values: [value])
    // The correction of the balance, or the recalibration of what the weights gave.
    #expect(classifier.maps.map(\.count) == [1])
    let read = try JSONDecoder().decode(
      TableClassifier.self, from: JSONEncoder().encode(classifier))
    let table = try Self.table(Self.unseen, read)
    #expect(read == classifier)
    #expect(try read.predict(table) == classifier.predict(table))
    let scores = try classifier.scores(on: table)
    #expect(
      try JSONDecoder().decode(ClassifierScores.self, from: JSONEncoder().encode(scores)) == scores)
  }

  @Test func aNetworkOfOnesOwn() throws {
    let data = try dataset(csv: Self.seen, roles: Self.roles)
    let folds = try data.folds(4)
    let encoder = TableEncoder(data, rows: folds.rowsOutside(0))
    let training = try encoder.trainingRows(data, rows: folds.rowsOutside(0))
    let heldOut = try encoder.trainingRows(data, rows: folds.rows(in: 0))
    let layers = NetworkArchitecture([
      DenseLayer(8, activation: .relu), DenseLayer(3, activation: .softmax),
    ])
    var network = try NeuralNetwork(layers, features: encoder.width)
    let objective = try Objective(named: "cross_entropy", for: layers, on: training)
    var last: TrainingEpoch?
    try NetworkTrainer(objective, learningRate: 0.01).train(
      &network, on: training, heldOut: heldOut, epochs: 5
    ) {
      last = $0
      return true
    }
    let classifier = TableClassifier(encoder: encoder, model: .network(network))
    let scores = try classifier.scores(on: data, rows: folds.rows(in: 0))
    let epoch = try #require(last?.heldOut)
    #expect(abs(scores.logLoss.mean - epoch.logLoss) < 1e-9)
    #expect(abs(scores.accuracy.mean - epoch.accuracy) < 1e-12)
  }

  @Test func aLinearModelOfOnesOwn() throws {
    let data = try dataset(csv: Self.seen, roles: Self.roles)
    let encoder = TableEncoder(data)
    let fit = try LinearTrainer(Objective(SoftmaxCrossEntropy()), l2: 1e-3, tolerance: 1e-9).fit(
      encoder.encode(data), labels: data.targets[0].labels, classes: 3)
    let own = TableClassifier(encoder: encoder, model: .linear(fit.model))
    let fitted = try TableClassifier.fit(data, values: [1e-3])
    let table = try Self.table(Self.unseen, own)
    let (a, b) = (try own.predict(table)[0], try fitted.predict(table)[0])
    #expect(
      zip(a.logProbabilities.elements, b.logProbabilities.elements).allSatisfy {
        abs($0 - $1) < 1e-4
      })
  }

  @Test(
    "Several labels have one prediction each, and their scores are summed and averaged as in compare"
  )
  func severalLabels() throws {
    var csv = "a,kind,comedy,drama\n"
    for i in 0..<90 {
      csv += "\(i % 7),\(["x", "y"][i % 2]),\(i % 7 > 3 ? "yes" : "no"),\(i % 3 == 0 ? 1 : 0)\n"
    }
    let data = try dataset(csv: csv, roles: Dataset.Roles(targets: ["comedy", "drama"]))
    let classifier = try TableClassifier.fit(data, values: [1e-2])
    let table = try Self.table(csv, classifier)
    let predictions = try classifier.predict(table)
    #expect(predictions.map(\.target) == ["comedy", "drama"])
    #expect(predictions.map(\.classes) == [["no", "yes"], ["0", "1"]])
    let scores = try classifier.scores(on: table)
    let losses = (0..<90).map { row in
      -log(predictions[0].probabilities[row, row % 7 > 3 ? 1 : 0])
        - log(predictions[1].probabilities[row, row % 3 == 0 ? 1 : 0])
    }
    #expect(abs(scores.logLoss.mean - losses.reduce(0, +) / 90) < 1e-12)
    #expect(scores.classes.count == 2)
    #expect(try classifier.scores(on: data) == scores)
  }

  @Test("Labels of another table are known by name and by number; rows without one are left out")
  func labelsByName() throws {
    let data = try dataset(
      csv: "x,y\n" + (0..<40).map { "\($0 % 9),\($0 % 2)\n" }.joined(), roles: Self.roles)
    let classifier = try TableClassifier.fit(data, values: [1])
    let scores = try classifier.scores(on: Self.table("y,x\n1,3\n0.0,4\n,2\n1.0,5\n", classifier))
    #expect(scores.rows == 3 && scores.unlabelledRows == 1)
    #expect(scores.classes[0].scores.map(\.rows) == [1, 2])
    func error(_ csv: String) throws -> ClassifierError? {
      let table = try Self.table(csv, classifier)
      return failure { () throws(ClassifierError) in _ = try classifier.scores(on: table) }
    }
    #expect(try error("y,x\n1,3\n2,4\n") == .unknownClass(target: "y", class: "2", row: 1))
    #expect(try error("x\n3\n") == .missingTarget("y"))
    #expect(try error("y,z\n1,3\n") == .missingColumn("x", expected: .number))
    #expect(try error("y,x\n1,big\n") == .otherKind("x", expected: .number, found: .category))
    #expect(try error("y,x\n,3\n") == .noLabels)
    let read = try TableReader().read(bytes: Array("y,x\n1,3\n".utf8), name: "t.csv")
    #expect(throws: ClassifierError.targetNotText("y")) { try classifier.scores(on: read) }
  }

  @Test func whatCannotBeTrainedIsSaid() throws {
    let data = try dataset(csv: Self.seen, roles: Self.roles)
    let network = Self.models[1].0
    let first = Array(0..<30)
    func error(
      _ model: ModelKind = .linear, rows: [Int]? = nil, values: [Double]? = nil, folds: Int = 3,
      loss: ComparedLoss = .baseline
    ) -> ClassifierError? {
      failure { () throws(ClassifierError) in
        _ = try TableClassifier.fit(
          data, rows: rows, model: model, loss: loss, values: values, innerFolds: folds)
      }
    }
    #expect(error(values: [-1]) == .badValue(-1))
    #expect(error(network, values: [0]) == .badValue(0))
    if case .badValue(let value) = error(values: []) {
      #expect(value.isNaN)
    } else {
      Issue.record("no values")
    }
    #expect(error(.network(hidden: [])) != nil)
    #expect(error(rows: []) == .classWithoutRows(target: "y", class: "c0"))
    #expect(
      error(
        rows: first.filter { $0 % 3 != 1 }, values: [1], loss: ComparedLoss(.balancedCrossEntropy))
        == .classWithoutRows(target: "y", class: "c1"))
    #expect(
      error(rows: [0, 1, 2])
        == .badFolds(.tooFewRows(classIndex: 0, rows: 1, folds: 3)))
    #expect(error(rows: first, folds: 1) != nil)
    #expect(error(network, rows: first, values: [1e30]) == .diverged)
    #expect(error(rows: first, values: [1]) == nil)
  }

  @Test func classesThatColumnsTellApartNeedAPenalty() throws {
    let csv = "x,y\n" + (0..<40).map { "\($0),\($0 < 20 ? "low" : "high")\n" }.joined()
    let roles = Dataset.Roles(target: "y")
    var kept = roles
    kept.kept = ["x"]
    let data = try dataset(csv: csv, roles: kept)
    #expect(throws: ClassifierError.separable) {
      try TableClassifier.fit(data, values: [0])
    }
  }

  @Test func anExampleIsReadFromItsFile() throws {
    let data = try Dataset(path: example("iris"), roles: Dataset.Roles(target: "species"))
    let folds = try data.folds(5)
    let classifier = try TableClassifier.fit(data, rows: folds.rowsOutside(0), values: [1e-3])
    #expect(try classifier.scores(on: data, rows: folds.rows(in: 0)).accuracy.mean > 0.9)
    let table = try classifier.read(path: example("iris"))
    #expect(try classifier.predict(table)[0].rows == 150)
  }
}

/// What a call throws; nil if nothing.
private func failure(_ body: () throws(ClassifierError) -> Void) -> ClassifierError? {
  do throws(ClassifierError) {
    try body()
    return nil
  } catch {
    return error
  }
}
