/// How many bytes past its start the fast way to read a cell may look at.
let fastReach = 64

/// The end of a short cell: the first delimiter or line end at or after `start`, nil if it is far.
///
/// The place of the next cell comes from these few operations alone, so the processor can begin
/// with it while it still works out the number in this one.
@inline(__always)
func endOfShortCell(
  _ start: Place<UInt8>, delimiters: UInt64
) -> Place<UInt8>? {
  let first = stopMask(start, delimiters)
  let second = stopMask(start + 8, delimiters)
  let near = first != 0 ? first : second
  let offset = first != 0 ? 0 : 8
  if near != 0 { return start + (offset &+ near.trailingZeroBitCount &>> 3) }
  let third = stopMask(start + 16, delimiters)
  if third != 0 { return start + (16 &+ third.trailingZeroBitCount &>> 3) }
  let fourth = stopMask(start + 24, delimiters)
  return fourth != 0 ? start + (24 &+ fourth.trailingZeroBitCount &>> 3) : nil
}

/// Reads a number of at most seven digits and a mark, or of eight digits, or one that ``longNumber`` reads,
/// bare or behind a quote.
///
/// It costs about half of what ``fastNumber(_:mark:powers:)`` costs. The caller checks that the cell ends
/// at `end`; nil means only "try the other way".
@inline(__always)
func shortNumber(
  _ start: Place<UInt8>, isQuoted: Bool, mark: UInt8, powers: Place<Double>
) -> (value: Double, form: CellForm, end: Place<UInt8>)? {
  // Signs are unpredictable: no branch may depend on them.
  let isNegative: UInt64 = start[0] == Byte.minus ? 1 : 0
  let p = start + Int(truncatingIfNeeded: isNegative)
  // A bare number's bytes are loaded with and without a sign before it is known; behind a quote the compiler
  // would branch.
  let bytes =
    isQuoted
    ? p.word(0) : start.word(0) ^ ((start.word(0) ^ start.word(1)) & (0 &- isNegative))
  var values = bytes ^ 0x3030_3030_3030_3030
  let others = nonDigits(values)
  let wholeCount = others.trailingZeroBitCount &>> 3
  guard wholeCount > 0, wholeCount == 1 || p[0] != Byte.zero else { return nil }
  var count = wholeCount
  var fractionCount = 0
  var form = CellForm.whole
  if p[wholeCount] == mark {
    guard wholeCount < 8 else { return nil }
    // The digits before the mark move up by one byte, over the mark.
    let atMark = others & (0 &- others)
    values = (values & (atMark &>> 7 &- 1)) &<< 8 | (values & (0 &- (atMark &<< 1)))
    let afterMark = others & (others &- 1)
    if afterMark == 0, p[8] &- Byte.zero < 10 {
      return longNumber(
        p, first: values, wholeCount, isQuoted: isQuoted, signBit: isNegative &<< 63)
    }
    count = afterMark.trailingZeroBitCount &>> 3
    fractionCount = count &- wholeCount &- 1
    form = fractionCount == 3 ? .threeDecimals : .otherDecimals
  }
  var end = p + count
  if isQuoted {
    guard end[0] == Byte.quote else { return nil }
    end += 1
  }
  let mantissa = numberOfDigits(values &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count))
  // Both numbers are exact, so the one division rounds once. The integer is made a Double by its
  // bits, because the instruction made for that waits for the last result.
  let exact = Double(bitPattern: 0x4330_0000_0000_0000 | mantissa) - 4_503_599_627_370_496
  let value = exact / powers[fractionCount]
  return (Double(bitPattern: value.bitPattern | isNegative &<< 63), form, end)
}

/// Reads a number of 15 to 19 digits, whose mark is among the first eight bytes; nil if it is anything else.
///
/// - Parameters:
///   - p: Where its digits start.
///   - first: The seven digits around the mark, without it.
///   - wholeCount: How many of them stand before the mark.
@inline(never)
private func longNumber(
  _ p: Place<UInt8>, first: UInt64, _ wholeCount: Int, isQuoted: Bool, signBit: UInt64
) -> (value: Double, form: CellForm, end: Place<UInt8>)? {
  let second = p.word(8) ^ 0x3030_3030_3030_3030
  let third = p.word(16) ^ 0x3030_3030_3030_3030
  let count = nonDigits(third).trailingZeroBitCount &>> 3
  guard nonDigits(second) == 0, count <= 4 else { return nil }
  let mantissa =
    (numberOfDigits(first) &* 100_000_000 &+ numberOfDigits(second)) &* smallPowersOfTen[count]
    &+ numberOfDigits(third, first: count)
  guard let value = nearestDoubleByProduct(mantissa, exponent: wholeCount &- 15 &- count) else {
    return nil
  }
  var end = p + (16 &+ count)
  if isQuoted {
    guard end[0] == Byte.quote else { return nil }
    end += 1
  }
  let form: CellForm = count == 0 ? .otherDecimals : [.otherDecimals, .long]
  return (Double(bitPattern: value.bitPattern | signBit), form, end)
}

