#if Tool
  public import ArgumentParser
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
      parsing: .unconditional,
      help: ArgumentHelp(
        "Comma-separated tokens for a missing cell; an empty cell always is one.",
        discussion: "Default: \(TableReading.usualMissing.joined(separator: ",")). In the "
          + "target only an empty cell is missing.", valueName: "tokens"))
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

    @Option(help: "The decimal mark; detected by default.")
    var decimal: TableReading.DecimalMark?

    /// The one table that was named.
    func path(of command: String, none: String, several advice: String = "") throws -> String {
      guard table.count <= 1 else {
        throw ValidationError(
          "\(command) takes one table, got \(table.count): \(table.joined(separator: " ")). \(advice)"
        )
      }
      guard let path = table.first, !path.isEmpty else { throw ValidationError(none) }
      return path
    }

    /// The reading of the table at `path`.
    func reading(_ path: String) -> TableReading {
      TableReading(
        path: path, encoding: encoding, delimiter: delimiterCharacter, decimal: decimal,
        missing: na.map { $0.split(separator: ",").map(String.init) }
          ?? TableReading.usualMissing, ignored: ignore)
    }

    /// A tab is hard to type.
    private var delimiterCharacter: String? {
      delimiter == "tab" || delimiter == "\\t" ? "\t" : delimiter
    }
  }

  extension TableReading.DecimalMark: ExpressibleByArgument {}

  /// How many threads may work.
  struct ThreadOptions: ParsableArguments {
    @Option(
      parsing: .unconditional, help: "The most threads to use; changes no digit of the result.")
    var threads = Machine.processorCount

    func count() throws -> Int {
      guard threads >= 1 else {
        throw ValidationError("--threads must be 1 or more, got \(threads).")
      }
      return threads
    }
  }
#endif
