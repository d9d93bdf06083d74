import CrossEntropy
import Testing

@Suite struct SymmetricInverseTests {
  static let levels = KernelLevel.allCases.filter(\.isAvailable)

  /// AᵀA + I of a random A, a lower half whose upper one is undefined.
  private func matrix(_ n: Int, _ random: inout SplitMix64) -> [[Double]] {
    let a = (0..<n + 3).map { _ in random.uniforms(n, in: -1...1) }
    return (0..<n).map { i in
      (0..<n).map { j in a.reduce(i == j ? 1 : 0) { $0 + $1[i] * $1[j] } }
    }
  }

  private func lowerHalf(_ matrix: [[Double]]) -> ContiguousArray<Double> {
    ContiguousArray(
      matrix.enumerated().flatMap { i, row in
        row.enumerated().map { j, element in j <= i ? element : .nan }
      })
  }

  @Test("Divides what the matrix was multiplied by", arguments: levels)
  func givesBackWhatWasMultiplied(level: KernelLevel) {
    var random = SplitMix64(5)
    for n in Array(0...34) + [62, 64, 65, 130] {
      let matrix = matrix(n, &random)
      let diagonal = ContiguousArray(matrix.indices.map { matrix[$0][$0] })
      let inverse = SymmetricInverse(
        lowerHalf: lowerHalf(matrix).span, count: n, diagonal: diagonal.span, level: level)
      let x = random.uniforms(n, in: -1...1)
      let behind = [Double](repeating: 0, count: SymmetricInverse.padded(n) - n)
      let product = matrix.map { row in zip(row, x).reduce(0) { $0 + $1.0 * $1.1 } }
      var divided = ContiguousArray(repeating: 7.0, count: product.count + behind.count)
      inverse.multiply(ContiguousArray(product + behind), into: &divided, level: level)
      #expect(zip(divided, x).allSatisfy { abs($0 - $1) < 1e-11 }, "\(n)")
      #expect(divided.dropFirst(n).allSatisfy { $0 == 0 })
    }
  }

  @Test("A pivot that is not positive gives way to the diagonal", arguments: levels)
  func pivots(level: KernelLevel) {
    // The second column is the first, and the third is 0.
    let lower: ContiguousArray = [4, 0, 0, 4, 4, 0, 0, 0, 0.0]
    let diagonal: ContiguousArray = [4, 4, 0.0]
    let inverse = SymmetricInverse(
      lowerHalf: lower.span, count: 3, diagonal: diagonal.span, level: level)
    var divided = ContiguousArray(repeating: 0.0, count: 8)
    inverse.multiply([4, 8, 1, 0, 0, 0, 0, 0], into: &divided, level: level)
    // L is 2; 2, 2; 0, 0, 1e-10.
    #expect(abs(divided[0] - 0) < 1e-12 && abs(divided[1] - 1) < 1e-12)
    #expect(abs(divided[2] / 1e20 - 1) < 1e-12)
  }

  @Test("A dot product at every level and length", arguments: levels)
  func dotProducts(level: KernelLevel) {
    var random = SplitMix64(6)
    for count in Array(0...70) + [1000] {
      // Whole numbers, so that their order does not matter.
      let a = ContiguousArray(random.uniforms(count, in: -9...9).map { $0.rounded() })
      let b = ContiguousArray(random.uniforms(count, in: -9...9).map { $0.rounded() })
      let expected = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(dot(a.span, b.span, level: level) == expected)
    }
  }
}
