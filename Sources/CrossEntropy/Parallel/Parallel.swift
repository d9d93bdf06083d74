internal import Dispatch

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Android)
  internal import Android
#endif

/// Runs `body` for 0 ..< count on at most `threads` threads; which thread takes which is not fixed.
///
/// The caller's results must not depend on that: every index writes to its own place, and merging
/// is done afterwards in index order.
package func parallel(_ count: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
  require(threads > 0, "threads must be 1 or more, got \(threads)")
  let workers = workerCount(count, threads: threads)
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
  unsafe results.withUnsafeMutableBufferPointer { buffer in
    // Only one thread writes each index, which is below `count`.
    nonisolated(unsafe) let places = unsafe buffer
    parallel(count, threads: threads) { unsafe places[$0] = body($0) }
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

/// What happens once, on one thread, and others look out for.
package final class Event: @unchecked Sendable {
  private var happened = false
  private let lock = DispatchSemaphore(value: 1)

  package init() {}

  package func happen() {
    lock.wait()
    defer { lock.signal() }
    happened = true
  }

  package var hasHappened: Bool {
    lock.wait()
    defer { lock.signal() }
    return happened
  }
}

/// How many of `threads` threads can work on `count` tasks at once: no more than there are
/// processors, nor more than the system gives.
package func workerCount(_ count: Int, threads: Int) -> Int {
  let workers = min(count, threads, processorCount)
  return workers > 1 ? min(workers, 1 + threadsGiven) : workers
}

/// The number of active processors.
package let processorCount = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))

/// How many threads the system gives beside this one, up to one per processor.
///
/// Tried once: where it gives none (a limit of processes, no room for another stack), Dispatch's
/// pool asks for ever.
private let threadsGiven: Int = {
  // On Linux the pool looks there after its threads, and ends the process where it may not.
  #if os(Linux)
    guard unsafe access("/proc/self/stat", R_OK) == 0 else { return 0 }
  #endif
  // All wait until the last was asked for, so that they exist at the same time.
  let gate = DispatchSemaphore(value: 0)
  var given: [pthread_t] = []
  while given.count < processorCount - 1, let thread = startThread({ gate.wait() }) {
    given.append(thread)
  }
  for _ in given { gate.signal() }
  for thread in given { pthread_join(thread, nil) }
  return given.count
}()

/// Runs `body` on a thread of its own, for which nobody waits; false where the system gives none.
package func runDetached(_ body: @escaping @Sendable () -> Void) -> Bool {
  guard let thread = startThread(body) else { return false }
  pthread_detach(thread)
  return true
}

/// A thread that runs `body` and ends; nil where the system gives none.
private func startThread(_ body: @escaping @Sendable () -> Void) -> pthread_t? {
  let context = Unmanaged.passRetained(ThreadBody(body))
  #if canImport(Glibc) || canImport(Android)
    var thread = pthread_t()
  #else
    var thread: pthread_t?
  #endif
  guard pthread_create(&thread, nil, { runBody($0) }, context.toOpaque()) == 0 else {
    context.release()
    return nil
  }
  return thread
}

/// What a thread takes through C.
private final class ThreadBody: Sendable {
  let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

private func runBody(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let context { Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().body() }
  return nil
}
