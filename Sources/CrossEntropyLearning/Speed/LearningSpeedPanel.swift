internal import CrossEntropy
package import CrossEntropyEvaluation

/// Trains the losses side by side, for ``LearningSpeed``.
package struct LearningSpeedPanel: Sendable {
  package static let usualEpochs = 100
  static let batchSize = 32
  /// The most rows of either part.
  static let mostRows = 2_000
  static let starts = LearningSpeed.Start.Kind.allCases
  /// Exponents i of the steps 0.01·√10^i, before the grid grows.
  static let firstSteps = 0...6
  static let commonStep = 3
  static let growth = 2
  static let mostGrowths = 2

  private let losses: [ComparedLoss]
  private let objectives: [Objective]
  private let gradients: LearningSpeed.Gradients
  private let training: TrainingRows
  private let heldOut: TrainingRows
  private let architecture: Sequential
  /// The share of the most frequent class among the training rows.
  let baseRate: Double
  private let epochs: Int
  private let seed: Seed
  private let threads: Int

  /// A panel over distinct fits; nil where the rows have nothing to learn from.
  ///
  /// Without hidden layers it is the linear model.
  package init?(
    _ dataset: Dataset, losses: [ComparedLoss], training trainingRows: [Int],
    heldOut heldOutRows: [Int], hidden: [Dense] = [], epochs: Int = usualEpochs,
    seed: Seed, threads: Int
  ) {
    let rows = chosen(trainingRows, seed: seed.derived(1))
    let others = chosen(heldOutRows, seed: seed.derived(2))
    let part = Part(dataset, training: rows, heldOut: others, as: .floats)
    guard part.training.floats.features > 0 else { return nil }
    training = part.training.trainingRows
    heldOut = part.heldOut.trainingRows
    let shape = OutputShape(dataset)
    // A class's share of the rows is 1 / (C·w) under its weight of balance w.
    let highestShares = part.balance.map { weights in
      1 / (Double(weights.count) * (weights.filter { $0 > 0 }.min() ?? 1))
    }
    baseRate = highestShares.reduce(0, +) / Double(highestShares.count)
    self.losses = losses
    objectives = losses.map { $0.objective(shape, balance: part.balance) }
    gradients = gradientsOfRarestClass(dataset, losses, balance: part.balance)
    architecture = Sequential(hidden: hidden, shape: shape)
    self.epochs = epochs
    self.seed = seed
    self.threads = threads
  }

  /// The trainings of the first grid.
  package static func steps(losses: Int) -> Int { starts.count * losses * firstSteps.count }

  /// Trains all; `progress` is called with 0 after every run, and with the number of runs added.
  package func run(progress: @escaping @Sendable (_ added: Int) -> Void) -> LearningSpeed {
    let groups = Self.starts.indices.flatMap { start in
      losses.indices.map { (start: start, loss: $0) }
    }
    var curves = [[Int: LearningSpeed.Curve]](repeating: [:], count: groups.count)
    var wanted = groups.map { _ in Array(Self.firstSteps) }
    for growth in 0...Self.mostGrowths {
      let tasks = groups.indices.flatMap { group in
        wanted[group].map { Task(group: group, start: groups[group].start, exponent: $0) }
      }
      train(tasks, losses: groups.map(\.loss), into: &curves, progress: progress)
      wanted = curves.map { growth < Self.mostGrowths ? Self.stepsBeyondEdge($0) : [] }
      let added = wanted.reduce(0) { $0 + $1.count }
      if added == 0 { break }
      progress(added)
    }
    // What is shown is trained again, with everything scored.
    let best = curves.map { Self.bestSteps($0)[0] }
    let shown = groups.indices.filter { best[$0] != Self.commonStep }.map {
      Task(group: $0, start: groups[$0].start, exponent: best[$0], isShown: true)
    }
    if !shown.isEmpty { progress(shown.count) }
    train(shown, losses: groups.map(\.loss), into: &curves, progress: progress)
    return result(curves)
  }

  /// One training to do.
  private struct Task {
    let group: Int
    let start: Int
    let exponent: Int
    var isShown = false
  }

  private func train(
    _ tasks: [Task], losses: [Int], into curves: inout [[Int: LearningSpeed.Curve]],
    progress: @escaping @Sendable (_ added: Int) -> Void
  ) {
    let found = parallelMap(tasks.count, threads: threads) { index in
      let task = tasks[index]
      let curve = curve(
        ofLoss: losses[task.group], start: task.start, exponent: task.exponent,
        isShown: task.isShown || task.exponent == Self.commonStep)
      progress(0)
      return curve
    }
    for (task, curve) in zip(tasks, found) { curves[task.group][task.exponent] = curve }
  }

  /// The steps by which a grid grows: its best step, by either area, is at that edge.
  static func stepsBeyondEdge(_ curves: [Int: LearningSpeed.Curve]) -> [Int] {
    guard let low = curves.keys.min(), let high = curves.keys.max() else { return [] }
    let best = Set(bestSteps(curves))
    return (best.contains(low) ? (1...growth).map { low - $0 } : [])
      + (best.contains(high) ? (1...growth).map { high + $0 } : [])
  }

  /// The exponents of the lowest log loss area and of the highest accuracy area; the smaller on ties.
  static func bestSteps(_ curves: [Int: LearningSpeed.Curve]) -> [Int] {
    let sorted = curves.sorted { $0.key < $1.key }.map { ($0.key, $0.value.trial) }
    let byLogLoss = sorted.min { lost($0.1.logLossArea) < lost($1.1.logLossArea) }
    let byAccuracy = sorted.min {
      lost($0.1.accuracyArea.map { -$0 }) < lost($1.1.accuracyArea.map { -$0 })
    }
    return [byLogLoss?.0 ?? 0, byAccuracy?.0 ?? 0]
  }

  private func result(_ curves: [[Int: LearningSpeed.Curve]]) -> LearningSpeed {
    var curves = curves
    let best = curves.map(Self.bestSteps)
    let shown = zip(curves, best).flatMap { curves, best in
      ([Self.commonStep] + best).compactMap { curves[$0] }.filter { !$0.diverged }
    }
    let highest = shown.flatMap(\.trainingAccuracy).max() ?? baseRate
    let target = LearningSpeed.target(baseRate: baseRate, highest: highest)
    for group in curves.indices {
      curves[group] = curves[group].mapValues { $0.marked(target) }
    }
    let starts = Self.starts.enumerated().map { start, kind in
      LearningSpeed.Start(
        kind: kind, deviation: kind.deviation,
        losses: losses.enumerated().map { index, loss in
          let group = start * losses.count + index
          let all = curves[group]
          guard let common = all[Self.commonStep], let own = all[best[group][0]],
            let byAccuracy = all[best[group][1]]
          else { fatalError("every step of the grid was trained") }
          return LearningSpeed.LossSpeed(
            name: loss.name, parameters: loss.parameters, common: common,
            best: own, bestByAccuracy: byAccuracy.trial,
            trials: all.sorted { $0.key < $1.key }.map(\.value.trial))
        })
    }
    return LearningSpeed(
      epochs: epochs, batchSize: Self.batchSize, commonStep: stepSize(Self.commonStep),
      trainingRows: training.inputs.rows, heldOutRows: heldOut.inputs.rows, baseRate: baseRate,
      highestAccuracy: highest, targetAccuracy: target, starts: starts, gradients: gradients)
  }

  /// One training, with the scores of its start and of every epoch.
  ///
  /// For a run that is not shown, the search needs only log loss and accuracy.
  func curve(
    ofLoss loss: Int, start: Int, exponent: Int, isShown: Bool = true
  ) -> LearningSpeed.Curve {
    let network = known {
      try Network(
        architecture, features: training.inputs.features, seed: seed.derived(3, UInt64(start)),
        start: .normal(deviation: Self.starts[start].deviation))
    }
    // The order of the rows depends on the panel's seed alone, not on loss or start.
    let trainer = NetworkTrainer(
      objectives[loss], optimizer: .sgd(), learningRate: stepSize(exponent),
      batchSize: Self.batchSize, l2: 0, seed: seed.derived(4))
    var curve = LearningSpeed.Curve(step: stepSize(exponent))
    var scorer = PanelScorer(network, objectives[loss], of: training.inputs)
    /// Scores the network at the end of an epoch; false where it has diverged.
    func append(_ network: Network) -> Bool {
      let scores = (isShown ? [training, heldOut] : [training]).map {
        scorer.score(network, $0, isShown: isShown)
      }
      guard scores.allSatisfy(\.isFinite) else {
        curve.diverged = true
        return false
      }
      curve.append(scores, isShown: isShown)
      return true
    }
    guard append(network) else { return curve }
    do throws(TrainingError) {
      var run = try TrainingRun(trainer, network, on: training, heldOut: nil)
      try run.train(
        epochs: epochs, patience: nil, isCancelled: { false },
        each: { _, network in append(network) })
    } catch .notFinite {
      curve.diverged = true
    } catch {
      fatalError("\(error)")
    }
    return curve
  }
}

