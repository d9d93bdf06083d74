import Foundation
import TestSupport

@testable import CrossEntropyFiles

// What must hold of whatever the reader makes of any bytes.

typealias Reading = Result<DataTable, TableError>

func problemsOf(_ table: DataTable) -> [String] {
  var problems: [String] = []
  func check(_ holds: Bool, _ what: @autoclosure () -> String) {
    if !holds { problems.append(what()) }
  }
  check(table.rowCount > 0, "no rows")
  check(!table.columns.isEmpty, "no columns")
  check(Set(table.columns.map(\.name)).count == table.columns.count, "a name stands twice")
  for column in table.columns {
    let name = column.name
    check(table.column(named: name)?.missingCount == column.missingCount, "\(name) is not found")
    switch column.values {
    case .numbers(let values):
      check(values.count == table.rowCount, "\(name) has \(values.count) of \(table.rowCount) rows")
      check(values.count { $0.isNaN } == column.missingCount, "\(name) counts what is missing")
      check(!values.contains { $0.isInfinite }, "\(name) is infinite")
      check(
        !column.isInteger || values.allSatisfy { $0.isNaN || $0 == $0.rounded() },
        "\(name) is not whole")
    case .categories(let codes, let levels):
      check(codes.count == table.rowCount, "\(name) has \(codes.count) of \(table.rowCount) rows")
      check(codes.count { $0 == -1 } == column.missingCount, "\(name) counts what is missing")
      check(codes.allSatisfy { $0 >= -1 && Int($0) < levels.count }, "\(name) has strange codes")
      check(Set(codes).subtracting([-1]).count == levels.count, "\(name) has a level without rows")
      check(Set(levels).count == levels.count, "\(name) has a level twice")
    case .sparse(let rows):
      check(rows.count == table.rowCount, "\(name) has \(rows.count) of \(table.rowCount) rows")
      check(column.missingCount == 0, "\(name) counts what is missing")
      check(rows.starts.last == rows.places.count, "\(name) ends elsewhere")
      check(rows.numbers.count == rows.places.count, "\(name) has places without numbers")
      check(rows.numbers.allSatisfy { $0.isFinite && $0 != 0 }, "\(name) has what is no entry")
      check(
        (0..<rows.count).allSatisfy { row in
          let places = rows.places[rows.entries(of: row)]
          return zip(places, places.dropFirst()).allSatisfy { $0 < $1 }
            && places.allSatisfy { 0 <= $0 && Int($0) < rows.width }
        }, "\(name) has strange places")
    }
  }
  for row in 1..<max(1, table.rowCount)
  where table.line(ofRow: row - 1) >= table.line(ofRow: row) {
    problems.append("row \(row) does not follow its forerunner")
    break
  }
  return problems
}

/// The least that the cells of a table can take.
func bytesNeeded(_ table: DataTable) -> Int {
  table.columns.reduce(0) { sum, column in
    switch column.values {
    case .numbers(let values): sum + 8 * values.count
    case .categories(let codes, _): sum + 4 * codes.count
    case .sparse(let rows): sum + 12 * rows.places.count
    }
  }
}

/// A name like that of a file, of a directory, or of nothing at all.
func problemsOfMissingFile(
  _ file: RandomTable, _ reader: TableReader, _ random: inout SplitMix64
) -> [String] {
  let near = "\(packageRoot)/README.md"
  var name = Array(random.pick([near, "\(packageRoot)/Tests", "/nowhere/README.md", "x", ""]).utf8)
  if random.once(in: 2) { damage(&name, &random) }
  let path = String(decoding: name, as: UTF8.self)
  // A damaged name may be that of another file, or of standard input.
  guard path != near, path != "-", !path.hasPrefix("/dev") else { return [] }
  do throws(TableError) {
    _ = try reader.read(path: path)
    return []
  } catch {
    var problems: [String] = []
    if error.place.file != path { problems.append("\(error) is in another file") }
    if case .noSuchFile(let nearest?) = error.fault, access(nearest, F_OK) != 0 {
      problems.append("\(error): there is no such file either")
    }
    return problems
  }
}

/// The notes are written to JSON and read back, and a note of another code is refused.
func problemsOfCoding(_ table: DataTable) -> [String] {
  func isWritten<Note: Codable & Equatable>(_ notes: [Note]) -> Bool {
    guard let data = try? JSONEncoder().encode(notes) else { return false }
    let strange = String(decoding: data, as: UTF8.self)
      .replacingOccurrences(of: "\"code\":\"", with: "\"code\":\"x")
    return (try? JSONDecoder().decode([Note].self, from: data)) == notes
      && (notes.isEmpty
        || (try? JSONDecoder().decode([Note].self, from: Data(strange.utf8))) == nil)
  }
  return isWritten(table.notes) && isWritten(table.columns.flatMap(\.notes))
    ? [] : ["the notes are not as they were written"]
}

func problemsOf(_ error: TableError, in bytes: [UInt8]) -> [String] {
  guard error.fault.kind == .badData else { return ["\(error) is not the table's fault"] }
  guard error.place.file == "t.csv" else { return ["\(error) is in another file"] }
  // Places in text that was decoded are those of the text.
  if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) || bytes.contains(0) {
    return []
  }
  guard let line = error.place.line else {
    return error.place.column == nil ? [] : ["\(error) has a column without a line"]
  }
  let all = lines(of: bytes)
  guard line >= 1, line <= all.count else { return ["\(error): there are \(all.count) lines"] }
  guard let column = error.place.column else { return [] }
  let width = all[line - 1]
  return column >= 1 && column <= width + 1 ? [] : ["\(error): the line has \(width) bytes"]
}

/// The number of bytes of every line, without its end.
private func lines(of bytes: [UInt8]) -> [Int] {
  var lines: [Int] = []
  var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  for index in bytes.indices {
    let isEnd =
      bytes[index] == Byte.lineFeed
      || (bytes[index] == Byte.carriageReturn
        && !(index + 1 < bytes.count && bytes[index + 1] == Byte.lineFeed))
    guard isEnd else { continue }
    lines.append(index - start)
    start = index + 1
  }
  return lines + [bytes.count - start]
}

func alike(_ a: Reading, _ b: Reading) -> Bool {
  switch (a, b) {
  case (.failure(let a), .failure(let b)): return a == b
  case (.success(let a), .success(let b)):
    return a.rowCount == b.rowCount && a.delimiter == b.delimiter && a.blankLines == b.blankLines
      && a.hadByteOrderMark == b.hadByteOrderMark && a.notes == b.notes && a.name == b.name
      && a.columns.count == b.columns.count && zip(a.columns, b.columns).allSatisfy(alike)
      && (0..<a.rowCount).allSatisfy { a.line(ofRow: $0) == b.line(ofRow: $0) }
  default: return false
  }
}

private func alike(_ a: DataTable.Column, _ b: DataTable.Column) -> Bool {
  guard a.name == b.name, a.missingCount == b.missingCount, a.isInteger == b.isInteger,
    a.notes == b.notes, a.offset == b.offset
  else { return false }
  switch (a.values, b.values) {
  case (.numbers(let a), .numbers(let b)):
    return a.count == b.count && zip(a, b).allSatisfy { $0.bitPattern == $1.bitPattern }
  case (.categories(let a, let aLevels), .categories(let b, let bLevels)):
    return a == b && aLevels == bLevels
  default: return false
  }
}
