import CrossEntropyEvaluation
import Foundation
import TestSupport
import Testing

@testable import CrossEntropyLearning

@Suite struct LearningSpeedTests {
  private static let two = [ComparedLoss(.crossEntropy), ComparedLoss(.squaredError)]

  /// A panel over all rows but every fifth, which are held out.
  private static func panel(
    _ dataset: Dataset, _ losses: [ComparedLoss] = two, epochs: Int, threads: Int = 1
  ) throws -> LearningSpeedPanel {
    let rows = Array(0..<dataset.rows)
    return try #require(
      LearningSpeedPanel(
        dataset, losses: losses, training: rows.filter { $0 % 5 != 0 },
        heldOut: rows.filter { $0 % 5 == 0 }, epochs: epochs, seed: Seed(0), threads: threads))
  }

  private static func clouds(classes: Int) throws -> Dataset {
    try dataset(
      csv: cloudTable(rows: 60, classes: classes, seed: 4), roles: Dataset.Roles(target: "y"))
  }

  // MARK: The claim

  @Test("Digits, seed 0, saturated start, common step: squared error comes after cross entropy")
  func saturatedSquaredErrorStalls() throws {
    let panel = try Self.panel(try dataset("digits", target: "digit"), epochs: 14)
    let curves = [0, 1].map {
      panel.curve(ofLoss: $0, start: 1, exponent: LearningSpeedPanel.commonStep, isShown: false)
    }
    let highest = try #require(curves.flatMap(\.trainingAccuracy).max())
    let target = LearningSpeed.target(baseRate: panel.baseRate, highest: highest)
    let epochs = curves.map { $0.epochs(to: target) ?? .max }
    #expect(epochs[0] < epochs[1])
    #expect(curves[0].trainingLogLoss[0] == curves[1].trainingLogLoss[0], "one start for both")
  }

  // MARK: Gradients

  /// With q = 1 − p on one other class, d/dz_y = pq·d/dp.
  ///
  /// Cross entropy −log p: q. Squared error 2q² under softmax: 4pq²; q² of one sigmoid output: 2pq².
  /// Focal −q²·log p: q²(q − 2p·log p). Generalised with exponent 1, 1 − p: pq. Smoothing pulls to
  /// 1 − ε + ε/C: |p − that|. The clouds' classes have one size, so the balanced weights are 1.
  @Test(arguments: [2, 3])
  func gradientsAreTheHandFormulas(classes: Int) throws {
    let losses =
      Self.two + [
        ComparedLoss(.focal), ComparedLoss(.labelSmoothing), ComparedLoss(.balancedCrossEntropy),
        ComparedLoss(.generalizedCrossEntropy, parameter: 1),
      ]
    let panel = try Self.panel(try Self.clouds(classes: classes), losses, epochs: 1)
    let gradients = panel.run { _ in }.gradients
    #expect(gradients.losses.map(\.name) == losses.map(\.name))
    #expect(gradients.probabilities.first == 0.999)
    #expect(gradients.probabilities.last == 0.0001)
    let squared = classes == 2 ? 2.0 : 4.0
    for (i, p) in gradients.probabilities.enumerated() {
      let q = 1 - p
      let expected = [
        q, squared * p * q * q, q * q * (q - 2 * p * naturalLog(p)),
        abs(p - (0.9 + 0.1 / Double(classes))), q, p * q,
      ]
      for (loss, expected) in zip(gradients.losses, expected) {
        #expect(abs(loss.values[i] - expected) < 1e-12, "\(loss.name) at \(p)")
        #expect(loss.relative[i] == loss.values[i] / loss.greatest)
      }
    }
    // Greatest: q → 1; c·p·q² at p = 1/3; p·q at p = 1/2.
    #expect(abs(gradients.losses[0].greatest - 1) < 1e-8)
    #expect(abs(gradients.losses[1].greatest - squared * 4 / 27) < 1e-4)
    #expect(abs(gradients.losses[5].greatest - 0.25) < 1e-12)
  }

  // MARK: The target and the steps

  private func curve(_ accuracy: [Double], logLoss: [Double] = [], diverged: Bool = false)
    -> LearningSpeed.Curve
  {
    LearningSpeed.Curve(
      step: 1, diverged: diverged, trainingLogLoss: logLoss, trainingAccuracy: accuracy)
  }

  @Test func theTargetIsReachedOnce() {
    let target = LearningSpeed.target(baseRate: 0.5, highest: 1)
    #expect(target == 0.95)
    let made = curve([0.4, 0.9, 0.96, 0.8, 0.99])
    #expect(made.epochs(to: target) == 2)
    #expect(made.epochs(to: 0.4) == 0)
    #expect(made.epochs(to: 0.995) == nil)
    #expect(made.epochs(to: nil) == nil)
    #expect(curve([0.4, 0.99], diverged: true).epochs(to: target) == nil)
    #expect(LearningSpeed.target(baseRate: 0.5, highest: 0.5) == nil)
  }

  @Test func theBestStepHasTheLowestArea() {
    // Areas of log loss 2, 1.5 and 0.5; of accuracy 0.5, 0.6 and 0.4.
    var curves = [
      0: curve([0.4, 0.6], logLoss: [3, 1]), 1: curve([0.5, 0.7], logLoss: [2, 1]),
      2: curve([0.4, 0.4], logLoss: [0.5, 0.5]),
    ]
    #expect(curves[0]?.trial.logLossArea == 2)
    #expect(LearningSpeedPanel.bestSteps(curves) == [2, 1])
    #expect(LearningSpeedPanel.stepsBeyondEdge(curves) == [3, 4])
    curves[2]?.diverged = true
    #expect(LearningSpeedPanel.bestSteps(curves) == [1, 1], "divergence disqualifies")
    #expect(LearningSpeedPanel.stepsBeyondEdge(curves) == [])
    curves[1]?.diverged = true
    #expect(LearningSpeedPanel.stepsBeyondEdge(curves) == [-1, -2])
    for step in curves.keys { curves[step]?.diverged = true }
    #expect(LearningSpeedPanel.bestSteps(curves) == [0, 0])
  }

  @Test func aStepTooLargeDiverges() throws {
    // 0.01·√10^82 = 10^39 is beyond Float, so the first step is infinite.
    let curve = try Self.panel(try Self.clouds(classes: 3), epochs: 4)
      .curve(ofLoss: 0, start: 0, exponent: 82)
    #expect(curve.diverged)
    #expect(curve.trainingLogLoss.count < 5)
    #expect(curve.trainingLogLoss.allSatisfy { $0.isFinite })
    #expect(curve.heldOutAccuracy.count == curve.trainingLogLoss.count)
    #expect(curve.trial.logLossArea == nil)
  }

  // MARK: The panel

  @Test func threadsChangeNoBit() throws {
    let data = try Self.clouds(classes: 3)
    let runs = try [1, 2, 5].map { try Self.panel(data, epochs: 3, threads: $0).run { _ in } }
    #expect(runs[0] == runs[1])
    #expect(runs[0] == runs[2])
  }

  @Test(arguments: [2, 3])
  func numbersAreConsistent(classes: Int) throws {
    let speed = try Self.panel(try Self.clouds(classes: classes), epochs: 4).run { _ in }
    #expect(speed.trainingRows == 48)
    #expect(speed.heldOutRows == 12)
    #expect(speed.starts.map(\.deviation) == [0.1, 3])
    #expect(abs(speed.commonStep - 0.1 * 10.0.squareRoot()) < 1e-15)
    #expect(speed.shownEpochs == [0, 1, 2, 3, 4])
    for start in speed.starts {
      let all = start.losses
      #expect(all[0].common.heldOutLogLoss[0] == all[1].common.heldOutLogLoss[0])
      for loss in all {
        #expect(loss.trials.count >= 7)
        #expect(loss.trials.map(\.step) == loss.trials.map(\.step).sorted())
        #expect(loss.best.trial.logLossArea == loss.trials.compactMap(\.logLossArea).min())
        #expect(
          loss.bestByAccuracy.accuracyArea == loss.trials.compactMap(\.accuracyArea).max())
        for curve in [loss.common, loss.best] where !curve.diverged {
          let parts = [
            curve.trainingLoss, curve.heldOutLoss, curve.trainingLogLoss, curve.heldOutLogLoss,
            curve.trainingAccuracy, curve.heldOutAccuracy, curve.trainingGradientNorm,
            curve.heldOutGradientNorm,
          ]
          #expect(parts.allSatisfy { $0.count == 5 })
          #expect((curve.trainingAccuracy.max() ?? 0) <= speed.highestAccuracy)
          #expect(curve.epochsToTarget == curve.epochs(to: speed.targetAccuracy))
        }
      }
      // Cross entropy's own loss is the log loss.
      #expect(
        zip(all[0].common.trainingLoss, all[0].common.trainingLogLoss)
          .allSatisfy { abs($0 - $1) < 1e-6 })
    }
  }

  @Test("A start's kind is its name in JSON")
  func startsInJSON() throws {
    let start = LearningSpeed.Start(kind: .saturated, deviation: 3, losses: [])
    let json = try JSONEncoder().encode(start)
    let keys = try #require(JSONSerialization.jsonObject(with: json) as? [String: Any])
    #expect(keys["name"] as? String == "saturated")
    #expect(try JSONDecoder().decode(LearningSpeed.Start.self, from: json) == start)
    #expect(LearningSpeed.Start.Kind.allCases.map(\.rawValue) == ["small", "saturated"])
  }

  @Test(
    "What the last gradient says of a row that is confidently wrong",
    arguments: [
      (1, true, false), (0.5, false, false), (0.01, false, false), (0.009, false, true),
    ] as [(Double, Bool, Bool)])
  func lastGradient(_ relative: Double, _ pullsHard: Bool, _ hasFaded: Bool) {
    let gradient = LearningSpeed.Gradient(
      name: "focal", parameters: [:], values: [1, relative], greatest: 1, relative: [1, relative])
    #expect(gradient.pullsHard == pullsHard)
    #expect(gradient.hasFaded == hasFaded)
  }

  @Test func progressCountsEveryTraining() throws {
    let log = AddedSteps()
    let first = LearningSpeedPanel.steps(losses: 2)
    let speed = try Self.panel(try Self.clouds(classes: 3), epochs: 2).run { log.add($0) }
    #expect(first == 28)
    #expect(log.done == first + log.added)
    // Every trial once, and once more what is shown but for the common step.
    let losses = speed.starts.flatMap(\.losses)
    #expect(
      log.done == losses.reduce(0) { $0 + $1.trials.count }
        + losses.count { $0.best.step != $0.common.step })
  }
}

/// Counts on one thread.
private final class AddedSteps: @unchecked Sendable {
  private(set) var done = 0
  private(set) var added = 0

  func add(_ added: Int) {
    if added == 0 { done += 1 } else { self.added += added }
  }
}
