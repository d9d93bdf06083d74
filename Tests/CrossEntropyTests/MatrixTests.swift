import CrossEntropy
import Testing

struct MatrixTests {
  @Test func rowsLieOneAfterAnother() throws {
    var matrix = try Matrix(rows: 2, columns: 3, elements: [1, 2, 3, 4, 5, 6])
    #expect(matrix[0, 2] == 3)
    #expect(matrix[1, 0] == 4)
    matrix[1, 2] = 9
    #expect(matrix.elements == [1, 2, 3, 4, 5, 9])
    #expect(
      try Matrix(rows: 2, columns: 2, repeating: 7)
        == Matrix(rows: 2, columns: 2, elements: [7, 7, 7, 7]))
  }

  @Test(
    "Without elements, no side is longer than labels can tell apart",
    arguments: [(0, Int.max), (.max, 0), (0, 1 << 31), (1 << 31, 0)])
  func longSides(_ rows: Int, _ columns: Int) throws {
    #expect(throws: ShapeError.elements(rows: rows, columns: columns, got: 0)) {
      try Matrix<Double>(rows: rows, columns: columns, elements: [])
    }
    let most = Int(Int32.max)
    let shorter = try Matrix<Double>(
      rows: min(rows, most), columns: min(columns, most), elements: [])
    #expect(max(shorter.rows, shorter.columns) == most)
  }
}
