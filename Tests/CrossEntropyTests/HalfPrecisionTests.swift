import CrossEntropy
import Testing

@Suite struct HalfPrecisionTests {
  // MARK: BFloat16

  @Test func everyNumberReadsBack() {
    for bits in 0...UInt16.max {
      let number = BFloat16(bitPattern: bits)
      if number.arithmetic.isNaN {
        #expect(BFloat16(rounding: number.arithmetic).arithmetic.isNaN)
      } else if BFloat16(rounding: number.arithmetic) != number {
        Issue.record("\(bits) reads back as \(BFloat16(rounding: number.arithmetic).bitPattern)")
      }
    }
  }

  /// Between two neighbours: the nearer one, of equals the even one, also a hair beside the middle.
  @Test func roundsToTheNearest() {
    for bits in stride(from: UInt16(1), to: 0x7F7F, by: 97) {
      let (low, high) = (BFloat16(bitPattern: bits), BFloat16(bitPattern: bits + 1))
      let middle = 0.5 * (low.arithmetic + high.arithmetic)
      let even = bits % 2 == 0 ? low : high
      #expect(BFloat16(rounding: middle) == even)
      // So near that Float takes it for the middle.
      #expect(BFloat16(rounding: middle.nextUp) == high)
      #expect(BFloat16(rounding: middle.nextDown) == low)
      #expect(BFloat16(rounding: -middle.nextUp).arithmetic == -high.arithmetic)
    }
  }

  @Test func theEndsOfTheRange() {
    let greatest = BFloat16(bitPattern: 0x7F7F)
    #expect(BFloat16(rounding: .infinity).arithmetic == .infinity)
    #expect(BFloat16(rounding: -.infinity).arithmetic == -.infinity)
    #expect(BFloat16(rounding: 1e39).arithmetic == .infinity)
    #expect(BFloat16(rounding: greatest.arithmetic) == greatest)
    #expect(BFloat16(rounding: 0).bitPattern == 0)
    #expect(BFloat16(rounding: -0.0).bitPattern == 0x8000)
    #expect(BFloat16(rounding: 1e-46).bitPattern == 0)
    #expect("\(BFloat16(rounding: 0.1))" == "0.100097656")
  }

  // MARK: Losses

  /// ln V of equal logits: sums in Float16 overflow from 65 536 classes on, here nothing does.
  @Test func manyClassesInTwoBytes() throws {
    let classes = 262_144
    let expected = 12.476649250079015
    func check<S: LogitScalar>(_ type: S.Type, _ scale: Double) throws {
      let logits = Matrix(rows: 1, columns: classes, repeating: S(rounding: 3))
      let (total, gradient) = try Objective(SoftmaxCrossEntropy())
        .valueAndGradient(logits: logits, labels: [131_072])
      #expect(abs(total.sum - expected) < 1e-13)
      // 1 / V = 2⁻¹⁸ is a number of both types; Float16's is subnormal.
      #expect(gradient[0, 0].arithmetic == 0x1p-18)
      #expect(abs(gradient[0, 131_072].arithmetic + 1) < scale)
    }
    try check(BFloat16.self, 0x1p-8)
    #if !(os(macOS) && arch(x86_64))
      try check(Float16.self, 0x1p-11)
    #endif
  }

  /// Label 257 is no number of BFloat16, and labels are none of its business: Keras scores 256 instead.
  @Test func labelsAreNotStoredAsLogits() throws {
    var elements = ContiguousArray(repeating: BFloat16(rounding: 0), count: 300)
    elements[257] = BFloat16(rounding: 10)
    let total = try Objective(SoftmaxCrossEntropy()).value(
      logits: Matrix(rows: 1, columns: 300, elements: elements), labels: [257])
    // log(1 + 299·e⁻¹⁰)
    #expect(abs(total.sum - 0.0134834) < 1e-6)
  }

  /// The definition computes in Double whatever is stored: the same logits, the same loss.
  @Test func theLossIsThatOfTheSameLogitsInDouble() throws {
    let values = [2.5, -1.25, 0.375, 60_000]
    let expected = try SoftmaxCrossEntropy().valueAndGradient(
      logits: values.map { BFloat16(rounding: $0).arithmetic }, label: 3)
    let stored = try Matrix(
      rows: 1, columns: 4, elements: ContiguousArray(values.map { BFloat16(rounding: $0) }))
    let (total, gradient) = try Objective(SoftmaxCrossEntropy())
      .valueAndGradient(logits: stored, labels: [3])
    #expect(total.sum == expected.value)
    #expect(
      gradient.elements.map(\.arithmetic)
        == expected.gradient.map { BFloat16(rounding: $0).arithmetic })
  }

  /// Sums are in Double: ln 1000 over 10⁹ rows, merged from a thousand parts, stays ln 1000.
  @Test func aMeanOverABillionRows() throws {
    let logits = Matrix(rows: 1_000, columns: 1_000, repeating: Float(0))
    var part = try Objective(SoftmaxCrossEntropy()).value(
      logits: logits, labels: [Int](repeating: 7, count: 1_000))
    // Each doubling merges a total with itself; 10⁹ = 10³·2⁶·15 625.
    for _ in 0..<6 { try part.merge(part) }
    var total = LossTotal()
    for _ in 0..<15_625 { try total.merge(part) }
    #expect(total.rows == 1_000_000_000)
    let mean = try #require(total.meanOverRows)
    // Totals merge by plain sums: 15 631 of them err by half a unit of 2⁻⁵² each at most.
    #expect(abs(mean - 6.907755278982137) < 15_631 * 0x1p-53 * 6.91)
  }
}
