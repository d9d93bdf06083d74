import Testing

@testable import CrossEntropyEvaluation

struct BootstrapIntervalTests {
  private let data = (0..<25).map { i -> Double in
    let cube = (i % 5) * (i % 5) * (i % 5)
    return Double(i * i * 37 % 101) / 10 + Double(cube) / 4
  }

  @Test("SciPy's interval of the same replicates, from Scripts/decision_vectors.py")
  func peer() throws {
    let mean = data.reduce(0, +) / 25
    let replicates = (0..<200).map { k -> Double in
      let drawn = (0..<25).map { j -> Int in ((j + 1) * (k + 3) * 7919 + j * j * k) % 101 % 25 }
      return drawn.reduce(0) { $0 + data[$1] } / 25
    }
    let moves = data.map { ($0 - mean) / 25 }
    let interval = try #require(
      ConfidenceInterval(replicates: replicates, of: mean, moves: moves))
    #expect(abs(interval.low - 8.318) < 1e-12)
    #expect(abs(interval.high - 13.155999999999999) < 1e-12)
  }

  @Test func replicatesOnOneSideStillHaveAnInterval() throws {
    let above = try #require(
      ConfidenceInterval(replicates: (1...100).map(Double.init), of: 0, moves: [1, -1]))
    #expect(above.low >= 1 && above.high <= 100 && above.low <= above.high)
    let same = try #require(ConfidenceInterval(replicates: [2, 2, 2], of: 2, moves: []))
    #expect(same.low == 2 && same.high == 2)
    #expect(ConfidenceInterval(replicates: [], of: 0, moves: []) == nil)
  }
}
