#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#elseif canImport(Android)
  internal import Android
#endif

/// A file without a name, which goes with its owner, whatever ends the process: room on a disk for what memory does
/// not hold.
///
/// It is made in the directory `TMPDIR`, else in /var/tmp, which is on a disk where /tmp may be in memory.
package final class ScratchFile: Sendable {
  private let descriptor: Int32

  /// The directory that such files are in.
  package static var directory: String {
    let given = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) }
    return given.flatMap { $0.isEmpty ? nil : $0 } ?? "/var/tmp"
  }

  /// Throws what the system said where it gives no such file.
  package init() throws(TableFault.SystemFailure) {
    var name = Array("\(Self.directory)/xent.XXXXXX".utf8CString)
    descriptor = unsafe name.withUnsafeMutableBufferPointer { name -> Int32 in
      guard let path = name.baseAddress else { return -1 }
      let descriptor = unsafe mkstemp(path)
      if descriptor >= 0 { unsafe unlink(path) }
      return descriptor
    }
    guard descriptor >= 0 else { throw systemFailure(errno) }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  deinit { close(descriptor) }

  /// Throws where the disk is known to have no room for so many bytes.
  package func check(roomFor bytes: Double) throws(TableFault.SystemFailure) {
    var status = statvfs()
    guard unsafe fstatvfs(descriptor, &status) == 0 else { return }
    if Double(status.f_bavail) * Double(status.f_frsize) < bytes { throw systemFailure(ENOSPC) }
  }

  /// Writes words from a place on, which counts words.
  package func write(_ words: [UInt32], at place: Int) throws(TableFault.SystemFailure) {
    let (descriptor, bytes) = (descriptor, 4 * words.count)
    let code: Int32 = withoutSignalOfSize {
      var done = 0
      while done < bytes {
        let written = unsafe words.withUnsafeBytes {
          unsafe pwrite(
            descriptor, $0.baseAddress.map { unsafe $0 + done }, bytes - done,
            off_t(4 * place + done))
        }
        if written < 0, errno == EINTR { continue }
        if written <= 0 { return written < 0 ? errno : ENOSPC }
        done += written
      }
      return 0
    }
    if code != 0 { throw systemFailure(code) }
  }

  /// Reads words that were written.
  package func read(
    from place: Int, into words: inout MutableSpan<UInt32>
  ) throws(TableFault.SystemFailure) {
    var target = unsafe words.mutableBytes
    var done = 0
    while done < target.byteCount {
      let got = unsafe target.withUnsafeMutableBytes {
        unsafe pread(
          descriptor, $0.baseAddress.map { unsafe $0 + done }, $0.count - done,
          off_t(4 * place + done))
      }
      if got < 0, errno == EINTR { continue }
      if got <= 0 { throw systemFailure(got < 0 ? errno : EIO) }
      done += got
    }
  }
}

extension TableFault.SystemFailure: Error {}
