import CrossEntropy
import Testing

/// Where formulas usually break: infinities, masks, NaN, nothing at all, and labels that are none.
struct EdgesTests {
  private let crossEntropy = SoftmaxCrossEntropy()

  // MARK: Digits

  @Test func smallLossesSurvive() throws {
    let (value, gradient) = try crossEntropy.valueAndGradient(logits: [40, 0], label: 0)
    #expect(value == 4.248354255291589e-18)
    #expect(gradient == [-4.248354255291589e-18, 4.248354255291589e-18])
    let sigmoid = try SigmoidCrossEntropy().valueAndGradient(logits: [40], label: 1)
    #expect(sigmoid.value == 4.248354255291589e-18)
    #expect(sigmoid.gradient == [-4.248354255291589e-18])
  }

  @Test func smallGradientsSurviveInFloat() throws {
    let (total, gradient) = try Objective(crossEntropy)
      .valueAndGradient(logits: matrix([[20 as Float, 0]]), labels: [0])
    #expect(floatUlps(Float(total.sum), 2.0611536203143807e-9) <= 4)
    #expect(gradient.elements == [-2.0611537e-9, 2.0611537e-9])
  }

  @Test func largeOffsetsCostNoDigit() throws {
    for offset in [-1e4, 1e4, 1e6] {
      let value = try crossEntropy.value(logits: [offset + 3, offset], label: 0)
      #expect(ulps(value, 0.048587351573742059) <= 4)
    }
    let total = try Objective(crossEntropy)
      .value(logits: matrix([[10003 as Float, 10000]]), labels: [0])
    #expect(floatUlps(Float(total.sum), 0.048587351573742059) <= 4)
  }

  @Test func hugeLogits() throws {
    // The rows that peers are asked; PyTorch, optax and Keras give −0, and +∞ at the end of Float.
    let far = try crossEntropy.valueAndGradient(logits: [1e4, -1e4, 0], label: 0)
    #expect(far.value == 0)
    #expect(far.value.sign == .plus)
    let wrong = try crossEntropy.valueAndGradient(logits: [1e4, -1e4, 0], label: 1)
    #expect(wrong.value == 20_000)
    #expect(wrong.gradient == [1, -1, 0])
    let float: [Float] = [3e38, -3e38, 0]
    let total = try Objective(crossEntropy).value(logits: matrix([float]), labels: [1])
    #expect(total.sum == Double(float[0]) - Double(float[1]))
    for z in [1e4, -1e4] {
      let lone = try SigmoidCrossEntropy().valueAndGradient(logits: [z], label: z > 0 ? 0 : 1)
      #expect(lone.value == 1e4)
      #expect(lone.gradient == [z > 0 ? 1 : -1])
    }
  }

  @Test func manyClassesInFloat() throws {
    // 262 144 equal logits: ln 262144, where sums in Float or Float16 err or overflow.
    let classes = 262_144
    let logits = Matrix(rows: 1, columns: classes, repeating: Float(0.5))
    let (total, gradient) = try Objective(crossEntropy)
      .valueAndGradient(logits: logits, labels: [131_072])
    #expect(ulps(total.sum, 12.476649250079015) <= 4)
    #expect(gradient[0, 0] == 0x1p-18)
    #expect(gradient[0, 131_072] == -(1 - 0x1p-18))
    for loss: any Loss in [
      KullbackLeiblerLoss(), JensenShannonLoss(), SumOfBinaryCrossEntropies(), PolyLoss(),
    ] {
      let whole = try Objective(loss).valueAndGradient(logits: logits, labels: [131_072])
      #expect(whole.total.sum.isFinite)
      // What pulls and what pushes are the same.
      #expect(close(whole.gradient.elements.reduce(0) { $0 + Double($1) }, 0, 1e-7))
    }
  }

