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
          xent score predictions.csv --target species --report scores.html
          xent score predictions.csv --target churn --costs 1,20

        Of several files each is also compared with the first, row by row. With --threshold or \
        --costs the decisions by them are judged, too.

        Probabilities are used as they are: what is out of range, or does not sum to 1, is an \
        error that names the row. A truth of probability 0 costs an infinite loss, and is said.

        \(ExitCode.list)
        """)

    @Argument(help: "The files of predictions; - is standard input.")
    var files: [String] = []

    @OptionGroup var reading: PredictionOptions

    @Option(
      help: ArgumentHelp(
        "Also write what the rows add up to, for --merge.", valueName: "file"))
    var partial: String?

    @Flag(
      help:
        "The files are what --partial wrote, of rows that are scored as if they were one file's.")
    var merge = false

    @Option(
      help: ArgumentHelp(
        "The number of the first row among those of all parts, for the draws of simulations. (default: 1)",
        valueName: "number"))
    var firstRow: Int?

    @Option(
      help: ArgumentHelp(
        "What to form, comma-separated; everything by default.",
        discussion: ScoreMetric.allCases.map(\.rawValue).joined(separator: ", ") + ".",
        valueName: "names"))
    var metrics: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The difference of log loss that matters, in nats, or as 2% of the first file's; 0 for none. (default: 1%)",
        valueName: "size"))
    var margin: String?

    @Option(
      help: ArgumentHelp(
        "Also show the scores on a page, one HTML file that stands alone.", valueName: "file"))
    var report: String?

    @Option(help: "The seed of simulations. (default: 0)")
    var seed: UInt64 = 0

    @Flag(help: "Also print the classes one by one, and which were taken for which.")
    var details = false

    @OptionGroup var rule: RuleOptions
    @OptionGroup(title: "Table") var text: TextOptions
    @OptionGroup var threads: ThreadOptions
    @OptionGroup var memory: MemoryOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Output") var jsonFile: JSONFileOption

    var inputs: [String] { files + [reading.truth, rule.costTable].compactMap { $0 } }

    func perform() throws {
      guard !files.isEmpty else {
        throw UsageFault.noPredictions(example: "xent score predictions.csv --target species")
      }
      let margin = try marginSize(margin)
      let request = ScoreRequest(
        predictions: try files.map { try text.reading($0) }, target: reading.target,
        truth: reading.truth, id: reading.id, weight: reading.weight, group: reading.group,
        columns: reading.columns, scale: try reading.scale(), normalizes: reading.normalize,
        merges: merge, isPart: partial != nil, firstRow: firstRow,
        metrics: try metrics.map { try scoreMetrics($0) },
        margin: CompareRequest.margin(margin.size, isPercent: margin.isPercent), seed: seed,
        rule: try rule.rule())
      let part = try partial.map { try OutputFile(path: $0, option: "--partial") }
      let files = try output.files(
        json: jsonFile, "--report", report, more: part, inputs: inputs)
      let outcome = try request.run(
        threads: try threads.count(), memory: try memory.bytes())
      try output.write(
        outcome, to: files,
        text: ScoreText(
          outcome, phrases: output.phrases, hasNotes: !output.quiet, hasDetails: details,
          isDecorated: Console.isDecorated
        ).text,
        shown: report.map { _ in
          let page = ScorePage(
            outcome, phrases: output.phrases, command: Console.commandLine,
            program: Xent.nameAndVersion)
          return (.report, page.html)
        },
        last: {
          guard let part, let bytes = outcome.part else { return }
          try part.write(String(decoding: bytes, as: UTF8.self))
        })
    }

    /// The numbers that a text names.
    private func scoreMetrics(_ text: String) throws -> [ScoreMetric] {
      try text.split(separator: ",").map { word in
        let name = String(word.drop { $0 == " " })
        guard let metric = ScoreMetric(rawValue: name) else {
          throw UsageFault.unknownMetric(
            option: "--metrics", name: name, ScoreMetric.allCases.map(\.rawValue))
        }
        return metric
      }
    }
  }
#endif
