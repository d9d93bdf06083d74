import CrossEntropy
import Testing

struct MatrixProductTests {
  @Test(arguments: [
    (1, 1, 1), (3, 4, 2), (17, 5, 9), (2, 33, 1), (13, 3, 4), (9, 7, 12), (5, 6, 11),
  ])
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
    let product = shifted(a, b, onto: started, by: 0) {
      multiply($0, $1, into: &$2, rows: rows, depth: depth, columns: columns)
    }
    #expect(close(product ?? [], expected))
    let sum = shifted(transposed, b, onto: started, by: 0) {
      multiplyTransposed($0, $1, addingTo: &$2, rows: rows, depth: depth, columns: columns)
    }
    #expect(close(sum ?? [], zip(started, expected).map { $0 + $1 }))
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
      let product = shifted(
        a.map(Double.init), b.map(Double.init), onto: started.map(Double.init), by: 0
      ) {
        multiply($0, $1, into: &$2, rows: rows, depth: depth, columns: columns)
      }
      let sum = shifted(a, b, onto: started, by: shift) {
        multiply($0, $1, into: &$2, rows: rows, depth: depth, columns: columns)
      }
      let added = shifted(transposed, b, onto: started, by: shift) {
        multiplyTransposed($0, $1, addingTo: &$2, rows: rows, depth: depth, columns: columns)
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
      multiply($0, $1, into: &$2, rows: rows, depth: depth, columns: columns)
    }
    for i in 0..<rows {
      for j in 0..<columns {
        let sum = (0..<depth).reduce(Float(0)) { $0 + a[i * depth + $1] * b[$1 * columns + j] }
        #expect(c?[i * columns + j] == sum)
      }
    }
  }

  @Test(arguments: [1, 7, 8, 9, 15, 16, 17, 31, 33, 62, 64, 130])
  func fewColumnsOfATransposedProduct(rows: Int) {
    for (depth, columns) in [1, 7, 600].flatMap({ depth in (1...17).map { (depth, $0) } }) {
      var random = SplitMix64(UInt64(rows + 1000 * depth + 1_000_000 * columns))
      let a = whole(depth * rows, &random)
      let b = whole(depth * columns, &random)
      let started = whole(rows * columns, &random)
      var expected = started
      for k in 0..<depth {
        for i in 0..<rows {
          let element = a[k * rows + i]
          for j in 0..<columns { expected[i * columns + j] += element * b[k * columns + j] }
        }
      }
      let single = shifted(a, b, onto: started, by: 1) {
        multiplyTransposed($0, $1, addingTo: &$2, rows: rows, depth: depth, columns: columns)
      }
      let double = shifted(
        a.map(Double.init), b.map(Double.init), onto: started.map(Double.init), by: 1
      ) {
        multiplyTransposed($0, $1, addingTo: &$2, rows: rows, depth: depth, columns: columns)
      }
      #expect(single == expected, "\(rows) × \(depth) × \(columns)")
      #expect(double == expected.map(Double.init), "\(rows) × \(depth) × \(columns)")
    }
  }

  @Test(arguments: [1, 2, 23, 24, 25, 32, 33, 48, 62, 130, 201])
  func halfAProductIsItsLowerHalf(columns: Int) {
    for depth in [0, 1, 7, 130, 600] {
      var random = SplitMix64(UInt64(columns + 1000 * depth))
      // Whole numbers, so that no tolerance hides a wrong element.
      let a = whole(depth * columns, &random)
      let b = whole(depth * columns, &random)
      let started = whole(columns * columns, &random)
      #expect(isLowerHalf(a, b, started, depth, columns), "\(depth) × \(columns)")
      #expect(
        isLowerHalf(
          a.map(Double.init), b.map(Double.init), started.map(Double.init), depth, columns),
        "\(depth) × \(columns)")
    }
  }

  private func isLowerHalf<S: LinearScalar & Equatable>(
    _ a: [S], _ b: [S], _ started: [S], _ depth: Int, _ columns: Int
  ) -> Bool {
    let half = shifted(a, b, onto: started, by: 1) {
      addLowerHalf(ofTransposed: $0, $1, to: &$2, depth: depth, columns: columns)
    }
    let product = shifted(a, b, onto: started, by: 1) {
      multiplyTransposed($0, $1, addingTo: &$2, rows: columns, depth: depth, columns: columns)
    }
    guard let half, let product else { return false }
    for i in 0..<columns {
      let places = i * columns...i * columns + i
      if half[places] != product[places] { return false }
    }
    return true
  }

  @Test func productsOfNothing() {
    let cleared = shifted([], [], onto: [1.0, 2], by: 0) {
      multiply($0, $1, into: &$2, rows: 1, depth: 0, columns: 2)
    }
    #expect(cleared == [0, 0])
    let kept = shifted([], [], onto: [1.0, 2], by: 0) {
      multiplyTransposed($0, $1, addingTo: &$2, rows: 1, depth: 0, columns: 2)
    }
    #expect(kept == [1, 2])
    let none = shifted([1.0], [], onto: [], by: 0) {
      multiply($0, $1, into: &$2, rows: 1, depth: 1, columns: 0)
    }
    #expect(none == [])
  }

  @Test func nameIsNotEmpty() { #expect(!MatrixProducts.name.isEmpty) }
}

private func whole(_ count: Int, _ random: inout SplitMix64) -> [Float] {
  random.uniforms(count, in: -3.5...3.5).map { Float($0.rounded()) }
}

/// Runs a product on memory that begins `shift` elements after an aligned place, and looks after its
/// edges; nil where it wrote outside.
private func shifted<S: LinearScalar>(
  _ a: [S], _ b: [S], onto c: [S], by shift: Int,
  _ body: (Span<S>, Span<S>, inout MutableSpan<S>) -> Void
) -> [S]? {
  let margin = [S](repeating: S(rounding: 77), count: 32)
  let a = ContiguousArray(margin.prefix(shift) + a)
  let b = ContiguousArray(margin.prefix(shift) + b)
  let start = margin.count + shift
  var all = ContiguousArray(margin + margin.prefix(shift) + c + margin)
  var elements = all.mutableSpan
  var own = elements._mutatingExtracting(start..<start + c.count)
  body(a.span.extracting(shift..<a.count), b.span.extracting(shift..<b.count), &own)
  let isUntouched = { (place: S) in place.arithmetic == 77 }
  guard all[..<start].allSatisfy(isUntouched), all[(start + c.count)...].allSatisfy(isUntouched)
  else { return nil }
  return Array(all[start..<start + c.count])
}
