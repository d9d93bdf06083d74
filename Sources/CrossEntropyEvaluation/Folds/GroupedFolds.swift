/// The number of rows of each class that a group has, for the classes that it has.
private typealias SparseCounts = [(classIndex: Int, rows: Double)]

/// The fold of each row, all rows of a group in one fold and the class shares as equal as is
/// practical.
func foldsOfGroups(
  _ groups: DenseGroups, rowsOfClass: [[Int]], count: Int, seed: RandomSeed
) throws(FoldError) -> [Int32] {
  // A group is a sparse row of class counts, so that one row per group and a thousand classes cost
  // no more than the rows themselves.
  var countsOfGroup = [SparseCounts](repeating: [], count: groups.count)
  for (classIndex, rows) in rowsOfClass.enumerated() {
    var present = 0
    for row in rows {
      let group = Int(groups.groupOfRow[row])
      if let last = countsOfGroup[group].indices.last,
        countsOfGroup[group][last].classIndex == classIndex
      {
        countsOfGroup[group][last].rows += 1
      } else {
        countsOfGroup[group].append((classIndex, 1))
        present += 1
      }
    }
    guard present >= count else {
      throw .tooFewGroups(classIndex: classIndex, groups: present, folds: count)
    }
  }
  let foldOfGroup = greedyFolds(
    countsOfGroup, classes: rowsOfClass.count, count: count, seed: seed)
  return groups.groupOfRow.map { foldOfGroup[Int($0)] }
}

/// Takes the groups by decreasing size, each to the fold that makes Σ_c Var_f(n_cf / n_c) smallest.
private func greedyFolds(
  _ countsOfGroup: [SparseCounts], classes: Int, count: Int, seed: RandomSeed
) -> [Int32] {
  let sizeOfGroup = countsOfGroup.map { $0.reduce(0) { $0 + $1.rows } }
  var tallies = GreedyTallies(countsOfGroup, classes: classes, count: count)
  var foldOfGroup = [Int32](repeating: 0, count: countsOfGroup.count)
  for group in order(bySize: sizeOfGroup, seed: seed) {
    var best: (fold: Int, growth: Double)?
    var allowed: (fold: Int, growth: Double)?
    for fold in 0..<count {
      let growth = tallies.growth(of: countsOfGroup[group], size: sizeOfGroup[group], in: fold)
      if growth < best?.growth ?? .infinity { best = (fold, growth) }
      if growth < allowed?.growth ?? .infinity, !tallies.completes(countsOfGroup[group], in: fold) {
        allowed = (fold, growth)
      }
    }
    let fold = allowed?.fold ?? best?.fold ?? 0
    foldOfGroup[group] = Int32(fold)
    tallies.add(countsOfGroup[group], size: sizeOfGroup[group], to: fold)
  }
  return foldOfGroup
}

private func order(bySize sizes: [Double], seed: RandomSeed) -> [Int] {
  var shuffled = Array(sizes.indices)
  seed.shuffle(&shuffled)
  var rank = [Int](repeating: 0, count: sizes.count)
  for (place, group) in shuffled.enumerated() { rank[group] = place }
  return shuffled.sorted { (sizes[$1], rank[$0]) < (sizes[$0], rank[$1]) }
}

private struct GreedyTallies {
  private var rows: [[Double]]
  private var size: [Double]
  private var classSize: [Double]
  private var totalSize: Double
  private var groupsToCome: [Int]
  /// The only fold that has the class so far; nil if none or several have.
  private var onlyFold: [Int?]
  private var hasAppeared: [Bool]

  init(_ countsOfGroup: [SparseCounts], classes: Int, count: Int) {
    rows = [[Double]](repeating: [Double](repeating: 0, count: classes), count: count)
    size = [Double](repeating: 0, count: count)
    classSize = [Double](repeating: 0, count: classes)
    groupsToCome = [Int](repeating: 0, count: classes)
    onlyFold = [Int?](repeating: nil, count: classes)
    hasAppeared = [Bool](repeating: false, count: classes)
    for counts in countsOfGroup {
      for (classIndex, rows) in counts {
        classSize[classIndex] += rows
        groupsToCome[classIndex] += 1
      }
    }
    totalSize = classSize.reduce(0, +)
  }

  /// What a group adds to Σ_c Var_f(n_cf / n_c), except for what it adds in every fold.
  ///
  /// Σ_f n_cf does not depend on the choice, so n_cf → n_cf + v adds 2·n_cf·v / n_c². The number of
  /// rows counts as one more class.
  func growth(of counts: SparseCounts, size groupSize: Double, in fold: Int) -> Double {
    var growth = size[fold] * groupSize / (totalSize * totalSize)
    for (classIndex, count) in counts {
      growth += rows[fold][classIndex] * count / (classSize[classIndex] * classSize[classIndex])
    }
    return growth
  }

  /// Whether the group would be the last of a class that is in this fold only.
  func completes(_ counts: SparseCounts, in fold: Int) -> Bool {
    counts.contains { groupsToCome[$0.classIndex] == 1 && onlyFold[$0.classIndex] == fold }
  }

  mutating func add(_ counts: SparseCounts, size groupSize: Double, to fold: Int) {
    size[fold] += groupSize
    for (classIndex, count) in counts {
      rows[fold][classIndex] += count
      groupsToCome[classIndex] -= 1
      onlyFold[classIndex] =
        hasAppeared[classIndex] && onlyFold[classIndex] != fold ? nil : fold
      hasAppeared[classIndex] = true
    }
  }
}
