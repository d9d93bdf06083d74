import Foundation
import TestSupport
import Testing

@testable import CrossEntropyFiles

@Suite struct ReaderFuzzTests {
  @Test("Whatever the bytes, the reader gives a table that is whole or an error that has its place")
  func anyBytes() {
    let failures = fuzz("ReaderFuzzTests", executions: 2000) { random in
      let file = RandomTable(&random)
      var reader = reader(of: file, &random)
      if random.once(in: 200) { reader.memory = random.below(1000) }
      if random.once(in: 200) { return problemsOfMissingFile(file, reader, &random) }
      // A copy has no room to spare, so that the address sanitizer sees a read past its end.
      return problems(Array(file.bytes[...]), reader, &random)
    }
    #expect(failures == [])
  }

  @Test("The reader and a plain one that shares no code with it agree")
  func differential() {
    let failures = fuzz("ReaderFuzzTests", executions: 1000) { random in
      let file = RandomTable(&random)
      let reader = reader(of: file, &random)
      return disagreement(on: file.bytes, reader).map { [$0, shown(file.bytes, reader)] } ?? []
    }
    #expect(failures == [])
  }

  /// Every input that once ended the process or was read wrongly.
  @Test("No input that once went wrong does so again", arguments: onceWrong)
  func regressions(_ input: OnceWrong) {
    for ending in ["", String(repeating: "\n", count: 80)] {
      var random = SplitMix64(state: 0)
      for _ in 0..<16 {
        #expect(problems(Array((input.text + ending).utf8), input.reader, &random) == [])
      }
    }
  }
}

// MARK: One execution

/// A reader with the file's own delimiter, none, or any byte, and any other options.
private func reader(of file: RandomTable, _ random: inout SplitMix64) -> TableReader {
  var reader = TableReader()
  switch random.below(8) {
  case 0: reader.delimiter = UInt8(random.below(256))
  case 1...3: reader.delimiter = file.delimiter
  default: break
  }
  if random.once(in: 4) { reader.decimalComma = random.once(in: 2) }
  if random.once(in: 4) {
    reader.missingTokens = (0..<random.below(4)).map { _ in random.pick(tokens) }
  }
  while random.once(in: 4), !file.names.isEmpty {
    reader.textColumns.insert(String(decoding: random.pick(file.names), as: UTF8.self))
  }
  if random.once(in: 2) { reader.windowSize = 1 + random.below(random.pick([20, 200, 2000])) }
  reader.isFast = !random.once(in: 4)
  return reader
}

private let tokens = ["", "NA", "-999", "0", "1e3", ".", "yes", "펭귄 종", "a b", "\"", "inf"]

private typealias Reading = Result<Table, TableError>

private func shown(_ bytes: [UInt8], _ reader: TableReader) -> String {
  "\(String(decoding: bytes.prefix(400), as: UTF8.self).debugDescription), "
    + "delimiter \(reader.delimiter.map { "\($0)" } ?? "any")"
}

/// What is wrong with what the reader makes of these bytes.
private func problems(
  _ bytes: [UInt8], _ reader: TableReader, _ random: inout SplitMix64
) -> [String] {
  let reading = read(bytes, reader)
  var problems: [String] = []
  switch reading {
  case .success(let table):
    problems = problemsOf(table)
    if bytesNeeded(table) > memoryBudget(reader.memory) {
      problems.append("more memory than allowed")
    }
    if random.once(in: 64) { problems += problemsOfCoding(table) }
  case .failure(let error): problems = problemsOf(error, in: bytes)
  }
  let same: Bool
  let how: String
  switch random.below(16) {
  case 0..<4:
    how = "read again"
    same = alike(reading, read(bytes, reader))
  case 4..<7:
    how = "read far from the end"
    same = alike(reading, readFarFromEnd(bytes, reader, reading))
  case 7..<11:
    how = "read in other pieces"
    var other = reader
    other.windowSize = 1 + random.below(100)
    same = alike(reading, read(bytes, other))
  case 11..<14:
    how = "read \(reader.isFast ? "slowly" : "fast")"
    var other = reader
    other.isFast.toggle()
    same = alike(reading, read(bytes, other))
  case 14 where random.once(in: 16):
    how = "read from a file"
    same = alike(reading, readFile(bytes, reader))
  case 15 where random.once(in: 16):
    how = "read from a pipe"
    same = alike(reading, readPipe(bytes, reader))
  default: return problems
  }
  if !same { problems.append("\(how) it is another table: \(shown(bytes, reader))") }
  return problems
}

private func read(_ bytes: [UInt8], _ reader: TableReader) -> Reading {
  Reading { () throws(TableError) in try reader.read(bytes: bytes, name: "t.csv") }
}

