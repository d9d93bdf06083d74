/// An array of NumPy's format: what its header says, and where its elements stand.
///
/// - Source: numpy.org/neps/nep-0001-npy-format.html.
struct NumPyArray {
  let file: FileBytes
  /// The file, for errors.
  let name: String
  let element: Element
  let shape: [Int]
  /// Whether a column's elements follow each other, and not a row's.
  let isByColumn: Bool
  private let start: Int

  /// What an element is.
  struct Element: Equatable {
    var kind: Kind
    /// The bytes of one.
    var size: Int
    var isBigEndian: Bool

    enum Kind: UInt8 {
      case bool = 0x62  // b
      case signed = 0x69  // i
      case unsigned = 0x75  // u
      case float = 0x66  // f
      case bytes = 0x53  // S
      case unicode = 0x55  // U
    }

    var isText: Bool { kind == .bytes || kind == .unicode }
    var isWhole: Bool { kind == .signed || kind == .unsigned || kind == .bool }
  }

  var rowCount: Int { shape[0] }
  var columnCount: Int { shape.count > 1 ? shape[1] : 1 }

  /// Reads the header; nothing is allocated by what it says.
  init(_ file: FileBytes, name: String) throws(TableError) {
    func wrong(_ fault: ArrayFault) -> TableError { TableError(.array(fault), file: name) }
    (self.file, self.name) = (file, name)
    let head = Array(try file.prefix(12))
    guard head.starts(with: [0x93] + Array("NUMPY".utf8)), head.count > 9 else {
      throw wrong(.notAnArray)
    }
    let version = Int(head[6])
    guard (1...3).contains(version), head[7] == 0 else { throw wrong(.unknownVersion(version)) }
    let sizeBytes = version == 1 ? 2 : 4
    guard head.count >= 8 + sizeBytes else { throw wrong(.badHeader) }
    let size = head[8..<8 + sizeBytes].reversed().reduce(0) { $0 << 8 | Int($1) }
    start = 8 + sizeBytes + size
    guard size <= longestHeader, start <= file.count else { throw wrong(.badHeader) }
    var text = HeaderText(bytes: Array(try file.bytes(8 + sizeBytes..<start))[...])
    guard let header = text.header else { throw wrong(.badHeader) }
    guard let descr = header.descr else { throw wrong(.records) }
    guard let element = Element(descr) else {
      throw wrong(descr.hasSuffix("O") ? .objects : .otherType(descr))
    }
    (self.element, shape, isByColumn) = (element, header.shape, header.isByColumn)
    var bytes = element.size
    for extent in shape {
      let (product, isTooMuch) = bytes.multipliedReportingOverflow(by: extent)
      bytes = isTooMuch ? .max : product
      if isTooMuch { break }
    }
    guard bytes == file.count - start else {
      throw wrong(.otherLength(expected: bytes, found: file.count - start))
    }
    guard (1...2).contains(shape.count), bytes > 0 else { throw wrong(.otherShape(shape)) }
    guard columnCount <= mostColumns else {
      throw TableError(.tooManyColumns(limit: mostColumns), file: name)
    }
  }

  /// Hands over the elements of some rows: the bytes of a piece, its columns and its rows; within a piece they
  /// follow row by row.
  func pieces(
    _ rows: Range<Int>,
    _ body: (_ bytes: Span<UInt8>, _ columns: Range<Int>, _ rows: Range<Int>) throws(TableError) ->
      Void
  ) throws(TableError) {
    let width = isByColumn ? 1 : columnCount
    let step = max(1, pieceSize / (width * element.size))
    for column in stride(from: 0, to: columnCount, by: width) {
      for row in stride(from: rows.lowerBound, to: rows.upperBound, by: step) {
        let some = row..<min(row + step, rows.upperBound)
        let first = isByColumn ? column * rowCount + row : row * columnCount
        let place = start + first * element.size
        let bytes = try file.bytes(place..<place + some.count * width * element.size)
        try body(bytes.span, column..<column + width, some)
      }
    }
  }

