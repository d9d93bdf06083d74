internal import RealModule

/// D(p ‖ q) = Σᵢ pᵢ log(pᵢ / qᵢ), what forecasting q costs above the entropy of p.
///
/// The Kullback–Leibler divergence: 0 where q = p, else above 0, and not symmetric.
///
/// - Shape: one probability an outcome, as many in p as in q; each sums to 1.
/// - Unit: `unit`; nats unless said.
/// - Edges: p = 0 adds 0 even where q = 0; p > 0 with q = 0 gives +∞.
/// - Error: 2 ulp of Σ|pᵢ log(pᵢ/qᵢ)| in nats, enforced by `DivergenceTests.divergences`; near p = q
///   the terms cancel.
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
/// - Error: 8 ulp, also near p = q, enforced by `DivergenceTests.jensenShannonDivergences`.
/// - Source: Lin 1991, "Divergence measures based on the Shannon entropy".
public func jensenShannonDivergence(
  between p: [Double], and q: [Double], in unit: InformationUnit = .nats
) -> Double {
  checkPair(p, q)
  var sum = CompensatedSum()
  for (x, y) in zip(p, q) where x + y > 0 {
    if isClose(x, y) {
      // With x, y = m(1 ± d) the two terms nearly cancel, and this is what they leave.
      let d = (x - y) / (x + y)
      sum.add(0.5 * (x + y) * (.log(onePlus: -d * d) + 2 * d * .atanh(d)))
    } else {
      sum.add(surprisalAboveMiddle(x, y) + surprisalAboveMiddle(y, x))
    }
  }
  return 0.5 * sum.value * unit.perNat
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

/// log(x / y) for x > 0.
private func logRatio(_ x: Double, _ y: Double) -> Double {
  // Close to 1 the ratio has lost the digits that the difference still has.
  if isClose(x, y) { return .log(onePlus: (x - y) / y) }
  let ratio = x / y
  return ratio == .infinity ? .log(x) - .log(y) : .log(ratio)
}

/// Within a factor of 2, where x − y is exact.
private func isClose(_ x: Double, _ y: Double) -> Bool { x >= 0.5 * y && x <= 2 * y }
