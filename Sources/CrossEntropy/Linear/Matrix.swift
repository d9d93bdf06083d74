/// A dense matrix, rows × columns, stored row after row.
///
/// Row `i` holds the elements `i * columns ..< (i + 1) * columns`: one example per row, one class or
/// feature per column.
public struct Matrix<Element: BitwiseCopyable & Sendable>: Sendable {
  /// The elements, row after row.
  public var elements: ContiguousArray<Element>
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int

  /// A matrix of the given elements, row after row.
  public init(rows: Int, columns: Int, elements: ContiguousArray<Element>) {
    precondition(rows >= 0 && columns >= 0, "a matrix of \(rows) rows × \(columns) columns")
    precondition(
      elements.count == rows * columns,
      "expected \(rows) × \(columns) = \(rows * columns) elements, got \(elements.count)")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// A matrix that holds one value everywhere.
  public init(rows: Int, columns: Int, repeating value: Element) {
    self.init(
      rows: rows, columns: columns,
      elements: ContiguousArray(repeating: value, count: rows * columns))
  }

  /// The transposed matrix.
  package var transposed: Matrix {
    Matrix(
      rows: columns, columns: rows,
      elements: ContiguousArray(unsafeUninitializedCapacity: elements.count) { buffer, count in
        for j in 0..<columns {
          for i in 0..<rows { buffer.initializeElement(at: j * rows + i, to: self[i, j]) }
        }
        count = elements.count
      })
  }

  // Inlined: across a module wall a generic subscript costs a hundred times what it does.

  /// The element in row `row` and column `column`.
  @inlinable
  public subscript(row: Int, column: Int) -> Element {
    get { elements[row * columns + column] }
    set { elements[row * columns + column] = newValue }
  }
}

extension Matrix: Equatable where Element: Equatable {}
extension Matrix: Hashable where Element: Hashable {}
