import CrossEntropy
import CrossEntropyEvaluation
import TestSupport
import Testing

@testable import CrossEntropyLearning

/// Categories as codes are the same problem as columns of 0 and 1.
@Suite struct LevelCodesTests {
  /// Rows of three numbers and three categories, of which one has missing cells and one as many levels
  /// as it can; the class depends on all of them.
  static func table(rows: Int = 300, classes: Int, levels: Int = 40, seed: UInt64 = 1) throws
    -> Dataset
  {
    let seed = RandomSeed(seed)
    var csv = "c,x,d,z,e,y\n"
    for i in 0..<rows {
      let draw = { (k: UInt64) in seed.uniform(UInt64(i) * 8 + k) }
      let (c, d, e) = (Int(draw(0) * 4), Int(draw(1) * draw(1) * Double(levels)), Int(draw(2) * 3))
      let (x, z) = (draw(3), draw(4) * draw(4))
      let sum = Double(c * c + d % 5 + e) / 4 + x - 2 * z + 1.5 * draw(5)
      csv += "c\(c),\(x),d\(d),\(i % 9 == 0 ? "" : "\(z)"),\(e == 2 ? "" : "e\(e)"),"
      csv += "k\(max(0, Int(sum)) % classes)\n"
    }
    return try dataset(csv: csv, roles: Dataset.Roles(target: "y"))
  }

  @Test(
    arguments: ComparedLoss.usual.filter { $0.fitted == $0 }, [2, 4])
  func theOptimumIsThatOfColumns(_ loss: ComparedLoss, classes: Int) throws {
    let data = try Self.table(classes: classes)
    let rows = encoded(data)
    #expect(rows.design.levels.categories == 3)
    let balance = (0..<classes).map { 0.5 + Double($0) }
    let objective = loss.objective(OutputShape(data), balance: [balance])
    let labels = rows.targets.labels[0]
    let columns = dense(rows.design)
    for l2 in [1e-1, 1e-4] {
      let trainer = LinearTrainer(objective, l2: l2, tolerance: 1e-9)
      let fit = try trainer.fit(rows.design, labels: labels, classes: classes)
      // From there, since a loss may have several optima.
      let other = try trainer.fit(columns, labels: labels, classes: classes, start: fit.model)
      #expect(fit.converged && other.converged)
      #expect(abs(fit.objective - other.objective) < 1e-11)
      if loss.loss.isConvex(of: data.targets[0].classes.count == 2 ? .sigmoid : .softmax) {
        let alone = try trainer.fit(columns, labels: labels, classes: classes)
        #expect(abs(fit.objective - alone.objective) < 1e-11)
      }
      let logits = try (fit.model.logits(rows.design), fit.model.logits(columns))
      for (a, b) in zip(logits.0.elements, logits.1.elements) { #expect(abs(a - b) < 1e-12) }
    }
  }

  @Test(arguments: [2, 4])
  func threadsChangeNoBit(classes: Int) throws {
    let data = try Self.table(rows: 3000, classes: classes)
    let rows = encoded(data)
    let objective = ComparedLoss.baseline.objective(OutputShape(data), balance: [])
    let models = try [1, 2, 3].map { threads in
      try LinearTrainer(objective, l2: 1e-3, threads: threads).fit(
        rows.design, labels: rows.targets.labels[0], classes: classes
      ).model
    }
    #expect(models[0] == models[1] && models[0] == models[2])
  }

  @Test(arguments: [2, 4])
  func aNetworkOfCodesIsOneOfColumns(classes: Int) throws {
    let data = try Self.table(classes: classes)
    let codes = encoded(data, as: .floats).trainingRows
    let labels = codes.labels
    let design = dense(encoded(data).design)
    let columns = try TrainingRows(features: design.floats.numbers, labels: labels)
    let shape = OutputShape(data)
    let trainer = NetworkTrainer(
      ComparedLoss.baseline.objective(shape, balance: []), learningRate: 1e-2)
    let networks = try [codes, columns].map { rows in
      var network = try NeuralNetwork(
        NetworkArchitecture(hidden: [DenseLayer(7)], shape: shape), features: rows.inputs.features)
      try trainer.train(&network, on: rows, heldOut: rows, epochs: 3)
      return network
    }
    #expect(networks[0].features == design.features)
    for (a, b) in zip(networks[0].parameters, networks[1].parameters) {
      #expect(abs(a - b) < 1e-4)
    }
    let scores = networks[0].scores(codes, threads: 1)
    let others = networks[0].scores(columns, threads: 1)
    #expect(abs(scores.logLoss - others.logLoss) < 1e-6)
  }

  @Test func aTableOfCategoriesAloneIsLearnt() throws {
    var csv = "c,y\n"
    for i in 0..<60 { csv += "\(["u", "v", "w"][i % 3]),\(i % 3 == 0 || i % 7 == 0 ? "a" : "b")\n" }
    let data = try dataset(csv: csv, roles: Dataset.Roles(target: "y"))
    let rows = encoded(data)
    #expect(rows.design.numbers == 0)
    let fit = try LinearTrainer(
      ComparedLoss.baseline.objective(OutputShape(data), balance: []), l2: 1e-3
    ).fit(rows.design, labels: rows.targets.labels[0], classes: 2)
    #expect(fit.converged)
    #expect(fit.model.weights.rows == 4)
    let network = try NeuralNetwork(
      NetworkArchitecture(hidden: [DenseLayer(3)], shape: OutputShape(data)), features: 3)
    let logits = network.product(encoded(data, as: .floats).floats)
    #expect(logits[0, 0] != logits[1, 0])
  }
}
