#if Tool
  import ArgumentParser
  import CrossEntropyReport
  import CrossEntropyWorkflows

  /// Where finished parts of a run are kept, so that it can go on after it was cut off.
  struct CheckpointOptions: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "Keep every finished fold, and the model, in this directory; it stays when the run has ended.",
        valueName: "directory"))
    var checkpoint: String?

    @Flag(
      help: "Take what is finished from the directory of --checkpoint, and compute only the rest.")
    var resume = false

    /// The checkpoint, whose directory can be used.
    func checked() throws -> Checkpoint? {
      guard let checkpoint else {
        if resume {
          throw WorkflowError(
            .settings(.alone(.resume)), remedies: [.set(.checkpoint), .leaveOut(.resume)])
        }
        return nil
      }
      let found = Checkpoint(path: checkpoint, resumes: resume, program: Xent.nameAndVersion)
      try found.check()
      return found
    }

    /// Says what was there.
    static func say(_ kept: KeptParts, _ checkpoint: Checkpoint, _ phrases: any Phrases) {
      guard checkpoint.resumes else { return }
      Console.say(
        phrases.resumes(
          from: checkpoint.path, found: kept.found, of: kept.total, damaged: kept.damaged))
    }

    /// The arguments without these options.
    static func without(_ arguments: [String]) -> [String] {
      var words: [String] = []
      var rest = arguments[...]
      while let word = rest.popFirst() {
        if word == "--checkpoint" {
          rest = rest.dropFirst()
        } else if word != "--resume", !word.hasPrefix("--checkpoint=") {
          words.append(word)
        }
      }
      return words
    }
  }
#endif
