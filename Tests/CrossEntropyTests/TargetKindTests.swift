import CrossEntropy
import Testing

struct TargetKindTests {
  /// They are encoded by these words.
  @Test func rawNamesDoNotChange() {
    #expect(
      TargetKind.allCases.map(\.rawValue) == ["distribution", "indicators", "measurements"])
  }

  static let kinds: [(loss: any Loss, kind: TargetKind)] = [
    (SoftmaxCrossEntropy(), .distribution), (SquaredError(), .distribution),
    (SumOfBinaryCrossEntropies(), .distribution), (NegativeLogLikelihood(), .distribution),
    (CrammerSingerLoss(), .distribution), (FocalLoss(unit: .softmax), .distribution),
    (SigmoidCrossEntropy(), .indicators), (SquaredError(unit: .sigmoid), .indicators),
    (PolyLoss(unit: .sigmoid), .indicators), (HingeLoss(), .indicators),
    (SquaredHingeLoss(), .indicators), (SquaredError(unit: .identity), .measurements),
    (PoissonLoss(), .measurements),
  ]

  @Test(arguments: kinds.indices)
  func everyLossSaysItsTargets(index: Int) {
    #expect(Self.kinds[index].loss.targetKind == Self.kinds[index].kind)
  }

  /// The classes of one distribution are its outputs; a lone indicator or measurement knows 0 and 1.
  @Test(arguments: kinds.indices)
  func aSingleOutputTellsTwoClassesApartUnlessItIsADistribution(index: Int) throws {
    let (loss, kind) = Self.kinds[index]
    let form = { (label: Int) throws(TargetError) in
      try Objective(loss).value(logits: matrix([[0.5]]), labels: [label])
    }
    #expect(try form(0).countedRows == 1)
    if kind == .distribution {
      #expect(throws: TargetError.labelOutOfRange(row: 0, label: "1", classes: 1)) { try form(1) }
    } else {
      #expect(try form(1).countedRows == 1)
      #expect(throws: TargetError.labelOutOfRange(row: 0, label: "2", classes: 2)) { try form(2) }
    }
  }
}
