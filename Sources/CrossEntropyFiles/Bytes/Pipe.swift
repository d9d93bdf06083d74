#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#elseif canImport(Android)
  internal import Android
#endif

/// What gives its bytes once, as a pipe or a terminal does; standard input is one whatever it is, since it is read from
/// where it stands.
package struct Pipe: Hashable, Sendable {
  private let device: UInt64
  private let node: UInt64

  /// What a path leads to; nil of a file, which can be read again, and of what is not there.
  package init?(_ path: String) {
    var status = stat()
    guard !path.utf8.contains(0),
      unsafe (path == "-" ? fstat(0, &status) : stat(path, &status)) == 0
    else { return nil }
    let type = UInt32(status.st_mode) & UInt32(S_IFMT)
    guard path == "-" || ![UInt32(S_IFREG), UInt32(S_IFDIR)].contains(type) else { return nil }
    (device, node) = (UInt64(truncatingIfNeeded: status.st_dev), UInt64(status.st_ino))
  }
}
