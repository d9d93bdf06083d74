#if Tool
  import CrossEntropyReport
  import Dispatch
  import XentSystem

  /// How far the fits are, with the time left: a bar on a terminal, elsewhere a line now and then.
  final class ProgressBar: @unchecked Sendable {
    private let start = ContinuousClock.now
    private let lock = DispatchSemaphore(value: 1)
    private var shown = ContinuousClock.now
    private var isShowing = false
    private var hasHeardInterrupt = false
    private let phrases: any Phrases
    private let text: (String, Int?) -> String
    private let isQuiet: Bool
    private let isTerminal = isatty(STDERR_FILENO) != 0

    /// - Parameter text: What is said of a bar and the seconds left; nil: that fits are done.
    init(
      _ phrases: any Phrases, quiet: Bool, text: ((String, Int?) -> String)? = nil
    ) {
      self.phrases = phrases
      self.text = text ?? { phrases.fitting($0, secondsLeft: $1) }
      isQuiet = quiet
    }

    /// Shows that `done` of `total` steps are done; may be called from any thread.
    func update(_ done: Int, _ total: Int) {
      lock.wait()
      defer { lock.signal() }
      if !hasHeardInterrupt, xent_was_interrupted() {
        hasHeardInterrupt = true
        remove()
        Console.say(phrases.endsAfterRepeat)
      }
      guard !isQuiet, total > 0 else { return }
      let now = ContinuousClock.now
      guard now - shown > (isTerminal ? .milliseconds(100) : .seconds(10)) else { return }
      shown = now
      let share = Double(done) / Double(total)
      let elapsed = (now - start) / .seconds(1)
      let left = done > 0 ? Int(min(elapsed / share - elapsed, 1e6).rounded(.up)) : nil
      let percent = "\(Int(100 * share)) %"
      guard isTerminal else { return Console.say(text(percent, left)) }
      let cells = 30
      let full = Int(share * Double(cells))
      let bar = String(repeating: "█", count: full) + String(repeating: "░", count: cells - full)
      draw(text("\(bar) \(percent)", left))
      isShowing = true
    }

    /// Removes the bar.
    func clear() {
      lock.wait()
      defer { lock.signal() }
      remove()
    }

    private func remove() {
      if isShowing { draw("") }
      isShowing = false
    }

    private func draw(_ text: String) { Console.show("\r\u{1B}[K" + text) }
  }
#endif
