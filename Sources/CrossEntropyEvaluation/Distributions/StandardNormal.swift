#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// The standard normal distribution.
package enum StandardNormal {
  /// Φ(x) = ½·erfc(−x / √2), the probability below `x`.
  package static func cumulative(_ x: Double) -> Double {
    0.5 * erfc(-x * 0.5.squareRoot())
  }

  /// Φ⁻¹(p), the point below which the probability is `p`.
  ///
  /// - Edges: p = 0 gives −∞, p = 1 gives +∞; outside [0, 1] it throws.
  /// - Error: at most 1e-13 relative, enforced by `DistributionsTests.normalQuantile`.
  package static func quantile(_ p: Double) throws(EvaluationError) -> Double {
    // False for NaN too.
    guard p >= 0, p <= 1 else { throw .outOfRange(.p, p) }
    return quantile(within: p)
  }

  /// Φ⁻¹(p) of a p that is known to be in [0, 1].
  package static func quantile(within p: Double) -> Double {
    if p > 0.5 { return -lowerQuantile(1 - p, belowMiddle: p - 0.5) }
    return lowerQuantile(p, belowMiddle: 0.5 - p)
  }

  private static func lowerQuantile(_ p: Double, belowMiddle: Double) -> Double {
    if p == 0 { return -.infinity }
    // Start within 4.5e-4 (Abramowitz and Stegun 26.2.23); each Halley step cubes the error.
    let t = (-2 * log(p)).squareRoot()
    let numerator = 2.515517 + t * (0.802853 + t * 0.010328)
    var x = numerator / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t
    for _ in 0..<3 {
      let density = exp(-0.5 * x * x) * (0.5 / .pi).squareRoot()
      // Near the middle the distance from it keeps the digits, in the tail the tail does.
      let excess =
        belowMiddle < 0.25
        ? belowMiddle - 0.5 * erf(-x * 0.5.squareRoot())
        : cumulative(x) - p
      let step = excess / density
      x -= step / (1 + 0.5 * x * step)
    }
    return x
  }
}
