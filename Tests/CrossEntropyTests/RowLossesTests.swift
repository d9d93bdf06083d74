import Testing

@testable import CrossEntropy

/// Losses of rows and elements, masks, and gradients of means: what stands beside a batch's total.
struct RowLossesTests {
  /// Objectives of labels, some with kernels and some without, plain and with everything.
  static let objectives: [(objective: Objective, outputs: [Int])] = {
    do {
      let weights: (Int) -> [Double] = { n in (0..<n).map { 0.5 + Double($0) / 4 } }
      return [
        (Objective(SoftmaxCrossEntropy()), [2, 3, 10, 16, 17, 40]),
        (
          try Objective(SoftmaxCrossEntropy(), labelSmoothing: 0.1, ignoredLabels: [-100]),
          [3, 10, 17]
        ),
        (
          try Objective(
            SoftmaxCrossEntropy(), classWeights: weights(10), labelSmoothing: 0.2,
            ignoredLabels: [3]), [10]
        ),
        (try Objective(SquaredError(), classWeights: weights(10)), [10]),
        (Objective(FocalLoss()), [3, 17]),
        (Objective(GeneralizedCrossEntropy()), [10]),
        (Objective(CrammerSingerLoss()), [4]),
        (Objective(SigmoidCrossEntropy()), [1]),
        (try Objective(SigmoidCrossEntropy(), classWeights: [1, 3], ignoredLabels: [-1]), [1]),
        (Objective(SquaredError(unit: .sigmoid)), [1]),
        (
          try Objective(
            SoftmaxCrossEntropy(), logitOptions: LogitOptions(temperature: 2, zLoss: 0.01)), [5]
        ),
      ]
    } catch { fatalError("\(error)") }
  }()

  static let cases = objectives.flatMap { each in each.outputs.map { (each.objective, $0) } }

  /// Rows near 0 and far from it, with a NaN, masks, an infinite loss and ignored rows among them.
  static func rows<S: LogitScalar>(
    _ objective: Objective, _ outputs: Int, _ count: Int, _: S.Type, hasOddRows: Bool = true
  ) -> (logits: Matrix<S>, labels: [Int], weights: [Double]) {
    var random = SplitMix64(UInt64(outputs))
    var z = random.uniforms(count * outputs, in: -4...4)
    let classes = objective.loss.classes(outputs: outputs)
    var labels = (0..<count).map { _ in Int.random(in: 0..<classes, using: &random) }
    if hasOddRows {
      for j in 0..<outputs { z[70 * outputs + j] *= 100 }
      z[80 * outputs] = -.infinity
      labels[80] = classes - 1
      if outputs > 1 {
        z[90 * outputs + 1] = -.infinity
        labels[90] = 1
      }
      for mark in objective.ignoredLabels where mark < 0 { labels[100] = mark }
    }
    let weights = (0..<count).map { $0 == 110 ? 0 : 0.5 + Double($0 % 5) }
    let logits = Matrix(
      rows: count, columns: outputs, fitting: ContiguousArray(z.map { S(rounding: $0) }))
    return (logits, labels, weights)
  }

  /// Row i's loss is the total of a batch of row i alone, and they add up to the whole, by kernel and definition.
  @Test(arguments: KernelTests.levels + [.definition], cases.indices)
  func rowLossesAreTheTotalsOfRows(level: KernelLevel, index: Int) throws {
    let (objective, outputs) = Self.cases[index]
    try KernelLevel.$current.withValue(level) {
      try expectRowLosses(objective, outputs, Double.self, 1e-13)
      try expectRowLosses(objective, outputs, Float.self, 2e-6)
      try expectRowLosses(objective, outputs, BFloat16.self, 2e-6)
    }
  }

