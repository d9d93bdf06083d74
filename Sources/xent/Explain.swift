#if Tool
  import ArgumentParser
  import CrossEntropyReport
  import CrossEntropyWorkflows

  struct Explain: Subcommand {
    static let configuration = CommandConfiguration(
      commandName: "explain",
      abstract: "Explains the loss and the gradient of one row, step by step.",
      usage: """
        xent explain --logits <numbers> --label <index> [<options>]
        xent explain --probabilities <numbers> --label <index> [<options>]
        xent explain --loss <losses> [--curve <file>]
        xent explain --report <file> [<table> --target <column>]
        """,
      discussion: """
        Takes one row from its outputs to its gradient: logits, probabilities, surprisals, loss \
        and gradient, each formula with its numbers, with squared error beside the chosen loss. \
        Several outputs share one distribution by softmax; one output is a yes or no by sigmoid, \
        with labels 0 and 1; --output sigmoid makes each of several outputs a yes or no.

        Without a row: how hard each loss pulls on an output, from right to confidently wrong.

        --report writes a live page, on which all this can be tried by hand; with a table it \
        starts with up to \(PageRows.mostRows) of its rows.

          xent explain --logits 2,1,0.1 --label 0
          xent explain --logits -2,1 --target-probabilities .3,.7
          xent explain --logits 0.7 --label 1
          xent explain --logits 1,-2,3 --target-probabilities 1,0,1 --output sigmoid
          xent explain --loss focal:gamma=2,squared_error --logits 2,1,0.1 --label 2
          xent explain --probabilities .7503 --label 0 --scale .5 --input 1.5
          xent explain --loss cross_entropy,focal --curve curves.svg
          xent explain --report why.html
          xent explain --report why.html table.csv --target species

        Losses: \(ExplainRequest.lossNames.joined(separator: ", ")); without a row also \
        \(lossesOfTables), which take their weights from a table. Parameters as in xent compare --help. The first of several is \
        explained, with the others beside it.

        \(ExitCode.list)
        """)

    @Option(
      help: ArgumentHelp(
        "The loss, name[:key=value…] (default: cross_entropy); several are comma-separated.",
        valueName: "losses"))
    var loss: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The outputs before softmax or sigmoid; -inf masks a class.", valueName: "numbers"))
    var logits: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("The outputs after softmax or sigmoid.", valueName: "numbers"))
    var probabilities: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("The true class, counted from 0.", valueName: "index"))
    var label: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The target as probabilities, one per output; 0 and 1 with --output sigmoid.",
        valueName: "numbers"))
    var targetProbabilities: String?

    @Option(
      name: .customLong("output"),
      help:
        "The unit of the outputs; by default sigmoid for one, softmax for several, or as a name like binary_crossentropy says."
    )
    var unit: RowOutputs?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("One weight per class, 0 or more.", valueName: "numbers"))
    var classWeights: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The share of the target spread over all classes (default: 0).",
        valueName: "share"))
    var labelSmoothing: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "What multiplies squared error (default: 1); .5 is the textbooks' ½(y - o)².",
        valueName: "factor"))
    var scale: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The inputs x of a layer z = w·x + b; shows the gradient of w.", valueName: "numbers"))
    var input: String?

    @Flag(help: "Divide probabilities and target by their sums.")
    var normalize = false

    @Option(
      help: ArgumentHelp(
        "Draw the losses and their gradients against the output, as an SVG file.",
        valueName: "file"))
    var curve: String?

    @Option(
      help: ArgumentHelp(
        "Write a live page to this file, as HTML; it holds the rows of the table, if one is named.",
        valueName: "file"))
    var report: String?

    @Argument(help: "A table whose rows the live page starts with; - is standard input.")
    var table: [String] = []

    @Option(help: ArgumentHelp("The column of the table to predict.", valueName: "column"))
    var target: String?

    @OptionGroup(title: "Table") var text: TextOptions
    @OptionGroup var information: UnitOptions
    @OptionGroup var memory: MemoryOptions

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Output") var jsonFile: JSONFileOption

    var inputs: [String] { table }

    static func flag(of setting: RequestSetting) -> String {
      setting == .losses ? "--loss" : setting.flag
    }

    func perform() throws {
      let request = try request()
      let tableReading = try tableReading()
      let page = try report.map { try OutputFile(path: $0, option: "--report") }
      let files = try output.files(
        json: jsonFile, "--curve", curve, more: [page].compactMap { $0 }, inputs: inputs)
      let memory = try memory.bytes()
      let outcome = try request.run(memory: memory)
      let rows = try tableReading.map {
        try PageRows($0.reading, target: $0.target, memory: memory)
      }
      if output.format == .json || jsonFile.path != nil { try outcome.checkJSON(memory: memory) }
      let phrases = output.phrases
      try output.write(
        outcome, to: files, text: ExplainText(outcome, phrases).text,
        shown: outcome.curves.map { (.picture, LossCurves($0, phrases).svg) }
      ) {
        guard let page else { return }
        try page.write(PlaygroundPage(rows, language: output.choice).html)
        if !output.quiet { Console.say(phrases.fileIs(.livePage, in: page.path)) }
      }
    }

    /// The table of the page and the column to predict, if it has one.
    private func tableReading() throws -> (reading: TableReading, target: String)? {
      let example = "xent explain --report why.html \(table.first ?? "table.csv") --target species"
      guard let path = table.first else {
        guard let option = target.map({ _ in "--target" }) ?? text.strayOption else { return nil }
        throw UsageFault.noTableToRead(option: option)
      }
      guard table.count == 1 else {
        throw UsageFault.severalTables(table, command: "explain", areCompared: false)
      }
      guard report != nil else { throw UsageFault.tableWithoutPage(example: example) }
      guard let target, !target.isEmpty else { throw UsageFault.noTarget(example: example) }
      return (try text.reading(path), target)
    }

    /// The request.
    private func request() throws -> ExplainRequest {
      var request = ExplainRequest(
        losses: try loss.map { try CompareRequest.losses(named: $0) } ?? [],
        unit: information.base.unit, drawsCurves: curve != nil)
      try request.check(request.losses.count, of: .losses)
      if asksForRow { try addRow(to: &request) }
      return request
    }

    /// True unless only losses or their picture are asked for.
    private var asksForRow: Bool {
      let ofRow: [Any?] = [
        logits, probabilities, label, targetProbabilities, unit, classWeights, labelSmoothing,
        scale, input,
      ]
      return ofRow.contains { $0 != nil } || normalize
        || (loss == nil && curve == nil && report == nil)
    }

    private func addRow(to request: inout ExplainRequest) throws {
      var row = ExplainRequest.Row(
        try outputs(request.check), target: try target(request.check))
      row.outputUnit = unit?.unit ?? loss.flatMap { ExplainRequest.outputUnit(named: $0) }
      row.classWeights = try classWeights.map {
        try numbers(in: $0, of: .classWeights, request.check)
      }
      row.labelSmoothing = try labelSmoothing.map { try number(in: $0, of: .labelSmoothing) } ?? 0
      row.scale = try scale.map { try number(in: $0, of: .scale) } ?? 1
      row.normalizes = normalize
      request.row = row
      let inputs = try input.map { try numbers(in: $0, of: .inputs, request.check) }
      request.row?.inputs = inputs ?? []
    }

    private func outputs(_ check: CountCheck) throws -> ExplainRequest.Row.Outputs {
      switch (logits, probabilities) {
      case (let z?, nil): return .logits(try numbers(in: z, of: .logits, check))
      case (nil, let p?): return .probabilities(try numbers(in: p, of: .probabilities, check))
      case (nil, nil):
        throw UsageFault.noOutputs(
          example: "xent explain --logits 2,1,0.1 --label \(label ?? "0")")
      default: throw UsageFault.outputsTwice
      }
    }

    private func target(_ check: CountCheck) throws -> ExplainRequest.Row.Target {
      switch (label, targetProbabilities) {
      case (let label?, nil):
        guard let index = Int(trimmed(label)) else {
          throw UsageFault.notALabel(label, isList: label.contains(","))
        }
        return .label(index)
      case (nil, let text?):
        return .probabilities(try numbers(in: text, of: .targetProbabilities, check))
      case (nil, nil): throw UsageFault.noLabel
      default: throw UsageFault.targetTwice
      }
    }
  }

  private let lossesOfTables = CompareRequest.lossNames
    .filter { !ExplainRequest.lossNames.contains($0) }.joined(separator: " and ")
#endif
