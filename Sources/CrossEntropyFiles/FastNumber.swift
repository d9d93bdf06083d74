/// A number read by ``fastNumber(_:mark:powers:)``, and the byte behind it.
struct FastNumber {
  var value: Double
  var isInteger: Bool
  var end: UnsafePointer<UInt8>
}

/// How many bytes behind its start ``fastNumber(_:mark:powers:)`` may look at.
let fastNumberReach = 64

/// Reads a plain number, bare or in quotes, eight digits at a time; nil if it is anything else.
///
/// It gives what ``parseNumber(_:count:mark:)`` gives or nil. `end` is the byte after the number
/// or after its closing quote; the caller checks that a cell ends there.
@inline(__always)
func fastNumber(
  _ start: UnsafePointer<UInt8>, mark: UInt8, powers: UnsafePointer<Double>
) -> FastNumber? {
  var p = start
  let isQuoted = p.pointee == Byte.quote
  if isQuoted { p += 1 }
  let isNegative = p.pointee == Byte.minus
  if isNegative { p += 1 }

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
  if wholeCount > 1, (p - wholeCount).pointee == Byte.zero { return nil }

  var exponent = 0
  var isInteger = true
  if p.pointee == mark {
    isInteger = false
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
  }
  if p.pointee | 0x20 == Byte.lowerE {
    isInteger = false
    p += 1
    let isDown = p.pointee == Byte.minus
    if isDown || p.pointee == Byte.plus { p += 1 }
    let written = digits(p)
    guard written.count > 0, written.count < 5 else { return nil }
    exponent &+= isDown ? -Int(written.value) : Int(written.value)
    p += written.count
  }
  if isQuoted {
    guard p.pointee == Byte.quote else { return nil }
    p += 1
  }

  var value: Double
  if mantissa < 1 << 53, exponent <= 0, exponent >= -22 {
    value = Double(Int64(bitPattern: mantissa)) / powers[0 &- exponent]
  } else if let exact = nearestDouble(mantissa, exponent: exponent) {
    value = exact
  } else {
    return nil
  }
  if isNegative { value = -value }
  return FastNumber(value: value, isInteger: isInteger, end: p)
}

/// The value and number of the digits at `p`, at most eight of them.
@inline(__always)
private func digits(_ p: UnsafePointer<UInt8>) -> (value: UInt64, count: Int) {
  let bytes = UInt64(littleEndian: UnsafeRawPointer(p).loadUnaligned(as: UInt64.self))
  let values = bytes ^ 0x3030_3030_3030_3030
  // The lowest byte that is no digit has its top bit set; bytes above it may be wrong.
  let others = (values &+ 0x7676_7676_7676_7676 | values) & 0x8080_8080_8080_8080
  let count = others.trailingZeroBitCount &>> 3
  guard count > 0 else { return (0, 0) }
  // Shifted so that the last digit is in the top byte, with zeros before the first.
  var pairs = values &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count)
  pairs = pairs &* 10 &+ pairs &>> 8
  let low = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
  let high = (pairs &>> 16 & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
  return ((low &+ high) &>> 32, count)
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
