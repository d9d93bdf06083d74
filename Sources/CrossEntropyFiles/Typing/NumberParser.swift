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

/// mantissa · 10^exponent, correctly rounded; nil where this way fails.
@inline(__always)
func nearestDouble(_ mantissa: UInt64, exponent: Int) -> Double? {
  if mantissa < 1 << 53 {
    // Both numbers are exact, so the one operation rounds once.
    if exponent <= 0, exponent >= -22 { return Double(mantissa) / powersOfTen[-exponent] }
    if exponent > 0, exponent <= 22 { return Double(mantissa) * powersOfTen[exponent] }
  }
  return nearestDoubleByIntegers(mantissa, exponent: exponent)
}

/// mantissa · 10^exponent for |exponent| ≤ 27, by one wide product or quotient and one rounding.
func nearestDoubleByIntegers(_ mantissa: UInt64, exponent: Int) -> Double? {
  guard mantissa != 0 else { return 0 }
  guard exponent >= -27, exponent <= 27 else { return nil }
  let five = powersOfFive[abs(exponent)]
  if exponent >= 0 {
    let (high, low) = mantissa.multipliedFullWidth(by: five)
    // mantissa · 10^e = (mantissa · 5^e) · 2^e
    if high == 0 { return rounded(low, sticky: false, binaryExponent: exponent) }
    let shift = high.leadingZeroBitCount
    let top = high << UInt64(shift) | (shift == 0 ? 0 : low >> UInt64(64 - shift))
    let rest = low << UInt64(shift)
    return rounded(top, sticky: rest != 0, binaryExponent: exponent + 64 - shift)
  }
  let mantissaShift = mantissa.leadingZeroBitCount
  let fiveShift = five.leadingZeroBitCount
  let numerator = mantissa << UInt64(mantissaShift)
  let divisor = five << UInt64(fiveShift)
  // The high half is below 2^63 and so below the divisor: the quotient fits in 64 bits.
  let (quotient, remainder) = divisor.dividingFullWidth((numerator >> 1, numerator << 63))
  return rounded(
    quotient, sticky: remainder != 0,
    binaryExponent: exponent + fiveShift - mantissaShift - 63)
}

/// The powers of ten that a `Double` holds exactly.
let powersOfTen: [Double] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18, 1e19, 1e20, 1e21, 1e22,
]

/// The powers of five that fit in 64 bits, written out so that they need no start-up.
private let powersOfFive: [UInt64] = [
  1, 5, 25, 125, 625, 3125, 15_625, 78_125, 390_625, 1_953_125, 9_765_625, 48_828_125,
  244_140_625, 1_220_703_125, 6_103_515_625, 30_517_578_125, 152_587_890_625, 762_939_453_125,
  3_814_697_265_625, 19_073_486_328_125, 95_367_431_640_625, 476_837_158_203_125,
  2_384_185_791_015_625, 11_920_928_955_078_125, 59_604_644_775_390_625, 298_023_223_876_953_125,
  1_490_116_119_384_765_625, 7_450_580_596_923_828_125,
]

/// value · 2^binaryExponent rounded to nearest, ties to even; `sticky` says that a bit was cut off.
private func rounded(_ value: UInt64, sticky: Bool, binaryExponent: Int) -> Double {
  // With the lowest bit set for what was cut off, the conversion itself rounds rightly, because a
  // value with a cut-off part has at least 55 bits here.
  let kept = value | (sticky ? 1 : 0)
  return Double(kept) * Double(bitPattern: UInt64(1023 + binaryExponent) << 52)
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
