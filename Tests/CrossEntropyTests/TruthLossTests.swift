import CrossEntropy
import Testing

@Suite struct TruthLossTests {
  static let losses: [any Loss] = [
    SoftmaxCrossEntropy(), FocalLoss(gamma: 2), FocalLoss(gamma: 0.5),
    GeneralizedCrossEntropy(q: 0.7),
  ]

  /// Σⱼ tⱼ f(pⱼ): a soft target costs the mean of its labels' losses, and pulls with their mean.
  @Test(arguments: losses.indices)
  func aSoftTargetIsTheMeanOfItsLabels(index: Int) throws {
    let loss = Self.losses[index]
    let logits = [0.4, -1.1, 2.3]
    let target = [0.2, 0.5, 0.3]
    let soft = try loss.valueAndGradient(logits: logits, target: target)
    let hard = try logits.indices.map { try loss.valueAndGradient(logits: logits, label: $0) }
    let value = zip(target, hard).reduce(0) { $0 + $1.0 * $1.1.value }
    #expect(abs(soft.value - value) < 1e-14)
    for j in logits.indices {
      let gradient = zip(target, hard).reduce(0) { $0 + $1.0 * $1.1.gradient[j] }
      #expect(abs(soft.gradient[j] - gradient) < 1e-14)
    }
  }

  /// The label's own gradient is −Σ of the others, so that it keeps its digits near p = 1.
  @Test(arguments: losses.indices)
  func theLabelPullsAsTheOthersPush(index: Int) throws {
    let gradient = try Self.losses[index].valueAndGradient(logits: [30, 0, -2], label: 0).gradient
    #expect(gradient[0] < 0)
    #expect(abs(gradient[0] + gradient[1] + gradient[2]) <= 4e-16 * abs(gradient[0]))
  }
}
