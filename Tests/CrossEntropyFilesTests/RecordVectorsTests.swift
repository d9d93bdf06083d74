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

  @Test("Rows that are read some at a time are those of the table", arguments: names)
  func rows(_ name: String) throws {
    var reader = TableReader()
    reader.isZeroBased = name == "zero.svm"
    let table = try reader.read(path: folder + name)
    reader.leastPart = 30
    var (numbers, texts, sparse): ([DataTable.Column], [DataTable.Column], [DataTable.Column]) =
      ([], [], [])
    for column in table.columns {
      switch column.values {
      case .numbers: numbers.append(column)
      case .categories: texts.append(column)
      case .sparse: sparse.append(column)
      }
    }
    let rows = try TableRows(
      path: folder + name, reader: reader,
      numbers: numbers.map {
        KnownNumbers(name: $0.name, offset: $0.offset, writing: $0.writing)
      },
      texts: texts.map(\.name), optional: ["none"], sparse: sparse.map(\.name), as: "model")
    var (cells, levels) = (numbers.map { _ in [Double?]() }, texts.map { _ in [String?]() })
    var pairs = sparse.map { _ in SparseRows(width: 0) }
    while true {
      let batches = try rows.batches(threads: 2) { $0 }
      if batches.isEmpty { break }
      for batch in batches {
        for index in numbers.indices {
          cells[index] += batch.numbers[index].map { $0.isNaN ? nil : $0 }
        }
        for (index, column) in batch.texts.enumerated() {
          levels[index] += column.codes.map { $0 < 0 ? nil : column.levels[Int($0)] }
        }
        for index in sparse.indices { pairs[index].append(batch.sparse[index]) }
      }
    }
    #expect(rows.rowCount == table.rowCount && rows.names == table.columns.map(\.name))
    #expect(rows.notes == table.notes)
    for (index, column) in numbers.enumerated() { #expect(cells[index] == column.numbers) }
    for (index, column) in texts.enumerated() { #expect(levels[index] == column.texts) }
    for (index, column) in sparse.enumerated() {
      guard case .sparse(let rows) = column.values else { continue }
      #expect(pairs[index] == rows)
    }
  }

  @Test(
    "A column that is lacking, or is none of many numbers, is named, and no row can be written as it stands"
  )
  func otherRows() throws {
    for (name, format) in [
      ("plain.jsonl", .jsonl), ("one.svm", .libsvm), ("C-big-i1.npy", .npy),
    ] as [(String, RecordFormat)] {
      func fault(_ texts: [String], sparse: [String] = [], keepsLines: Bool = false) throws
        -> TableFault
      {
        try #require(throws: TableError.self) {
          try TableRows(
            path: folder + name, reader: TableReader(), numbers: [], texts: texts, sparse: sparse,
            as: "model", keepsLines: keepsLines)
        }.fault
      }
      for (texts, sparse) in [(["nothing"], []), ([], ["x0"]), ([], ["label"])]
        as [([String], [String])]
      {
        guard case .missingColumn(let column, of: "model") = try fault(texts, sparse: sparse) else {
          Issue.record("\(name)")
          continue
        }
        #expect([column.name] == texts + sparse)
      }
      #expect(try fault([], keepsLines: true) == .idle(.append, format))
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
