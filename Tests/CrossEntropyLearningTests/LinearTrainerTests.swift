import CrossEntropy
import TestSupport
import Testing

@testable import CrossEntropyLearning

/// A penalised optimum of `Scripts/linear_reference.txt` (python3 Scripts/linear_reference.py).
struct Reference: Sendable, CustomTestStringConvertible {
  let table: String
  let target: String
  let l2: Double
  let objective: Double
  let logLoss: Double
  /// scikit-learn 1.9.1's objective above the reference, LogisticRegression(tol=1e-6), lbfgs.
  let scikitLearn: Double

  var testDescription: String { "\(table), λ = \(l2)" }
}

private let references: [Reference] = [
  Reference(
    table: "iris", target: "species", l2: 1e-2, objective: 0.24367722664938243,
    logLoss: 0.15326486319453534, scikitLearn: 1.27e-11),
  Reference(
    table: "iris", target: "species", l2: 1e-3, objective: 0.10236807843007842,
    logLoss: 0.066290786015444311, scikitLearn: 6.70e-11),
  Reference(
    table: "iris", target: "species", l2: 1e-5, objective: 0.041921926108583792,
    logLoss: 0.039941934610168051, scikitLearn: 3.76e-9),
  Reference(
    table: "wine", target: "cultivar", l2: 1e-2, objective: 0.091819730523503328,
    logLoss: 0.044536886736653713, scikitLearn: 6.15e-11),
  Reference(
    table: "wine", target: "cultivar", l2: 1e-3, objective: 0.025847771767893565,
    logLoss: 0.010549950481132890, scikitLearn: 2.00e-10),
  Reference(
    table: "digits", target: "digit", l2: 1e-2, objective: 0.26832493049553637,
    logLoss: 0.14134485201424500, scikitLearn: 4.77e-10),
  Reference(
    table: "digits", target: "digit", l2: 1e-3, objective: 0.086145486240726432,
    logLoss: 0.041315611902321373, scikitLearn: 4.44e-9),
  Reference(
    table: "titanic", target: "survived", l2: 1e-2, objective: 0.5211530586389672,
    logLoss: 0.50625642561530471, scikitLearn: 2.5e-12),
  Reference(
    table: "titanic", target: "survived", l2: 1e-3, objective: 0.50450760165776664,
    logLoss: 0.50214715161633582, scikitLearn: 3.2e-11),
]

@Suite struct LinearTrainerTests {
  @Test(arguments: references)
  func reachesTheOptimum(_ reference: Reference) throws {
    let table = try dataset(reference.table, target: reference.target)
    let rows = encoded(table)
    let objective = ComparedLoss(.crossEntropy).objective(
      OutputShape(table), balance: [])
    let fit = try LinearTrainer(objective, l2: reference.l2, tolerance: 1e-8).fit(
      rows.design, labels: rows.targets.labels[0], classes: table.targets[0].classes.count)
    // One-sided against the peer, and within 1e-8 of the reference solved to 1e-12.
    #expect(fit.objective <= reference.objective + reference.scikitLearn + 1e-8)
    #expect(abs(fit.objective - reference.objective) < 1e-8)
    let total = try objective.value(
      logits: fit.model.logits(rows.design), labels: rows.targets.labels[0])
    #expect(abs((total.meanOverRows ?? .nan) - reference.logLoss) < 1e-6)
    #expect(fit.converged)
  }

  /// The lowest of several starts, from the same script.
  static let rivals: [(ComparedLoss, String, String, Double, Double)] = [
    (ComparedLoss(.squaredError), "iris", "species", 1e-3, 0.0598765127404),
    (ComparedLoss(.focal), "iris", "species", 1e-3, 0.0238532998626),
    (ComparedLoss(.generalizedCrossEntropy), "iris", "species", 1e-3, 0.0928887231990),
    (ComparedLoss(.labelSmoothing), "iris", "species", 1e-3, 0.48909225687053859),
    (ComparedLoss(.squaredError), "wine", "cultivar", 1e-3, 0.0129134156486),
    (ComparedLoss(.focal), "wine", "cultivar", 1e-3, 0.0058554256450),
    (ComparedLoss(.generalizedCrossEntropy), "wine", "cultivar", 1e-3, 0.0255155465090),
    (ComparedLoss(.labelSmoothing), "wine", "cultivar", 1e-3, 0.34792754226325668),
  ]

  @Test(arguments: rivals)
  func rivalsReachTheirOptima(
    _ rival: (loss: ComparedLoss, table: String, target: String, l2: Double, objective: Double)
  ) throws {
    let table = try dataset(rival.table, target: rival.target)
    let rows = encoded(table)
    let trainer = LinearTrainer(
      rival.loss.objective(OutputShape(table), balance: []), l2: rival.l2,
      tolerance: 1e-8)
    let fit = try trainer.fit(
      rows.design, labels: rows.targets.labels[0], classes: table.targets[0].classes.count)
    #expect(abs(fit.objective - rival.objective) < 1e-8)
  }

