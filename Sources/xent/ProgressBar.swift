#if Tool
  import CrossEntropyReport
  import Dispatch
  import XentSystem

  /// A bar with the time left, on a terminal only.
  final class ProgressBar: @unchecked Sendable {
    private let start = ContinuousClock.now
    private let lock = DispatchSemaphore(value: 1)
    private var shown = ContinuousClock.now - .seconds(1)
    private var isShowing = false
    private let phrases: any Phrases
    private let isActive: Bool

    init(_ phrases: any Phrases, quiet: Bool) {
      self.phrases = phrases
      isActive = !quiet && isatty(STDERR_FILENO) != 0
    }

    /// Shows that `done` of `total` steps are done; may be called from any thread.
    func update(_ done: Int, _ total: Int) {
      guard isActive, total > 0 else { return }
      lock.wait()
      defer { lock.signal() }
      let now = ContinuousClock.now
      guard now - shown > .milliseconds(100) else { return }
      shown = now
      isShowing = true
      let share = Double(done) / Double(total)
      let elapsed = (now - start) / .seconds(1)
      let cells = 30
      let full = Int(share * Double(cells))
      let bar = String(repeating: "█", count: full) + String(repeating: "░", count: cells - full)
      let left = done > 0 ? Int(min(elapsed / share - elapsed, 1e6).rounded(.up)) : nil
      draw(phrases.fitting("\(bar) \(Int(100 * share)) %", secondsLeft: left))
    }

    /// Removes the bar.
    func clear() {
      lock.wait()
      defer { lock.signal() }
      if isShowing { draw("") }
      isShowing = false
    }

    private func draw(_ text: String) { Console.show("\r\u{1B}[K" + text) }
  }
#endif
