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

  @Test("The tables that people have are read as the plain reader reads them", arguments: tables)
  func wholeTables(_ name: String) throws {
    let bytes = try Array(Data(contentsOf: URL(filePath: folderOfTables + name)))
    var random = SplitMix64(state: 0)
    for _ in 0..<16 { #expect(problems(bytes, TableReader(), &random) == []) }
    #expect(disagreements(on: bytes, TableReader()) == [])
  }

  /// Every input that once ended the process or was read wrongly.
  @Test("No input that once went wrong does so again", arguments: onceWrong)
  func regressions(_ input: OnceWrong) {
    for ending in [0, 80] {
      var random = SplitMix64(state: 0)
      let bytes = input.bytes + [UInt8](repeating: Byte.lineFeed, count: ending)
      for _ in 0..<16 { #expect(problems(bytes, input.reader, &random) == []) }
      #expect(disagreements(on: bytes, input.reader) == [])
    }
  }
}

private let folderOfTables = "\(packageRoot)/Tests/Fixtures/tables/"
private let tables = (try? FileManager.default.contentsOfDirectory(atPath: folderOfTables)) ?? []

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
  if random.once(in: 8) { reader.thousands = random.pick(ThousandsSeparator.allCases) }
  if random.once(in: 4) {
    reader.missingTokens = (0..<random.below(4)).map { _ in random.pick(tokens) }
  }
  while random.once(in: 4), !file.names.isEmpty {
    reader.textColumns.insert(String(decoding: random.pick(file.names), as: UTF8.self))
  }
  if random.once(in: 2) { reader.windowSize = 1 + random.below(random.pick([20, 200, 2000])) }
  reader.isFast = !random.once(in: 4)
  if random.once(in: 20) { reader.encoding = random.pick(TextEncoding.allCases) }
  return random.once(in: 4) ? inParts(reader, &random) : reader
}

private let tokens = ["", "NA", "-999", "0", "1e3", ".", "yes", "펭귄 종", "a b", "\"", "inf"]

private func shown(_ bytes: [UInt8], _ reader: TableReader) -> String {
  "\(String(decoding: bytes.prefix(400), as: UTF8.self).debugDescription), \(reader)"
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
    if let memory = reader.memory, bytesNeeded(table) > memory {
      problems.append("more memory than allowed")
    }
    if random.once(in: 64) { problems += problemsOfCoding(table) }
  // Where a line ends depends on the encoding.
  case .failure where reader.encoding != nil: break
  case .failure(let error): problems = problemsOf(error, in: bytes)
  }
  let same: Bool
  let how: String
  switch random.below(18) {
  case 16...:
    how = "read in parts"
    same = alike(reading, read(bytes, inParts(reader, &random)))
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

/// The reader with up to eight parts, each as small as it may be.
private func inParts(_ reader: TableReader, _ random: inout SplitMix64) -> TableReader {
  var reader = reader
  reader.threads = 2 + random.below(7)
  reader.leastPart = 1
  return reader
}

private func read(_ bytes: [UInt8], _ reader: TableReader) -> Reading {
  Reading { () throws(TableError) in try reader.read(bytes: bytes, name: "t.csv") }
}

/// The table with blank lines below, which change nothing, if lines end as they should.
private func readFarFromEnd(
  _ bytes: [UInt8], _ reader: TableReader, _ reading: Reading
) -> Reading {
  // In UTF-16 they would be letters.
  guard case .success(let table) = reading, bytes.last == Byte.lineFeed, !bytes.contains(0),
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

// MARK: What once went wrong

struct OnceWrong: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var bytes: [UInt8]
  var reader: TableReader

  init(_ what: String, _ text: String, _ reader: TableReader = TableReader()) {
    self.init(what, bytes: Array(text.utf8), reader)
  }

  init(_ what: String, bytes: [UInt8], _ reader: TableReader = TableReader()) {
    (testDescription, self.bytes, self.reader) = (what, bytes, reader)
  }
}

private let onceWrong = [
  OnceWrong(
    "a day that there is not made all dates texts",
    "d\n2024-01-30\n2023-02-30\n2024-03-30\n2024-04-30\n2024-05-30\n"),
  OnceWrong(
    "a digit with an accent was a digit of a date for one reader",
    "d\n2024-01\u{301}-12\n2024-09-14\n2024-09-19\n2024-08-17\n2024-08-11\n"),
  OnceWrong(
    "spaces between the cells gave another table near the end of the file",
    "a b\n1 2\n3  4\n5 6\n", TableReader(delimiter: Byte.space)),
  OnceWrong(
    "a quote after a space between the cells was taken for the same cell's",
    "\"a\" \"b\"\n\"1\" \"2\"\n", TableReader(delimiter: Byte.space)),
  OnceWrong(
    "spaces before a delimiter that is a space were taken off",
    "a\n\"1 \"\n\"x \"\n", TableReader(delimiter: Byte.space)),
  OnceWrong(
    "a minus between the cells was a sign far from the end", "a-b\n1-2\n3-4\n",
    TableReader(delimiter: Byte.minus)),
  OnceWrong(
    "a digit between the cells was a part of the number", "a0b\n102\n304\n",
    TableReader(delimiter: Byte.zero)),
  OnceWrong("a row too long that spans lines had the line of its start", "a,b\n\"1\n2\",3,4\n"),
  OnceWrong("a name that stands twice, below a name of two lines", "a,\"x\ny\",no,no\n1,2,3,4\n"),
  OnceWrong("text after a quote, in a name of two lines", "a,\"x\n\"y\n1,2\n"),
  OnceWrong("a note had the line of its row, not of its cell", "a,b\n\"\r\",\"3,291\"\n\"\r\",x\n"),
  OnceWrong("spaces after the quotes of a name were not noted", "\"a0\"  \n1\n"),
  OnceWrong(
    "a number with an exponent lost digits where an offset was taken off",
    "a\n94.2227894996690555e3\n94.2227894996690555e3\n"),
  OnceWrong("the same with a whole part of ten digits", "a\n16.8059982954508835E9\n"),
  OnceWrong(
    "a number with an exponent told what a mark before three digits is",
    "a0\n-2E85\n0\n32.384\n1\n-2E85\n0\n32.384\n"),
  OnceWrong("a file of nothing but a mark of UTF-16", bytes: [0xFF, 0xFE]),
  OnceWrong(
    "a file of nothing but a line that names the delimiter", "sep=;", TableReader(delimiter: 44)),
  OnceWrong(
    "a difference of forty digits", "a\n10.000000000000000000000000000000000000001"),
  OnceWrong(
    "days that differ by seconds", "a\n2024-02-27 23:59:60.25\n2024-02-27 24:00Z\n"),
]
