internal import RealModule

/// p = 1 / (1 + exp(−z)) of one sigmoid output, and 1 − p, each with all its digits, and their
/// logarithms.
///
/// A loss of your own on sigmoid outputs needs nothing else of z: ∂p/∂z is p·(1 − p), ∂log p/∂z is
/// 1 − p, and ∂log(1 − p)/∂z is −p.
///
/// - Edges: ±∞ give 1 and 0; a NaN gives NaN.
/// - Error: 3 ulp, 2 ulp of the logarithms, enforced by `SoftmaxTests.sigmoidVectors`.
public struct SigmoidOutput: Sendable, Hashable {
  /// p, the probability of "yes".
  public let probability: Double
  /// 1 − p, the probability of "no".
  public let complement: Double
  /// log p.
  public let logProbability: Double
  /// log(1 − p).
  public let logComplement: Double

  /// The probabilities of a logit.
  @inline(__always)
  public init(_ z: Double) {
    let e = Double.exp(-abs(z))
    let greater = 1 / (1 + e)
    let lesser = e / (1 + e)
    let softplus = Double.log(onePlus: e)
    (probability, complement) = z >= 0 ? (greater, lesser) : (lesser, greater)
    (logProbability, logComplement) =
      z >= 0 ? (-softplus, -z - softplus) : (z - softplus, -softplus)
  }
}
