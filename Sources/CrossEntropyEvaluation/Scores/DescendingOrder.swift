/// The places of numbers from the highest down, equal ones in their order; NaN is not among them.
///
/// A radix sort: of a million numbers it takes about a tenth of the time of a sort by comparison.
func descendingOrder(of numbers: [Double]) -> [Int] {
  var keys = numbers.map { x in
    // Rises as x falls: the bits of positive numbers are inverted, but for the sign.
    let bits = x.bitPattern
    return bits >> 63 == 0 ? ~bits & .max >> 1 : bits
  }
  var order = Array(numbers.indices)
  var (otherKeys, otherOrder) = (keys, order)
  let digits = stride(from: UInt64(0), to: 64, by: 11)
  var counts = [Int](repeating: 0, count: digits.underestimatedCount << 11)
  for key in keys {
    for (i, shift) in digits.enumerated() { counts[i << 11 | Int(key >> shift & 2047)] += 1 }
  }
  for (i, shift) in digits.enumerated() {
    let start = i << 11
    if counts[start..<start + 2048].contains(numbers.count) { continue }
    var next = 0
    for digit in start..<start + 2048 { (counts[digit], next) = (next, next + counts[digit]) }
    for place in keys.indices {
      let digit = start | Int(keys[place] >> shift & 2047)
      otherKeys[counts[digit]] = keys[place]
      otherOrder[counts[digit]] = order[place]
      counts[digit] += 1
    }
    swap(&keys, &otherKeys)
    swap(&order, &otherOrder)
  }
  return order
}
