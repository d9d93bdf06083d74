#if Tool
  import ArgumentParser
  import CrossEntropyReport
  import CrossEntropyWorkflows

  /// A subcommand: what it does, and every way it can end.
  protocol Subcommand: ParsableCommand {
    var output: OutputOptions { get }
    /// The tables that were named.
    var inputs: [String] { get }

    /// Does the work and writes the result.
    func perform() throws

    /// What the option is called that sets this.
    static func flag(of setting: RequestSetting) -> String
  }

  extension Subcommand {
    static func flag(of setting: RequestSetting) -> String { setting.flag }

    func run() throws {
      do {
        try Streams.check(inputs: inputs, output.phrases)
        try perform()
      } catch let fault as UsageFault {
        throw Console.fail(
          usage: output.choice.phrases(settings: Self.flag).sentence(fault), of: Self.self)
      } catch let fault as OutputFault {
        throw Console.fail(
          output.phrases.sentence(fault), fault.isBeforeWork ? .cannotCreate : .ioFailed)
      } catch let error as WorkflowError {
        throw fail(error)
      } catch let code as ArgumentParser.ExitCode {
        // What is wrong has been said.
        throw code
      } catch let gone as Console.ReaderIsGone {
        throw gone
      } catch {
        throw fail(WorkflowError(.broken("\(error)")))
      }
    }

    private func fail(_ error: WorkflowError) -> any Error {
      let line = ErrorText(error, output.choice.phrases(settings: Self.flag)).line
      return error.kind == .usage
        ? Console.fail(usage: line.hasSuffix("?") ? line : line + ".", of: Self.self)
        : Console.fail(line, .init(error.kind))
    }
  }
#endif
