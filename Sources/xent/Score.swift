#if Tool
  import ArgumentParser
  import CrossEntropyReport
  import CrossEntropyWorkflows

  struct Score: Subcommand {
    static let configuration = CommandConfiguration(
      commandName: "score",
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
          xent score logprobs.csv --tokens logprob --group document

        Of several files each is also compared with the first, row by row. With --threshold or \
        --costs the decisions by them are judged, too.

        Probabilities are used as they are: what is out of range, or does not sum to 1, is an \
        error that names the row. A truth of probability 0 costs an infinite loss, and is said.

        In continuous integration:

          xent score new.csv --require 'log_loss<0.2' --require 'accuracy>0.9'
          xent score old.csv --keep-rows -o old.json
          xent score new.csv --baseline old.json --margin 1%

        A gate passes where the whole 95 % interval is on its right side, fails where it is on the \
        other, and is inconclusive between. What is written is written whatever the gates say.

        Where the loss lies is shown by --worst 20 and, column by column, by --slice region.

        \(ExitCode.listWithGates)
        """)

    @Argument(help: "The files of predictions; - is standard input.")
    var files: [String] = []

    @OptionGroup var reading: PredictionOptions

    @Option(
      help: ArgumentHelp(
        "The column of natural log-probabilities of the tokens that came, to be scored without a truth; --group names the "
          + "column of their documents.", valueName: "column"))
    var tokens: String?

    @Option(
      help: ArgumentHelp(
        "Also write what the rows add up to, and rows where they are needed, for --merge.",
        valueName: "file"))
    var partial: String?

    @Flag(
      help:
        "The files are what --partial wrote, of rows that are scored as if they were one file's.")
    var merge = false

    @Option(
      help: ArgumentHelp(
        "The number of the first row among those of all parts, which all but the first need. (default: 1)",
        valueName: "number"))
    var firstRow: Int?

    @Option(
      help: ArgumentHelp(
        "What to form, comma-separated; everything by default.",
        discussion: ScoreMetric.allCases.map(\.rawValue).joined(separator: ", ") + ".",
        valueName: "names"))
    var metrics: String?

    @Option(
      help: ArgumentHelp(
        "What the ECE is formed of: 15 bins of equal width or of equally many rows, or no bins but a smooth curve. (default: "
          + "equal-width)",
        valueName: "kind"))
    var ece: CalibrationKind?

    enum CalibrationKind: String, ExpressibleByArgument, CaseIterable {
      case equalWidth = "equal-width"
      case equalMass = "equal-mass"
      case smooth

      var request: ScoreRequest.CalibrationKind {
        switch self {
        case .equalWidth: .equalWidth
        case .equalMass: .equalMass
        case .smooth: .smooth
        }
      }
    }

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

    @Option(
      help: ArgumentHelp(
        "A condition that the interval of a score must meet, by its name in the JSON.",
        discussion: ScoreGate.metrics.joined(separator: ", ") + ".",
        valueName: "condition"))
    var require: [String] = []

    @Option(
      help: ArgumentHelp(
        "A condition that a score alone must meet, whatever its interval.", valueName: "condition"))
    var requirePoint: [String] = []

    @Option(
      help: ArgumentHelp(
        "Predictions, or the JSON of an earlier run, that must not be better by more than the margin; takes the place of "
          + "the first file in comparisons.", valueName: "file"))
    var baseline: [String] = []

    @Flag(
      help: "Keep the loss of every row in a .rows.npy beside the JSON of -o, for later baselines.")
    var keepRows = false

    @Option(
      help: ArgumentHelp(
        "Show so many of the costliest rows, and of those whose label may be wrong.",
        valueName: "rows"))
    var worst: Int?

    @Option(
      help: ArgumentHelp(
        "Show the loss by the cells of a column, of the predictions or of the truth's file; numbers and dates in ranges.",
        valueName: "column"))
    var slice: [String] = []

    @Option(help: "The seed of simulations. (default: 0)")
    var seed: UInt64?

    @Flag(help: "Also print the classes one by one, and which were taken for which.")
    var details = false

    @OptionGroup var rule: RuleOptions
    @OptionGroup(title: "Table") var text: TextOptions
    @OptionGroup var threads: ThreadOptions
    @OptionGroup var memory: MemoryOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Output") var jsonFile: JSONFileOption

    var inputs: [String] { files + [reading.truth, rule.costTable].compactMap { $0 } + baseline }

    func perform() throws {
      guard !files.isEmpty else {
        throw UsageFault.noPredictions(example: "xent score predictions.csv --target species")
      }
      guard baseline.count < 2 else {
        throw WorkflowError(.settings(.forOneFile(.baseline, files: baseline.count)))
      }
      let margin = try marginSize(margin)
      let request = ScoreRequest(
        predictions: try files.map { try text.reading($0) }, target: reading.target,
        truth: reading.truth, id: reading.id, weight: reading.weight, group: reading.group,
        columns: reading.columns, tokens: tokens, scale: try reading.scale(),
        normalizes: reading.normalize,
        merges: merge, isPart: partial != nil, firstRow: firstRow,
        metrics: try metrics.map { try scoreMetrics($0) },
        margin: CompareRequest.margin(margin.size, isPercent: margin.isPercent),
        seed: seed ?? 0,
        rule: try rule.rule(),
        gates: try require.map { try ScoreGate($0) }
          + requirePoint.map { try ScoreGate($0, isByValue: true) },
        baseline: try baseline.first.map { try text.reading($0) }, keepsRows: keepRows,
        worst: worst, slices: slice, ece: (ece ?? .equalWidth).request)
      if merge, seed != nil {
        throw WorkflowError(
          .settings(.together(.merge, .seed)), remedies: [.leaveOut(.seed)])
      }
      if tokens != nil {
        let given: [(RequestSetting, Bool)] = [
          (.report, report != nil), (.seed, seed != nil), (.details, details), (.ece, ece != nil),
        ]
        for (setting, isGiven) in given where isGiven {
          throw WorkflowError(
            .settings(.together(.tokens, setting)), remedies: [.leaveOut(setting)])
        }
      }
      let part = try partial.map { try OutputFile(path: $0, option: "--partial") }
      let rowsFile = try rowsFile()
      let files = try output.files(
        json: jsonFile, "--report", report, more: [part, rowsFile].compactMap { $0 },
        inputs: inputs)
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
          if let part, let bytes = outcome.part {
            try part.write(String(decoding: bytes, as: UTF8.self))
          }
          if let kept = outcome.keptRows { try rowsFile?.write(bytes: kept.bytes) }
        })
      if let code = outcome.gateOutcome.flatMap({ ExitCode($0) }) {
        throw ArgumentParser.ExitCode(code.rawValue)
      }
    }

    /// Where the rows are kept; nil where they are not.
    private func rowsFile() throws -> OutputFile? {
      guard keepRows else { return nil }
      guard let json = jsonFile.path else {
        throw WorkflowError(.settings(.alone(.keepRows)), remedies: [.set(.output)])
      }
      return try OutputFile(
        path: KeptRows.path(besideJSON: json), option: RequestSetting.keepRows.flag)
    }

    /// The numbers that a text names.
    private func scoreMetrics(_ text: String) throws -> [ScoreMetric] {
      try text.split(separator: ",", omittingEmptySubsequences: false).map { word in
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
