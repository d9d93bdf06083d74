#if Tool
  import ArgumentParser
  import CrossEntropyReport
  import CrossEntropyWorkflows
  import XentSystem

  @main
  struct Xent: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "xent",
      abstract: "Trains and judges classifiers with cross entropy and its rivals.",
      discussion: """
        Start with a table and the column to predict:

          xent compare Examples/digits.csv --target digit
        """,
      version: nameAndVersion,
      subcommands: [
        Compare.self, Train.self, Predict.self, Inspect.self, Score.self, Calibrate.self,
        Measure.self, Explain.self,
      ])

    static let versionNumber = "0.2.0"
    static let nameAndVersion = "xent \(versionNumber)"

    static func main() {
      xent_start(ExitCode.interrupted.rawValue)
      Start.check(Language.ofEnvironment.phrases { $0.flag })
      // The parser takes longer than this answer.
      if Console.arguments == ["--version"] { answer(versionText) }
      do {
        var command = try parsed(Console.arguments.map(shortened))
        try command.run()
      } catch {
        end(error)
      }
    }

    private static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
      do {
        try Console.checkArguments()
        // The parser's time grows with their square.
        guard arguments.count <= mostArguments else {
          throw UsageFault.tooManyArguments(arguments.count, most: mostArguments)
        }
        if let command = parsedAlone(arguments) { return command }
        try checkWord(arguments)
      } catch let fault as UsageFault {
        throw ValidationError(Language.ofArguments.phrases { $0.flag }.sentence(fault))
      }
      return try parseAsRoot(arguments)
    }

    /// The command that is named, parsed without the others, whose options and texts take longer to form than it; nil
    /// where there is anything to be said, which the whole says.
    private static func parsedAlone(_ arguments: [String]) -> (any ParsableCommand)? {
      guard
        let meant = configuration.subcommands.first(where: {
          "\($0)".lowercased() == arguments.first
        }), let command = try? meant.parseAsRoot(Array(arguments.dropFirst())),
        type(of: command) == meant
      else { return nil }
      return command
    }

    /// The parser answers `xent comapre table.csv --target t` with "Unknown option '--target'", so
    /// a word that is not a subcommand is looked at first.
    private static func checkWord(_ arguments: [String]) throws {
      guard let word = arguments.first, !word.hasPrefix("-") else { return }
      let names = configuration.subcommands.map { $0._commandName } + ["help"]
      if names.contains(word) { return }
      let meant = nearest(to: word, in: names) ?? (fileExists(word) ? "xent compare \(word)" : nil)
      throw UsageFault.noCommand(word, meant.map { .didYouMean($0) } ?? .oneOf(names))
    }

    /// No option has so long a name, and the parser's time grows with its square; numbers may be as long.
    private static func shortened(_ argument: String) -> String {
      let name = argument.prefix { $0 != "=" }
      let letters = name.drop { $0 == "-" }.prefix(3).lowercased()
      guard name.hasPrefix("-"), name.utf8.count > 4_096, letters.first?.isLetter == true,
        letters != "inf"
      else { return argument }
      return name.prefix(60) + "…"
    }

    /// Ends with what the parser has to say: help, the version, a script for completion, or what is
    /// wrong with the arguments.
    private static func end(_ error: any Error) -> Never {
      guard exitCode(for: error).isSuccess else {
        if error is Console.ReaderIsGone { xent_die(SIGPIPE) }
        complain(error)
        leave(exitCode(for: error).rawValue)
      }
      let text = fullMessage(for: error)
      answer(text == nameAndVersion ? versionText : text)
    }

    /// Writes what was asked for, and ends.
    private static func answer(_ text: String) -> Never {
      do {
        try Console.write(text + "\n")
      } catch let fault as OutputFault {
        Console.say(Language.ofEnvironment.phrases { $0.flag }.sentence(fault))
        leave(ExitCode.ioFailed.rawValue)
      } catch {
        xent_die(SIGPIPE)
      }
      leave(EXIT_SUCCESS)
    }

    /// Says what the parser says of the arguments.
    ///
    /// It quotes them as they are, in lines of its own; so those that may not be shown as they are go
    /// through it once more as they may.
    private static func complain(_ error: any Error) {
      var error = error
      guard !message(for: error).isEmpty else { return }
      // What was named may be a table, and is not to get another line.
      guard !Streams.errorsGo(into: Console.arguments) else { return }
      let shown = Console.arguments.map { oneLine($0, most: 200) }
      if shown != Console.arguments {
        do {
          _ = try parsed(shown)
          error = ValidationError(oneLine(message(for: error)))
        } catch let other {
          error = other
        }
      }
      let said = _errorPrefix + message(for: error)
      for line in said.split(separator: "\n") { Console.say(String(line)) }
      Console.show(fullMessage(for: error).dropFirst(said.count + 1) + "\n")
    }

    /// Found out only when it is asked for, since that opens a library.
    private static var versionText: String {
      let advice =
        Machine.hasBLAS
        ? ""
        : "\nno BLAS library was found; 128 or more classes would be faster with OpenBLAS"
          + "\n(Debian, Ubuntu: apt install libopenblas0)"
      return "\(nameAndVersion)\nmatrix products: \(Machine.products)\(advice)"
    }
  }

  private let mostArguments = 5_000

  /// The system's exit: a command has its own.
  private func leave(_ code: Int32) -> Never { exit(code) }
#else
  @main
  struct Xent {
    static func main() { print("xent was built without the trait 'Tool' and can do nothing") }
  }
#endif
