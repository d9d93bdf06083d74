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

/// One value with its inner models and what they score out of fold.
struct Candidate<Model: FittedModel> {
  let value: Double
  let models: [Model]
  /// By inner part and target: how far apart the model's log-probabilities of its own rows lie.
  let spreads: [[Double]]
  /// By reader: the inner log loss as trained.
  var asTrained: [Double] = []
  /// The inner log loss after the maps, and that of every training row, the same for all readers: a correction of
  /// the balance is only another offset.
  var recalibrated = 0.0
  var recalibratedLosses: [Double] = []
  /// By target, of log-probabilities divided by their spread.
  var maps: [Recalibration] = []
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
      candidates: try readers.indices.map { (index) throws(SearchError) in
        try ByReading { (reading) throws(SearchError) in
          try chosen(candidates, index, reading, on: parts)
        }
      }, edges: [values.min(), values.max()])
  }

  /// Fits all training rows with what was chosen, and scores the test rows.
  mutating func score(
    _ choices: Choices<F.Model>, on outer: Part, _ result: inout SplitResult
  ) throws(SearchError) {
    let clock = ContinuousClock()
    let start = clock.now
    var fitted: [Double: (logits: Matrix<Double>, spreads: [Double])] = [:]
    let edges = choices.edges
    for (index, reader) in readers.enumerated() {
      let choices = choices.candidates[index]
      for choice in Reading.allCases.map({ choices[$0] }) where fitted[choice.value] == nil {
        result.finalFits += 1
        let model = try fitter.fitOuter(
          outer, value: choice.value, inner: choice.models, &result)
        fitted[choice.value] = (model.logits(outer.heldOut), outer.spreads(of: model))
      }
      result.heldOut.append(
        try ByReading { (reading) throws(SearchError) in
          let choice = choices[reading]
          guard let (logits, spreads) = fitted[choice.value] else { fatalError("fitted above") }
          var logs = try outer.logProbabilities(
            of: logits, readBy: reading == .asTrained ? reader : loss)
          if reading == .recalibrated {
            for (target, map) in choice.maps.enumerated() {
              try ours { () throws(RecalibrationError) in
                try map.undividing(spreads[target]).apply(to: &logs[target])
              }
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
      for _ in 0..<grid.mostGrowths {
        let edge = grid.value(side < 0 ? low : high)
        guard try isLowest(edge, among: candidates, on: parts) else { break }
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

  // MARK: Choices

  /// Whether the grid's edge has the lowest inner log loss of a reading, and is what would be chosen for it.
  private func isLowest(
    _ edge: Double, among candidates: [Candidate<F.Model>], on parts: InnerParts
  ) throws(SearchError) -> Bool {
    for index in readers.indices {
      for reading in Reading.allCases
      where lowest(candidates, index, reading, on: parts).value == edge {
        if try chosen(candidates, index, reading, on: parts).value == edge { return true }
      }
    }
    return false
  }

  /// The value of a reading: the lowest inner log loss, but of linear models recalibrated the largest penalty
  /// whose inner log loss is within one paired standard error of the lowest.
  ///
  /// After recalibration the inner log loss is nearly flat in λ, and what is lowest is chance.
  private func chosen(
    _ candidates: [Candidate<F.Model>], _ index: Int, _ reading: Reading, on parts: InnerParts
  ) throws(SearchError) -> Candidate<F.Model> {
    let lowest = lowest(candidates, index, reading, on: parts)
    guard reading == .recalibrated, fitter.prefersLargeValues else { return lowest }
    let larger = candidates.filter { $0.value > lowest.value }.sorted { $0.value > $1.value }
    if larger.isEmpty { return lowest }
    for candidate in larger {
      let differences = zip(candidate.recalibratedLosses, lowest.recalibratedLosses).map { $0 - $1 }
      let difference = try ours { () throws(EvaluationError) in
        try parts.units.mean(of: differences)
      }
      if difference.mean <= difference.standardError ?? 0 { return candidate }
    }
    return lowest
  }

  /// The lowest inner log loss; on ties the larger penalty, or the smaller step size.
  ///
  /// A step size that ends above the constant has not learnt; if all have not, the smallest is taken.
  private func lowest(
    _ candidates: [Candidate<F.Model>], _ index: Int, _ reading: Reading, on parts: InnerParts
  ) -> Candidate<F.Model> {
    func score(_ candidate: Candidate<F.Model>) -> Double {
      reading == .asTrained ? candidate.asTrained[index] : candidate.recalibrated
    }
    if fitter.prefersLargeValues {
      return candidates.min { (score($0), $1.value) < (score($1), $0.value) } ?? candidates[0]
    }
    let sorted = candidates.sorted { $0.value < $1.value }
    return sorted.filter { score($0) <= parts.constantLogLoss }.min { score($0) < score($1) }
      ?? sorted[0]
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
    var candidate = Candidate(
      value: value, models: models, spreads: zip(parts.all, models).map { $0.spreads(of: $1) })
    let logits = zip(models, parts.all).map { $0.logits($1.heldOut) }
    func mean(of losses: [Double]) throws(SearchError) -> Double {
      try ours { () throws(EvaluationError) in try parts.units.mean(of: losses).mean }
    }
    var logs = try parts.outOfFold(logits, readBy: loss)
    for reader in readers {
      let read = reader == loss ? logs : try parts.outOfFold(logits, readBy: reader)
      candidate.asTrained.append(try mean(of: rowLosses(read, labels: parts.labels)))
    }
    parts.divide(&logs, by: candidate.spreads)
    do {
      for target in logs.indices {
        let map = try Recalibration.fitted(
          to: logs[target], labels: parts.labels[target], weights: parts.units.weights,
          startingFrom: warm?.maps[target],
          identity: geometricMean(candidate.spreads.map { $0[target] }))
        try map.apply(to: &logs[target])
        candidate.maps.append(map)
      }
    } catch {
      throw .broken("recalibration of \(loss.name) at \(value): \(error)")
    }
    candidate.recalibratedLosses = rowLosses(logs, labels: parts.labels)
    candidate.recalibrated = try mean(of: candidate.recalibratedLosses)
    return candidate
  }
}

/// −log p of the truth, row by row, summed over the targets.
private func rowLosses(_ logs: [Matrix<Double>], labels: [[Int32]]) -> [Double] {
  var losses = [Double](repeating: 0, count: labels[0].count)
  for (logs, labels) in zip(logs, labels) {
    for (row, label) in labels.enumerated() { losses[row] -= logs[row, Int(label)] }
  }
  return losses
}

private func geometricMean(_ spreads: [Double]) -> Double {
  exp(spreads.reduce(0) { $0 + log($1) } / Double(spreads.count))
}
