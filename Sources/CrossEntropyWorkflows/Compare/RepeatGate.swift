internal import Dispatch

/// Lets repeats begin one after the other, as long as nothing speaks against the next.
final class RepeatGate: @unchecked Sendable {
  private let deadline: ContinuousClock.Instant?
  private let isInterrupted: @Sendable () -> Bool
  private let start = ContinuousClock.now
  private let lock = DispatchSemaphore(value: 1)
  /// How many repeats were finished before.
  private let known: Int
  private var begun: Int
  private var reason: CompareOutcome.Ending?

  init(
    known: Int = 0, deadline: ContinuousClock.Instant?,
    isInterrupted: @escaping @Sendable () -> Bool
  ) {
    self.known = known
    begun = max(1, known)
    self.deadline = deadline
    self.isInterrupted = isInterrupted
  }

  /// Why repeats were left out; nil where none was.
  var ending: CompareOutcome.Ending? {
    lock.wait()
    defer { lock.signal() }
    return reason
  }

  /// Whether a split of a repeat may be worked on, from any thread; splits come in the order of repeats.
  func lets(_ index: Int) -> Bool {
    lock.wait()
    defer { lock.signal() }
    if index < begun { return true }
    if reason == nil, isInterrupted() { reason = .interrupted }
    if reason == nil, let deadline {
      let now = ContinuousClock.now
      // The next takes as long as the others did.
      if now + (now - start) / max(1, index - known) > deadline { reason = .timeLimit }
    }
    if reason != nil { return false }
    begun = index + 1
    return true
  }
}
