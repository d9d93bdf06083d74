#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// Student's t distribution.
package struct StudentT: Sendable, Hashable {
  /// The degrees of freedom, 1 or more, not necessarily whole.
  package let degreesOfFreedom: Double

  /// The distribution with the given degrees of freedom, 1 or more.
  package init(degreesOfFreedom: Double) throws(EvaluationError) {
    guard degreesOfFreedom >= 1, degreesOfFreedom.isFinite else {
      throw .outOfRange(.degreesOfFreedom, degreesOfFreedom)
    }
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// F(t) = 1 − ½·I_x(ν/2, ½) with x = ν / (ν + t²) for t ≥ 0, the probability below `t`.
  ///
  /// - Error: at most 1e-10 relative to the smaller tail, enforced by
  ///   `DistributionsTests.studentCumulative`.
  package func cumulative(_ t: Double) -> Double {
    if t.isNaN { return .nan }
    return t < 0 ? parts(-t).tail : 0.5 + parts(t).middle
  }

  /// F⁻¹(p), the point below which the probability is `p`.
  ///
  /// - Edges: p = 0 gives −∞, p = 1 gives +∞; outside [0, 1] it throws.
  /// - Error: at most 1e-10 relative, enforced by `DistributionsTests.studentQuantile`.
  package func quantile(_ p: Double) throws(EvaluationError) -> Double {
    guard p >= 0, p <= 1 else { throw .outOfRange(.p, p) }
    if p == 0 { return -.infinity }
    if p == 1 { return .infinity }
    if p == 0.5 { return 0 }
    return p < 0.5
      ? -upperQuantile(tail: p, middle: 0.5 - p) : upperQuantile(tail: 1 - p, middle: p - 0.5)
  }

  private func upperQuantile(tail: Double, middle: Double) -> Double {
    if tail > 0.25 {
      // The middle part is concave in t: Newton from 0 rises to the root and never passes it.
      var t = middle / density(0)
      for _ in 0..<100 {
        let step = (middle - parts(t).middle) / density(t)
        t += step
        if abs(step) <= 1e-15 * t { break }
      }
      return t
    }
    // log tail is concave in log t, and close to a line for small ν: Newton passes the root at most
    // once and then falls to it.
    var t = -StandardNormal.quantile(within: tail)
    for _ in 0..<100 {
      let reached = parts(t).tail
      let step = log(reached / tail) * reached / (t * density(t))
      t *= exp(step)
      if abs(step) <= 1e-15 { break }
    }
    return t
  }

  private func density(_ t: Double) -> Double {
    let nu = degreesOfFreedom
    let peak = gammaRatio(nu / 2) / (.pi * nu).squareRoot()
    return peak * exp(-0.5 * (nu + 1) * log1p(t * t / nu))
  }

  /// P(0 < T < t) and P(T > t), each with its own digits.
  private func parts(_ t: Double) -> (middle: Double, tail: Double) {
    if t == 0 { return (0, 0.5) }
    let nu = degreesOfFreedom
    let a = nu / 2
    let square = t * t
    let logX = -log1p(square / nu)
    let logY = -log1p(nu / square)
    let front = exp(a * logX + 0.5 * logY) * gammaRatio(a) / Double.pi.squareRoot()
    let x = exp(logX)
    if x < (a + 1) / (a + 2.5) {
      let tail = 0.5 * front * betaFraction(a, 0.5, x) / a
      return (0.5 - tail, tail)
    }
    let middle = 0.5 * front * betaFraction(0.5, a, exp(logY)) / 0.5
    return (middle, 0.5 - middle)
  }
}

/// Γ(a + ½) / Γ(a), by its asymptotic series beyond 20 and by recurrence before.
private func gammaRatio(_ a: Double) -> Double {
  var product = 1.0
  var a = a
  while a < 20 {
    product *= a / (a + 0.5)
    a += 1
  }
  let r = 1 / a
  let square = r * r
  let series =
    r * (-1.0 / 8 + square * (1.0 / 192 + square * (-1.0 / 640 + square * (17.0 / 14_336))))
  return product * a.squareRoot() * exp(series)
}

/// The continued fraction of I_x(a, b)·a·B(a, b) / (xᵃ(1 − x)ᵇ), by Lentz's method.
///
/// It needs about √max(a, b) steps where x < (a + 1) / (a + b + 2).
private func betaFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
  let tiny = 1e-300
  func away(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
  var c = 1.0
  var d = 1 / away(1 - (a + b) * x / (a + 1))
  var fraction = d
  for step in 1...1_000_000 {
    let m = Double(step)
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / away(1 + even * d)
    c = away(1 + even / c)
    fraction *= d * c
    let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / away(1 + odd * d)
    c = away(1 + odd / c)
    let factor = d * c
    fraction *= factor
    if abs(factor - 1) <= 1e-16 { break }
  }
  return fraction
}
