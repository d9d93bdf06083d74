#if Tool
  import ArgumentParser
  import CrossEntropyReport
  import CrossEntropyWorkflows
  import XentSystem

  struct Predict: Subcommand {
    static let configuration = CommandConfiguration(
      commandName: "predict",
      abstract: "Gives the probabilities of a saved model for the rows of a table.",
      usage: "xent predict <model> <table> [-o <file>] [<options>]",
      discussion: """
        Columns are found by their names and read as in training: the same decimal mark, the same \
        order of dates. What is missing, new or different in the table is said. The predictions go \
        to standard output as CSV, or to the file of -o, which appears whole or not at all: the \
        predicted class, and the probability of every class.

          xent predict model.safetensors new.csv > predictions.csv
          xent predict model.safetensors new.csv --id customer -o predictions.csv
          xent predict model.safetensors new.csv --append -o scored.csv
          xent predict model.safetensors new.csv --costs 1,20
          xent predict model.safetensors new.csv --costs costs.csv
          zcat new.csv.gz | xent predict model.safetensors - -o probabilities.npy

        \(ExitCode.list)
        """)

    @Argument(help: "The model, and the table; - is standard input.")
    var files: [String] = []

    @OptionGroup(title: "Table") var text: TextOptions

    @Option(
      name: .customShort("o"),
      help: ArgumentHelp(
        "Write the predictions to this file: .csv, .tsv, .jsonl, or the probabilities alone as .npy.",
        valueName: "file"))
    var predictions: String?

    @Option(help: ArgumentHelp("A column that names the rows, written first.", valueName: "column"))
    var id: String?

    @Flag(help: "Put the predictions after the table's own columns, whose cells stay as they are.")
    var append = false

    @OptionGroup var rule: RuleOptions
    @OptionGroup var threads: ThreadOptions
    @OptionGroup var memory: MemoryOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    var inputs: [String] { files + [rule.costTable].compactMap { $0 } }

    func perform() throws {
      let request = try request()
      let files = try output.files("-o", predictions, inputs: inputs)
      let threads = try threads.count()
      let memory = try memory.bytes()
      let bar = ProgressBar(output.phrases, quiet: output.quiet) { [phrases = output.phrases] in
        phrases.predicting($0, secondsLeft: $1)
      }
      defer { bar.clear() }
      var outcome: PredictOutcome?
      func predict(to output: any PredictionOutput) throws {
        outcome = try request.run(
          threads: threads, memory: memory, to: { output }, progress: { bar.update($0, $1) })
      }
      if let file = files.other {
        if request.format == .npy, !file.isRewritable {
          throw UsageFault.notRewritable(option: "-o", path: file.path)
        }
        try file.write { try predict(to: $0) }
      } else {
        try predict(to: StandardOutput())
      }
      bar.clear()
      guard let outcome else { return }
      let text = PredictText(
        outcome, phrases: output.phrases,
        isDecorated: files.other != nil && Console.isDecorated)
      if files.other != nil {
        try output.write(
          outcome, to: (nil, nil), text: text.summary + (output.quiet ? "" : text.notes))
      } else if !output.quiet {
        Console.show(text.summary + text.notes)
      }
    }

    private func request() throws -> PredictRequest {
      let example = "xent predict model.safetensors table.csv"
      guard files.count == 2, !files.contains("") else {
        throw UsageFault.notModelAndTable(files, example: example)
      }
      let format = try predictionFormat(predictions, output)
      return PredictRequest(
        model: files[0], table: try text.reading(files[1]), id: id, appends: append,
        format: format, rule: try rule.rule())
    }
  }

  extension OutputPieces: PredictionOutput {}

  /// The format of predictions that the name of their file says; nil is standard output.
  func predictionFormat(
    _ path: String?, _ output: OutputOptions
  ) throws -> PredictRequest.Format {
    guard let path else {
      if output.format == .json { throw UsageFault.jsonWithoutFile(option: "-o") }
      return .csv
    }
    let ending = path.split(separator: "/").last?.split(separator: ".").last
    guard let known = PredictRequest.Format(rawValue: ending?.lowercased() ?? ""),
      path.contains(".")
    else {
      throw UsageFault.unknownFormat(
        option: "-o", path: path, PredictRequest.Format.allCases.map(\.rawValue))
    }
    return known
  }

  /// Standard output, to which predictions go as they come.
  struct StandardOutput: PredictionOutput {
    func append(_ bytes: [UInt8]) throws { try Console.write(bytes: bytes) }

    func replaceFirst(_ bytes: [UInt8]) throws {}
  }
#endif
