internal import CrossEntropy
internal import CrossEntropyEvaluation

/// The penalties that a search tries: given ones, or powers of ten that grow at an edge.
struct PenaltyGrid: Sendable {
  /// λ given by the caller; nil for 10⁻⁶ … 10⁰ with the edge rule.
  var given: [Double]?

  static let usual = (-6...0).map { $0 }
  static let growth = 2
  static let mostGrowths = 2

  var first: [Double] { given?.sorted(by: >) ?? Self.usual.reversed().map(power) }
}

/// 10ⁿ, exact where a Double can be.
private func power(_ n: Int) -> Double { Double("1e\(n)") ?? .nan }

/// How a row of the table that is shown reads a fit.
struct ReadingRule: Sendable {
  /// True where the weights of balance are divided out of the probabilities.
  let dividesOutBalance: Bool
}

/// One penalty with its inner models and what they score out of fold.
private struct Candidate {
  let penalty: Double
  let models: [LinearModel]
  /// By reading rule: the inner log loss as it is, and after recalibration.
  var raw: [Double] = []
  var recalibrated: [Double] = []
  var maps: [Recalibration] = []
}

/// What one loss gives on one split.
struct SplitResult: Sendable {
  /// One reading of the loss on the test rows.
  struct Reading: Sendable {
    let penalty: Double
    let isAtEdge: Bool
    let scores: RowScores
    /// The probability of the event that calibration is measured on, and whether it happened.
    let forecast: [Double]
    let happened: [Bool]
  }

  /// By reading rule.
  var raw: [Reading] = []
  var recalibrated: [Reading] = []
  /// The inner fits of the search, one a penalty and inner fold.
  var searchFits = 0
  /// The fits on all training rows, one a chosen penalty.
  var finalFits = 0
  var iterations = 0
  var seconds = 0.0
  /// How often the grid grew.
  var growths = 0
  /// Fits whose two starts ended at different optima.
  var severalOptima = 0
  /// Fits that the limit of steps ended.
  var unfinished = 0
  /// Inner models by penalty, and outer ones; kept for cross entropy alone, as starts for others.
  var innerModels: [Double: [LinearModel]] = [:]
  var outerModels: [Double: LinearModel] = [:]
}

/// Finds the penalty of one loss on one split, fits with it and scores the test rows.
struct PenaltySearch {
  let loss: ComparedLoss
  let rules: [ReadingRule]
  let split: EncodedSplit
  let grid: PenaltyGrid
  let tolerance: Double
  /// The cross-entropy result of this split, where the loss needs its models as starts.
  let baseline: SplitResult?
  /// Told after every penalty, with how many more there will be because the grid grew.
  let progress: @Sendable (_ added: Int) -> Void

  func run() throws(ComparisonError) -> SplitResult {
    let clock = ContinuousClock()
    let start = clock.now
    var result = SplitResult()
    let candidates = try search(&result)
    var fitted: [Double: LinearModel] = [:]
    for (index, rule) in rules.enumerated() {
      let raw = best(candidates) { $0.raw[index] }
      let recalibrated = best(candidates) { $0.recalibrated[index] }
      for choice in [raw, recalibrated] where fitted[choice.penalty] == nil {
        let model = try fitOuter(choice, &result)
        fitted[choice.penalty] = model
        if loss.kind == .crossEntropy { result.outerModels[choice.penalty] = model }
      }
      let isEdge = { (penalty: Double) in
        grid.given == nil
          && (penalty == candidates.map(\.penalty).max()
            || penalty == candidates.map(\.penalty).min())
      }
      let readings = [(raw, false), (recalibrated, true)].map { choice, isRecalibrated in
        guard let model = fitted[choice.penalty] else { preconditionFailure("fitted above") }
        var logs = split.outer.heldOutLogProbabilities(model, rule: rule)
        if isRecalibrated { choice.maps[index].apply(to: &logs) }
        return reading(logs, penalty: choice.penalty, isAtEdge: isEdge(choice.penalty))
      }
      result.raw.append(readings[0])
      result.recalibrated.append(readings[1])
    }
    progress(0)
    result.seconds = (clock.now - start) / .seconds(1)
    return result
  }

