internal import CrossEntropyWorkflows

extension English: ExplainPhrases {
  package func stepByStep(_ loss: String, outputs: Int, isSoftmax: Bool) -> String {
    let what =
      isSoftmax
      ? "\(outputs) softmax outputs"
      : outputs == 1 ? "one sigmoid output for two classes" : "\(outputs) sigmoid outputs"
    return loss.prefix(1).uppercased() + loss.dropFirst() + ", step by step: one row of \(what)"
  }

  package func fromLogitsToProbabilities(_ formula: String) -> String {
    "From logits to probabilities: \(formula)"
  }
  package var readyProbabilities: String {
    "The outputs are already probabilities; z is the logit behind them"
  }
  package var classHead: String { "class" }
  package var outputHead: String { "output" }
  package var targetHead: String { "target" }
  package func isProbabilityOfClassOne(_ equation: String) -> String {
    "\(equation), the probability of class 1"
  }
  package func greatestIsSubtracted(_ equation: String) -> String {
    "\(equation), the greatest z, is subtracted so that no exponential overflows"
  }

  package var fromProbabilityToSurprisal: String {
    "From probability to surprisal: the less likely, the more surprising"
  }
  package func fromLogits(_ equation: String, rounded probability: String) -> String {
    "\(equation), from the logits, since it rounds to \(probability)"
  }

  package var squaredDistance: String {
    "Loss: the squared distance of the outputs from the target"
  }
  package var formulaOfOutputs: String { "Loss: from the outputs themselves" }
  package func lossOfTruth(isSurprisal: Bool) -> String {
    isSurprisal ? "Loss: the surprisal of the truth" : "Loss: f of the truth's probability"
  }
  package func sumOverShares(isSurprisal: Bool) -> String {
    "Loss: \(isSurprisal ? "the surprisals" : "f"), weighted by the target"
  }
  package func sumOverOutputs(isSurprisal: Bool) -> String {
    "Loss: \(isSurprisal ? "the surprisals" : "f"), summed over the outputs"
  }
  package func meanAsKerasReports(_ mean: String, outputs: Int) -> String {
    "ℓ / \(outputs) outputs = \(mean), the mean that Keras reports"
  }
  package func isInfinite(class name: Int) -> String {
    "∞, since class \(name) is true and was given probability 0"
  }
  package func isInfinite(output: Int, isTrue: Bool) -> String {
    "∞, since '\(isTrue ? "yes" : "no")' of output \(output) is true and was given probability 0"
  }

  package func gradient(_ formula: String) -> String { "Gradient: \(formula)" }
  package func gradient(_ formula: String, where definition: String) -> String {
    "Gradient: \(formula), where \(definition)"
  }
  package func forecastMinusOutcome(_ formula: String) -> String {
    "Gradient: forecast minus outcome, \(formula)"
  }
  package func slopeCancels(_ formula: String) -> String {
    "\(formula): the sigmoid's slope cancels"
  }
  package func timesCrossEntropy(_ formula: String) -> String {
    "Gradient: \(formula), k times the gradient of cross entropy"
  }
  package func sharesTimesPulls(_ formula: String) -> String {
    "Gradient: \(formula), each kⱼ a share times its pull, K their sum"
  }
  package func layerGradient(_ layer: String, _ formula: String) -> String {
    "Gradient of the layer \(layer): \(formula)"
  }

  package func beside(_ losses: [String]) -> String { "Beside \(list(losses))" }
  package var nothingPulls: String { "Nothing pulls: the row is as right as it can be." }
  package var squaredErrorDoesNotPull: String {
    "Squared error does not pull at all here: its gradient is 0."
  }
  package func pulls(_ loss: String, times ratio: String) -> String {
    "At its strongest, \(loss) pulls \(ratio) times as hard on the logits as squared error."
  }
  package func confidentlyWrong(_ probability: String, slope: String) -> String {
    "The row is confidently wrong: the truth was given \(probability). There squared error's "
      + "gradient on the truth's output dies, since it carries the unit's slope \(slope)."
  }
  package func moreInJSON(_ count: Int) -> String {
    "and \(grouped(count)) more; \(settings(.format)) json gives all of them"
  }

  package var gradientsByProbability: String {
    "Gradient |∂ℓ/∂z| of the truth's output, from right to confidently wrong"
  }
  package var probabilityOfTruth: String { "probability of truth" }
  package var greatestHead: String { "greatest" }
  package func stillPullHard(_ losses: [String]) -> String {
    "A row that is confidently wrong still pulls hard under \(list(losses))."
  }
  package func gradientDies(_ losses: [String]) -> String {
    "Under \(list(losses)) the gradient carries a power of p, as the slope of the output does, and "
      + "dies with it: such rows are learnt slowly, if at all."
  }

  package var pictureTitle: String {
    "Losses and their gradients against the probability of the truth"
  }
  package var lossAxis: String { "loss, nats where it has a unit" }
  package var gradientAxis: String { "gradient |∂ℓ/∂z|" }
  package func curveEnds(
    _ loss: String, value: String, gradient: String, probability: String
  ) -> String {
    "\(loss): loss \(value) and gradient \(gradient) where the truth gets \(probability)"
  }
}
