internal import CrossEntropyFiles

/// The IDs of rows that come one after the other, and which of them stand twice.
struct SeenIDs {
  private var texts = GatheredTexts()
  /// How many rows have each ID, and the first of them.
  private var counts: [Int32] = []
  private var firstRows: [Int] = []
  /// The first two rows of the ID that first came again.
  private(set) var firstRepeated: [Int] = []

  /// The cells of a batch, each by the place of its ID among all; −1 where it is empty.
  mutating func codes(of cells: RowBatch.Texts) -> [Int32] {
    let codes = texts.codes(of: cells)
    counts += [Int32](repeating: 0, count: texts.levels.count - counts.count)
    firstRows += [Int](repeating: -1, count: texts.levels.count - firstRows.count)
    return codes
  }

  /// How many there are.
  var count: Int { counts.count }

  /// The ID at a place; empty where a cell was.
  func text(of code: Int32) -> String { code < 0 ? "" : texts.levels[Int(code)] }

  /// Takes the ID of a row.
  mutating func add(_ code: Int32, row: Int) {
    guard code >= 0 else { return }
    counts[Int(code)] += 1
    if firstRows[Int(code)] < 0 {
      firstRows[Int(code)] = row
    } else if firstRepeated.isEmpty {
      firstRepeated = [firstRows[Int(code)], row]
    }
  }

  /// How many rows have an ID that another has, too.
  var repeatedRows: Int { counts.reduce(0) { $0 + ($1 > 1 ? Int($1) : 0) } }
}
