#if Tool
  import ArgumentParser
  import CrossEntropyFiles
  import CrossEntropyLearning
  import CrossEntropyReport
  import CrossEntropyWorkflows
  import Foundation

  struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Tells which loss should train a classifier on your table.",
      usage: "xent compare <table> --target <column> [<options>]",
      discussion: """
        Fits a linear model with every loss on the same folds, chooses every loss's penalty by \
        log loss on the training rows, and compares the log losses of held-out rows, pair by \
        pair, with cross entropy. Two readings: the probabilities as trained, and after the same \
        recalibration of each loss.

          xent compare table.csv --target species
          xent compare table.csv --target churn --losses cross_entropy,focal:gamma=1
          xent compare visits.csv --target outcome --group patient --ignore id,date
          xent compare films.csv --target comedy,drama,horror
          xent compare table.csv --target species --report report.html

        Losses: \(ComparedLoss.Kind.allCases.map(\.rawValue).joined(separator: ", ")). \
        focal takes gamma=2, label_smoothing epsilon=0.1, generalized_cross_entropy q=0.7. \
        Keras's names (categorical_crossentropy, binary_focal_crossentropy, \
        mean_squared_error, …) are taken too, with this project's conventions: from logits, \
        nothing clipped, squared error summed over the classes, no alpha.

        Exit codes: 0 fine, 64 usage, 65 bad data, 66 input missing, 70 a fault of ours, \
        73 cannot create the report, \
        74 output failed, 130 interrupted.
        """)

    @Argument(help: ArgumentHelp("The table, CSV or TSV with a header; - is standard input."))
    var table: [String] = []

    // Optional, so that a misspelled --target is answered as what it is.
    @Option(
      help: ArgumentHelp(
        "The column to predict; several by comma are labels that may all be true.",
        valueName: "column"))
    var target: String?

    @Option(help: "Losses by comma, name[:key=value]; cross entropy is always the baseline.")
    var losses: String?

    @Option(
      help: ArgumentHelp(
        "The model: linear, or mlp:64,64[:relu|sigmoid|tanh]; 32x10 is ten layers of 32."))
    var model = "linear"

    @Option(parsing: .unconditional, help: "The folds, 2 or more.")
    var folds = 5

    @Option(
      parsing: .unconditional,
      help: "How often new folds are drawn; auto is 10 below 300 rows, 5 below 1000, else 1."
    )
    var repeats = "auto"

    @Option(
      parsing: .unconditional,
      help: "Penalties by comma in place of the search over 1e-6 … 1; one fixes it.")
    var l2: String?

    @Option(
      parsing: .unconditional,
      help: "A network's step sizes by comma in place of the search; one fixes it.")
    var learningRate: String?

    @Option(
      parsing: .unconditional, help: "The seed of folds and simulations, a whole number, 0 or more."
    )
    var seed: UInt64 = 0

    @Option(help: "Columns to leave alone, by comma; may be given again.")
    var ignore: [String] = []

    @Option(help: "A column of row weights, 0 or more.")
    var weight: String?

    @Option(help: "A column of groups whose rows stay together in a fold.")
    var group: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "What stands for a missing cell, by comma; the empty cell always does.",
        discussion: "Default: \(TableReader.defaultMissingTokens.joined(separator: ",")). In the "
          + "target only the empty cell is missing.", valueName: "tokens"))
    var na: String?

    @Option(
      parsing: .unconditional,
      help: "The delimiter, one character or 'tab'; found out if not given.")
    var delimiter: String?

    @Option(help: "The decimal mark; found out if not given.")
    var decimal: Decimal?

    @Flag(name: .customLong("no-speed"), help: "Leave out how fast every loss learns.")
    var leavesOutSpeed = false

    @Option(
      help: ArgumentHelp(
        "Also write the result as a page: one HTML file that stands alone.", valueName: "file"))
    var report: String?

    @Option(help: "The format of the result.")
    var format = Format.text

    @Option(
      parsing: .unconditional, help: "The most threads to use; changes no digit of the result.")
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @Flag(name: .shortAndLong, help: "Show no progress and no notes.")
    var quiet = false

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }
    enum Decimal: String, ExpressibleByArgument, CaseIterable { case point, comma }

    func run() throws {
      Console.endOnInterrupt()
      do {
        let request = try checked()
        // Before the fits, not after them.
        let reportFile = try report.map { try OutputFile(path: $0) }
        let dataset = try readDataset(request)
        var comparison = Comparison(
          dataset, losses: request.losses, folds: folds, repeats: Int(repeats), l2: request.l2,
          model: request.model, learningRates: request.learningRates, seed: seed, threads: threads)
        comparison.measuresSpeed = !leavesOutSpeed
        let bar = ProgressBar(quiet: quiet)
        let result: ComparisonOutcome
        do {
          defer { bar.clear() }
          result = try comparison.run { bar.update($0, $1) }
        }
        if let reportFile {
          let page = ComparisonReport(
            result, phrases: Console.phrases, command: Console.commandLine,
            version: Xent.versionNumber)
          try reportFile.write(page.html)
          if !quiet { Console.say("The report is in \(printable(reportFile.path)).") }
        }
        switch format {
        case .text:
          try Console.write(
            CompareText(
              result, phrases: Console.phrases, notes: !quiet, isDecorated: Console.isDecorated
            ).text)
        case .json: try Console.write(try ResultJSON(result: result).text)
        }
      } catch let error as ValidationError {
        throw Console.fail(error, usageOf: Self.self, named: "compare")
      } catch let error as TableError {
        throw Console.fail(error)
      } catch let error as DatasetError {
        throw Console.fail(Console.phrases.line(error), code: 65)
      } catch let error as ComparisonError {
        let name = table == ["-"] ? "stdin" : table.joined()
        throw Console.fail("\(name): \(error)", code: error.exitCode)
      }
    }

    /// What was asked for, once it is known to make sense.
    private struct Request {
      var path: String
      /// What was named, whole and in its parts.
      var possibleTargets: [String]
      var losses: [ComparedLoss]
      var model: ModelChoice
      var l2: [Double]?
      var learningRates: [Double]?
      var delimiter: UInt8?
    }

    /// Checked after parsing, since the parser reports a misspelled option only after `validate`.
    private func checked() throws -> Request {
      guard let target, !target.isEmpty else {
        throw ValidationError(
          "Which column is to be predicted? Name it with --target, as in: "
            + "xent compare \(table.first ?? "table.csv") --target species")
      }
      guard table.count <= 1 else {
        throw ValidationError(
          "compare takes one table, got \(table.count): \(table.joined(separator: " ")). "
            + "Put the rows into one file, or compare each by itself.")
      }
      guard let path = table.first, !path.isEmpty else {
        throw ValidationError("Which table? Try: xent compare table.csv --target \(target)")
      }
      if let report, report.isEmpty || report == "-" {
        throw ValidationError(
          "--report takes a file, as in --report report.html; "
            + "standard output holds the text or the JSON.")
      }
      guard folds >= 2 else { throw ValidationError("--folds must be 2 or more, got \(folds).") }
      guard threads >= 1 else {
        throw ValidationError("--threads must be 1 or more, got \(threads).")
      }
      if repeats != "auto", (Int(repeats) ?? 0) < 1 {
        throw ValidationError("--repeats must be auto, or 1 or more, got \(repeats).")
      }
      // A name with a comma in it is known only with the table.
      let targets = [target] + (target.contains(",") ? names(in: target) : [])
      try checkRoles(
        Dataset.Roles(target: target, ignored: ignore, weight: weight, group: group))
      return Request(
        path: path, possibleTargets: targets, losses: try comparedLosses(),
        model: try chosenModel(),
        l2: try penalties(), learningRates: try stepSizes(), delimiter: try delimiterByte())
    }

    /// A column plays one part.
    private func checkRoles(_ roles: Dataset.Roles) throws {
      var parts: [String: String] = [:]
      for target in roles.targets {
        guard !target.isEmpty else {
          throw ValidationError("--target has an empty name among its columns.")
        }
        guard parts.updateValue("--target", forKey: target) == nil else {
          throw ValidationError("--target names '\(target)' twice.")
        }
      }
      for (option, name) in [("--weight", roles.weight), ("--group", roles.group)] {
        guard let name else { continue }
        if let other = parts.updateValue(option, forKey: name) {
          throw ValidationError("\(other) and \(option) both name '\(name)'; name two columns.")
        }
      }
      for name in roles.ignored {
        if let option = parts[name] {
          throw ValidationError("\(option) and --ignore both name '\(name)'; leave one out.")
        }
      }
    }

    private func readDataset(_ request: Request) throws -> Dataset {
      let reader = TableReader(
        delimiter: request.delimiter, decimalComma: decimal.map { $0 == .comma },
        missingTokens: na.map { $0.split(separator: ",").map(String.init) }
          ?? TableReader.defaultMissingTokens,
        textColumns: Set(request.possibleTargets + (group.map { [$0] } ?? [])))
      let table = try reader.read(path: request.path)
      // A name with a comma in it is taken whole where the table has such a column.
      func columns(_ text: String) -> [String] {
        table.column(named: text) != nil ? [text] : names(in: text)
      }
      let roles = Dataset.Roles(
        targets: columns(request.possibleTargets[0]),
        ignored: ignore.flatMap(columns).filter { !$0.isEmpty },
        weight: weight, group: group)
      try checkRoles(roles)
      return try Dataset(table, roles: roles)
    }

    private func comparedLosses() throws -> [ComparedLoss] {
      guard let losses else { return ComparedLoss.usual }
      do {
        return try losses.split(separator: ",", omittingEmptySubsequences: false).map {
          try ComparedLoss(parsing: trimmed(String($0)))
        }
      } catch let error as LossNameError {
        throw ValidationError("\(error)")
      }
    }

    private func chosenModel() throws -> ModelChoice {
      do throws(ModelNameError) {
        return try ModelChoice(parsing: model)
      } catch {
        throw ValidationError("\(error).")
      }
    }

    private func stepSizes() throws -> [Double]? {
      guard let learningRate else { return nil }
      guard model != "linear" else {
        throw ValidationError(
          "--learning-rate is for networks; a linear model is searched by --l2.")
      }
      let values = learningRate.split(separator: ",", omittingEmptySubsequences: false)
        .map { Double(trimmed(String($0))) ?? .nan }
      guard values.allSatisfy({ $0 > 0 && $0.isFinite }), Set(values).count == values.count else {
        throw ValidationError(
          "--learning-rate takes different numbers above 0, by comma, got '\(learningRate)'.")
      }
      return values
    }

    private func penalties() throws -> [Double]? {
      guard let l2 else { return nil }
      guard model == "linear" else {
        throw ValidationError(
          "--l2 is for linear models; a network is searched by --learning-rate.")
      }
      let values = l2.split(separator: ",", omittingEmptySubsequences: false)
        .map { Double(trimmed(String($0))) ?? .nan }
      guard values.allSatisfy({ $0 >= 0 && $0.isFinite }), Set(values).count == values.count else {
        throw ValidationError("--l2 takes different numbers, 0 or more, by comma, got '\(l2)'.")
      }
      return values
    }

    private func delimiterByte() throws -> UInt8? {
      guard let delimiter else { return nil }
      if delimiter == "tab" || delimiter == "\\t" { return 0x09 }
      guard let byte = delimiter.utf8.first, delimiter.utf8.count == 1,
        !"\"\r\n".utf8.contains(byte)
      else {
        throw ValidationError(
          "--delimiter takes one character, such as ';', or 'tab', got '\(delimiter)'.")
      }
      return byte
    }
  }

  private func names(in text: String) -> [String] {
    text.split(separator: ",", omittingEmptySubsequences: false).map { trimmed(String($0)) }
  }

  private func trimmed(_ text: String) -> String {
    text.trimmingCharacters(in: .whitespaces)
  }

  extension ComparisonError {
    fileprivate var exitCode: Int32 {
      if case .broken = self { 70 } else { 65 }
    }
  }
#endif
