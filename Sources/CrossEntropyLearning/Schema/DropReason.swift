internal import CrossEntropyFiles

/// Why no model can learn from a column.
///
/// As JSON every reason is an object of a `code` and its `values`.
public enum DropReason: Hashable, Sendable {
  /// Every cell is missing.
  case allMissing
  /// Every cell is the same.
  case constant
  /// The cells are consecutive whole numbers, one per row, in any order.
  case idLikeNumbers(first: Int, last: Int)
  /// Most cells are different from all others, as names and ids are.
  case idLikeTexts(values: Int, rows: Int)
}

extension DropReason: Codable {
  /// Reads a reason from its code and its values.
  public init(from decoder: any Decoder) throws {
    let reason = try CodedCase(from: decoder)
    switch reason.code {
    case "all_missing": self = .allMissing
    case "constant": self = .constant
    case "id_like_numbers":
      self = .idLikeNumbers(first: try reason.value("first"), last: try reason.value("last"))
    case "id_like_texts":
      self = .idLikeTexts(values: try reason.value("values"), rows: try reason.value("rows"))
    default: throw reason.isUnknown
    }
  }

  /// Writes the code and the values.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .allMissing: try encoder.encodeCase("all_missing")
    case .constant: try encoder.encodeCase("constant")
    case .idLikeNumbers(let first, let last):
      try encoder.encodeCase("id_like_numbers", ["first": first, "last": last])
    case .idLikeTexts(let values, let rows):
      try encoder.encodeCase("id_like_texts", ["values": values, "rows": rows])
    }
  }
}
