/// A number type that stores logits: `Float`, `Double`, `Float16` or ``BFloat16``.
///
/// Whatever the storage, every definition in this package computes in `Double`: a `Float` gradient
/// is then right to 2 ulp of the scale that its loss names, and there is one definition per loss,
/// not one per type. Batches go to a kernel where there is one; it computes in the type of the
/// logits, within (|zⱼ − max| + 4) ulp.
public protocol LogitScalar: BitwiseCopyable, Sendable {
  /// The value in the arithmetic that the definitions use; exact.
  var arithmetic: Double { get }

  /// The nearest stored number.
  init(rounding value: Double)
}

extension Float: LogitScalar {
  /// The value in the arithmetic that the definitions use; exact.
  @inlinable public var arithmetic: Double { Double(self) }

  /// The nearest stored number.
  @inlinable public init(rounding value: Double) { self = Float(value) }
}

extension Double: LogitScalar {
  /// The value in the arithmetic that the definitions use: itself.
  @inlinable public var arithmetic: Double { self }

  /// The nearest stored number: the value itself.
  @inlinable public init(rounding value: Double) { self = value }
}
