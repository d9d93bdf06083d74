extension RandomSeed {
  /// Of so many rows those of the lowest random bits, in increasing order: all where they are not more than `most`.
  ///
  /// Whether a row is among them hangs on its number, so that the sample is the same whatever the cut.
  package func sample(_ most: Int, of rows: Int) -> [Int] {
    guard rows > most else { return Array(0..<max(0, rows)) }
    var drawn: [(bits: UInt64, row: Int)] = []
    // As many bits are below this bound as are wanted, and hardly ever fewer than that.
    var share = (Double(most) + 8 * Double(most).squareRoot() + 8) / Double(rows)
    repeat {
      let bound = share < 1 ? UInt64(share * 0x1p64) : .max
      drawn.removeAll(keepingCapacity: true)
      for row in 0..<rows {
        let bits = bits(UInt64(row))
        if bits <= bound { drawn.append((bits, row)) }
      }
      share *= 2
    } while drawn.count < most
    drawn.sort { $0.bits < $1.bits }
    return drawn.prefix(most).map(\.row).sorted()
  }
}
