internal import CrossEntropy
internal import CrossEntropyEvaluation

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
  /// Which of the recipes to choose from was minimised.
  let variant: Int
  let value: Double
  let models: [Model]
  /// By inner part and target: how far apart the model's log-probabilities of its own rows lie.
  let spreads: [[Double]]
  /// By reader: the inner log loss as trained.
  var asTrained: [InnerLoss] = []
  /// The same after the maps, for all readers: a correction of the balance is only another offset.
  var recalibrated = InnerLoss(mean: 0, rows: [])
  /// By target, of log-probabilities divided by their spread.
  var maps: [Recalibration] = []

  /// What is minimised and under what value.
  struct Key: Hashable {
    let variant: Int
    let value: Double
  }

  var key: Key { Key(variant: variant, value: value) }
}

/// What models score out of fold: the mean, and every training row's loss.
struct InnerLoss {
  let mean: Double
  let rows: [Double]
}

/// What a search chose, by reader.
struct Choices<Model: FittedModel> {
  fileprivate let candidates: [ByReading<Candidate<Model>>]
  /// What was tried, of every recipe to choose from.
  fileprivate let tried: [[TrainingRecord.Tried]]
}

/// What a model is trained with: the loss, of several its best parameter, and a penalty or step size.
struct Chosen {
  let loss: ComparedLoss
  let value: Double
  let isAtEdge: Bool
  /// The values that it was chosen from; none where it was given.
  var tried: [TrainingRecord.Tried] = []
}

/// Finds the best value for one loss on one split; then fits with it and scores the test rows.
///
/// The two take different rows, so that a split is never encoded as a whole.
struct ModelSearch<F: Fitter> {
  /// The recipes to choose from, one unless the loss's own parameter is searched; each with what fits it.
  var variants: [(loss: ComparedLoss, fitter: F)]
  /// The name of that parameter; nil where none is searched.
  var searched: String?
  /// The losses that read the fits: this one, or one that corrects its probabilities.
  let readers: [ComparedLoss]
  let grid: SearchGrid
  /// Called with 0 after every value, and with the number of values added when the grid grows.
  let progress: @Sendable (_ added: Int) -> Void

  /// The values that score best on the inner folds.
  func choose(
    on parts: InnerParts, _ result: inout SplitResult
  ) throws(SearchError) -> Choices<F.Model> {
    let clock = ContinuousClock()
    let start = clock.now
    let searched = try variants.indices.map { (variant) throws(SearchError) in
      try search(variant, parts, &result)
    }
    let candidates = searched.flatMap { $0 }
    result.seconds += (clock.now - start) / .seconds(1)
    return Choices(
      candidates: try readers.indices.map { (index) throws(SearchError) in
        try ByReading { (reading) throws(SearchError) in
          var candidate = try chosen(candidates, index, reading, on: parts)
          // They have told what they are for.
          candidate.asTrained = []
          candidate.recalibrated = InnerLoss(mean: candidate.recalibrated.mean, rows: [])
          return candidate
        }
      },
      tried: searched.map {
        $0.map { candidate in
          TrainingRecord.Tried(
            value: candidate.value, logLoss: candidate.asTrained[0].mean,
            nonzeroWeights: candidate.models.map(\.nonzeroWeights))
        }
      })
  }

  /// Fits all training rows with what was chosen, and reads the test rows.
  mutating func score(
    _ choices: Choices<F.Model>, on outer: Part, _ result: inout SplitResult
  ) throws(SearchError) {
    let clock = ContinuousClock()
    let start = clock.now
    var fitted: [Candidate<F.Model>.Key: (logits: Matrix<Double>, spreads: [Double])] = [:]
    let tried = choices.tried
    for (index, reader) in readers.enumerated() {
      let choices = choices.candidates[index]
      for choice in ProbabilityReading.allCases.map({ choices[$0] }) where fitted[choice.key] == nil
      {
        result.finalFits += 1
        let unfinished = result.unfinished
        let model = try variants[choice.variant].fitter.fitOuter(
          outer, value: choice.value, inner: choice.models, &result)
        result.unfinishedFinal += result.unfinished - unfinished
        fitted[choice.key] = (model.logits(outer.heldOut), outer.spreads(of: model))
      }
      result.heldOut.append(
        try ByReading { (reading) throws(SearchError) in
          let choice = choices[reading]
          guard let (logits, spreads) = fitted[choice.key] else { fatalError("fitted above") }
          let logs = try outer.logProbabilities(
            of: logits, through: maps(choice, reading, of: reader, on: outer, spreads: spreads))
          return SplitResult.HeldOut(
            value: choice.value,
            parameter: parameter(of: choice),
            isAtEdge: isAtEdge(choice, tried[choice.variant]),
            logProbabilities: logs)
        })
    }
    progress(0)
    result.seconds += (clock.now - start) / .seconds(1)
  }

