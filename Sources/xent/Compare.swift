#if Tool
  import ArgumentParser
  import CrossEntropyReport
  import CrossEntropyWorkflows
  import XentSystem

  struct Compare: Subcommand {
    static let configuration = CommandConfiguration(
      commandName: "compare",
      abstract: "Tells which loss should train a classifier on your table.",
      usage: "xent compare <table> --target <column> [<options>]",
      discussion: """
        Fits a linear model with every loss on the same folds, chooses each loss's penalty by \
        log loss on the training rows, and compares the log losses of held-out rows with those \
        of cross entropy. Probabilities are read twice: as trained, and after the same \
        recalibration for every loss.

          xent compare table.csv --target species
          xent compare table.csv --target churn --losses cross_entropy,focal:gamma=1
          xent compare visits.csv --target outcome --group patient --ignore id,date
          xent compare films.csv --target comedy,drama,horror
          xent compare table.csv --target species --report report.html

        Losses: \(CompareRequest.lossNames.joined(separator: ", ")). \
        Parameters and their defaults: \(lossParameters); the one in brackets is left out unless it is given. Keras's names (categorical_crossentropy, \
        binary_focal_crossentropy, mean_squared_error, …) work too, with this project's \
        conventions: from logits, nothing clipped, squared error summed over the classes, no alpha unless it is given.

        \(ExitCode.list)
        """)

    @OptionGroup(title: "Table") var table: TableOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Output") var jsonFile: JSONFileOption
    @OptionGroup var threads: ThreadOptions
    @OptionGroup var memory: MemoryOptions

    @OptionGroup var fit: FitOptions
    @OptionGroup var checkpoint: CheckpointOptions

    @Option(
      help: """
        Comma-separated losses, name[:key=value…], or 'name:key=value|value' to have a value chosen \
        in every fold; cross entropy is always the baseline.
        """)
    var losses: String?

    @Option(
      parsing: .unconditional,
      help: "How often new folds are drawn; auto is 10 for small tables, 3 or 2 for large ones."
    )
    var repeats = "auto"

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The difference of log loss that matters, in nats, or as 2% of cross entropy's; 0 for none. (default: 1%)",
        valueName: "size"))
    var margin: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "As many whole repeats as fit into this time, such as 90s, 5m or 1h30m.",
        valueName: "time"))
    var timeLimit: String?

    @Flag(name: .customLong("no-speed"), help: "Leave out how fast every loss learns.")
    var leavesOutSpeed = false

    @Flag(help: "Print everything: all scores, both intervals, what the search chose, all notes.")
    var details = false

    @Option(
      help: ArgumentHelp(
        "Also write the result as a page: one self-contained HTML file.", valueName: "file"))
    var report: String?

    var inputs: [String] { table.inputs + fit.inputs }

    func perform() throws {
      let request = try request()
      if fit.isDryRun, report != nil {
        throw UsageFault.nothingToShow(option: "--dry-run", .report)
      }
      let files = try output.files(json: jsonFile, "--report", report, inputs: inputs)
      let checkpoint = try checkpoint.checked([files.json, files.other].compactMap { $0 })
      let threads = try threads.count()
      let memory = try memory.bytes()
      let limit = try timeLimit.map(duration)
      let phrases = output.phrases
      let prepared = try request.prepared(
        threads: threads, memory: memory, digestsFile: checkpoint != nil)
      if let limit { try prepared.check(timeLimit: limit) }
      let plan = PlanText(
        fit.isDryRun ? try prepared.estimated() : prepared.plan, phrases: phrases,
        hasNotes: !output.quiet, isDecorated: Console.isDecorated)
      if fit.isDryRun {
        return try output.write(plan.plan, to: files, text: plan.details + plan.work)
      }
      let kept = try checkpoint.map { (checkpoint) throws(WorkflowError) in
        try prepared.opened(checkpoint)
      }
      let planText = details ? plan.details : plan.screen
      if output.format == .text {
        do {
          try Console.write(planText)
        } catch {
          // Files that were asked for are still to be made; what follows fails alike, and says so.
          if files.json == nil, files.other == nil { throw error }
        }
      } else if !output.quiet {
        Console.show(planText)
      }
      if let checkpoint, let kept {
        CheckpointOptions.say(kept, checkpoint, phrases, quiet: output.quiet)
      }
      // Made here, so that the time left is judged by the fits alone.
      let bar = ProgressBar(phrases, quiet: output.quiet)
      let outcome: CompareOutcome
      do {
        defer { bar.clear() }
        xent_count_interrupts(true)
        defer { xent_count_interrupts(false) }
        outcome = try prepared.run(
          timeLimit: limit, kept: kept, isInterrupted: xent_was_interrupted
        ) { bar.update($0, $1) }
      }
      let text = CompareText(
        outcome, training: training(outcome), phrases: phrases, hasNotes: !output.quiet,
        isDecorated: Console.isDecorated)
      try output.write(
        outcome, to: files,
        more: ["verdict": VerdictText(outcome, Language.english.phrases(settings: \.flag)).text],
        text: details ? text.details : text.screen(below: plan.screenCount),
        shown: report.map { _ in
          let page = ComparePage(
            outcome, phrases: phrases, command: Console.commandLine, program: Xent.nameAndVersion)
          return (.report, page.html)
        })
      if xent_was_interrupted() { throw ArgumentParser.ExitCode(ExitCode.interrupted.rawValue) }
    }

    /// The words of the command that trains a model on what was compared: the same, but for those that only compare.
    private func training(_ outcome: CompareOutcome) -> [String] {
      let flags: Set = ["--no-speed", "--details", "--dry-run", "--quiet", "-q"]
      let options: Set = [
        "--losses", "--repeats", "--margin", "--time-limit", "--report", "--format", "--language",
        "-o", "--threads", "--memory",
      ]
      var words = ["xent", "train"]
      var rest = CheckpointOptions.without(Console.arguments).dropFirst()
      while let word = rest.popFirst() {
        if options.contains(word) {
          rest = rest.dropFirst()
        } else if !flags.contains(word), !options.contains(String(word.prefix { $0 != "=" })) {
          words.append(word)
        }
      }
      if let loss = outcome.lossToTrain { words += ["--loss", loss] }
      let quoted = words.map(Console.quoted)
      // A longer word does not stand on a line.
      if quoted.allSatisfy({ $0.count <= 70 }) { return quoted }
      return ["xent", "train", "--like", "outcome.json"]
    }

    /// A time such as 90, 90s, 5m or 1h30m.
    private func duration(_ text: String) throws -> Duration {
      var seconds = 0.0
      var digits = ""
      for letter in text {
        if letter.isASCII, letter.isNumber || letter == "." {
          digits.append(letter)
        } else if let number = Double(digits), let unit = ["h": 3600.0, "m": 60, "s": 1][letter] {
          seconds += number * unit
          digits = ""
        } else {
          seconds = .nan
        }
      }
      if !digits.isEmpty { seconds += Double(digits) ?? .nan }
      guard seconds > 0, seconds < 1e9 else {
        throw UsageFault.notATime(text)
      }
      return .seconds(seconds)
    }

    /// The request.
    ///
    /// Made after parsing, since the parser reports a misspelled option only after `validate`.
    private func request() throws -> CompareRequest {
      let target = try fit.target(of: "compare", table)
      let path = try table.path(
        of: "compare", example: "xent compare table.csv --target \(target)", areCompared: true)
      guard repeats == "auto" || Int(repeats) != nil else {
        throw UsageFault.notRepeats(repeats, most: CompareRequest.mostRepeats)
      }
      var request = try fit.request(table.reading(path), target: target)
      if let losses { request.losses = try CompareRequest.losses(named: losses) }
      request.repeats = Int(repeats)
      let margin = try marginSize(margin)
      request.margin = CompareRequest.margin(margin.size, isPercent: margin.isPercent)
      request.measuresSpeed = !leavesOutSpeed
      try request.validate()
      return request
    }
  }

  /// The size of a margin, in nats or per cent.
  func marginSize(_ text: String?) throws -> (size: Double?, isPercent: Bool) {
    let isPercent = text?.hasSuffix("%") ?? false
    return (
      try text.map { try number(in: isPercent ? String($0.dropLast()) : $0, of: .margin) },
      isPercent
    )
  }

  /// The losses' parameters as they are written.
  let lossParameters = CompareRequest.lossParameters
    .map { loss, parameters in
      ([loss]
        + parameters.map { name, value, isOptional in
          isOptional ? "[\(name)=\(board(value))]" : "\(name)=\(board(value))"
        }).joined(separator: ":")
    }.joined(separator: ", ")
#endif
