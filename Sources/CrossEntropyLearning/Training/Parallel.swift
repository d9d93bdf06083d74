internal import Dispatch

/// Runs `body` for 0 ..< count on at most `threads` threads; which thread takes which is left open.
///
/// The caller's results must not depend on that: every index writes to a place of its own, and what
/// is merged is merged in index order afterwards.
func parallel(_ count: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
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

/// Hands out 0, 1, 2 … to whoever asks, each once.
private final class Tickets: @unchecked Sendable {
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
