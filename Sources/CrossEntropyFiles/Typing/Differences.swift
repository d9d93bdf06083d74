/// What is subtracted from the numbers of a column so that they keep their digits, and how.
///
/// Times in nanoseconds and numbers like 10¹⁵ + 3 have most of their digits in common. The common
/// part is taken off before anything is rounded.
struct Offset {
  /// A whole number.
  var value: Double
  /// Whether the cells must be read again, because a `Double` does not hold their digits.
  var needsCells: Bool

  /// The offset of a column; nil where none is needed, as nearly always.
  init?(_ numbers: [Double], _ forms: CellForm) {
    let isLong = forms.contains(.long)
    var (low, high) = (Double.infinity, -Double.infinity)
    var (size, spread) = (0.0, 0.0)
    for x in numbers where !x.isNaN {
      low = min(low, x)
      high = max(high, x)
      size = max(abs(low), abs(high))
      spread = high - low
      // As more cells come, the spread takes a greater part of the size and never a lesser one: most
      // columns end here after a few.
      if spread > size * widestRounded, !(isLong && forms.isWhole) || spread > 0x1p53 { return nil }
    }
    guard low <= high, size < 0x1p62 else { return nil }
    needsCells =
      isLong
      && (forms.isWhole ? size >= 0x1p53 && spread <= 0x1p53 : spread <= size * widestRounded)
    guard needsCells || spread <= size * widestSpread && spread > 0 else { return nil }
    value = low.rounded(.towardZero)
    if value == 0 { return nil }
  }
}

/// A cell's number less a whole number, rounded once; NaN where it is no number.
func difference(_ cell: Span<UInt8>, from offset: Int64, mark: UInt8) -> Double {
  guard case .finite(let value, _) = parseNumber(cell, mark: mark) else { return .nan }
  let number = WrittenDigits(cell)
  guard let whole = number.whole else { return value - Double(offset) }
  let (distance, isTooFar) = (number.isNegative ? -whole : whole)
    .subtractingReportingOverflow(offset)
  if isTooFar { return value - Double(offset) }
  var fraction = number.fraction
  if fraction.isEmpty { return Double(distance) }
  var ones = distance.magnitude
  var isNegative = number.isNegative
  // The whole part and the fraction point in opposite directions: 3 − 0.25 is 2.75.
  if distance != 0, (distance < 0) != isNegative {
    ones -= 1
    fraction = complement(fraction)
    isNegative.toggle()
  }
  let size = parseNumber((Array("\(ones)".utf8) + [mark] + fraction).span, mark: mark)
  guard case .finite(let part, _) = size else { return value - Double(offset) }
  return isNegative ? -part : part
}

/// The digits of a plain number, before and after its decimal mark once the exponent has moved it.
private struct WrittenDigits {
  var isNegative = false
  /// Nil where it is too large.
  var whole: Int64? = 0
  /// Without zeros at the end; empty for a whole number.
  var fraction: [UInt8] = []

  init(_ cell: Span<UInt8>) {
    var digits: [UInt8] = []
    var end = 0
    var markAt: Int?
    while end < cell.count, cell[end] | 0x20 != Byte.lowerE {
      switch cell[end] {
      case Byte.minus: isNegative = true
      case Byte.plus: break
      case let byte where byte &- Byte.zero < 10: digits.append(byte)
      default: markAt = digits.count
      }
      end += 1
    }
    while digits.last == Byte.zero, digits.count > markAt ?? digits.count { digits.removeLast() }
    guard digits.contains(where: { $0 != Byte.zero }) else { return }
    let power = end < cell.count ? parseExponent(cell.extracting(end...)) ?? 0 : 0
    let wholeCount = (markAt ?? digits.count) + power
    for index in 0..<max(0, wholeCount) {
      let digit = index < digits.count ? digits[index] - Byte.zero : 0
      guard let tens = whole?.multipliedReportingOverflow(by: 10), !tens.overflow else {
        whole = nil
        return
      }
      let sum = tens.partialValue.addingReportingOverflow(Int64(digit))
      whole = sum.overflow ? nil : sum.partialValue
    }
    guard wholeCount < digits.count else { return }
    // What is so far behind the mark changes a rounding as much as if it were nearer.
    let zeros = min(max(0, -wholeCount), 400)
    fraction = Array(repeating: Byte.zero, count: zeros) + digits[max(0, wholeCount)...]
    while fraction.last == Byte.zero { fraction.removeLast() }
  }
}

/// The digits of one less a fraction, whose last digit is no zero.
private func complement(_ fraction: [UInt8]) -> [UInt8] {
  var nines = fraction.map { Byte.zero + 9 - ($0 - Byte.zero) }
  nines[nines.count - 1] += 1
  return nines
}

/// Numbers that differ by less than this part of their size are given without what they share.
private let widestSpread = 0x1p-30
/// The same for numbers that a `Double` rounds.
private let widestRounded = 0x1p-20
