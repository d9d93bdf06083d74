import CrossEntropy
import Testing

/// What holds for every loss, at every size.
struct LossLawsTests {
  @Test(arguments: LawCase.all.filter { $0.loss.ignoresConstants })
  func addingAConstantChangesNothing(_ law: LawCase) throws {
    var random = law.random()
    // On a grid on which the sums are exact.
    let z = random.uniforms(law.outputs, in: -8...8).map { ($0 * 64).rounded() / 64 }
    let label = law.label(&random)
    let target = law.target(&random)
    for constant in [-4096, 0.25, 1e4] {
      let moved = z.map { $0 + constant }
      #expect(
        try law.loss.valueAndGradient(logits: moved, label: label)
          == law.loss.valueAndGradient(logits: z, label: label))
      let soft = try law.loss.valueAndGradient(logits: z, target: target)
      let movedSoft = try law.loss.valueAndGradient(logits: moved, target: target)
      #expect(soft == movedSoft)
    }
  }

  @Test(arguments: LawCase.all)
  func aOneHotTargetIsALabel(_ law: LawCase) throws {
    let batch = Batch(law, rows: 5)
    let targets = matrix(batch.labels.map { oneHot($0, outputs: law.outputs) })
    var random = law.random()
    let weights = random.uniforms(law.classes, in: 0.5...2)
    for objective in try [Objective(law.loss), law.denseObjective(weights: weights)] {
      let byLabel = {
        try objective.valueAndGradient(
          logits: batch.logits, labels: batch.labels, rowWeights: batch.rowWeights)
      }
      let dense = {
        try objective.valueAndGradient(
          logits: batch.logits, targets: targets, rowWeights: batch.rowWeights)
      }
      // To the last bit by definition; a kernel may add in another order.
      try byDefinition {
        let (some, others) = try (try byLabel(), dense())
        #expect(some.total == others.total)
        #expect(some.gradient == others.gradient)
      }
      let (some, others) = try (try byLabel(), dense())
      #expect(close(some.total.sum, others.total.sum))
      #expect(close(Array(some.gradient.elements), Array(others.gradient.elements)))
    }
    guard law.hasClasses else { return }
    let smoothed = try Objective(law.loss, labelSmoothing: 0.2)
    let byLabel = try smoothed.valueAndGradient(logits: batch.logits, labels: batch.labels)
    let dense = try smoothed.valueAndGradient(logits: batch.logits, targets: targets)
    #expect(close(byLabel.total.sum, dense.total.sum))
    #expect(close(Array(byLabel.gradient.elements), Array(dense.gradient.elements)))
  }

  @Test(arguments: LawCase.all.filter { !$0.isMultiLabel })
  func classWeightsMultiply(_ law: LawCase) throws {
    let batch = Batch(law, rows: 6)
    var random = law.random()
    let weights = random.uniforms(law.classes, in: 0...3)
    let objective = try law.objective(weights: weights)
    let weighted = try objective.valueAndGradient(logits: batch.logits, labels: batch.labels)
    var sum = 0.0
    for (i, label) in batch.labels.enumerated() {
      let row = try law.loss.valueAndGradient(logits: batch.logits.row(i), label: label)
      sum += weights[label] * row.value
      #expect(close(weighted.gradient.row(i), row.gradient.map { weights[label] * $0 }))
    }
    #expect(close(weighted.total.sum, sum))
    #expect(close(weighted.total.weight, batch.labels.reduce(0) { $0 + weights[$1] }))

    guard law.hasClasses else { return }
    // A soft row weighs Σ wⱼtⱼ: the sum over the classes where the loss is linear, else a factor.
    let z = batch.logits.row(0)
    let target = law.target(&random)
    let shares = law.outputs == 1 ? [1 - target[0], target[0]] : target
    let importance = zip(weights, shares).reduce(0) { $0 + $1.0 * $1.1 }
    let total = try objective.value(logits: matrix([z]), targets: matrix([target]))
    #expect(close(total.weight, importance))
    let expected =
      type(of: law.loss).isLinearInTarget
      ? try shares.indices.reduce(0) {
        try $0 + weights[$1] * shares[$1] * law.loss.value(logits: z, label: $1)
      }
      : try importance * law.loss.value(logits: z, target: target)
    #expect(close(total.sum, expected))
  }

  @Test(arguments: LawCase.all.filter { $0.isMultiLabel && type(of: $0.loss).isLinearInTarget })
  func classWeightsMultiplyTheirOutputs(_ law: LawCase) throws {
    var random = law.random()
    let z = random.uniforms(law.outputs, in: -4...4)
    let target = law.target(&random)
    let weights = random.uniforms(law.classes, in: 0...3)
    let got = try law.objective(weights: weights)
      .valueAndGradient(logits: matrix([z]), targets: matrix([target]))
    let parts = try z.indices.map {
      try law.loss.valueAndGradient(logits: [z[$0]], target: [target[$0]])
    }
    #expect(close(got.total.sum, z.indices.reduce(0) { $0 + weights[$1] * parts[$1].value }))
    #expect(
      close(
        Array(got.gradient.elements), z.indices.map { weights[$0] * parts[$0].gradient[0] }))
    #expect(got.total.weight == 1)
  }

  @Test(arguments: LawCase.all)
  func rowWeightsMultiply(_ law: LawCase) throws {
    let batch = Batch(law, rows: 6)
    var random = law.random()
    let targets = matrix(batch.labels.map { _ in law.target(&random) })
    let objective = Objective(law.loss)
    let weighted = try objective.valueAndGradient(
      logits: batch.logits, labels: batch.labels, rowWeights: batch.rowWeights)
    let weightedSoft = try objective.valueAndGradient(
      logits: batch.logits, targets: targets, rowWeights: batch.rowWeights)
    var sum = 0.0
    var softSum = 0.0
    for (i, weight) in batch.rowWeights.enumerated() {
      let row = try law.loss.valueAndGradient(logits: batch.logits.row(i), label: batch.labels[i])
      let soft = try law.loss.valueAndGradient(logits: batch.logits.row(i), target: targets.row(i))
      sum += weight * row.value
      softSum += weight * soft.value
      #expect(close(weighted.gradient.row(i), row.gradient.map { weight * $0 }))
      #expect(close(weightedSoft.gradient.row(i), soft.gradient.map { weight * $0 }))
    }
    #expect(close(weighted.total.sum, sum))
    #expect(close(weightedSoft.total.sum, softSum))
    #expect(close(weighted.total.weight, batch.rowWeights.reduce(0, +)))
    #expect(close(weightedSoft.total.weight, batch.rowWeights.reduce(0, +)))
  }

  @Test(arguments: LawCase.all)
  func anIgnoredRowIsNeverRead(_ law: LawCase) throws {
    var batch = Batch(law, rows: 6)
    let clean = try Objective(law.loss).valueAndGradient(
      logits: batch.logits, labels: batch.labels)
    let ignored = [1, 4]
    for i in ignored {
      batch.labels[i] = i == 1 ? -100 : 77
      for j in 0..<law.outputs { batch.logits[i, j] = .nan }
    }
    let objective = try Objective(law.loss, ignoredLabels: [-100, 77])
    let got = try objective.valueAndGradient(logits: batch.logits, labels: batch.labels)
    var sum = 0.0
    for i in 0..<6 {
      if ignored.contains(i) {
        #expect(got.gradient.row(i).allSatisfy { $0 == 0 })
      } else {
        #expect(got.gradient.row(i) == clean.gradient.row(i))
        try sum += law.loss.value(logits: batch.logits.row(i), label: batch.labels[i])
      }
    }
    #expect(close(got.total.sum, sum))
    #expect(got.total.rows == 6)
    #expect(got.total.countedRows == 4)
    #expect(got.total.weight == 4)
    #expect(got.total.infiniteRows == (law.isFiniteAtLabels ? 0 : 4))
  }

  @Test(arguments: LawCase.all)
  func anIgnoredRowOfDenseTargetsIsNeverRead(_ law: LawCase) throws {
    var batch = Batch(law, rows: 5)
    var random = law.random()
    var targets = matrix(batch.labels.map { _ in law.target(&random) })
    let objective = Objective(law.loss)
    let counted = [0, 2, 3]
    let expected = try objective.valueAndGradient(
      logits: matrix(counted.map { batch.logits.row($0) }),
      targets: matrix(counted.map { targets.row($0) }),
      rowWeights: counted.map { batch.rowWeights[$0] })
    for j in 0..<law.outputs {
      batch.logits[1, j] = .nan
      targets[4, j] = .nan
    }
    batch.rowWeights[4] = .nan
    let got = try objective.valueAndGradient(
      logits: batch.logits, targets: targets, rowWeights: batch.rowWeights,
      ignoredRows: [false, true, false, false, true])
    #expect(close(got.total.sum, expected.total.sum))
    #expect(got.total.weight == expected.total.weight)
    #expect(got.total.rows == 5)
    #expect(got.total.countedRows == 3)
    for i in [1, 4] { #expect(got.gradient.row(i).allSatisfy { $0 == 0 }) }
    for (k, i) in counted.enumerated() {
      #expect(got.gradient.row(i) == expected.gradient.row(k))
    }
  }

  @Test(arguments: LawCase.all, [Double.nan, .infinity, -.infinity])
  func aRowOfWeightZeroCountsAndAddsNothing(_ law: LawCase, logit: Double) throws {
    var batch = Batch(law, rows: 4)
    for j in 0..<law.outputs { batch.logits[2, j] = logit }
    batch.rowWeights[2] = 0
    let targets = matrix(batch.labels.map { oneHot($0, outputs: law.outputs) })
    let objective = Objective(law.loss)
    let byLabel = try objective.valueAndGradient(
      logits: batch.logits, labels: batch.labels, rowWeights: batch.rowWeights)
    let dense = try objective.valueAndGradient(
      logits: batch.logits, targets: targets, rowWeights: batch.rowWeights)
    let sum = try [0, 1, 3].reduce(0.0) {
      try $0 + batch.rowWeights[$1]
        * law.loss.value(logits: batch.logits.row($1), label: batch.labels[$1])
    }
    for (total, gradient) in [byLabel, dense] {
      #expect(close(total.sum, sum))
      #expect(total.countedRows == 4)
      #expect(total.infiniteRows == (law.isFiniteAtLabels ? 0 : 3))
      #expect(gradient.row(2).allSatisfy { $0 == 0 })
    }
    guard !law.isMultiLabel else { return }
    // A class of weight 0 likewise.
    var weights = [Double](repeating: 1, count: law.classes)
    weights[batch.labels[2]] = 0
    let row = try law.objective(weights: weights).valueAndGradient(
      logits: matrix([batch.logits.row(2)]), labels: [batch.labels[2]])
    #expect(row.total.sum == 0)
    #expect(row.total.weight == 0)
    #expect(row.total.countedRows == 1)
    #expect(row.gradient.elements.allSatisfy { $0 == 0 })
  }

  @Test(arguments: LawCase.all)
  func totalsOfPartsMergeIntoTheWhole(_ law: LawCase) throws {
    var batch = Batch(law, rows: 30)
    let isCrossEntropy = law.loss is SoftmaxCrossEntropy
    if isCrossEntropy {
      for i in stride(from: 2, to: 30, by: 5) { batch.logits[i, batch.labels[i]] = -.infinity }
    }
    batch.labels[11] = -1
    let objective = try Objective(law.loss, ignoredLabels: [-1])
    let whole = try objective.value(
      logits: batch.logits, labels: batch.labels, rowWeights: batch.rowWeights)
    var merged = LossTotal()
    for rows in [0..<1, 1..<9, 9..<9, 9..<20, 20..<30] {
      let part = matrix(rows.map { batch.logits.row($0) })
      guard !rows.isEmpty else {
        try merged.merge(LossTotal())
        continue
      }
      try merged.merge(
        try objective.value(
          logits: part, labels: batch.labels[rows],
          rowWeights: Array(batch.rowWeights[rows])))
    }
    #expect(close(merged.sum, whole.sum))
    #expect(close(merged.weight, whole.weight))
    #expect(merged.rows == whole.rows)
    #expect(merged.countedRows == 29)
    #expect(merged.countedRows == whole.countedRows)
    #expect(merged.outputs == whole.outputs)
    #expect(merged.infiniteRows == whole.infiniteRows)
    #expect(merged.firstInfiniteRows == whole.firstInfiniteRows)
    if isCrossEntropy { #expect(whole.firstInfiniteRows == [2, 7, 12, 17, 22, 27]) }
  }

  @Test(arguments: LawCase.all.filter { !($0.loss is GaussianLoss) })
  func permutingClassesPermutesTheGradient(_ law: LawCase) throws {
    var random = law.random()
    let z = random.uniforms(law.outputs, in: -4...4)
    let t = law.target(&random)
    let label = law.label(&random)
    let order = (0..<law.outputs).shuffled(using: &random)
    let moved = order.map { z[$0] }
    let soft = try law.loss.valueAndGradient(logits: z, target: t)
    let movedSoft = try law.loss.valueAndGradient(logits: moved, target: order.map { t[$0] })
    #expect(close(movedSoft.value, soft.value))
    #expect(close(movedSoft.gradient, order.map { soft.gradient[$0] }))
    guard law.outputs > 1, let movedLabel = order.firstIndex(of: label) else { return }
    let hard = try law.loss.valueAndGradient(logits: z, label: label)
    let movedHard = try law.loss.valueAndGradient(logits: moved, label: movedLabel)
    #expect(close(movedHard.value, hard.value))
    #expect(close(movedHard.gradient, order.map { hard.gradient[$0] }))
  }

  @Test(arguments: LawCase.all)
  func permutingRowsKeepsTheSum(_ law: LawCase) throws {
    let batch = Batch(law, rows: 12)
    var random = law.random()
    let order = (0..<12).shuffled(using: &random)
    let objective = Objective(law.loss)
    let whole = try objective.valueAndGradient(
      logits: batch.logits, labels: batch.labels, rowWeights: batch.rowWeights)
    let moved = try objective.valueAndGradient(
      logits: matrix(order.map { batch.logits.row($0) }), labels: order.map { batch.labels[$0] },
      rowWeights: order.map { batch.rowWeights[$0] })
    #expect(ulps(moved.total.sum, whole.total.sum) <= 2)
    for (i, from) in order.enumerated() {
      #expect(moved.gradient.row(i) == whole.gradient.row(from))
    }
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func twoSoftmaxOutputsAreOneSigmoid(seed: UInt64) throws {
    var random = SplitMix64(seed)
    let pairs: [(any Loss, any Loss, Double)] = [
      (SoftmaxCrossEntropy(), SigmoidCrossEntropy(), 1),
      (FocalLoss(gamma: 0.5), FocalLoss(gamma: 0.5, unit: .sigmoid), 1),
      (FocalLoss(gamma: 2), FocalLoss(gamma: 2, unit: .sigmoid), 1),
      (GeneralizedCrossEntropy(q: 0.1), GeneralizedCrossEntropy(q: 0.1, unit: .sigmoid), 1),
      (GeneralizedCrossEntropy(q: 1), GeneralizedCrossEntropy(q: 1, unit: .sigmoid), 1),
      (SquaredError(), SquaredError(unit: .sigmoid), 2),
      (SumOfBinaryCrossEntropies(), SigmoidCrossEntropy(), 2),
      (PolyLoss(epsilon: 1), PolyLoss(epsilon: 1, unit: .sigmoid), 1),
    ]
    let z = Double.random(in: -6...6, using: &random)
    let t = Double.random(in: 0...1, using: &random)
    for (softmax, sigmoid, factor) in pairs {
      for label in 0...1 {
        let two = try softmax.valueAndGradient(logits: [0, z], label: label)
        let one = try sigmoid.valueAndGradient(logits: [z], label: label)
        #expect(close(two.value, factor * one.value))
        #expect(close(two.gradient[1], factor * one.gradient[0]))
      }
      let two = try softmax.valueAndGradient(logits: [0, z], target: [1 - t, t])
      let one = try sigmoid.valueAndGradient(logits: [z], target: [t])
      #expect(close(two.value, factor * one.value))
      #expect(close(two.gradient[1], factor * one.gradient[0]))
    }
  }

  @Test(arguments: [2, 3, 17], 0..<4 as Range<UInt64>)
  func rivalsMeetCrossEntropyAtTheirEnds(outputs: Int, seed: UInt64) throws {
    var random = SplitMix64(seed)
    let z = random.uniforms(outputs, in: -5...5)
    let label = Int.random(in: 0..<outputs, using: &random)
    let softmax = try SoftmaxCrossEntropy().valueAndGradient(logits: z, label: label)
    #expect(try FocalLoss(gamma: 0).valueAndGradient(logits: z, label: label) == softmax)
    let sigmoid = try SigmoidCrossEntropy().valueAndGradient(logits: [z[0]], label: label % 2)
    #expect(
      try FocalLoss(gamma: 0, unit: .sigmoid).valueAndGradient(logits: [z[0]], label: label % 2)
        == sigmoid)
    // ℓ_q = ℓ − qℓ²/2 + …
    for q in [1e-6, 1e-12] {
      let general = try GeneralizedCrossEntropy(q: q).valueAndGradient(logits: z, label: label)
      #expect(abs(general.value - softmax.value) <= q * softmax.value * softmax.value + 1e-14)
      #expect(close(general.gradient, softmax.gradient, 20 * q + 1e-14))
      let one = try GeneralizedCrossEntropy(q: q, unit: .sigmoid)
        .valueAndGradient(logits: [z[0]], label: label % 2)
      #expect(abs(one.value - sigmoid.value) <= q * sigmoid.value * sigmoid.value + 1e-14)
    }
    #expect(try close(PolyLoss(epsilon: 0).value(logits: z, label: label), softmax.value))
    // q = 1 is the mean absolute error: 1 − p, half of Σ|p − y|.
    let p = logProbabilitiesOf(logits: matrix([z]), unit: .softmax).elements.map(exponential)
    #expect(
      try close(GeneralizedCrossEntropy(q: 1).value(logits: z, label: label), 1 - p[label]))
  }
}

