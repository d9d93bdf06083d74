/// The places of numbers from the highest down, equal ones in their order; NaN is not among them.
func descendingOrder(of numbers: [Double]) -> [Int] {
  let order = DescendingOrder(count: numbers.count) { numbers[$0] }
  return Array(order)
}

/// Numbers from the highest down, equal ones in their order, with where a lower one begins; NaN is not among them.
///
/// A radix sort of the numbers' upper halves, each beside its place, and where those are equal of the lower ones: a number
/// takes 8 bytes, and as many more while they are sorted.
struct DescendingOrder: RandomAccessCollection {
  /// The place in the lower half, and in the highest bit whether the number is lower than the one above.
  private var entries: ContiguousArray<UInt64>

  /// The order of so many numbers, fewer than 2³¹.
  @inline(__always)
  init(count: Int, number: (_ place: Int) -> Double) {
    entries = ContiguousArray(capacity: count) { entries in
      for place in 0..<count {
        entries.append(fallingBits(number(place)) & upperHalf | UInt64(place))
      }
    }
    var spare = ContiguousArray<UInt64>(repeating: 0, count: count)
    sortByUpperHalf(&entries, &spare, 0..<count)
    var first = 0
    while first < count {
      var end = first + 1
      while end < count, (entries[end] ^ entries[first]) & upperHalf == 0 { end += 1 }
      if end - first > 1 {
        for rank in first..<end {
          let place = entries[rank] & ~upperHalf
          entries[rank] = fallingBits(number(Int(place))) << 32 | place
        }
        sortByUpperHalf(&entries, &spare, first..<end)
      }
      // From the last, since what is told of one is compared with the next.
      for rank in (first..<end).reversed() {
        let isLower = rank == first || (entries[rank] ^ entries[rank - 1]) & upperHalf != 0
        entries[rank] = entries[rank] & ~upperHalf | (isLower ? 1 << 63 : 0)
      }
      first = end
    }
  }

  var startIndex: Int { 0 }
  var endIndex: Int { entries.count }

  /// The place of the number of a rank, from 0.
  @inline(__always)
  subscript(rank: Int) -> Int { Int(entries[rank] & ~(1 << 63 | upperHalf)) }

  /// Whether the number of a rank is lower than the one above it.
  @inline(__always)
  func isLower(atRank rank: Int) -> Bool { entries[rank] >> 63 == 1 }
}

private let upperHalf: UInt64 = 0xFFFF_FFFF_0000_0000

/// Bits that rise as a number falls: those of positive ones are inverted, but for the sign.
@inline(__always)
private func fallingBits(_ x: Double) -> UInt64 {
  // −0 is 0.
  let bits = (x + 0).bitPattern
  return bits >> 63 == 0 ? ~bits & .max >> 1 : bits
}

/// Sorts some entries by their upper halves, equal ones in their order.
private func sortByUpperHalf(
  _ entries: inout ContiguousArray<UInt64>, _ spare: inout ContiguousArray<UInt64>,
  _ ranks: Range<Int>
) {
  guard ranks.count > 64 else {
    for rank in ranks.dropFirst() {
      let entry = entries[rank]
      var place = rank
      while place > ranks.lowerBound, entries[place - 1] & upperHalf > entry & upperHalf {
        entries[place] = entries[place - 1]
        place -= 1
      }
      entries[place] = entry
    }
    return
  }
  var counts = ContiguousArray<Int>(repeating: 0, count: 3 << 11)
  for rank in ranks {
    let entry = entries[rank]
    counts[Int(entry >> 32 & 2047)] += 1
    counts[2048 + Int(entry >> 43 & 2047)] += 1
    counts[4096 + Int(entry >> 54)] += 1
  }
  for digit in 0..<3 {
    let (start, shift) = (digit << 11, UInt64(32 + 11 * digit))
    if counts[start..<start + 2048].contains(ranks.count) { continue }
    var next = ranks.lowerBound
    for place in start..<start + 2048 { (counts[place], next) = (next, next + counts[place]) }
    for rank in ranks {
      let entry = entries[rank]
      let place = start + Int(entry >> shift & 2047)
      spare[counts[place]] = entry
      counts[place] += 1
    }
    // Of all entries what is sorted changes places with the spare room; of some it is copied.
    if ranks.count == entries.count {
      swap(&entries, &spare)
    } else {
      for rank in ranks { entries[rank] = spare[rank] }
    }
  }
}
