public import CrossEntropyLearning

/// Why a classifier is not exported.
public enum ONNXExportError: Error, Sendable, Hashable {
  /// The bytes are no model file.
  case file(ModelFileError)
  /// It reads the words of a text in this column, for which ONNX has no operator.
  case readsWords(column: String)
  /// It reads sparse numbers with so great indices in this column that an input for each would be too wide.
  case tooWide(column: String, indices: Int, most: Int)
  /// It reads no column, and a model without an input does not know how many rows there are.
  case noColumns
  /// Its file would have more bytes than the format can hold.
  case tooLarge(bytes: Int, most: Int)
}

extension ONNXExportError: CustomStringConvertible {
  /// What is wrong, for who writes the program.
  public var description: String {
    switch self {
    case .file(let error): "no model file: \(error)"
    case .readsWords(let column): "the classifier reads the words of \(column)"
    case .tooWide(let column, let indices, let most):
      "\(column) has indices up to \(indices), and \(most) inputs are the most"
    case .noColumns: "the classifier reads no column"
    case .tooLarge(let bytes, let most): "\(bytes) bytes, and the format holds \(most) at most"
    }
  }
}