  /// Tries the grid from large penalties to small ones, and more where the best is at an edge.
  private func search(_ result: inout SplitResult) throws(ComparisonError) -> [Candidate] {
    var candidates: [Candidate] = []
    for penalty in grid.first {
      candidates.append(try candidate(penalty, warm: candidates.last, &result))
      progress(0)
    }
    guard grid.given == nil else { return candidates }
    var low = PenaltyGrid.usual[0]
    var high = PenaltyGrid.usual[PenaltyGrid.usual.count - 1]
    for side in [-1, 1] {
      for _ in 0..<PenaltyGrid.mostGrowths {
        let edge = power(side < 0 ? low : high)
        let bests = rules.indices.flatMap { index in
          [best(candidates) { $0.raw[index] }, best(candidates) { $0.recalibrated[index] }]
        }
        guard bests.contains(where: { $0.penalty == edge }) else { break }
        progress(PenaltyGrid.growth)
        result.growths += 1
        // Upwards the larger penalty comes first too, so that every start is a smoother problem's.
        let added =
          side < 0
          ? (1...PenaltyGrid.growth).map { low - $0 }
          : (1...PenaltyGrid.growth).map { high + $0 }.reversed()
        var warm = side < 0 ? candidates.min { $0.penalty < $1.penalty } : nil
        for exponent in added {
          let next = try candidate(power(exponent), warm: warm, &result)
          candidates.append(next)
          warm = next
          progress(0)
        }
        if side < 0 { low -= PenaltyGrid.growth } else { high += PenaltyGrid.growth }
      }
    }
    return candidates
  }

  /// The lowest score; of equals the larger penalty.
  private func best(_ candidates: [Candidate], by score: (Candidate) -> Double) -> Candidate {
    candidates.min { (score($0), $1.penalty) < (score($1), $0.penalty) } ?? candidates[0]
  }

  private func candidate(
    _ penalty: Double, warm: Candidate?, _ result: inout SplitResult
  ) throws(ComparisonError) -> Candidate {
    var models: [LinearModel] = []
    result.searchFits += split.inner.count
    for (index, part) in split.inner.enumerated() {
      models.append(
        try fit(
          part, penalty: penalty, warm: warm?.models[index],
          baseline: { baseline?.nearestInner(penalty, part: index) }, &result))
    }
    if loss.kind == .crossEntropy { result.innerModels[penalty] = models }
    var candidate = Candidate(penalty: penalty, models: models)
    let labels = split.outer.training.labels
    let weights = split.outer.training.weights.isEmpty ? nil : split.outer.training.weights
    for (index, rule) in rules.enumerated() {
      var logs = split.outOfFold(models, rule: rule)
      candidate.raw.append(meanLogLoss(logs, labels: labels, weights: weights))
      do {
        let map = try Recalibration.fitted(
          to: logs, labels: labels, weights: weights, startingFrom: warm?.maps[index])
        map.apply(to: &logs)
        candidate.maps.append(map)
      } catch {
        throw .broken("recalibration of \(loss.name) at l2 = \(penalty): \(error)")
      }
      candidate.recalibrated.append(meanLogLoss(logs, labels: labels, weights: weights))
    }
    return candidate
  }

  private func fitOuter(
    _ choice: Candidate, _ result: inout SplitResult
  ) throws(ComparisonError) -> LinearModel {
    result.finalFits += 1
    return try fit(
      split.outer, penalty: choice.penalty, warm: choice.models[0],
      baseline: {
        baseline?.outerModels[choice.penalty].map { ($0, true) }
          ?? baseline?.nearestInner(choice.penalty, part: 0).map { ($0.model, false) }
      }, &result)
  }

