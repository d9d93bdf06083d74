/// Why an output cannot be made or written.
package enum OutputFault: Error, Sendable, Hashable {
  /// The path names a directory.
  case isDirectory(String)
  /// The path names a disk.
  case isDisk(String)
  /// The file's directory is not there.
  case noDirectory(String, of: String)
  /// The directory takes no new file; the system says why.
  case cannotCreate(String, in: String, reason: String)
  /// What is there may not be written.
  case mayNotWrite(String, reason: String)
  /// The file cannot be written.
  case cannotWrite(String, reason: String)
  /// What is to be written has more bytes than its format holds.
  case exceedsFormat(String, bytes: Int, most: Int)
  /// The model reads the words of a column, and the format has nothing for that.
  case readsWords(String, column: String)
  /// The format would need an input for each of so many indices of a column.
  case tooWide(String, column: String, indices: Int, most: Int)
  /// Standard output cannot be written.
  case cannotWriteResult(reason: String)

  /// Whether it shows before any work is done.
  package var isBeforeWork: Bool {
    switch self {
    case .isDirectory, .isDisk, .noDirectory, .cannotCreate, .mayNotWrite, .readsWords: true
    case .cannotWrite, .exceedsFormat, .tooWide, .cannotWriteResult: false
    }
  }
}
