import CrossEntropy
import Testing

struct MatrixProductTests {
  @Test(arguments: [(1, 1, 1), (3, 4, 2), (17, 5, 9), (2, 33, 1)])
  func productsInDoublePrecision(rows: Int, depth: Int, columns: Int) {
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

  @Test(arguments: [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 64, 130])
  func productsInSinglePrecision(rows: Int) {
    // Whole numbers from −3 to 3: every product and sum is exact in Float, so that no tolerance
    // hides a wrong element. 130³ · 9 is below 2²⁴.
    let sizes = [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 64, 130]
    for (depth, columns) in sizes.flatMap({ depth in sizes.map { (depth, $0) } }) {
      var random = SplitMix64(UInt64(rows + 1000 * depth + 1_000_000 * columns))
      let a = whole(rows * depth, &random)
      let b = whole(depth * columns, &random)
      let started = whole(rows * columns, &random)
      var transposed = a
      for i in 0..<rows { for k in 0..<depth { transposed[k * rows + i] = a[i * depth + k] } }
      let shift = (rows + depth + columns) % 4
      let product = doubled(rows * columns) {
        multiply(
          a.map(Double.init), b.map(Double.init), into: $0, rows: rows, depth: depth,
          columns: columns)
      }
      let sum = shifted(a, b, onto: started, by: shift) {
        multiply($0, $1, into: $2, rows: rows, depth: depth, columns: columns)
      }
      let added = shifted(transposed, b, onto: started, by: shift) {
        multiplyTransposed($0, $1, addingTo: $2, rows: rows, depth: depth, columns: columns)
      }
      #expect(sum.map { $0.map(Double.init) } == product, "\(rows) × \(depth) × \(columns)")
      #expect(
        added.map { zip($0, started).map { Double($0 - $1) } } == product,
        "\(rows) × \(depth) × \(columns), transposed")
    }
  }

  @Test(arguments: [(1, 1, 1), (8, 9, 15), (17, 64, 33), (33, 9, 1), (3, 130, 16), (12, 7, 34)])
  func exactProductsInSinglePrecision(rows: Int, depth: Int, columns: Int) {
    var random = SplitMix64(UInt64(rows + 1000 * depth))
    let a = whole(rows * depth, &random)
    let b = whole(depth * columns, &random)
    let c = shifted(a, b, onto: whole(rows * columns, &random), by: 1) {
      multiply($0, $1, into: $2, rows: rows, depth: depth, columns: columns)
    }
    for i in 0..<rows {
      for j in 0..<columns {
        let sum = (0..<depth).reduce(Float(0)) { $0 + a[i * depth + $1] * b[$1 * columns + j] }
        #expect(c?[i * columns + j] == sum)
      }
    }
  }

  @Test func nameIsNotEmpty() { #expect(!MatrixProducts.name.isEmpty) }
}

private func whole(_ count: Int, _ random: inout SplitMix64) -> [Float] {
  random.uniforms(count, in: -3.5...3.5).map { Float($0.rounded()) }
}

private func doubled(
  _ count: Int, _ body: (UnsafeMutablePointer<Double>) -> Void
) -> [Double]? {
  var c = [Double](repeating: .nan, count: count)
  c.withUnsafeMutableBufferPointer { if let c = $0.baseAddress { body(c) } }
  return c
}

/// Runs a product on memory that begins `shift` elements after an aligned place, and looks after its
/// edges; nil where it wrote outside.
private func shifted(
  _ a: [Float], _ b: [Float], onto c: [Float], by shift: Int,
  _ body: (UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
) -> [Float]? {
  let margin = [Float](repeating: 77, count: 32)
  let (a, b) = (margin.prefix(shift) + a, margin.prefix(shift) + b)
  var all = margin + margin.prefix(shift) + c + margin
  let start = margin.count + shift
  a.withUnsafeBufferPointer { a in
    b.withUnsafeBufferPointer { b in
      all.withUnsafeMutableBufferPointer { all in
        guard let a = a.baseAddress, let b = b.baseAddress, let c = all.baseAddress else { return }
        body(a + shift, b + shift, c + start)
      }
    }
  }
  guard all[..<start].allSatisfy({ $0 == 77 }), all[(start + c.count)...].allSatisfy({ $0 == 77 })
  else { return nil }
  return Array(all[start..<start + c.count])
}
