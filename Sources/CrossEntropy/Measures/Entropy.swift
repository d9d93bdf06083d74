internal import RealModule

/// H(p) = −Σᵢ pᵢ log pᵢ, the mean surprisal of a distribution.
///
/// - Shape: one probability per outcome; they sum to 1.
/// - Unit: `unit`; nats by default.
/// - Edges: 0·log 0 = 0; one certain outcome gives 0.
/// - Error: 2 ulp in nats, enforced by `EntropyTests.entropies`; 4 ulp in other units.
/// - Source: Shannon 1948, "A mathematical theory of communication".
public func entropy(of p: [Double], in unit: InformationUnit = .nats) throws(DistributionError)
  -> Double
{
  try checkDistribution(p)
  var sum = CompensatedSum()
  for x in p where x > 0 { sum.add(-x * .log(x)) }
  return sum.value * unit.perNat
}

/// H(p, q) = −Σᵢ pᵢ log qᵢ, the mean surprisal of outcomes from p under the forecast q.
///
/// It is H(p) + D(p ‖ q), so at least H(p), with equality where q = p.
///
/// - Shape: one probability per outcome, as many in p as in q; each sums to 1.
/// - Unit: `unit`; nats by default.
/// - Edges: an outcome with p = 0 costs 0 even where q = 0; p > 0 with q = 0 gives +∞.
/// - Error: 2 ulp in nats, enforced by `EntropyTests.crossEntropies`; 4 ulp in other units.
/// - Source: Good 1956, "Some terminology and notation in information theory".
public func crossEntropy(
  of p: [Double], under q: [Double], in unit: InformationUnit = .nats
) throws(DistributionError) -> Double {
  try checkPair(p, q)
  var sum = CompensatedSum()
  for (x, y) in zip(p, q) where x > 0 { sum.add(-x * .log(y)) }
  return sum.value * unit.perNat
}

/// exp(H(p)), the number of equally likely outcomes that would be just as uncertain.
///
/// - Shape: one probability per outcome; they sum to 1.
/// - Unit: outcomes; the same in every base.
/// - Edges: one certain outcome gives 1.
/// - Error: (1 + H) · 2 ulp, enforced by `EntropyTests.entropies`.
/// - Source: Jelinek et al. 1977, "Perplexity, a measure of the difficulty of speech recognition
///   tasks".
public func perplexity(of p: [Double]) throws(DistributionError) -> Double {
  .exp(try entropy(of: p))
}

/// exp(ℓ), the perplexity of a mean cross entropy ℓ in nats.
public func perplexity(ofMeanCrossEntropy nats: Double) -> Double { .exp(nats) }