  /// Whether its rows follow each other as numbers that need no more than to be copied.
  var hasPlainRows: Bool {
    element.kind == .float && element.size >= 4 && !isByColumn
      && element.isBigEndian == (UInt16(1).bigEndian == 1)
  }

  /// Copies numbers of these rows, row after row, from the first of a row on; all of them must be there.
  func copy(from row: Int, into numbers: inout MutableSpan<Double>) throws(TableError) {
    let place = place(ofRow: row)
    if element.size == 8 { return try file.copy(from: place, into: &numbers) }
    // A few at a time, which stay in the processor's cache.
    var some = ContiguousArray<Float>(repeating: 0, count: min(numbers.count, 1 << 13))
    for first in stride(from: 0, to: numbers.count, by: some.count) {
      var room = some.mutableSpan
      var read = room._mutatingExtracting(first: numbers.count - first)
      try file.copy(from: place + 4 * first, into: &read)
      var target = numbers._mutatingExtracting(first..<first + read.count)
      for index in target.indices { target[index] = Double(read[index]) }
    }
  }

  /// The same of rows of floats, as they are.
  func copy(from row: Int, into floats: inout MutableSpan<Float>) throws(TableError) {
    try file.copy(from: place(ofRow: row), into: &floats)
  }

  private func place(ofRow row: Int) -> Int { start + row * columnCount * element.size }

  /// An element as a number.
  func number(_ bytes: Span<UInt8>, _ index: Int) -> Double {
    switch element.kind {
    case .float:
      let bits = bits(bytes, index)
      return switch element.size {
      case 2: halfPrecision(UInt16(truncatingIfNeeded: bits))
      case 4: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
      default: Double(bitPattern: bits)
      }
    case .signed: return Double(signed(bytes, index))
    case .unsigned: return Double(bits(bytes, index))
    case .bool: return bytes[index * element.size] == 0 ? 0 : 1
    case .bytes, .unicode: return .nan
    }
  }

  /// A whole number less another one, exactly.
  func difference(_ bytes: Span<UInt8>, _ index: Int, from offset: Int64) -> Double {
    let whole =
      element.kind == .signed
      ? signed(bytes, index) : Int64(bitPattern: bits(bytes, index))
    return Double(whole &- offset)
  }

  /// An element as a text; nil where it is none.
  func text(_ bytes: Span<UInt8>, _ index: Int) -> [UInt8]? {
    switch element.kind {
    case .bool: return Array((number(bytes, index) == 0 ? "false" : "true").utf8)
    case .signed: return Array("\(signed(bytes, index))".utf8)
    case .unsigned: return Array("\(bits(bytes, index))".utf8)
    case .float:
      let number = number(bytes, index)
      if number.isNaN { return [] }
      return Array((element.size == 4 ? "\(Float(number))" : "\(number)").utf8)
    case .bytes:
      var text = bytes.extracting(index * element.size..<(index + 1) * element.size).array
      while text.last == 0 { text.removeLast() }
      return text
    case .unicode:
      var text = ""
      for place in 0..<element.size / 4 {
        let letter = word(bytes, at: index * element.size + 4 * place, size: 4)
        guard let scalar = Unicode.Scalar(UInt32(letter)) else { return nil }
        text.unicodeScalars.append(scalar)
      }
      while text.unicodeScalars.last?.value == 0 { text.unicodeScalars.removeLast() }
      return Array(text.utf8)
    }
  }

  private func bits(_ bytes: Span<UInt8>, _ index: Int) -> UInt64 {
    word(bytes, at: index * element.size, size: element.size)
  }

  private func signed(_ bytes: Span<UInt8>, _ index: Int) -> Int64 {
    let shift = 64 - 8 * element.size
    return Int64(bitPattern: bits(bytes, index) << shift) >> shift
  }

  @inline(__always)
  private func word(_ bytes: Span<UInt8>, at place: Int, size: Int) -> UInt64 {
    var word: UInt64 = 0
    if element.isBigEndian {
      for offset in 0..<size { word = word << 8 | UInt64(bytes[place + offset]) }
    } else {
      for offset in 0..<size { word |= UInt64(bytes[place + offset]) << (8 * UInt64(offset)) }
    }
    return word
  }
}

