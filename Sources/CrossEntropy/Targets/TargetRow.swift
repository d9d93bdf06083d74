/// tⱼ = baseⱼ + spike · [j = label]: the target of one row, hard, smoothed, weighted or soft.
///
/// One form holds them all: a hard label has no base, a smoothed one shares its base with every
/// row, and a soft row is all base.
public struct TargetRow: ~Escapable {
  /// The class that carries the spike, or −1 where there is none.
  public let label: Int
  /// The label's weight above the base.
  public let spike: Double
  /// The weight on each output below the spike; empty where it is 0 everywhere.
  @usableFromInline let base: Span<Double>
  /// The weight of each output's distribution; empty where all have `mass`.
  @usableFromInline let masses: Span<Double>
  /// The weight of the whole distribution.
  ///
  /// Under softmax it is Σⱼ tⱼ. Under sigmoid it is the weight of an output's "yes" and "no" together, so
  /// that "no" weighs `mass − tⱼ`.
  public let mass: Double

  /// A target row.
  ///
  /// `masses` is for sigmoid outputs that weigh differently; elsewhere it is empty.
  @_lifetime(copy base, copy masses)
  public init(
    label: Int, spike: Double, base: Span<Double>, mass: Double, masses: Span<Double> = Span()
  ) {
    self.label = label
    self.spike = spike
    self.base = base
    self.mass = mass
    self.masses = masses
  }

  /// The target of output `j`.
  @inlinable
  public subscript(j: Int) -> Double {
    let level = base.isEmpty ? 0 : base[j]
    return j == label ? level + spike : level
  }

  /// True where all the weight sits on the label.
  @inlinable
  public var isHard: Bool { base.isEmpty && label >= 0 }

  /// The weight of the distribution of output `j`.
  @inlinable
  public func mass(of j: Int) -> Double { masses.isEmpty ? mass : masses[j] }
}
