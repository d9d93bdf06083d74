#if Tool
  import ArgumentParser
  import CrossEntropyReport
  import CrossEntropyWorkflows

  struct Inspect: Subcommand {
    static let configuration = CommandConfiguration(
      commandName: "inspect",
      abstract: "Says what a saved model is, how it was made, and what each column does.",
      usage: "xent inspect <model> [--table <table>] [<options>]",
      discussion: """
        Of a linear model the weights are said so that columns can be compared: of a number per \
        standard deviation, of a category level by level, each with its odds ratio. With a table \
        that has the target, each column's cells are dealt anew among the rows, and the columns \
        are ranked by how much worse the model then predicts; this works for networks, too.

          xent inspect model.safetensors
          xent inspect model.safetensors --details
          xent inspect model.safetensors --table new.csv --report model.html
          xent inspect model.safetensors --onnx model.onnx
          xent inspect model.safetensors --format json

        \(ExitCode.list)
        """)

    @Argument(help: "The model.")
    var model: [String] = []

    @Option(
      name: .customLong("table"),
      help: ArgumentHelp(
        "Measure the importance of the columns on this table, which has the target; - is standard input.",
        valueName: "table"))
    var path: String?

    @Option(
      help: ArgumentHelp(
        "The labels of a table that is an array of NumPy: an array too, or a CSV of one column.",
        valueName: "file"))
    var labels: String?

    @OptionGroup(title: "Table") var text: TextOptions
    @OptionGroup var threads: ThreadOptions
    @OptionGroup var memory: MemoryOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Output") var jsonFile: JSONFileOption
    @OptionGroup(title: "Output") var onnx: ONNXOption

    @Flag(help: "Show all columns, with all their levels and classes.")
    var details = false

    @Option(
      help: ArgumentHelp("Write a page with pictures to this file, as HTML.", valueName: "file"))
    var report: String?

    var inputs: [String] { model + [path, labels].compactMap { $0 } }

    static func flag(of setting: RequestSetting) -> String {
      setting == .table ? "--table" : setting.flag
    }

    func perform() throws {
      guard model.count == 1, !model[0].isEmpty else {
        throw UsageFault.notOneModel(model, example: "xent inspect model.safetensors")
      }
      if path == nil, let option = labels.map({ _ in "--labels" }) ?? text.strayOption {
        throw UsageFault.noTableToRead(option: option)
      }
      var request = InspectRequest(model: model[0], table: try path.map { try text.reading($0) })
      request.table?.labels = labels
      let onnxFile = try onnx.file()
      let files = try output.files(
        json: jsonFile, "--report", report, more: [onnxFile].compactMap { $0 },
        inputs: request.inputs)
      let threads = try threads.count()
      let memory = try memory.bytes()
      let phrases = output.choice.phrases(settings: Self.flag)
      let bar = ProgressBar(phrases, quiet: output.quiet) {
        phrases.predicting($0, secondsLeft: $1)
      }
      let file = try request.modelFile()
      let outcome = try {
        defer { bar.clear() }
        return try request.run(file, threads: threads, memory: memory) { bar.update($0, $1) }
      }()
      let shown = InspectText(outcome, phrases: phrases, isDecorated: Console.isDecorated)
      try output.write(
        outcome, to: files, text: details ? shown.details : shown.screen,
        shown: report.map { _ in
          let page = InspectPage(
            outcome, phrases: phrases, command: Console.commandLine, program: Xent.nameAndVersion)
          return (.report, page.html)
        }
      ) {
        guard let onnxFile else { return }
        try ONNXOption.write(file, to: onnxFile)
        if !output.quiet { Console.say(phrases.fileIs(.onnx, in: onnxFile.path)) }
      }
    }
  }
#endif