/// A loss with a number of outputs and a seed.
struct LawCase: CustomTestStringConvertible {
  var loss: any Loss
  var outputs: Int
  var seed: UInt64

  var testDescription: String { "\(loss), \(outputs) outputs, seed \(seed)" }
  var classes: Int { outputs == 1 ? 2 : outputs }
  var isMultiLabel: Bool { loss.targetKind == .indicators && outputs > 1 }
  /// The reverse divergence from a label is infinite.
  var isFiniteAtLabels: Bool { (loss as? KullbackLeiblerLoss)?.direction != .reverse }
  /// Whether a dense target says which classes it has.
  var hasClasses: Bool { loss.targetKind != .measurements }

  func random() -> SplitMix64 { SplitMix64(seed &* 1000 &+ UInt64(outputs)) }

  func label(_ random: inout SplitMix64) -> Int { .random(in: 0..<classes, using: &random) }

  /// A soft target that its unit can have.
  func target(_ random: inout SplitMix64) -> [Double] {
    switch loss.targetKind {
    case .distribution: random.distribution(outputs)
    case .indicators: random.uniforms(outputs, in: 0...1)
    case .measurements: random.uniforms(outputs, in: loss.outputUnit == .identity ? -3...3 : 0...5)
    }
  }

  /// Class weights, unless they are not for this loss.
  func objective(weights: [Double], smoothing: Double = 0) throws -> Objective {
    let hasWeights = !isMultiLabel || type(of: loss).isLinearInTarget
    return try Objective(
      loss, classWeights: hasWeights ? weights : nil, labelSmoothing: smoothing)
  }