  /// Fits from where it is quickest; a loss with several optima from zero and from the solution of
  /// cross entropy at the same penalty, and keeps the lower training objective.
  private func fit(
    _ part: Part, penalty: Double, warm: LinearModel?,
    baseline: () -> (model: LinearModel, isSolution: Bool)?, _ result: inout SplitResult
  ) throws(ComparisonError) -> LinearModel {
    let own = trainer(loss, part, penalty: penalty)
    if loss.isConvex { return try run(own, part, from: warm, &result).model }
    guard let (model, isSolution) = baseline() else {
      preconditionFailure("cross entropy is fitted before the losses that start from it")
    }
    let crossEntropy =
      isSolution
      ? model
      : try run(
        trainer(ComparedLoss(.crossEntropy), part, penalty: penalty), part, from: model, &result
      )
      .model
    let fromZero = try run(own, part, from: nil, &result)
    let fromBaseline = try run(own, part, from: crossEntropy, &result)
    let gap = abs(fromZero.objective - fromBaseline.objective)
    if gap > 1e-4 * min(abs(fromZero.objective), abs(fromBaseline.objective)) {
      result.severalOptima += 1
    }
    return (fromBaseline.objective < fromZero.objective ? fromBaseline : fromZero).model
  }

  private func trainer(_ loss: ComparedLoss, _ part: Part, penalty: Double) -> LinearTrainer {
    LinearTrainer(
      loss.objective(classes: split.classes, balance: part.balance), l2: penalty,
      tolerance: tolerance)
  }

  private func run(
    _ trainer: LinearTrainer, _ part: Part, from start: LinearModel?, _ result: inout SplitResult
  ) throws(ComparisonError) -> LinearFit {
    let rows = part.training
    let fit: LinearFit
    do {
      fit = try trainer.fit(
        rows.design, labels: rows.labels, classes: split.classes, rowWeights: rows.weights,
        // Other rows may have taught the encoder other columns: a rare level, a missing cell.
        start: start?.features == rows.design.features ? start : nil)
    } catch {
      throw .broken("\(error)")
    }
    result.iterations += fit.iterations
    if !fit.converged { result.unfinished += 1 }
    if trainer.l2 == 0, separates(fit.model, rows) { throw .separable }
    return fit
  }

  private func reading(
    _ logs: Matrix<Double>, penalty: Double, isAtEdge: Bool
  ) -> SplitResult.Reading {
    let scores = RowScores(logProbabilities: logs, labels: split.outer.heldOut.labels)
    let event = forecasts(logs, labels: split.outer.heldOut.labels)
    return SplitResult.Reading(
      penalty: penalty, isAtEdge: isAtEdge, scores: scores, forecast: event.probabilities,
      happened: event.happened)
  }
}

extension SplitResult {
  /// The inner model of this penalty, or of the nearest one as a start for it.
  fileprivate func nearestInner(
    _ penalty: Double, part: Int
  ) -> (model: LinearModel, isSolution: Bool)? {
    if let models = innerModels[penalty] { return (models[part], true) }
    let nearest = innerModels.keys.min {
      (max($0 / penalty, penalty / $0), $0) < (max($1 / penalty, penalty / $1), $1)
    }
    return nearest.flatMap { innerModels[$0] }.map { ($0[part], false) }
  }
}

/// Whether the model puts every row on its right side, strictly.
func separates(_ model: LinearModel, _ rows: EncodedRows) -> Bool {
  let logits = model.logits(rows.design)
  for (i, label) in rows.labels.enumerated() {
    if model.outputs == 1 {
      if !(label == 1 ? logits[i, 0] > 0 : logits[i, 0] < 0) { return false }
      continue
    }
    for c in 0..<model.outputs where c != Int(label) && logits[i, c] >= logits[i, Int(label)] {
      return false
    }
  }
  return true
}

private func meanLogLoss(
  _ logs: Matrix<Double>, labels: [Int32], weights: [Double]?
) -> Double {
  var sum = CompensatedSum()
  var weight = CompensatedSum()
  for (i, label) in labels.enumerated() {
    let w = weights?[i] ?? 1
    if w == 0 { continue }
    sum.add(-w * logs[i, Int(label)])
    weight.add(w)
  }
  return sum.value / weight.value
}
