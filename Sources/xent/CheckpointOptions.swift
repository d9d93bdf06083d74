#if Tool
  import ArgumentParser
  import CrossEntropyReport
  import CrossEntropyWorkflows
  import XentSystem

  /// Where finished parts of a run are kept, so that it can go on after it was cut off.
  struct CheckpointOptions: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "Keep every finished fold and the model, and of a network's fits also the epochs, in this directory; it stays when the run has ended.",
        valueName: "directory"))
    var checkpoint: String?

    @Flag(
      help: "Take what is finished from the directory of --checkpoint, and compute only the rest.")
    var resume = false

    /// The checkpoint, whose directory can be used, and has no name of its own written to.
    ///
    /// - Parameters:
    ///   - files: The files that are written.
    ///   - directory: That of more, by the option that names it.
    func checked(
      _ files: [OutputFile], beside directory: (option: String, path: String)? = nil
    ) throws -> Checkpoint? {
      guard let checkpoint else {
        if resume {
          throw WorkflowError(
            .settings(.alone(.resume)), remedies: [.set(.checkpoint), .leaveOut(.resume)])
        }
        return nil
      }
      let found = Checkpoint(path: checkpoint, resumes: resume, program: Xent.nameAndVersion)
      if let directory, contains(directory.path) {
        throw UsageFault.insideCheckpoint(option: directory.option, path: checkpoint)
      }
      try found.check()
      try OutputFile.check(files, areNoPartsIn: checkpoint)
      return found
    }

    /// Whether a directory is that of the checkpoint, or in it.
    private func contains(_ directory: String) -> Bool {
      guard let checkpoint, let seen = stat(of: checkpoint) else { return false }
      let ends = directory.indices.dropFirst().filter { directory[$0] == "/" }
      return (ends + [directory.endIndex]).contains { end in
        stat(of: String(directory[..<end]))?.identity == seen.identity
      }
    }

    /// Says what was there, and has the first words of an interrupt say what is there then.
    static func say(
      _ kept: KeptParts, _ checkpoint: Checkpoint, _ phrases: any Phrases, quiet: Bool
    ) {
      xent_say_when_interrupted(oneLine(phrases.interrupted(keptIn: checkpoint.path)) + "\n")
      guard checkpoint.resumes, !quiet else { return }
      Console.say(
        phrases.resumes(
          from: checkpoint.path, found: kept.found, of: kept.total, fits: kept.foundFits,
          begun: kept.foundBegunFits, damaged: kept.damaged))
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
