internal import RealModule

/// log(1 + x) − x, without cancellation near 0.
///
/// - Error: 8 ulp, enforced by `LogOnePlusMinusTests.vectors`.
package func logOnePlusMinus(_ x: Double) -> Double {
  if abs(x) > 0.4 { return .log(onePlus: x) - x }
  // log(1 + x) = 2 atanh(r), and 2r = x − rx.
  let r = x / (2 + x)
  let y = r * r
  var series = 0.0
  for k in stride(from: 13, through: 0, by: -1) { series = series * y + 1 / Double(2 * k + 3) }
  return r * (2 * y * series - x)
}

/// x log(x/y) − x + y, which is 0 where x = y, else above 0: what one outcome adds to D(x ‖ y).
///
/// Over distributions the − x + y sum to 0. With them the term is flat at x = y, so that a rounded
/// y costs next to nothing: `MutualInformationTests`, `KullbackLeiblerLossTests`.
package func divergenceTerm(_ x: Double, _ y: Double) -> Double {
  if x == 0 { return y }
  if isClose(x, y) {
    let d = (x - y) / y
    return y * (d * .log(onePlus: d) + logOnePlusMinus(d))
  }
  return x * logRatio(x, y) - (x - y)
}

/// log(x / y) for x > 0.
package func logRatio(_ x: Double, _ y: Double) -> Double {
  // Near 1 the ratio has lost digits that the difference still has.
  if isClose(x, y) { return .log(onePlus: (x - y) / y) }
  let ratio = x / y
  return ratio < .leastNormalMagnitude || ratio == .infinity ? .log(x) - .log(y) : .log(ratio)
}

/// Within a factor of 2, where x − y is exact.
package func isClose(_ x: Double, _ y: Double) -> Bool {
  // Not x ≥ ½y: half of the least number above 0 is 0.
  2 * x >= y && x <= 2 * y
}