  /// The model of all training rows with what was chosen for the first reader, the maps that its
  /// log-probabilities go through, target by target, and the choice.
  mutating func model(
    _ choices: Choices<F.Model>, _ reading: ProbabilityReading, on outer: Part,
    _ result: inout SplitResult
  ) throws(SearchError) -> (model: F.Model, maps: [[Recalibration]], chosen: Chosen) {
    let choice = choices.candidates[0][reading]
    let model = try variants[choice.variant].fitter.fitOuter(
      outer, value: choice.value, inner: choice.models, &result)
    return (
      model,
      try maps(choice, reading, of: readers[0], on: outer, spreads: outer.spreads(of: model)),
      Chosen(
        // A reader that only corrects another's probabilities has no parameter to choose.
        loss: readers[0].searched == nil ? readers[0] : variants[choice.variant].loss,
        value: choice.value,
        isAtEdge: isAtEdge(choice, choices.tried[choice.variant]),
        tried: choices.tried[choice.variant].sorted { $0.value > $1.value })
    )
  }

  private func isAtEdge(
    _ choice: Candidate<F.Model>, _ tried: [TrainingRecord.Tried]
  ) -> Bool {
    let tried = tried.map(\.value)
    return grid.given == nil
      && (tried.min() == choice.value || grid.growsUp && tried.max() == choice.value)
  }

  /// The maps of a reading: those of its reader, or of the loss itself and then the recalibration.
  private func maps(
    _ choice: Candidate<F.Model>, _ reading: ProbabilityReading, of reader: ComparedLoss,
    on outer: Part, spreads: [Double]
  ) throws(SearchError) -> [[Recalibration]] {
    if reading == .asTrained { return try outer.maps(readBy: reader) }
    var maps = try outer.maps(readBy: loss)
    for (target, map) in choice.maps.enumerated() {
      maps[target].append(map.undividing(spreads[target]))
    }
    return maps
  }

  /// The value of the loss's parameter that is searched; nil where none is.
  private func parameter(of choice: Candidate<F.Model>) -> Double? {
    guard let searched else { return nil }
    return variants[choice.variant].loss.parameters[searched]
  }

  /// What is fitted whichever its parameter, and how its probabilities are read.
  private var loss: ComparedLoss { variants[0].loss }

  /// Whether of two values that score alike the larger is preferred.
  private var prefersLargeValues: Bool { variants[0].fitter.prefersLargeValues }

  /// Tries the grid of one recipe from large values to small ones, and more where its best is at an edge.
  private func search(
    _ variant: Int, _ parts: InnerParts, _ result: inout SplitResult
  ) throws(SearchError) -> [Candidate<F.Model>] {
    var candidates: [Candidate<F.Model>] = []
    // Of its own, so that what a fitter keeps is held for one recipe at a time.
    var fitter = variants[variant].fitter
    for value in grid.first {
      candidates.append(
        try candidate(value, of: variant, &fitter, on: parts, warm: candidates.last, &result))
      progress(0)
    }
    guard grid.given == nil else { return candidates }
    var low = grid.exponents.lowerBound
    var high = grid.exponents.upperBound
    for side in grid.growsUp ? [-1, 1] : [-1] {
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
          let next = try candidate(
            grid.value(exponent), of: variant, &fitter, on: parts, warm: warm, &result)
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
      for reading in ProbabilityReading.allCases
      where lowest(candidates, index, reading, on: parts).value == edge {
        if try chosen(candidates, index, reading, on: parts).value == edge { return true }
      }
    }
    return false
  }

