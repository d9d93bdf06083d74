internal import CrossEntropy
package import CrossEntropyEvaluation

/// One value with its inner models and what they score out of fold.
struct Candidate<Model: FittedModel> {
  let value: Double
  let models: [Model]
  /// By reader: the inner log loss.
  var logLoss: [ByReading<Double>] = []
  /// By reader, then by target.
  var maps: [[Recalibration]] = []
}

/// The result of one loss on one split.
package struct SplitResult: Sendable {
  /// The scores of one reading of the loss on the test rows.
  package struct HeldOut: Sendable {
    /// The value that the search chose for it.
    package let value: Double
    package let isAtEdge: Bool
    /// By target.
    package let scores: [RowScores]
  }

  /// By reader.
  package var heldOut: [ByReading<HeldOut>] = []
  /// The inner fits of the search, one per value and inner fold.
  package var searchFits = 0
  /// The fits on all training rows, one per chosen value.
  package var finalFits = 0
  package var iterations = 0
  package var seconds = 0.0
  /// How often the grid grew.
  package var growths = 0
  /// Fits whose two starts ended at different optima.
  package var severalOptima = 0
  /// Fits that ended at the limit of steps.
  package var unfinished = 0
  /// Inner models by penalty, and outer ones; kept only for cross entropy where others start there.
  var innerModels: [Double: [LinearModel]] = [:]
  var outerModels: [Double: LinearModel] = [:]
  /// Every layer's gradient norm in the first epoch of a network's final fits.
  package var layerGradientNorms: [[Double]] = []

  /// The result without the models that no other loss will start from any more.
  package var withoutStarts: SplitResult {
    var result = self
    result.innerModels = [:]
    result.outerModels = [:]
    return result
  }
}

/// What a search chose, by reader.
struct Choices<Model: FittedModel> {
  fileprivate let candidates: [ByReading<Candidate<Model>>]
  /// The least and the greatest value that was tried.
  fileprivate let edges: [Double?]
}

/// Finds the best value for one loss on one split; then fits with it and scores the test rows.
///
/// The two take different rows, so that a split is never encoded as a whole.
struct ModelSearch<F: Fitter> {
  let loss: ComparedLoss
  /// The losses that read the fits: this one, or one that corrects its probabilities.
  let readers: [ComparedLoss]
  let grid: SearchGrid
  var fitter: F
  /// Called with 0 after every value, and with the number of values added when the grid grows.
  let progress: @Sendable (_ added: Int) -> Void

  /// The values that score best on the inner folds.
  mutating func choose(
    on parts: InnerParts, _ result: inout SplitResult
  ) throws(SearchError) -> Choices<F.Model> {
    let clock = ContinuousClock()
    let start = clock.now
    let candidates = try search(parts, &result)
    let values = candidates.map(\.value)
    result.seconds += (clock.now - start) / .seconds(1)
    return Choices(
      candidates: readers.indices.map { index in
        ByReading { reading in best(candidates) { $0.logLoss[index][reading] } }
      }, edges: [values.min(), values.max()])
  }

  /// Fits all training rows with what was chosen, and scores the test rows.
  mutating func score(
    _ choices: Choices<F.Model>, on outer: Part, _ result: inout SplitResult
  ) throws(SearchError) {
    let clock = ContinuousClock()
    let start = clock.now
    var logits: [Double: Matrix<Double>] = [:]
    let edges = choices.edges
    for (index, reader) in readers.enumerated() {
      let choices = choices.candidates[index]
      for choice in Reading.allCases.map({ choices[$0] }) where logits[choice.value] == nil {
        result.finalFits += 1
        let model = try fitter.fitOuter(
          outer, value: choice.value, inner: choice.models, &result)
        logits[choice.value] = model.logits(outer.heldOut)
      }
      result.heldOut.append(
        try ByReading { (reading) throws(SearchError) in
          let choice = choices[reading]
          guard let logits = logits[choice.value] else { fatalError("fitted above") }
          var logs = try outer.logProbabilities(of: logits, readBy: reader)
          if reading == .recalibrated {
            for (target, map) in choice.maps[index].enumerated() {
              try ours { () throws(RecalibrationError) in try map.apply(to: &logs[target]) }
            }
          }
          return SplitResult.HeldOut(
            value: choice.value,
            isAtEdge: grid.given == nil && edges.contains(choice.value),
            scores: try zip(logs, outer.heldOut.targets.labels).map {
              (logs, labels) throws(SearchError) in
              try ours { () throws(EvaluationError) in
                try RowScores(logProbabilities: logs, labels: labels)
              }
            })
        })
    }
    progress(0)
    result.seconds += (clock.now - start) / .seconds(1)
  }

