#if Tool
  import ArgumentParser
  import CrossEntropyReport
  import CrossEntropyWorkflows

  struct Score: Subcommand {
    static let configuration = CommandConfiguration(
      abstract: "Says how good the probabilities of a file of predictions are.",
      usage: "xent score <predictions> … [--target <column>] [--truth <file>] [<options>]",
      discussion: """
        A file has a column per class, called p_<class> or as the class is, or one called \
        probability for the positive class, the last of two as they are sorted; and the truth in \
        the column of --target, unless --truth names the file that holds it. What 'xent predict' \
        writes is read as it is.

          xent score predictions.csv --target species
          xent score old.csv new.csv --target species
          xent score probabilities.npy --truth labels.npy
          xent score scores.csv --truth table.csv --target churn --id customer
          xent score logits.csv --logits --target label

        Of several files each is also compared with the first, row by row.

        Probabilities are used as they are: what is out of range, or does not sum to 1, is an \
        error that names the row. A truth of probability 0 costs an infinite loss, and is said.

        \(ExitCode.list)
        """)

    @Argument(help: "The files of predictions; - is standard input.")
    var files: [String] = []

    @OptionGroup var reading: PredictionOptions

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The difference of log loss that matters, in nats, or as 2% of the first file's; 0 for none. (default: 1%)",
        valueName: "size"))
    var margin: String?

    @Option(help: "The seed of simulations. (default: 0)")
    var seed: UInt64 = 0

    @OptionGroup(title: "Table") var text: TextOptions
    @OptionGroup var threads: ThreadOptions
    @OptionGroup var memory: MemoryOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Output") var jsonFile: JSONFileOption

    var inputs: [String] { files + [reading.truth].compactMap { $0 } }

    func perform() throws {
      guard !files.isEmpty else {
        throw UsageFault.noPredictions(example: "xent score predictions.csv --target species")
      }
      let margin = try marginSize(margin)
      let request = ScoreRequest(
        predictions: try files.map { try text.reading($0) }, target: reading.target,
        truth: reading.truth, id: reading.id, weight: reading.weight, group: reading.group,
        columns: reading.columns, scale: try reading.scale(), normalizes: reading.normalize,
        margin: CompareRequest.margin(margin.size, isPercent: margin.isPercent), seed: seed)
      let files = try output.files(json: jsonFile, inputs: inputs)
      let outcome = try request.run(
        threads: try threads.count(), memory: try memory.bytes())
      try output.write(
        outcome, to: files,
        text: ScoreText(
          outcome, phrases: output.phrases, hasNotes: !output.quiet,
          isDecorated: Console.isDecorated
        ).text)
    }
  }
#endif
