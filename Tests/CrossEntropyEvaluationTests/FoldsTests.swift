import CrossEntropyEvaluation
import Testing

struct FoldsTests {
  @Test(arguments: [2, 3, 5, 10], 0..<6 as Range<UInt64>)
  func stratifiedFoldsAreBalanced(count: Int, seed: UInt64) throws {
    let labels = unbalancedLabels(rows: 203, seed: RandomSeed(seed).derived(1))
    let folds = try Folds.stratified(
      labels: labels, classes: 3, count: count, seed: RandomSeed(seed))
    expectPartition(folds, rows: 203, count: count)
    let sizes = folds.classCounts.map { $0.reduce(0, +) }
    #expect(spread(sizes) <= 1)
    for classIndex in 0..<3 {
      #expect(spread(folds.classCounts.map { $0[classIndex] }) <= 1)
    }
    for (fold, shares) in folds.classShares.enumerated() {
      let held = folds.rows(in: fold).map { labels[$0] }
      for classIndex in 0..<3 {
        let share = Double(held.count { $0 == Int32(classIndex) }) / Double(held.count)
        #expect(shares[classIndex] == share)
      }
    }
  }

  @Test(arguments: [2, 3, 5], 0..<6 as Range<UInt64>)
  func groupsStayTogether(count: Int, seed: UInt64) throws {
    let labels = unbalancedLabels(rows: 300, seed: RandomSeed(seed).derived(1))
    // Between 1 and 8 rows a group, with numbers that are neither dense nor positive.
    let groups = (0..<300).map { row in
      Int32(RandomSeed(seed).derived(2).uniform(UInt64(row)) * 75) * 1000 - 30_000
    }
    let folds = try Folds.stratified(
      labels: labels, classes: 3, count: count, seed: RandomSeed(seed), groups: groups)
    expectPartition(folds, rows: 300, count: count)
    var foldOfGroup: [Int32: Int32] = [:]
    for row in 0..<300 {
      #expect(foldOfGroup[groups[row], default: folds.foldOfRow[row]] == folds.foldOfRow[row])
      foldOfGroup[groups[row]] = folds.foldOfRow[row]
    }
    // The greedy rule is no optimum; shares within .06 and sizes within a group are what it reaches.
    let overall = (0..<3).map { index in
      Double(labels.count { $0 == Int32(index) }) / 300
    }
    for shares in folds.classShares {
      for classIndex in 0..<3 { #expect(abs(shares[classIndex] - overall[classIndex]) < 0.06) }
    }
    #expect(spread(folds.classCounts.map { $0.reduce(0, +) }) <= 12)
  }

  @Test(arguments: [2, 3, 5], 0..<4 as Range<UInt64>)
  func everyOneOfSeveralTargetsIsBalanced(count: Int, seed: UInt64) throws {
    let first = unbalancedLabels(rows: 201, seed: RandomSeed(seed))
    let second = (0..<201).map { row in
      Int32(RandomSeed(seed).derived(3).uniform(UInt64(row)) < 0.1 ? 1 : 0)
    }
    let folds = try Folds.stratified(
      targets: [first, second], classes: [3, 2], count: count, seed: RandomSeed(seed))
    expectPartition(folds, rows: 201, count: count)
    #expect(folds.classCounts.allSatisfy { $0.count == 5 })
    // The greedy rule is no optimum; what it reaches is within two rows of even.
    for classIndex in 0..<5 { #expect(spread(folds.classCounts.map { $0[classIndex] }) <= 2) }
    for (fold, shares) in folds.classShares.enumerated() {
      #expect(abs(shares[0] + shares[1] + shares[2] - 1) < 1e-12)
      let held = folds.rows(in: fold)
      #expect(shares[4] == Double(held.count { second[$0] == 1 }) / Double(held.count))
    }
  }

  @Test func oneTargetOfSeveralIsOneTarget() throws {
    let labels = unbalancedLabels(rows: 90, seed: RandomSeed(2))
    #expect(
      try Folds.stratified(targets: [labels], classes: [3], count: 4, seed: RandomSeed(1))
        == Folds.stratified(labels: labels, classes: 3, count: 4, seed: RandomSeed(1)))
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func singleRowGroupsAreAsBalancedAsRows(seed: UInt64) throws {
    let labels = unbalancedLabels(rows: 100, seed: RandomSeed(seed))
    let folds = try Folds.stratified(
      labels: labels, classes: 3, count: 5, seed: RandomSeed(seed),
      groups: (0..<100).map { Int32($0) })
    for classIndex in 0..<3 {
      #expect(spread(folds.classCounts.map { $0[classIndex] }) <= 1)
    }
  }

  @Test func onlyAnotherSeedGivesOtherFolds() throws {
    let labels = unbalancedLabels(rows: 100, seed: RandomSeed(1))
    let groups = (0..<100).map { Int32($0 / 2) }
    for groups in [nil, groups] {
      func cut(_ seed: UInt64) throws -> [Int32] {
        try Folds.stratified(
          labels: labels, classes: 3, count: 5, seed: RandomSeed(seed), groups: groups
        ).foldOfRow
      }
      #expect(try cut(1) == cut(1))
      #expect(try cut(1) != cut(2))
    }
  }

  @Test func aClassNeedsARowForEachFold() throws {
    #expect(throws: FoldError.tooFewRows(classIndex: 1, rows: 2, folds: 3)) {
      try Folds.stratified(labels: [0, 0, 0, 0, 1, 1], classes: 2, count: 3, seed: RandomSeed(0))
    }
    #expect(throws: FoldError.tooFewRows(classIndex: 2, rows: 0, folds: 2)) {
      try Folds.stratified(labels: [0, 0, 1, 1], classes: 3, count: 2, seed: RandomSeed(0))
    }
  }

