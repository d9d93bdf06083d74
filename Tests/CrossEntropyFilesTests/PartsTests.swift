import Testing

@testable import CrossEntropyFiles

@Suite struct PartsTests {
  @Test("A table that is read in parts is the one that is read in one", arguments: texts)
  func sameTable(text: String) {
    let bytes = Array(text.utf8)
    var reader = TableReader()
    reader.threads = 1
    let whole = Reading { () throws(TableError) in try reader.read(bytes: bytes, name: "t.csv") }
    for (threads, least) in [(2, 1), (3, 1), (9, 1), (2, 10), (3, 20), (4, 40), (2, 200)] {
      (reader.threads, reader.leastPart) = (threads, least)
      let joined = Reading { () throws(TableError) in try reader.read(bytes: bytes, name: "t.csv") }
      #expect(alike(joined, whole), "\(threads) threads, parts of \(least) bytes and more")
    }
  }

  @Test("What parts take together is what the table may take")
  func memory() throws {
    let bytes = Array(table { "\($0),\"x\($0)\"\n" }.utf8)
    for memory in stride(from: 2000, to: 40_000, by: 500) {
      var reader = TableReader(memory: memory)
      reader.threads = 1
      let whole = Reading { () throws(TableError) in try reader.read(bytes: bytes, name: "t.csv") }
      (reader.threads, reader.leastPart) = (4, 1)
      let joined = Reading { () throws(TableError) in try reader.read(bytes: bytes, name: "t.csv") }
      #expect(alike(joined, whole), "\(memory) bytes")
    }
  }
}

private func table(_ row: (Int) -> String) -> String { "a,b\n" + (0..<60).map(row).joined() }

private let texts = [
  table { "\($0),x\($0 * $0 % 11)\n" },
  table { "\($0),x\($0 * $0 % 11)\r\n" },
  table { "\($0),x\r" },
  // Cells of several lines, which a part may begin inside.
  table { "\"one\ntwo, three\n\($0)\",\($0)\n" },
  table { $0 < 30 ? "1,2\n" : "\"one\n1,2\ntwo\",2\n" },
  // A quote inside a bare cell, and one that is not closed.
  table { "5\" pipe \($0),1\n" },
  table { $0 == 40 ? "\"1,2\n" : "1,2\n" },
  table { $0 == 50 ? "1\n" : "1,2\n" },
  table { $0 % 20 == 19 ? "1e999,2\n" : "1,2\n" },
  table { $0 % 7 == 0 ? "\n  \na,b\n" : "1,2\n" },
  table { $0 % 20 == 13 ? "x,1\n" : "\($0).5,NA\n" },
  table { $0 % 3 == 0 ? ",x\n" : "\($0),\n" },
  // A second pass: texts among numbers, digits that a Double does not hold, two readings.
  table { $0 > 20 ? "x\($0),1.234\n" : "1,2\n" },
  table { "17000000000000000\($0 + 10),2024-05-\($0 % 28 + 1)\n" },
  table { $0 < 50 ? "1.234,7\n" : "2,$8\n" },
]
