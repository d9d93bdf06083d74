import CrossEntropy
import Testing

/// What is wrong with a matrix, a layer or the options of an objective is thrown.
struct WrongOptionsTests {
  private static let softmax = Objective(SoftmaxCrossEntropy())
  private static let z = matrix([[1, 2.0], [3, 4]])

  @Test(arguments: shapes + options)
  func itIsThrown(_ wrong: WrongData) { wrong.expect() }

  static let shapes: [WrongData] = [
    WrongData(
      "elements", ShapeError.elements(rows: 2, columns: 3, got: 3),
      try Matrix(rows: 2, columns: 3, elements: [1, 2, 3])),
    WrongData(
      "negative rows", ShapeError.elements(rows: -1, columns: -3, got: 3),
      try Matrix(rows: -1, columns: -3, elements: [1, 2, 3])),
    WrongData(
      "more elements than Int", ShapeError.elements(rows: .max, columns: 2, got: 0),
      try Matrix<Double>(rows: .max, columns: 2, elements: [])),
    WrongData(
      "a shard's biases", ShapeError.count(of: .biases, expected: 2, got: 1),
      try LinearCrossEntropy.Shard(weights: z, bias: [0])),
    WrongData(
      "a shard beyond the classes", ShapeError.shard(first: 2, count: 2, classes: 3),
      try LinearCrossEntropy.Shard(weights: z, first: 2, classes: 3)),
    WrongData(
      "a shard far beyond the classes", ShapeError.shard(first: .max, count: 2, classes: 3),
      try LinearCrossEntropy.Shard(weights: z, first: .max, classes: 3)),
    WrongData(
      "a shard of few classes", ShapeError.shard(first: 0, count: 2, classes: .min),
      try LinearCrossEntropy.Shard(weights: z, classes: .min)),
    WrongData(
      "a shard without classes", ShapeError.shard(first: 0, count: 0, classes: 0),
      try LinearCrossEntropy.Shard(weights: Matrix<Double>(rows: 0, columns: 2, elements: []))),
    WrongData(
      "totals of other outputs", ShapeError.count(of: .outputs, expected: 2, got: 3),
      try {
        var total = try softmax.value(logits: z, labels: [0, 1])
        try total.merge(softmax.value(logits: matrix([[1, 2, 3.0]]), labels: [0]))
        return total
      }()),
  ]

  static let options: [WrongData] = [
    WrongData(
      "smoothing", ObjectiveError.outOfRange(.labelSmoothing, value: 1),
      try Objective(SoftmaxCrossEntropy(), labelSmoothing: 1)),
    WrongData(
      "a class weight", ObjectiveError.outOfRange(.classWeights, value: -1),
      try Objective(SoftmaxCrossEntropy(), classWeights: [2, -1])),
    WrongData(
      "a positive weight", ObjectiveError.outOfRange(.positiveWeights, value: .infinity),
      try Objective(SigmoidCrossEntropy(), positiveWeights: [.infinity])),
    WrongData(
      "positive weights of softmax",
      ObjectiveError.notSupported(.positiveWeights, loss: "cross_entropy", unit: .softmax),
      try Objective(SoftmaxCrossEntropy(), positiveWeights: [1])),
    WrongData("a cap", ObjectiveError.outOfRange(.softCap, value: 0), try LogitOptions(softCap: 0)),
    WrongData(
      "a temperature", ObjectiveError.outOfRange(.temperature, value: 0),
      try LogitOptions(temperature: 0)),
    WrongData(
      "a z-loss", ObjectiveError.outOfRange(.zLoss, value: -1), try LogitOptions(zLoss: -1)),
    WrongData(
      "a penalty", ObjectiveError.outOfRange(.confidencePenalty, value: .nan),
      try LogitOptions(confidencePenalty: .nan)),
    WrongData(
      "a z-loss of sigmoids",
      ObjectiveError.notSupported(.zLoss, loss: "cross_entropy", unit: .sigmoid),
      try Objective(SigmoidCrossEntropy(), logitOptions: LogitOptions(zLoss: 1))),
    WrongData(
      "a penalty of measurements",
      ObjectiveError.notSupported(.confidencePenalty, loss: "squared_error", unit: .identity),
      try Objective(
        SquaredError(unit: .identity), logitOptions: LogitOptions(confidencePenalty: 1))),
    WrongData(
      "a layer's loss", ObjectiveError.notLinear(loss: "focal", unit: .softmax),
      try LinearCrossEntropy(Objective(FocalLoss()))),
    WrongData(
      "a layer's penalty", ObjectiveError.notSupportedByLinear(.confidencePenalty),
      try LinearCrossEntropy(
        Objective(SoftmaxCrossEntropy(), logitOptions: LogitOptions(confidencePenalty: 1)))),
  ]

  @Test(
    "An error says what is wrong, where, and both numbers",
    arguments: [
      (
        TargetError.labelOutOfRange(row: 12, label: "7", classes: 3) as any Error,
        "row 12, counted from 0: label 7 is not one of the 3 classes 0 … 2"
      ),
      (
        TargetError.targetOutOfRange(row: 3, output: 1, value: 1.5),
        "row 3, output 1, counted from 0: a target is from 0 to 1, got 1.5"
      ),
      (
        TargetError.weightOutOfRange(row: 3, weight: -1),
        "row 3, counted from 0: a weight is finite and 0 or more, got -1.0"
      ),
      (
        TargetError.shape(.count(of: .rowWeights, expected: 4, got: 3)),
        "row weights: expected 4, got 3"
      ),
      (ShapeError.none(of: .outputs), "outputs: expected 1 or more, got 0"),
      (
        ShapeError.elements(rows: 2, columns: 3, got: 5),
        "a matrix of 2 rows × 3 columns cannot have 5 elements"
      ),
      (
        ShapeError.shard(first: 2, count: 2, classes: 3),
        "a shard of 2 classes from class 2 on is no part of 3 classes"
      ),
      (DistributionError.sumNotOne(1.5), "probabilities must sum to 1, these sum to 1.5"),
      (
        DistributionError.notAProbability(row: 1, outcome: 2, value: -0.5),
        "row 1, outcome 2, counted from 0: a probability is from 0 to 1, got -0.5"
      ),
      (
        DistributionError.negativeCount(row: nil, outcome: 2, count: -3),
        "outcome 2, counted from 0: a count is 0 or more, got -3"
      ),
    ])
  func texts(error: any Error, text: String) {
    #expect("\(error)" == text)
  }
}
