internal import Dispatch

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#elseif canImport(Android)
  internal import Android
#endif

/// The bytes of a table: a file that is read piece by piece, or memory.
///
/// A file is not mapped: if another program cuts a mapped file shorter, reading it ends the process,
/// and here it is an error like any other. Reading pieces into the same memory takes no longer.
final class FileBytes {
  let count: Int
  /// Whether a line end inside of a cell begins another line of the file: not where the cells were made of
  /// one that writes them by escapes.
  var countsLinesInCells = true
  private let source: Source

  private enum Source {
    case file(OpenFile)
    case pieces(Pieces)
    case array([UInt8])
    case late(LateBytes)
  }

  private init(_ source: Source, count: Int) {
    self.source = source
    self.count = count
  }

  init(_ bytes: [UInt8]) {
    source = .array(bytes)
    count = bytes.count
  }

  /// Bytes of which the first are known, and all are made once others are asked for.
  ///
  /// - Parameters:
  ///   - head: The first of them.
  ///   - count: How many there are.
  ///   - made: Makes them all.
  init(
    head: [UInt8], count: Int, made: @escaping () throws(TableError) -> FileBytes
  ) {
    source = .late(LateBytes(head: head, made: made))
    self.count = count
  }

  /// What a stream holds to its end, in memory.
  ///
  /// - Parameter exceeding: The error where there are more bytes than so many, or no memory for them; it
  ///   is given what was read until then.
  static func reading(
    _ stream: some ByteStream, limit: Int,
    exceeding: (_ limit: Pieces.Limit, _ count: Int) -> TableError
  ) throws(TableError) -> FileBytes {
    let pieces = try Pieces(stream, limit: limit, exceeding: exceeding)
    return FileBytes(.pieces(pieces), count: pieces.count)
  }

  /// The same bytes up to an offset.
  func first(_ count: Int) -> FileBytes { FileBytes(source, count: count) }

  /// Opens a file; "-" is standard input, which may be a file or a pipe.
  ///
  /// What is short, or cannot be read twice, is read at once.
  ///
  /// - Parameter pipeLimit: The most bytes to take from what cannot be read twice.
  static func open(path: String, pipeLimit: Int) throws(TableError) -> FileBytes {
    let name = fileName(of: path)
    guard !path.utf8.contains(0) else {
      throw TableError(.nulInPath, file: name)
    }
    let descriptor = path == "-" ? 0 : openForReading(path)
    guard descriptor >= 0 else { throw cannotOpen(path) }
    let file = OpenFile(descriptor: descriptor, isOwned: path != "-", name: name)
    let status = try file.status()
    if status.isDirectory { throw TableError(.directory, file: name) }
    // Files that the kernel makes up as they are read say that they are empty, or one page long.
    guard status.isRegular, status.size > shortFile else {
      let limit = status.isRegular ? max(pipeLimit, shortFile) : pipeLimit
      let bytes = try reading(file, limit: limit) { exceeded, _ in
        switch exceeded {
        case .memory: TableError(.pipeTooLarge(limit: nil), file: name)
        case .bytes(let limit): TableError(.pipeTooLarge(limit: limit), file: name)
        }
      }
      if status.isRegular, try file.status() != status { throw TableError(.changed, file: name) }
      return bytes
    }
    // Standard input may have been read in part by another program.
    file.start = max(0, lseek(descriptor, 0, SEEK_CUR))
    file.atOpening = status
    return FileBytes(.file(file), count: max(0, status.size - file.start))
  }

  /// Copies the bytes from an offset on, as many as the target has; all of them must be there.
  func copy<Number: BitwiseCopyable>(
    from offset: Int, into target: inout MutableSpan<Number>
  ) throws(TableError) {
    var target = unsafe target.mutableBytes
    try copy(from: offset, into: &target)
  }

  private func copy(from offset: Int, into target: inout MutableRawSpan) throws(TableError) {
    switch source {
    case .file(let file): try file.read(at: offset, into: &target)
    case .pieces(let pieces): pieces.copy(from: offset, into: &target)
    case .array(let bytes):
      unsafe target.withUnsafeMutableBytes { target in
        unsafe target.copyBytes(from: bytes[offset..<offset + target.count])
      }
    case .late(let late):
      try late.bytes(upTo: offset + target.byteCount).copy(from: offset, into: &target)
    }
  }

  /// The first bytes, at most so many.
  func prefix(_ most: Int) throws(TableError) -> ContiguousArray<UInt8> {
    try bytes(0..<min(most, count))
  }

  /// The bytes of a range; all of them must be there.
  func bytes(_ range: Range<Int>) throws(TableError) -> ContiguousArray<UInt8> {
    var bytes = ContiguousArray<UInt8>(repeating: 0, count: range.count)
    var target = bytes.mutableSpan
    try copy(from: range.lowerBound, into: &target)
    return bytes
  }

  /// The SHA-256 digest of all bytes, and of those of another file, in hexadecimal digits.
  func sha256(followedBy other: FileBytes? = nil) throws(TableError) -> String {
    var hash = SHA256()
    for file in [self] + (other.map { [$0] } ?? []) {
      for start in stride(from: 0, to: file.count, by: 1 << 20) {
        hash.update(try file.bytes(start..<min(start + 1 << 20, file.count)))
      }
    }
    return hash.hexDigest()
  }

  /// Throws if another program wrote to the file since it was opened.
  ///
  /// A time of change may be as coarse as some milliseconds.
  func checkUnchanged() throws(TableError) {
    guard case .file(let file) = source else { return }
    guard try file.status() == file.atOpening else { throw TableError(.changed, file: file.name) }
  }
}

