import CrossEntropy
import Testing

@Suite struct OutputUnitTests {
  /// Saved models name their unit by these words.
  @Test func rawNamesDoNotChange() {
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

  /// Article 1's table: the loss of a unit is its distribution's negative log-likelihood.
  @Test(arguments: OutputUnit.allCases)
  func theGradientIsForecastMinusOutcome(unit: OutputUnit) throws {
    let z = [0.75, -1.25, 0.5]
    let t = unit == .softmax ? [0.25, 0.5, 0.25] : [1, 0.25, 0]
    let loss = unit.likelihoodLoss
    #expect(loss.outputUnit == unit)
    let predictions = unit.link.predictions(of: z)
    let gradient = try loss.valueAndGradient(logits: z, target: t).gradient
    #expect(close(gradient, zip(predictions, t).map { $0 - $1 }))
  }

  @Test func everyUnitHasItsDistribution() {
    #expect(
      OutputUnit.allCases.map(\.distribution) == [.gaussian, .bernoulli, .categorical, .poisson])
    #expect(
      OutputDistribution.allCases.map(\.rawValue)
        == ["gaussian", "bernoulli", "categorical", "poisson"])
  }

  @Test func unitsWithoutAProbabilityTrap() async {
    await #expect(processExitsWith: .failure) { _ = FocalLoss(unit: .identity) }
    await #expect(processExitsWith: .failure) { _ = GeneralizedCrossEntropy(unit: .exponential) }
    await #expect(processExitsWith: .failure) { _ = SquaredError(unit: .exponential) }
  }
}
