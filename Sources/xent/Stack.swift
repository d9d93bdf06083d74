#if Tool
  import CrossEntropyReport
  import CrossEntropyWorkflows
  import XentSystem

  /// The memory of a thread's calls.
  enum Stack {
    #if DEBUG
      // Without optimisation every kernel has its temporaries on the stack: 1.2 MB were needed.
      private static let least = 2 << 20
    #else
      /// Four times what the deepest subcommand was seen to need.
      private static let least = 512 << 10
    #endif

    /// Ends the command where its threads, which all have this limit, could not hold their calls: that
    /// would be a crash without a word.
    static func check(_ phrases: any Phrases) {
      guard let limit = Machine.stackLimit, limit < least else { return }
      Console.say(phrases.stackIsTooSmall(limit, least: least))
      exit(ExitCode.badData.rawValue)
    }
  }
#endif