  @Test func squaredErrorEndsInOneOfItsTwoOptima() throws {
    // iris at λ = 1e-5: twelve random starts end in 0.0261398793 or in 0.0265238527.
    let table = try dataset("iris", target: "species")
    let rows = encoded(table)
    let trainer = LinearTrainer(
      ComparedLoss(.squaredError).objective(OutputShape(classes: [3]), balance: []), l2: 1e-5,
      tolerance: 1e-9)
    let fit = try trainer.fit(rows.design, labels: rows.targets.labels[0], classes: 3)
    #expect([0.0261398793, 0.0265238527].contains { abs(fit.objective - $0) < 1e-9 })
  }

  @Test(arguments: ComparedLoss.usual)
  func threadsChangeNoBit(_ loss: ComparedLoss) throws {
    let table = try dataset("titanic", target: "survived")
    let rows = encoded(table)
    let objective = loss.objective(OutputShape(classes: [2]), balance: [[0.7, 1.6]])
    let fits = try [1, 2, 3].map { threads in
      try LinearTrainer(objective, l2: 1e-3, threads: threads).fit(
        rows.design, labels: rows.targets.labels[0], classes: 2)
    }
    #expect(fits[0].model == fits[1].model)
    #expect(fits[0].model == fits[2].model)
    #expect(fits[0].objective.bitPattern == fits[1].objective.bitPattern)
  }

  @Test func manyClassesAreFittedInLittleMemory() throws {
    // 1000 classes, each with a row at a place of its own: blocks of logits and gradients stay small.
    let classes = 1000
    var features = Matrix(rows: classes, columns: 2, repeating: 0.0)
    for i in 0..<classes {
      features[i, 0] = Double(i % 60) / 30 - 1
      features[i, 1] = Double(i / 60) / 25 - 1
    }
    let trainer = LinearTrainer(
      Objective(SoftmaxCrossEntropy()), l2: 1e-3, iterationLimit: 2, threads: 2)
    let fit = try trainer.fit(
      DesignMatrix(features: features), labels: (0..<classes).map { Int32($0) }, classes: classes)
    #expect(fit.objective < 6.9077)  // ln 1000 = 6.90776
    #expect(fit.objective.isFinite)
  }

  @Test func aTableOfManyClassesIsTheSameProblem() throws {
    let (rows, features, classes) = (70, 6, 40)
    var x = Matrix(rows: rows, columns: features, repeating: 0.0)
    for i in 0..<rows {
      for j in 0..<features { x[i, j] = Double((37 * i + 11 * j * j) % 19) / 9 - 1 }
    }
    let design = DesignMatrix(features: x)
    let labels = ContiguousArray((0..<rows).map { Int32($0 * 7 % classes) })
    let weights = (0..<rows).map { Double($0 % 4) / 2 }
    let objective = try Objective(SoftmaxCrossEntropy(), labelSmoothing: 0.1)
    let trainer = LinearTrainer(objective, l2: 0.3)
    var point = Matrix(rows: features + 1, columns: classes, repeating: 0.0)
    for i in point.elements.indices { point.elements[i] = Double(i * i % 23) / 11 - 1 }
    var gradient = point.elements
    var other = point.elements
    var problem = LinearProblem(
      trainer, design: design, targets: .labels(labels), outputs: classes, rowWeights: weights)
    #expect(
      problem.weights(at: problem.point(of: LinearModel(weights: point, unit: .softmax))) == point)
    let value = problem.value(at: point.elements, gradient: &gradient)
    let otherValue = ManyClassProblem(
      trainer, design: design, labels: labels, classes: classes, rowWeights: weights
    ).value(at: point.transposed.elements, gradient: &other)
    #expect(abs(value - otherValue) <= 1e-14 * value)
    let turned = Matrix(rows: classes, columns: features + 1, fitting: other).transposed
    for (one, two) in zip(gradient, turned.elements) { #expect(abs(one - two) <= 1e-14) }
  }

