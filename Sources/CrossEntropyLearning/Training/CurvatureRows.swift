internal import CrossEntropy

/// Some rows of numbers and ones, and their products with themselves by their curvatures.
///
/// In single precision, which takes half the time and is enough for what a step is divided by. Every column is brought to
/// at most 1 before, so that it holds any number.
struct CurvatureRows {
  /// The greatest magnitudes of the columns.
  private let scales: ContiguousArray<Double>
  /// The share of the greatest curvature below which a row counts by its diagonal alone.
  private let leastShare: Double
  private var rows: ContiguousArray<Float>
  /// Rows times the roots of their curvatures.
  private var scaled: ContiguousArray<Float>
  /// The lower half of the product of those with themselves, and the diagonal of the others'.
  private var product: ContiguousArray<Float>
  private var diagonal: ContiguousArray<Float>

  /// Room for `most` rows; without levels some may count by their diagonal alone.
  ///
  /// Of a model that is sure of most rows that spares half of the products and more, and no more steps are needed. What is
  /// eliminated with levels may not be left out of the rest.
  init(scales: ContiguousArray<Double>, most: Int, haveLevels: Bool) {
    self.scales = scales
    leastShare = haveLevels ? 0 : 1e-4
    let d = scales.count
    rows = ContiguousArray(repeating: 0, count: most * d)
    scaled = rows
    product = ContiguousArray(repeating: 0, count: d * d)
    diagonal = ContiguousArray(repeating: 0, count: d)
  }

  /// Takes rows in place of those before.
  mutating func take(_ x: Span<Double>) {
    divide(x, by: scales, into: &rows)
  }

  /// Adds Σ hᵢxᵢxᵢᵀ of the rows with these curvatures h, in the lower half of `sums`.
  mutating func addProduct(_ curvatures: Span<Double>, to sums: inout ContiguousArray<Double>) {
    let d = scales.count
    let scaledCount = scale(
      rows, by: curvatures, leastShare: leastShare, into: &scaled, &diagonal, columns: d)
    formLowerHalf(scaled, depth: scaledCount, into: &product, columns: d)
    var all = sums.mutableSpan
    for i in 0..<d {
      let from = product.span.extracting(i * d..<i * d + i + 1)
      let (scale, scales) = (scales[i], scales.span.extracting(0..<i + 1))
      var to = all._mutatingExtracting(i * d..<i * d + i + 1)
      for j in 0..<i + 1 { to[j] += Double(from[j]) * (scale * scales[j]) }
      to[i] += Double(diagonal[i]) * (scale * scale)
    }
  }
}

/// Rows times the roots of their curvatures, one after the other, and how many they are.
///
/// Those of little curvature add to the diagonal instead, those of next to none to nothing.
private func scale(
  _ rows: ContiguousArray<Float>, by curvatures: Span<Double>, leastShare: Double,
  into scaled: inout ContiguousArray<Float>, _ diagonal: inout ContiguousArray<Float>,
  columns d: Int
) -> Int {
  var greatest = 0.0
  for i in curvatures.indices { greatest = max(greatest, curvatures[i]) }
  var count = 0
  var all = scaled.mutableSpan
  var squares = diagonal.mutableSpan
  squares.update(repeating: 0)
  for i in curvatures.indices {
    let row = rows.span.extracting(i * d..<(i + 1) * d)
    if curvatures[i] > leastShare * greatest {
      let root = Float(curvatures[i].squareRoot())
      var to = all._mutatingExtracting(count * d..<(count + 1) * d)
      for j in 0..<d { to[j] = root * row[j] }
      count += 1
    } else if curvatures[i] > 1e-4 * leastShare * greatest {
      let factor = Float(curvatures[i])
      for j in 0..<d { squares[j] += factor * row[j] * row[j] }
    }
  }
  return count
}

private func divide(
  _ x: Span<Double>, by scales: ContiguousArray<Double>, into rows: inout ContiguousArray<Float>
) {
  let d = scales.count
  let scales = scales.span
  var all = rows.mutableSpan
  for i in 0..<x.count / d {
    let from = x.extracting(i * d..<(i + 1) * d)
    var to = all._mutatingExtracting(i * d..<(i + 1) * d)
    for j in 0..<d { to[j] = Float(from[j] / scales[j]) }
  }
}

private func formLowerHalf(
  _ rows: ContiguousArray<Float>, depth: Int, into product: inout ContiguousArray<Float>,
  columns: Int
) {
  var lower = product.mutableSpan
  lower.update(repeating: 0)
  let x = rows.span.extracting(0..<depth * columns)
  addLowerHalf(ofTransposed: x, x, to: &lower, depth: depth, columns: columns)
}
