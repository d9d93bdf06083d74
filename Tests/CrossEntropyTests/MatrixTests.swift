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
      Matrix(rows: 2, columns: 2, repeating: 7)
        == Matrix(rows: 2, columns: 2, elements: [7, 7, 7, 7]))
  }

  @Test func mismatchedShapesTrap() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Matrix(rows: 2, columns: 3, elements: [1, 2, 3]) }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said.contains("expected 2 × 3 = 6 elements, got 3"))
    await #expect(processExitsWith: .failure) { _ = Matrix(rows: -1, columns: 0, repeating: 0) }
  }
}
