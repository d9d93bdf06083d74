/// A number read by ``fastNumber(_:upTo:mark:powers:)``.
struct FastNumber {
  var value: Double
  var form: CellForm
}

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

/// Reads a number of at most seven digits and a mark, or of eight digits, bare or in quotes.
///
/// It costs about half of what ``fastNumber(_:upTo:mark:powers:)`` costs, and `end` comes with it.
/// The caller checks that the cell ends there; nil means only "try the other way".
@inline(__always)
func shortNumber(
  _ start: Place<UInt8>, mark: UInt8, powers: Place<Double>
) -> (value: Double, form: CellForm, end: Place<UInt8>)? {
  let isQuoted = start[0] == Byte.quote
  let unquoted = isQuoted ? start + 1 : start
  // Signs are unpredictable: no branch may depend on them.
  let isNegative: UInt64 = unquoted[0] == Byte.minus ? 1 : 0
  let p = unquoted + Int(truncatingIfNeeded: isNegative)
  var values = p.word(0) ^ 0x3030_3030_3030_3030
  // The top bit of each byte that is not a digit. It is right up to the first byte above 7F.
  let others = (values &+ 0x7676_7676_7676_7676 | values) & 0x8080_8080_8080_8080
  let wholeCount = others.trailingZeroBitCount &>> 3
  guard wholeCount > 0, wholeCount == 1 || p[0] != Byte.zero else { return nil }
  var count = wholeCount
  var fractionCount = 0
  var form = CellForm.whole
  if p[wholeCount] == mark {
    guard wholeCount < 8 else { return nil }
    count = (others & (others &- 1)).trailingZeroBitCount &>> 3
    fractionCount = count &- wholeCount &- 1
    form = fractionCount == 3 ? .threeDecimals : .otherDecimals
    // The digits before the mark move up by one byte, over the mark.
    let atMark = others & (0 &- others)
    values = (values & (atMark &>> 7 &- 1)) &<< 8 | (values & (0 &- (atMark &<< 1)))
  }
  var end = p + count
  if isQuoted {
    guard end[0] == Byte.quote else { return nil }
    end += 1
  }
  let mantissa = number(ofDigits: values &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count))
  // Both numbers are exact, so the one division rounds once. The integer is made a Double by its
  // bits, because the instruction made for that waits for the last result.
  let exact = Double(bitPattern: 0x4330_0000_0000_0000 | mantissa) - 4_503_599_627_370_496
  let value = exact / powers[fractionCount]
  return (Double(bitPattern: value.bitPattern | isNegative &<< 63), form, end)
}

/// Reads a plain number, bare or in quotes, eight digits at a time; nil if it is anything else.
///
/// It gives what ``parseNumber(_:mark:)`` gives or nil.
@inline(never)
func fastNumber(
  _ start: Place<UInt8>, upTo end: Place<UInt8>, mark: UInt8,
  powers: Place<Double>
) -> FastNumber? {
  var p = start
  let isQuoted = p[0] == Byte.quote
  if isQuoted { p += 1 }
  let isNegative: UInt64 = p[0] == Byte.minus ? 1 : 0
  p += Int(truncatingIfNeeded: isNegative)

  let whole = digits(p)
  var mantissa = whole.value
  var wholeCount = whole.count
  p += whole.count
  if whole.count == 8 {
    let more = digits(p)
    guard more.count < 8 else { return nil }
    mantissa = mantissa &* smallPowersOfTen(more.count) &+ more.value
    wholeCount = 8 &+ more.count
    p += more.count
  }
  guard wholeCount > 0 else { return nil }
  if wholeCount > 1, p[-wholeCount] == Byte.zero { return nil }

  var exponent = 0
  var form = CellForm.whole
  if p[0] == mark {
    p += 1
    let first = digits(p)
    mantissa = mantissa &* smallPowersOfTen(first.count) &+ first.value
    exponent = -first.count
    p += first.count
    if first.count == 8 {
      repeat {
        let more = digits(p)
        exponent &-= more.count
        guard wholeCount &- exponent <= 19 else { return nil }
        mantissa = mantissa &* smallPowersOfTen(more.count) &+ more.value
        p += more.count
        if more.count < 8 { break }
      } while true
    } else if wholeCount &- exponent > 19 {
      return nil
    }
    form = exponent == -3 ? .threeDecimals : .otherDecimals
  }
  let isLong = wholeCount &- exponent > 15
  if p[0] | 0x20 == Byte.lowerE {
    form = form == .whole ? .exponent : .otherDecimals
    p += 1
    let isDown = p[0] == Byte.minus
    if isDown || p[0] == Byte.plus { p += 1 }
    let written = digits(p)
    guard written.count > 0, written.count < 5 else { return nil }
    exponent &+= isDown ? -Int(written.value) : Int(written.value)
    p += written.count
  }
  if isQuoted {
    guard p[0] == Byte.quote else { return nil }
    p += 1
  }
  guard p == end else { return nil }

  var value: Double
  if mantissa < 1 << 53, exponent <= 0, exponent >= -22 {
    value = Double(Int64(bitPattern: mantissa)) / powers[0 &- exponent]
  } else if let exact = nearestDouble(mantissa, exponent: exponent) {
    value = exact
  } else {
    return nil
  }
  value = Double(bitPattern: value.bitPattern | isNegative &<< 63)
  if isLong { form.insert(.long) }
  return FastNumber(value: value, form: form)
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

/// The value and number of the digits at `p`, at most eight of them.
@inline(__always)
private func digits(_ p: Place<UInt8>) -> (value: UInt64, count: Int) {
  let bytes = p.word(0)
  let values = bytes ^ 0x3030_3030_3030_3030
  // The lowest byte that is not a digit has its top bit set; bytes above it may be wrong.
  let others = (values &+ 0x7676_7676_7676_7676 | values) & 0x8080_8080_8080_8080
  let count = others.trailingZeroBitCount &>> 3
  guard count > 0 else { return (0, 0) }
  // Shifted so that the last digit is in the top byte, with zeros before the first.
  return (number(ofDigits: values &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count)), count)
}

/// The number that eight digits make, the first of them in the lowest byte.
@inline(__always)
private func number(ofDigits digits: UInt64) -> UInt64 {
  let pairs = digits &* 10 &+ digits &>> 8
  let low = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
  let high = (pairs &>> 16 & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
  return (low &+ high) &>> 32
}

/// 10^count for a count from 0 to 8.
@inline(__always)
private func smallPowersOfTen(_ count: Int) -> UInt64 {
  switch count {
  case 0: 1
  case 1: 10
  case 2: 100
  case 3: 1000
  case 4: 10_000
  case 5: 100_000
  case 6: 1_000_000
  case 7: 10_000_000
  default: 100_000_000
  }
}
