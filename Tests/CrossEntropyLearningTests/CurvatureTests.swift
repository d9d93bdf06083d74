import CrossEntropy
import CrossEntropyEvaluation
import TestSupport
import Testing

@testable import CrossEntropyLearning

/// A loss's curvature, by output, and the fits that step by it.
@Suite struct CurvatureTests {
  /// The gradient of a problem, and what its curvature makes of a direction.
  private func problem(
    _ loss: ComparedLoss, _ data: Dataset, l2: Double
  ) throws -> (problem: LinearProblem, features: Int) {
    let rows = encoded(data)
    let balance = data.targets[0].classes.map { _ in 1.0 }
    let trainer = LinearTrainer(
      loss.objective(OutputShape(data), balance: [balance]), l2: l2)
    return (
      LinearProblem(
        trainer, design: rows.design, targets: .labels(ContiguousArray(rows.targets.labels[0])),
        outputs: OutputShape(data).outputs, rowWeights: []),
      rows.design.features
    )
  }

  @Test("Of one output it is the Hessian: dividing a change of the gradient gives the step back")
  func isTheHessian() throws {
    let data = try LevelCodesTests.table(classes: 2)
    for l2 in [1e-1, 1e-5] {
      var (problem, features) = try problem(.baseline, data, l2: l2)
      let point = ContiguousArray((0...features).map { Double($0 * $0 % 7) / 10 - 0.3 })
      let step = ContiguousArray((0...features).map { Double($0 * 5 % 11) / 7 - 0.6 })
      let gradients = [-1e-5, 1e-5].map { size in
        var gradient = point
        _ = problem.value(
          at: ContiguousArray(zip(point, step).map { $0 + size * $1 }), gradient: &gradient)
        return gradient
      }
      var curvature = try #require(problem.curvature)
      curvature.form(at: point, l2: l2)
      var divided = ContiguousArray(zip(gradients[0], gradients[1]).map { ($1 - $0) / 2e-5 })
      curvature.solve(&divided)
      // Its sums are in single precision.
      for (a, b) in zip(divided, step) { #expect(abs(a - b) < 1e-3) }
    }
  }

  @Test(
    "Numbers of any magnitude are divided as well as others",
    arguments: [1, 1e-8, 1e30, 1e120])
  func magnitudes(magnitude: Double) throws {
    let seed = RandomSeed(4)
    var design = DesignMatrix(rows: 60, features: 3)
    for i in 0..<60 {
      for j in 0..<3 {
        design[i, j] = (seed.uniform(UInt64(3 * i + j)) - 0.5) * (j == 1 ? magnitude : 1)
      }
    }
    let problem = LinearProblem(
      LinearTrainer(Objective(SigmoidCrossEntropy()), l2: 0), design: design,
      targets: .labels(ContiguousArray((0..<60).map { $0 % 2 })), outputs: 1, rowWeights: [])
    var curvature = try #require(problem.curvature)
    curvature.form(at: [0, 0, 0, 0], l2: 0)
    // At zero it is XᵀX/4n: of the step 1 everywhere, and of the same effect in the column of that magnitude.
    let step = [1, 1 / magnitude, 1, 1]
    var product = ContiguousArray(repeating: 0.0, count: 4)
    for i in 0..<60 {
      let row = (0..<4).map { $0 < 3 ? design[i, $0] : 1 }
      let sum = zip(row, step).reduce(0) { $0 + $1.0 * $1.1 }
      for j in 0..<4 { product[j] += row[j] * sum / 240 }
    }
    curvature.solve(&product)
    for (a, b) in zip(product, step) { #expect(abs(a / b - 1) < 1e-4) }
  }

  @Test("Rows of next to no curvature keep what only they have from being divided by nothing")
  func sureRows() throws {
    // The model is sure of the rows that have the second feature, and of no other.
    var design = DesignMatrix(rows: 200, features: 2)
    for i in 0..<200 { design[i, i < 100 ? 0 : 1] = i % 2 == 0 ? 1 : -1 }
    let problem = LinearProblem(
      LinearTrainer(Objective(SigmoidCrossEntropy()), l2: 0), design: design,
      targets: .labels(ContiguousArray((0..<200).map { $0 % 2 })), outputs: 1, rowWeights: [])
    var curvature = try #require(problem.curvature)
    curvature.form(at: [0, 12, 0], l2: 0)
    var direction: ContiguousArray = [1.0, 1, 1]
    curvature.solve(&direction)
    // ¼ and p(1 − p) of half of the rows, ¼ of half of the ones.
    let e = 6.144174602214718e-6
    #expect(abs(direction[0] * 0.125 - 1) < 1e-4)
    #expect(abs(direction[1] * e / 2 - 1) < 1e-4)
    #expect(abs(direction[2] * (0.125 + e / 2) - 1) < 1e-4)
  }

  @Test("Another penalty gives what forming it under that penalty gives")
  func penalties() throws {
    let data = try LevelCodesTests.table(classes: 3)
    let (problem, features) = try problem(.baseline, data, l2: 1)
    let point = ContiguousArray(repeating: 0.1, count: 3 * (features + 1))
    var (changed, formed) = (try #require(problem.curvature), try #require(problem.curvature))
    changed.form(at: point, l2: 1)
    changed.setPenalty(1e-3)
    formed.form(at: point, l2: 1e-3)
    var directions = [point, point]
    for i in point.indices {
      for k in 0..<2 { directions[k][i] = Double(i % 5) }
    }
    changed.solve(&directions[0])
    formed.solve(&directions[1])
    #expect(directions[0] == directions[1])
  }

  @Test("A penalised fit takes few steps, whatever the penalty", arguments: [2, 4])
  func fewSteps(classes: Int) throws {
    let data = try LevelCodesTests.table(rows: 400, classes: classes)
    let rows = encoded(data)
    for l2 in [1.0, 1e-3, 1e-6] {
      let fit = try LinearTrainer(
        ComparedLoss.baseline.objective(OutputShape(data), balance: []), l2: l2, tolerance: 1e-7
      ).fit(rows.design, labels: rows.targets.labels[0], classes: classes)
      #expect(fit.converged)
      #expect(fit.iterations <= (classes == 2 ? 15 : 120))
    }
  }

  @Test(
    "A penalty beyond every loss leaves the intercept", arguments: [1e30, 1e100, 1e200])
  func hugePenalty(l2: Double) throws {
    let table = try dataset("titanic", target: "survived")
    let rows = encoded(table)
    let fit = try LinearTrainer(
      ComparedLoss.baseline.objective(OutputShape(table), balance: []), l2: l2, tolerance: 1e-7
    ).fit(rows.design, labels: rows.targets.labels[0], classes: 2)
    #expect(fit.converged)
    #expect(fit.gradientNorm <= 1e-7)
    // The entropy of 711 in 2201.
    #expect(abs(fit.objective - 0.62910) < 1e-4)
  }

  @Test("A gradient that only rounding leaves is an optimum; one that is larger is not")
  func rounding() throws {
    let table = try dataset("titanic", target: "survived")
    let rows = encoded(table)
    func fit(_ loss: some Loss, tolerance: Double) throws -> LinearFit {
      try LinearTrainer(Objective(loss), l2: 1e-3, tolerance: tolerance).fit(
        rows.design, labels: rows.targets.labels[0], classes: 2)
    }
    let fine = try fit(SigmoidCrossEntropy(), tolerance: 1e-300)
    #expect(fine.converged)
    #expect(fine.gradientNorm > 1e-300)
    // No step along a gradient of the wrong sign finds a lower point.
    let wrong = try fit(WrongSign(), tolerance: 1e-7)
    #expect(!wrong.converged)
    #expect(wrong.iterations < 2_000)
  }
}

/// σ(z) − y with the other sign.
private struct WrongSign: Loss {
  var name: String { "wrong_sign" }
  var outputUnit: OutputUnit { .sigmoid }
  static let isLinearInTarget = true

  func formGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double {
    let value = SigmoidCrossEntropy().formGradient(&row, target: target)
    for i in row.indices { row[i] = S(rounding: -row[i].arithmetic) }
    return value
  }
}
