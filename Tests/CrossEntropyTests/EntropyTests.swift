import CrossEntropy
import Testing

/// The digits are mpmath's, 800 of them kept while summing.
struct EntropyTests {
  private static let crossEntropyRows: [([Double], [Double], Double)] = [
    ([0.36, 0.48, 0.16], [1.0 / 3, 1.0 / 3, 1.0 / 3], 1.0986122886681097),
    ([0, 0.5, 0.5], [0.2, 0.5, 0.3], 0.94855999244294067),
    ([0.8, 0.1, 0.1], [0.2, 0.2, 0.6], 1.4995766835672894),
    ([0.999999, 1e-6], [1e-6, 0.999999], 13.815496742454716),
    ([0.3, 0.7], [0.4, 0.6], 0.63246515619843997),
  ]

  private static let entropyRows: [([Double], Double, Double)] = [
    ([0.5, 0.5], 0.69314718055994531, 2), ([0.9, 0.1], 0.32508297339144823, 1.3841454884616859),
    ([0.2, 0.8], 0.50040242353818785, 1.6493848884661178),
    ([0.8, 0.1, 0.1], 0.63903185965017692, 1.8946457081379975),
    ([0.5, 0.25, 0.25], 1.0397207708399179, 2.8284271247461901),
    ([0.36, 0.48, 0.16], 1.0133126873497391, 2.7547114143877866),
    ([1, 0, 0], 0, 1), ([0.9999999999, 1e-10], 2.4025851012630829e-9, 1.0000000024025851),
  ]

  @Test(arguments: entropyRows)
  func entropies(p: [Double], nats: Double, outcomes: Double) throws {
    let got = try entropy(of: p)
    #expect(ulps(got, nats) <= 2)
    #expect(try ulps(entropy(of: p, in: .bits), nats * 1.4426950408889634) <= 4)
    #expect(try ulps(entropy(of: p, in: .hartleys), nats * 0.4342944819032518) <= 4)
    #expect(try ulps(perplexity(of: p), outcomes) <= 2 * (1 + nats))
  }

  @Test(arguments: crossEntropyRows)
  func crossEntropies(p: [Double], q: [Double], nats: Double) throws {
    #expect(try ulps(crossEntropy(of: p, under: q), nats) <= 2)
  }

  @Test func zeroProbabilities() throws {
    #expect(try entropy(of: [0, 1, 0]) == 0)
    #expect(try crossEntropy(of: [0, 1], under: [0, 1]) == 0)
    #expect(try crossEntropy(of: [0.5, 0.5], under: [0, 1]) == .infinity)
    #expect(try perplexity(of: [1]) == 1)
  }

  @Test func longSumsKeepTheirDigits() throws {
    // 100 000 equally likely outcomes: ln 100 000.
    let uniform = [Double](repeating: 1e-5, count: 100_000)
    #expect(try ulps(entropy(of: uniform), 11.512925464970229) <= 2)
  }

  @Test(arguments: [2, 3, 10], 0..<8 as Range<UInt64>)
  func theForecastOfTheTruthIsTheBest(outcomes: Int, seed: UInt64) throws {
    var random = SplitMix64(seed)
    let p = random.distribution(outcomes)
    let q = random.distribution(outcomes)
    #expect(try crossEntropy(of: p, under: q) >= entropy(of: p))
    #expect(try crossEntropy(of: p, under: p) == entropy(of: p))
    #expect(
      try entropy(of: p) <= entropy(of: [Double](repeating: 1 / Double(outcomes), count: outcomes)))
    #expect(
      try close(crossEntropy(of: p, under: q), entropy(of: p) + divergence(of: p, from: q)))
  }
}
