/// Names with a number each, as an array of NumPy's records: the names as bytes of UTF-8, the numbers as `float64`.
package struct NamedNumbers: Sendable, Hashable {
  /// The names, of which none holds a NUL.
  package let names: [String]
  /// The number of each.
  package let numbers: [Double]
  /// The bytes of the longest name, 1 at least.
  package let width: Int

  /// Names, and as many numbers.
  package init(names: [String], numbers: [Double]) {
    self.names = names
    self.numbers = numbers
    width = max(1, names.reduce(0) { max($0, $1.utf8.count) })
  }

  /// The file, whose fields have these names.
  package func bytes(fields: (name: String, number: String)) -> [UInt8] {
    var bytes = Self.header(fields, rows: names.count, width: width)
    bytes.reserveCapacity(bytes.count + names.count * (width + 8))
    for (name, number) in zip(names, numbers) {
      bytes += name.utf8
      bytes += repeatElement(0, count: width - name.utf8.count)
      append(number.bitPattern, to: &bytes)
    }
    return bytes
  }

  /// Reads what ``bytes(fields:)`` wrote; nil of anything else.
  package init?(
    _ bytes: [UInt8], fields: (name: String, number: String), rows: Int, width: Int
  ) {
    guard rows >= 0, width > 0, width < bytes.count, rows < bytes.count else { return nil }
    let header = Self.header(fields, rows: rows, width: width)
    let (body, isTooMuch) = rows.multipliedReportingOverflow(by: width + 8)
    guard !isTooMuch, bytes.starts(with: header), bytes.count - header.count == body else {
      return nil
    }
    var (names, numbers): ([String], [Double]) = ([], [])
    for row in 0..<rows {
      let start = header.count + row * (width + 8)
      let name = bytes[start..<start + width].prefix { $0 != 0 }
      guard let text = String(validating: name, as: UTF8.self) else { return nil }
      names.append(text)
      let pattern = bytes[start + width..<start + width + 8].reversed()
        .reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      numbers.append(Double(bitPattern: pattern))
    }
    (self.names, self.numbers, self.width) = (names, numbers, width)
  }

  private static func header(
    _ fields: (name: String, number: String), rows: Int, width: Int
  ) -> [UInt8] {
    let text =
      "{'descr': [('\(fields.name)', '|S\(width)'), ('\(fields.number)', '<f8')], "
      + "'fortran_order': False, 'shape': (\(rows),), }"
    // What is before the records takes a multiple of 64 bytes.
    let size = (text.utf8.count + 11 + 63) / 64 * 64 - 10
    let magic: [UInt8] =
      [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(size & 0xFF), UInt8(size >> 8)]
    let padding = [UInt8](repeating: Byte.space, count: size - 1 - text.utf8.count)
    return magic + Array(text.utf8) + padding + [Byte.lineFeed]
  }
}
