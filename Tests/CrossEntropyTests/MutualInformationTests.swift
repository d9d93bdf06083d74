import CrossEntropy
import Testing

/// The digits are those of `Scripts/measure_vectors.py`.
struct MutualInformationTests {
  @Test(arguments: rows.indices)
  func vectors(row: Int) throws {
    let (joint, information, terms, byRows, byColumns) = Self.rows[row]
    let table = matrix(joint)
    let got = try mutualInformation(of: table)
    #expect(got >= 0)
    // What margins that round leave of an independence is 10⁻³¹ at most.
    #expect(abs(got - information) <= 8 * terms.ulp + 1e-31)
    #expect(try ulps(conditionalEntropy(of: table, given: .rows), byRows) <= 8)
    #expect(try ulps(conditionalEntropy(of: table, given: .columns), byColumns) <= 8)
  }

  @Test func otherUnits() throws {
    // Two fair coins that always agree: one bit.
    let agree = matrix([[0.5, 0], [0, 0.5]])
    #expect(try mutualInformation(of: agree, in: .bits) == 1)
    #expect(try close(mutualInformation(of: agree, in: .hartleys), 0.3010299956639812))
    #expect(try conditionalEntropy(of: agree, given: .rows, in: .bits) == 0)
    let independent = matrix([[0.25, 0.25], [0.25, 0.25]])
    #expect(try conditionalEntropy(of: independent, given: .columns, in: .bits) == 1)
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func informationAndConditionalEntropyAddUp(seed: UInt64) throws {
    var random = SplitMix64(seed)
    let joint = try Matrix(
      rows: 3, columns: 4, elements: ContiguousArray(random.distribution(12)))
    let rows = (0..<3).map { i in (0..<4).reduce(0) { $0 + joint[i, $1] } }
    let columns = (0..<4).map { j in (0..<3).reduce(0) { $0 + joint[$1, j] } }
    let turned = try Matrix(
      rows: 4, columns: 3,
      elements: ContiguousArray((0..<12).map { joint[$0 % 3, $0 / 3] }))
    let information = try mutualInformation(of: joint)
    #expect(information > 0)
    #expect(try close(mutualInformation(of: turned), information))
    // I = H(Y) − H(Y | X) = H(X) − H(X | Y); H(X, Y) = H(X) + H(Y | X).
    let given = try conditionalEntropy(of: joint, given: .rows)
    #expect(try close(information, entropy(of: columns) - given))
    #expect(
      try close(information, entropy(of: rows) - conditionalEntropy(of: joint, given: .columns)))
    #expect(try close(entropy(of: Array(joint.elements)), entropy(of: rows) + given))
    #expect(try close(given, conditionalEntropy(of: turned, given: .columns)))
  }

  // joint, mutual information, sum |terms|, H(columns | rows), H(rows | columns)
  // swift-format-ignore
  private static let rows: [([[Double]], Double, Double, Double, Double)] = [
    ([[0.4, 0.1], [0.1, 0.4]], 0.19274475702175743, 0.55926104977141946, 0.50040242353818788, 0.50040242353818788),
    ([[0.125, 0.125], [0.375, 0.375]], 0, 0, 0.69314718055994531, 0.56233514461880835),
    ([[0.1250001, 0.1249999], [0.3749999, 0.3750001]], 1.0666666667281006e-13, 4.0000000001147856e-7, 0.69314718055983864, 0.56233514461870168),
    ([[0.5, 0.0], [0.0, 0.5]], 0.69314718055994531, 0.69314718055994531, 0, 0),
    ([[0.9999999999, 1e-10], [0.0, 0.0]], 0, 0, 2.4025850929890458e-9, 0),
    ([[1e-200, 0.5], [0.5, 1e-180]], 0.69314718055994531, 0.69314718055994531, 4.1477216955836829e-178, 4.1477216955836829e-178),
    ([[0.14602734725584793, 0.14477381999908798, 0.008637813994384175, 0.012963585797899324], [0.12761643425960165, 0.11241411351416677, 0.10229649372887646, 0.047065623919148966], [0.09255360576595967, 0.09268459309384053, 0.08877472631351455, 0.02419184235767195]], 0.067611704540745229, 0.24603861142769727, 1.1977943217812024, 1.0239396131456404),
    ([[0.022000000000000002, 0.17800000000000002], [0.033, 0.267], [0.055, 0.445]], 8.1968417789719054e-39, 6.9388939039072339e-20, 0.34651533691866615, 1.0296530140645735),
  ]
}
