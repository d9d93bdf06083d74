import Foundation
import Testing

@testable import CrossEntropyFiles

/// Rows of a second file, read below those of a table.
@Suite("Appended rows")
struct AppendedRowsTests {
  private func read(
    _ first: String, _ second: String, _ reader: TableReader = TableReader(),
    optional: Set<String> = []
  ) throws -> DataTable {
    let directory = try TemporaryDirectory()
    let other = try directory.write(second, to: "second.csv")
    return try reader.read(
      path: other, below: try reader.read(bytes: Array(first.utf8), name: "first.csv"),
      optional: optional)
  }

  @Test("Columns are found by name, and every row knows its file and line")
  func rows() throws {
    let table = try read("a,b\n1,x\n2,y\n", "b,a\n\nz,3\nx,4\n")
    #expect(table.rowCount == 4)
    #expect(table.ownRowCount == 2)
    #expect(table.column(named: "a")?.numbers == [1, 2, 3, 4])
    #expect(table.column(named: "b")?.texts == ["x", "y", "z", "x"])
    #expect((0..<4).map { table.place(ofRow: $0).line } == [2, 3, 3, 4])
    #expect(table.place(ofRow: 1).file == "first.csv")
    #expect(table.place(ofRow: 2).file.hasSuffix("second.csv"))
    #expect(table.appendedNotes.columns.map(\.note) == [.newLevels(["z"], count: 1, cells: 1)])
    #expect(table.appendedNotes.table == [.blankLines(count: 1)])
  }

  @Test("Categories that look like numbers are the table's categories")
  func categories() throws {
    // Sixteen codes with a leading zero, and one that has none.
    let table = try read("zip\n01\n02\n10\n", "zip\n10\n11\n02\n")
    #expect(table.column(named: "zip")?.texts == ["01", "02", "10", "10", "11", "02"])
  }

