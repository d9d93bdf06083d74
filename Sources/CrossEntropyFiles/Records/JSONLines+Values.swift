// Texts, numbers and what is skipped, in a line of JSON.

extension JSONLines {
  /// Reads a text, whose opening quote is at the index, and moves behind its closing one.
  func readText(
    _ bytes: Span<UInt8>, _ index: inout Int, _ end: Int
  ) throws(TableError) -> Value {
    let start = index + 1
    index = start
    var copied: Int?
    while index < end {
      let byte = bytes[index]
      if byte == Byte.quote {
        index += 1
        if index - start > largestCell { throw error(.cellTooLong(limit: largestCell), start - 1) }
        return copied.map { .unescaped($0..<unescaped.count) } ?? .text(start..<index - 1)
      }
      if byte < Byte.space {
        throw error(.json(.malformed(near(bytes, index, end))), index)
      }
      if byte == Byte.backslash {
        if copied == nil {
          copied = unescaped.count
          for before in start..<index { unescaped.append(bytes[before]) }
        }
        try readEscape(bytes, &index, end)
      } else {
        if copied != nil { unescaped.append(byte) }
        index += 1
      }
    }
    throw error(.json(.endsEarly))
  }

  private func readEscape(
    _ bytes: Span<UInt8>, _ index: inout Int, _ end: Int
  ) throws(TableError) {
    let start = index
    guard index + 1 < end else { throw error(.json(.endsEarly)) }
    let letter = bytes[index + 1]
    index += 2
    switch letter {
    case Byte.quote, Byte.backslash, UInt8(ascii: "/"): unescaped.append(letter)
    case UInt8(ascii: "b"): unescaped.append(8)
    case UInt8(ascii: "f"): unescaped.append(12)
    case UInt8(ascii: "n"): unescaped.append(Byte.lineFeed)
    case UInt8(ascii: "r"): unescaped.append(Byte.carriageReturn)
    case UInt8(ascii: "t"): unescaped.append(Byte.tab)
    case UInt8(ascii: "u"):
      var scalar = try hexadecimal(bytes, index, end, start)
      index += 4
      if scalar & 0xFC00 == 0xD800, index + 1 < end, bytes[index] == Byte.backslash,
        bytes[index + 1] == UInt8(ascii: "u")
      {
        let low = try hexadecimal(bytes, index + 2, end, start)
        if low & 0xFC00 == 0xDC00 {
          scalar = 0x10000 + (scalar & 0x3FF) << 10 + low & 0x3FF
          index += 6
        }
      }
      guard let character = Unicode.Scalar(scalar) else {
        throw error(.json(.halfCharacter(near(bytes, start, min(start + 6, end)))), start)
      }
      unescaped += Array(String(character).utf8)
    default: throw error(.json(.malformed(near(bytes, start, end))), start)
    }
  }

  private func hexadecimal(
    _ bytes: Span<UInt8>, _ index: Int, _ end: Int, _ start: Int
  ) throws(TableError) -> UInt32 {
    guard index + 4 <= end else { throw error(.json(.endsEarly)) }
    var value: UInt32 = 0
    for place in index..<index + 4 {
      let byte = bytes[place]
      let digit: UInt8
      switch byte {
      case Byte.zero...Byte.zero + 9: digit = byte - Byte.zero
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: throw error(.json(.malformed(near(bytes, start, end))), start)
      }
      value = value << 4 | UInt32(digit)
    }
    return value
  }

  /// Reads a number as JSON writes it: no sign but a minus, no needless zero, digits on both sides of a point.
  func readNumber(
    _ bytes: Span<UInt8>, _ index: inout Int, _ end: Int, _ column: Int
  ) throws(TableError) -> Value {
    let start = index
    func digits() throws(TableError) {
      let first = index
      while index < end, bytes[index] &- Byte.zero < 10 { index += 1 }
      guard index == first else { return }
      if index == end { throw error(.json(.endsEarly)) }
      throw error(.json(.malformed(near(bytes, start, end))), start)
    }
    if bytes[index] == Byte.minus { index += 1 }
    if matches("Infinity", bytes, index, end) {
      throw error(.json(.notANumber(Array("-Infinity".utf8))), start)
    }
    let hasZero = index < end && bytes[index] == Byte.zero
    let whole = index
    try digits()
    if hasZero, index > whole + 1 {
      throw error(.json(.malformed(near(bytes, start, end))), start)
    }
    if index < end, bytes[index] == Byte.point {
      index += 1
      try digits()
    }
    if index < end, bytes[index] | 0x20 == Byte.lowerE {
      index += 1
      if index < end, bytes[index] == Byte.plus || bytes[index] == Byte.minus { index += 1 }
      try digits()
    }
    if case .infinite = parseNumber(bytes.extracting(start..<index)) {
      let cell = String(decoding: near(bytes, start, index), as: UTF8.self)
      throw error(
        .infiniteNumber(column: String(decoding: keys[column], as: UTF8.self), cell: cell), start)
    }
    return .number(start..<index)
  }

  /// Skips an object or a list, of which only the brackets and texts are looked at.
  func skipNested(
    _ bytes: Span<UInt8>, _ index: inout Int, _ end: Int
  ) throws(TableError) {
    var open: [UInt8] = []
    repeat {
      guard index < end else { throw error(.json(.endsEarly)) }
      switch bytes[index] {
      case Byte.quote:
        _ = try readText(bytes, &index, end)
        continue
      case Byte.openBrace: open.append(Byte.closeBrace)
      case Byte.openBracket: open.append(Byte.closeBracket)
      case Byte.closeBrace, Byte.closeBracket:
        guard open.popLast() == bytes[index] else {
          throw error(.json(.malformed(near(bytes, index, end))), index)
        }
      default: break
      }
      index += 1
    } while !open.isEmpty
  }

  func matches(_ word: String, _ bytes: Span<UInt8>, _ index: Int, _ end: Int) -> Bool {
    var place = index
    for byte in word.utf8 {
      guard place < end, bytes[place] == byte else { return false }
      place += 1
    }
    return true
  }

  func skip(
    _ word: String, _ bytes: Span<UInt8>, _ index: inout Int, _ end: Int
  ) -> Bool {
    guard matches(word, bytes, index, end) else { return false }
    index += word.utf8.count
    return true
  }

  func skipSpace(_ bytes: Span<UInt8>, _ index: Int, _ end: Int) -> Int {
    var index = index
    while index < end {
      switch bytes[index] {
      case Byte.space, Byte.tab, Byte.carriageReturn: index += 1
      default: return index
      }
    }
    return index
  }
}

/// The beginning of what stands at a place.
func near(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> [UInt8] {
  bytes.extracting(start..<min(end, start + 20)).array
}
