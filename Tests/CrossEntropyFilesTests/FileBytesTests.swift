import Testing

@testable import CrossEntropyFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct FileBytesTests {
  @Test func readsAFile() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write("a,b\n1,x\n", to: "table.csv")
    let table = try TableReader().read(path: path)
    #expect(table.name == path)
    #expect(table.columns[0].numbers == [1])
  }

  @Test func namesWhatIsMissing() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write("a\n1\n", to: "table.csv")
    let near = try error(directory.path + "/tabel.csv")
    #expect(near.fault == .noSuchFile(nearest: path))
    #expect(near.fault.kind == .missingInput)
    #expect(near.place == FilePlace(file: directory.path + "/tabel.csv"))
    for far in [directory.path + "/weather", path + "/x", ""] {
      #expect(try error(far).fault == .noSuchFile(nearest: nil))
    }
    #expect(try error("a\0b").fault == .nulInPath)
  }

  @Test func refusesADirectory() throws {
    let directory = try TemporaryDirectory()
    let fault = try error(directory.path).fault
    #expect(fault == .directory)
    #expect(fault.kind == .missingInput)
  }

  @Test(.enabled(if: getuid() != 0, "the superuser may read every file"))
  func refusesWhatMayNotBeRead() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write("a\n1\n", to: "secret.csv")
    chmod(path, 0)
    let fault = try error(path).fault
    #expect(fault == .permissionDenied)
    #expect(fault.kind == .missingInput)
  }

  #if os(Linux)
    @Test func tellsAFailureOfTheSystem() throws {
      // The first page of a process is never there to be read.
      let fault = try error("/proc/self/mem").fault
      #expect(fault.kind == .io)
      #expect(
        fault == .cannotRead(TableFault.SystemFailure(code: EIO, reason: "Input/output error")))
    }

    @Test func readsFilesThatSayTheyAreEmpty() throws {
      let table = try TableReader(delimiter: Byte.tab).read(path: "/proc/self/limits")
      #expect(table.rowCount > 5)
    }
  #endif

  @Test func anEmptyFileIsEmpty() throws {
    let directory = try TemporaryDirectory()
    #expect(try error(directory.write("", to: "empty.csv")).fault == .noRows(.noBytes))
  }

  @Test func readsAPipe() throws {
    let rows = String(repeating: "1,2\n", count: 2500)
    let table = try withPipe(holding: "a,b\n" + rows) { try TableReader().read(path: $0) }
    #expect(table.rowCount == 2500)
  }

  /// What another program may do to a file between two looks at it.
  enum Change: CaseIterable { case cutToNothing, cutShorter, grown, writtenOver, writtenAnew }

  @Test(arguments: Change.allCases) func saysThatAFileChanged(_ change: Change) throws {
    let directory = try TemporaryDirectory()
    let text = "a,b\n" + String(repeating: "1.25,x\n", count: 100_000)
    let path = try directory.write(text, to: "table.csv")
    // Long ago, so that a coarse clock tells the change from it.
    var times = [
      timeval(tv_sec: 1_000_000_000, tv_usec: 0), timeval(tv_sec: 1_000_000_000, tv_usec: 0),
    ]
    #expect(utimes(path, &times) == 0)
    let file = try FileBytes.open(path: path, pipeLimit: 1000)
    #expect(try TableReader().read(file, name: path).rowCount == 100_000)

    switch change {
    case .cutToNothing: #expect(truncate(path, 0) == 0)
    case .cutShorter: #expect(truncate(path, off_t(text.utf8.count / 2)) == 0)
    case .grown: _ = try directory.append("1.25,y\n", to: "table.csv")
    case .writtenOver: _ = try directory.write(text.replacing("5", with: "6"), to: "table.csv")
    case .writtenAnew: _ = try directory.write("a,b\n1\n" + text.dropFirst(6), to: "table.csv")
    }
    let error = try #require(throws: TableError.self) { try TableReader().read(file, name: path) }
    #expect(error == TableError(.changed, file: path))
    #expect(error.fault.kind == .badData)
  }

  @Test func saysThatAFileChangedThoughItsTimeWasSetBack() throws {
    let directory = try TemporaryDirectory()
    let text = "a,b\n" + String(repeating: "1.25,x\n", count: 100_000)
    let path = try directory.write(text, to: "table.csv")
    var status = stat()
    #expect(stat(path, &status) == 0)
    #if canImport(Darwin)
      let (read, written) = (status.st_atimespec, status.st_mtimespec)
    #else
      let (read, written) = (status.st_atim, status.st_mtim)
    #endif
    let file = try FileBytes.open(path: path, pipeLimit: 1000)
    // Longer than a coarse clock stands still.
    usleep(50_000)
    _ = try directory.write(text.replacing("5", with: "6"), to: "table.csv")
    #expect(utimensat(AT_FDCWD, path, [read, written], 0) == 0)
    let error = try #require(throws: TableError.self) { try TableReader().read(file, name: path) }
    #expect(error == TableError(.changed, file: path))
  }

  /// A table that is longer than the window and than what is read at once.
  @Test(arguments: [1, 100, 1 << 16, 1 << 20]) func readsAFilePieceByPiece(windowSize: Int) throws {
    let directory = try TemporaryDirectory()
    let rows = (0..<8000).map { "\($0 % 3 == 0 ? "" : "\($0).5"),\"k\($0 % 7)\n\"\n" }
    let text = "a,b\n" + rows.joined() + "1," + String(repeating: "z", count: 70_000) + "\n"
    let path = try directory.write(text, to: "table.csv")
    var reader = TableReader()
    reader.windowSize = windowSize
    let table = try reader.read(path: path)
    let numbers: [Double?] = (0..<8000).map { $0 % 3 == 0 ? nil : Double($0) + 0.5 }
    #expect(table.columns[0].numbers == numbers + [1])
    #expect(table.columns[1].levels.count == 8)
    #expect(table.line(ofRow: 8000) == 16_002)
  }

  @Test func refusesAPipeWithoutEnd() throws {
    var reader = TableReader()
    reader.pipeLimit = 1000
    let limited = reader
    let error = try withPipe(holding: "a\n" + String(repeating: "1\n", count: 500)) { path in
      try #require(throws: TableError.self) { try limited.read(path: path) }
    }
    #expect(error.fault == .pipeTooLarge(limit: 1000))
  }

  /// A file that fills its pages to the last byte: reading on would end the process.
  @Test(arguments: ["1.5", "\"1.5\"", "1", "-1.2345678901234567", "x", "\"x\"", "1e5"])
  func staysInsideTheFile(last: String) throws {
    let directory = try TemporaryDirectory()
    let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))
    var text = "a,b\n"
    while text.utf8.count < pageSize - 60 { text += "1.25,\(last)\n" }
    text += "2,"
    let padding = pageSize - text.utf8.count - last.utf8.count
    text += String(repeating: " ", count: padding) + last
    #expect(text.utf8.count == pageSize)
    let table = try TableReader().read(path: directory.write(text, to: "page.csv"))
    #expect(table.columns[0].numbers.last == 2)
  }

  private func error(_ path: String) throws -> TableError {
    try #require(throws: TableError.self) { try TableReader().read(path: path) }
  }

  /// Runs `body` on the path of a pipe that holds a text, short enough for the pipe to take it all.
  private func withPipe<Result>(
    holding text: String, _ body: (String) throws -> Result
  ) throws -> Result {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    defer { close(ends[0]) }
    let bytes = Array(text.utf8)
    let sent = write(ends[1], bytes, bytes.count)
    close(ends[1])
    try #require(sent == bytes.count)
    return try body("/dev/fd/\(ends[0])")
  }
}

/// A directory that goes away with the test.
final class TemporaryDirectory {
  let path: String

  init() throws {
    var template = Array("/tmp/CrossEntropyFilesTests.XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    guard let handle = opendir(path) else { return }
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { unlink("\(path)/\(name)") }
    }
    closedir(handle)
    rmdir(path)
  }

  func append(_ text: String, to name: String) throws {
    let file = try #require(fopen("\(path)/\(name)", "a"))
    defer { fclose(file) }
    try #require(fputs(text, file) >= 0)
  }

  func write(_ text: String, to name: String) throws -> String {
    try write(Array(text.utf8), to: name)
  }

  func write(_ bytes: [UInt8], to name: String) throws -> String {
    let file = try #require(fopen("\(path)/\(name)", "w"))
    defer { fclose(file) }
    try #require(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    return "\(path)/\(name)"
  }
}
