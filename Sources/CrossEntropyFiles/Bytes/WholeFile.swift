#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#elseif canImport(Android)
  internal import Android
#endif

/// The bytes of a file; "-" is standard input.
package func wholeFile(_ path: String, memory: Int? = nil) throws(TableError) -> [UInt8] {
  let limit = memoryBudget(memory)
  let file = try FileBytes.open(path: path, pipeLimit: limit)
  guard file.count <= limit else {
    throw TableError(.noMemory, file: path)
  }
  let bytes = Array(try file.bytes(0..<file.count))
  try file.checkUnchanged()
  return bytes
}

/// Writes a file, which appears whole or not at all; gives what the system said where it refused.
package func writeWholeFile(_ path: String, _ bytes: [UInt8]) -> TableFault.SystemFailure? {
  guard !path.utf8.contains(0) else { return systemFailure(EINVAL) }
  return withoutSignalOfSize { writeBeside(path, bytes) }
}

private func writeBeside(_ path: String, _ bytes: [UInt8]) -> TableFault.SystemFailure? {
  let beside = path + ".\(UInt64.random(in: 0 ... .max))"
  let file = unsafe open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
  guard file >= 0 else { return systemFailure(errno) }
  var code: Int32 = 0
  var place = 0
  while place < bytes.count, code == 0 {
    let written = unsafe bytes[place...].withUnsafeBytes {
      unsafe write(file, $0.baseAddress, $0.count)
    }
    if written >= 0 { place += written } else if errno != EINTR { code = errno }
  }
  if code == 0, fsync(file) != 0 { code = errno }
  if close(file) != 0, code == 0 { code = errno }
  if code == 0, unsafe rename(beside, path) != 0 { code = errno }
  if code == 0 { return nil }
  unsafe unlink(beside)
  return systemFailure(code)
}

/// Has a file that grows beyond the limit of the process be an error, not a signal that ends it.
func withoutSignalOfSize<Value>(_ body: () -> Value) -> Value {
  var signal = sigset_t()
  var before = sigset_t()
  unsafe sigemptyset(&signal)
  unsafe sigaddset(&signal, SIGXFSZ)
  unsafe pthread_sigmask(SIG_BLOCK, &signal, &before)
  defer { _ = unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
  let value = body()
  // What was sent is taken back before it could be delivered.
  var pending = sigset_t()
  guard unsafe sigpending(&pending) == 0, unsafe sigismember(&pending, SIGXFSZ) == 1 else {
    return value
  }
  #if canImport(Darwin)
    var taken: Int32 = 0
    _ = unsafe sigwait(&signal, &taken)
  #else
    var now = timespec()
    _ = unsafe sigtimedwait(&signal, nil, &now)
  #endif
  return value
}