  @Test func manyClassesOfManyFeaturesAreFitted() throws {
    let (rows, features, classes) = (40, 20, 20_000)
    var x = Matrix(rows: rows, columns: features, repeating: 0.0)
    for i in 0..<rows { x[i, i % features] = i < features ? 1 : -1 }
    let labels = (0..<rows).map { Int32($0 * 499) }
    #expect(
      ManyClassProblem.pays(
        Objective(SoftmaxCrossEntropy()), classes: classes, DesignMatrix(features: x)))
    let fits = try [1, 2].map { threads in
      try LinearTrainer(
        Objective(SoftmaxCrossEntropy()), l2: 1e-4, iterationLimit: 3, threads: threads
      ).fit(DesignMatrix(features: x), labels: labels, classes: classes)
    }
    #expect(fits[0].objective < 9.9)  // ln 20 000 = 9.9035
    #expect(fits[0].model.weights == fits[1].model.weights)
    #expect(fits[0].model.weights.rows == features + 1)
    // A row's own class rises along its feature.
    #expect(fits[0].model.weights[0, 0] > fits[0].model.weights[1, 0])
  }

  @Test func aRowOfWeightTwoIsTwoRows() throws {
    let table = try dataset(
      csv: cloudTable(rows: 60, classes: 3, seed: 1), roles: Dataset.Roles(target: "y"))
    let rows = encoded(table)
    let weights = (0..<60).map { Double(($0 / 3) % 3) }
    let repeated = (0..<60).flatMap { Array(repeating: $0, count: ($0 / 3) % 3) }
    let objective = Objective(SoftmaxCrossEntropy())
    let weighted = try LinearTrainer(objective, l2: 1e-2, tolerance: 1e-10).fit(
      rows.design, labels: rows.targets.labels[0], classes: 3, rowWeights: weights)
    let copies = dense(rows.design, rows: repeated)
    let plain = try LinearTrainer(objective, l2: 1e-2, tolerance: 1e-10).fit(
      copies, labels: repeated.map { rows.targets.labels[0][$0] }, classes: 3)
    #expect(abs(weighted.objective - plain.objective) < 1e-12)
    let logs = try [weighted, plain].map { try $0.model.logProbabilities(rows.design).elements }
    #expect(zip(logs[0], logs[1]).allSatisfy { abs($0 - $1) < 1e-7 })
  }

  @Test func twoClassesHaveOneOutput() throws {
    let table = try dataset("titanic", target: "survived")
    let rows = encoded(table)
    let one = try LinearTrainer(Objective(SigmoidCrossEntropy()), l2: 1e-2, tolerance: 1e-9).fit(
      rows.design, labels: rows.targets.labels[0], classes: 2)
    var logits = Matrix(rows: rows.design.rows, columns: 2, repeating: 0.0)
    let z = try one.model.logits(rows.design)
    for i in 0..<z.rows { logits[i, 1] = z[i, 0] }
    let softmax = try Objective(SoftmaxCrossEntropy()).value(
      logits: logits, labels: rows.targets.labels[0])
    let sigmoid = try Objective(SigmoidCrossEntropy()).value(
      logits: z, labels: rows.targets.labels[0])
    #expect(abs(softmax.sum - sigmoid.sum) < 1e-9)
    #expect(one.model.outputs == 1)
    #expect(one.model.unit == .sigmoid)
  }

  @Test func theInterceptIsFree() throws {
    // With a huge penalty only the intercept is left: the class shares.
    let table = try dataset("titanic", target: "survived")
    let rows = encoded(table)
    let fit = try LinearTrainer(Objective(SigmoidCrossEntropy()), l2: 1e9, tolerance: 1e-10).fit(
      rows.design, labels: rows.targets.labels[0], classes: 2)
    let logs = try fit.model.logProbabilities(rows.design)
    let shares = [1490.0 / 2201, 711.0 / 2201]
    #expect(abs(logs[0, 0] - naturalLog(shares[0])) < 1e-7)
    #expect(abs(logs[0, 1] - naturalLog(shares[1])) < 1e-7)
  }

  @Test func aSeparableTableIsSeen() throws {
    for (name, target, expected) in [
      ("wine", "cultivar", true), ("iris", "species", false), ("titanic", "survived", false),
    ] {
      let table = try dataset(name, target: target)
      let rows = encoded(table)
      let classes = table.targets[0].classes.count
      let fit = try LinearTrainer(
        ComparedLoss(.crossEntropy).objective(OutputShape(classes: [classes]), balance: []),
        l2: 1e-6
      ).fit(rows.design, labels: rows.targets.labels[0], classes: classes)
      #expect(separates(fit.model, rows) == expected, "\(name)")
    }
  }

  @Test func aLabelOutOfRangeNamesItsRow() throws {
    let design = DesignMatrix(features: Matrix(rows: 2, columns: 1, fitting: [0, 1]))
    let trainer = LinearTrainer(Objective(SoftmaxCrossEntropy()), l2: 1)
    let expected = TrainingError.badTarget(.labelOutOfRange(row: 1, label: "3", classes: 3))
    #expect(throws: expected) {
      try trainer.fit(design, labels: [0, 3], classes: 3)
    }
  }
}