  @Test(arguments: LawCase.losses.indices)
  func finiteLogitsNeverGiveNaN(index: Int) throws {
    let loss = LawCase.losses[index]
    let greatest = Double.greatestFiniteMagnitude
    let mayBeInfinite =
      loss is SquaredHingeLoss || loss is RescaledSquareLoss || loss is Squentropy
      || loss is SoftFocalLoss
      || (loss as? KullbackLeiblerLoss)?.direction == .reverse
    let rows: [[Double]] =
      switch loss.outputUnit {
      case .sigmoid: [[greatest], [-greatest], [1e4], [-745], [.leastNonzeroMagnitude]]
      case .softmax:
        [
          [greatest, -greatest, 0], [-greatest, -greatest, -greatest], [1e308, 1e308, 1e308],
          [0, 746, 1e4], [.leastNonzeroMagnitude, 0, -.leastNonzeroMagnitude],
        ]
      // What is beyond the range costs +∞.
      case .identity: [[1e150], [-1e150], [.leastNonzeroMagnitude]]
      case .exponential where loss.targetKind == .distribution: [[-greatest, 0, -745]]
      case .exponential: [[700], [-greatest], [.leastNonzeroMagnitude]]
      }
    for z in rows {
      for label in 0..<(z.count == 1 ? 2 : 3) {
        let hard = try loss.valueAndGradient(logits: z, label: label)
        #expect(hard.value >= 0)
        #expect(hard.gradient.allSatisfy { mayBeInfinite ? !$0.isNaN : $0.isFinite })
        let target = z.count == 1 ? [0.25] : [0.5, 0.25, 0.25]
        let soft = try loss.valueAndGradient(logits: z, target: target)
        #expect(soft.value >= 0)
        #expect(soft.gradient.allSatisfy { mayBeInfinite ? !$0.isNaN : $0.isFinite })
      }
    }
  }

  // MARK: Masked classes

  @Test func aMaskedClassCostsNothing() throws {
    let z = [-Double.infinity, 0, 1]
    let (value, gradient) = try crossEntropy.valueAndGradient(logits: z, label: 2)
    #expect(ulps(value, 0.31326168751822283) <= 4)
    #expect(gradient[0] == 0)
    let soft = try crossEntropy.valueAndGradient(logits: z, target: [0, 0.25, 0.75])
    #expect(ulps(soft.value, 0.56326168751822283) <= 4)
    #expect(soft.gradient[0] == 0)
  }

  @Test(arguments: LawCase.losses.indices.filter { LawCase.losses[$0].outputUnit == .softmax })
  func aMaskedClassIsNoClass(index: Int) throws {
    let loss = LawCase.losses[index]
    let without = try loss.valueAndGradient(logits: [0.5, -1.5], label: 1)
    let with = try loss.valueAndGradient(logits: [-.infinity, 0.5, -1.5], label: 2)
    #expect(with.value == without.value)
    #expect(with.gradient == [0] + without.gradient)
    let soft = try loss.valueAndGradient(logits: [-.infinity, 0.5, -1.5], target: [0, 0.25, 0.75])
    let softWithout = try loss.valueAndGradient(logits: [0.5, -1.5], target: [0.25, 0.75])
    #expect(soft.value == softWithout.value)
    #expect(soft.gradient == [0] + softWithout.gradient)
  }

  @Test func aMaskedTruthIsInfiniteAndNoted() throws {
    let z = matrix([[0, 1.0], [-.infinity, 1], [2, 1], [-.infinity, 0]])
    let (total, gradient) = try Objective(crossEntropy)
      .valueAndGradient(logits: z, labels: [0, 0, 1, 0])
    #expect(total.sum == .infinity)
    #expect(total.infiniteRows == 2)
    #expect(total.firstInfiniteRows == [1, 3])
    #expect(gradient.row(1) == [-1, 1])
    let soft = try Objective(crossEntropy)
      .value(logits: z, targets: matrix(Array(repeating: [0.5, 0.5], count: 4)))
    #expect(soft.sum == .infinity)
    #expect(soft.firstInfiniteRows == [1, 3])
  }

  @Test func onlySixteenInfiniteRowsAreNamed() throws {
    let z = matrix(Array(repeating: [-Double.infinity, 1], count: 20))
    let total = try Objective(crossEntropy).value(logits: z, labels: Array(repeating: 0, count: 20))
    #expect(total.infiniteRows == 20)
    #expect(total.firstInfiniteRows == Array(0..<16))
  }

