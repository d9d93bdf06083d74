import Testing

@testable import CrossEntropy

@Suite struct SoftmaxRowTests {
  private func row(_ logits: [Double]) -> SoftmaxRow {
    var elements = ContiguousArray(logits)
    return SoftmaxRow(reading: elements.mutableSpan)
  }

  @Test func thePeakStaysOutOfTheSum() {
    let row = row([0, 40, 0])
    #expect(row.peak == 40)
    #expect(row.peakIndex == 1)
    // 2·exp(−40), which 1 + 2·exp(−40) would lose; mpmath, 17 digits.
    #expect(abs(row.rest - 8.496708510583178e-18) < 1e-32)
    #expect(row.total == 1)
    #expect(row.logTotal == row.rest)
  }

  @Test func theFirstOfEqualPeaksIsTaken() {
    let row = row([3, 1, 3])
    #expect(row.peakIndex == 0)
    #expect(row.rest > 1)
  }

  @Test func aNaNIsThePeakWhereverItStands() {
    for logits in [[.nan, 1, 2], [1, .nan, 2], [1, 2, .nan]] { #expect(row(logits).peak.isNaN) }
  }

  @Test func aMaskedRowHasNoPeak() {
    let row = row([-.infinity, -.infinity])
    #expect(row.peakIndex == -1)
    #expect(row.rest == 0)
    #expect(row.logProbability(-.infinity) == -.infinity)
  }

  @Test func readingAndExponentiatingAgree() {
    let logits: ContiguousArray<Double> = [0.3, -1.2, 2.7, -.infinity, 1.1]
    var first = logits
    var second = logits
    let read = SoftmaxRow(reading: first.mutableSpan)
    var span = second.mutableSpan
    let formed = SoftmaxRow(exponentiating: &span)
    #expect(read.rest.bitPattern == formed.rest.bitPattern)
    #expect(first == logits, "reading writes nothing")
    #expect(second == ContiguousArray(logits.map { read.exponential(of: $0) }))
  }

  @Test(
    arguments: [[0.3, -1.2, 2.7, 1.1], [40, 0], [-.infinity, 5, 5], [800, -800, 0]] as [[Double]])
  func probabilitiesAreThoseOfSoftmax(_ logits: [Double]) {
    let elements = ContiguousArray(logits)
    let read = SoftmaxRow(elements.span)
    #expect(read == row(logits))
    let expected = softmax(logits)
    #expect(logits.map { read.probability($0) } == expected)
    var formed = elements
    var span = formed.mutableSpan
    read.formProbabilities(&span)
    #expect(Array(formed) == expected)
    var narrow = ContiguousArray(logits.map { Float($0) })
    var narrowSpan = narrow.mutableSpan
    SoftmaxRow(narrowSpan).formProbabilities(&narrowSpan)
    for (got, wide) in zip(narrow, softmax(logits.map { Double(Float($0)) })) {
      #expect(floatUlps(got, wide) <= 1)
    }
    for (j, z) in logits.enumerated() {
      let others = expected.indices.reduce(0) { $1 == j ? $0 : $0 + expected[$1] }
      #expect(close(read.complement(z, at: j), others))
    }
  }

  @Test func elementaryFunctionsKeepTheDigitsOfSmallNumbers() {
    #expect(LossMath.expMinusOne(1e-18) == 1e-18)
    #expect(LossMath.log(onePlus: 1e-18) == 1e-18)
    #expect(LossMath.exp(LossMath.log(2)) == 2)
    #expect(LossMath.pow(2, 0.5) == 2.0.squareRoot())
    #expect(close(LossMath.tanh(1), 0.7615941559557649))
    let sigmoid = SigmoidOutput(40)
    #expect(close(sigmoid.complement / 4.248354255291589e-18, 1))
  }
}
