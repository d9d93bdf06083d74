/// What a cell is when read as a number.
enum ParsedNumber: Equatable {
  /// A finite number, and whether it was written with only digits and a sign.
  case finite(Double, isInteger: Bool)
  /// An infinity by name, or a number too large for a `Double`.
  case infinite
  /// Anything else.
  case text
}

/// Reads a whole cell as a number: sign, digits, decimal mark, digits, exponent.
///
/// The result is the `Double` nearest to the decimal, as `strtod` gives it. Digits that start with
/// a needless zero (`01234`) are an identifier, not a number.
func parseNumber(_ cell: Span<UInt8>, mark: UInt8 = Byte.point) -> ParsedNumber {
  let count = cell.count
  var index = 0
  var negative = false
  if count > 0, cell[0] == Byte.minus || cell[0] == Byte.plus {
    negative = cell[0] == Byte.minus
    index = 1
  }
  let digitsStart = index
  var mantissa: UInt64 = 0
  var significant = 0
  var point = -1
  while index < count {
    let byte = cell[index]
    let digit = byte &- Byte.zero
    if digit < 10 {
      if significant > 0 || digit > 0 { significant += 1 }
      if significant <= 19 { mantissa = mantissa &* 10 &+ UInt64(digit) }
    } else if byte == mark, point < 0 {
      point = index
    } else {
      break
    }
    index += 1
  }
  let digitCount = index - digitsStart - (point < 0 ? 0 : 1)
  guard digitCount > 0 else {
    return isInfinityName(cell.extracting(digitsStart...)) ? .infinite : .text
  }
  let wholeDigits = (point < 0 ? index : point) - digitsStart
  if wholeDigits > 1, cell[digitsStart] == Byte.zero { return .text }
  var exponent = point < 0 ? 0 : -(index - point - 1)
  let isInteger = point < 0 && index == count
  if index < count {
    guard let written = parseExponent(cell.extracting(index...)) else { return .text }
    exponent += written
  }
  let value: Double
  if significant == 0 {
    value = 0
  } else if significant <= 19, let exact = nearestDouble(mantissa, exponent: exponent) {
    value = exact
  } else {
    value = parseAnyLength(cell.extracting(digitsStart...), mark: mark)
  }
  guard value < .infinity else { return .infinite }
  return .finite(negative ? -value : value, isInteger: isInteger)
}

/// The exponent in `e-12`, or nil if that is not all there is.
///
/// Very large exponents are cut, which changes nothing: the number is infinite or zero.
func parseExponent(_ text: Span<UInt8>) -> Int? {
  guard text.count >= 2, text[0] | 0x20 == Byte.lowerE else { return nil }
  var index = 1
  var negative = false
  if text[1] == Byte.minus || text[1] == Byte.plus {
    negative = text[1] == Byte.minus
    index = 2
  }
  guard index < text.count else { return nil }
  var value = 0
  while index < text.count {
    let digit = text[index] &- Byte.zero
    guard digit < 10 else { return nil }
    if value < 100_000_000 { value = value * 10 + Int(digit) }
    index += 1
  }
  return negative ? -value : value
}

/// The slow way, for long mantissas and far exponents: the standard library's own conversion.
private func parseAnyLength(_ number: Span<UInt8>, mark: UInt8) -> Double {
  let bytes = number.array.map { $0 == mark ? Byte.point : $0 }
  return Double(String(decoding: bytes, as: UTF8.self)) ?? .nan
}

private func isInfinityName(_ text: Span<UInt8>) -> Bool {
  guard text.count == 3 || text.count == 8 else { return false }
  return zip(text.array, "infinity".utf8).allSatisfy { $0 | 0x20 == $1 }
}
