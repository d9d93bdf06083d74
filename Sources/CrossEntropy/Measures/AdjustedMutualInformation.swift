internal import RealModule

/// E[Î(X; Y)], the mutual information that two variables show by chance, if their outcomes are as
/// frequent as these and paired at random.
///
/// E = Σᵢⱼ Σₖ P(nᵢⱼ = k) (k/n) log(n·k / (aᵢ·bⱼ)), nᵢⱼ being hypergeometric: how many of the aᵢ rows with
/// outcome i are among the bⱼ rows with outcome j.
///
/// - Shape: how often every outcome of X, and of Y, was seen; 0 or more, of the same sum, not 0.
/// - Unit: `unit`; nats by default.
/// - Cost: outcomes that were seen equally often are counted together, so there are at most √2n different
///   counts, and k runs over where P is not negligible (below 10⁻²⁰ of its greatest): some √n each.
/// - Error: 10⁻¹² of the lower entropy, enforced by `AdjustedMutualInformationTests.vectors`.
/// - Source: Vinh, Epps, Bailey 2010, "Information theoretic measures for clusterings comparison".
public func expectedMutualInformation(
  ofCounts x: [Int], _ y: [Int], in unit: InformationUnit = .nats
) throws(DistributionError) -> Double {
  let n = try checkCounts(x)
  let other = try checkCounts(y)
  if n != other { throw .count(of: .rows, expected: n, got: other) }
  let (rows, columns) = (multiplicities(x), multiplicities(y))
  var sum = CompensatedSum()
  for (a, timesA) in rows {
    for (b, timesB) in columns {
      sum.add(Double(timesA) * Double(timesB) * expectedTerm(Double(a), Double(b), Double(n)))
    }
  }
  return max(0, sum.value) * unit.perNat
}

/// (Î(X; Y) − E) / (½(Ĥ(X) + Ĥ(Y)) − E), mutual information adjusted for chance, E being
/// ``expectedMutualInformation(ofCounts:_:in:)``: 0 on average where the variables are unrelated, 1
/// where each decides the other.
///
/// - Shape: outcomes of X × outcomes of Y, counts of 0 or more, not all 0.
/// - Unit: none.
/// - Edges: below 0 where the variables tell less than chance would; nil where nothing can be told
///   beyond chance: both have one outcome only, or as many as there are rows.
/// - Error: 10⁻¹¹, enforced by `AdjustedMutualInformationTests.vectors`.
/// - Source: Vinh, Epps, Bailey 2010; the mean of the entropies is the greatest possible value, as in
///   scikit-learn's `adjusted_mutual_info_score`.
public func adjustedMutualInformation(
  ofCounts joint: Matrix<Int>
) throws(DistributionError) -> Double? {
  let (x, y) = sums(of: joint)
  return adjusted(
    try mutualInformation(ofCounts: joint), expected: try expectedMutualInformation(ofCounts: x, y),
    entropies: (try entropy(ofCounts: x), try entropy(ofCounts: y)))
}

/// The same from its parts, all in one unit.
func adjusted(
  _ information: Double, expected: Double, entropies: (x: Double, y: Double)
) -> Double? {
  let greatest = entropies.x / 2 + entropies.y / 2
  let rounding = 1e-12 * greatest
  guard greatest - expected > rounding else { return nil }
  let excess = information - expected
  return abs(excess) <= rounding ? 0 : excess / (greatest - expected)
}

/// The sums of the rows and columns of a table.
func sums(of joint: Matrix<Int>) -> (rows: [Int], columns: [Int]) {
  var rows = [Int](repeating: 0, count: joint.rows)
  var columns = [Int](repeating: 0, count: joint.columns)
  for i in 0..<joint.rows {
    for j in 0..<joint.columns {
      rows[i] += joint[i, j]
      columns[j] += joint[i, j]
    }
  }
  return (rows, columns)
}

/// Every count above 0, and how many outcomes have it.
private func multiplicities(_ counts: [Int]) -> [(count: Int, times: Int)] {
  var times: [Int: Int] = [:]
  for count in counts where count > 0 { times[count, default: 0] += 1 }
  return times.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
}

/// Σₖ P(k) (k/n) log(n·k / (a·b)), outwards from the most probable k; P by the ratios of neighbours.
private func expectedTerm(_ a: Double, _ b: Double, _ n: Double) -> Double {
  let low = max(0, a + b - n)
  let high = min(a, b)
  let mode = min(max(((a + 1) * (b + 1) / (n + 2)).rounded(.down), low), high)
  var sum = 0.0
  var total = 0.0
  func add(_ k: Double, _ weight: Double) {
    total += weight
    if k > 0 { sum += weight * (k / n) * .log(n / a * (k / b)) }
  }
  add(mode, 1)
  var weight = 1.0
  var k = mode
  while k < high {
    weight *= (a - k) * (b - k) / ((k + 1) * (n - a - b + k + 1))
    k += 1
    if weight < negligible { break }
    add(k, weight)
  }
  weight = 1
  k = mode
  while k > low {
    weight *= k * (n - a - b + k) / ((a - k + 1) * (b - k + 1))
    k -= 1
    if weight < negligible { break }
    add(k, weight)
  }
  return sum / total
}

private let negligible = 1e-20
