internal import CrossEntropyEvaluation
internal import CrossEntropyLearning

// The folds of a comparison, and what to do where the table is too small for them.
extension Comparison {
  /// The splits of every repeat, or which classes are too rare for them.
  func makeSplits() throws(WorkflowError) -> [Split] {
    do throws(SplitError) {
      return try splits(folds: folds, innerFolds: request.innerFolds)
    } catch {
      throw workflowError(error)
    }
  }

  /// Why rows cannot be split, and of what fold the training part is if that is what cannot.
  private struct SplitError: Error {
    var fault: FoldError
    var training: (rows: [Int], fold: Int)?
  }

  private func splits(folds: Int, innerFolds: Int) throws(SplitError) -> [Split] {
    var splits: [Split] = []
    for r in 0..<repeatCount {
      let seed = RandomSeed(request.seed).derived(1, UInt64(r))
      let parts: [OuterPart]
      do throws(FoldError) {
        parts = try makeParts(folds, seed)
      } catch {
        throw SplitError(fault: error)
      }
      for (fold, part) in parts.enumerated() {
        let training = part.training
        let inner: Folds
        do throws(FoldError) {
          inner = try dataset.folds(
            innerFolds, of: training, seed: seed.derived(UInt64(fold)))
        } catch {
          throw SplitError(fault: error, training: (training, fold))
        }
        splits.append(
          Split(
            repeatIndex: r, fold: fold, training: training, test: part.test, places: part.places,
            inner: inner, classShares: part.classShares))
      }
    }
    return splits
  }

  /// What a fold trains on and holds out.
  private struct OuterPart {
    let training: [Int]
    let test: [Int]
    /// Where the test rows stand among all that are judged.
    let places: [Int]
    /// Of the test rows.
    let classShares: [Double]
  }

  private func makeParts(_ folds: Int, _ seed: RandomSeed) throws(FoldError) -> [OuterPart] {
    let targets = dataset.targets.map(\.labels)
    let classes = dataset.targets.map(\.classes.count)
    let outer: Folds
    switch given {
    case .order(let ranks):
      let blocks = try OrderedBlocks(
        ranks: ranks, targets: targets, classes: classes, count: folds)
      var places = [Int](repeating: 0, count: dataset.rows)
      for (place, row) in places.indices.filter({ blocks.blockOfRow[$0] > 0 }).enumerated() {
        places[row] = place
      }
      return (1...folds).map { block in
        let test = blocks.rows(in: block)
        return OuterPart(
          training: blocks.rows(before: block), test: test, places: test.map { places[$0] },
          classShares: classShares(of: test))
      }
    case .rows(let first):
      let test = Array(first..<dataset.rows)
      return [
        OuterPart(
          training: Array(0..<first), test: test, places: Array(test.indices),
          classShares: classShares(of: test))
      ]
    case .share(let share):
      let test = try heldOutOnce(share, seed: seed)
      let isTested = Set(test)
      return [
        OuterPart(
          training: (0..<dataset.rows).filter { !isTested.contains($0) }, test: test,
          places: Array(test.indices), classShares: classShares(of: test))
      ]
    case .folds(let foldOfRow, let count):
      outer = try Folds(given: foldOfRow, count: count, targets: targets, classes: classes)
    case nil:
      outer = try dataset.folds(folds, seed: seed)
    }
    let shares = outer.classShares
    return (0..<folds).map { fold in
      let test = outer.rows(in: fold)
      return OuterPart(
        training: outer.rowsOutside(fold), test: test, places: test, classShares: shares[fold])
    }
  }

  /// The rows of a share: of so many folds that some hold nearly that share the fewest, and fewer where a class is too
  /// rare for those.
  private func heldOutOnce(_ share: Double, seed: RandomSeed) throws(FoldError) -> [Int] {
    let cuts = (2...100).map { count in
      let held = min(max(1, Int((share * Double(count)).rounded())), count - 1)
      return (held: held, count: count, miss: abs(Double(held) / Double(count) - share))
    }.sorted { ($0.miss, $0.count) < ($1.miss, $1.count) }
    var failure: FoldError?
    for cut in cuts {
      do throws(FoldError) {
        let folds = try dataset.folds(cut.count, seed: seed)
        return folds.foldOfRow.indices.filter { folds.foldOfRow[$0] < cut.held }
      } catch {
        failure = failure ?? error
      }
    }
    guard let failure else { fatalError("there are cuts") }
    throw failure
  }

  private func classShares(of rows: [Int]) -> [Double] {
    dataset.targets.flatMap { target in
      var counts = [Double](repeating: 0, count: target.classes.count)
      for row in rows { counts[Int(target.labels[row])] += 1 }
      return counts.map { $0 / Double(max(1, rows.count)) }
    }
  }

  // MARK: Rare classes

  private var isShare: Bool {
    if case .share = given { true } else { false }
  }

