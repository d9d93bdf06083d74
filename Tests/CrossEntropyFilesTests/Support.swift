import TestSupport
import Testing

@testable import CrossEntropyFiles

/// Reads a table from text.
func table(_ text: String, _ reader: TableReader = TableReader()) throws(TableError) -> DataTable {
  try reader.read(bytes: Array(text.utf8), name: "t.csv")
}

/// The error that reading gives; fails if there is none.
func tableError(
  _ bytes: [UInt8], _ reader: TableReader = TableReader()
) throws -> TableError {
  try #require(throws: TableError.self) { try reader.read(bytes: bytes, name: "t.csv") }
}

/// Where the reader and the plain reader differ: on the fast way and on the slow one, with the whole
/// table in the window and with little of it.
func disagreements(on bytes: [UInt8], _ reader: TableReader = TableReader()) -> [String] {
  [(true, 1 << 18), (true, 101), (false, 1 << 18), (false, 5)].compactMap { isFast, size in
    var reader = reader
    reader.isFast = isFast
    reader.windowSize = size
    return disagreement(on: bytes, reader)
      .map { "\(isFast ? "fast" : "slow"), window of \(size): \($0)" }
  }
}

extension DataTable.Column {
  /// The numbers, with nil where one is missing; empty if the column is categories.
  var numbers: [Double?] {
    guard case .numbers(let values) = values else { return [] }
    return values.map { $0.isNaN ? nil : $0 }
  }

  /// The texts of the rows, with nil where one is missing; empty if the column is numbers.
  var texts: [String?] {
    guard case .categories(let codes, let levels) = values else { return [] }
    return codes.map { $0 < 0 ? nil : levels[Int($0)] }
  }

  var levels: [String] {
    guard case .categories(_, let levels) = values else { return [] }
    return levels
  }
}
