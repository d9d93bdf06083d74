import CrossEntropy
import Testing

@testable import CrossEntropyEvaluation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How far predictions are from others; the numbers are those that `Scripts/divergence_vectors.py` prints.
struct PredictionDivergenceTests {
  private static func logs(_ count: (Int, Int) -> Int) -> [[Double]] {
    (0..<60).map { (i: Int) -> [Double] in
      let counts = (0..<3).map { (c: Int) -> Double in Double(count(i, c)) }
      let sum = counts.reduce(0, +)
      return counts.map { log($0 / sum) }
    }
  }

  private static let p = logs { (i, c) in 1 + (31 * i + 17 * c + 5 * i * c) % 19 }
  private static let q = logs { (i, c) in 2 + (7 * i + 11 * c + 3 * i * c) % 13 }

  @Test("Mean, percentiles and equal classes are SciPy's and NumPy's")
  func numbers() throws {
    let pairs = (0..<60).map { (p: $0, q: $0) }
    let (p, q) = (try Matrix(Self.p), try Matrix(Self.q))
    let found = try PredictionDivergence(
      p, q, pairs: pairs, columns: [0, 1, 2], units: RowUnits())
    let interval = try #require(found.mean.interval)
    #expect(abs(found.mean.value - 0.2123794063137581) < 1e-12)
    #expect(abs(interval.low - 0.1567585526664209) < 1e-12)
    #expect(abs(interval.high - 0.2680002599610953) < 1e-12)
    #expect(abs(found.percentiles.half - 0.13348585559211332) < 1e-12)
    #expect(abs(found.percentiles.ninety - 0.4731424596715222) < 1e-12)
    #expect(abs(found.percentiles.ninetyNine - 1.0983228751842042) < 1e-12)
    #expect(abs(found.sameClass - 14.0 / 60) < 1e-15)
    let weights = (0..<60).map { (i: Int) -> Double in 0.5 + Double(i % 3) }
    let weighted = try PredictionDivergence(
      p, q, pairs: pairs, columns: [0, 1, 2], units: RowUnits(weights: weights))
    #expect(abs(weighted.mean.value - 0.22807953004743414) < 1e-12)
    #expect(abs(weighted.percentiles.ninety - 0.5440877726273449) < 1e-12)
  }

  @Test("Columns and rows in another order are the same, and what is impossible in one costs all")
  func orders() throws {
    let (p, q) = (try Matrix(Self.p), try Matrix(Self.q))
    let usual = try PredictionDivergence(
      p, q, pairs: (0..<60).map { (p: $0, q: $0) }, columns: [0, 1, 2], units: RowUnits())
    let turned = try Matrix(Self.q.reversed().map { [$0[2], $0[0], $0[1]] })
    let other = try PredictionDivergence(
      p, turned, pairs: (0..<60).map { (p: $0, q: 59 - $0) }, columns: [1, 2, 0],
      units: RowUnits())
    #expect(usual == other)
    let sure = try Matrix([[0, -Double.infinity]])
    let half = try Matrix([[log(0.5), log(0.5)]])
    // One row of ten costs much: t would go below 0.
    let (mixed, same) = (
      try Matrix((0..<10).map { $0 == 0 ? [log(0.999), log(0.001)] : [log(0.5), log(0.5)] }),
      try Matrix((0..<10).map { _ in [log(0.5), log(0.5)] })
    )
    let wide = try PredictionDivergence(
      mixed, same, pairs: (0..<10).map { (p: $0, q: $0) }, columns: [0, 1], units: RowUnits())
    #expect(wide.mean.interval?.low == 0)
    // exp of −800 is 0, and yet it is there.
    let (little, none) = (try Matrix([[-800.0, 0]]), try Matrix([[-Double.infinity, 0]]))
    let all = try PredictionDivergence(
      little, none, pairs: [(p: 0, q: 0)], columns: [0, 1], units: RowUnits())
    #expect(all.mean.value == .infinity)
    func mean(_ p: Matrix<Double>, _ q: Matrix<Double>) throws -> Double {
      try PredictionDivergence(
        p, q, pairs: [(0, 0)], columns: [0, 1], units: RowUnits()
      ).mean.value
    }
    #expect(abs(try mean(sure, half) - log(2)) < 1e-15)
    #expect(try mean(half, sure) == .infinity)
    #expect(throws: EvaluationError.self) {
      try PredictionDivergence(p, half, pairs: [], columns: [0, 1, 2], units: RowUnits())
    }
  }
}
