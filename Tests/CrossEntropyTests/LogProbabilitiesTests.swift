import CrossEntropy
import Testing

struct LogProbabilitiesTests {
  @Test(arguments: 0..<8 as Range<UInt64>)
  func theyAreTheNegativeLosses(seed: UInt64) throws {
    var random = SplitMix64(seed)
    let z = (0..<3).map { _ in random.uniforms(4, in: -9...9) }
    let got = logProbabilitiesOf(logits: matrix(z), unit: .softmax)
    for i in 0..<3 {
      for label in 0..<4 {
        #expect(try got[i, label] == -SoftmaxCrossEntropy().value(logits: z[i], label: label))
      }
    }
    let one = logProbabilitiesOf(logits: matrix(z.map { [$0[0]] }), unit: .sigmoid)
    #expect(one.columns == 2)
    for i in 0..<3 {
      for label in 0..<2 {
        #expect(try one[i, label] == -SigmoidCrossEntropy().value(logits: [z[i][0]], label: label))
      }
    }
  }

  @Test func softmaxOfOneColumnIsCertainEverywhere() {
    let one = matrix([[3.0], [-2]])
    #expect(logProbabilitiesOf(logits: one, unit: .softmax).elements == [0, 0])
    #expect(logSoftmax(one).elements == [0, 0])
    #expect(logProbabilitiesOf(logits: one, unit: .sigmoid).columns == 2)
  }

  @Test func edges() throws {
    let got = logProbabilitiesOf(
      logits: matrix([[1e4, -1e4, 0], [-.infinity, 0, 0], [0, .nan, 0]]), unit: .softmax)
    #expect(got.row(0) == [0, -2e4, -1e4])
    #expect(got.row(1)[0] == -.infinity)
    #expect(close(got.row(1)[1], -0.6931471805599453))
    #expect(got.row(2).allSatisfy { $0.isNaN })
    let none = try logProbabilitiesOf(
      logits: Matrix(rows: 0, columns: 3, elements: []), unit: .softmax)
    #expect(none.elements.isEmpty)
  }
}