  @Test func everyClassMasked() throws {
    let z = [Double](repeating: -.infinity, count: 3)
    let hard = try crossEntropy.valueAndGradient(logits: z, label: 1)
    #expect(hard.value == .infinity)
    #expect(hard.gradient == [0, -1, 0])
    let soft = try crossEntropy.valueAndGradient(logits: z, target: [0, 0.5, 0.5])
    #expect(soft.value == .infinity)
    #expect(soft.gradient == [0, -0.5, -0.5])
    #expect(try GeneralizedCrossEntropy(q: 0.5).value(logits: z, label: 0) == 2)
    #expect(try FocalLoss().value(logits: z, label: 0) == .infinity)
    #expect(try FocalLoss().value(logits: z, target: [0.5, 0.5, 0]) == .infinity)
    #expect(try SquaredError().value(logits: z, label: 0) == 1)
  }

  @Test func smoothingOverAMaskedClass() throws {
    let z = matrix([[-.infinity, 0, 1.0]])
    func sum(_ loss: some Loss) throws -> Double {
      try Objective(loss, labelSmoothing: 0.1).value(logits: z, labels: [2]).sum
    }
    #expect(try sum(crossEntropy) == .infinity)
    #expect(try sum(FocalLoss()) == .infinity)
    #expect(try sum(GeneralizedCrossEntropy()).isFinite)
    #expect(try sum(SquaredError()).isFinite)
  }

  // MARK: Infinite logits

  @Test func anInfiniteLogitIsCertain() throws {
    let z = [1, .infinity, -3]
    #expect(try crossEntropy.value(logits: z, label: 1) == 0)
    #expect(try crossEntropy.value(logits: z, label: 0) == .infinity)
    #expect(try crossEntropy.valueAndGradient(logits: z, label: 1).gradient == [0, 0, 0])
    #expect(try crossEntropy.valueAndGradient(logits: z, label: 0).gradient == [-1, 1, 0])
    #expect(try crossEntropy.value(logits: z, target: [0, 1, 0]) == 0)
    #expect(try crossEntropy.value(logits: z, target: [0, 0.5, 0.5]) == .infinity)
    // Two of them share the row.
    let two = try crossEntropy.value(logits: [.infinity, .infinity], label: 0)
    #expect(close(two, 0.6931471805599453))
    #expect(try SquaredError().value(logits: z, label: 0) == 2)
    #expect(try GeneralizedCrossEntropy(q: 1).value(logits: z, label: 0) == 1)
    #expect(try FocalLoss(gamma: 0.5).value(logits: z, label: 1) == 0)
  }

  @Test(arguments: [
    (Double.infinity, 1, 0.0, 0.0), (-.infinity, 0, 0, 0),
    (.infinity, 0, .infinity, 1), (-.infinity, 1, .infinity, -1),
  ])
  func infiniteSigmoids(logit: Double, label: Int, value: Double, gradient: Double) throws {
    for loss: any Loss in [SigmoidCrossEntropy(), FocalLoss(gamma: 0.5, unit: .sigmoid)] {
      let got = try loss.valueAndGradient(logits: [logit], label: label)
      #expect(got.value == value)
      #expect(got.gradient == [gradient])
    }
    let bounded = try GeneralizedCrossEntropy(q: 0.5, unit: .sigmoid)
      .valueAndGradient(logits: [logit], label: label)
    #expect(bounded.value == (value == 0 ? 0 : 2))
    #expect(bounded.gradient == [0])
    let squared = try SquaredError(unit: .sigmoid).valueAndGradient(logits: [logit], label: label)
    #expect(squared.value == (value == 0 ? 0 : 1))
    #expect(squared.gradient == [0])
  }

  // MARK: NaN

  @Test(
    arguments: LawCase.losses.indices.filter { !(LawCase.losses[$0] is NegativeLogLikelihood) })
  func aNaNGivesNaN(index: Int) throws {
    let loss = LawCase.losses[index]
    let rows: [[Double]] =
      loss.targetKind != .distribution
      ? [[.nan]] : [[.nan, 1, 2], [1, .nan, 2], [1, 2, .nan], [.nan], [-.infinity, .nan]]
    for z in rows {
      for label in z.indices {
        let hard = try loss.valueAndGradient(logits: z, label: label)
        #expect(hard.value.isNaN)
        #expect(hard.gradient.allSatisfy { $0.isNaN })
      }
      let target = z.count == 1 ? [0.5] : z.map { _ in 1 / Double(z.count) }
      let soft = try loss.valueAndGradient(logits: z, target: target)
      #expect(soft.value.isNaN)
      #expect(soft.gradient.allSatisfy { $0.isNaN })
    }
  }

