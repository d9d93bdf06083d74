// What labels, dense targets and weights of rows can be wrong in, whoever reads them.

/// Throws for the first row that counts and whose label is none of the classes.
package func checkLabels(
  _ labels: Span<Int32>, classes: Int, isIgnored: (Int) -> Bool = { _ in false }
) throws(TargetError) {
  for i in labels.indices where labels[i] < 0 || labels[i] >= classes {
    if !isIgnored(i) { throw .labelOutOfRange(row: i, label: "\(labels[i])", classes: classes) }
  }
}

/// Throws for the first target that is not from 0 to 1.
package func checkTargets(_ targets: Span<Double>, outputs: Int) throws(TargetError) {
  for i in targets.indices where !(targets[i] >= 0 && targets[i] <= 1) {
    let (row, output) = i.quotientAndRemainder(dividingBy: outputs)
    throw .targetOutOfRange(row: row, output: output, value: targets[i])
  }
}

/// Throws for the first row that counts and whose weight is below 0 or not finite.
package func checkWeights(
  _ weights: Span<Double>, isIgnored: (Int) -> Bool = { _ in false }
) throws(TargetError) {
  if areInside(weights, upTo: .greatestFiniteMagnitude) { return }
  for i in weights.indices where !(weights[i] >= 0 && weights[i].isFinite) {
    if !isIgnored(i) { throw .weightOutOfRange(row: i, weight: weights[i]) }
  }
}

/// Whether every number is from 0 to `most`, and none is −0.
///
/// Without a branch, and by the bits alone, which are ordered as the numbers are: three instructions per vector.
/// The bits of a number below 0 have the highest set, those of a NaN are above those of +∞.
@inline(__always)
func areInside(_ x: Span<Double>, upTo most: Double) -> Bool {
  var outside: UInt64 = 0
  for i in x.indices { outside |= (most.bitPattern &- x[i].bitPattern) | x[i].bitPattern }
  return outside >> 63 == 0
}

/// Whether every number is from 0 to 1.
@specialized(where T == Float)
func areProbabilities<T: LogitScalar>(_ x: Span<T>) -> Bool {
  if T.self == Double.self {
    return unsafe x.withUnsafeBytes {
      unsafe areInside($0.assumingMemoryBound(to: Double.self).span, upTo: 1)
    }
  }
  // A sum rather than a branch.
  var outside = 0
  for i in x.indices {
    let value = x[i].arithmetic
    outside &+= (value >= 0 ? 0 : 1) &+ (value <= 1 ? 0 : 1)
  }
  return outside == 0
}
