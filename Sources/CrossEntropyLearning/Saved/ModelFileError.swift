public import CrossEntropyFiles

/// Why a file is not read as a classifier.
public enum ModelFileError: Error, Sendable, Hashable {
  /// The file cannot be read.
  case file(TableError)
  /// The file cannot be written.
  case cannotWrite(path: String, TableFault.SystemFailure)
  /// It is no safetensors file.
  case notSafetensors
  /// It is a safetensors file of another program.
  case notOurs
  /// It has fewer or more bytes of numbers than its header says.
  case otherLength(expected: Int, got: Int)
  /// It is of a version that is not known here.
  case newerVersion(Int, known: Int)
  /// It was changed since it was written.
  case damaged
}
