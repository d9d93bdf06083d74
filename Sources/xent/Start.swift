#if Tool
  import CrossEntropyReport
  import CrossEntropyWorkflows
  import XentSystem

  /// What a run needs to begin at all: without it, it would be a crash without a word.
  enum Start {
    #if DEBUG
      // Without optimisation every kernel has its temporaries on the stack: 1.2 MB were needed.
      private static let leastStack = 2 << 20
    #else
      /// Four times what the deepest subcommand was seen to need.
      private static let leastStack = 512 << 10
    #endif

    /// Ends the command where its threads, which all have this limit, could not hold their calls, or
    /// where hardly any memory is free.
    static func check(_ phrases: any Phrases) {
      if let limit = Machine.stackLimit, limit < leastStack {
        end(phrases.stackIsTooSmall(limit, least: leastStack))
      }
      do throws(WorkflowError) {
        try Machine.checkMemory()
      } catch {
        end(ErrorText(error, phrases).line)
      }
    }

    private static func end(_ line: String) -> Never {
      Console.say(line)
      exit(ExitCode.badData.rawValue)
    }
  }
#endif