/// The table with blank lines below, which change nothing, if lines end as they should.
private func readFarFromEnd(
  _ bytes: [UInt8], _ reader: TableReader, _ reading: Reading
) -> Reading {
  guard case .success(let table) = reading, bytes.last == Byte.lineFeed,
    table.delimiter != Byte.lineFeed, table.delimiter != Byte.carriageReturn
  else { return reading }
  let blank = 80
  return read(bytes + [UInt8](repeating: Byte.lineFeed, count: blank), reader).map {
    var far = $0
    far.blankLines -= blank
    let note = TableNote.blankLines(count: far.blankLines)
    far.notes = far.notes.compactMap {
      guard case .blankLines = $0 else { return $0 }
      return far.blankLines > 0 ? note : nil
    }
    return far
  }
}

private func readFile(_ bytes: [UInt8], _ reader: TableReader) -> Reading {
  let path = NSTemporaryDirectory() + "reader-fuzz-\(UUID().uuidString)"
  guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
    fatalError("cannot write \(path)")
  }
  defer { unlink(path) }
  return Reading { () throws(TableError) in try reader.read(path: path) }.renamed
}

private func readPipe(_ bytes: [UInt8], _ reader: TableReader) -> Reading {
  // What a pipe holds before it must be read.
  guard bytes.count < 65_536 else { return readFile(bytes, reader) }
  let pipe = Pipe()
  pipe.fileHandleForWriting.write(Data(bytes))
  try? pipe.fileHandleForWriting.close()
  let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
  return Reading { () throws(TableError) in try reader.read(path: path) }.renamed
}

extension Reading {
  /// The same under the name that bytes are read by.
  fileprivate var renamed: Reading {
    switch self {
    case .success(var table):
      table.name = "t.csv"
      return .success(table)
    case .failure(var error):
      error.place.file = "t.csv"
      return .failure(error)
    }
  }
}

// MARK: What must hold

private func problemsOf(_ table: Table) -> [String] {
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
private func bytesNeeded(_ table: Table) -> Int {
  table.columns.reduce(0) { sum, column in
    switch column.values {
    case .numbers(let values): sum + 8 * values.count
    case .categories(let codes, _): sum + 4 * codes.count
    }
  }
}

/// A name like that of a file, of a directory, or of nothing at all.
private func problemsOfMissingFile(
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
private func problemsOfCoding(_ table: Table) -> [String] {
  func isWritten<Note: Codable & Equatable>(_ notes: [Note]) -> Bool {
    guard let data = try? JSONEncoder().encode(notes) else { return false }
    let strange = String(decoding: data, as: UTF8.self)
      .replacingOccurrences(of: "\"code\":\"", with: "\"code\":\"x")
    return (try? JSONDecoder().decode([Note].self, from: data)) == notes
      && (notes.isEmpty
        || (try? JSONDecoder().decode([Note].self, from: Data(strange.utf8))) == nil)
  }
  return isWritten(table.notes) && isWritten(table.columns.compactMap(\.note))
    ? [] : ["the notes are not as they were written"]
}

private func problemsOf(_ error: TableError, in bytes: [UInt8]) -> [String] {
  guard error.fault.kind == .badData else { return ["\(error) is not the table's fault"] }
  guard error.place.file == "t.csv" else { return ["\(error) is in another file"] }
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

private func alike(_ a: Reading, _ b: Reading) -> Bool {
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

private func alike(_ a: Column, _ b: Column) -> Bool {
  guard a.name == b.name, a.missingCount == b.missingCount, a.isInteger == b.isInteger,
    a.note == b.note
  else { return false }
  switch (a.values, b.values) {
  case (.numbers(let a), .numbers(let b)):
    return a.count == b.count && zip(a, b).allSatisfy { $0.bitPattern == $1.bitPattern }
  case (.categories(let a, let aLevels), .categories(let b, let bLevels)):
    return a == b && aLevels == bLevels
  default: return false
  }
}

// MARK: What once went wrong

struct OnceWrong: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var text: String
  var reader = TableReader()

  init(_ what: String, _ text: String, _ reader: TableReader = TableReader()) {
    (testDescription, self.text, self.reader) = (what, text, reader)
  }
}

private let onceWrong = [
  OnceWrong(
    "a space between the cells gave other tables near the end", "a b\n1 2\n3  4\n5 6\n",
    TableReader(delimiter: Byte.space)),
  OnceWrong(
    "a minus between the cells was a sign far from the end", "a-b\n1-2\n3-4\n",
    TableReader(delimiter: Byte.minus)),
  OnceWrong(
    "a digit between the cells was a part of the number", "a0b\n102\n304\n",
    TableReader(delimiter: Byte.zero)),
]
