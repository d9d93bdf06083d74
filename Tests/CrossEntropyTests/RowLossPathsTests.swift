import Testing

@testable import CrossEntropy

/// Losses of rows by the paths that form many rows at once, where the total alone takes other steps.
struct RowLossPathsTests {
  static let labelled: [(objective: Objective, outputs: [Int])] = {
    do {
      let weights = (0..<10).map { 0.5 + Double($0) / 4 }
      return [
        (try Objective(SoftmaxCrossEntropy(), labelSmoothing: 0.1), [2, 3, 10, 16]),
        (try Objective(SoftmaxCrossEntropy(), classWeights: weights, labelSmoothing: 0.1), [10]),
        (Objective(SquaredError()), [10]),
        (Objective(SigmoidCrossEntropy()), [1]),
        (try Objective(SigmoidCrossEntropy(), classWeights: [1, 3]), [1]),
        (try Objective(SigmoidCrossEntropy(), labelSmoothing: 0.2), [1]),
        (Objective(SquaredError(unit: .sigmoid)), [1]),
      ]
    } catch { fatalError("\(error)") }
  }()
  static let cases = labelled.flatMap { each in each.outputs.map { (each.objective, $0) } }

  /// The losses are the definition's, the total is the one without them but for rounding, and the gradient has its bits.
  @Test(arguments: KernelTests.levels, cases.indices)
  func labelledRows(level: KernelLevel, index: Int) throws {
    let (objective, outputs) = Self.cases[index]
    try expectLabelled(level, objective, outputs, Double.self, 1e-14)
    try expectLabelled(level, objective, outputs, Float.self, 5e-7)
  }

  private func expectLabelled<S: LogitScalar>(
    _ level: KernelLevel, _ objective: Objective, _ outputs: Int, _: S.Type, _ tolerance: Double
  ) throws {
    let (logits, labels, all) = RowLossesTests.rows(
      objective, outputs, 300, S.self, hasOddRows: false)
    for weights in [[], all] {
      let exact = try KernelLevel.$current.withValue(.definition) {
        try objective.rowLosses(logits: logits, labels: labels, rowWeights: weights).rowLosses
      }
      try KernelLevel.$current.withValue(level) {
        let alone = try objective.valueAndGradient(
          logits: logits, labels: labels, rowWeights: weights)
        let (total, losses, gradient) = try objective.rowLossesAndGradient(
          logits: logits, labels: labels, rowWeights: weights)
        #expect(
          gradient.elements.map(\.arithmetic.bitPattern)
            == alone.gradient.elements.map(\.arithmetic.bitPattern))
        #expect(close(total.sum, alone.total.sum, tolerance))
        #expect(close(total.sum, losses.reduce(0, +), tolerance))
        let values = try objective.rowLosses(
          logits: logits, labels: labels, rowWeights: weights)
        for i in losses.indices {
          #expect(close(losses[i], exact[i], 4 * tolerance), "row \(i)")
          #expect(close(values.rowLosses[i], exact[i], 4 * tolerance), "row \(i), no gradient")
        }
      }
    }
  }

  /// Rows of every length that is summed in its own way, and as many as no piece of them holds.
  @Test(
    arguments: KernelTests.levels,
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 40, 63, 64, 65, 79, 80, 100, 1_030, 2_050])
  func separateOutputs(level: KernelLevel, outputs: Int) throws {
    for loss: any Loss in [
      SigmoidCrossEntropy(), SquaredError(unit: .sigmoid), SquaredError(unit: .identity),
    ] {
      try expectSeparate(level, loss, outputs, Double.self, 1e-13)
      try expectSeparate(level, loss, outputs, Float.self, 2e-6)
    }
  }

  private func expectSeparate<S: LogitScalar>(
    _ level: KernelLevel, _ loss: any Loss, _ outputs: Int, _: S.Type, _ tolerance: Double
  ) throws {
    let rows = 2_500 / outputs + 3
    let (logits, targets, mask) = RowLossesTests.dense(loss, rows, outputs, S.self, S.self)
    let objective = Objective(loss)
    for mask in [[], mask] {
      let exact = try KernelLevel.$current.withValue(.definition) {
        try objective.rowLosses(logits: logits, targets: targets, maskedOutputs: mask).rowLosses
      }
      try KernelLevel.$current.withValue(level) {
        let alone = try objective.value(logits: logits, targets: targets, maskedOutputs: mask)
        let (total, losses) = try objective.rowLosses(
          logits: logits, targets: targets, maskedOutputs: mask)
        #expect(close(total.sum, alone.sum, 1e-13))
        #expect(close(total.sum, losses.reduce(0, +), 1e-13))
        #expect(losses.count == rows)
        for i in losses.indices { #expect(close(losses[i], exact[i], tolerance), "row \(i)") }
      }
    }
  }
}
