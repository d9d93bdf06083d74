internal import CrossEntropy
package import CrossEntropyEvaluation

/// One outer fold: the rows to train on, the rows to judge on, and the inner folds of the former.
package struct Split: Sendable {
  package let repeatIndex: Int
  package let fold: Int
  package let training: [Int]
  package let test: [Int]
  /// Where the test rows stand among all that are judged.
  package let places: [Int]
  package let inner: Folds
  /// The class shares of the held-out rows.
  package let classShares: [Double]

  /// How many inner folds there are unless told otherwise.
  package static let usualInnerFolds = 3

  package init(
    repeatIndex: Int, fold: Int, training: [Int], test: [Int], places: [Int]? = nil, inner: Folds,
    classShares: [Double]
  ) {
    self.repeatIndex = repeatIndex
    self.fold = fold
    self.training = training
    self.test = test
    self.places = places ?? test
    self.inner = inner
    self.classShares = classShares
  }
}

/// The rows that a fit learns from and those its model scores, encoded from the training rows
/// alone.
struct Part: Sendable {
  let training: EncodedRows
  /// Of the rows to train on those by which a network knows when to stop; nil where a model is trained to
  /// the end.
  let stopping: EncodedRows?
  let heldOut: EncodedRows
  /// n / (C·n_c), target by target: with these weights every class of the training rows weighs the
  /// same.
  let balance: [[Double]]
  /// What was learnt from the rows to train on.
  let encoder: FeatureEncoder
  private let shape: OutputShape

  init(
    _ dataset: Dataset, training rows: [Int], heldOut: [Int], as form: EncodedRows.Form,
    stoppingBy seed: RandomSeed? = nil
  ) {
    let (rows, stopping) = seed.map { dataset.stopping(rows, seed: $0) } ?? (rows, nil)
    encoder = FeatureEncoder(dataset, rows: rows)
    training = EncodedRows(dataset, rows: rows, encoder: encoder, as: form)
    self.stopping = stopping.map { [encoder] in
      EncodedRows(dataset, rows: $0, encoder: encoder, as: form)
    }
    self.heldOut = EncodedRows(dataset, rows: heldOut, encoder: encoder, as: form)
    let weights = training.weights
    balance = zip(dataset.targets, training.targets.labels).map { target, labels in
      balancedWeights(labels, weights: weights, classes: target.classes.count)
    }
    shape = OutputShape(dataset)
  }

  /// How far apart a model's log-probabilities of the training rows lie, target by target.
  func spreads(of model: some FittedModel) -> [Double] {
    // What is common to a row's classes does not count.
    shape.classLogits(model.logits(training)).map {
      spread(of: $0, weights: training.weights)
    }
  }

  /// The log-probabilities of held-out rows from their logits, through maps: one matrix per target.
  func logProbabilities(
    of logits: Matrix<Double>, through maps: [[Recalibration]]
  ) throws(SearchError) -> [Matrix<Double>] {
    var logs = shape.logProbabilities(of: logits)
    for target in logs.indices {
      for map in maps[target] {
        try ours { () throws(RecalibrationError) in try map.apply(to: &logs[target]) }
      }
    }
    return logs
  }

  /// The maps by which a loss reads its probabilities, target by target: one where it divides out a balance.
  func maps(readBy loss: ComparedLoss) throws(SearchError) -> [[Recalibration]] {
    guard loss.kind.dividesOutBalance else { return balance.map { _ in [] } }
    return try balance.map { (weights) throws(SearchError) in
      [
        try ours { () throws(RecalibrationError) in
          try .priorCorrection(classWeights: weights)
        }
      ]
    }
  }
}

extension Dataset {
  /// One row in five of every class of the first target, or one group in five, drawn by the seed, and the others.
  fileprivate func stopping(_ rows: [Int], seed: RandomSeed) -> (training: [Int], stopping: [Int]?)
  {
    var order = rows
    seed.shuffle(&order)
    var counts = [Int](repeating: 0, count: targets[0].classes.count)
    var isStopping: [Int32: Bool] = [:]
    var stops = Set<Int>()
    for row in order {
      if let group = groups?[row] {
        let known = isStopping[group] ?? ((isStopping.count + 1).isMultiple(of: 5))
        isStopping[group] = known
        if known { stops.insert(row) }
      } else {
        let label = Int(targets[0].labels[row])
        counts[label] += 1
        if counts[label].isMultiple(of: 5) { stops.insert(row) }
      }
    }
    // So few rows that all are needed.
    if stops.isEmpty { return (rows, rows) }
    return (rows.filter { !stops.contains($0) }, rows.filter { stops.contains($0) })
  }
}

