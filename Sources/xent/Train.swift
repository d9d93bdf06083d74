#if Tool
  import ArgumentParser
  import CrossEntropyReport
  import CrossEntropyWorkflows

  #if canImport(FoundationEssentials)
    import FoundationEssentials
  #else
    import Foundation
  #endif

  struct Train: Subcommand {
    static let configuration = CommandConfiguration(
      commandName: "train",
      abstract: "Trains a model, says what to expect of it, and writes it to a file.",
      usage: """
        xent train <table> --target <column> [--loss <loss>] [<options>]
        xent train --like <file> [<table>] [--loss <loss>]
        """,
      discussion: """
        Chooses the penalty of a linear model, or the step size of a network, as 'xent compare' \
        does, and fits all rows with it. The scores to expect are those of rows that were held \
        out. A loss that does not end at real probabilities (weighted, smoothed, focal, \
        generalised, …) is followed by a map that is learnt on the inner folds.

          xent train table.csv --target species
          xent train table.csv --target churn --model mlp:64,64 -o churn.safetensors
          xent train table.csv --target churn --model mlp:64,64 --dropout 0.2 --history epochs.csv
          xent train table.csv --target churn --loss focal:gamma=2 --onnx churn.onnx
          xent train --like outcome.json

        The file is a safetensors file that says how it was made; 'xent predict' uses it. It is \
        \(ModelOptions.usualFile) unless -o names another.

        Losses: \(CompareRequest.lossNames.joined(separator: ", ")).

        \(ExitCode.list)
        """)

    @OptionGroup(title: "Table") var table: TableOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Output") var file: ModelOptions
    @OptionGroup(title: "Output") var onnx: ONNXOption
    @OptionGroup(title: "Output") var history: HistoryOptions
    @OptionGroup var threads: ThreadOptions
    @OptionGroup var memory: MemoryOptions
    @OptionGroup var fit: FitOptions
    @OptionGroup var checkpoint: CheckpointOptions

    @Option(help: "The loss that trains the model, name[:key=value]. (default: cross_entropy)")
    var loss: String?

    @Flag(help: "Leave the probabilities as the loss gives them, though they may not be real ones.")
    var asTrained = false

    @Option(
      parsing: .unconditional,
      help: "How often new folds are drawn to say what to expect. (default: 1)")
    var repeats: Int?

    @Option(
      help: ArgumentHelp(
        "Take table, target and model from this JSON of 'xent compare'.", valueName: "file"))
    var like: String?

    var inputs: [String] { table.inputs + fit.inputs }

    static func flag(of setting: RequestSetting) -> String {
      setting == .losses ? "--loss" : setting.flag
    }

    func perform() throws {
      let request = try request()
      let epochs = try history.outputs(of: request)
      let model = fit.isDryRun ? nil : try file.model()
      let onnxFile = fit.isDryRun ? nil : try onnx.file()
      if let onnxFile, let column = request.comparison.table.text.first {
        throw OutputFault.readsWords(onnxFile.path, column: column)
      }
      try output.check(
        [model, onnxFile].compactMap { $0 } + epochs.files,
        inputs: request.inputs + [like].compactMap { $0 })
      let checkpoint = try checkpoint.checked(
        [model, onnxFile].compactMap { $0 } + epochs.files,
        beside: epochs.directory.map { ("--tensorboard", $0) })
      let threads = try threads.count()
      let memory = try memory.bytes()
      let phrases = output.choice.phrases(settings: Self.flag)
      if !output.quiet, let directory = epochs.directory, epochs.haveOthers {
        Console.say(phrases.hasOtherEvents(directory))
      }
      let prepared = try request.prepared(threads: threads, memory: memory)
      let plan = PlanText(
        fit.isDryRun ? try prepared.estimated() : prepared.plan, isOfModel: true, phrases: phrases,
        hasNotes: !output.quiet, isDecorated: Console.isDecorated)
      guard let model else {
        return try output.write(plan.plan, to: (nil, nil), text: plan.details + plan.work)
      }
      let kept = try checkpoint.map { (checkpoint) throws(WorkflowError) in
        try prepared.opened(checkpoint)
      }
      if output.format == .text {
        try Console.write(plan.screen)
      } else if !output.quiet {
        Console.show(plan.screen)
      }
      if let checkpoint, let kept {
        CheckpointOptions.say(kept, checkpoint, phrases, quiet: output.quiet)
      }
      let bar = ProgressBar(phrases, quiet: output.quiet)
      let (outcome, bytes, history) = try {
        defer { bar.clear() }
        return try prepared.run(
          program: Xent.nameAndVersion, kept: kept, progress: { bar.update($0, $1) }
        ) { epoch, number, most in
          bar.update(epoch: number, of: most) {
            phrases.fitted(epoch, of: most, bar: $0, secondsLeft: $1)
          }
        }
      }()
      var written: [(file: WrittenFile, path: String)] = []
      // The model first: it is what was asked for.
      do {
        try model.write(bytes: bytes)
        if let onnxFile {
          try ONNXOption.write(bytes, to: onnxFile)
          written.append((.onnx, onnxFile.path))
        }
        if let history { written += try epochs.write(history) }
      } catch let fault as OutputFault {
        throw Console.fail(phrases.sentence(fault), .ioFailed)
      }
      let text = TrainText(
        outcome, phrases: phrases, hasNotes: !output.quiet, isDecorated: Console.isDecorated)
      try output.write(
        outcome, to: (nil, nil), more: ["model": model.path],
        text: text.text
          + text.ending(
            path: model.path, bytes: bytes.count,
            next: "xent predict \(Console.quoted(model.path)) new.csv"))
      if !output.quiet {
        for (file, path) in written { Console.say(phrases.fileIs(file, in: path)) }
      }
    }

    /// The request, made after parsing, since the parser reports a misspelled option only after `validate`.
    private func request() throws -> TrainRequest {
      var comparison: CompareRequest
      if let like {
        if let given = Self.settingsOfOutcomes.first(where: { Console.isGiven($0.flag) }) {
          throw UsageFault.besideOutcome(option: "--like", given)
        }
        comparison = try compared(in: like)
        if !table.table.isEmpty {
          comparison.table.path = try table.path(of: "train", example: "xent train --like \(like)")
        }
      } else {
        let target = try fit.target(of: "train", table)
        let path = try table.path(
          of: "train", example: "xent train table.csv --target \(target)")
        comparison = try fit.request(table.reading(path), target: target)
      }
      comparison.repeats = repeats
      let request = try TrainRequest(comparison, lossNamed: loss, isAsTrained: asTrained)
      try request.validate()
      return request
    }

    /// What an outcome says, so that it would have no effect beside one.
    private static let settingsOfOutcomes: [RequestSetting] = [
      .target, .weight, .group, .foldColumn, .orderColumn, .testTable, .heldOutShare, .testEncoding,
      .keep,
      .targetMissing, .areClasses, .mergeRare, .positive, .model, .folds, .innerFolds, .penalties,
      .l1Penalties, .stepSizes, .schedule, .dropout, .weightDecay, .seed, .ignore, .numeric,
      .categorical, .text, .scaling, .missing, .delimiter, .encoding,
      .decimal, .thousands, .inputFormat, .labels, .zeroBased,
    ]

    /// The request of a comparison whose outcome is in a file.
    private func compared(in path: String) throws -> CompareRequest {
      do {
        return try JSONDecoder().decode(
          ComparedTable.self, from: Data(try TrainRequest.outcome(in: path))
        ).request
      } catch is DecodingError {
        throw UsageFault.notAnOutcome(path)
      }
    }
  }

  /// Where a model is written.
  struct ModelOptions: ParsableArguments {
    @Option(
      name: .customShort("o"),
      help: ArgumentHelp(
        "The file of the model. (default: \(Self.usualFile), unless there is one)",
        valueName: "file"))
    var path: String?

    static let usualFile = "model.safetensors"

    /// The file; one that was not named must not be there yet.
    func model() throws -> OutputFile {
      if path == nil, fileExists(Self.usualFile) {
        throw UsageFault.modelExists(Self.usualFile, option: "-o")
      }
      return try OutputFile(path: path ?? Self.usualFile, option: "-o")
    }
  }
#endif
