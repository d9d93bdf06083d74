import Testing

@testable import CrossEntropy

/// The digits are those of `Scripts/measure_vectors.py`.
struct AdjustedMutualInformationTests {
  @Test(arguments: rows.indices)
  func vectors(row: Int) throws {
    let (counts, expected, adjusted) = Self.rows[row]
    let table = matrix(counts)
    let (x, y) = margins(counts)
    let least = try min(entropy(ofCounts: x), entropy(ofCounts: y))
    #expect(try abs(expectedMutualInformation(ofCounts: x, y) - expected) <= 1e-12 * least)
    let found = try #require(try adjustedMutualInformation(ofCounts: table))
    #expect(abs(found - adjusted) <= 1e-11)
    let measures = try JointMeasures(ofCounts: table, in: .bits)
    #expect(
      try #require(measures.adjustedMutualInformation) == found || abs(found - adjusted) < 1e-11)
    #expect(
      abs(measures.expectedMutualInformation - expected * InformationUnit.bits.perNat) <= 2e-12)
  }

  /// An id pairs every row with itself, whatever the pairing: all it tells is told by chance.
  @Test func anIDTellsNothingBeyondChance() throws {
    let table = Matrix(
      rows: 2, columns: 500,
      fitting: ContiguousArray((0..<1000).map { $0 % 500 % 2 == $0 / 500 ? 1 : 0 }))
    #expect(try adjustedMutualInformation(ofCounts: table) == 0)
    let measures = try JointMeasures(ofCounts: table)
    #expect(measures.explainedShare == 1)
    #expect(measures.mutualInformationMillerMadow <= measures.mutualInformation)
  }

  @Test func nilWhereNothingCanBeTold() throws {
    #expect(try adjustedMutualInformation(ofCounts: matrix([[7]])) == nil)
    #expect(try adjustedMutualInformation(ofCounts: matrix([[1, 0], [0, 1]])) == nil)
    #expect(try adjustedMutualInformation(ofCounts: matrix([[3, 4]])) == 0)
  }

  @Test func countsOfDifferentRowsAreAnError() {
    #expect(throws: DistributionError.count(of: .rows, expected: 3, got: 4)) {
      try expectedMutualInformation(ofCounts: [1, 2], [4])
    }
  }

  /// Many different counts of many rows are still counted: n = 2·10⁷.
  @Test func manyRows() throws {
    let x = (1...2000).map { $0 * 5 } + [20_000_000 - 5 * 2000 * 2001 / 2]
    let expected = try expectedMutualInformation(ofCounts: x, [8_000_000, 12_000_000])
    // The product of the outcomes less one each, over 2n: 2000 · 1 / (2n).
    #expect(abs(expected / 5e-5 - 1) < 0.02)
  }

  private func margins(_ counts: [[Int]]) -> (x: [Int], y: [Int]) {
    (counts.map { $0.reduce(0, +) }, counts[0].indices.map { j in counts.reduce(0) { $0 + $1[j] } })
  }

  private static let rows: [(counts: [[Int]], expected: Double, adjusted: Double)] = [
    ([[10, 3], [4, 20]], 0.014253264787346682, 0.26024814528855955),
    ([[5, 0, 2], [0, 0, 0], [1, 0, 7]], 0.037648400809668539, 0.24091588868026836),
    ([[1, 0], [0, 1], [1, 0], [0, 1], [1, 0]], 0.67301166700925644, 0),
    ([[3, 0, 0], [0, 3, 0], [0, 0, 4]], 0.29326128394704989, 1),
    ([[200, 170, 13], [190, 180, 20], [7, 9, 11]], 0.0026257783707772775, 0.022210536912827977),
    ([[2, 1, 1, 2], [1, 2, 2, 1], [1, 1, 1, 1]], 0.25481674189471942, -0.21680198905549112),
  ]
}
