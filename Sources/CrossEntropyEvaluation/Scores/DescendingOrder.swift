/// The places of numbers from the highest down, equal ones in their order; NaN is not among them.
func descendingOrder(of numbers: [Double]) -> [Int] {
  let order = DescendingOrder(
    count: numbers.count, number: { numbers[$0] }, isMarked: { _ in false })
  return numbers.indices.map { order.place(atRank: $0) }
}

/// Numbers from the highest down, equal ones in their order, with where a lower one begins; NaN is not among them.
///
/// A radix sort of the numbers' upper halves, each beside its place, and where those are equal of the lower ones: a number
/// takes 8 bytes, and as many more while they are sorted. Some may be marked, which is then known without another look.
struct DescendingOrder {
  /// The place in the lower half, with the mark in its highest bit; in the highest of all whether the number is lower than
  /// the one above.
  private var entries: ContiguousArray<UInt64>

  /// The order of so many numbers, fewer than 2³¹.
  @inline(__always)
  init(count: Int, number: (_ place: Int) -> Double, isMarked: (_ place: Int) -> Bool) {
    entries = ContiguousArray(capacity: count) { entries in
      for place in 0..<count {
        entries.append(
          fallingBits(number(place)) & upperHalf | UInt64(place) | (isMarked(place) ? mark : 0))
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
          let lower = entries[rank] & ~upperHalf
          entries[rank] = fallingBits(number(Int(lower & ~mark))) << 32 | lower
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

  /// How many numbers there are.
  var count: Int { entries.count }

  /// The place of the number of a rank, from 0.
  @inline(__always)
  func place(atRank rank: Int) -> Int { Int(entries[rank] & ~(upperHalf | mark)) }

  /// Whether the number of a rank is marked.
  @inline(__always)
  func isMarked(atRank rank: Int) -> Bool { entries[rank] & mark != 0 }

  /// Calls `body` with the ranks of each number, and their weights, of those that are marked and of the others.
  @inline(__always)
  func forEachNumber(
    weights: [Double]?, _ body: (_ ranks: Range<Int>, _ marked: Double, _ others: Double) -> Void
  ) {
    var next = 0
    while next < count {
      let first = next
      var (marked, others) = (0.0, 0.0)
      repeat {
        let weight = weights?[place(atRank: next)] ?? 1
        if isMarked(atRank: next) { marked += weight } else { others += weight }
        next += 1
      } while next < count && !isLower(atRank: next)
      body(first..<next, marked, others)
    }
  }

  /// Whether the number of a rank is lower than the one above it.
  @inline(__always)
  func isLower(atRank rank: Int) -> Bool { entries[rank] >> 63 == 1 }
}

private let upperHalf: UInt64 = 0xFFFF_FFFF_0000_0000
private let mark: UInt64 = 0x8000_0000

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
