import CrossEntropy
import Testing

/// The digits are those of `Scripts/measure_vectors.py`.
struct CountsTests {
  @Test(arguments: rows.indices)
  func vectors(row: Int) throws {
    let (counts, information, terms, byRows, byColumns) = Self.rows[row]
    let table = matrix(counts)
    #expect(try abs(mutualInformation(ofCounts: table) - information) <= 8 * terms.ulp + 1e-31)
    #expect(try ulps(conditionalEntropy(ofCounts: table, given: .rows), byRows) <= 8)
    #expect(try ulps(conditionalEntropy(ofCounts: table, given: .columns), byColumns) <= 8)
    if counts.count == 1 { #expect(try ulps(entropy(ofCounts: counts[0]), byRows) <= 4) }
  }

  @Test func pluginEstimatesAreThoseOfTheShares() throws {
    let counts = [3, 0, 5, 12]
    let shares = counts.map { Double($0) / 20 }
    #expect(try close(entropy(ofCounts: counts), entropy(of: shares)))
    #expect(try close(entropy(ofCounts: counts, in: .bits), entropy(of: shares, in: .bits)))
    // A fair coin in a million throws: ln 2.
    #expect(try entropy(ofCounts: [500_000, 500_000], in: .bits) == 1)
    #expect(try entropy(ofCounts: [0, 7]) == 0)
  }

  @Test func millerMadowCorrection() throws {
    // + (3 − 1)/(2·20): the outcome that was not seen does not count.
    let plain = try entropy(ofCounts: [3, 0, 5, 12])
    #expect(try close(entropy(ofCounts: [3, 0, 5, 12], by: .millerMadow), plain + 0.05))
    // Of a table: the same correction of H(X), H(Y) and H(X, Y).
    let table = matrix([[5, 0, 2], [0, 0, 0], [1, 0, 7]])
    let both = try entropy(ofCounts: [5, 2, 1, 7], by: .millerMadow)
    let rows = try entropy(ofCounts: [7, 8], by: .millerMadow)
    let columns = try entropy(ofCounts: [6, 9], by: .millerMadow)
    #expect(
      try close(
        conditionalEntropy(ofCounts: table, given: .rows, by: .millerMadow), both - rows))
    #expect(
      try close(
        conditionalEntropy(ofCounts: table, given: .columns, by: .millerMadow), both - columns))
    #expect(
      try close(mutualInformation(ofCounts: table, by: .millerMadow), rows + columns - both))
    #expect(
      try close(
        mutualInformation(ofCounts: table, by: .millerMadow, in: .bits),
        (rows + columns - both) * InformationUnit.bits.perNat))
  }

  /// What the plug-in estimate lacks on average, and what the correction leaves of it.
  @Test func millerMadowRemovesTheBias() throws {
    var random = SplitMix64(1)
    let outcomes = 8
    var means = [0.0, 0.0]
    for _ in 0..<2000 {
      var counts = [Int](repeating: 0, count: outcomes)
      for _ in 0..<50 { counts[Int.random(in: 0..<outcomes, using: &random)] += 1 }
      try means[0] += entropy(ofCounts: counts) / 2000
      try means[1] += entropy(ofCounts: counts, by: .millerMadow) / 2000
    }
    let truth = 2.0794415416798357  // ln 8
    #expect(abs(truth - means[0] - 7.0 / 100) < 0.005)
    #expect(abs(truth - means[1]) < 0.005)
  }

  @Test("More outcomes than codes can tell apart are not counted")
  func tooManyOutcomes() throws {
    let most = Int(Int32.max)
    for count in [most + 1, .max] {
      #expect(throws: DistributionError.tooManyOutcomes(count, most: most)) {
        try CountMeasures(ofCodes: [0], outcomes: count)
      }
      #expect(throws: DistributionError.tooManyOutcomes(count, most: most)) {
        try JointMeasures(ofCodes: [0], outcomes: 2, given: [0], outcomes: count)
      }
    }
    #expect(throws: DistributionError.tooManyOutcomes(most * most, most: most)) {
      try JointMeasures(ofCodes: [0], outcomes: most, given: [0], outcomes: most)
    }
  }

  // counts, mutual information, sum |terms|, H(columns | rows), H(rows | columns)
  // swift-format-ignore
  private static let rows: [([[Int]], Double, Double, Double, Double)] = [
    ([[10, 3], [4, 20]], 0.18120730602718207, 0.51917139581266389, 0.48205737469855414, 0.46707186133729447),
    ([[5, 0, 2], [0, 0, 0], [1, 0, 7]], 0.19287510633270344, 0.54581183956796151, 0.48013656067655297, 0.49804820298111459),
    ([[1000001, 999999], [999998, 1000002]], 1.1250000000007031e-12, 1.4999999999994375e-6, 0.69314718055869531, 0.69314718055882031),
    ([[1, 1], [1, 1]], 0, 0, 0.69314718055994531, 0.69314718055994531),
    ([[123456789, 1]], 0, 0, 1.590143544977803e-7, 0),
  ]
}
