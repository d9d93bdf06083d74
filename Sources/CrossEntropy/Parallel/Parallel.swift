internal import Dispatch

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Runs `body` for 0 ..< count on at most `threads` threads; which thread takes which is not fixed.
///
/// The caller's results must not depend on that: every index writes to its own place, and merging
/// is done afterwards in index order.
package func parallel(_ count: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
  require(threads > 0, "threads must be 1 or more, got \(threads)")
  let workers = min(count, threads)
  guard workers > 1 else {
    for i in 0..<count { body(i) }
    return
  }
  let tickets = Tickets()
  DispatchQueue.concurrentPerform(iterations: workers) { _ in
    while let i = tickets.take(below: count) { body(i) }
  }
}

/// The results of `body` for 0 ..< count, in that order, on at most `threads` threads.
package func parallelMap<T: Sendable>(
  _ count: Int, threads: Int, _ body: @Sendable (Int) -> T
) -> [T] {
  var results = [T?](repeating: nil, count: count)
  results.withUnsafeMutableBufferPointer { buffer in
    // Only one thread writes each index.
    nonisolated(unsafe) let places = buffer
    parallel(count, threads: threads) { places[$0] = body($0) }
  }
  return results.map { result in
    guard let result else { fatalError("every index was run") }
    return result
  }
}

/// Hands out 0, 1, 2, …, each once.
final class Tickets: @unchecked Sendable {
  private var next = 0
  private let lock = DispatchSemaphore(value: 1)

  func take(below end: Int) -> Int? {
    lock.wait()
    defer { lock.signal() }
    guard next < end else { return nil }
    next += 1
    return next - 1
  }
}

/// The number of active processors.
let processorCount = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
