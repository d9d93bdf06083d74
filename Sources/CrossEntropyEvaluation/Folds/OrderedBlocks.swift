/// Rows in an order, cut into blocks: each block but the first is predicted from all before it.
public struct OrderedBlocks: Sendable, Hashable {
  /// The block of each row, 0 for those that are only trained on.
  public let blockOfRow: [Int32]
  /// The blocks that are predicted.
  public let count: Int

  /// Blocks of as nearly equal numbers of rows as whole ranks allow.
  /// - Parameters:
  ///   - ranks: The place of each row in the order; rows of one rank stay together.
  ///   - targets: For each target the class of each row.
  ///   - classes: For each target the number of classes.
  ///   - count: The number of blocks that are predicted, 1 or more.
  /// - Throws: `FoldError` if there are fewer ranks than blocks, and if a class of a block is in none
  ///   before it; and for labels that do not fit.
  public init(
    ranks: [Int32], targets: [[Int32]], classes: [Int], count: Int
  ) throws(FoldError) {
    do throws(EvaluationError) {
      try check(targets: targets, classes: classes, count: count, least: 1, groups: ranks)
    } catch {
      throw .badRows(error)
    }
    self.count = count
    var rowsOfRank: [Int32: [Int]] = [:]
    for (row, rank) in ranks.enumerated() { rowsOfRank[rank, default: []].append(row) }
    guard rowsOfRank.count > count else { throw .tooFewRanks(rowsOfRank.count, blocks: count + 1) }
    var blocks = [Int32](repeating: 0, count: ranks.count)
    var block = 0
    var place = 0
    for (index, rank) in rowsOfRank.keys.sorted().enumerated() {
      let rows = rowsOfRank[rank] ?? []
      // The next block begins with the rank whose middle lies in its share of the rows, or where just as
      // many ranks are left as blocks.
      let isDue = (2 * place + rows.count) * (count + 1) >= 2 * (block + 1) * ranks.count
      let isLast = rowsOfRank.count - index == count - block
      if index > 0, block < count, isDue || isLast { block += 1 }
      for row in rows { blocks[row] = Int32(block) }
      place += rows.count
    }
    blockOfRow = blocks
    var offset = 0
    for (labels, classes) in zip(targets, classes) {
      try requireEarlier(labels, classes: classes, offset: offset)
      offset += classes
    }
  }

  /// The rows of a block, in increasing order.
  public func rows(in block: Int) -> [Int] {
    blockOfRow.indices.filter { Int(blockOfRow[$0]) == block }
  }

  /// The rows of all blocks before one, in increasing order.
  public func rows(before block: Int) -> [Int] {
    blockOfRow.indices.filter { Int(blockOfRow[$0]) < block }
  }

  /// A model can predict only the classes that it has seen.
  private func requireEarlier(
    _ labels: [Int32], classes: Int, offset: Int
  ) throws(FoldError) {
    var first = [Int32](repeating: .max, count: classes)
    for (row, label) in labels.enumerated() {
      first[Int(label)] = min(first[Int(label)], blockOfRow[row])
    }
    for (index, block) in first.enumerated() where block > 0 && block < .max {
      throw .unseenBefore(classIndex: offset + index, block: Int(block))
    }
  }
}
