import CrossEntropyEvaluation
import Testing

struct OrderedBlocksTests {
  @Test func blocksAreAsEqualAsRanksAllow() throws {
    let blocks = try OrderedBlocks(
      ranks: [7, 6, 5, 4, 3, 2, 1, 0], targets: [[0, 1, 0, 1, 0, 1, 0, 1]], classes: [2], count: 3)
    #expect(blocks.blockOfRow == [3, 3, 2, 2, 1, 1, 0, 0])
    #expect(blocks.rows(in: 2) == [2, 3])
    #expect(blocks.rows(before: 2) == [4, 5, 6, 7])
  }

  @Test(
    arguments: [
      // The rows of one rank stay together, and every block has a rank.
      ([0, 0, 0, 0, 0, 0, 1, 2], [0, 0, 0, 0, 0, 0, 1, 2]),
      ([0, 1, 2, 2, 2, 2, 2, 2], [0, 1, 2, 2, 2, 2, 2, 2]),
      ([0, 0, 1, 1, 1, 2, 2, 3], [0, 0, 1, 1, 1, 2, 2, 2]),
    ] as [([Int32], [Int32])])
  func ranksStayTogether(ranks: [Int32], expected: [Int32]) throws {
    let labels = [Int32](repeating: 0, count: ranks.count)
    let blocks = try OrderedBlocks(ranks: ranks, targets: [labels], classes: [1], count: 2)
    #expect(blocks.blockOfRow == expected)
  }

  @Test func faults() {
    func error(_ ranks: [Int32], _ labels: [Int32], count: Int = 2) -> FoldError? {
      #expect(throws: FoldError.self) {
        try OrderedBlocks(ranks: ranks, targets: [labels], classes: [2], count: count)
      }
    }
    #expect(error([0, 0, 1, 1], [0, 1, 0, 1]) == .tooFewRanks(2, blocks: 3))
    #expect(error([0, 1, 2, 3], [0, 0, 0, 1]) == .unseenBefore(classIndex: 1, block: 2))
    #expect(error([0, 1, 2], [0, 0, 2]) != nil)
    #expect(error([0, 1, 2], [0, 0]) != nil)
    #expect(error([0, 1, 2], [0, 1, 0], count: 0) != nil)
  }

  @Test func givenFoldsAreKept() throws {
    let folds = try Folds(
      given: [0, 0, 1, 1, 2, 2], count: 3, targets: [[0, 1, 0, 1, 1, 1]], classes: [2])
    #expect(folds.rows(in: 1) == [2, 3])
    #expect(folds.classShares == [[0.5, 0.5], [0.5, 0.5], [0, 1]])
    let alone = #expect(throws: FoldError.self) {
      try Folds(given: [0, 0, 1, 1], count: 2, targets: [[0, 0, 1, 1]], classes: [2])
    }
    #expect(alone == .missingFromTraining(classIndex: 0, fold: 0, rows: 2))
    for bad: [Int32] in [[0, 1, 2, 0], [0, -1, 1, 0], [0, 1]] {
      #expect(throws: FoldError.self) {
        try Folds(given: bad, count: 2, targets: [[0, 0, 1, 1]], classes: [2])
      }
    }
  }
}
