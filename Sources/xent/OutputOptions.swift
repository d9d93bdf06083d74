#if Tool
  public import ArgumentParser
  public import CrossEntropyReport
  import CrossEntropyWorkflows
  import Foundation

  /// How results are written.
  struct OutputOptions: ParsableArguments {
    @Option(help: "The format of the result.")
    var format = Format.text

    @Option(
      name: .customShort("o"),
      help: ArgumentHelp("Also write the result as JSON to this file.", valueName: "file"))
    var jsonFile: String?

    @Option(
      help: """
        The language of text, page and data errors; by default from LC_ALL, LC_MESSAGES or LANG.
        """)
    var language: Language?

    @Flag(name: .shortAndLong, help: "Show no progress and no notes.")
    var quiet = false

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    /// The file for the JSON, if requested; checked before any work.
    func jsonOutput() throws -> OutputFile? {
      try jsonFile.map { try OutputFile(path: $0, option: "-o") }
    }

    /// Whether the outcome is written as JSON anywhere.
    var writesJSON: Bool { format == .json || jsonFile != nil }

    /// Writes an outcome to standard output in the requested format, and as JSON to the file.
    ///
    /// - Parameters:
    ///   - more: Keys that the command adds to the outcome's.
    func write(
      _ outcome: some Encodable, to file: OutputFile?, more: [String: String] = [:], text: String
    ) throws {
      let json = file != nil || format == .json ? try ResultJSON(outcome, more: more).text : ""
      try file?.write(json)
      try Console.write(format == .json ? json : text)
    }

    /// The language of text, page and errors.
    var phrases: any Phrases {
      (language ?? Language(ofEnvironment: ProcessInfo.processInfo.environment))
        .phrases { $0.flag }
    }
  }

  extension Language: ExpressibleByArgument {}

  extension Language {
    /// The language of the locale; English for C and for any language without phrases.
    init(ofEnvironment environment: [String: String]) {
      let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy
        .compactMap { environment[$0] }.first { !$0.isEmpty }
      let code = locale?.prefix { $0.isLetter }.lowercased() ?? ""
      self = Language(rawValue: code) ?? .english
    }
  }

  extension Setting {
    /// The flag, or the argument, that sets it.
    var flag: String {
      switch self {
      case .table: "<table>"
      case .details: "--details"
      case .report: "--report"
      case .target: "--target"
      case .ignore: "--ignore"
      case .weight: "--weight"
      case .group: "--group"
      case .delimiter: "--delimiter"
      case .losses: "--losses"
      case .model: "--model"
      case .folds: "--folds"
      case .repeats: "--repeats"
      case .penalties: "--l2"
      case .stepSizes: "--learning-rate"
      case .threads: "--threads"
      case .memory: "--memory"
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
      case .format: "--format"
      }
    }
  }
#endif
