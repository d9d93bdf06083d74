internal import Dispatch

/// Counts the steps of a long task from any thread and reports each.
final class StepCounter: @unchecked Sendable {
  private var done = 0
  private var total: Int
  private let report: @Sendable (Int, Int) -> Void
  private let lock = DispatchSemaphore(value: 1)

  init(total: Int, report: @escaping @Sendable (Int, Int) -> Void) {
    self.total = total
    self.report = report
  }

  /// Adds `added` steps to the total; with 0, one more step is done.
  ///
  /// A step may cost as much as several.
  func advance(added: Int, cost: Int = 1) {
    lock.wait()
    defer { lock.signal() }
    total += added * cost
    // An announcement of more steps is not itself a step.
    if added == 0 { done += cost }
    report(done, total)
  }
}
