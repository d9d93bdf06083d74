internal import CrossEntropy
public import CrossEntropyLearning

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

extension ExplainOutcome {
  /// A loss and its gradient against what one sigmoid output gives to the truth.
  public struct Curve: Codable, Sendable, Hashable {
    /// The loss's name, such as `focal`.
    public var name: String
    /// Its parameters.
    public var parameters: [String: Double]
    /// p of the truth, from nearly 1 to nearly 0.
    public var probabilities: [Double]
    /// ℓ there.
    public var values: [Double]
    /// |∂ℓ/∂z| there.
    public var gradients: [Double]

    /// The curve of a loss whose classes weigh the same, from p = 0.9999 to p = 0.0001.
    public init(of loss: ComparedLoss) {
      // Even steps of the log-odds, the axis along which an output moves as it learns.
      let odds = (-128...128).map { -Double($0) * log(9_999) / 128 }
      name = loss.name
      parameters = loss.parameters
      probabilities = odds.map { 1 / (1 + exp(-$0)) }
      values = []
      gradients = []
      let objective = loss.objectiveOfOneOutput
      for logit in odds {
        let (total, gradient) = known {
          try objective.valueAndGradient(
            logits: Matrix(row: [logit]), labels: CollectionOfOne(1))
        }
        values.append(total.sum)
        gradients.append(abs(gradient[0, 0]))
      }
    }
  }
}

/// |∂ℓ/∂z| of one sigmoid output whose classes weigh the same, under every loss.
func gradientsByProbability(_ losses: [ComparedLoss]) -> LearningSpeed.Gradients {
  learningSpeedGradients(
    losses, losses.map(\.objectiveOfOneOutput), truth: 1, named: "1", classes: 2)
}

extension ComparedLoss {
  /// What is minimised where two classes weigh the same.
  fileprivate var objectiveOfOneOutput: Objective {
    objective(OutputShape(classes: [2]), balance: [[1, 1]])
  }
}