  /// The value of a reading: the lowest inner log loss, but of linear models recalibrated the largest penalty and of
  /// networks the smallest step whose inner log loss is within one paired standard error of the lowest, under the
  /// same parameter of the loss.
  ///
  /// After recalibration the inner log loss is nearly flat in λ, and what is lowest is chance. On an easy table that
  /// holds of steps, too, and of two that seem alike the larger one is more likely to end far off.
  private func chosen(
    _ candidates: [Candidate<F.Model>], _ index: Int, _ reading: ProbabilityReading,
    on parts: InnerParts
  ) throws(SearchError) -> Candidate<F.Model> {
    let lowest = lowest(candidates, index, reading, on: parts)
    if prefersLargeValues, reading == .asTrained { return lowest }
    let preferred =
      prefersLargeValues
      ? candidates.filter { $0.value > lowest.value }.sorted { $0.value > $1.value }
      : learnt(candidates, index, reading, on: parts).filter { $0.value < lowest.value }
    let least = loss(of: lowest, index, reading).rows
    for candidate in preferred where candidate.variant == lowest.variant {
      let differences = zip(loss(of: candidate, index, reading).rows, least).map { $0 - $1 }
      let difference = try ours { () throws(EvaluationError) in
        try parts.units.mean(of: differences)
      }
      if difference.mean <= difference.standardError ?? 0 { return candidate }
    }
    return lowest
  }

  private func loss(
    of candidate: Candidate<F.Model>, _ index: Int, _ reading: ProbabilityReading
  ) -> InnerLoss {
    reading == .asTrained ? candidate.asTrained[index] : candidate.recalibrated
  }

  /// The lowest inner log loss; on ties the larger penalty, or the smaller step size of those that have learnt, then
  /// the smaller parameter of the loss.
  private func lowest(
    _ candidates: [Candidate<F.Model>], _ index: Int, _ reading: ProbabilityReading,
    on parts: InnerParts
  ) -> Candidate<F.Model> {
    func score(_ candidate: Candidate<F.Model>) -> Double {
      loss(of: candidate, index, reading).mean
    }
    if prefersLargeValues {
      return candidates.min { (score($0), $1.value) < (score($1), $0.value) } ?? candidates[0]
    }
    // If none has learnt, the smallest.
    return learnt(candidates, index, reading, on: parts).min { score($0) < score($1) }
      ?? candidates.min { ($0.value, $0.variant) < ($1.value, $1.variant) } ?? candidates[0]
  }

  /// The step sizes that do not end above the constant, from small to large.
  private func learnt(
    _ candidates: [Candidate<F.Model>], _ index: Int, _ reading: ProbabilityReading,
    on parts: InnerParts
  ) -> [Candidate<F.Model>] {
    candidates.filter { loss(of: $0, index, reading).mean <= parts.constantLogLoss }
      .sorted { ($0.value, $0.variant) < ($1.value, $1.variant) }
  }

  private func candidate(
    _ value: Double, of variant: Int, _ fitter: inout F, on parts: InnerParts,
    warm: Candidate<F.Model>?, _ result: inout SplitResult
  ) throws(SearchError) -> Candidate<F.Model> {
    var models: [F.Model] = []
    result.searchFits += parts.all.count
    for (index, part) in parts.all.enumerated() {
      models.append(
        try fitter.fitInner(part, index: index, value: value, warm: warm?.models[index], &result))
    }
    var candidate = Candidate(
      variant: variant, value: value, models: models,
      spreads: zip(parts.all, models).map { $0.spreads(of: $1) })
    let logits = zip(models, parts.all).map { $0.logits($1.heldOut) }
    func score(_ logs: [Matrix<Double>]) throws(SearchError) -> InnerLoss {
      var rows = rowLosses(logs, labels: parts.labels)
      if !prefersLargeValues { addDoubt(of: logs, to: &rows) }
      return try ours { () throws(EvaluationError) in
        InnerLoss(mean: try parts.units.mean(of: rows).mean, rows: rows)
      }
    }
    var logs = try parts.outOfFold(logits, readBy: loss)
    for reader in readers {
      let read = reader.kind == loss.kind ? logs : try parts.outOfFold(logits, readBy: reader)
      candidate.asTrained.append(try score(read))
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
    candidate.recalibrated = try score(logs)
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

/// Adds to every row a share of 1/n of its mean loss over all labels.
///
/// A network that is sure enough has no loss at all where every row happens to be right, and hundreds of nats in the
/// first row that is not. As if one row in n could have any label, such certainty is no gain.
private func addDoubt(of logs: [Matrix<Double>], to losses: inout [Double]) {
  for logs in logs {
    let share = 1 / Double(logs.rows * logs.columns)
    for row in losses.indices {
      for c in 0..<logs.columns { losses[row] -= share * logs[row, c] }
    }
  }
}

private func geometricMean(_ spreads: [Double]) -> Double {
  exp(spreads.reduce(0) { $0 + log($1) } / Double(spreads.count))
}