  /// Tries the grid from large values to small ones, and more where the best is at an edge.
  private mutating func search(
    _ parts: InnerParts, _ result: inout SplitResult
  ) throws(SearchError) -> [Candidate<F.Model>] {
    var candidates: [Candidate<F.Model>] = []
    for value in grid.first {
      candidates.append(try candidate(value, on: parts, warm: candidates.last, &result))
      progress(0)
    }
    guard grid.given == nil else { return candidates }
    var low = grid.exponents.lowerBound
    var high = grid.exponents.upperBound
    for side in [-1, 1] {
      for _ in 0..<SearchGrid.mostGrowths {
        let edge = grid.value(side < 0 ? low : high)
        let bests = readers.indices.flatMap { index in
          Reading.allCases.map { reading in best(candidates) { $0.logLoss[index][reading] } }
        }
        guard bests.contains(where: { $0.value == edge }) else { break }
        progress(grid.growth)
        result.growths += 1
        // Upwards the larger value comes first too, so that every start is a smoother problem's.
        let added =
          side < 0
          ? (1...grid.growth).map { low - $0 }
          : (1...grid.growth).map { high + $0 }.reversed()
        var warm = side < 0 ? candidates.min { $0.value < $1.value } : nil
        for exponent in added {
          let next = try candidate(grid.value(exponent), on: parts, warm: warm, &result)
          candidates.append(next)
          warm = next
          progress(0)
        }
        if side < 0 { low -= grid.growth } else { high += grid.growth }
      }
    }
    return candidates
  }

  /// The lowest score; the larger value on ties.
  private func best(
    _ candidates: [Candidate<F.Model>], by score: (Candidate<F.Model>) -> Double
  ) -> Candidate<F.Model> {
    candidates.min { (score($0), $1.value) < (score($1), $0.value) } ?? candidates[0]
  }

  private mutating func candidate(
    _ value: Double, on parts: InnerParts, warm: Candidate<F.Model>?,
    _ result: inout SplitResult
  ) throws(SearchError) -> Candidate<F.Model> {
    var models: [F.Model] = []
    result.searchFits += parts.all.count
    for (index, part) in parts.all.enumerated() {
      models.append(
        try fitter.fitInner(part, index: index, value: value, warm: warm?.models[index], &result))
    }
    var candidate = Candidate(value: value, models: models)
    let logits = zip(models, parts.all).map { $0.logits($1.heldOut) }
    for (index, reader) in readers.enumerated() {
      var logs = try parts.outOfFold(logits, readBy: reader)
      let asTrained = try meanLogLoss(logs, labels: parts.labels, weights: parts.weights)
      var maps: [Recalibration] = []
      do {
        for target in logs.indices {
          let map = try Recalibration.fitted(
            to: logs[target], labels: parts.labels[target], weights: parts.weights,
            startingFrom: warm?.maps[index][target])
          try map.apply(to: &logs[target])
          maps.append(map)
        }
      } catch {
        throw .broken("recalibration of \(loss.name) at \(value): \(error)")
      }
      candidate.maps.append(maps)
      let recalibrated = try meanLogLoss(logs, labels: parts.labels, weights: parts.weights)
      candidate.logLoss.append(ByReading { $0 == .asTrained ? asTrained : recalibrated })
    }
    return candidate
  }
}

/// The mean over the rows of the log loss, summed over the targets.
private func meanLogLoss(
  _ logs: [Matrix<Double>], labels: [[Int32]], weights: [Double]?
) throws(SearchError) -> Double {
  var sum = 0.0
  for (logs, labels) in zip(logs, labels) {
    let losses = labels.enumerated().map { row, label in -logs[row, Int(label)] }
    sum += try ours { () throws(EvaluationError) in
      try MeanEstimate(of: losses, weights: weights).mean
    }
  }
  return sum
}
