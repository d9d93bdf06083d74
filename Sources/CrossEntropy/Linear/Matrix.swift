/// A dense matrix, rows × columns, stored row after row.
///
/// Row `i` holds the elements `i * columns ..< (i + 1) * columns`: one example per row, one class or
/// feature per column.
public struct Matrix<Element: BitwiseCopyable & Sendable>: Sendable {
  /// The elements, row after row.
  public package(set) var elements: ContiguousArray<Element> {
    @inlinable get { storage }
    _modify { yield &storage }
  }
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  @usableFromInline var storage: ContiguousArray<Element>

  /// A matrix of the given elements, row after row; throws where they are not rows × columns.
  ///
  /// Without elements it has at most 2³¹ − 1 rows and columns: as many as labels can tell apart.
  public init(
    rows: Int, columns: Int, elements: ContiguousArray<Element>
  ) throws(ShapeError) {
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard rows >= 0, columns >= 0, !overflow, elements.count == count,
      count > 0 || max(rows, columns) <= Int(Int32.max)
    else {
      throw .elements(rows: rows, columns: columns, got: elements.count)
    }
    self.init(rows: rows, columns: columns, fitting: elements)
  }

  /// A matrix of the elements of any collection, such as an array or an `UnsafeBufferPointer`, row after
  /// row; throws where they are not rows × columns.
  public init(
    rows: Int, columns: Int, elements: some Collection<Element>
  ) throws(ShapeError) {
    try self.init(rows: rows, columns: columns, elements: ContiguousArray(elements))
  }

  /// A matrix of a span's elements, row after row; throws where they are not rows × columns.
  public init(rows: Int, columns: Int, elements: Span<Element>) throws(ShapeError) {
    let copy = unsafe elements.withUnsafeBufferPointer { unsafe ContiguousArray($0) }
    try self.init(rows: rows, columns: columns, elements: copy)
  }

  /// A matrix of these rows; throws for the first that is not as long as row 0.
  ///
  /// No rows make a matrix without columns.
  public init(_ rows: [[Element]]) throws(ShapeError) {
    let columns = rows.first?.count ?? 0
    for (i, row) in rows.enumerated() where row.count != columns {
      throw .ragged(row: i, expected: columns, got: row.count)
    }
    try self.init(
      rows: rows.count, columns: columns, elements: ContiguousArray(rows.joined()))
  }

  /// A matrix that holds one value everywhere; neither number is below 0.
  @specialized(where Element == Double)
  @specialized(where Element == Float)
  public init(rows: Int, columns: Int, repeating value: Element) {
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    require(
      rows >= 0 && columns >= 0 && !overflow, "a matrix of \(rows) rows × \(columns) columns")
    self.init(
      rows: rows, columns: columns, fitting: ContiguousArray(repeating: value, count: count))
  }

  /// The elements, row after row, to be written.
  public var mutableSpan: MutableSpan<Element> {
    @_lifetime(&self)
    mutating get { storage.mutableSpan }
  }

  /// A matrix of elements that are known to be rows × columns.
  package init(rows: Int, columns: Int, fitting elements: ContiguousArray<Element>) {
    require(
      rows >= 0 && columns >= 0 && elements.count == rows * columns,
      "expected \(rows) × \(columns) elements, got \(elements.count)")
    self.rows = rows
    self.columns = columns
    storage = elements
  }

  /// A matrix of one row.
  package init(row: some Sequence<Element>) {
    let elements = ContiguousArray(row)
    self.init(rows: 1, columns: elements.count, fitting: elements)
  }

  /// The transposed matrix.
  package var transposed: Matrix {
    let elements = ContiguousArray<Element>(capacity: elements.count) { transposed in
      for j in 0..<columns {
        for i in 0..<rows { transposed.append(self[i, j]) }
      }
    }
    return Matrix(rows: columns, columns: rows, fitting: elements)
  }

  /// A copy of row `i`, which must be the matrix's.
  ///
  /// ``span(ofRow:)`` reads the same without a copy.
  public func row(_ i: Int) -> [Element] {
    require(i >= 0 && i < rows, "row \(i) of a matrix of \(rows) rows")
    return Array(elements[i * columns..<(i + 1) * columns])
  }

  /// Row `i`, which must be the matrix's, in place.
  @_lifetime(borrow self)
  public func span(ofRow i: Int) -> Span<Element> {
    require(i >= 0 && i < rows, "row \(i) of a matrix of \(rows) rows")
    return storage.span.extracting(i * columns..<(i + 1) * columns)
  }

  // Inlined: across a module wall a generic subscript costs a hundred times what it does.

  /// The element in row `row` and column `column`, which must be the matrix's.
  @inlinable
  public subscript(row: Int, column: Int) -> Element {
    get { storage[place(row, column, columns: columns)] }
    set { storage[place(row, column, columns: columns)] = newValue }
  }
}

/// Where an element is; a row that is not there is beyond the elements, a column would be another row's.
@inlinable
@inline(__always)
func place(_ row: Int, _ column: Int, columns: Int) -> Int {
  // A precondition, since a call that ends the program makes a loop of writes take 1.7 times as long.
  precondition(UInt(bitPattern: column) < UInt(bitPattern: columns), "no such column")
  return row * columns + column
}

extension Matrix: Equatable where Element: Equatable {}
extension Matrix: Hashable where Element: Hashable {}
