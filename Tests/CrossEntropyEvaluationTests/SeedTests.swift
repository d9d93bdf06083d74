import CrossEntropyEvaluation
import Testing

struct SeedTests {
  @Test func drawsAreAFunctionOfSeedAndCounter() {
    let seed = RandomSeed(7)
    let forwards = (0..<100).map { seed.uniform($0) }
    let backwards = (0..<100).reversed().map { seed.uniform($0) }
    #expect(forwards == backwards.reversed())
    #expect(forwards == (0..<100).map { RandomSeed(7).uniform($0) })
  }

  @Test func drawsStayTheSameAcrossVersions() {
    // From Scripts/evaluation_seed.py. Another mixer would change every result that names its seed.
    #expect(RandomSeed(0).bits(0) == 3_531_997_233_750_407_150)
    #expect(RandomSeed(42).bits(1_000_000) == 1_826_447_136_195_966_472)
    #expect(RandomSeed(42).derived(1, 2).bits(3) == 16_297_001_893_262_198_182)
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func uniformsFillTheUnitInterval(seed: UInt64) {
    let count = 4000
    let draws = (0..<count).map { RandomSeed(seed).uniform(UInt64($0)) }
    #expect(draws.allSatisfy { $0 >= 0 && $0 < 1 })
    // Standard errors: √(1/12 / 4000) = .0046 of the mean, √(1/180 / 4000) = .0012 of the variance.
    let mean = draws.reduce(0, +) / Double(count)
    let variance = draws.reduce(0) { $0 + ($1 - 0.5) * ($1 - 0.5) } / Double(count)
    #expect(abs(mean - 0.5) < 5 * 0.0046)
    #expect(abs(variance - 1.0 / 12) < 5 * 0.0012)
    // Neighbouring counters are not related: a correlation has standard error √(1/4000) = .016.
    let products = zip(draws, draws.dropFirst()).reduce(0) { $0 + ($1.0 - 0.5) * ($1.1 - 0.5) }
    #expect(abs(products / Double(count) * 12) < 5 * 0.016)
  }

  @Test func neighbouringSeedsAndStreamsShareNoDraw() {
    var seen: Set<UInt64> = []
    for value in 0..<20 as Range<UInt64> {
      for stream in 0..<20 as Range<UInt64> {
        for counter in 0..<20 as Range<UInt64> {
          seen.insert(RandomSeed(value).derived(stream).bits(counter))
        }
      }
      for counter in 0..<20 as Range<UInt64> { seen.insert(RandomSeed(value).bits(counter)) }
    }
    #expect(seen.count == 20 * 20 * 20 + 20 * 20)
  }

  @Test func aStreamOfAStreamIsAStreamOfBoth() {
    #expect(RandomSeed(3).derived(2, 5) == RandomSeed(3).derived(2).derived(5))
    #expect(RandomSeed(3).derived(2, 5) != RandomSeed(3).derived(5, 2))
    #expect(RandomSeed(3).derived() == RandomSeed(3))
  }

  @Test(arguments: [0, 1, 2, 3, 100], 0..<4 as Range<UInt64>)
  func shufflesArePermutations(count: Int, seed: UInt64) {
    var elements = Array(0..<count)
    RandomSeed(seed).shuffle(&elements)
    #expect(elements.sorted() == Array(0..<count))
    if count == 100 { #expect(elements != Array(0..<count)) }
  }

  @Test func everyOrderOfThreeIsEquallyLikely() {
    var counts: [[Int]: Int] = [:]
    for seed in 0..<3000 as Range<UInt64> {
      var elements = [0, 1, 2]
      RandomSeed(seed).shuffle(&elements)
      counts[elements, default: 0] += 1
    }
    // 500 expected, standard deviation √(3000·1/6·5/6) = 20.4.
    #expect(counts.count == 6)
    #expect(counts.values.allSatisfy { abs($0 - 500) < 100 })
  }
}
