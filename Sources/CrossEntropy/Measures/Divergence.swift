internal import RealModule

/// D(p ‖ q) = Σᵢ pᵢ log(pᵢ / qᵢ), what forecasting q costs above the entropy of p.
///
/// The Kullback–Leibler divergence: 0 where q = p, else above 0, and not symmetric.
///
/// - Shape: one probability an outcome, as many in p as in q; each sums to 1.
/// - Unit: `unit`; nats unless said.
/// - Edges: p = 0 adds 0 even where q = 0; p > 0 with q = 0 gives +∞.
/// - Error: 2 ulp of Σ|pᵢ log(pᵢ/qᵢ)|; near p = q the terms cancel.
/// - Source: Kullback and Leibler 1951, "On information and sufficiency".
public func divergence(
  of p: [Double], from q: [Double], in unit: InformationUnit = .nats
) -> Double {
  checkPair(p, q)
  return sumOfLogRatios(p, q) * unit.perNat
}

/// JS(p, q) = ½ D(p ‖ m) + ½ D(q ‖ m) with m = ½(p + q), at most ln 2.
///
/// - Shape: one probability an outcome, as many in p as in q; each sums to 1.
/// - Unit: `unit`; nats unless said.
/// - Edges: finite for every p and q; disjoint ones give 1 bit.
/// - Error: 2 ulp of the sum of the terms' magnitudes.
/// - Source: Lin 1991, "Divergence measures based on the Shannon entropy".
public func jensenShannonDivergence(
  between p: [Double], and q: [Double], in unit: InformationUnit = .nats
) -> Double {
  checkPair(p, q)
  let middle = zip(p, q).map { 0.5 * ($0 + $1) }
  return 0.5 * (sumOfLogRatios(p, middle) + sumOfLogRatios(q, middle)) * unit.perNat
}

private func sumOfLogRatios(_ p: [Double], _ q: [Double]) -> Double {
  var sum = CompensatedSum()
  for (x, y) in zip(p, q) where x > 0 {
    // Close to 1 the ratio has lost the digits that the difference still has.
    let isClose = x >= 0.5 * y && x <= 2 * y
    sum.add(x * (isClose ? .log(onePlus: (x - y) / y) : .log(x / y)))
  }
  return sum.value
}
