import Testing

@testable import CrossEntropyFiles

/// A table with one fault, and § where the error points: at a cell, or at the start of a row.
///
/// An ¶ is a line end of whatever kind, ¿ a byte that is not UTF-8, and ¬ a NUL.
private struct Faulty: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var text: String
  /// Whether the error names the column too.
  var isCell = true
}

private let faulty = [
  Faulty(testDescription: "too short", text: "a,b,c¶\"x¶y\",2,3¶§4,\"p¶q\"¶5,6,7¶", isCell: false),
  Faulty(testDescription: "too short at the end", text: "a,b¶1,\"p¶q\"¶§4", isCell: false),
  Faulty(testDescription: "too long", text: "a,b,c¶\"x¶y\",2,3¶4,5,6,§7¶"),
  Faulty(testDescription: "too long after a line end", text: "a,b,c¶1,2,3¶4,\"p¶q\",6,§7,8¶"),
  Faulty(testDescription: "too long after two of them", text: "a,b¶1,2¶\"¶\",\"p¶¶q\",§ 7¶"),
  Faulty(testDescription: "text after a quote", text: "a,b,c¶\"x¶y\",2,3¶4,5,§\"6\" x¶"),
  Faulty(testDescription: "text after it, later in the row", text: "a,b,c¶4,\"p¶q\",§ \"6\"x¶"),
  Faulty(testDescription: "text after it, in a cell of two lines", text: "a,b¶¶4,§\"p¶q\"x¶5,6¶"),
  Faulty(testDescription: "not closed", text: "a,b,c¶\"x¶y\",2,3¶4,\"p¶q\",§\"6¶7,8,9¶"),
  Faulty(testDescription: "not UTF-8", text: "a,b,c¶\"x¶y\",2,3¶4,\"p¶q\",§caf¿¶"),
  Faulty(testDescription: "not UTF-8 in quotes", text: "a,b,c¶1,2,3¶4,§\"p¶¿q\",6¶"),
  Faulty(testDescription: "not UTF-8 in the header", text: "a,\"p¶q\",§caf¿¶1,2,3¶"),
  Faulty(testDescription: "a NUL", text: "a,b,c¶\"x¶y\",2,3¶4,\"p¶q\",§ n¬n¶"),
  Faulty(testDescription: "a NUL in the header", text: "¶a,\"b\",§\"c¬¶\"¶1,2,3¶"),
  Faulty(testDescription: "infinite", text: "a,b,c¶\"x¶y\",2,3¶4,5,§inf¶7,inf,8¶"),
  Faulty(
    testDescription: "infinite after a line end", text: "a,b,c¶\"x¶y\",2,3¶\"p¶q\",2,§-1e999¶"),
  Faulty(testDescription: "no name", text: "a,\"p¶q\",§ ,c¶1,2,3,4¶"),
  Faulty(testDescription: "a cell under no name", text: "a,\"p¶q\",§¶1,2,¶\"x¶y\",5,6¶"),
  Faulty(testDescription: "the same name twice", text: "a,\"p¶q\",§\"a\"¶1,2,3¶"),
]

/// An error names the line and the column of the same cell, also in rows that span lines.
@Suite struct PlaceTests {
  @Test(arguments: faulty, ["\n", "\r\n", "\r"])
  fileprivate func anErrorNamesTheLineAndTheColumnOfTheCell(_ table: Faulty, lineEnd: String) throws
  {
    for (mark, before, rowsAfter) in [("", "", 0), ("\u{FEFF}", "", 40), ("", "¶ ¶", 40)] {
      let rows = String(repeating: "1,2,3¶", count: table.text.last == "¶" ? rowsAfter : 0)
      let text = before + table.text + rows
      let parts = text.split(separator: "§", omittingEmptySubsequences: false)
      let ahead = bytes(String(parts[0]), lineEnd)
      let all = Array(mark.utf8) + ahead + bytes(String(parts[1]), lineEnd)

      let (line, column) = place(after: ahead)
      for (isFast, size) in [(true, 1 << 18), (true, 80), (false, 3)] {
        var reader = TableReader(delimiter: Byte.comma)
        reader.isFast = isFast
        reader.windowSize = size
        let error = try tableError(all, reader)
        #expect(error.place.line == line, "\(error)")
        #expect(error.place.column == (table.isCell ? column : nil), "\(error)")
      }
      #expect(disagreements(on: all, TableReader(delimiter: Byte.comma)) == [])
    }
  }

  @Test(arguments: ["\n", "\r\n", "\r"]) func aRowOfSeveralLinesIsNamedByTheFirst(lineEnd: String)
    throws
  {
    let text = "¶\"a¶a\",b¶1,2¶\"¶3\",\"4¶\"¶¶5,6¶"
    let table = try TableReader().read(bytes: bytes(text, lineEnd), name: "t.csv")
    #expect(table.headerLine == 2)
    #expect((0..<3).map { table.line(ofRow: $0) } == [4, 5, 9])
  }

  @Test(arguments: ["\n", "\r\n", "\r"]) func aNoteNamesTheLineOfTheCell(lineEnd: String) throws {
    let text = "a,b,c¶\"x¶x\",1,2¶\"x¶x\",\"01¶\",1.5¶\"y\",2,\"¶ 1,5\"¶"
    let table = try TableReader().read(bytes: bytes(text, lineEnd), name: "t.csv")
    #expect(table.columns[1].notes == [.numbersAndText(line: 5, cell: "01" + lineEnd)])
    #expect(table.columns[2].notes == [.numbersAndText(line: 7, cell: lineEnd + " 1,5")])
  }

  @Test func aCellUnderNoNameIsFoundByItsOwnLine() throws {
    let error = try tableError(Array("a,b,\n1,2,\n\"p\nq\",\"r\n\", s\n".utf8))
    #expect(error.fault == .cellUnderNoName(field: 3, cell: Array("s".utf8), line: 5))
  }

  /// Line ends are LF, CR LF, and CR without LF.
  private func place(after bytes: [UInt8]) -> (line: Int, column: Int) {
    var line = 1
    var column = 1
    for (index, byte) in bytes.enumerated() {
      let next = index + 1 < bytes.count ? bytes[index + 1] : 0
      if byte == 0x0A || (byte == 0x0D && next != 0x0A) {
        line += 1
        column = 1
      } else {
        column += 1
      }
    }
    return (line, column)
  }

  private func bytes(_ text: String, _ lineEnd: String) -> [UInt8] {
    text.flatMap { letter -> [UInt8] in
      switch letter {
      case "¶": Array(lineEnd.utf8)
      case "¿": [0xE9]
      case "¬": [0]
      default: Array(String(letter).utf8)
      }
    }
  }
}
