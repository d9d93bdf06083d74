#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#elseif canImport(Android)
  internal import Android
#endif

/// What stands where a directory is wanted.
package enum FoundDirectory: Sendable {
  /// Nothing.
  case nothing
  /// A directory, with the names in it.
  case directory([String])
  /// A file, a device or whatever else is no directory.
  case noDirectory
  /// The system does not tell.
  case failure(TableFault.SystemFailure)

  /// Looks, and changes nothing.
  package init(at path: String) {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      self = .failure(systemFailure(ENOENT))
      return
    }
    guard let handle = unsafe opendir(path) else {
      self =
        switch errno {
        case ENOENT: .nothing
        case ENOTDIR: .noDirectory
        default: .failure(systemFailure(errno))
        }
      return
    }
    defer { unsafe closedir(handle) }
    var names: [String] = []
    while let entry = unsafe readdir(handle) {
      let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 0
      let bytes = unsafe UnsafeRawPointer(entry) + offset
      names.append(unsafe String(cString: bytes.assumingMemoryBound(to: CChar.self)))
    }
    self = .directory(names.filter { $0 != "." && $0 != ".." }.sorted())
  }
}

/// Makes a directory; gives what the system said where it refused.
package func makeDirectory(_ path: String) -> TableFault.SystemFailure? {
  unsafe mkdir(path, 0o777) == 0 ? nil : systemFailure(errno)
}

/// A directory that no other process holds, until this goes.
package final class HeldDirectory: Sendable {
  private let file: Int32

  /// Nil where another holds it; where the system cannot tell, as some network drives cannot, it counts as held.
  package init?(_ path: String) {
    file = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard file >= 0, flock(file, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK else { return }
    close(file)
    return nil
  }

  deinit { if file >= 0 { close(file) } }
}

/// Removes a directory that is empty.
package func removeDirectory(_ path: String) { _ = unsafe rmdir(path) }

/// Removes a file.
package func removeFile(_ path: String) { _ = unsafe unlink(path) }

/// The SHA-256 digest of a file, in hexadecimal digits.
package func fileDigest(_ path: String) throws(TableError) -> String {
  try FileBytes.open(path: path, pipeLimit: memoryBudget(nil)).sha256()
}
