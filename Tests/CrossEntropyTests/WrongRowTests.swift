import CrossEntropy
import Testing

/// What is wrong with a single row is thrown.
struct WrongRowTests {
  private static let cross = SoftmaxCrossEntropy()

  private static let softmax = Objective(SoftmaxCrossEntropy())

  @Test(arguments: rows)
  func itIsThrown(_ wrong: WrongData) { wrong.expect() }

  /// One row, its explanation, and what turns predictions into logits.
  static let rows: [WrongData] = [
    WrongData(
      "a label", TargetError.labelOutOfRange(row: 0, label: "2", classes: 2),
      try cross.value(logits: [1, 2], label: 2)),
    WrongData(
      "a label beyond Int32",
      TargetError.labelOutOfRange(row: 0, label: "-4294967297", classes: 2),
      try SigmoidCrossEntropy().valueAndGradient(logits: [1], label: -4_294_967_297)),
    WrongData(
      "no logits", TargetError.shape(.none(of: .outputs)), try cross.value(logits: [], label: 0)),
    WrongData(
      "a target", TargetError.targetOutOfRange(row: 0, output: 1, value: -0.5),
      try cross.value(logits: [1, 2], target: [1.0, -0.5])),
    WrongData(
      "too few targets", TargetError.shape(.count(of: .targets, expected: 2, got: 1)),
      try cross.valueAndGradient(logits: [1, 2], target: [1])),
    WrongData(
      "a label of a Hessian", TargetError.labelOutOfRange(row: 0, label: "5", classes: 2),
      try cross.hessianDiagonal(logits: [1, 2], label: 5)),
    WrongData(
      "a target of a Hessian", TargetError.targetOutOfRange(row: 0, output: 0, value: 3),
      try cross.hessianDiagonal(logits: [1, 2], target: [3, 0])),
    WrongData(
      "unpaired means", TargetError.shape(.count(of: .outputs, expected: 4, got: 3)),
      try GaussianLoss().value(logits: [1, 2, 3], target: [1, 2, 3])),
    WrongData(
      "a sum", TargetError.probabilities(.sumNotOne(0.4)),
      try cross.value(probabilities: [0.2, 0.2], label: 0)),
    WrongData(
      "a probability",
      TargetError.probabilities(.notAProbability(row: nil, outcome: 0, value: 1.5)),
      try SigmoidCrossEntropy().value(probabilities: [1.5], target: [1])),
    WrongData(
      "a log-probability", TargetError.probabilities(.logOutOfRange(outcome: 0, value: 0.5)),
      try cross.value(logProbabilities: [0.5, -1], label: 0)),
    WrongData(
      "no probabilities",
      TargetError.objective(.noProbabilities(loss: "squared_error", unit: .identity)),
      try SquaredError(unit: .identity).value(probabilities: [0.5], label: 0)),
    WrongData(
      "no log-probabilities",
      TargetError.objective(.noProbabilities(loss: "poisson", unit: .exponential)),
      try PoissonLoss().value(logProbabilities: [-1], target: [0])),
    WrongData(
      "an explained unit",
      TargetError.objective(.notExplained(loss: "poisson", unit: .exponential)),
      try LossExplanation(of: Objective(PoissonLoss()), logits: [1], targets: [1])),
    WrongData(
      "explained targets", TargetError.shape(.count(of: .targets, expected: 2, got: 1)),
      try LossExplanation(of: softmax, logits: [1, 2], targets: [1])),
    WrongData(
      "an explained sum", TargetError.probabilities(.sumNotOne(1.5)),
      try LossExplanation(of: softmax, logits: [1, 2], targets: [0.75, 0.75])),
    WrongData(
      "explained probabilities", TargetError.probabilities(.sumNotOne(1.5)),
      try LossExplanation(of: softmax, probabilities: [0.75, 0.75], targets: [0, 1])),
    WrongData(
      "explained class weights", TargetError.shape(.count(of: .classWeights, expected: 2, got: 3)),
      try LossExplanation(
        of: Objective(SigmoidCrossEntropy(), classWeights: [1, 2, 3]), logits: [1], targets: [1])),
    WrongData(
      "a link's probability", DistributionError.notAProbability(row: nil, outcome: 1, value: -0.1),
      try LinkFunction.logit.logits(of: [0.5, -0.1])),
    WrongData(
      "a link's sum", DistributionError.sumNotOne(0.9),
      try LinkFunction.multinomialLogit.logits(of: [0.5, 0.4])),
    WrongData(
      "a link's rate", DistributionError.negative(outcome: 0, value: -1),
      try LinkFunction.log.logits(of: [-1])),
    WrongData(
      "surprisal", DistributionError.notAProbability(row: nil, outcome: nil, value: 1.5),
      try surprisal(of: 1.5)),
  ]
}