extension NumPyArray.Element {
  /// What `<f8` and the like say; nil for what can be no cell.
  init?(_ descr: String) {
    let bytes = Array(descr.utf8)
    guard bytes.count > 2, let kind = Kind(rawValue: bytes[1]), "<>|=".utf8.contains(bytes[0]),
      let count = Int(descr.dropFirst(2)), count > 0, count <= largestCell
    else { return nil }
    self.kind = kind
    size = kind == .unicode ? 4 * count : count
    isBigEndian = bytes[0] == UInt8(ascii: ">")
    switch kind {
    case .float: if ![2, 4, 8].contains(count) { return nil }
    case .signed, .unsigned: if ![1, 2, 4, 8].contains(count) { return nil }
    case .bool: if count != 1 { return nil }
    case .bytes, .unicode: break
    }
  }
}

/// The text of a header, `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }`, of which nothing but
/// that is read.
private struct HeaderText {
  var bytes: ArraySlice<UInt8>

  /// What it says, with no type where that is a list of fields; nil for anything else.
  var header: (descr: String?, isByColumn: Bool, shape: [Int])? {
    mutating get {
      var (descr, isByColumn, shape): (String??, Bool?, [Int]?)
      guard take("{") else { return nil }
      while !take("}") {
        guard let key = text, take(":") else { return nil }
        switch key {
        case "descr" where descr == nil:
          if let text {
            descr = .some(text)
          } else if bytes.first == Byte.openBracket {
            // What follows the fields is not read: there is no table in them.
            return (nil, false, [])
          } else {
            return nil
          }
        case "fortran_order" where isByColumn == nil:
          guard let flag = take("True") ? true : take("False") ? false : nil else { return nil }
          isByColumn = flag
        case "shape" where shape == nil:
          guard let extents else { return nil }
          shape = extents
        default: return nil
        }
        guard take(",") || bytes.first == Byte.closeBrace else { return nil }
      }
      guard bytes.allSatisfy({ $0 == Byte.space || $0 == Byte.lineFeed }), let descr,
        let isByColumn,
        let shape
      else { return nil }
      return (descr, isByColumn, shape)
    }
  }

  /// Moves past a word and the spaces behind it.
  private mutating func take(_ word: String) -> Bool {
    guard bytes.starts(with: word.utf8) else { return false }
    bytes = bytes.dropFirst(word.utf8.count).drop { $0 == Byte.space }
    return true
  }

  private var text: String? {
    mutating get {
      guard let quote = bytes.first, quote == UInt8(ascii: "'") || quote == Byte.quote,
        let end = bytes.dropFirst().firstIndex(of: quote)
      else { return nil }
      let text = String(decoding: bytes[(bytes.startIndex + 1)..<end], as: UTF8.self)
      bytes = bytes[(end + 1)...].drop { $0 == Byte.space }
      return text
    }
  }

  private var extents: [Int]? {
    mutating get {
      guard take("(") else { return nil }
      var extents: [Int] = []
      while !take(")") {
        let digits = bytes.prefix { $0 &- Byte.zero < 10 }
        guard let extent = Int(String(decoding: digits, as: UTF8.self)), extents.count < 64 else {
          return nil
        }
        extents.append(extent)
        bytes = bytes.dropFirst(digits.count).drop { $0 == Byte.space }
        guard take(",") || bytes.first == UInt8(ascii: ")") else { return nil }
      }
      return extents
    }
  }
}

/// The longest header that is read, in bytes.
private let longestHeader = 1 << 16

/// About how many bytes are read at a time.
private let pieceSize = 1 << 20

/// A number of half precision.
private func halfPrecision(_ bits: UInt16) -> Double {
  let sign: Double = bits >> 15 == 0 ? 1 : -1
  let exponent = Int(bits >> 10 & 0x1F)
  let fraction = Double(bits & 0x3FF) / 1024
  switch exponent {
  case 0: return sign * fraction * 0x1p-14
  case 31: return fraction == 0 ? sign * .infinity : .nan
  default:
    return sign
      * Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction)
  }
}
