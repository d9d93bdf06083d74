#if Tool
  import ArgumentParser
  import CrossEntropyReport
  import CrossEntropyWorkflows

  struct Calibrate: Subcommand {
    static let configuration = CommandConfiguration(
      commandName: "calibrate",
      abstract: "Makes probabilities tell how often what they promise happens.",
      usage: """
        xent calibrate <predictions> -o <calibrator> [--target <column>] [<options>]
        xent calibrate <predictions> --apply <calibrator> [-o <file>] [<options>]
        """,
      discussion: """
        Maps of the probabilities are tried on rows that they are not fitted to, and the simplest is \
        chosen that is as good as the best of those that win beyond doubt; or none. It is fitted to \
        all rows and written. The predictions are read as 'xent score' reads them. --apply writes a \
        table of predictions with its probabilities after the map, and all other cells as they are.

          xent calibrate valid.csv --target species -o calibrator.json
          xent calibrate test.csv --apply calibrator.json -o calibrated.csv
          xent calibrate valid.csv --method temperature -o calibrator.json
          xent calibrate valid.csv --train-prior .5,.5 --new-prior .9,.1 -o calibrator.json

        Score other rows than those that a calibrator was fitted to.

        \(ExitCode.list)
        """)

    @Argument(help: "The file of predictions; - is standard input.")
    var files: [String] = []

    @Option(
      name: .customShort("o"),
      help: ArgumentHelp(
        "Write the calibrator, or with --apply the predictions, to this file.", valueName: "file"))
    var file: String?

    @Option(help: "The map; auto chooses the one that is worth its parameters, if any is.")
    var method = Method.auto

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The shares of the classes where the model was trained, in the order of the classes.",
        valueName: "shares"))
    var trainPrior: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("Their shares where it is used.", valueName: "shares"))
    var newPrior: String?

    @Option(
      help: ArgumentHelp("Apply this calibrator to the predictions.", valueName: "calibrator"))
    var apply: String?

    @OptionGroup var reading: PredictionOptions

    @Option(help: "The seed of the folds. (default: 0)")
    var seed: UInt64?

    @OptionGroup(title: "Table") var text: TextOptions
    @OptionGroup var threads: ThreadOptions
    @OptionGroup var memory: MemoryOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    enum Method: String, ExpressibleByArgument, CaseIterable {
      case auto, temperature
      case priorShift = "prior-shift"
      case scaleAndBias = "scale-and-bias"
      case beta, vector, isotonic

      var request: CalibrateRequest.Method? {
        switch self {
        case .auto: nil
        case .temperature: .temperature
        case .priorShift: .priorShift
        case .scaleAndBias: .scaleAndBias
        case .beta: .beta
        case .vector: .vector
        case .isotonic: .isotonic
        }
      }
    }

    var inputs: [String] { files + [reading.truth, apply].compactMap { $0 } }

    func perform() throws {
      guard !files.isEmpty else {
        throw UsageFault.noPredictions(
          example: "xent calibrate predictions.csv --target species -o calibrator.json")
      }
      guard files.count == 1 else {
        throw UsageFault.severalTables(files, command: "calibrate", areCompared: false)
      }
      let shown = CalibrateText(
        phrases: output.phrases, isDecorated: Console.isDecorated)
      if let apply { return try self.apply(apply, shown) }
      let request = CalibrateRequest(
        predictions: ScoreRequest(
          predictions: [try text.reading(files[0])], target: reading.target, truth: reading.truth,
          id: reading.id, weight: reading.weight, group: reading.group, columns: reading.columns,
          scale: try reading.scale(), normalizes: reading.normalize, seed: seed ?? 0),
        method: method.request, trainPrior: try shares(trainPrior, .trainPrior),
        newPrior: try shares(newPrior, .newPrior))
      let written = try output.files("-o", file, inputs: inputs)
      let outcome = try request.run(threads: try threads.count(), memory: try memory.bytes())
      try output.write(
        outcome, to: (nil, nil), text: shown.text(outcome, hasNotes: !output.quiet)
      ) {
        guard let file = written.other else {
          if !output.quiet { Console.say(output.phrases.calibratorIsNotWritten) }
          return
        }
        try file.write(bytes: outcome.calibrator.fileBytes)
        if !output.quiet { Console.say(output.phrases.fileIs(.calibrator, in: file.path)) }
      }
    }

    private func shares(_ text: String?, _ setting: RequestSetting) throws -> [Double]? {
      try text.map { try numbers(in: $0, of: setting) { _, _ in } }
    }

    private func apply(_ calibrator: String, _ shown: CalibrateText) throws {
      let idle: [(isGiven: Bool, setting: RequestSetting)] = [
        (reading.target != nil, .target), (reading.truth != nil, .truth),
        (reading.id != nil, .idColumn), (reading.weight != nil, .weight),
        (reading.group != nil, .group), (reading.logits, .logits), (reading.percent, .percent),
        (reading.normalize, .normalize), (method != .auto, .method),
        (trainPrior != nil, .trainPrior), (newPrior != nil, .newPrior), (seed != nil, .seed),
      ]
      if let first = idle.first(where: \.isGiven) {
        throw WorkflowError(
          .settings(.together(.applied, first.setting)), remedies: [.leaveOut(first.setting)])
      }
      let request = ApplyCalibratorRequest(
        calibrator: calibrator, predictions: try text.reading(files[0]),
        columns: reading.columns, format: try predictionFormat(file, output),
        writesLogarithms: reading.logProbabilities)
      let written = try output.files("-o", file, inputs: inputs)
      let threads = try threads.count()
      let memory = try memory.bytes()
      var outcome: ApplyCalibratorOutcome?
      func map(to output: any PredictionOutput) throws {
        outcome = try request.run(threads: threads, memory: memory, to: { output })
      }
      guard let file = written.other else {
        try map(to: StandardOutput())
        if let outcome, !output.quiet { Console.show(shown.text(outcome, hasNotes: true)) }
        return
      }
      if request.format == .npy, !file.isRewritable {
        throw UsageFault.notRewritable(option: "-o", path: file.path)
      }
      try file.write { try map(to: $0) }
      guard let outcome else { return }
      try output.write(
        outcome, to: (nil, nil), text: shown.text(outcome, hasNotes: !output.quiet))
    }
  }
#endif
