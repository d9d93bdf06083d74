#if Tool
  import ArgumentParser
  import CrossEntropyReport
  import CrossEntropyWorkflows

  /// How the text of a table is to be read.
  struct TextOptions: ParsableArguments {
    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "Comma-separated tokens for a missing cell, beside the usual ones; '=' before the first "
          + "takes these alone.",
        discussion: "An empty cell always is missing, and "
          + "\(TableReading.usualMissing.joined(separator: " ")), among numbers in capitals or "
          + "not. In a target of texts they are classes.", valueName: "tokens"))
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

    @Option(
      help: ArgumentHelp(
        "What the rows are written as; detected by default.",
        discussion: "csv: cells below a header. jsonl: an object of JSON per line. npy: arrays of "
          + "NumPy, one or an npz. libsvm: a label and pairs index:number."))
    var inputFormat: TableReading.Format?

    @Flag(help: "The first index of a libsvm file is 0, not 1.")
    var zeroBased = false

    /// The reading of the table at `path`.
    func reading(_ path: String) throws -> TableReading {
      if let decimal, decimal.rawValue == thousands?.rawValue {
        throw UsageFault.decimalIsThousands(decimal.rawValue)
      }
      return TableReading(
        path: path, encoding: encoding, delimiter: delimiterCharacter, decimal: decimal,
        thousands: thousands, missing: missing, format: inputFormat, isZeroBased: zeroBased)
    }

    /// An option that was given and says nothing without a table.
    var strayOption: String? {
      let given: KeyValuePairs = [
        "--na": na != nil, "--delimiter": delimiter != nil, "--encoding": encoding != nil,
        "--decimal": decimal != nil, "--thousands": thousands != nil,
        "--input-format": inputFormat != nil, "--zero-based": zeroBased,
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
#endif
