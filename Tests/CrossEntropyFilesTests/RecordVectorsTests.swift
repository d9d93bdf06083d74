import Foundation
import TestSupport
import Testing

@testable import CrossEntropyFiles

private let folder = "\(packageRoot)/Tests/Fixtures/records/"
private let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
  .filter { !$0.hasSuffix(".json") }.sorted()

/// Files that NumPy, scikit-learn and Python's json wrote, and what they hold: `Scripts/record_vectors.py`.
@Suite struct RecordVectorsTests {
  @Test(arguments: names)
  func columns(_ name: String) throws {
    var reader = TableReader()
    reader.isZeroBased = name == "zero.svm"
    let read = try reader.read(path: folder + name)
    #expect(problemsOf(read) == [])
    let expected = try JSONDecoder().decode(
      [String: [Cell?]].self, from: Data(contentsOf: URL(filePath: folder + name + ".json")))
    #expect(Set(read.columns.map(\.name)) == Set(expected.keys))
    for column in read.columns {
      let wanted = try #require(expected[column.name])
      #expect(read.rowCount == wanted.count)
      switch column.values {
      case .numbers(let numbers):
        let cells = numbers.map { $0.isNaN ? nil : Cell.number($0 + column.offset) }
        #expect(cells == wanted, "\(column.name)")
      case .categories:
        #expect(column.texts.map { $0.map(Cell.text) } == wanted, "\(column.name)")
      case .sparse(let rows):
        let pairs = (0..<rows.count).map { row in
          rows.entries(of: row).map { [Double(rows.places[$0]), rows.numbers[$0]] }
        }
        #expect(pairs.map(Cell.pairs) == wanted, "\(column.name)")
        #expect(rows.width == 9)
      }
    }
  }

  @Test("A file is read alike through a pipe, packed by gzip, and on one thread in small parts")
  func otherWays() throws {
    for name in ["plain.jsonl", "query.svm", "C-little-f8.npy", "deflated.npz"] {
      let plain = try TableReader().read(path: folder + name)
      var reader = TableReader()
      (reader.threads, reader.leastPart, reader.windowSize) = (1, 40, 16)
      let bytes = try Array(Data(contentsOf: URL(filePath: folder + name)))
      for other in [
        try TableReader().read(bytes: bytes, name: name), try reader.read(path: folder + name),
      ] {
        #expect(shown(other) == shown(plain), "\(name)")
      }
    }
  }

  @Test("The digest is that of the file, and with labels of both, one after the other")
  func digests() throws {
    var reader = TableReader()
    reader.digestsFile = true
    let array = folder + "one-dimension.npy"
    let bytes = try Array(Data(contentsOf: URL(filePath: array)))
    #expect(try reader.read(path: array).sha256 == FileBytes(bytes).sha256())
    reader.labels = array
    #expect(try reader.read(path: array).sha256 == FileBytes(bytes + bytes).sha256())
  }
}

/// What stands in the JSON beside a file.
private enum Cell: Decodable, Equatable {
  case number(Double)
  case text(String)
  case pairs([[Double]])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else {
      self = .pairs(try container.decode([[Double]].self))
    }
  }
}

/// All that columns hold, as text.
private func shown(_ table: DataTable) -> [String] {
  table.columns.map { "\($0.name) \($0.offset) \($0.notes) \($0.values)" }
    + table.notes.filter { if case .format = $0 { false } else { true } }.map { "\($0)" }
    + (0..<table.rowCount).map { "\(table.line(ofRow: $0))" }
}
