/// A loss of one row of logits: the negative log-likelihood of an output unit, or a rival of it.
///
/// A loss knows its own shape (γ, q, a scale). Everything about targets and rows, such as class
/// weights or smoothing, is said once for all losses in ``Objective``. A loss of your own writes
/// ``formGradient(_:target:)`` and has the rest.
public protocol Loss: Sendable, Hashable {
  /// The name in JSON and in model files, such as `cross_entropy`.
  var name: String { get }

  /// The unit that turns this loss's logits into a prediction.
  var outputUnit: OutputUnit { get }

  /// What the targets are; as the unit says unless a loss says otherwise.
  var targetKind: TargetKind { get }

  /// ℓ(z, a·t + b·u) = a·ℓ(z, t) + b·ℓ(z, u), whole rows scaled together with their mass.
  ///
  /// True: class weights scale the target. False: they scale the row's whole loss.
  static var isLinearInTarget: Bool { get }

  /// On entry `row` holds logits, on return ∂ℓ/∂z; the result is ℓ in nats.
  ///
  /// A row of in-place storage is all that it may write. Mark it
  /// `@specialized(where S == Float) @specialized(where S == Double)`: without that, generic code
  /// behind the wall of a module is some fifteen times slower.
  func formGradient<S: LogitScalar>(_ row: inout MutableSpan<S>, target: borrowing TargetRow)
    -> Double

  /// On entry `row` holds logits, on return ∂²ℓ/∂zⱼ², the diagonal of the Hessian.
  ///
  /// Returns false, having written nothing, where the loss has none to give.
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

  /// No second derivative to give.
  public func formHessianDiagonal<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Bool { false }

  /// The number of classes that this many outputs tell apart: a lone one that shares no distribution
  /// tells two.
  func classes(outputs: Int) -> Int { targetKind != .distribution && outputs == 1 ? 2 : outputs }
}
