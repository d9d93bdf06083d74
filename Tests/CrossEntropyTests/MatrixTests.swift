import CrossEntropy
import Foundation
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

  private let six = try? Matrix(rows: 2, columns: 3, elements: [1.0, 2, 3, 4, 5, 6])

  @Test func anyCollectionMakesAMatrix() throws {
    let expected = try #require(six)
    let array: [Double] = [1, 2, 3, 4, 5, 6]
    #expect(try Matrix(rows: 2, columns: 3, elements: array) == expected)
    #expect(try Matrix(rows: 2, columns: 3, elements: ([0] + array).dropFirst()) == expected)
    #expect(try Matrix(rows: 2, columns: 3, elements: (1...6).lazy.map { Double($0) }) == expected)
    #expect(try Matrix(rows: 2, columns: 3, elements: expected.elements.span) == expected)
    let pointed = try array.withUnsafeBufferPointer {
      try Matrix(rows: 2, columns: 3, elements: $0)
    }
    #expect(pointed == expected)
    #expect(throws: ShapeError.elements(rows: 2, columns: 2, got: 6)) {
      try Matrix(rows: 2, columns: 2, elements: array)
    }
    #expect(throws: ShapeError.elements(rows: 2, columns: 2, got: 6)) {
      try Matrix(rows: 2, columns: 2, elements: expected.elements.span)
    }
  }

  @Test func rowsMakeAMatrix() throws {
    #expect(try Matrix([[1, 2, 3], [4, 5, 6]]) == six)
    #expect(try Matrix<Float>([[1, 2]]).elements == [1, 2])
    let none = try Matrix<Double>([])
    #expect((none.rows, none.columns) == (0, 0))
    let narrow = try Matrix<Double>([[], []])
    #expect((narrow.rows, narrow.columns) == (2, 0))
    #expect(throws: ShapeError.ragged(row: 1, expected: 2, got: 3)) {
      try Matrix([[1, 2], [3, 4, 5], [6]])
    }
    #expect(
      "\(ShapeError.ragged(row: 1, expected: 2, got: 3))"
        == "row 1, counted from 0: expected 2 elements as in row 0, got 3")
  }

  @Test func aRowIsCountedFromItsOwnStart() throws {
    let matrix = try #require(six)
    #expect(matrix.row(1) == [4, 5, 6])
    let span = matrix.span(ofRow: 1)
    #expect(span.count == 3)
    #expect(span[0] == 4)
    #expect(span[2] == 6)
  }

  @Test func aDescriptionIsShort() throws {
    #expect("\(try #require(six))" == "2 × 3 of Double\n[1.0, 2.0, 3.0]\n[4.0, 5.0, 6.0]")
    let large = Matrix<Float>(rows: 4096, columns: 100, repeating: 0.5)
    let row = "[" + Array(repeating: "0.5, ", count: 8).joined() + "…]"
    #expect(
      "\(large)"
        == (["4096 × 100 of Float"] + Array(repeating: row, count: 6) + ["…"])
        .joined(separator: "\n"))
    #expect("\(try Matrix<Double>(rows: 3, columns: 0, elements: []))" == "3 × 0 of Double")
  }

  @Test func codableRoundTrip() throws {
    let matrix = try #require(six)
    let data = try JSONEncoder().encode(matrix)
    #expect(try JSONDecoder().decode(Matrix<Double>.self, from: data) == matrix)
    #expect(try JSONDecoder().decode(Matrix<Int>.self, from: data).elements == [1, 2, 3, 4, 5, 6])
  }

  @Test(
    "A shape that the elements do not have is refused",
    arguments: [(2, 2), (-2, -3), (Int.max, 2), (.max, .max), (0, 0), (3, 0)])
  func wrongShapes(_ rows: Int, _ columns: Int) throws {
    let json = #"{"rows":\#(rows),"columns":\#(columns),"elements":[1,2,3,4,5,6]}"#
    let error = #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Matrix<Double>.self, from: Data(json.utf8))
    }
    guard case .dataCorrupted(let context) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(
      context.underlyingError as? ShapeError
        == .elements(rows: rows, columns: columns, got: 6))
  }
}
