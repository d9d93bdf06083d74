import CrossEntropy
import Testing

/// What rows of many logits say of their labels, against the functions that look at one thing at a time.
struct LabelRanksTests {
  private static let levels = KernelLevel.allCases.filter { $0.isAvailable && $0 != .definition }

  @Test(
    "Sums have the bits of logSumExp; tops and ranks are those of a search, ties by the smaller index",
    arguments: levels, [17, 63, 64, 100, 129, 3000])
  func agree(level: KernelLevel, classes: Int) throws {
    let rows = KernelTests.rows(64, outputs: classes, seed: 5)
    let labels = rows.map { Int32($0.label) }
    // Coarse ones have many ties.
    for scale in [1.0, 2] {
      let logits = Matrix(
        rows: rows.count, columns: classes,
        fitting: ContiguousArray(
          rows.flatMap { $0.logits.map { scale == 1 ? Double(Float($0)) : $0.rounded() } }))
      let read = try #require(LabelRanks(logits, labels: labels, level: level))
      let sums = KernelLevel.$current.withValue(level) { logSumExp(logits, threads: 1) }
      #expect(read.logSums == sums)
      for row in rows.indices {
        let (z, label) = (logits.row(row), rows[row].label)
        #expect(Int(read.tops[row]) == z.firstIndex(of: z.max() ?? 0), "row \(row)")
        let before = z.indices.count { z[$0] > z[label] || z[$0] == z[label] && $0 < label }
        #expect(Int(read.ranks[row]) == before, "row \(row)")
      }
      let floats = Matrix(
        rows: rows.count, columns: classes,
        fitting: ContiguousArray(logits.elements.map { Float($0) }))
      let ofFloats = try #require(LabelRanks(floats, labels: labels, level: level))
      #expect(ofFloats.logSums == read.logSums)
      #expect(ofFloats.tops == read.tops && ofFloats.ranks == read.ranks)
    }
  }

  @Test("A row that holds a NaN, +∞ or nothing but −∞ is left to others", arguments: levels)
  func leavesWhatIsNotFinite(level: KernelLevel) {
    func read(_ change: (inout [Double]) -> Void) -> (doubles: LabelRanks?, floats: LabelRanks?) {
      var row = [Double](repeating: 0.5, count: 40)
      change(&row)
      let all = ContiguousArray([Double](repeating: 1, count: 40) + row)
      return (
        LabelRanks(Matrix(rows: 2, columns: 40, fitting: all), labels: [1, 2], level: level),
        LabelRanks(
          Matrix(rows: 2, columns: 40, fitting: ContiguousArray(all.map { Float($0) })),
          labels: [1, 2], level: level)
      )
    }
    for change: (inout [Double]) -> Void in [
      { $0[39] = .nan }, { $0[2] = .nan }, { $0[0] = .infinity },
      { $0 = $0.map { _ in -.infinity } },
    ] {
      let found = read(change)
      #expect(found.doubles == nil && found.floats == nil)
    }
    let masked = read { $0[2] = -.infinity }
    #expect(masked.doubles?.ranks == [1, 39] && masked.floats?.ranks == [1, 39])
  }
}
