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
  var whole: Int64 = 0
  var index = 0
  let isNegative = !cell.isEmpty && cell[0] == Byte.minus
  if isNegative || (!cell.isEmpty && cell[0] == Byte.plus) { index = 1 }
  while index < cell.count, cell[index] &- Byte.zero < 10 {
    let (tens, isTooLarge) = whole.multipliedReportingOverflow(by: 10)
    let (next, isLarger) = tens.addingReportingOverflow(Int64(cell[index] &- Byte.zero))
    if isTooLarge || isLarger { return value - Double(offset) }
    whole = next
    index += 1
  }
  let (distance, isTooFar) = (isNegative ? -whole : whole).subtractingReportingOverflow(offset)
  if isTooFar { return value - Double(offset) }
  guard index < cell.count else { return Double(distance) }
  // What follows the whole part is a fraction, unless there is an exponent.
  for i in index..<cell.count where cell[i] | 0x20 == Byte.lowerE { return value - Double(offset) }
  let fraction = [Byte.zero] + cell.extracting(index...).array
  guard case .finite(let part, _) = parseNumber(fraction.span, mark: mark) else {
    return value - Double(offset)
  }
  return Double(distance) + (isNegative ? -part : part)
}

/// Numbers that differ by less than this part of their size are given without what they share.
private let widestSpread = 0x1p-30
/// The same for numbers that a `Double` rounds.
private let widestRounded = 0x1p-20
