import CrossEntropy
import Testing

/// The digits are those of `Scripts/measure_vectors.py`.
struct DistanceTests {
  @Test(arguments: rows.indices)
  func vectors(row: Int) throws {
    let (p, q, _, variation, hellinger) = Self.rows[row]
    #expect(try ulps(totalVariation(between: p, and: q), variation) <= 2)
    #expect(try ulps(hellingerDistance(between: p, and: q), hellinger) <= 4)
  }

  @Test(arguments: rows.indices)
  func jeffreysDivergences(row: Int) throws {
    let (p, q, jeffreys, _, _) = Self.rows[row]
    #expect(try ulps(jeffreysDivergence(between: p, and: q), jeffreys) <= 4)
  }

  @Test func disjointDistributions() throws {
    #expect(try totalVariation(between: [1, 0], and: [0, 1]) == 1)
    #expect(try hellingerDistance(between: [1, 0], and: [0, 1]) == 1)
    #expect(try jeffreysDivergence(between: [1, 0], and: [0.5, 0.5]) == .infinity)
    #expect(try jeffreysDivergence(between: [0.5, 0.5], and: [1, 0]) == .infinity)
    #expect(try jeffreysDivergence(between: [1, 0], and: [1, 0]) == 0)
    // The divergence of nothing in common is 1 bit, and so is its root; in nats √ln 2.
    #expect(try jensenShannonDistance(between: [1, 0], and: [0, 1], in: .bits) == 1)
    #expect(try close(jensenShannonDistance(between: [1, 0], and: [0, 1]), 0.8325546111576977))
  }

  @Test(arguments: [2, 3, 10], 0..<8 as Range<UInt64>)
  func distancesObeyTheirInequalities(outcomes: Int, seed: UInt64) throws {
    var random = SplitMix64(seed)
    let (p, q, r) = (
      random.distribution(outcomes), random.distribution(outcomes), random.distribution(outcomes)
    )
    let distances: [([Double], [Double]) throws -> Double] = [
      { try totalVariation(between: $0, and: $1) }, { try hellingerDistance(between: $0, and: $1) },
      { try jensenShannonDistance(between: $0, and: $1) },
    ]
    for distance in distances {
      #expect(try distance(p, p) == 0)
      #expect(try distance(p, q) > 0)
      #expect(try distance(p, q) == distance(q, p))
      #expect(try distance(p, r) <= distance(p, q) + distance(q, r))
    }
    let hellinger = try hellingerDistance(between: p, and: q)
    let variation = try totalVariation(between: p, and: q)
    #expect(hellinger * hellinger <= variation)
    #expect(variation <= 1.4142135623730951 * hellinger)
    // Pinsker: TV² ≤ ½ D.
    #expect(try variation * variation <= 0.5 * divergence(of: p, from: q))
    #expect(
      try close(
        jeffreysDivergence(between: p, and: q),
        divergence(of: p, from: q) + divergence(of: q, from: p)))
  }

  // p, q, Jeffreys, total variation, Hellinger
  // swift-format-ignore
  private static let rows: [([Double], [Double], Double, Double, Double)] = [
    ([0.36, 0.48, 0.16], [0.3, 0.3, 0.4], 0.31544972232166691, 0.24, 0.19725854471536707),
    ([0.8, 0.1, 0.1], [0.2, 0.2, 0.6], 1.7969710693419563, 0.60000000000000001, 0.46220089732103797),
    ([0.25, 0.25, 0.25, 0.25], [0.25000025, 0.24999975, 0.25000025, 0.24999975], 9.9999999994682244e-13, 4.9999999998662226e-7, 3.5355339058386953e-7),
    ([0.1, 0.2, 0.3, 0.4], [0.1000001, 0.1999998, 0.30000029999999994, 0.3999998], 6.9999992490168847e-13, 3.999999999768078e-7, 2.9580397328756325e-7),
    ([0.999999, 1e-6], [1e-6, 0.999999], 27.630963853889316, 0.99999799999999997, 0.99899949999987499),
    ([1e-300, 1.0], [1e-8, 0.99999999], 6.7235484716426135e-6, 1.0000000025123796e-8, 7.0710678207043102e-5),
    ([0.5, 0.5], [0.5000000000000001, 0.4999999999999999], 4.9303806576313238e-32, 1.1102230246251565e-16, 7.8504622934188753e-17),
    ([0.07697430866546645, 0.4854760764029465, 0.43754961493158706], [0.21255837564721652, 0.4128642317334276, 0.37457739261935585], 0.15926812224922993, 0.13558406698175007, 0.13980834344995371),
    ([0.13682118783875236, 0.16561576059912037, 0.019708592158143516, 0.005952389869652984, 0.1754935658600913, 0.09087222663074444, 0.16006321540255955, 0.0004422280982354178, 0.09352219482065324, 0.1515086387220469], [0.04938758735211893, 0.2040749507886398, 0.1946096127985789, 0.006604086333745503, 0.0054935193214385, 0.116885802407048, 0.2027533700967078, 0.082298368512372, 0.04676174932554806, 0.09113095306380224], 1.5941388711739492, 0.3645717781786359, 0.40227793751372138),
  ]
}