extension LearningSpeed.Curve {
  /// Adds an epoch: the scores of the training rows, and in a shown curve of the held-out rows.
  fileprivate mutating func append(_ scores: [PanelScores], isShown: Bool) {
    trainingLogLoss.append(scores[0].logLoss)
    trainingAccuracy.append(scores[0].accuracy)
    guard isShown else { return }
    trainingLoss.append(scores[0].loss)
    trainingGradientNorm.append(scores[0].gradientNorm)
    heldOutLogLoss.append(scores[1].logLoss)
    heldOutAccuracy.append(scores[1].accuracy)
    heldOutLoss.append(scores[1].loss)
    heldOutGradientNorm.append(scores[1].gradientNorm)
  }
}

/// The gradients of a row of the class that is rarest among the training rows.
private func gradientsOfRarestClass(
  _ dataset: Dataset, _ losses: [ComparedLoss], balance: [[Double]]
) -> LearningSpeed.Gradients {
  let all = balance.enumerated().flatMap { target, weights in
    weights.enumerated().map { (target: target, label: $0, weight: $1) }
  }
  // The rarer a class, the greater its weight of balance.
  let rarest = all.reduce(all[0]) { $1.weight > $0.weight ? $1 : $0 }
  let target = dataset.targets[rarest.target]
  let name = target.classes[rarest.label]
  let shape = OutputShape(classes: [target.classes.count])
  return learningSpeedGradients(
    losses, losses.map { $0.objective(shape, balance: [balance[rarest.target]]) },
    truth: rarest.label, named: dataset.isMultiLabel ? "\(target.name) = \(name)" : name,
    classes: target.classes.count)
}

/// The step of exponent i, 0.01·√10^i.
private func stepSize(_ i: Int) -> Double { powerOfRootTen(i - 4) }

/// What a diverged step counts as: more than any other.
private func lost(_ area: Double?) -> Double { area ?? .infinity }

/// All rows, or a seeded choice of as many as the panel takes, in their order.
private func chosen(_ rows: [Int], seed: Seed) -> [Int] {
  guard rows.count > LearningSpeedPanel.mostRows else { return rows }
  var shuffled = rows
  seed.shuffle(&shuffled)
  return shuffled.prefix(LearningSpeedPanel.mostRows).sorted()
}
