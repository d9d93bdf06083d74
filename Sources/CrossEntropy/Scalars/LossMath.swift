internal import RealModule

/// The elementary functions that a loss of your own needs, so that it needs no other module.
///
/// They are the C library's, which are right to 1 ulp where the library is glibc or Apple's.
public enum LossMath {
  /// eˣ.
  public static func exp(_ x: Double) -> Double { .exp(x) }

  /// eˣ − 1, with all its digits where x is small.
  public static func expMinusOne(_ x: Double) -> Double { .expMinusOne(x) }

  /// log x; −∞ of 0, NaN below.
  public static func log(_ x: Double) -> Double { .log(x) }

  /// log(1 + x), with all its digits where x is small.
  public static func log(onePlus x: Double) -> Double { .log(onePlus: x) }

  /// xʸ; NaN where x is below 0.
  public static func pow(_ x: Double, _ y: Double) -> Double { .pow(x, y) }

  /// The hyperbolic tangent of x.
  public static func tanh(_ x: Double) -> Double { .tanh(x) }
}
