#if Tool
  import ArgumentParser
  import CrossEntropyReport
  import CrossEntropyWorkflows

  /// Where the truth and the probabilities stand in files of predictions, and what the numbers are.
  struct PredictionOptions: ParsableArguments {
    @Option(
      help: "The column of the truth, or of several labels their columns: a,b,c. (default: label)")
    var target: String?

    @Option(
      help: ArgumentHelp(
        "A table that holds the truth, or for arrays an array of labels.", valueName: "file"))
    var truth: String?

    @Option(
      help: ArgumentHelp(
        "The column by which rows of files are joined; otherwise that called id where all have it, else their order.",
        valueName: "column"))
    var id: String?

    @Option(help: "A column of row weights.")
    var weight: String?

    @Option(help: "A column of groups of rows that belong together, the units of all intervals.")
    var group: String?

    @Option(
      help: ArgumentHelp(
        "The columns of the classes, or of the positive one; told by their names by default. Of two the last is the "
          + "positive one: p_b,p_a turns them.",
        valueName: "columns"))
    var columns: [String] = []

    @Flag(help: "The numbers are logits.")
    var logits = false

    @Flag(help: "The numbers are natural logarithms of probabilities.")
    var logProbabilities = false

    @Flag(help: "The numbers are per cent.")
    var percent = false

    @Flag(help: "Divide each row by its sum.")
    var normalize = false

    /// What the numbers are.
    func scale() throws -> ScoreRequest.Scale {
      let scales: [(isGiven: Bool, setting: RequestSetting, scale: ScoreRequest.Scale)] = [
        (logits, .logits, .logits), (logProbabilities, .logProbabilities, .logProbabilities),
        (percent, .percent, .percent),
      ].filter(\.isGiven)
      if scales.count > 1 {
        throw WorkflowError(
          .settings(.together(scales[0].setting, scales[1].setting)),
          remedies: [.leaveOut(scales[0].setting), .leaveOut(scales[1].setting)])
      }
      return scales.first?.scale ?? .probabilities
    }
  }
#endif
