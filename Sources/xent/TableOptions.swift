#if Tool
  public import ArgumentParser
  import CrossEntropyReport
  public import CrossEntropyWorkflows

  /// Which table, and how to read it.
  struct TableOptions: ParsableArguments {
    @Argument(
      help: ArgumentHelp(
        "The table: CSV or TSV with a header, JSON Lines, an array of NumPy or a libsvm file; - is "
          + "standard input."))
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
      help: ArgumentHelp(
        "Comma-separated columns of texts, whose words and pairs of words are read; may be repeated.",
        valueName: "columns"))
    var text: [String] = []

    @Option(
      help: ArgumentHelp(
        "The labels of a table that is an array of NumPy: one more array, or a CSV of one column.",
        discussion: "They are the target, which is called '\(TableReading.labelName)'.",
        valueName: "file"))
    var labels: String?

    @OptionGroup var format: TextOptions

    /// The files that are read.
    var inputs: [String] { table + [labels].compactMap { $0 } }

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
      var reading = try format.reading(path)
      (reading.ignored, reading.numeric) = (ignore, numeric)
      (reading.categorical, reading.text) = (categorical, text)
      reading.labels = labels
      return reading
    }

    /// An option that was given and says nothing without a table.
    var strayOption: String? {
      let given: KeyValuePairs = [
        "--ignore": !ignore.isEmpty, "--numeric": !numeric.isEmpty,
        "--categorical": !categorical.isEmpty, "--text": !text.isEmpty,
        "--labels": labels != nil,
      ]
      return given.first { $0.value }?.key ?? format.strayOption
    }
  }

  extension TableReading.DecimalMark: ExpressibleByArgument {}

  extension TableReading.Format: ExpressibleByArgument {}

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
