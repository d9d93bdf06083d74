#if Tool
  import ArgumentParser
  import CrossEntropyReport
  import Foundation

  /// What the command says to the terminal, and how it ends.
  enum Console {
    /// Writes a result to standard output.
    static func write(_ text: String) throws {
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        let written = rest.withUnsafeBytes { writeBytes(1, $0.baseAddress, $0.count) }
        if written < 0, errno == EINTR { continue }
        guard written > 0 else {
          throw OutputFault.cannotWriteResult(reason: String(cString: strerror(errno)))
        }
        rest = rest.dropFirst(written)
      }
    }

    /// Says one line to standard error.
    static func say(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }

    /// Says what is wrong, on one line whatever names it quotes, and returns the error that ends
    /// the command with this code.
    static func fail(_ line: String, _ code: ExitCode) -> any Error {
      say(printable(line))
      return ArgumentParser.ExitCode(code.rawValue)
    }

    /// Says what is wrong with the arguments as the parser does, and returns the error for bad
    /// usage.
    static func fail(
      usage message: String, of command: (some ParsableCommand).Type
    ) -> any Error {
      let name = command._commandName
      say("Error: \(printable(message))")
      let usage = command.configuration.usage ?? "xent \(name)"
      say("Usage: \(usage.replacing("\n", with: "\n       "))")
      say("  See 'xent \(name) --help' for more information.")
      return ArgumentParser.ExitCode(ExitCode.usage.rawValue)
    }

    /// Ends at once with 130 on Ctrl-C: nothing is half written, since files appear whole.
    static func endOnInterrupt() {
      // A parent that starts the command from a Dispatch worker thread passes on a mask that blocks
      // SIGINT.
      var interrupt = sigset_t()
      sigemptyset(&interrupt)
      sigaddset(&interrupt, SIGINT)
      pthread_sigmask(SIG_UNBLOCK, &interrupt, nil)
      signal(SIGINT) { _ in
        // Only calls that a signal handler may make.
        let newline: [UInt8] = [0x0A]
        _ = newline.withUnsafeBytes { writeBytes(2, $0.baseAddress, 1) }
        _exit(ExitCode.interrupted.rawValue)
      }
    }

    /// True where escape codes may decorate the result.
    static let isDecorated =
      isatty(STDOUT_FILENO) != 0 && environment("NO_COLOR") == nil && environment("TERM") != "dumb"

    /// The command as given, for readers who want to repeat it.
    static var commandLine: String {
      (["xent"] + CommandLine.arguments.dropFirst().map(shellQuoted)).joined(separator: " ")
    }

    private static func environment(_ name: String) -> String? {
      ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func shellQuoted(_ word: String) -> String {
      let plain = word.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || $0.properties.numericType != nil
          || "-_./:=,+@%".unicodeScalars.contains($0)
      }
      return plain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
  }

  /// The system's write: inside a type with its own `write` the name would not be found.
  private func writeBytes(_ file: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    Foundation.write(file, bytes, count)
  }

  /// A bar with the time left, on a terminal only.
  final class ProgressBar: @unchecked Sendable {
    private let start = ContinuousClock.now
    private let lock = NSLock()
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
      lock.lock()
      defer { lock.unlock() }
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
      lock.lock()
      defer { lock.unlock() }
      if isShowing { draw("") }
      isShowing = false
    }

    private func draw(_ text: String) {
      FileHandle.standardError.write(Data(("\r\u{1B}[K" + text).utf8))
    }
  }
#endif