  @Test func aClassNeedsAGroupForEachFold() throws {
    #expect(throws: FoldError.tooFewGroups(classIndex: 1, groups: 1, folds: 2)) {
      try Folds.stratified(
        labels: [0, 0, 0, 1, 1, 1], classes: 2, count: 2, seed: RandomSeed(0),
        groups: [1, 2, 3, 4, 4, 4])
    }
  }

  /// The groups of the two tests below, by decreasing size: how many rows of each class they have.
  private func table(_ groups: [[Int]]) -> (labels: [Int32], groups: [Int32]) {
    var labels: [Int32] = []
    var numbers: [Int32] = []
    for (group, counts) in groups.enumerated() {
      for (classIndex, rows) in counts.enumerated() {
        labels += Array(repeating: Int32(classIndex), count: rows)
        numbers += Array(repeating: Int32(group), count: rows)
      }
    }
    return (labels, numbers)
  }

  @Test func theLastGroupOfAClassGoesToASecondFold() throws {
    // The first group goes to fold 0, the second to fold 1. Class shares alone would put the third
    // with the first, where all of class 3 then were: 1·1/2² = .25 against 2·9·7/17² = .44.
    let (labels, groups) = table([
      [20, 0, 0, 1], [0, 9, 9, 0], [0, 7, 7, 1], [2, 0, 0, 0], [0, 1, 1, 0],
    ])
    let folds = try Folds.stratified(
      labels: labels, classes: 4, count: 2, seed: RandomSeed(0), groups: groups)
    #expect(folds.classCounts.map { $0[3] } == [1, 1])
  }

  @Test func aClassThatIsHeldOutWholeIsRefused() throws {
    // The third group is the last of class 1, in fold 0 only, and of class 2, in fold 1 only.
    let (labels, groups) = table([[9, 1, 0], [8, 0, 1], [0, 1, 1]])
    #expect(throws: FoldError.self) {
      try Folds.stratified(
        labels: labels, classes: 3, count: 2, seed: RandomSeed(0), groups: groups)
    }
  }

  @Test func twoRowsOfEachClassGoToBothFolds() throws {
    let folds = try Folds.stratified(
      labels: [0, 1, 0, 1], classes: 2, count: 2, seed: RandomSeed(5))
    #expect(folds.classCounts == [[1, 1], [1, 1]])
    #expect(folds.rows(in: 0).count == 2)
  }
}

private func expectPartition(_ folds: Folds, rows: Int, count: Int) {
  #expect(folds.count == count)
  #expect(folds.foldOfRow.count == rows)
  var held: [Int] = []
  for fold in 0..<count {
    let inside = folds.rows(in: fold)
    #expect((inside + folds.rowsOutside(fold)).sorted() == Array(0..<rows))
    #expect(inside == inside.sorted())
    held += inside
  }
  #expect(held.sorted() == Array(0..<rows))
}

private func spread(_ values: [Int]) -> Int {
  (values.max() ?? 0) - (values.min() ?? 0)
}

/// Three classes with shares of about .7, .2 and .1.
private func unbalancedLabels(rows: Int, seed: RandomSeed) -> [Int32] {
  (0..<rows).map { row in
    let u = seed.uniform(UInt64(row))
    return u < 0.7 ? 0 : u < 0.9 ? 1 : 2
  }
}
