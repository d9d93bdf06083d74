extension Matrix: Encodable where Element: Encodable {
  /// Writes the shape, and the elements row after row.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: MatrixKeys.self)
    try container.encode(rows, forKey: .rows)
    try container.encode(columns, forKey: .columns)
    try container.encode(elements, forKey: .elements)
  }
}

extension Matrix: Decodable where Element: Decodable {
  /// Reads a matrix, and refuses elements that are not rows × columns.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: MatrixKeys.self)
    let rows = try container.decode(Int.self, forKey: .rows)
    let columns = try container.decode(Int.self, forKey: .columns)
    let elements = try container.decode(ContiguousArray<Element>.self, forKey: .elements)
    do {
      try self.init(rows: rows, columns: columns, elements: elements)
    } catch {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: container.codingPath, debugDescription: "\(error)", underlyingError: error))
    }
  }
}

extension Matrix: CustomStringConvertible {
  /// The shape, then the first rows and columns of a large matrix, or all of a small one.
  public var description: String {
    func line(_ elements: ArraySlice<Element>, isWhole: Bool) -> String {
      "[" + elements.map { "\($0)" }.joined(separator: ", ") + (isWhole ? "]" : ", …]")
    }
    let (shownRows, shownColumns) = (min(rows, 6), min(columns, 8))
    var lines = ["\(rows) × \(columns) of \(Element.self)"]
    for i in 0..<(columns == 0 ? 0 : shownRows) {
      let start = i * columns
      lines.append(line(elements[start..<start + shownColumns], isWhole: shownColumns == columns))
    }
    if columns > 0, shownRows < rows { lines.append("…") }
    return lines.joined(separator: "\n")
  }
}

private enum MatrixKeys: String, CodingKey { case rows, columns, elements }
