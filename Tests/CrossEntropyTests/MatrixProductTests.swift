import CrossEntropy
import Testing

struct MatrixProductTests {
  @Test(arguments: [(1, 1, 1), (3, 4, 2), (17, 5, 9), (2, 33, 1)])
  func products(rows: Int, depth: Int, columns: Int) {
    var random = SplitMix64(UInt64(rows + 100 * depth))
    let a = random.uniforms(rows * depth, in: -1...1)
    let b = random.uniforms(depth * columns, in: -1...1)
    let started = random.uniforms(rows * columns, in: -1...1)
    let transposed = (0..<depth * rows).map { a[$0 % rows * depth + $0 / rows] }
    var expected = [Double](repeating: 0, count: rows * columns)
    for i in 0..<rows {
      for j in 0..<columns {
        expected[i * columns + j] = (0..<depth).reduce(0) {
          $0 + a[i * depth + $1] * b[$1 * columns + j]
        }
      }
    }
    var c = started
    c.withUnsafeMutableBufferPointer { c in
      guard let c = c.baseAddress else { return }
      multiply(a, b, into: c, rows: rows, depth: depth, columns: columns)
    }
    #expect(close(c, expected))
    c = started
    c.withUnsafeMutableBufferPointer { c in
      guard let c = c.baseAddress else { return }
      multiplyTransposed(transposed, b, addingTo: c, rows: rows, depth: depth, columns: columns)
    }
    #expect(close(c, zip(started, expected).map { $0 + $1 }))
  }

  @Test func whoDoesThemHasAName() { #expect(!MatrixProducts.name.isEmpty) }
}
