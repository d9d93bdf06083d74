import CrossEntropy
import Testing

@Suite struct OutputUnitTests {
  /// Saved models name their unit by these words.
  @Test func namesStay() {
    #expect(OutputUnit.allCases.map(\.rawValue) == ["sigmoid", "softmax"])
  }

  @Test func everyLossSaysItsUnit() {
    #expect(SoftmaxCrossEntropy().outputUnit == .softmax)
    #expect(SigmoidCrossEntropy().outputUnit == .sigmoid)
    for unit in OutputUnit.allCases {
      #expect(SquaredError(unit: unit).outputUnit == unit)
      #expect(FocalLoss(unit: unit).outputUnit == unit)
      #expect(GeneralizedCrossEntropy(unit: unit).outputUnit == unit)
    }
  }
}
