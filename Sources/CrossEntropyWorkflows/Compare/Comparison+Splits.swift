internal import CrossEntropyEvaluation
internal import CrossEntropyLearning

// The folds of a comparison, and what to do where the table is too small for them.
extension Comparison {
  /// The splits of every repeat, or which classes are too rare for them.
  func makeSplits() throws(WorkflowError) -> [Split] {
    do throws(FoldError) {
      return try splits(folds: request.folds, innerFolds: request.innerFolds)
    } catch {
      throw tooRare(error)
    }
  }

  private func splits(folds: Int, innerFolds: Int) throws(FoldError) -> [Split] {
    var splits: [Split] = []
    for r in 0..<repeatCount {
      let seed = Seed(request.seed).derived(1, UInt64(r))
      let outer = try cut(
        targets: dataset.targets.map(\.labels), groups: dataset.groups, count: folds, seed: seed)
      for fold in 0..<folds {
        let training = outer.rowsOutside(fold)
        let inner = try cut(
          targets: dataset.targets.map { target in training.map { target.labels[$0] } },
          groups: dataset.groups.map { all in training.map { all[$0] } },
          count: innerFolds, seed: seed.derived(UInt64(fold)))
        splits.append(
          Split(
            repeatIndex: r, fold: fold, training: training, test: outer.rows(in: fold),
            inner: inner, classShares: outer.classShares[fold]))
      }
    }
    return splits
  }

  private func cut(
    targets: [[Int32]], groups: [Int32]?, count: Int, seed: Seed
  ) throws(FoldError) -> Folds {
    try Folds.stratified(
      targets: targets, classes: dataset.targets.map(\.classes.count), count: count, seed: seed,
      groups: groups)
  }

  // MARK: Rare classes

  /// Every class that is too rare, and what helps: what is advised has been tried.
  private func tooRare(_ error: FoldError) -> WorkflowError {
    if case .badRows(let fault) = error {
      return WorkflowError(.broken("\(fault)"), at: .file(dataset.name))
    }
    let (folds, innerFolds) = (request.folds, request.innerFolds)
    let all = classes
    let least = leastUnits(folds: folds, innerFolds: innerFolds)
    let rare = all.filter { $0.count < least }
    let unit: WorkflowError.FoldUnit = dataset.groups == nil ? .row : .group
    let cause: WorkflowError.Cause =
      rare.isEmpty
      ? .notSpread(all[error.classIndex ?? 0], unit, folds: folds, innerFolds: innerFolds)
      : .tooFew(unit, rare, least: least, folds: folds, innerFolds: innerFolds)
    var remedies: [WorkflowError.Remedy] = []
    switch unit {
    case .row:
      if let merged = leastToMerge(least: least) {
        remedies.append(.set(.mergeRare, to: "\(merged)"))
      }
    case .group: remedies.append(.nameAnother(.group))
    }
    if let other = otherFolds(rarest: all.map(\.count).min() ?? 0) {
      remedies.insert(
        .refold(
          folds: other.folds, innerFolds: other.innerFolds == innerFolds ? nil : other.innerFolds),
        at: 0)
    }
    if remedies.isEmpty || remedies == [.nameAnother(.group)] {
      remedies.append(all.count - rare.count > 1 ? .remove(.rowsOfClass) : .add(.rows))
    }
    return WorkflowError(cause, at: .file(dataset.name), remedies: remedies)
  }

  /// The classes of all targets, each with the rows that have it, or the groups.
  private var classes: [WorkflowError.RareClass] {
    dataset.targets.flatMap { target in
      var rows = [Int](repeating: 0, count: target.classes.count)
      var groups = [Set<Int32>](repeating: [], count: target.classes.count)
      for (row, label) in target.labels.enumerated() {
        rows[Int(label)] += 1
        if let all = dataset.groups { groups[Int(label)].insert(all[row]) }
      }
      return target.classes.indices.map { index in
        WorkflowError.RareClass(
          name: WorkflowError.ClassName(name: target.classes[index], column: target.name),
          count: dataset.groups == nil ? rows[index] : groups[index].count)
      }
    }
  }

  /// Folds that the table can be cut into, as near to those asked for as possible; nil where none was
  /// found.
  private func otherFolds(rarest: Int) -> (folds: Int, innerFolds: Int)? {
    let counts =
      Array((2..<max(2, request.folds)).reversed()) + Array(request.folds + 1..<request.folds + 9)
    for innerFolds in request.innerFolds > 2 ? [request.innerFolds, 2] : [2] {
      for folds in [request.folds] + counts
      where rarest >= leastUnits(folds: folds, innerFolds: innerFolds) {
        if (try? splits(folds: folds, innerFolds: innerFolds)) != nil { return (folds, innerFolds) }
      }
    }
    return nil
  }

  /// The least N for which merging the classes of fewer than N rows leaves none that is too rare; nil
  /// where there is none.
  private func leastToMerge(least: Int) -> Int? {
    guard dataset.targets.count == 1 else { return nil }
    let counts = classes.map(\.count).sorted()
    return ([least] + counts.map { $0 + 1 }.filter { $0 > least }).first { limit in
      let merged = counts.prefix { $0 < limit }
      return merged.count < counts.count && merged.reduce(0, +) >= least
    }
  }
}

/// The least rows or groups that a class needs: one in every fold, and in every inner fold of the
/// training part that has the fewest.
private func leastUnits(folds: Int, innerFolds: Int) -> Int {
  var least = folds
  while least - (least + folds - 1) / folds < innerFolds { least += 1 }
  return least
}

extension FoldError {
  fileprivate var classIndex: Int? {
    switch self {
    case .tooFewRows(let index, _, _), .tooFewGroups(let index, _, _),
      .missingFromTraining(let index, _, _):
      index
    case .badRows: nil
    }
  }
}
