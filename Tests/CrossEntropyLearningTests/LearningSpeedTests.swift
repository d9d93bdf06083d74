import CrossEntropy
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
        heldOut: rows.filter { $0 % 5 == 0 }, epochs: epochs, seed: RandomSeed(0), threads: threads)
    )
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
      panel.curve(ofLoss: $0, start: 1, exponent: LearningSpeedPanel.commonStep, .search)
    }
    let lowest = try #require(curves.flatMap(\.recalibratedLogLoss).min())
    let target = LearningSpeed.target(baseRate: panel.baseRateLogLoss, lowest: lowest)
    let mapped = LearningSpeed.mappedEpochs(of: 14)
    let epochs = curves.map { $0.marked(target, at: mapped).epochsToTarget ?? .max }
    #expect(epochs[0] < epochs[1])
    #expect(curves[0].recalibratedLogLoss[0] == curves[1].recalibratedLogLoss[0], "one start")
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
        try ComparedLoss(.generalizedCrossEntropy, ["q": 1]),
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

  @Test(
    "Epochs are recalibrated one by one up to 10, then at each tenth more",
    arguments: [
      (0, [0]), (4, [0, 1, 2, 3, 4]), (12, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
      (
        100,
        [
          0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 19, 21, 23, 25, 28, 31, 34, 37,
          41, 45, 50,
          55, 61, 67, 74, 81, 89, 98, 100,
        ]
      ),
    ])
  func mappedEpochs(epochs: Int, mapped: [Int]) {
    #expect(LearningSpeed.mappedEpochs(of: epochs) == mapped)
  }

  private func curve(_ recalibrated: [Double], diverged: Bool = false) -> LearningSpeed.Curve {
    // What is not recalibrated does not count.
    LearningSpeed.Curve(
      step: 1, diverged: diverged, trainingLogLoss: recalibrated.map { _ in 0 },
      recalibratedLogLoss: recalibrated)
  }

  @Test func theTargetIsReachedOnce() throws {
    let target = try #require(LearningSpeed.target(baseRate: 1, lowest: 0.5))
    #expect(abs(target - 0.55) < 1e-15)
    let mapped = [0, 1, 10, 11, 12]
    let made = curve([1.1, 0.8, 0.54, 0.7, 0.5])
    #expect(made.marked(target, at: mapped).epochsToTarget == 10)
    #expect(made.marked(1.2, at: mapped).epochsToTarget == 0)
    #expect(made.marked(0.4, at: mapped).epochsToTarget == nil)
    #expect(made.marked(nil, at: mapped).epochsToTarget == nil)
    #expect(curve([0.5], diverged: true).marked(target, at: mapped).epochsToTarget == nil)
    #expect(LearningSpeed.target(baseRate: 0.5, lowest: 0.5) == nil)
  }

  @Test func theBestStepHasTheFewestEpochs() {
    func trained(_ recalibrated: [Double], diverged: Bool = false) -> LearningSpeed.Curve {
      curve(recalibrated, diverged: diverged).marked(0.5, at: [0, 1, 2, 3])
    }
    var curves = [
      0: trained([1, 0.9, 0.8, 0.2]), 1: trained([1, 0.5, 0.6, 0.6]), 2: trained([1, 0.4, 0.1, 0]),
    ]
    #expect(LearningSpeedPanel.bestStep(curves) == 1, "the smaller step on ties")
    #expect(LearningSpeedPanel.stepsBeyondEdge(curves) == [])
    curves[1]?.diverged = true
    curves[1]?.epochsToTarget = nil
    #expect(LearningSpeedPanel.bestStep(curves) == 2, "divergence disqualifies")
    #expect(LearningSpeedPanel.stepsBeyondEdge(curves) == [3, 4])
    curves[2] = trained([1, 0.9, 0.9, 0.6])
    #expect(LearningSpeedPanel.bestStep(curves) == 0)
    #expect(LearningSpeedPanel.stepsBeyondEdge(curves) == [-1, -2])
    curves[0] = trained([1, 0.9, 0.8, 0.7])
    #expect(LearningSpeedPanel.bestStep(curves) == 2, "none arrives: the one that comes nearest")
    for step in curves.keys { curves[step] = trained([1], diverged: true) }
    #expect(LearningSpeedPanel.bestStep(curves) == 0)
  }

  @Test(
    "A run that does not arrive counts as more than N in median and range",
    arguments: [
      ([7, 9, 8, 8, 30], 8, 7, 30), ([5, nil, 4, 6, nil], 6, 4, nil),
      ([nil, 2, nil, 3, nil], nil, 2, nil), ([nil, nil, nil], nil, nil, nil), ([4], 4, 4, 4),
    ] as [([Int?], Int?, Int?, Int?)])
  func arrivals(epochs: [Int?], median: Int?, fewest: Int?, most: Int?) {
    let arrivals = LearningSpeed.Arrivals(epochs)
    #expect(arrivals.epochs == epochs)
    #expect(arrivals.median == median)
    #expect(arrivals.fewest == fewest)
    #expect(arrivals.most == most)
  }

  // MARK: The maps

  /// Rows of given logits: the features are the logits, and the network passes them on.
  private static func passing(_ logits: Matrix<Float>) throws -> NeuralNetwork {
    let outputs = logits.columns
    var network = try NeuralNetwork(
      NetworkArchitecture(hidden: [], shape: OutputShape(classes: [max(2, outputs)])),
      features: outputs,
      seed: RandomSeed(0))
    for i in network.parameters.indices { network.parameters[i] = 0 }
    for i in 0..<outputs { network.parameters[i * outputs + i] = 1 }
    return network
  }

  /// Overconfident logits of three classes, with weights, one of them 0.
  @Test func aMapIsThatOfTheLogProbabilities() throws {
    let count = 400
    let labels = (0..<count).map { Int32($0 % 3) }
    var logits = Matrix<Float>(rows: count, columns: 3, repeating: 0)
    for row in 0..<count {
      for c in 0..<3 {
        logits[row, c] = Float(
          6 * RandomSeed(1).uniform(UInt64(3 * row + c)) + (c == Int(labels[row]) ? 2 : 0)
            + Double(c))
      }
    }
    let weights = (0..<count).map { Double($0 % 4) }
    let rows = try TrainingRows(features: logits, labels: labels, weights: weights)
    let network = try Self.passing(logits)
    var maps = PanelMaps(network, of: rows)
    let first = maps.logLoss(of: network)
    let found = try #require(first)

    var exact = Matrix(rows: count, columns: 3, repeating: 0.0)
    for row in 0..<count { for c in 0..<3 { exact[row, c] = Double(logits[row, c]) } }
    let logs = logProbabilitiesOf(logits: exact, unit: .softmax)
    let map = try Recalibration.fitted(to: logs, labels: labels, weights: weights)
    let mapped = try map.applied(to: logs)
    func mean(_ logs: Matrix<Double>) -> Double {
      (0..<count).reduce(0) { $0 - weights[$1] * logs[$1, Int(labels[$1])] }
        / weights.reduce(0, +)
    }
    #expect(abs(found - mean(mapped)) < 2e-5)
    #expect(found < mean(logs) - 0.01, "the logits are overconfident")
    let second = maps.logLoss(of: network)
    let again = try #require(second)
    #expect(abs(again - found) < 2e-5, "from the map before")
    var broken = network
    broken.parameters[0] = .infinity
    let none = maps.logLoss(of: broken)
    #expect(none == nil)
  }

  @Test func aStepTooLargeDiverges() throws {
    // 0.01·√10^82 = 10^39 is beyond Float, so the first step is infinite.
    let curve = try Self.panel(try Self.clouds(classes: 3), epochs: 4)
      .curve(ofLoss: 0, start: 0, exponent: 82)
    #expect(curve.diverged)
    #expect(curve.trainingLogLoss.count < 5)
    #expect(curve.trainingLogLoss.allSatisfy { $0.isFinite })
    #expect(curve.heldOutAccuracy.count == curve.trainingLogLoss.count)
    #expect(curve.trial.lowestLogLoss == nil)
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
    #expect(speed.shownEpochs == [0, 1, 2, 4])
    #expect(speed.mappedEpochs == [0, 1, 2, 3, 4])
    #expect(abs(speed.baseRateLogLoss - naturalLog(Double(classes))) < 1e-12)
    let trials = speed.starts.flatMap(\.losses).flatMap(\.trials)
    #expect(speed.lowestLogLoss == trials.compactMap(\.lowestLogLoss).min())
    let target = try #require(speed.targetLogLoss)
    let way = speed.baseRateLogLoss - speed.lowestLogLoss
    #expect(abs(target - (speed.lowestLogLoss + 0.1 * way)) < 1e-12)
    for start in speed.starts {
      let all = start.losses
      #expect(all[0].common.heldOutLogLoss[0] == all[1].common.heldOutLogLoss[0])
      for loss in all {
        #expect(loss.trials.count >= 7)
        #expect(loss.trials.map(\.step) == loss.trials.map(\.step).sorted())
        let best = try #require(
          loss.trials.min {
            ($0.epochsToTarget ?? 5, $0.epochsToTarget == nil ? $0.lowestLogLoss ?? 99 : 0)
              < ($1.epochsToTarget ?? 5, $1.epochsToTarget == nil ? $1.lowestLogLoss ?? 99 : 0)
          })
        #expect(loss.best.step == best.step)
        for (arrivals, curve) in [
          (loss.commonArrivals, loss.common), (loss.bestArrivals, loss.best),
        ] {
          #expect(arrivals.epochs.count == 5)
          #expect(arrivals.epochs[0] == curve.epochsToTarget)
          #expect(loss.trials.contains(curve.trial))
        }
        for curve in [loss.common, loss.best] where !curve.diverged {
          let parts = [
            curve.trainingLoss, curve.heldOutLoss, curve.trainingLogLoss, curve.heldOutLogLoss,
            curve.trainingAccuracy, curve.heldOutAccuracy, curve.trainingGradientNorm,
            curve.heldOutGradientNorm, curve.recalibratedLogLoss,
          ]
          #expect(parts.allSatisfy { $0.count == 5 })
          #expect(
            zip(curve.recalibratedLogLoss, curve.trainingLogLoss).allSatisfy { $0 <= $1 + 1e-5 })
          #expect(
            curve.epochsToTarget
              == curve.marked(target, at: speed.mappedEpochs).epochsToTarget)
        }
      }
      // Cross entropy's own loss is the log loss.
      #expect(
        zip(all[0].common.trainingLoss, all[0].common.trainingLogLoss)
          .allSatisfy { abs($0 - $1) < 1e-6 })
    }
  }

  @Test func everySeedDrawsItsOwnStartForAllLosses() throws {
    let panel = try Self.panel(try Self.clouds(classes: 3), epochs: 2)
    let starts = (0..<5).map { seed in
      [0, 1].map { loss in
        panel.curve(ofLoss: loss, start: 0, exponent: 0, seed: seed).trainingLogLoss[0]
      }
    }
    #expect(starts.allSatisfy { $0[0] == $0[1] })
    #expect(Set(starts.map { $0[0] }).count == 5)
  }

  @Test func aRunToTheTargetEndsThere() throws {
    let panel = try Self.panel(try Self.clouds(classes: 3), epochs: 8)
    let whole = panel.curve(ofLoss: 0, start: 1, exponent: 3, seed: 1, .search)
    let target = whole.recalibratedLogLoss[3] + 1e-3
    let first = try #require(whole.recalibratedLogLoss.firstIndex { $0 <= target })
    let run = panel.curve(ofLoss: 0, start: 1, exponent: 3, seed: 1, .arrival(target))
    #expect(run.recalibratedLogLoss.count == first + 1)
    #expect(run.marked(target, at: Array(0...8)).epochsToTarget == first)
    #expect(
      panel.curve(ofLoss: 0, start: 1, exponent: 3, .arrival(nil)).recalibratedLogLoss == [])
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
    #expect(first == 44)
    #expect(log.done == first + log.added)
    // Every trial once, the common step with four other seeds, and so often the own best once more.
    let losses = speed.starts.flatMap(\.losses)
    #expect(
      log.done == losses.reduce(0) { $0 + $1.trials.count + 4 }
        + 5 * losses.count { $0.best.step != $0.common.step })
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
