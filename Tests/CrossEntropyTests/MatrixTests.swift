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
}