  @Test("Levels are sorted over both files, by value where all are numbers")
  func levels() throws {
    let reader = TableReader(textColumns: ["t"])
    let table = try read("t\n10\n9\n", "t\n100\n1\n9\n", reader)
    guard case .categories(let codes, let levels)? = table.column(named: "t")?.values else {
      Issue.record("no categories")
      return
    }
    #expect(levels == ["1", "9", "10", "100"])
    #expect(codes == [2, 1, 3, 0, 1])
    #expect(table.column(named: "t")?.levelNumbers == [1, 9, 10, 100])
    let notations = try read("t\n1\n0\n", "t\n1.0\nx\n0.0\n", reader)
    #expect(
      notations.column(named: "t")?.levelNumbers?.map { $0.isNaN ? nil : $0 } == [0, 0, 1, 1, nil])
    #expect(
      table.appendedNotes.columns.map(\.note) == [.newLevels(["1", "100"], count: 2, cells: 2)])
  }

  @Test("Numbers that were centred are differences from the table's number")
  func offsets() throws {
    let table = try read(
      "n\n1000000000000000001\n1000000000000000004\n1000000000000000002\n",
      "n\n1000000000000000007\n1000000000000000009\n1000000000000000006\n")
    let numbers = try #require(table.column(named: "n")?.numbers.compactMap { $0 })
    #expect(numbers.map { $0 - numbers[0] } == [0, 3, 1, 6, 8, 5])
  }

  @Test("Marks of missing cells count in categories too, and are said once")
  func missing() throws {
    let table = try read("a,b\n1,x\n2,y\n", "a,b\nNA,NA\n4,x\n5,\n")
    #expect(table.column(named: "a")?.missingCount == 1)
    #expect(table.column(named: "b")?.missingCount == 2)
    #expect(table.appendedNotes.table == [.missingMarks([MissingMark(text: "NA", cells: 2)])])
  }

  @Test("A column whose cells are all missing fits any, on either side")
  func allMissing() throws {
    let table = try read("a,b,c\n1,x,\n2,y,\n", "a,b,c\n,,1\n,,2\n")
    #expect(table.columns.map(\.missingCount) == [2, 2, 4])
    #expect(table.appendedNotes.columns.map(\.name) == ["a", "b"])
  }

  @Test("A column may be lacking only where it is not needed")
  func lacking() throws {
    #expect(throws: TableError.self) { try read("a,b\n1,x\n", "a\n2\n") }
    let table = try read("a,b\n1,x\n", "a\n2\n", optional: ["b"])
    #expect(table.column(named: "b")?.texts == ["x", nil])
    let more = try read("a\n1\n", "a,c\n2,3\n")
    #expect(more.columns.map(\.name) == ["a"])
    #expect(more.appendedNotes.table == [.columnsBeside(["c"])])
  }

  @Test("The table says which decimal mark and which order of dates the other file has")
  func notations() throws {
    let commas = try read("a;b\n1,5;x\n2,25;y\n", "a;b\n2,507;x\n")
    #expect(commas.column(named: "a")?.numbers == [1.5, 2.25, 2.507])
    let points = try read("a\tb\n1.5\tx\n2.25\ty\n", "a\tb\n2,507\tx\n")
    #expect(points.column(named: "a")?.numbers == [1.5, 2.25, 2507])
    #expect(
      points.appendedNotes.columns.map(\.note) == [
        .notation(cell: "2,507", value: 2507, other: nil)
      ])
    let months = try read("d\n02/18/2024\n03/01/2024\n", "d\n02/08/2024\n")
    #expect(months.column(named: "d")?.numbers == [19771, 19783, 19761])
  }

  @Test("Each column has the decimal mark and the order of dates that its own cells have above")
  func notationsByColumn() throws {
    let first = "a;b;c;d;e\n1,5;2.5;02/18/2024;18/02/2024;7\n2,25;3.25;03/01/2024;01/03/2024;8\n"
    let table = try read(first, "a;b;c;d;e\n2,507;2.507;02/08/2024;02/08/2024;9\n")
    let numbers = table.columns.map { $0.numbers.last ?? nil }
    #expect(numbers == [2.507, 2.507, 19761, 19937, 9])
    #expect(table.appendedNotes.table.contains(.decimalComma(columns: ["a"])))
    let thousands = try read("a,b\n\"1,234\",x\n\"12,345,678\",y\n", "a,b\n\"2,507\",x\n")
    #expect(thousands.column(named: "a")?.numbers.last == 2507)
    // What stands between thousands above is no decimal mark below.
    #expect(throws: TableError.self) {
      try read("a,b\n\"1,234\",x\n\"12,345,678\",y\n", "a,b\n\"2,5\",x\n\"3,5\",y\n")
    }
  }

  @Test(
    "Numbers with the other decimal mark are an error at the first of them",
    arguments: [("1,5", "2.5", DecimalMark.comma), ("1.5", "2,5", .point)])
  func otherDecimalMark(above: String, below: String, mark: DecimalMark) throws {
    // The other column has the other mark, so that the table as a whole has none.
    let error = #expect(throws: TableError.self) {
      try read("a;b\n\(above);\(below)\n\(above);\(below)\n", "a;b\n;\(below)\n\(below);\(below)\n")
    }
    #expect(
      error?.fault == .otherDecimalMark("first.csv", column: "a", cell: below, mark: mark))
    #expect(error?.place.line == 3)
  }

  @Test("Units that the table has not are said with a cell of both")
  func units() throws {
    let table = try read(
      "a,b,c,d\n12%,$5,1,3%\n30%,$6,2,.5\n", "a,b,c,d\n0,$7,€3,4%\n.12,$8,€4,.7\n")
    let notes = table.appendedNotes.columns.filter {
      if case .mixedUnits = $0.note { true } else { false }
    }
    #expect(notes.map(\.name) == ["a", "c", "d"])
    #expect(
      notes.first?.note
        == .mixedUnits([
          ColumnNote.CellValue(cell: "12%", value: 12),
          ColumnNote.CellValue(cell: "0.12", value: 0.12),
        ]))
  }

  @Test("A column that is lacking since UTF-8 was read as another encoding is no lack")
  func otherEncoding() throws {
    let directory = try TemporaryDirectory()
    let other = try directory.write("곳,a\n섬,1\n", to: "second.csv")
    let first = try TableReader().read(bytes: Array("곳,a\n섬,1\n".utf8), name: "first.csv")
    let error = #expect(throws: TableError.self) {
      try TableReader(encoding: .windows1252).read(path: other, below: first)
    }
    #expect(error?.fault == .isUTF8(asked: .windows1252))
  }

  @Test(
    "Dates beside what are none, or in another order, are an error",
    arguments: [
      ("2024-09-18", "20240918"), ("20240918", "2024-09-18"), ("02/08/2024", "02/18/2024"),
    ])
  func dates(first: String, second: String) throws {
    let error = #expect(throws: TableError.self) {
      try read("d,a\n\(first),1\n\(first),2\n", "d,a\n\(second),1\n")
    }
    guard case .notDatesAsIn("first.csv", "d", second, _)? = error?.fault else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("Text where the table has numbers is an error at its first cell")
  func otherKind() throws {
    let error = #expect(throws: TableError.self) {
      try read("a\n1\n2\n", "a\n1\nx\ny\nz\n")
    }
    #expect(error?.fault == .notNumbersAsIn("first.csv", column: "a", cell: "x"))
    #expect(error?.place.line == 3)
  }

  @Test("Rows of another format stand below those of a table, too")
  func otherFormats() throws {
    let first = try TableReader().read(bytes: Array("t,a\nx,1.5\ny,2.5\n".utf8), name: "first.csv")
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).jsonl").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    _ = FileManager.default.createFile(
      atPath: path, contents: Data("{\"a\": 3.25, \"t\": \"y\"}\n".utf8))
    let all = try TableReader().read(path: path, below: first)
    #expect(all.columns[1].numbers == [1.5, 2.5, 3.25] && all.columns[0].texts == ["x", "y", "y"])
  }
}
