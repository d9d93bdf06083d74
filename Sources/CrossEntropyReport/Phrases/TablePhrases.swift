package import CrossEntropyFiles
package import CrossEntropyLearning
package import CrossEntropyWorkflows

/// What is said of a table: what is wrong with it, and what was noticed.
package protocol TablePhrases {
  /// What is wrong with a file.
  func cause(_ fault: TableFault) -> String
  /// Why no dataset can be made of a table.
  func cause(_ fault: DatasetFault) -> String
  /// Why nothing of a table can be measured.
  func cause(_ fault: MeasureFault) -> String

  /// What was noticed about a table and its columns.
  func sentence(_ note: DatasetNote) -> String
  /// How a column was read.
  func sentence(_ note: ColumnNote) -> String
  /// Why a column was dropped.
  func reason(_ reason: DropReason) -> String
  /// How a column that looks like an id is used all the same; without a name, one of several.
  func wayBack(to column: String?) -> String

  /// A column that is a probable leak: its log loss alone, and that of the class shares.
  func leak(_ column: String, byMissing: Bool, logLoss: String, constant: String) -> String
  /// What a probable leak is called.
  var probableLeak: String { get }
  /// That each of these columns alone tells the target almost surely.
  func leaking(_ columns: [String], more: Int, target: String) -> String
  /// A column of which it suffices to know where it is missing.
  func missingnessOf(_ column: String) -> String
}

extension FilePlace {
  /// The place as a message shows it.
  var shown: String {
    FilePlace(file: escaped(file, most: .max), line: line, column: column).description
  }
}
