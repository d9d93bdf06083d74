/// TV(p, q) = ½ Σᵢ |pᵢ − qᵢ|, the most that p and q can differ on any event.
///
/// - Shape: one probability per outcome, as many in p as in q; each sums to 1.
/// - Unit: none; from 0 to 1.
/// - Edges: disjoint distributions give 1.
/// - Error: 2 ulp, enforced by `DistanceTests.vectors`.
/// - Source: Le Cam 1973, "Convergence of estimates under dimensionality restrictions".
public func totalVariation(between p: [Double], and q: [Double]) throws(DistributionError) -> Double
{
  try checkPair(p, q)
  var sum = CompensatedSum()
  for (x, y) in zip(p, q) { sum.add(abs(x - y)) }
  return 0.5 * sum.value
}

/// H(p, q) = √(½ Σᵢ (√pᵢ − √qᵢ)²), the distance between the roots of p and q.
///
/// Between them H² ≤ TV ≤ √2·H.
///
/// - Shape: one probability per outcome, as many in p as in q; each sums to 1.
/// - Unit: none; from 0 to 1.
/// - Edges: disjoint distributions give 1.
/// - Error: 4 ulp, also near p = q, enforced by `DistanceTests.vectors`.
/// - Source: Hellinger 1909, "Neue Begründung der Theorie quadratischer Formen von unendlichvielen
///   Veränderlichen".
public func hellingerDistance(between p: [Double], and q: [Double]) throws(DistributionError)
  -> Double
{
  try checkPair(p, q)
  var sum = CompensatedSum()
  for (x, y) in zip(p, q) where x != y {
    // √x − √y, without cancellation.
    let difference = (x - y) / (x.squareRoot() + y.squareRoot())
    sum.add(difference * difference)
  }
  return (0.5 * sum.value).squareRoot()
}
