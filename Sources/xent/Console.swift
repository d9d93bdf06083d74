#if Tool
  import ArgumentParser
  import CrossEntropyReport
  import XentSystem

  /// What the command says to the terminal, and how it ends.
  enum Console {
    /// What was given after the command's name.
    static let arguments = given.map { String(decoding: $0, as: UTF8.self) }

    /// Throws where an argument is no text: mended, it would name another file or column.
    static func checkArguments() throws {
      for (bytes, text) in zip(given, arguments) where !bytes.elementsEqual(text.utf8) {
        throw UsageFault.notUTF8(bytes)
      }
    }

    private static let given: [[UInt8]] = {
      var words: [[UInt8]] = []
      // Swift reads them from /proc, which may not be there.
      var next = unsafe xent_arguments() ?? UnsafePointer(CommandLine.unsafeArgv)
      while let word = unsafe next.pointee {
        words.append(unsafe Array(UnsafeRawBufferPointer(start: word, count: strlen(word))))
        unsafe next += 1
      }
      return Array(words.dropFirst())
    }()

    /// Writes a result to standard output.
    static func write(_ text: String) throws { try write(put(text, to: STDOUT_FILENO)) }

    /// Writes a part of a result to standard output.
    static func write(bytes: [UInt8]) throws { try write(put(bytes, to: STDOUT_FILENO)) }

    private static func write(_ code: Int32) throws {
      if code == EPIPE, !xent_ignores(SIGPIPE) { throw ReaderIsGone() }
      guard code == 0 else { throw OutputFault.cannotWriteResult(reason: systemReason(code)) }
    }

    /// Nobody reads standard output any more, as after `| head`, which is not a failure.
    struct ReaderIsGone: Error {}

    /// Says one line to standard error, whatever names it quotes; nothing is lost if nobody hears it.
    ///
    /// On a terminal it is broken as other texts are.
    static func say(_ line: String) {
      show((isatty(STDERR_FILENO) != 0 ? terminalLines(oneLine(line)) : oneLine(line)) + "\n")
    }

    /// Writes to standard error as it is.
    static func show(_ text: String) { _ = put(text, to: STDERR_FILENO) }

    /// Says what is wrong and returns the error that ends the command with this code.
    static func fail(_ line: String, _ code: ExitCode) -> any Error {
      say(line)
      return ArgumentParser.ExitCode(code.rawValue)
    }

    /// Says what is wrong with the arguments as the parser does, and returns the error for bad
    /// usage.
    static func fail(
      usage message: String, of command: (some ParsableCommand).Type
    ) -> any Error {
      let name = command._commandName
      say("Error: \(message)")
      let usage = command.configuration.usage ?? "xent \(name)"
      show("Usage: \(usage.replacing("\n", with: "\n       "))\n")
      show("  See 'xent \(name) --help' for more information.\n")
      return ArgumentParser.ExitCode(ExitCode.usage.rawValue)
    }

    /// True where escape codes may decorate the result.
    static let isDecorated =
      isatty(STDOUT_FILENO) != 0 && environment("NO_COLOR") == nil && environment("TERM") != "dumb"

    /// The command as given, for readers who want to repeat it; where its parts were kept changes no result, and
    /// would be in the way of another run.
    static var commandLine: String {
      (["xent"] + CheckpointOptions.without(arguments).map(quoted)).joined(separator: " ")
    }

    /// Whether an option stands among the arguments.
    static func isGiven(_ option: String) -> Bool {
      arguments.contains { $0 == option || $0.hasPrefix(option + "=") }
    }

    /// The variable, unless it is empty.
    static func environment(_ name: String) -> String? {
      unsafe getenv(name).map { unsafe String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Writes all of it; 0, or what errno says.
    static func put(_ text: String, to file: Int32) -> Int32 {
      var text = text
      return text.withUTF8 { unsafe xent_write(file, $0.baseAddress, $0.count) }
    }

    /// Writes all of it; 0, or what errno says.
    static func put(_ bytes: [UInt8], to file: Int32) -> Int32 {
      unsafe bytes.withUnsafeBytes { unsafe xent_write(file, $0.baseAddress, $0.count) }
    }

    /// A word as a shell takes it.
    static func quoted(_ word: String) -> String {
      let plain = word.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || $0.properties.numericType != nil
          || "-_./:=,+@%".unicodeScalars.contains($0)
      }
      return plain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
  }

  /// What the system calls this error.
  func systemReason(_ code: Int32) -> String {
    unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
  }
#endif
