/// Rows as bytes of a text file: cells one after the other, and the end of each row.
package struct RowWriter: Sendable {
  package private(set) var bytes: [UInt8] = []
  private let form: Form
  private let names: [[UInt8]]
  private var cell = 0

  /// How a row is written.
  package enum Form: Sendable, Hashable {
    /// Cells between delimiters, with quotes where one holds a delimiter, a quote or a line end.
    case delimited(UInt8)
    /// An object of JSON per line, of these names.
    case json([String])
  }

  package init(_ form: Form) {
    self.form = form
    switch form {
    case .delimited: names = []
    case .json(let keys): names = keys.map { jsonString($0) }
    }
  }

  /// Writes the names of the columns, which objects of JSON have in every row.
  package mutating func writeHeader(_ names: [String]) {
    guard case .delimited = form else { return }
    for name in names { write(name) }
    endRow()
  }

  /// Writes a text; nil is a missing cell.
  package mutating func write(_ text: String?) {
    start()
    switch form {
    case .json:
      bytes += text.map { jsonString($0) } ?? Array("null".utf8)
    case .delimited(let delimiter):
      guard let text else { return }
      let needsQuotes =
        text.utf8.contains {
          $0 == delimiter || $0 == Byte.quote || $0 == Byte.lineFeed || $0 == Byte.carriageReturn
        } || text.utf8.first.map { $0 == Byte.space || $0 == Byte.tab } ?? false
        || text.utf8.last.map { $0 == Byte.space || $0 == Byte.tab } ?? false
      guard needsQuotes else {
        bytes += text.utf8
        return
      }
      bytes.append(Byte.quote)
      for byte in text.utf8 {
        if byte == Byte.quote { bytes.append(Byte.quote) }
        bytes.append(byte)
      }
      bytes.append(Byte.quote)
    }
  }

  /// Writes a finite number in the shortest form that reads back the same.
  package mutating func write(_ number: Double) {
    start()
    bytes += number.description.utf8
  }

  /// Writes bytes that are cells already, where cells stand between delimiters.
  package mutating func write(cells: ArraySlice<UInt8>) {
    start()
    bytes += cells
  }

  /// Ends the row.
  package mutating func endRow() {
    // A lone empty cell would be a blank line.
    if case .json = form {
      bytes.append(UInt8(ascii: "}"))
    } else if cell == 1, bytes.isEmpty || bytes.last == Byte.lineFeed {
      bytes += [Byte.quote, Byte.quote]
    }
    bytes.append(Byte.lineFeed)
    cell = 0
  }

  private mutating func start() {
    switch form {
    case .delimited(let delimiter): if cell > 0 { bytes.append(delimiter) }
    case .json:
      bytes.append(UInt8(ascii: cell == 0 ? "{" : ","))
      bytes += names[cell]
      bytes.append(UInt8(ascii: ":"))
    }
    cell += 1
  }
}

/// A text as JSON writes it.
private func jsonString(_ text: String) -> [UInt8] {
  var bytes = [Byte.quote]
  for byte in text.utf8 {
    switch byte {
    case Byte.quote, UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
    case ..<0x20, 0x7F:
      let digits = String(byte, radix: 16)
      bytes += Array(("\\u00" + (digits.count == 1 ? "0" : "") + digits).utf8)
    default: bytes.append(byte)
    }
  }
  return bytes + [Byte.quote]
}

/// The beginning of a file of NumPy's format that holds a matrix of `float64`, 128 bytes whatever the number of rows.
package func npyHeader(rows: Int, columns: Int) -> [UInt8] {
  let text = "{'descr': '<f8', 'fortran_order': False, 'shape': (\(rows), \(columns)), }"
  let magic: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0]
  let padding = [UInt8](repeating: Byte.space, count: max(0, 117 - text.utf8.count))
  return magic + Array(text.utf8) + padding + [Byte.lineFeed]
}
