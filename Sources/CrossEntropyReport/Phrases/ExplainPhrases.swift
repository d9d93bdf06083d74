/// What `explain` says between its formulas.
package protocol ExplainPhrases {
  /// The first line: which loss, of which outputs.
  func stepByStep(_ loss: String, outputs: Int, isSoftmax: Bool) -> String

  // MARK: Outputs

  func fromLogitsToProbabilities(_ formula: String) -> String
  var readyProbabilities: String { get }
  var classHead: String { get }
  var outputHead: String { get }
  var targetHead: String { get }
  /// What a lone output is.
  func isProbabilityOfClassOne(_ equation: String) -> String
  /// Why the greatest logit is subtracted.
  func greatestIsSubtracted(_ equation: String) -> String

  // MARK: Surprisals

  var fromProbabilityToSurprisal: String { get }
  /// A surprisal that cannot be read off the probability, which is rounded.
  func fromLogits(_ equation: String, rounded probability: String) -> String

  // MARK: Loss

  var squaredDistance: String { get }
  /// The loss where no probability stands between the outputs and it.
  var formulaOfOutputs: String { get }
  /// The loss where one class is true: its surprisal, or f of its probability.
  func lossOfTruth(isSurprisal: Bool) -> String
  func sumOverShares(isSurprisal: Bool) -> String
  func sumOverOutputs(isSurprisal: Bool) -> String
  func meanAsKerasReports(_ mean: String, outputs: Int) -> String
  func isInfinite(class: Int) -> String
  func isInfinite(output: Int, isTrue: Bool) -> String

  // MARK: Gradient

  func gradient(_ formula: String) -> String
  func gradient(_ formula: String, where definition: String) -> String
  func forecastMinusOutcome(_ formula: String) -> String
  func slopeCancels(_ formula: String) -> String
  func timesCrossEntropy(_ formula: String) -> String
  func sharesTimesPulls(_ formula: String) -> String
  func layerGradient(_ layer: String, _ formula: String) -> String

  // MARK: Beside

  func beside(_ losses: [String]) -> String
  var nothingPulls: String { get }
  var squaredErrorDoesNotPull: String { get }
  func pulls(_ loss: String, times ratio: String) -> String
  func confidentlyWrong(_ probability: String, slope: String) -> String
  /// What a list leaves out, and where it is whole.
  func moreInJSON(_ count: Int) -> String

  // MARK: Gradients by probability

  var gradientsByProbability: String { get }
  var probabilityOfTruth: String { get }
  var greatestHead: String { get }
  func stillPullHard(_ losses: [String]) -> String
  func gradientDies(_ losses: [String]) -> String

  // MARK: The picture

  var pictureTitle: String { get }
  var lossAxis: String { get }
  var gradientAxis: String { get }
  func curveEnds(_ loss: String, value: String, gradient: String, probability: String) -> String
}
