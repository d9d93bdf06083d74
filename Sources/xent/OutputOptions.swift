#if Tool
  public import ArgumentParser
  public import CrossEntropyReport
  import CrossEntropyWorkflows
  import XentSystem

  /// How results are written.
  struct OutputOptions: ParsableArguments {
    @Option(help: "The format of the result.")
    var format = Format.text

    @Option(
      help: """
        The language of text, page and errors; by default from LC_ALL, LC_MESSAGES or LANG.
        """)
    var language: Language?

    @Flag(
      name: .shortAndLong,
      help: "Show no progress and no notes, be they of what makes numbers doubtful.")
    var quiet = false

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    /// The files that were asked for, checked before any work.
    ///
    /// - Parameters:
    ///   - json: What `-o` names, where the outcome goes there.
    ///   - path: What `option` names beside it, if anything.
    ///   - more: What else the run writes.
    ///   - inputs: What the run reads; "-" is standard input.
    func files(
      json: JSONFileOption? = nil, _ option: String = "", _ path: String? = nil,
      more: [OutputFile] = [], inputs: [String]
    ) throws -> (json: OutputFile?, other: OutputFile?) {
      let other = try path.map { try OutputFile(path: $0, option: option) }
      let json = try json?.path.map { try OutputFile(path: $0, option: "-o") }
      try check([other, json].compactMap { $0 } + more, inputs: inputs)
      return (json, other)
    }

    /// Checks before any work that these files can be written, and harm nothing that the run reads.
    func check(_ files: [OutputFile], inputs: [String]) throws {
      // Where nothing else is written there is nothing to work for.
      if files.isEmpty, !Streams.isGivenForWriting(STDOUT_FILENO) {
        throw OutputFault.cannotWriteResult(reason: systemReason(EBADF))
      }
      try OutputFile.check(files, inputs: inputs)
    }

    /// Writes an outcome to standard output in the requested format, and to the files that were asked for.
    ///
    /// Standard output comes first, and what fails keeps nothing else from being written.
    ///
    /// - Parameters:
    ///   - more: Keys that the command adds to the outcome's.
    ///   - shown: What is written to the other file, and what it is.
    ///   - last: Writes what else there is to write.
    func write(
      _ outcome: some Encodable, to files: (json: OutputFile?, other: OutputFile?),
      more: [String: String] = [:], text: String, shown: (kind: WrittenFile, text: String)? = nil,
      last: () throws -> Void = {}
    ) throws {
      var failure: (any Error)?
      func attempt(_ write: () throws -> Void) throws {
        do {
          try write()
        } catch let fault as OutputFault {
          failure = Console.fail(phrases.sentence(fault), .ioFailed)
        } catch let gone as Console.ReaderIsGone {
          failure = gone
        }
      }
      let json =
        files.json != nil || format == .json ? try ResultJSON(outcome, more: more).text : ""
      try attempt { try Console.write(format == .json ? json : text) }
      if let file = files.json { try attempt { try file.write(json) } }
      if let file = files.other, let shown {
        try attempt {
          try file.write(shown.text)
          if !quiet { Console.say(phrases.fileIs(shown.kind, in: file.path)) }
        }
      }
      try attempt(last)
      if let failure { throw failure }
    }

    /// The language of text, page and errors.
    var phrases: any Phrases { choice.phrases { $0.flag } }

    /// The language.
    var choice: Language { language ?? .ofEnvironment }
  }

  /// Where the outcome is also written.
  struct JSONFileOption: ParsableArguments {
    @Option(
      name: .customShort("o"),
      help: ArgumentHelp("Also write the result as JSON to this file.", valueName: "file"))
    var path: String?
  }

  extension Language: ExpressibleByArgument {}

  extension Language {
    /// The language of what is wrong with arguments that the parser has not seen yet.
    static var ofArguments: Language {
      let words = Console.arguments
      let asked = words.indices.compactMap { place -> Language? in
        if words[place] == "--language", place + 1 < words.count {
          return Language(rawValue: words[place + 1])
        }
        return words[place].hasPrefix("--language=")
          ? Language(rawValue: String(words[place].dropFirst(11))) : nil
      }
      return asked.last ?? .ofEnvironment
    }

    /// The language of the locale; English for C and for any language without phrases.
    static var ofEnvironment: Language {
      let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap(Console.environment).first
      return Language(rawValue: locale?.prefix { $0.isLetter }.lowercased() ?? "") ?? .english
    }
  }

  extension RequestSetting {
    /// The flag, or the argument, that sets it.
    var flag: String {
      switch self {
      case .table: "<table>"
      case .partial: "--partial"
      case .merge: "--merge"
      case .firstRow: "--first-row"
      case .metrics: "--metrics"
      case .tokens: "--tokens"
      case .details: "--details"
      case .report: "--report"
      case .target: "--target"
      case .ignore: "--ignore"
      case .weight: "--weight"
      case .group: "--group"
      case .foldColumn: "--fold"
      case .orderColumn: "--order"
      case .testTable:
        Console.isGiven("--valid") && !Console.isGiven("--test") ? "--valid" : "--test"
      case .heldOutShare: "--valid"
      case .delimiter: "--delimiter"
      case .decimal: "--decimal"
      case .thousands: "--thousands"
      case .encoding: "--encoding"
      case .testEncoding: "--test-encoding"
      case .inputFormat: "--input-format"
      case .labels: "--labels"
      case .zeroBased: "--zero-based"
      case .missing: "--na"
      case .numeric: "--numeric"
      case .categorical: "--categorical"
      case .text: "--text"
      case .keep: "--keep"
      case .scaling: "--scale"
      case .targetMissing: "--target-na"
      case .areClasses: "--classes"
      case .mergeRare: "--merge-rare"
      case .positive: "--positive"
      case .losses: "--losses"
      case .model: "--model"
      case .folds: "--folds"
      case .innerFolds: "--inner-folds"
      case .repeats: "--repeats"
      case .penalties: "--l2"
      case .l1Penalties: "--l1"
      case .stepSizes: "--learning-rate"
      case .schedule: "--schedule"
      case .dropout: "--dropout"
      case .weightDecay: "--weight-decay"
      case .threads: "--threads"
      case .memory: "--memory"
      case .timeLimit: "--time-limit"
      case .margin: "--margin"
      case .distribution: "--p"
      case .forecast: "--q"
      case .counts: "--counts"
      case .column: "--column"
      case .given: "--given"
      case .normalize: "--normalize"
      case .logits: "--logits"
      case .probabilities: "--probabilities"
      case .label: "--label"
      case .targetProbabilities: "--target-probabilities"
      case .outputUnit: "--output"
      case .classWeights: "--class-weights"
      case .labelSmoothing: "--label-smoothing"
      case .scale: "--scale"
      case .inputs: "--input"
      case .modelFile: "<model>"
      case .idColumn: "--id"
      case .append: "--append"
      case .threshold: "--threshold"
      case .costs: "--costs"
      case .output: "-o"
      case .format: "--format"
      case .asTrained: "--as-trained"
      case .speed: "--no-speed"
      case .seed: "--seed"
      case .checkpoint: "--checkpoint"
      case .resume: "--resume"
      case .truth: "--truth"
      case .classColumns: "--columns"
      case .logProbabilities: "--log-probabilities"
      case .percent: "--percent"
      case .method: "--method"
      case .trainPrior: "--train-prior"
      case .newPrior: "--new-prior"
      case .applied: "--apply"
      case .require: "--require"
      case .requirePoint: "--require-point"
      case .baseline: "--baseline"
      case .keepRows: "--keep-rows"
      case .worst: "--worst"
      case .slice: "--slice"
      case .ece: "--ece"
      }
    }
  }
#endif
