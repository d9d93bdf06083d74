import CrossEntropy
import Testing

@Suite struct DrawnEventsTests {
  @Test(arguments: KernelLevel.allCases.filter(\.isAvailable))
  func everyLevelCountsWhatEachEventSays(level: KernelLevel) {
    var random = SplitMix64(11)
    for count in Array(0...40) + [1000] {
      var bits: ContiguousArray<UInt64> = []
      var thresholds: ContiguousArray<UInt64> = []
      for i in 0..<count {
        bits.append(random.next())
        // Never, always, and anything between.
        let some: [UInt64] = [0, 1 << 53, random.next() >> 11]
        thresholds.append(some[min(i % 5, 2)])
      }
      let key = random.next()
      let expected = zip(bits, thresholds).filter { mixed($0 ^ key) >> 11 < $1 }.count
      #expect(
        countDrawn(bits: bits.span, below: thresholds.span, key: key, level: level) == expected)
    }
  }
}

/// The finaliser of SplitMix64 with the constants of Stafford's variant 13.
private func mixed(_ word: UInt64) -> UInt64 {
  var word = word
  word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
  word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
  return word ^ (word >> 31)
}
