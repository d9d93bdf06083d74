/// A loss of one row of logits: the negative log-likelihood of an output unit, or a rival.
///
/// A loss knows its own parameters (γ, q, a scale). Everything about targets and rows, such as
/// class weights or smoothing, is in ``Objective``, the same for all losses. For a loss of your
/// own, write ``formGradient(_:target:)`` with ``SoftmaxRow`` or ``SigmoidOutput``; the rest follows, and
/// `brokenLaws(of:)` of `CrossEntropyTesting` checks it. ``LossCatalog`` lists the losses of
/// this package, with what is known of each.
public protocol Loss: Sendable, Hashable {
  /// The name in JSON and in model files, such as `cross_entropy`.
  var name: String { get }

  /// The unit that turns this loss's logits into a prediction.
  var outputUnit: OutputUnit { get }

  /// What the targets are; the unit decides unless the loss says otherwise.
  var targetKind: TargetKind { get }

  /// ℓ(z, a·t + b·u) = a·ℓ(z, t) + b·ℓ(z, u), whole rows scaled together with their mass.
  ///
  /// True: class weights scale the target. False: they scale the row's whole loss.
  static var isLinearInTarget: Bool { get }

  /// On entry `row` holds logits, on return ∂ℓ/∂z; the result is ℓ in nats.
  ///
  /// It writes nothing but the row. Mark it `@specialized(where S == Float) @specialized(where S ==
  /// Double)`: otherwise generic code called from another module runs some fifteen times slower.
  func formGradient<S: LogitScalar>(_ row: inout MutableSpan<S>, target: borrowing TargetRow)
    -> Double

  /// On entry `row` holds logits, on return ∂²ℓ/∂zⱼ², the diagonal of the Hessian.
  ///
  /// Returns false and writes nothing where the loss has no second derivative.
  func formHessianDiagonal<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Bool
}

extension Loss {
  /// A distribution under softmax, indicators under sigmoid, else measurements.
  public var targetKind: TargetKind {
    switch outputUnit {
    case .softmax: .distribution
    case .sigmoid: .indicators
    case .identity, .exponential: .measurements
    }
  }

  /// No second derivative.
  public func formHessianDiagonal<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Bool { false }

  /// The number of classes that this many outputs tell apart: two for a single output that is not
  /// softmax.
  func classes(outputs: Int) -> Int { targetKind != .distribution && outputs == 1 ? 2 : outputs }
}
