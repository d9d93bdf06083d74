/// A cut of the rows into folds: each row is held out once, and trained on in all other folds.
public struct Folds: Sendable, Hashable, Codable {
  /// The fold that holds out each row.
  public let foldOfRow: [Int32]
  /// The number of folds.
  public let count: Int
  /// The number of rows of each class in each fold: `classCounts[fold][class]`.
  ///
  /// With several targets, the classes of the first come first.
  public let classCounts: [[Int]]

  /// The rows that `fold` holds out, in increasing order.
  public func rows(in fold: Int) -> [Int] {
    foldOfRow.indices.filter { Int(foldOfRow[$0]) == fold }
  }

  /// The rows that a model of `fold` is trained on, in increasing order.
  public func rowsOutside(_ fold: Int) -> [Int] {
    foldOfRow.indices.filter { Int(foldOfRow[$0]) != fold }
  }

  /// n_cf / n_f, the share of each class among the rows of each fold: `classShares[fold][class]`.
  ///
  /// An empty fold has shares of 0.
  public var classShares: [[Double]] {
    var rows = [Int](repeating: 0, count: count)
    for fold in foldOfRow { rows[Int(fold)] += 1 }
    return zip(classCounts, rows).map { counts, rows in
      counts.map { rows == 0 ? 0 : Double($0) / Double(rows) }
    }
  }

  /// Folds with the same class shares, as nearly as the rows or groups allow.
  ///
  /// Without groups each class is shuffled and dealt in turn, going on where the class before it
  /// ended: the rows of a class differ by at most one between folds, and so do the fold sizes.
  ///
  /// With groups all rows of a group share a fold. Groups are taken by decreasing size, in seeded
  /// random order among equals, each to the fold that keeps Σ_c Var_f(n_cf / n_c) smallest (the
  /// number of rows counts as one more class), but where possible not to the only fold that has a
  /// class whose last group this is. Read `classShares` for what was achieved.
  /// - Parameters:
  ///   - labels: The class of each row, in 0 ..< classes.
  ///   - classes: The number of classes.
  ///   - count: The number of folds, 2 or more.
  ///   - seed: The seed of the shuffles.
  ///   - groups: The group of each row, any numbers; nil if the rows are independent.
  /// - Throws: `FoldError` if a class has fewer rows than folds, is present in fewer groups than
  ///   folds, or would be absent from a training part; and for labels or groups that do not fit.
  public static func stratified(
    labels: [Int32], classes: Int, count: Int, seed: RandomSeed, groups: [Int32]? = nil
  ) throws(FoldError) -> Folds {
    try stratified(
      targets: [labels], classes: [classes], count: count, seed: seed, groups: groups)
  }

  /// Folds in which every one of several targets has the same class shares, as nearly as is
  /// practical.
  ///
  /// One target is cut as ``stratified(labels:classes:count:seed:groups:)`` says. With several,
  /// every row is dealt like a group, by its classes in all targets.
  /// - Parameters:
  ///   - targets: For each target the class of each row.
  ///   - classes: For each target the number of classes.
  ///   - count: The number of folds, 2 or more.
  ///   - seed: The seed of the shuffles.
  ///   - groups: The group of each row, any numbers; nil if the rows are independent.
  /// - Throws: `FoldError`, its classes counted through all targets.
  public static func stratified(
    targets: [[Int32]], classes: [Int], count: Int, seed: RandomSeed, groups: [Int32]? = nil
  ) throws(FoldError) -> Folds {
    do {
      try check(targets: targets, classes: classes, count: count, groups: groups)
    } catch {
      throw .badRows(error)
    }
    let rows = targets[0].count
    let rowsOfClass = zip(targets, classes).flatMap { rowsByClass($0, classes: $1) }
    for (classIndex, rows) in rowsOfClass.enumerated() where rows.count < count {
      throw .tooFewRows(classIndex: classIndex, rows: rows.count, folds: count)
    }
    let foldOfRow =
      if groups == nil, targets.count == 1 {
        dealt(rowsOfClass, rows: rows, count: count, seed: seed)
      } else {
        try foldsOfGroups(
          DenseGroups(groups ?? (0..<rows).map { Int32($0) }), rowsOfClass: rowsOfClass,
          count: count, seed: seed)
      }
    let folds = Folds(foldOfRow: foldOfRow, count: count, rowsOfClass: rowsOfClass)
    try folds.requireEveryClassInTraining()
    return folds
  }

