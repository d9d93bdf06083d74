import CrossEntropy
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The steps of an explanation lead to the objective's own value and gradient.
struct ExplanationTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let objective: Objective
    let logits: [Double]
    let targets: [Double]
    var testDescription: String { name }
  }

  static let cases: [Case] = {
    let softmax: [any Loss] = [
      SoftmaxCrossEntropy(), SquaredError(scale: 0.5), FocalLoss(gamma: 2),
      FocalLoss(gamma: 2, alpha: 0.25), GeneralizedCrossEntropy(q: 0.7),
    ]
    let sigmoid: [any Loss] = [
      SigmoidCrossEntropy(), SquaredError(unit: .sigmoid), FocalLoss(gamma: 1.5, unit: .sigmoid),
      FocalLoss(gamma: 1.5, alpha: 0.25, unit: .sigmoid),
      GeneralizedCrossEntropy(q: 0.3, unit: .sigmoid),
    ]
    var cases: [Case] = []
    for smoothing in [0, 0.1] {
      for weights in [nil, [1, 2, 0.5]] as [[Double]?] {
        for loss in softmax {
          for targets in [[0, 1.0, 0], [0.2, 0.3, 0.5]] {
            cases.append(
              Case(
                name: "softmax \(loss.name) \(weights ?? []) \(smoothing) \(targets)",
                objective: known {
                  try Objective(loss, classWeights: weights, labelSmoothing: smoothing)
                },
                logits: [2, -1, 0.3], targets: targets))
          }
        }
        for loss in sigmoid {
          for (logits, targets) in [([0.7], [1.0]), ([-2], [0.3]), ([1, -2, 3], [1, 0, 0.4])] {
            let isLone = logits.count == 1
            if !isLone, weights != nil, !type(of: loss).isLinearInTarget { continue }
            let weights = weights.map { isLone ? Array($0.prefix(2)) : $0 }
            cases.append(
              Case(
                name: "sigmoid \(loss.name) \(weights ?? []) \(smoothing) \(targets)",
                objective: known {
                  try Objective(loss, classWeights: weights, labelSmoothing: smoothing)
                },
                logits: logits, targets: targets))
          }
        }
      }
    }
    for loss in [SigmoidCrossEntropy(), FocalLoss(gamma: 1.5, unit: .sigmoid)] as [any Loss] {
      for weights in [nil, [1, 2, 0.5]] as [[Double]?] {
        cases.append(
          Case(
            name: "sigmoid \(loss.name) \(weights ?? []) with positive weights",
            objective: known {
              try Objective(loss, classWeights: weights, positiveWeights: [1, 3, 0.5])
            },
            logits: [1, -2, 3], targets: [1, 0, 0.4]))
      }
      cases.append(
        Case(
          name: "one sigmoid \(loss.name) with a positive weight",
          objective: known { try Objective(loss, positiveWeights: [3]) },
          logits: [0.7], targets: [0.6]))
    }
    return cases
  }()

  @Test("Terms add to the loss, and the chain rule gives the gradient", arguments: cases)
  func stepsLeadToTheResult(_ row: Case) throws {
    for unit in InformationUnit.allCases {
      let steps = try LossExplanation(
        of: row.objective, logits: row.logits, targets: row.targets, inputs: [1.5, -2], in: unit)
      let (total, gradient) = try row.objective.valueAndGradient(
        logits: matrix([row.logits]), targets: matrix([row.targets]))
      let scale = steps.unit == nil ? 1 : unit.perNat
      #expect(close(steps.value, total.sum * scale))
      #expect(close(steps.gradient, gradient.elements.map { $0 * scale }))

      #expect(close(steps.terms.reduce(0, +), steps.value))
      if !steps.contributions.isEmpty {
        #expect(close(steps.contributions.reduce(0) { $0 + $1.share * $1.value }, steps.value))
      }
      let chained = row.logits.indices.map { j in
        steps.outputUnit == .sigmoid
          ? steps.outputGradient[j] * steps.slopes[j]
          : steps.probabilities[j] * (steps.outputGradient[j] - steps.meanOutputGradient)
      }
      #expect(close(chained, steps.gradient))
      #expect(steps.weightGradient == steps.gradient.map { [$0 * 1.5, $0 * -2] })
    }
  }

  @Test("Softmax by hand: e², e and e^0.1 over their sum")
  func softmaxByHand() throws {
    let steps = try LossExplanation(
      of: Objective(SoftmaxCrossEntropy()), logits: [2, 1, 0.1], targets: [1, 0, 0])
    let powers = [exp(2.0), exp(1.0), exp(0.1)]
    let sum = powers.reduce(0, +)
    #expect(steps.shift == 0)
    #expect(close(steps.exponentials, powers))
    let total = try #require(steps.total)
    #expect(close(total, sum))
    #expect(close(steps.probabilities, powers.map { $0 / sum }))
    #expect(close(steps.surprisals, powers.map { log(sum / $0) }))
    #expect(steps.contributions.map(\.output) == [0])
    #expect(steps.contributions[0].pull == 1)
    #expect(close(steps.value, 0.41703001627783354))
    #expect(steps.unit == .nats)
    let bits = try #require(steps.value(in: .bits))
    #expect(close(bits, 0.41703001627783354 / log(2.0)))
  }

  @Test("α is a share of the truth: all of softmax, of a sigmoid output α of yes and 1 − α of no")
  func alphaIsAShare() throws {
    for (loss, logits, targets, shares) in [
      (FocalLoss(alpha: 0.25), [2, 1, 0.1], [1, 0, 0], [0.25]),
      (FocalLoss(alpha: 0.25, unit: .sigmoid), [0.7], [1], [0.25]),
      (FocalLoss(alpha: 0.25, unit: .sigmoid), [0.7], [0], [0.75]),
    ] as [(FocalLoss, [Double], [Double], [Double])] {
      let steps = try LossExplanation(of: Objective(loss), logits: logits, targets: targets)
      let plain = try LossExplanation(
        of: Objective(FocalLoss(unit: loss.outputUnit)), logits: logits, targets: targets)
      #expect(steps.contributions.map(\.share) == shares)
      #expect(steps.contributions.map(\.value) == plain.contributions.map(\.value))
      #expect(close(steps.value, shares[0] * plain.value))
    }
  }

  @Test("Large logits are shifted, and keep their digits")
  func largeLogits() throws {
    let steps = try LossExplanation(
      of: Objective(SoftmaxCrossEntropy()), logits: [1000, 960, -.infinity], targets: [1, 0, 0])
    #expect(steps.shift == 1000)
    #expect(steps.exponentials[0] == 1)
    #expect(steps.value == 4.248354255291589e-18)
    #expect(close(steps.complements[0], 4.248354255291589e-18))
    #expect(steps.gradient[2] == 0)
  }

  /// ∂ℓ/∂p = −p^(q − 1).
  @Test(
    "Generalised cross entropy by a probability of 0",
    arguments: [(0.7, -Double.infinity), (1, -1)])
  func derivativeAtZero(q: Double, expected: Double) throws {
    let steps = try LossExplanation(
      of: Objective(GeneralizedCrossEntropy(q: q)), probabilities: [0, 1], targets: [1, 0])
    #expect(steps.outputGradient == [expected, 0])
  }

  /// −(1 − p)^γ · log p at p = 0 is +∞ for every γ; of these logits two logarithms give a log of 1 − p of −1.1e-16.
  @Test("A masked truth costs everything, whatever the exponent", arguments: [0, 2, 1e4, 1e220])
  func maskedTruth(gamma: Double) throws {
    let logits = [
      -0.757557351326225, -2.0467360238664765, -4.111809211813903, -0.9528096594700393, -.infinity,
    ]
    let steps = try LossExplanation(
      of: Objective(FocalLoss(gamma: gamma)), logits: logits, targets: [0, 0, 0, 0, 1])
    #expect(steps.complements[4] == 1)
    #expect(steps.value == .infinity)
    #expect(steps.terms.last == .infinity)
  }

  @Test("Ready probabilities are explained like the logits that give them")
  func readyProbabilities() throws {
    let objective = Objective(SoftmaxCrossEntropy())
    let p = [0.2, 0.3, 0.5]
    let ready = try LossExplanation(of: objective, probabilities: p, targets: [0, 0, 1])
    #expect(close(ready.probabilities, p))
    #expect(close(ready.gradient, [0.2, 0.3, -0.5]))
    #expect(close(ready.outputGradient, [0, 0, -2]))
    let impossible = try LossExplanation(of: objective, probabilities: [0, 1], targets: [1, 0])
    #expect(impossible.value == .infinity)
    #expect(impossible.contributions[0].surprisal == .infinity)
    let lone = try LossExplanation(
      of: Objective(SigmoidCrossEntropy()), probabilities: [1], targets: [1])
    #expect(lone.value == 0)
    #expect(lone.gradient == [0])
  }

  @Test("Squared error and generalised cross entropy have no unit")
  func lossesWithoutAUnit() throws {
    for (loss, unit) in [
      (SquaredError() as any Loss, nil), (GeneralizedCrossEntropy(), nil), (FocalLoss(), .bits),
      (SoftmaxCrossEntropy(), .bits),
    ] as [(any Loss, InformationUnit?)] {
      let steps = try LossExplanation(
        of: Objective(loss), logits: [1, 0], targets: [0, 1], in: .bits)
      #expect(steps.unit == unit)
      #expect((steps.value(in: .nats) == nil) == (unit == nil))
    }
  }
}
