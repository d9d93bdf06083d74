#if Tool
  import CrossEntropyReport
  import Dispatch
  import XentSystem

  /// How far the fits are, with the time left: a bar on a terminal, elsewhere a line now and then, and one for every epoch of
  /// a fit that is followed.
  final class ProgressBar: @unchecked Sendable {
    private let start = ContinuousClock.now
    private let lock = DispatchSemaphore(value: 1)
    private var shown = ContinuousClock.now
    /// The first epoch that was shown, which is not 1 where a fit goes on, and when.
    private var first: (epoch: Int, time: ContinuousClock.Instant)?
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
      draw(text("\(bar(share, cells: 30)) \(percent)", left))
    }

    /// Shows an epoch of a fit that has so many at most, in the words for a bar and the seconds left, or for a line without
    /// both; may be called from any thread.
    func update(epoch: Int, of most: Int, text: (_ bar: String?, _ secondsLeft: Int?) -> String) {
      lock.wait()
      defer { lock.signal() }
      guard !isQuiet else { return }
      guard isTerminal else { return Console.say(text(nil, nil)) }
      let now = ContinuousClock.now
      let first = first ?? (epoch, now)
      self.first = first
      guard epoch == first.epoch || now - shown > .milliseconds(100) else { return }
      shown = now
      let perEpoch = (now - first.time) / .seconds(1) / Double(max(1, epoch - first.epoch))
      let left = epoch > first.epoch ? Int((perEpoch * Double(most - epoch)).rounded(.up)) : nil
      // Few cells, so that a line of 80 has room for the losses.
      draw(text(bar(Double(epoch) / Double(most), cells: 8), left))
    }

    /// Removes the bar.
    func clear() {
      lock.wait()
      defer { lock.signal() }
      remove()
    }

    private func remove() {
      if isShowing { draw("") }
    }

    private func bar(_ share: Double, cells: Int) -> String {
      let full = Int(share * Double(cells))
      return String(repeating: "█", count: full) + String(repeating: "░", count: cells - full)
    }

    private func draw(_ text: String) {
      Console.show("\r\u{1B}[K" + text)
      isShowing = !text.isEmpty
    }
  }
#endif