  /// Folds that are given, row by row.
  /// - Parameters:
  ///   - foldOfRow: The fold that holds out each row, in 0 ..< count.
  ///   - count: The number of folds, 2 or more.
  ///   - targets: For each target the class of each row.
  ///   - classes: For each target the number of classes.
  /// - Throws: `FoldError` if a class is in one fold alone; and for labels or folds that do not fit.
  public init(
    given foldOfRow: [Int32], count: Int, targets: [[Int32]], classes: [Int]
  ) throws(FoldError) {
    do throws(EvaluationError) {
      try check(targets: targets, classes: classes, count: count, groups: foldOfRow)
      for fold in foldOfRow where fold < 0 || fold >= count {
        throw .wrongCount(Int(fold), of: .folds, expected: count)
      }
    } catch {
      throw .badRows(error)
    }
    self.init(
      foldOfRow: foldOfRow, count: count,
      rowsOfClass: zip(targets, classes).flatMap { rowsByClass($0, classes: $1) })
    try requireEveryClassInTraining()
  }

  private init(foldOfRow: [Int32], count: Int, rowsOfClass: [[Int]]) {
    var classCounts = [[Int]](
      repeating: [Int](repeating: 0, count: rowsOfClass.count), count: count)
    for (classIndex, rows) in rowsOfClass.enumerated() {
      for row in rows { classCounts[Int(foldOfRow[row])][classIndex] += 1 }
    }
    self.foldOfRow = foldOfRow
    self.count = count
    self.classCounts = classCounts
  }

  private func requireEveryClassInTraining() throws(FoldError) {
    for classIndex in classCounts[0].indices {
      let total = classCounts.reduce(0) { $0 + $1[classIndex] }
      for fold in 0..<count where classCounts[fold][classIndex] == total {
        throw .missingFromTraining(classIndex: classIndex, fold: fold, rows: total)
      }
    }
  }
}

extension Folds {
  /// Reads folds, and refuses a row of no fold and counts of other folds or classes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    foldOfRow = try container.decode([Int32].self, forKey: .foldOfRow)
    count = try container.decode(Int.self, forKey: .count)
    classCounts = try container.decode([[Int]].self, forKey: .classCounts)
    try decoder.check { [self] () throws(EvaluationError) in
      try check(count, of: .folds, least: 2)
      try check(classCounts.count, of: .folds, expected: count)
      for counts in classCounts {
        try check(counts.count, of: .classes, expected: classCounts[0].count)
        for rows in counts { try check(rows, of: .rows, least: 0) }
      }
      for fold in foldOfRow where fold < 0 || fold >= count {
        throw .wrongCount(Int(fold), of: .folds, expected: count)
      }
    }
  }
}

/// Throws for labels that do not fit each other, or the groups of the rows, and for too few folds.
func check(
  targets: [[Int32]], classes: [Int], count: Int, least: Int = 2, groups: [Int32]?
) throws(EvaluationError) {
  try check(count, of: .folds, least: least)
  try check(targets.count, of: .targets, least: 1)
  try check(classes.count, of: .targets, expected: targets.count)
  for (labels, classes) in zip(targets, classes) {
    try check(labels.count, of: .labels, expected: targets[0].count)
    try check(labels: labels, classes: classes, least: 1)
  }
  if let groups { try check(groups.count, of: .groups, expected: targets[0].count) }
}

private func rowsByClass(_ labels: [Int32], classes: Int) -> [[Int]] {
  var rows = [[Int]](repeating: [], count: classes)
  for (row, label) in labels.enumerated() { rows[Int(label)].append(row) }
  return rows
}

private func dealt(_ rowsOfClass: [[Int]], rows: Int, count: Int, seed: RandomSeed) -> [Int32] {
  var foldOfRow = [Int32](repeating: 0, count: rows)
  var next = 0
  for (classIndex, rows) in rowsOfClass.enumerated() {
    var shuffled = rows
    seed.derived(UInt64(classIndex)).shuffle(&shuffled)
    for row in shuffled {
      foldOfRow[row] = Int32(next)
      next = next + 1 == count ? 0 : next + 1
    }
  }
  return foldOfRow
}