/// Bytes that are made when more than the first are asked for, once for all threads.
private final class LateBytes {
  private let head: FileBytes
  private let made: () throws(TableError) -> FileBytes
  private var all: FileBytes?
  private let lock = DispatchSemaphore(value: 1)

  init(head: [UInt8], made: @escaping () throws(TableError) -> FileBytes) {
    (self.head, self.made) = (FileBytes(head), made)
  }

  /// Bytes that hold at least so many of the first.
  func bytes(upTo count: Int) throws(TableError) -> FileBytes {
    if count <= head.count { return head }
    lock.wait()
    defer { lock.signal() }
    if let all { return all }
    let all = try made()
    self.all = all
    return all
  }
}

/// What a file is called: "-" is standard input.
package func fileName(of path: String) -> String { path == "-" ? "stdin" : path }

/// The most bytes of a file that is read at once.
private let shortFile = 1 << 16

/// A file that was opened, and closes with its owner.
private final class OpenFile: ByteStream {
  let descriptor: Int32
  let name: String
  /// Where its bytes begin.
  var start = 0
  /// What it was when it was opened.
  var atOpening: FileStatus?
  private let isOwned: Bool

  init(descriptor: Int32, isOwned: Bool, name: String) {
    self.descriptor = descriptor
    self.isOwned = isOwned
    self.name = name
  }

  deinit { if isOwned { close(descriptor) } }

  func status() throws(TableError) -> FileStatus {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw readFailed(name) }
    return FileStatus(status)
  }

  func read(into target: inout MutableSpan<UInt8>) throws(TableError) -> Int {
    var target = unsafe target.mutableBytes
    while true {
      let got = unsafe target.withUnsafeMutableBytes {
        unsafe readBytes(descriptor, $0)
      }
      if got >= 0 { return got }
      guard errno == EINTR || (errno == EAGAIN && waitForMore(descriptor)) else {
        throw readFailed(name)
      }
    }
  }

  func read(at offset: Int, into target: inout MutableRawSpan) throws(TableError) {
    var done = 0
    while done < target.byteCount {
      let got = unsafe target.withUnsafeMutableBytes {
        unsafe pread(
          descriptor, $0.baseAddress.map { unsafe $0 + done }, $0.count - done,
          off_t(start + offset + done))
      }
      if got < 0, errno == EINTR { continue }
      if got < 0 { throw readFailed(name) }
      // The file is shorter than it was.
      if got == 0 { throw TableError(.changed, file: name) }
      done += got
    }
  }
}

/// What shows that a file was written to.
private struct FileStatus: Equatable {
  let isRegular: Bool
  let isDirectory: Bool
  let size: Int
  let seconds: Int
  let nanoseconds: Int
  // A time of writing can be set back; that of this change cannot.
  let changedSeconds: Int
  let changedNanoseconds: Int

  init(_ status: stat) {
    let type = UInt32(status.st_mode) & UInt32(S_IFMT)
    isRegular = type == UInt32(S_IFREG)
    isDirectory = type == UInt32(S_IFDIR)
    size = Int(status.st_size)
    #if canImport(Darwin)
      let (time, changed) = (status.st_mtimespec, status.st_ctimespec)
    #else
      let (time, changed) = (status.st_mtim, status.st_ctim)
    #endif
    seconds = Int(time.tv_sec)
    nanoseconds = Int(time.tv_nsec)
    changedSeconds = Int(changed.tv_sec)
    changedNanoseconds = Int(changed.tv_nsec)
  }
}

private func readBytes(_ descriptor: Int32, _ target: UnsafeMutableRawBufferPointer) -> Int {
  unsafe read(descriptor, target.baseAddress, target.count)
}

/// Waits until a stream that does not wait by itself has more, or has ended; false on failure, with errno.
private func waitForMore(_ descriptor: Int32) -> Bool {
  var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
  return unsafe poll(&ready, 1, -1) >= 0 || errno == EINTR
}

private func openForReading(_ path: String) -> Int32 {
  while true {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    if descriptor >= 0 || errno != EINTR { return descriptor }
  }
}

private func cannotOpen(_ path: String) -> TableError {
  let code = errno
  let fault: TableFault =
    switch code {
    case ENOENT, ENOTDIR: .noSuchFile(nearest: nearestFile(to: path))
    case EACCES, EPERM: .permissionDenied
    default: .cannotOpen(systemFailure(code))
    }
  return TableError(fault, file: path)
}

private func readFailed(_ name: String) -> TableError {
  TableError(.cannotRead(systemFailure(errno)), file: name)
}

func systemFailure(_ code: Int32) -> TableFault.SystemFailure {
  let reason = unsafe strerror(code).map { unsafe String(cString: $0) }
  return TableFault.SystemFailure(code: code, reason: reason)
}

/// A file in the same directory with a name like the one that is missing.
private func nearestFile(to path: String) -> String? {
  let cut = path.lastIndex(of: "/")
  let wanted = cut.map { String(path[path.index(after: $0)...]) } ?? path
  let directory = cut.map { String(path[...$0]) } ?? "."
  guard let handle = unsafe opendir(directory) else { return nil }
  defer { unsafe closedir(handle) }
  var names: [String] = []
  // In a directory too large to look through, no suggestion is better than a late one.
  while names.count < 10_000, let entry = unsafe readdir(handle) {
    let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 0
    let bytes = unsafe UnsafeRawPointer(entry) + offset
    names.append(unsafe String(cString: bytes.assumingMemoryBound(to: CChar.self)))
  }
  names.removeAll { $0 == "." || $0 == ".." }
  guard let near = nearestFileName(to: wanted, in: names) else { return nil }
  return (cut.map { String(path[...$0]) } ?? "") + near
}
