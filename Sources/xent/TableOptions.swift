#if Tool
  public import ArgumentParser
  import CrossEntropyReport
  public import CrossEntropyWorkflows

  /// Which table, and how to read it.
  struct TableOptions: ParsableArguments {
    @Argument(help: "The table, CSV or TSV with a header; - is standard input.")
    var table: [String] = []

    @Option(
      help: ArgumentHelp(
        "Comma-separated columns to ignore; may be repeated.", valueName: "columns"))
    var ignore: [String] = []

    @Option(
      help: ArgumentHelp(
        "Comma-separated columns to read as numbers, other cells missing; may be repeated.",
        valueName: "columns"))
    var numeric: [String] = []

    @Option(
      help: ArgumentHelp(
        "Comma-separated columns to read as categories; may be repeated.", valueName: "columns"))
    var categorical: [String] = []

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "Comma-separated tokens for a missing cell, beside the usual ones; '=' before the first "
          + "takes these alone.",
        discussion: "An empty cell always is missing, and "
          + "\(TableReading.usualMissing.joined(separator: " ")), among numbers in capitals or "
          + "not. In a target of texts they are classes; see --target-na.", valueName: "tokens"))
    var na: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The delimiter: one character, or 'tab'; detected by default.",
        valueName: "character"))
    var delimiter: String?

    @Option(
      help: ArgumentHelp(
        "The encoding of the table; UTF-8 by default, and UTF-16 is recognised.",
        discussion: "One of \(TableReading.encodings.joined(separator: ", ")).",
        valueName: "encoding"))
    var encoding: String?

    @Option(help: "The decimal mark; detected by default, column by column.")
    var decimal: TableReading.DecimalMark?

    @Option(help: "What stands between thousands; detected by default, column by column.")
    var thousands: TableReading.Thousands?

    /// The one table that was named.
    func path(
      of command: String, example: String, areCompared: Bool = false
    ) throws -> String {
      guard table.count <= 1 else {
        throw UsageFault.severalTables(table, command: command, areCompared: areCompared)
      }
      guard let path = table.first, !path.isEmpty else {
        throw UsageFault.noTable(example: example)
      }
      return path
    }

    /// The reading of the table at `path`.
    func reading(_ path: String) throws -> TableReading {
      if let decimal, decimal.rawValue == thousands?.rawValue {
        throw UsageFault.decimalIsThousands(decimal.rawValue)
      }
      return TableReading(
        path: path, encoding: encoding, delimiter: delimiterCharacter, decimal: decimal,
        thousands: thousands, missing: missing, ignored: ignore, numeric: numeric,
        categorical: categorical)
    }

    /// An option that was given and says nothing without a table.
    var strayOption: String? {
      let given: KeyValuePairs = [
        "--ignore": !ignore.isEmpty, "--numeric": !numeric.isEmpty,
        "--categorical": !categorical.isEmpty, "--na": na != nil,
        "--delimiter": delimiter != nil, "--encoding": encoding != nil,
        "--decimal": decimal != nil, "--thousands": thousands != nil,
      ]
      return given.first { $0.value }?.key
    }

    private var missing: [String] {
      guard let na else { return TableReading.usualMissing }
      let tokens = na.drop { $0 == "=" }.split(separator: ",").map(String.init)
      return na.first == "=" ? tokens : TableReading.usualMissing + tokens
    }

    /// A tab is hard to type.
    private var delimiterCharacter: String? {
      delimiter == "tab" || delimiter == "\\t" ? "\t" : delimiter
    }
  }

  extension TableReading.DecimalMark: ExpressibleByArgument {}

  extension TableReading.Thousands: ExpressibleByArgument {}

  /// How many threads may work.
  struct ThreadOptions: ParsableArguments {
    @Option(
      parsing: .unconditional, help: "The most threads to use; changes no digit of the result.")
    var threads = Machine.processorCount

    func count() throws -> Int {
      guard threads >= 1 else {
        throw WorkflowError(.tooSmall(.threads, threads, least: 1))
      }
      return threads
    }
  }
#endif
