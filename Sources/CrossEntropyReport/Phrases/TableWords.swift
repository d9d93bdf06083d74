internal import CrossEntropyFiles
internal import CrossEntropyLearning

// Words about tables that are the same in every language.

/// Items, and an ellipsis where there are more of them.
func listed(_ items: [String], of all: Int) -> String {
  items.joined(separator: ", ") + (all > items.count ? ", …" : "")
}

/// A file as it is named in a sentence.
func source(_ path: String) -> String { path == "-" ? "stdin" : escaped(path) }

/// The first of many names, with an ellipsis where there are more.
func listed(first most: Int, of names: [String]) -> String {
  listed(names.prefix(most).map { escaped($0) }, of: names.count)
}

/// Whether a cell differs from its number only by a minus sign that looks like a hyphen.
func hasMinusSign(_ cell: String, _ value: Double) -> Bool {
  var scalars = Array(cell.unicodeScalars)
  guard value < 0, let first = scalars.first,
    "\u{2212}\u{FE63}\u{FF0D}".unicodeScalars.contains(first)
  else { return false }
  scalars[0] = "-"
  return Double(String(String.UnicodeScalarView(scalars))) == value
}

/// What an encoding makes of the header: "펭귄 종, 섬, …".
func firstNames(in reading: TableFault.EncodingReading) -> String {
  listed(first: 4, of: reading.text)
}

extension [DatasetNote] {
  /// The notes, those that say how the file is written below those that say what became of its data.
  var dataFirst: [DatasetNote] { filter { !$0.isOfWriting } + filter(\.isOfWriting) }
}

/// What a program calls itself.
func toolName(_ tool: PredictionTool) -> String {
  switch tool {
  case .liblinear: "liblinear"
  case .fastText: "fastText"
  case .vowpalWabbit: "Vowpal Wabbit"
  }
}

extension DatasetNote {
  /// Whether it says how the file is written, which changes no cell.
  fileprivate var isOfWriting: Bool {
    switch self {
    case .table(let note):
      switch note {
      case .byteOrderMark, .encoding, .separatorLine, .commentLines, .titleLines, .rowNames,
        .delimiter,
        .blankLines, .trimmedNames, .namedFirstColumn, .format, .toolPredictions:
        true
      case .validUTF8, .markOverrules, .repeatedHeaders, .totalsLeftOut, .totalsKept, .decimalComma,
        .missingMarks, .emptyColumns, .columnsBeside, .arraysBeside, .sampled:
        false
      }
    case .appended(_, let note): note.isOfWriting
    case .column, .zeroWeightRows, .equalNumbers, .missingCells, .tokenIsClass, .unmetTokens,
      .nothingMerged, .readAnyway, .prose, .mergedClasses, .idLike, .yesOrNo, .sharedGroups,
      .sharedRows:
      false
    }
  }
}

/// A shape as Python writes it.
func tuple(_ extents: [Int]) -> String {
  "(\(extents.map(String.init).joined(separator: ", "))\(extents.count == 1 ? "," : ""))"
}

/// The command that unpacks a file, nil where it is not packed.
func unpacking(_ format: TableFault.FileFormat) -> String? {
  switch format {
  case .gzip: "gzip -d"
  case .zstd: "zstd -d"
  case .xz: "xz -d"
  case .bzip2: "bzip2 -d"
  case .zip: "unzip"
  case .sevenZip: "7z x"
  case .tar: "tar -xf"
  default: nil
  }
}

/// The first of many classes with their rows, and an ellipsis where there are more.
func listed(first most: Int, of classes: [DatasetNote.ClassRows]) -> String {
  listed(
    classes.prefix(most).map { "\(escaped($0.name)) (\(grouped($0.rows)))" }, of: classes.count)
}

/// The most rare classes that an error lists.
let mostRareClasses = 40

/// The command that makes a table of a file, nil where there is none that does so by itself.
func conversion(from format: TableFault.FileFormat) -> String? {
  func pandas(_ reading: String) -> String {
    "python3 -c 'import pandas; \(reading).to_csv(\"table.csv\", index=False)'"
  }
  return switch format {
  case .parquet: pandas(#"pandas.read_parquet("FILE")"#)
  case .arrow: pandas(#"pandas.read_feather("FILE")"#)
  case .hdf5: pandas(#"pandas.read_hdf("FILE")"#)
  case .json: pandas(#"pandas.read_json("FILE")"#)
  case .html: pandas(#"pandas.read_html("FILE")[0]"#)
  case .xml: pandas(#"pandas.read_xml("FILE")"#)
  case .sqlite: "sqlite3 -header -csv FILE 'SELECT * FROM table_name' > table.csv"
  default: nil
  }
}