  private func expectRowLosses<S: LogitScalar>(
    _ objective: Objective, _ outputs: Int, _: S.Type, _ tolerance: Double
  ) throws {
    let (logits, labels, weights) = Self.rows(objective, outputs, 200, S.self)
    for weights in [[], weights] {
      let plain = try objective.valueAndGradient(
        logits: logits, labels: labels, rowWeights: weights)
      let (total, losses, gradient) = try objective.rowLossesAndGradient(
        logits: logits, labels: labels, rowWeights: weights)
      #expect(total == plain.total)
      #expect(
        gradient.elements.map(\.arithmetic.bitPattern)
          == plain.gradient.elements.map(\.arithmetic.bitPattern))
      let values = try objective.rowLosses(logits: logits, labels: labels, rowWeights: weights)
      #expect(
        values.total == (try objective.value(logits: logits, labels: labels, rowWeights: weights)))
      let finite = losses.filter(\.isFinite).reduce(0, +)
      if total.sum.isFinite { #expect(close(finite, total.sum, tolerance * 100)) }
      for i in 0..<logits.rows {
        let alone = try KernelLevel.$current.withValue(.definition) {
          try objective.value(
            logits: Matrix(row: logits.row(i)), labels: [labels[i]],
            rowWeights: weights.isEmpty ? [] : [weights[i]]
          ).sum
        }
        #expect(close(losses[i], alone, tolerance), "row \(i): \(losses[i]), not \(alone)")
        #expect(close(values.rowLosses[i], alone, tolerance), "row \(i) without gradient")
      }
    }
  }

  /// Losses of sigmoid and linear outputs, which add up element by element.
  static let separate: [any Loss] = [
    SigmoidCrossEntropy(), SquaredError(unit: .sigmoid), SquaredError(unit: .identity),
    FocalLoss(unit: .sigmoid), PoissonLoss(), HingeLoss(),
  ]

  static func dense<S: LogitScalar, T: LogitScalar>(
    _ loss: any Loss, _ rows: Int, _ outputs: Int, _: S.Type, _: T.Type
  ) -> (logits: Matrix<S>, targets: Matrix<T>, mask: [Bool]) {
    var random = SplitMix64(7)
    let z = random.uniforms(rows * outputs, in: -3...3)
    let isSoft = loss.targetKind == .indicators && !(loss is HingeLoss)
    let t = random.uniforms(rows * outputs, in: 0...1).map { isSoft ? $0 : $0.rounded() }
    let mask = (0..<rows * outputs).map { _ in Bool.random(using: &random) }
    return (
      Matrix(rows: rows, columns: outputs, fitting: ContiguousArray(z.map { S(rounding: $0) })),
      Matrix(rows: rows, columns: outputs, fitting: ContiguousArray(t.map { T(rounding: $0) })),
      mask
    )
  }

  /// An element's loss is that of a row of its own, masked ones are 0 with gradient 0 whatever their target, and a mean
  /// over elements does not count them.
  @Test(arguments: KernelTests.levels + [.definition], separate.indices)
  func elementsAreRowsOfTheirOwn(level: KernelLevel, index: Int) throws {
    let loss = Self.separate[index]
    let objective = Objective(loss)
    for outputs in [1, 3, 20] {
      var (logits, targets, mask) = Self.dense(loss, 40, outputs, Double.self, Double.self)
      for k in mask.indices where mask[k] { targets.elements[k] = .nan }
      let weights = (0..<40).map { 0.5 + Double($0 % 3) }
      let (total, losses, gradient) = try KernelLevel.$current.withValue(level) {
        try objective.elementLossesAndGradient(
          logits: logits, targets: targets, rowWeights: weights, maskedOutputs: mask)
      }
      #expect(total.maskedElements == mask.count { $0 })
      for k in mask.indices {
        if mask[k] {
          #expect(losses.elements[k] == 0 && gradient.elements[k] == 0)
          continue
        }
        let alone = try objective.valueAndGradient(
          logits: Matrix(row: [logits.elements[k]]), targets: Matrix(row: [targets.elements[k]]),
          rowWeights: [weights[k / outputs]])
        #expect(close(losses.elements[k], alone.total.sum))
        #expect(close(gradient.elements[k], alone.gradient.elements[0]))
      }
      let sum = losses.elements.reduce(0, +)
      #expect(close(total.sum, sum))
      let counted = Double(mask.count { !$0 })
      #expect(close(try total.value(of: .meanOverElements), sum / counted))
      let rows = try KernelLevel.$current.withValue(level) {
        try objective.rowLosses(
          logits: logits, targets: targets, rowWeights: weights, maskedOutputs: mask)
      }
      for i in 0..<40 { #expect(close(rows.rowLosses[i], losses.row(i).reduce(0, +))) }
    }
  }

  /// A class that is left out is one whose logit is −∞, in place, beside and without a gradient, by row or for all.
  @Test(arguments: KernelTests.levels + [.definition])
  func aMaskedClassIsLeftOutOfTheSoftmax(level: KernelLevel) throws {
    let losses: [any Loss] = [
      SoftmaxCrossEntropy(), SquaredError(), FocalLoss(), CrammerSingerLoss(), JensenShannonLoss(),
    ]
    for loss in losses {
      let objective = Objective(loss)
      for outputs in [3, 10, 20] {
        let (logits, labels, _) = Self.rows(objective, outputs, 150, Float.self, hasOddRows: false)
        let shared = (0..<outputs).map { $0 == 1 }
        let each = (0..<150 * outputs).map { ($0 * 7) % 5 == 0 }
        for mask in [shared, each] {
          var moved = logits
          for k in logits.elements.indices where mask[mask.count == outputs ? k % outputs : k] {
            moved.elements[k] = -.infinity
          }
          try KernelLevel.$current.withValue(level) {
            let expected = try objective.valueAndGradient(logits: moved, labels: labels)
            let got = try objective.valueAndGradient(
              logits: logits, labels: labels, maskedOutputs: mask)
            #expect(got.total == expected.total)
            #expect(got.gradient == expected.gradient)
            #expect(
              try objective.value(logits: logits, labels: labels, maskedOutputs: mask)
                == objective.value(logits: moved, labels: labels))
            var inPlace = logits.elements
            let flags = ContiguousArray(mask)
            let known = ContiguousArray(labels.map { Int32($0) })
            var span = inPlace.mutableSpan
            let total = try objective.formGradient(
              &span, outputs: outputs, labels: known.span, maskedOutputs: flags.span)
            #expect(total == expected.total)
            #expect(inPlace == expected.gradient.elements)
          }
        }
      }
    }
  }

  /// The gradient of a mean is that of the sum over the mean's divisor; over nothing it is 0.
  @Test(arguments: KernelTests.levels + [.definition], cases.indices)
  func theGradientOfAMeanIsDivided(level: KernelLevel, index: Int) throws {
    let (objective, outputs) = Self.cases[index]
    try KernelLevel.$current.withValue(level) {
      try expectMeans(objective, outputs, Double.self, 1e-14)
      // Sixteen ulp of a probability, which is what two kernels may differ by.
      try expectMeans(objective, outputs, Float.self, 1e-6)
    }
    let (logits, labels, _) = Self.rows(objective, outputs, 200, Float.self, hasOddRows: false)
    for mark in objective.ignoredLabels where mark < 0 {
      let none = try objective.valueAndGradient(
        logits: logits, labels: labels.map { _ in mark }, of: .meanOverWeight)
      #expect(none.total.meanOverWeight == nil)
      #expect(none.gradient.elements.allSatisfy { $0 == 0 })
    }
  }

  private func expectMeans<S: LogitScalar>(
    _ objective: Objective, _ outputs: Int, _: S.Type, _ tolerance: Double
  ) throws {
    let (logits, labels, weights) = Self.rows(objective, outputs, 200, S.self, hasOddRows: false)
    for weights in [[], weights] {
      let sum = try objective.valueAndGradient(logits: logits, labels: labels, rowWeights: weights)
      for reduction in Reduction.allCases {
        let mean = try objective.valueAndGradient(
          logits: logits, labels: labels, rowWeights: weights, of: reduction)
        #expect(mean.total == sum.total)
        let divisor = sum.total.divisor(of: reduction)
        for (got, whole) in zip(mean.gradient.elements, sum.gradient.elements) {
          let (got, whole) = (got.arithmetic * divisor, whole.arithmetic)
          #expect(abs(got - whole) <= tolerance * max(1, abs(whole)))
        }
      }
    }
  }

  /// Spans give what matrices give, dense targets of any type of logits what the same numbers give in double precision.
  @Test(arguments: [SoftmaxCrossEntropy() as any Loss, SigmoidCrossEntropy(), PolyLoss()])
  func spansAndTypesOfTargets(_ loss: any Loss) throws {
    let objective = Objective(loss)
    let (logits, targets, _) = Self.dense(loss, 60, 7, Float.self, Float.self)
    let wide = Matrix(
      rows: 60, columns: 7, fitting: ContiguousArray(targets.elements.map { Double($0) }))
    let half = Matrix(
      rows: 60, columns: 7,
      fitting: ContiguousArray(targets.elements.map { BFloat16(rounding: Double($0)) }))
    let halfWide = Matrix(
      rows: 60, columns: 7, fitting: ContiguousArray(half.elements.map(\.arithmetic)))
    let expected = try objective.valueAndGradient(logits: logits, targets: wide)
    let own = try objective.valueAndGradient(logits: logits, targets: targets)
    #expect(own.total == expected.total && own.gradient == expected.gradient)
    #expect(
      try objective.value(logits: logits, targets: half)
        == objective.value(logits: logits, targets: halfWide))

    let (z, t) = (logits.elements, targets.elements)
    var (gradient, inPlace) = (z, z)
    var losses = ContiguousArray(repeating: 9.0, count: 60)
    var g = gradient.mutableSpan
    var l = losses.mutableSpan
    let beside = try objective.formGradient(
      of: z.span, into: &g, outputs: 7, targets: t.span, rowLosses: &l)
    #expect(beside == expected.total && gradient == expected.gradient.elements)
    #expect(Array(losses) == (try objective.rowLosses(logits: logits, targets: wide).rowLosses))
    var p = inPlace.mutableSpan
    #expect(try objective.formGradient(&p, outputs: 7, targets: t.span) == expected.total)
    #expect(inPlace == expected.gradient.elements)
    #expect(try objective.value(of: z.span, outputs: 7, targets: t.span) == expected.total)
  }

  /// One row as a span is one row as an array.
  @Test(arguments: [SoftmaxCrossEntropy() as any Loss, SquaredError(), SigmoidCrossEntropy()])
  func oneRowAsASpan(_ loss: any Loss) throws {
    let logits = loss.outputUnit == .sigmoid ? [0.3] : [0.3, -2, 40]
    let target = loss.outputUnit == .sigmoid ? [0.25] : [0.25, 0.5, 0.25]
    let (z, t) = (ContiguousArray(logits), ContiguousArray(target))
    let byLabel = try loss.valueAndGradient(logits: logits, label: 1)
    let byTarget = try loss.valueAndGradient(logits: logits, target: target)
    #expect(try loss.value(logits: z.span, label: 1) == byLabel.value)
    #expect(try loss.value(logits: z.span, target: t.span) == byTarget.value)
    var row = z
    var span = row.mutableSpan
    #expect(try loss.formGradient(&span, label: 1) == byLabel.value)
    #expect(Array(row) == byLabel.gradient)
    row = z
    span = row.mutableSpan
    #expect(try loss.formGradient(&span, target: t.span) == byTarget.value)
    #expect(Array(row) == byTarget.gradient)
    #expect(throws: TargetError.self) { try loss.value(logits: z.span, label: 1 << 40) }
  }

  /// Softmax, log-softmax and log-sum-exp of spans are those of matrices.
  @Test func softmaxOfSpans() throws {
    let (logits, _, _) = Self.rows(Objective(SoftmaxCrossEntropy()), 17, 120, Float.self)
    var (p, logP) = (logits.elements, logits.elements)
    var span = p.mutableSpan
    try formSoftmax(&span, outputs: 17)
    #expect(p == softmax(logits).elements)
    span = logP.mutableSpan
    try formLogSoftmax(&span, outputs: 17)
    #expect(logP == logSoftmax(logits).elements)
    var sums = ContiguousArray(repeating: 0.0, count: 120)
    var all = sums.mutableSpan
    try formLogSumExp(of: logits.elements.span, into: &all, outputs: 17)
    #expect(Array(sums) == logSumExp(logits))
    var short = ContiguousArray(repeating: 0.0, count: 119)
    var few = short.mutableSpan
    let z = logits.elements
    #expect(throws: ShapeError.count(of: .rowSums, expected: 120, got: 119)) {
      try formLogSumExp(of: z.span, into: &few, outputs: 17)
    }
    #expect(throws: ShapeError.none(of: .outputs)) {
      try formLogSumExp(of: z.span, into: &few, outputs: 0)
    }
  }

  /// The target of a lone output that is left out is not read, whatever weighs the classes.
  @Test(arguments: [SigmoidCrossEntropy() as any Loss, SquaredError(unit: .sigmoid)])
  func aLoneMaskedTargetIsNotRead(_ loss: any Loss) throws {
    let objective = try Objective(loss, classWeights: [1, 2])
    let logits = try Matrix<Double>([[0.5], [1]])
    let (total, losses, gradient) = try objective.rowLossesAndGradient(
      logits: logits, targets: try Matrix<Double>([[0.5], [.nan]]),
      maskedOutputs: [false, true], of: .meanOverRows)
    let alone = try objective.value(
      logits: Matrix(row: [0.5]), targets: Matrix(row: [0.5]))
    #expect(losses[1] == 0 && gradient[1, 0] == 0)
    #expect(close(total.sum, alone.sum) && total.weight.isFinite && gradient[0, 0].isFinite)
  }

  /// A measurement that is NaN gives NaN, beside masked ones too, and one whose square is beyond Double is named.
  @Test(arguments: KernelTests.levels + [.definition])
  func oddMeasurementsAreSeen(level: KernelLevel) throws {
    try KernelLevel.$current.withValue(level) {
      let objective = Objective(SquaredError(unit: .identity))
      let logits = try Matrix<Double>([[3, 1], [1e200, 2], [1, 2]])
      let nan = try objective.rowLosses(
        logits: logits, targets: Matrix<Double>([[.nan, 1], [0, 0], [0, 0]]))
      #expect(nan.rowLosses[0].isNaN)
      #expect(nan.rowLosses[1] == .infinity)
      #expect(nan.total.firstInfiniteRows == [1])
      #expect(nan.rowLosses[2].isFinite)
      let masked = try objective.rowLosses(
        logits: logits, targets: Matrix<Double>([[.nan, .nan], [0, 0], [0, .nan]]),
        maskedOutputs: [true, false, false, false, false, true])
      #expect(masked.rowLosses[0].isNaN)
      #expect(
        masked.rowLosses[2]
          == (try objective.value(
            logits: Matrix(row: [1.0]), targets: Matrix(row: [0.0])
          ).sum))
    }
  }

  /// The gradient of a mean over nothing is 0 though smoothing costs something, and a loss of +∞ among it.
  @Test(arguments: KernelTests.levels + [.definition])
  func aMeanOverNoWeightHasNoGradient(level: KernelLevel) throws {
    try KernelLevel.$current.withValue(level) {
      let objective = try Objective(
        SoftmaxCrossEntropy(), classWeights: [0, 1], labelSmoothing: 0.1)
      let logits = try Matrix<Float>([[1, 2], [3, -.infinity]])
      let (total, gradient) = try objective.valueAndGradient(
        logits: logits, labels: [0, 0], of: .meanOverWeight)
      #expect(total.meanOverWeight == nil)
      #expect(gradient.elements.allSatisfy { $0 == 0 })
    }
  }

  /// Weights that `Float` cannot hold are those of its definition.
  @Test(arguments: KernelTests.levels, [1e-40, 1e-20, 1e20, 1e38])
  func weightsThatFloatCannotHold(level: KernelLevel, weight: Double) throws {
    for (loss, outputs) in [(SoftmaxCrossEntropy() as any Loss, 3), (SigmoidCrossEntropy(), 1)] {
      let (logits, labels, _) = Self.rows(
        Objective(loss), outputs, 200, Float.self, hasOddRows: false)
      let weights = [Double](repeating: weight, count: 200)
      let plain = try Objective(loss).valueAndGradient(
        logits: logits, labels: labels, of: .meanOverWeight)
      try KernelLevel.$current.withValue(level) {
        let (total, losses, gradient) = try Objective(loss).rowLossesAndGradient(
          logits: logits, labels: labels, rowWeights: weights, of: .meanOverWeight)
        #expect(total.infiniteRows == 0)
        #expect(close(losses.reduce(0, +) / total.sum, 1, 1e-6))
        let mean = try total.value(of: .meanOverWeight)
        #expect(close(mean, try plain.total.value(of: .meanOverWeight), 1e-6))
        for (got, expected) in zip(gradient.elements, plain.gradient.elements) {
          #expect(abs(got - expected) <= 1e-6)
        }
        let classes = outputs == 1 ? 2 : outputs
        let byClass = try Objective(loss, classWeights: [Double](repeating: weight, count: classes))
          .valueAndGradient(logits: logits, labels: labels, of: .meanOverWeight)
        #expect(close(try byClass.total.value(of: .meanOverWeight), mean, 1e-6))
      }
    }
  }

  /// Dense targets of `Float` are from 0 to 1, however near they are.
  @Test(arguments: [-Float.leastNonzeroMagnitude, Float(1).nextUp, .nan, -.infinity])
  func floatTargetsAreChecked(_ odd: Float) throws {
    let logits = Matrix<Float>(rows: 3, columns: 2, repeating: 0)
    var targets = Matrix<Float>(rows: 3, columns: 2, repeating: 0.5)
    targets[2, 1] = odd
    #expect {
      try Objective(SigmoidCrossEntropy()).value(logits: logits, targets: targets)
    } throws: { error in
      guard case .targetOutOfRange(2, 1, _)? = error as? TargetError else { return false }
      return true
    }
  }

  /// What does not fit is an error before anything is written.
  @Test func whatDoesNotFitIsSaid() throws {
    let logits = try Matrix<Double>([[1, 2, 3], [4, 5, 6]])
    let softmax = Objective(SoftmaxCrossEntropy())
    #expect(throws: TargetError.count(of: .maskedOutputs, expected: 6, got: 5)) {
      try softmax.value(
        logits: logits, labels: [0, 1], maskedOutputs: [Bool](repeating: false, count: 5))
    }
    #expect(
      throws: TargetError.objective(
        .needsSeparateOutputs(.elementLosses, loss: "cross_entropy"))
    ) {
      try softmax.elementLosses(logits: logits, targets: logits)
    }
    let gaussian = Objective(GaussianLoss())
    #expect(
      throws: TargetError.objective(
        .needsSeparateOutputs(.maskedOutputs, loss: gaussian.loss.name))
    ) {
      try gaussian.value(
        logits: Matrix<Double>([[1, 2]]), targets: Matrix<Double>([[1, 2]]),
        maskedOutputs: [true, false])
    }
    var losses = ContiguousArray(repeating: 0.0, count: 3)
    let z = logits.elements
    let labels: ContiguousArray<Int32> = [0, 1]
    var span = losses.mutableSpan
    #expect(throws: TargetError.count(of: .rowLosses, expected: 2, got: 3)) {
      try softmax.value(of: z.span, outputs: 3, labels: labels.span, rowLosses: &span)
    }
  }

  /// A form is kept per number of outputs, type and level, so that one objective may serve any of them in turn.
  @Test func oneObjectiveServesManyShapes() throws {
    let objective = try Objective(SoftmaxCrossEntropy(), labelSmoothing: 0.1)
    for _ in 0..<2 {
      for outputs in [2, 3, 5, 8, 13, 21] {
        let fresh = try Objective(SoftmaxCrossEntropy(), labelSmoothing: 0.1)
        let (logits, labels, _) = Self.rows(objective, outputs, 150, Float.self)
        #expect(
          try objective.value(logits: logits, labels: labels)
            == fresh.value(logits: logits, labels: labels))
        let (wide, _, _) = Self.rows(objective, outputs, 150, Double.self)
        #expect(
          try objective.value(logits: wide, labels: labels)
            == fresh.value(logits: wide, labels: labels))
      }
    }
  }
}