extension Part {
  /// What the class shares of the training rows score on the held-out ones.
  fileprivate func constantLosses(_ classes: [Int]) -> [Double] {
    var losses = [Double](repeating: 0, count: heldOut.targets.labels[0].count)
    let weights = training.weights.isEmpty ? nil : training.weights
    for (target, labels) in heldOut.targets.labels.enumerated() {
      let some = known {
        try ConstantPredictor(
          labels: training.targets.labels[target], classes: classes[target], weights: weights
        ).logLoss(of: labels)
      }
      for (row, loss) in some.enumerated() { losses[row] += loss }
    }
    return losses
  }
}

/// The inner folds of a split, encoded; made only when needed, since they are as large as the table.
struct InnerParts: Sendable {
  let all: [Part]
  /// The classes of the split's training rows, target by target.
  let labels: [[Int32]]
  /// Their weights and groups.
  let units: RowUnits
  /// What the class shares of the parts' training rows score on their held-out rows.
  let constantLogLoss: Double
  /// Places of the parts' held-out rows among the training rows.
  private let places: [[Int]]
  private let classes: [Int]

  init(
    _ dataset: Dataset, of split: Split, as form: EncodedRows.Form, stoppingBy seed: RandomSeed?
  ) {
    classes = dataset.targets.map(\.classes.count)
    labels = dataset.targets.map { target in split.training.map { target.labels[$0] } }
    let units = RowUnits(
      weights: dataset.weights.map { all in split.training.map { all[$0] } },
      groups: dataset.groups.map { all in split.training.map { all[$0] } })
    places = (0..<split.inner.count).map { split.inner.rows(in: $0) }
    self.units = units
    all = (0..<split.inner.count).map { fold in
      Part(
        dataset, training: split.inner.rowsOutside(fold).map { split.training[$0] },
        heldOut: split.inner.rows(in: fold).map { split.training[$0] }, as: form,
        stoppingBy: seed)
    }
    var losses = [Double](repeating: 0, count: split.training.count)
    for (part, places) in zip(all, places) {
      for (place, loss) in zip(places, part.constantLosses(classes)) { losses[place] = loss }
    }
    constantLogLoss = known { try units.mean(of: losses).mean }
  }

  /// The log-probabilities of all training rows, by the held-out logits of every inner part.
  func outOfFold(
    _ logits: [Matrix<Double>], readBy loss: ComparedLoss
  ) throws(SearchError) -> [Matrix<Double>] {
    var logs = zip(classes, labels).map {
      Matrix(rows: $1.count, columns: $0, repeating: 0.0)
    }
    for (index, part) in all.enumerated() {
      let parts = try part.logProbabilities(of: logits[index], through: part.maps(readBy: loss))
      for (target, some) in parts.enumerated() {
        for (i, place) in places[index].enumerated() {
          for c in 0..<classes[target] { logs[target][place, c] = some[i, c] }
        }
      }
    }
    return logs
  }

  /// Divides what `outOfFold` gave by the spreads of the parts' models.
  func divide(_ logs: inout [Matrix<Double>], by spreads: [[Double]]) {
    for (index, places) in places.enumerated() {
      for (target, spread) in spreads[index].enumerated() {
        for place in places {
          for c in 0..<classes[target] { logs[target][place, c] /= spread }
        }
      }
    }
  }
}

/// n / (C·n_c) by class: under these weights every class weighs the same.
func balancedWeights(_ labels: [Int32], weights: [Double], classes: Int) -> [Double] {
  var counts = [Double](repeating: 0, count: classes)
  for (i, label) in labels.enumerated() {
    counts[Int(label)] += weights.isEmpty ? 1 : weights[i]
  }
  return balancedWeights(counts)
}

/// The same by the weight that the rows of each class have.
func balancedWeights(_ counts: [Double]) -> [Double] {
  let total = counts.reduce(0, +)
  // A class whose rows all weigh nothing does not count, whatever its weight.
  return counts.map { $0 > 0 ? total / (Double(counts.count) * $0) : 0 }
}
