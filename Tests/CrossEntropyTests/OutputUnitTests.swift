import CrossEntropy
import Testing

@Suite struct OutputUnitTests {
  /// Saved models name their unit by these words.
  @Test func namesStay() {
    #expect(
      OutputUnit.allCases.map(\.rawValue) == ["identity", "sigmoid", "softmax", "exponential"])
  }

  @Test func everyLossSaysItsUnit() {
    #expect(SoftmaxCrossEntropy().outputUnit == .softmax)
    #expect(SigmoidCrossEntropy().outputUnit == .sigmoid)
    #expect(SquaredError(unit: .identity).outputUnit == .identity)
    for unit in [OutputUnit.sigmoid, .softmax] {
      #expect(SquaredError(unit: unit).outputUnit == unit)
      #expect(FocalLoss(unit: unit).outputUnit == unit)
      #expect(GeneralizedCrossEntropy(unit: unit).outputUnit == unit)
    }
  }

  @Test func theUnitSaysWhatTargetsAre() {
    #expect(SoftmaxCrossEntropy().targetKind == .distribution)
    #expect(SigmoidCrossEntropy().targetKind == .indicators)
    #expect(SquaredError(unit: .identity).targetKind == .measurements)
  }

  @Test func unitsWithoutAProbability() async {
    await #expect(processExitsWith: .failure) { _ = FocalLoss(unit: .identity) }
    await #expect(processExitsWith: .failure) { _ = GeneralizedCrossEntropy(unit: .exponential) }
    await #expect(processExitsWith: .failure) { _ = SquaredError(unit: .exponential) }
    await #expect(processExitsWith: .failure) {
      _ = SquaredError(unit: .identity).value(probabilities: [0.5], label: 1)
    }
    await #expect(processExitsWith: .failure) {
      _ = Objective(SquaredError(unit: .identity), labelSmoothing: 0.1)
        .value(logits: matrix([[1, 2.0]]), targets: matrix([[1, 2.0]]))
    }
  }
}