  /// The same, unless a dense target has no classes to weigh and to smooth.
  func denseObjective(weights: [Double], smoothing: Double = 0) throws -> Objective {
    try hasClasses ? objective(weights: weights, smoothing: smoothing) : Objective(loss)
  }

  /// The catalogue's losses with several values of their parameters, but for the Gaussian, whose rows
  /// are of another shape.
  static let losses = catalogLosses.filter { !($0 is GaussianLoss) }

  static let all: [LawCase] = catalogLosses.flatMap { loss in
    sizes(of: loss).flatMap { outputs in
      (0..<3 as Range<UInt64>).map { LawCase(loss: loss, outputs: outputs, seed: $0) }
    }
  }
}

/// How many outputs a loss is tried with; means want as many variances.
private func sizes(of loss: any Loss) -> [Int] {
  if loss is GaussianLoss { return [2, 4] }
  return loss.targetKind == .distribution ? [2, 3, 17] : [1, 3]
}

/// Rows that fit a case.
private struct Batch {
  var logits: Matrix<Double>
  var labels: [Int]
  var rowWeights: [Double]

  init(_ law: LawCase, rows: Int) {
    var random = law.random()
    logits = matrix((0..<rows).map { _ in random.uniforms(law.outputs, in: -5...5) })
    labels = (0..<rows).map { _ in law.label(&random) }
    rowWeights = random.uniforms(rows, in: 0.5...2)
  }
}