  @Test func anOutputOfWeightZeroIsNotRead() throws {
    let objective = try Objective(SigmoidCrossEntropy(), classWeights: [1, 0])
    let (total, gradient) = try objective.valueAndGradient(
      logits: matrix([[0.5, .nan]]), targets: matrix([[1.0, 1]]))
    #expect(try total.sum == SigmoidCrossEntropy().value(logits: [0.5], label: 1))
    #expect(gradient.elements[1] == 0)
  }

  // MARK: Nothing

  @Test func anEmptyBatch() throws {
    let none = try Matrix<Double>(rows: 0, columns: 3, elements: [])
    let total = try Objective(crossEntropy).value(logits: none, labels: [Int]())
    #expect(total.sum == 0)
    #expect(total.rows == 0)
    #expect(total.meanOverRows == nil)
    #expect(total.meanOverCountedRows == nil)
    #expect(total.meanOverWeight == nil)
    #expect(total.meanOverElements == nil)
    #expect(try Objective(crossEntropy).value(logits: none, targets: none) == total)
  }

  @Test func everyRowIgnored() throws {
    let (total, gradient) = try Objective(crossEntropy, ignoredLabels: [-1])
      .valueAndGradient(logits: matrix([[1, 2.0], [.nan, 0]]), labels: [-1, -1])
    #expect(total.sum == 0)
    #expect(total.rows == 2)
    #expect(total.countedRows == 0)
    #expect(total.meanOverRows == 0)
    #expect(total.meanOverCountedRows == nil)
    #expect(total.meanOverWeight == nil)
    #expect(gradient.elements == [0, 0, 0, 0])
  }

  @Test func oneClass() throws {
    let (value, gradient) = try crossEntropy.valueAndGradient(logits: [3], label: 0)
    #expect(value == 0)
    #expect(gradient == [0])
  }

  @Test func aTargetOfZerosCostsNothing() throws {
    let (value, gradient) = try crossEntropy.valueAndGradient(logits: [3, .nan], target: [0, 0])
    #expect(value == 0)
    #expect(gradient == [0, 0])
  }

  // MARK: Labels that are none

  @Test(arguments: [-1, 3, 1 << 40, .min])
  func aLabelOutOfRangeIsAnErrorWithItsRow(label: Int) {
    let z = matrix([[1, 2, 3.0], [4, 5, 6]])
    #expect {
      try Objective(crossEntropy).value(logits: z, labels: [0, label])
    } throws: {
      guard case TargetError.labelOutOfRange(row: 1, _, classes: 3) = $0 else { return false }
      return true
    }
  }

  @Test func nothingIsWrittenBeforeEveryLabelIsChecked() {
    let before: ContiguousArray = [1.0, 2, 3, 4, 5, 6]
    var logits = before
    let labels: ContiguousArray<Int32> = [0, 1, 2]
    var span = logits.mutableSpan
    #expect(throws: TargetError.labelOutOfRange(row: 2, label: "2", classes: 2)) {
      try Objective(crossEntropy).formGradient(&span, outputs: 2, labels: labels.span)
    }
    #expect(logits == before)
  }

  @Test func ignoredLabelsOutOfRangeAreFine() throws {
    let total = try Objective(crossEntropy, ignoredLabels: [-100, 1])
      .value(logits: matrix([[0, 0.0], [0, 0], [0, 0]]), labels: [-100, 0, 1])
    #expect(total.countedRows == 1)
    #expect(throws: TargetError.labelOutOfRange(row: 0, label: "-1", classes: 2)) {
      try Objective(crossEntropy, ignoredLabels: [-100])
        .value(logits: matrix([[0, 0.0]]), labels: [-1])
    }
  }
}