  private func workflowError(_ error: SplitError) -> WorkflowError {
    let place = WorkflowError.Place.file(dataset.name)
    switch error.fault {
    case .badRows(let fault): return WorkflowError(.broken("\(fault)"), at: place)
    case .tooFewRanks(let ranks, let blocks):
      return WorkflowError(
        .tooFewRanks(ranks, blocks: blocks), at: place,
        remedies: ranks > 2
          ? [.set(.folds, to: "\(ranks - 1)"), .nameAnother(.orderColumn)]
          : [.nameAnother(.orderColumn)])
    case .unseenBefore(let index, let block):
      return WorkflowError(
        .unseenBefore(classes()[index].name, block: block), at: place,
        remedies: [.lower(.folds), .remove(.rowsOfClass)])
    case .tooFewRows(let index, _, _) where isShare && error.training == nil,
      .tooFewGroups(let index, _, _) where isShare && error.training == nil,
      .missingFromTraining(let index, _, _) where given != nil:
      return WorkflowError(
        .missingFromTraining(classes()[index].name), at: place, remedies: [.remove(.rowsOfClass)])
    case .tooFewRows(let index, _, _), .tooFewGroups(let index, _, _),
      .missingFromTraining(let index, _, _):
      return tooRare(index, training: error.training)
    }
  }

  /// Every class that is too rare, or the one that could not be spread, and what helps: what is advised
  /// has been tried.
  private func tooRare(_ index: Int, training: (rows: [Int], fold: Int)?) -> WorkflowError {
    let (folds, innerFolds) = (folds, request.innerFolds)
    let all = classes()
    let least = given == nil ? leastUnits(folds: folds, innerFolds: innerFolds) : 0
    let rare = all.filter { $0.count < least }
    let unit: WorkflowError.FoldUnit = dataset.groups == nil ? .row : .group
    let trained = training.map { classes(in: $0.rows)[index] }
    let cause: WorkflowError.Cause =
      if let training, let trained, let part = trainingPart(of: training.fold),
        trained.count < innerFolds
      {
        .tooFewToTrain(trained, of: all[index].count, unit, part, innerFolds: innerFolds)
      } else if rare.isEmpty {
        .notSpread(all[index], unit, folds: folds, innerFolds: innerFolds)
      } else {
        .tooFew(unit, rare, least: least, folds: folds, innerFolds: innerFolds)
      }
    var remedies: [WorkflowError.Remedy] = []
    // A class that is called NaN is probably none.
    if let token = rare.map(\.name.name).first(where: request.table.missing.contains) {
      remedies.append(.set(.targetMissing, to: token))
    }
    switch unit {
    case .row:
      if given == nil, let merged = leastToMerge(least: least) {
        remedies.append(.set(.mergeRare, to: "\(merged)"))
      }
    case .group: remedies.append(.nameAnother(.group))
    }
    if let other = otherFolds(rarest: all.map(\.count).min() ?? 0) {
      remedies.insert(
        other.folds == folds
          ? .set(.innerFolds, to: "\(other.innerFolds)")
          : .refold(
            folds: other.folds,
            innerFolds: other.innerFolds == innerFolds ? nil : other.innerFolds),
        at: 0)
    }
    if remedies.isEmpty || remedies == [.nameAnother(.group)] {
      remedies.append(all.count - rare.count > 1 ? .remove(.rowsOfClass) : .add(.rows))
    }
    return WorkflowError(cause, at: .file(dataset.name), remedies: remedies)
  }

  /// What is trained on for a fold; nil where folds are drawn.
  private func trainingPart(of fold: Int) -> WorkflowError.TrainingPart? {
    switch given {
    case .order: .blocks(before: fold + 1)
    case .rows: .table
    case .folds, .share: .otherFolds
    case nil: nil
    }
  }

  /// The classes of all targets, each with the rows among these that have it, or the groups; nil: all rows.
  private func classes(in part: [Int]? = nil) -> [WorkflowError.RareClass] {
    dataset.targets.flatMap { target in
      var rows = [Int](repeating: 0, count: target.classes.count)
      var groups = [Set<Int32>](repeating: [], count: target.classes.count)
      for row in part ?? Array(target.labels.indices) {
        let label = Int(target.labels[row])
        rows[label] += 1
        if let all = dataset.groups { groups[label].insert(all[row]) }
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
    var counts = [folds]
    switch given {
    case .folds, .rows, .share: break
    case .order: counts += (2..<max(2, folds)).reversed()
    case nil: counts += Array((2..<max(2, folds)).reversed()) + Array(folds + 1..<folds + 9)
    }
    for innerFolds in request.innerFolds > 2 ? [request.innerFolds, 2] : [2] {
      for folds in counts
      where given != nil || rarest >= leastUnits(folds: folds, innerFolds: innerFolds) {
        if (try? splits(folds: folds, innerFolds: innerFolds)) != nil { return (folds, innerFolds) }
      }
    }
    return nil
  }

  /// The least N for which merging the classes of fewer than N rows leaves none that is too rare; nil
  /// where there is none.
  private func leastToMerge(least: Int) -> Int? {
    guard dataset.targets.count == 1 else { return nil }
    let counts = classes().map(\.count).sorted()
    return ([least] + counts.map { $0 + 1 }.filter { $0 > least }).first { limit in
      let merged = counts.prefix { $0 < limit }
      // A class that makes up much of the table is none that is rare.
      let most = max(least, counts.reduce(0, +) / 10)
      return merged.count < counts.count && merged.reduce(0, +) >= least
        && merged.allSatisfy { $0 < most }
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