/// Reads a plain number, bare or in quotes, eight digits at a time; nil if it is anything else.
///
/// It gives what ``parseNumber(_:mark:)`` gives or nil. The caller checks that the cell ends at `end`.
@inline(never)
func fastNumber(
  _ start: Place<UInt8>, mark: UInt8, powers: Place<Double>
) -> (value: Double, form: CellForm, end: Place<UInt8>)? {
  var p = start
  let isQuoted = p[0] == Byte.quote
  if isQuoted { p += 1 }
  let isNegative: UInt64 = p[0] == Byte.minus ? 1 : 0
  p += Int(truncatingIfNeeded: isNegative)

  let first = p[0]
  var mantissa: UInt64 = 0
  guard let wholeCount = takeDigits(&p, into: &mantissa), wholeCount > 0,
    wholeCount == 1 || first != Byte.zero
  else { return nil }
  var form = CellForm.whole
  var fractionCount = 0
  if p[0] == mark {
    p += 1
    guard let count = takeDigits(&p, into: &mantissa) else { return nil }
    fractionCount = count
    form = count == 3 ? .threeDecimals : .otherDecimals
  }
  let count = wholeCount &+ fractionCount
  guard count <= 19 else { return nil }
  var exponent = 0 &- fractionCount
  if p[0] | 0x20 == Byte.lowerE {
    form = form == .whole ? .exponent : .otherDecimals
    p += 1
    let isDown = p[0] == Byte.minus
    if isDown || p[0] == Byte.plus { p += 1 }
    var written: UInt64 = 0
    guard let digits = takeDigits(&p, into: &written), digits > 0, digits < 5 else { return nil }
    exponent &+= isDown ? -Int(written) : Int(written)
  }
  if isQuoted {
    guard p[0] == Byte.quote else { return nil }
    p += 1
  }

  // With more digits the number is nearly always too long for one exact division.
  let isLong = count > mostExactDigits
  let value: Double
  if !isLong, exponent <= 0, exponent >= -22 {
    value = Double(Int64(bitPattern: mantissa)) / powers[0 &- exponent]
  } else if let exact = nearestDoubleByProduct(mantissa, exponent: exponent) {
    value = exact
  } else {
    return nil
  }
  if isLong { form.insert(.long) }
  return (Double(bitPattern: value.bitPattern | isNegative &<< 63), form, p)
}

/// Moves past the digits at `p`, and appends them to a number; nil if they are 24 or more.
///
/// - Returns: How many there are.
@inline(__always)
private func takeDigits(_ p: inout Place<UInt8>, into number: inout UInt64) -> Int? {
  var count = 0
  while true {
    let values = p.word(0) ^ 0x3030_3030_3030_3030
    let others = nonDigits(values)
    if others == 0 {
      number = number &* 100_000_000 &+ numberOfDigits(values)
      p += 8
      count &+= 8
      if count == 24 { return nil }
      continue
    }
    let rest = others.trailingZeroBitCount &>> 3
    number = number &* smallPowersOfTen[rest] &+ numberOfDigits(values, first: rest)
    p += rest
    return count &+ rest
  }
}

/// Has the top bit of a byte set where a delimiter or a control character stands.
///
/// The lowest bit that is set is right; bits above it may be wrong.
@inline(__always)
private func stopMask(_ p: Place<UInt8>, _ delimiters: UInt64) -> UInt64 {
  let bytes = p.word(0)
  let others = bytes ^ delimiters
  let isDelimiter = (others &- 0x0101_0101_0101_0101) & ~others
  let isControl = (bytes &- 0x1010_1010_1010_1010) & ~bytes
  return (isDelimiter | isControl) & 0x8080_8080_8080_8080
}

/// The number that eight digits make, the first of them in the lowest byte.
@inline(__always)
private func numberOfDigits(_ digits: UInt64) -> UInt64 {
  let pairs = digits &* 10 &+ digits &>> 8
  let low = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
  let high = (pairs &>> 16 & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
  return (low &+ high) &>> 32
}

/// The number that the first few of eight bytes make, at most seven.
@inline(__always)
private func numberOfDigits(_ values: UInt64, first count: Int) -> UInt64 {
  // Shifted so that the last digit is in the top byte, with zeros before the first; in two steps, since
  // there may be none.
  numberOfDigits((values &<< UInt64(truncatingIfNeeded: 56 &- 8 &* count)) &<< 8)
}

/// The top bit of each byte that is no digit, given the bytes with the digits as their values.
///
/// It is right up to the first byte above 7F.
@inline(__always)
private func nonDigits(_ values: UInt64) -> UInt64 {
  (values &+ 0x7676_7676_7676_7676 | values) & 0x8080_8080_8080_8080
}

/// The powers of ten from 0 to 7.
private let smallPowersOfTen: [UInt64] = [
  1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000,
]
