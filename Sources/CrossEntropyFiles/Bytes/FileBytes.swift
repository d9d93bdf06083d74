#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#elseif canImport(Android)
  internal import Android
#endif

/// The bytes of a file: mapped where the file allows it, else read to the end.
///
/// A mapped file must not be cut shorter by another program while it is read.
final class FileBytes {
  let start: UnsafePointer<UInt8>
  let count: Int
  private let isMapped: Bool

  private init(start: UnsafePointer<UInt8>, count: Int, isMapped: Bool) {
    self.start = start
    self.count = count
    self.isMapped = isMapped
  }

  deinit {
    let memory = UnsafeMutableRawPointer(mutating: start)
    if isMapped { munmap(memory, count) } else { free(memory) }
  }

  /// Opens and maps or reads a file; "-" is standard input, which may be a file or a pipe.
  ///
  /// - Parameter pipeLimit: The most bytes to take from what cannot be mapped.
  static func open(path: String, pipeLimit: Int) throws(TableError) -> FileBytes {
    let name = path == "-" ? "stdin" : path
    guard !path.utf8.contains(0) else {
      throw TableError(.nulInPath, file: name)
    }
    let descriptor = path == "-" ? 0 : openForReading(path)
    guard descriptor >= 0 else { throw cannotOpen(path) }
    defer { if path != "-" { close(descriptor) } }

    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw readFailed(name) }
    let fileType = UInt32(status.st_mode) & UInt32(S_IFMT)
    if fileType == UInt32(S_IFDIR) {
      throw TableError(.directory, file: name)
    }
    // Files that the kernel makes up as they are read (in /proc) claim to be empty.
    if fileType == UInt32(S_IFREG), status.st_size > 0 {
      let alreadyRead = max(0, lseek(descriptor, 0, SEEK_CUR))
      let count = Int(status.st_size)
      let memory = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
      if alreadyRead == 0, let memory, memory != MAP_FAILED {
        madvise(memory, count, Int32(MADV_SEQUENTIAL))
        let start = UnsafePointer(memory.assumingMemoryBound(to: UInt8.self))
        return FileBytes(start: start, count: count, isMapped: true)
      }
    }
    return try readToEnd(descriptor, name: name, limit: pipeLimit)
  }

  private static func readToEnd(
    _ descriptor: Int32, name: String, limit: Int
  ) throws(TableError) -> FileBytes {
    var capacity = min(1 << 12, limit + 1)
    var memory: UnsafeMutableRawPointer? = malloc(capacity)
    var count = 0
    while let start = memory {
      let got = read(descriptor, start + count, capacity - count)
      if got < 0 {
        if errno == EINTR { continue }
        free(start)
        throw readFailed(name)
      }
      if got == 0 {
        let bytes = UnsafePointer(start.assumingMemoryBound(to: UInt8.self))
        return FileBytes(start: bytes, count: count, isMapped: false)
      }
      count += got
      if count > limit {
        free(start)
        throw TableError(.pipeTooLarge(limit: limit), file: name)
      }
      if count == capacity {
        capacity = min(2 * capacity, limit + 1)
        memory = realloc(start, capacity)
        if memory == nil { free(start) }
      }
    }
    throw TableError(.pipeTooLarge(limit: nil), file: name)
  }
}

private func openForReading(_ path: String) -> Int32 {
  while true {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
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

private func systemFailure(_ code: Int32) -> TableFault.SystemFailure {
  TableFault.SystemFailure(code: code, reason: strerror(code).map { String(cString: $0) })
}

/// A file in the same directory with a name like the one that is missing.
private func nearestFile(to path: String) -> String? {
  let cut = path.lastIndex(of: "/")
  let wanted = cut.map { String(path[path.index(after: $0)...]) } ?? path
  let directory = cut.map { String(path[...$0]) } ?? "."
  guard let handle = opendir(directory) else { return nil }
  defer { closedir(handle) }
  var names: [String] = []
  // In a directory too large to look through, no suggestion is better than a late one.
  while names.count < 10_000, let entry = readdir(handle) {
    let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 0
    let bytes = UnsafeRawPointer(entry) + offset
    names.append(String(cString: bytes.assumingMemoryBound(to: CChar.self)))
  }
  names.removeAll { $0 == "." || $0 == ".." }
  guard let near = nearestName(to: wanted, in: names.sorted()) else { return nil }
  return (cut.map { String(path[...$0]) } ?? "") + near
}
