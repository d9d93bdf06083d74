internal import CrossEntropy
package import CrossEntropyEvaluation

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

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
  /// The seeds that the common and the own best step are trained with; the first also chooses the step.
  static let seeds = 5

  private let losses: [ComparedLoss]
  private let objectives: [Objective]
  private let gradients: LearningSpeed.Gradients
  private let training: TrainingRows
  private let heldOut: TrainingRows
  private let architecture: NetworkArchitecture
  /// The share of the most frequent class among the training rows.
  let baseRate: Double
  /// The entropy of the classes' shares.
  let baseRateLogLoss: Double
  private let epochs: Int
  private let mappedEpochs: [Int]
  private let seed: RandomSeed
  private let threads: Int

  /// A panel over distinct fits; nil where the rows have nothing to learn from.
  ///
  /// Without hidden layers it is the linear model.
  package init?(
    _ dataset: Dataset, losses: [ComparedLoss], training trainingRows: [Int],
    heldOut heldOutRows: [Int], hidden: [DenseLayer] = [], epochs: Int = usualEpochs,
    seed: RandomSeed, threads: Int
  ) {
    let rows = chosen(trainingRows, seed: seed.derived(1))
    let others = chosen(heldOutRows, seed: seed.derived(2))
    let part = Part(dataset, training: rows, heldOut: others, as: .floats)
    guard part.training.floats.features > 0 else { return nil }
    training = part.training.trainingRows
    heldOut = part.heldOut.trainingRows
    let shape = OutputShape(dataset)
    // A class's share of the rows is 1 / (C·w) under its weight of balance w.
    let shares = part.balance.map { weights in
      weights.filter { $0 > 0 }.map { 1 / (Double(weights.count) * $0) }
    }
    baseRate = shares.reduce(0) { $0 + ($1.max() ?? 0) } / Double(shares.count)
    baseRateLogLoss = shares.reduce(0) { $0 - $1.reduce(0) { $0 + $1 * log($1) } }
    self.losses = losses
    objectives = losses.map { $0.objective(shape, balance: part.balance) }
    gradients = gradientsOfRarestClass(dataset, losses, balance: part.balance)
    architecture = NetworkArchitecture(hidden: hidden, shape: shape)
    self.epochs = epochs
    mappedEpochs = LearningSpeed.mappedEpochs(of: epochs)
    self.seed = seed
    self.threads = threads
  }

  /// The trainings of the first grid, and those of the other seeds at the common step.
  package static func steps(losses: Int) -> Int {
    starts.count * losses * (firstSteps.count + seeds - 1)
  }

  /// Trains all; `progress` is called with 0 after every run, and with the number of runs added.
  package func run(progress: @escaping @Sendable (_ added: Int) -> Void) -> LearningSpeed {
    let groups = Self.starts.indices.flatMap { start in
      losses.indices.map { (start: start, loss: $0) }
    }
    func task(_ group: Int, _ exponent: Int, seed: Int = 0, _ aim: Aim) -> Task {
      Task(
        group: group, loss: groups[group].loss, start: groups[group].start, exponent: exponent,
        seed: seed, aim: aim)
    }
    var curves = [[Int: LearningSpeed.Curve]](repeating: [:], count: groups.count)
    var target: Double?
    var wanted = groups.map { _ in Array(Self.firstSteps) }
    for growth in 0...Self.mostGrowths {
      let tasks = groups.indices.flatMap { group in
        wanted[group].map { task(group, $0, $0 == Self.commonStep ? .curve : .search) }
      }
      for (task, curve) in zip(tasks, train(tasks, progress)) {
        curves[task.group][task.exponent] = curve
      }
      target = LearningSpeed.target(
        baseRate: baseRateLogLoss, lowest: Self.lowest(of: curves) ?? .infinity)
      for group in curves.indices {
        curves[group] = curves[group].mapValues { $0.marked(target, at: mappedEpochs) }
      }
      wanted = curves.map { growth < Self.mostGrowths ? Self.stepsBeyondEdge($0) : [] }
      let added = wanted.reduce(0) { $0 + $1.count }
      if added == 0 { break }
      progress(added)
    }
    let best = curves.map(Self.bestStep)
    let others = groups.indices.filter { best[$0] != Self.commonStep }
    progress(Self.seeds * others.count)
    // What is shown is trained again, with every epoch scored.
    let shown = others.map { task($0, best[$0], .scores) }
    for (task, curve) in zip(shown, train(shown, progress)) {
      curves[task.group][task.exponent]?.takeScores(of: curve)
    }
    let repeated = groups.indices.map { ($0, Self.commonStep) } + others.map { ($0, best[$0]) }
    let again = repeated.flatMap { group, exponent in
      (1..<Self.seeds).map { task(group, exponent, seed: $0, .arrival(target)) }
    }
    var arrivals = curves.map { $0.mapValues { [$0.epochsToTarget] } }
    for (task, curve) in zip(again, train(again, progress)) {
      arrivals[task.group][task.exponent]?.append(
        curve.marked(target, at: mappedEpochs).epochsToTarget)
    }
    return result(curves, best, arrivals.map { $0.mapValues { .init($0) } }, target)
  }

  /// One training to do.
  private struct Task {
    let group: Int
    let loss: Int
    let start: Int
    let exponent: Int
    let seed: Int
    let aim: Aim
  }

  /// What a training is for.
  enum Aim {
    /// The mapped epochs are recalibrated, and every epoch is scored.
    case curve
    /// Every epoch is scored.
    case scores
    /// The mapped epochs are recalibrated.
    case search
    /// The same until one reaches the target; nothing is trained without one.
    case arrival(Double?)

    var target: Double? {
      if case .arrival(let target) = self { target } else { nil }
    }

    var recalibrates: Bool {
      if case .scores = self { false } else { true }
    }

    var scores: Bool {
      switch self {
      case .curve, .scores: true
      case .search, .arrival: false
      }
    }
  }

  private func train(
    _ tasks: [Task], _ progress: @escaping @Sendable (_ added: Int) -> Void
  ) -> [LearningSpeed.Curve] {
    parallelMap(tasks.count, threads: threads) { index in
      let task = tasks[index]
      let curve = curve(
        ofLoss: task.loss, start: task.start, exponent: task.exponent, seed: task.seed, task.aim)
      progress(0)
      return curve
    }
  }

  /// The lowest recalibrated log loss of any curve that does not diverge.
  private static func lowest(of curves: [[Int: LearningSpeed.Curve]]) -> Double? {
    curves.flatMap { $0.values.compactMap(\.trial.lowestLogLoss) }.min()
  }

  /// The steps by which a grid grows: its best step is at that edge.
  static func stepsBeyondEdge(_ curves: [Int: LearningSpeed.Curve]) -> [Int] {
    guard let low = curves.keys.min(), let high = curves.keys.max() else { return [] }
    let best = bestStep(curves)
    return (best == low ? (1...growth).map { low - $0 } : [])
      + (best == high ? (1...growth).map { high + $0 } : [])
  }

  /// The exponent of the fewest epochs to the target, the smaller on ties.
  ///
  /// Where no step arrives it is the one of the lowest log loss.
  static func bestStep(_ curves: [Int: LearningSpeed.Curve]) -> Int {
    let sorted = curves.sorted { $0.key < $1.key }.map { (exponent: $0.key, trial: $0.value.trial) }
    let order = { (trial: LearningSpeed.Trial) -> (Int, Double) in
      trial.epochsToTarget.map { ($0, 0) } ?? (.max, trial.lowestLogLoss ?? .infinity)
    }
    return sorted.min { order($0.trial) < order($1.trial) }?.exponent ?? 0
  }

  private func result(
    _ curves: [[Int: LearningSpeed.Curve]], _ best: [Int],
    _ arrivals: [[Int: LearningSpeed.Arrivals]], _ target: Double?
  ) -> LearningSpeed {
    let starts = Self.starts.enumerated().map { start, kind in
      LearningSpeed.Start(
        kind: kind, deviation: kind.deviation,
        losses: losses.enumerated().map { index, loss in
          let group = start * losses.count + index
          let (all, arrivals) = (curves[group], arrivals[group])
          guard let common = all[Self.commonStep], let own = all[best[group]],
            let commonArrivals = arrivals[Self.commonStep], let ownArrivals = arrivals[best[group]]
          else { fatalError("every step of the grid was trained") }
          return LearningSpeed.LossSpeed(
            name: loss.name, parameters: loss.parameters, common: common,
            commonArrivals: commonArrivals, best: own, bestArrivals: ownArrivals,
            trials: all.sorted { $0.key < $1.key }.map(\.value.trial))
        })
    }
    return LearningSpeed(
      epochs: epochs, batchSize: Self.batchSize, commonStep: stepSize(Self.commonStep),
      trainingRows: training.inputs.rows, heldOutRows: heldOut.inputs.rows, baseRate: baseRate,
      baseRateLogLoss: baseRateLogLoss, lowestLogLoss: Self.lowest(of: curves) ?? baseRateLogLoss,
      targetLogLoss: target, mappedEpochs: mappedEpochs, starts: starts, gradients: gradients)
  }

  /// One training, scored as its aim asks.
  ///
  /// The first seed is the panel's own; each draws the start, which the losses share, and the order of the rows.
  func curve(
    ofLoss loss: Int, start: Int, exponent: Int, seed number: Int = 0, _ aim: Aim = .curve
  ) -> LearningSpeed.Curve {
    var curve = LearningSpeed.Curve(step: stepSize(exponent))
    if case .arrival(nil) = aim { return curve }
    let seed = number == 0 ? seed : seed.derived(5, UInt64(number))
    let network = known {
      try NeuralNetwork(
        architecture, features: training.inputs.features, seed: seed.derived(3, UInt64(start)),
        start: .normal(deviation: Self.starts[start].deviation))
    }
    let trainer = NetworkTrainer(
      objectives[loss], optimizer: .sgd(), learningRate: stepSize(exponent),
      batchSize: Self.batchSize, l2: 0, seed: seed.derived(4))
    var maps = PanelMaps(network, of: training)
    var scorer = PanelScorer(network, objectives[loss], of: training.inputs)
    /// Scores the network at the end of an epoch; false where the training ends with it.
    func append(_ network: NeuralNetwork, epoch: Int) -> Bool {
      if aim.recalibrates, mappedEpochs[curve.recalibratedLogLoss.count] == epoch {
        guard let logLoss = maps.logLoss(of: network, reaching: aim.target) else {
          curve.diverged = true
          return false
        }
        curve.recalibratedLogLoss.append(logLoss)
        if let target = aim.target, logLoss <= target { return false }
      }
      guard aim.scores else { return true }
      let scores = [training, heldOut].map { scorer.score(network, $0) }
      guard scores.allSatisfy(\.isFinite) else {
        curve.diverged = true
        return false
      }
      curve.append(scores)
      return true
    }
    guard append(network, epoch: 0) else { return curve }
    do throws(TrainingError) {
      var run = try TrainingRun(trainer, network, on: training, heldOut: nil)
      try run.train(
        epochs: epochs, patience: nil, isCancelled: { false },
        each: { epoch, run in append(run.network, epoch: epoch.number) })
    } catch .notFinite {
      curve.diverged = true
    } catch {
      fatalError("\(error)")
    }
    return curve
  }
}

