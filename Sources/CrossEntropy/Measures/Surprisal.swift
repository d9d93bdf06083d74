internal import RealModule

/// −log p, how surprising an outcome of probability p is: the cross entropy of one event.
///
/// - Shape: a probability, from 0 to 1.
/// - Unit: `unit`; nats by default.
/// - Edges: p = 1 gives 0, p = 0 gives +∞; a NaN gives NaN.
/// - Error: 1 ulp, 2 in other units, enforced by `SurprisalTests.vectors`.
/// - Source: Tribus 1961, "Thermostatics and thermodynamics".
public func surprisal(
  of p: Double, in unit: InformationUnit = .nats
) throws(DistributionError) -> Double {
  if p < 0 || p > 1 { throw .notAProbability(row: nil, outcome: nil, value: p) }
  // From 0, so that certainty costs 0 and not −0.
  switch unit {
  case .nats: return 0 - .log(p)
  case .bits: return 0 - .log2(p)
  case .hartleys: return 0 - .log10(p)
  }
}

/// x log x with 0·log 0 = 0: what a share adds to a negative entropy, in nats.
///
/// - Edges: below 0 and NaN give NaN; +∞ gives +∞.
/// - Error: 2 ulp, enforced by `SurprisalTests.vectors`.
public func xLogX(_ x: Double) -> Double { x == 0 ? 0 : x * .log(x) }
