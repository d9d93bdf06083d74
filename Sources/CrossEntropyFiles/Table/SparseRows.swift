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

  /// No rows yet.
  package init(width: Int) { self.width = width }

  /// The number of rows.
  public var count: Int { starts.count - 1 }

  /// Where the entries of a row stand among all.
  package func entries(of row: Int) -> Range<Int> { starts[row]..<starts[row + 1] }

  /// Adds an entry to the row that is not yet ended; places come rising.
  package mutating func append(_ number: Double, at place: Int32) {
    places.append(place)
    numbers.append(number)
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

  /// The bytes that it takes.
  package var bytes: Int {
    starts.count * MemoryLayout<Int>.stride
      + places.count * (MemoryLayout<Int32>.stride + MemoryLayout<Double>.stride)
  }
}
