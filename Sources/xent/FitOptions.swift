#if Tool
  public import ArgumentParser
  import CrossEntropyReport
  public import CrossEntropyWorkflows

  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #elseif canImport(Darwin)
    import Darwin
  #endif

  /// What is learnt from which rows, and how rows are held out.
  struct FitOptions: ParsableArguments {
    // Optional, so that a misspelled --target is reported as such.
    @Option(
      help: ArgumentHelp(
        "The column to predict; several, comma-separated, are labels that may all be true.",
        valueName: "column"))
    var target: String?

    @Option(help: "A column of row weights, 0 or more.")
    var weight: String?

    @Option(
      help: ArgumentHelp(
        "A column of groups, whose rows stay in one fold; of several, comma-separated, the combinations.",
        valueName: "column"))
    var group: String?

    @Option(
      help: ArgumentHelp(
        "A column that says which fold holds out each row.", valueName: "column"))
    var fold: String?

    @Option(
      help: ArgumentHelp(
        "A column by which rows are ordered: block by block, earlier rows predict later ones.",
        valueName: "column"))
    var order: String?

    @Option(
      help: ArgumentHelp(
        "A second table to test on, with the same columns; the first is trained on, without folds.",
        valueName: "table"))
    var test: String?

    @Option(
      help: ArgumentHelp(
        "Test on this share of the rows, such as 0.2, drawn once, without folds; a table is as with --test.",
        valueName: "share"))
    var valid: String?

    @Option(
      help: ArgumentHelp(
        "The encoding of the table of --test, where it is another than that of the first.",
        valueName: "encoding"))
    var testEncoding: String?

    @Option(
      help: ArgumentHelp(
        "Comma-separated columns to use though they look like ids; may be repeated.",
        valueName: "columns"))
    var keep: [String] = []

    @Option(
      help: ArgumentHelp(
        "How numbers are brought to one size: deviation divides by the standard deviation; none leaves them.",
        valueName: "scaling"))
    var scale = CompareRequest.Scaling.deviation

    @OptionGroup(title: "Classes") var labels: LabelOptions

    @Option(
      help: """
        The model: linear, linear:l1 for weights of which many are 0, or mlp:64,64[:relu|sigmoid|tanh]; \
        32x10 is ten layers of 32.
        """)
    var model = "linear"

    @Option(parsing: .unconditional, help: "The number of folds, 2 or more. (default: 5)")
    var folds: Int?

    @Option(
      parsing: .unconditional,
      help: "The folds of each training part that choose the penalty, 2 or more.")
    var innerFolds = CompareRequest.usualInnerFolds

    @Option(
      parsing: .unconditional,
      help: "Comma-separated penalties instead of the search over 1e-6 … 1; one fixes it.")
    var l2: String?

    @Option(
      parsing: .unconditional,
      help: """
        Comma-separated penalties of linear:l1, which this makes of linear, instead of the search over \
        1e-4 … 1; one fixes it.
        """)
    var l1: String?

    @Option(
      parsing: .unconditional,
      help: "A network's comma-separated step sizes instead of the search; one fixes it.")
    var learningRate: String?

    @Option(
      help: ArgumentHelp(
        "How a network's step size goes on from epoch to epoch: constant, cosine (to 0 over 200 epochs; a fit may stop before), "
          + "exponential:gamma=0.95 or step:size=30:gamma=0.1. (default: constant)"))
    var schedule: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "How likely each hidden unit of a network is left out of a row in training, 0 or more and below 1. (default: 0)",
        valueName: "probability"))
    var dropout: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("A network's weight decay, by AdamW. (default: 0)", valueName: "decay"))
    var weightDecay: String?

    @Option(
      parsing: .unconditional, help: "The seed of folds and simulations, a whole number, 0 or more."
    )
    var seed: UInt64 = 0

    @Flag(
      name: .customLong("dry-run"),
      help: "Say how the table is read and what the fits will take, and stop there.")
    var isDryRun = false

    /// The tables that are read beside the first.
    var inputs: [String] { [test, validTable].compactMap { $0 } }

    /// The table that --valid names, if it is no share.
    private var validTable: String? { valid.flatMap { Double($0) == nil ? $0 : nil } }

    /// The column to predict, which must be named.
    func target(of command: String, _ table: TableOptions) throws -> String {
      guard let target = try target ?? onlyTarget(of: table), !target.isEmpty else {
        throw UsageFault.noTarget(
          example: "xent \(command) \(table.table.first ?? "table.csv") --target species")
      }
      return target
    }

    /// The column of labels that have a file of their own, or stand before pairs.
    private func onlyTarget(of table: TableOptions) throws -> String? {
      guard table.table.count == 1, let path = table.table.first else { return nil }
      // A pipe would be read here, and be empty after.
      return try table.reading(path).onlyTarget(
        isFile: path != "-" && stat(of: path)?.kind == S_IFREG)
    }

    /// The request to compare the usual losses on this table.
    func request(_ table: TableReading, target: String) throws -> CompareRequest {
      let holdOut: [(setting: RequestSetting, HoldOut)] = [
        fold.map { (.foldColumn, .folds(column: $0)) },
        order.map { (.orderColumn, .order(column: $0)) },
        test.map { (.testTable, .table(path: $0, encoding: testEncoding)) },
        valid.map { text in
          (
            .heldOutShare,
            Double(text).map { .share($0) } ?? .table(path: text, encoding: testEncoding)
          )
        },
      ].compactMap { $0 }
      if holdOut.count > 1 {
        throw UsageFault.heldOutTwice(holdOut[0].setting, holdOut[1].setting)
      }
      if testEncoding != nil, test ?? validTable == nil {
        throw WorkflowError(
          .settings(.alone(.testEncoding)),
          remedies: [.set(.testTable), .leaveOut(.testEncoding)])
      }
      let kind = try CompareRequest.model(
        try CompareRequest.model(
          named: model, schedule: schedule,
          dropout: try dropout.map { try number(in: $0, of: .dropout) },
          weightDecay: try weightDecay.map { try number(in: $0, of: .weightDecay) }),
        isGivenL1: l1 != nil, isGivenL2: l2 != nil)
      let penalties: (text: String, of: RequestSetting)? =
        l1.map { ($0, .l1Penalties) } ?? l2.map { ($0, .penalties) }
      return try CompareRequest(
        table: table, target: target, weight: weight, group: group, holdOut: holdOut.first?.1,
        kept: keep, scaling: scale, labels: labels.reading, model: kind, folds: folds,
        innerFolds: innerFolds,
        penalties: try penalties.map {
          try numbers(in: $0.text, of: $0.of, CompareRequest.check)
        },
        stepSizes: try learningRate.map {
          try numbers(in: $0, of: .stepSizes, CompareRequest.check)
        }, seed: seed)
    }
  }

  extension CompareRequest.Scaling: ExpressibleByArgument {}
#endif
