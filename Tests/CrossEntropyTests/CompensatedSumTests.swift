import CrossEntropy
import Testing

struct CompensatedSumTests {
  private func sum(_ terms: [Double]) -> Double {
    var sum = CompensatedSum()
    for term in terms { sum.add(term) }
    return sum.value
  }

  @Test func itKeepsWhatRoundingDrops() {
    #expect(sum([]) == 0)
    #expect(sum([1, 1e100, 1, -1e100]) == 2)
    #expect(sum(Array(repeating: 0.1, count: 10)) == 1)
    // Σ 1/10 over 4000 terms, where a plain sum is 400.0000000000057.
    #expect(sum(Array(repeating: 0.1, count: 4000)) == 400)
  }

  @Test func infinitiesStay() {
    #expect(sum([1, .infinity, 2]) == .infinity)
    #expect(sum([.infinity, .infinity]) == .infinity)
    #expect(sum([.greatestFiniteMagnitude, .greatestFiniteMagnitude, 1]) == .infinity)
    #expect(sum([.infinity, -.infinity]).isNaN)
    #expect(sum([1, .nan, 2]).isNaN)
  }
}
