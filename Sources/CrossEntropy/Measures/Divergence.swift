internal import RealModule

/// D(p ‖ q) = Σᵢ pᵢ log(pᵢ / qᵢ), what forecasting q costs beyond the entropy of p.
///
/// The Kullback–Leibler divergence: 0 where q = p, else above 0; not symmetric.
///
/// - Shape: one probability per outcome, as many in p as in q; each sums to 1.
/// - Unit: `unit`; nats by default.
/// - Edges: p = 0 adds 0 even where q = 0; p > 0 with q = 0 gives +∞.
/// - Error: 2 ulp of Σ|pᵢ log(pᵢ/qᵢ)| in nats, enforced by `DivergenceTests.divergences`; near p = q
///   the terms cancel.
/// - Source: Kullback and Leibler 1951, "On information and sufficiency".
public func divergence(
  of p: [Double], from q: [Double], in unit: InformationUnit = .nats
) throws(DistributionError) -> Double {
  try checkPair(p, q)
  return sumOfLogRatios(p, q) * unit.perNat
}

/// JS(p, q) = ½ D(p ‖ m) + ½ D(q ‖ m) with m = ½(p + q), at most ln 2.
///
/// - Shape: one probability per outcome, as many in p as in q; each sums to 1.
/// - Unit: `unit`; nats by default.
/// - Edges: finite for every p and q; disjoint distributions give 1 bit.
/// - Error: 8 ulp, also near p = q, enforced by `DivergenceTests.jensenShannonDivergences`.
/// - Source: Lin 1991, "Divergence measures based on the Shannon entropy".
public func jensenShannonDivergence(
  between p: [Double], and q: [Double], in unit: InformationUnit = .nats
) throws(DistributionError) -> Double {
  try checkPair(p, q)
  var sum = CompensatedSum()
  for (x, y) in zip(p, q) where x + y > 0 {
    sum.add(jensenShannonTerm(x, y))
  }
  return 0.5 * sum.value * unit.perNat
}

/// J(p, q) = D(p ‖ q) + D(q ‖ p) = Σᵢ (pᵢ − qᵢ) log(pᵢ / qᵢ), the divergence made symmetric.
///
/// - Shape: one probability per outcome, as many in p as in q; each sums to 1.
/// - Unit: `unit`; nats by default.
/// - Edges: an outcome possible under only one of them gives +∞; under neither, 0.
/// - Error: 4 ulp, also near p = q, enforced by `DistanceTests.jeffreysDivergences`.
/// - Source: Jeffreys 1946, "An invariant form for the prior probability in estimation problems".
public func jeffreysDivergence(
  between p: [Double], and q: [Double], in unit: InformationUnit = .nats
) throws(DistributionError) -> Double {
  try checkPair(p, q)
  var sum = CompensatedSum()
  for (x, y) in zip(p, q) where x != y {
    sum.add(x == 0 || y == 0 ? .infinity : (x - y) * logRatio(x, y))
  }
  return sum.value * unit.perNat
}

/// √JS(p, q), the Jensen–Shannon divergence as a distance: it obeys the triangle inequality.
///
/// - Shape: one probability per outcome, as many in p as in q; each sums to 1.
/// - Unit: the root of `unit`; of nats by default. At most 1 in bits.
/// - Edges: finite for every p and q.
/// - Error: 5 ulp, half of the divergence's and a rounding.
/// - Source: Endres and Schindelin 2003, "A new metric for probability distributions".
public func jensenShannonDistance(
  between p: [Double], and q: [Double], in unit: InformationUnit = .nats
) throws(DistributionError) -> Double {
  try jensenShannonDivergence(between: p, and: q, in: unit).squareRoot()
}

/// x log(x/m) + y log(y/m) with m = ½(x + y) > 0: what one outcome adds to twice JS.
package func jensenShannonTerm(_ x: Double, _ y: Double) -> Double {
  if isClose(x, y) {
    // With x, y = m(1 ± d) the two terms nearly cancel; this is what they leave.
    let d = (x - y) / (x + y)
    return 0.5 * (x + y) * (.log(onePlus: -d * d) + 2 * d * .atanh(d))
  }
  return surprisalAboveMiddle(x, y) + surprisalAboveMiddle(y, x)
}

/// x log(x / ½(x + y)), without a middle that may underflow.
private func surprisalAboveMiddle(_ x: Double, _ y: Double) -> Double {
  x == 0 ? 0 : x * .log(2 * (x / (x + y)))
}

private func sumOfLogRatios(_ p: [Double], _ q: [Double]) -> Double {
  var sum = CompensatedSum()
  for (x, y) in zip(p, q) where x > 0 { sum.add(x * logRatio(x, y)) }
  return sum.value
}
