/// Rows of numbers of which most are 0: of each row the places of the others, rising, and those numbers.
///
/// It is the form of a libsvm file, and of texts whose words are counted.
public struct SparseRows: Sendable, Hashable {
  /// The number of places that a row has; every place is below it.
  public package(set) var width: Int
  /// Where each row starts among the places, and where the last one ends.
  public package(set) var starts: [Int] = [0]
  /// The places, row by row.
  public package(set) var places: [Int32] = []
  /// The numbers at the places.
  public package(set) var numbers: [Double] = []

  /// Rows in the form that SciPy calls `indptr`, `indices` and `data`.
  ///
  /// Nil where they are none: starts that fall or do not fit the places, places of a row that do not rise or are not
  /// below the width, numbers that are not finite.
  public init?(width: Int, starts: [Int], places: [Int32], numbers: [Double]) {
    guard width >= 0, width <= Int(Int32.max), starts.first == 0, starts.last == places.count,
      numbers.count == places.count, numbers.allSatisfy(\.isFinite),
      zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 })
    else { return nil }
    for (start, end) in zip(starts, starts.dropFirst()) where start < end {
      guard places[start] >= 0, places[end - 1] < width,
        (start + 1..<end).allSatisfy({ places[$0 - 1] < places[$0] })
      else { return nil }
    }
    self.width = width
    self.starts = starts
    self.places = places
    self.numbers = numbers
  }

  /// No rows yet.
  package init(width: Int) { self.width = width }

  /// Rows without an entry.
  package init(emptyRows count: Int) {
    self.init(width: 0)
    starts = [Int](repeating: 0, count: count + 1)
  }

  /// The rows of several, one beside the other.
  package init(besideEachOther blocks: [SparseRows], rows: Int) {
    self.init(width: blocks.reduce(0) { $0 + $1.width })
    if blocks.count == 1 {
      self = blocks[0]
      return
    }
    if blocks.isEmpty {
      starts = [Int](repeating: 0, count: rows + 1)
      return
    }
    for row in 0..<rows {
      var first: Int32 = 0
      for block in blocks {
        let entries = block.entries(of: row)
        places += block.places[entries].map { $0 + first }
        numbers += block.numbers[entries]
        first += Int32(block.width)
      }
      endRow()
    }
  }

  /// The number of rows.
  public var count: Int { starts.count - 1 }

  /// The rows without an entry.
  package var emptyRows: Int { (0..<count).count { starts[$0] == starts[$0 + 1] } }

  /// Where the entries of a row stand among all.
  package func entries(of row: Int) -> Range<Int> { starts[row]..<starts[row + 1] }

  /// Adds an entry to the row that is not yet ended; places come rising.
  package mutating func append(_ number: Double, at place: Int32) {
    places.append(place)
    numbers.append(number)
  }

  /// Multiplies the entries from a place among all.
  package mutating func scale(from start: Int, by factor: Double) {
    for entry in start..<numbers.count { numbers[entry] *= factor }
  }

  /// Ends a row.
  package mutating func endRow() { starts.append(places.count) }

  /// Adds a row of other rows.
  package mutating func append(row: Int, of other: SparseRows) {
    let entries = other.entries(of: row)
    places += other.places[entries]
    numbers += other.numbers[entries]
    endRow()
  }

  /// Adds all rows of others.
  package mutating func append(_ other: SparseRows) {
    let count = places.count
    width = max(width, other.width)
    places += other.places
    numbers += other.numbers
    starts += other.starts.dropFirst().lazy.map { $0 + count }
  }

  /// Some of the rows, in this order.
  package func selecting(_ rows: [Int]) -> SparseRows {
    var selected = SparseRows(width: width)
    selected.starts.reserveCapacity(rows.count + 1)
    for row in rows { selected.append(row: row, of: self) }
    return selected
  }

  /// The rows in which row i has at some places what row `order[i]` has there.
  package func dealing(_ dealt: Range<Int>, to order: [Int]) -> SparseRows {
    var rows = SparseRows(width: width)
    for (row, other) in order.enumerated() {
      let own = entries(of: row)
      for entry in own where places[entry] < dealt.lowerBound {
        rows.append(numbers[entry], at: places[entry])
      }
      for entry in entries(of: other) where dealt.contains(Int(places[entry])) {
        rows.append(numbers[entry], at: places[entry])
      }
      for entry in own where places[entry] >= dealt.upperBound {
        rows.append(numbers[entry], at: places[entry])
      }
      rows.endRow()
    }
    return rows
  }

  /// The bytes that it takes.
  package var bytes: Int {
    starts.count * MemoryLayout<Int>.stride
      + places.count * (MemoryLayout<Int32>.stride + MemoryLayout<Double>.stride)
  }
}
