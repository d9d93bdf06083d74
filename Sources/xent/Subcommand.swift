#if Tool
  import ArgumentParser
  import CrossEntropy
  import CrossEntropyFiles
  import CrossEntropyLearning
  import CrossEntropyReport
  import CrossEntropyWorkflows

  /// A subcommand: what it does, with every way in which that can end.
  protocol Subcommand: ParsableCommand {
    var output: OutputOptions { get }

    /// Does the work and writes the result.
    func perform() throws
  }

  extension Subcommand {
    func run() throws {
      Console.endOnInterrupt()
      do {
        try perform()
      } catch let error as ValidationError {
        throw Console.fail(usage: error.message, of: Self.self)
      } catch let error as LossNameError {
        throw Console.fail(usage: "\(error)", of: Self.self)
      } catch let error as TableError {
        throw Console.fail(output.phrases.line(error), .init(error.fault))
      } catch let error as WorkflowError {
        let line = ErrorText(error, output.phrases).line
        throw error.isUsage
          ? Console.fail(usage: line + ".", of: Self.self) : Console.fail(line, .init(error))
      }
    }
  }
#endif
