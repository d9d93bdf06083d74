import CrossEntropy
import Testing

/// What is wrong with a program ends it with a text, also where it was optimised.
struct RequireTests {
  @Test func theTextSurvives() async {
    let gamma = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = FocalLoss(gamma: -1)
    }
    expect(gamma, says: "gamma must be 0 or more, got -1.0")
    let threads = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try Objective(SoftmaxCrossEntropy())
        .value(logits: matrix([[1, 2.0]]), labels: [0], threads: 0)
    }
    expect(threads, says: "threads must be 1 or more, got 0")
    let impossible = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = known { try entropy(of: [0.5]) }
    }
    expect(impossible, says: "probabilities must sum to 1, these sum to 0.5")
  }

  @Test func aMatrixHasNoNegativeRows() async {
    let rows = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Matrix(rows: -1, columns: 0, repeating: 0)
    }
    expect(rows, says: "a matrix of -1 rows × 0 columns")
    let elements = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Matrix(rows: .max, columns: 2, repeating: 0)
    }
    expect(elements, says: "a matrix of \(Int.max) rows × 2 columns")
  }

  @Test("A column beyond the last is not the next row's first", arguments: [2, -1])
  func aMatrixHasItsColumns(_ column: Int) async {
    await #expect(processExitsWith: .failure) { [column] in
      _ = matrix([[1, 2.0], [3, 4], [5, 6]])[1, column]
    }
    await #expect(processExitsWith: .failure) { [column] in
      var matrix = matrix([[1, 2.0], [3, 4], [5, 6]])
      matrix[1, column] = 7
    }
  }

  private func expect(
    _ result: ExitTest.Result?, says text: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said.contains(text), sourceLocation: sourceLocation)
  }
}