extension LearningSpeed.Curve {
  /// Adds an epoch: the scores of the training rows and of the held-out rows.
  fileprivate mutating func append(_ scores: [PanelScores]) {
    trainingLogLoss.append(scores[0].logLoss)
    trainingAccuracy.append(scores[0].accuracy)
    trainingLoss.append(scores[0].loss)
    trainingGradientNorm.append(scores[0].gradientNorm)
    heldOutLogLoss.append(scores[1].logLoss)
    heldOutAccuracy.append(scores[1].accuracy)
    heldOutLoss.append(scores[1].loss)
    heldOutGradientNorm.append(scores[1].gradientNorm)
  }

  /// Takes what another run at the same step has scored.
  fileprivate mutating func takeScores(of other: Self) {
    let (recalibrated, epochs) = (recalibratedLogLoss, epochsToTarget)
    self = other
    (recalibratedLogLoss, epochsToTarget) = (recalibrated, epochs)
  }

  /// The curve with the first of the mapped epochs that reaches the target; nil if none does, or it diverges.
  func marked(_ target: Double?, at mapped: [Int]) -> Self {
    var curve = self
    let place = target.flatMap { target in recalibratedLogLoss.firstIndex { $0 <= target } }
    curve.epochsToTarget = diverged ? nil : place.map { mapped[$0] }
    return curve
  }

  /// What the search for the best step reads of it.
  var trial: LearningSpeed.Trial {
    LearningSpeed.Trial(
      step: step, diverged: diverged, lowestLogLoss: diverged ? nil : recalibratedLogLoss.min(),
      epochsToTarget: epochsToTarget)
  }
}

/// The step of exponent i, 0.01·√10^i.
private func stepSize(_ i: Int) -> Double { powerOfRootTen(i - 4) }

/// All rows, or a seeded choice of as many as the panel takes, in their order.
private func chosen(_ rows: [Int], seed: RandomSeed) -> [Int] {
  guard rows.count > LearningSpeedPanel.mostRows else { return rows }
  var shuffled = rows
  seed.shuffle(&shuffled)
  return shuffled.prefix(LearningSpeedPanel.mostRows).sorted()
}
