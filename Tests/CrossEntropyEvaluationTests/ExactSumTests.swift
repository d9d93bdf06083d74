import CrossEntropyEvaluation
import Foundation
import Testing

struct ExactSumTests {
  /// `Scripts/exact_sum_vectors.py` prints these.
  @Test(
    arguments: [
      ("near one", 1, 0x3fa0_a839_7b1d_cdaf),
      ("near one", 2, 0x3ff9_23ac_6d92_5461),
      ("near one", 3, 0x3ffb_af4f_7d93_7d0b),
      ("near one", 1000, 0x4077_ad67_61c2_8bec),
      ("near one", 5000, 0x409d_1ac8_8fb8_c57d),
      ("cancelling", 1, 0xc2e0_a839_7b1d_cdaf),
      ("cancelling", 2, 0xc2db_28d8_4dcd_41e1),
      ("cancelling", 3, 0xc2db_28d8_4dcd_41e1),
      ("cancelling", 1000, 0x44c8_7a07_d7ed_c75e),
      ("cancelling", 5000, 0x44d3_0865_05d3_14b1),
      ("subnormal", 1, 0x8010_a839_7b1d_cdaf),
      ("subnormal", 2, 0x8008_09ce_d964_67bb),
      ("subnormal", 3, 0x8003_acb6_595b_226c),
      ("subnormal", 1000, 0x0066_91a2_f90b_b969),
      ("subnormal", 5000, 0x006a_0f33_5b9c_0460),
      ("all", 1, 0xe220_a839_7b1d_cdaf),
      ("all", 2, 0x6e78_9e6a_a1b9_65f4),
      ("all", 3, 0x6e78_9e6a_a1b9_65f4),
      ("all", 1000, 0x7d3a_7ab8_9fc6_5be7),
      ("all", 5000, 0x7d44_c30b_d821_dc19),
    ] as [(String, Int, UInt64)])
  func sumsAreThoseOfFsum(kind: String, count: Int, expected: UInt64) {
    let numbers = drawn(kind, count)
    var one = ExactSum()
    for x in numbers { one.add(x) }
    #expect(one.value.bitPattern == expected)
    var many = ExactSum()
    many.add(numbers.span)
    #expect(many == one)
  }

  @Test(arguments: ["near one", "cancelling", "subnormal", "all"], 0..<20 as Range<UInt64>)
  func anyOrderAndAnyCutHaveTheSameBits(kind: String, seed: UInt64) throws {
    let numbers = drawn(kind, 3000)
    var whole = ExactSum()
    whole.add(numbers.span)
    var order = Array(numbers.indices)
    RandomSeed(seed).shuffle(&order)
    let shuffled = order.map { numbers[$0] }
    var merged = ExactSum()
    for part in parts(of: numbers.count, seed: RandomSeed(seed)).reversed() {
      var sum = ExactSum()
      for x in shuffled[part] { sum.add(x) }
      let json = try JSONEncoder().encode(sum)
      #expect(try JSONDecoder().decode(ExactSum.self, from: json) == sum)
      merged.merge(sum)
    }
    #expect(merged == whole)
    #expect(merged.value.bitPattern == whole.value.bitPattern)
  }

  @Test func halvesGoToEven() {
    let (ulp, least) = (0x1p-52, Double.leastNonzeroMagnitude)
    for (terms, expected) in [
      ([1, ulp / 2], 1), ([1, 3 * ulp / 2], 1 + 2 * ulp), ([1, ulp / 2, least], 1 + ulp),
      ([1, ulp / 2, -least], 1), ([-1, -ulp / 2, -least], -1 - ulp),
      ([.greatestFiniteMagnitude, .greatestFiniteMagnitude], .infinity),
      ([-.greatestFiniteMagnitude, -.greatestFiniteMagnitude], -.infinity),
      (
        [.greatestFiniteMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude],
        .greatestFiniteMagnitude
      ),
      ([.greatestFiniteMagnitude, 0x1p969], .greatestFiniteMagnitude),
      ([.greatestFiniteMagnitude, 0x1p970], .infinity), ([1e300, 1, -1e300], 1), ([0, -0.0], 0),
      ([], 0),
    ] as [([Double], Double)] {
      var sum = ExactSum()
      sum.add(terms.span)
      #expect(sum.value == expected, "\(terms)")
    }
  }

  @Test func whatIsNotFiniteIsCounted() {
    for (terms, expected) in [
      ([1, .infinity], .infinity), ([-.infinity, 5], -.infinity), ([.infinity, -.infinity], .nan),
      ([.nan, 1], .nan),
    ] as [([Double], Double)] {
      var (one, other, many) = (ExactSum(), ExactSum(), ExactSum())
      one.add(terms[0])
      other.add(terms[1])
      one.merge(other)
      many.add(terms.span)
      #expect(one == many)
      #expect(one.value == expected || one.value.isNaN && expected.isNaN)
    }
  }

  @Test(arguments: [
    "[0]", "[-1,1]", "[71,1]", "[0,4294967296]", "[0,-1]", "[67,-2]", "[68,-1]", "{}",
  ])
  func whatIsNoSumIsRefused(json: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(ExactSum.self, from: Data(json.utf8))
    }
  }
}

/// The numbers of `Scripts/exact_sum_vectors.py`.
private func drawn(_ kind: String, _ count: Int) -> [Double] {
  var state: UInt64 = 0
  return (0..<count).map { _ in
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    z ^= z >> 31
    var (sign, exponent) = (z >> 63, z >> 52 & 0x7FF)
    switch kind {
    case "near one": (sign, exponent) = (0, 1016 + exponent % 8)
    case "cancelling": exponent = 900 + exponent % 200
    case "subnormal": exponent %= 3
    default: exponent = min(exponent, 2000)
    }
    return Double(bitPattern: sign << 63 | exponent << 52 | z & 0xF_FFFF_FFFF_FFFF)
  }
}
