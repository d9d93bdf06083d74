/// A number that the inputs and weights of a ``LinearCrossEntropy`` can be: `Float`, `Double`, `Float16` or
/// ``BFloat16``.
///
/// Nothing else can conform: a conformance needs a ``LinearStorage`` of its type, which only this package makes.
public protocol LinearScalar: LogitScalar {
  /// What products, sums and gradients are held in: `Float` for two-byte numbers, else the type itself.
  associatedtype LinearGradient: LinearScalar where LinearGradient.LinearGradient == LinearGradient

  /// How the type is stored.
  static var linearStorage: LinearStorage<Self> { get }
}

/// How a number of a linear layer is stored; there is one of each ``LinearScalar``, and no way to make another.
public struct LinearStorage<S: LogitScalar>: Sendable {
  enum Kind { case float, double, bfloat16, float16 }

  let kind: Kind
}

extension Float: LinearScalar {
  /// Itself.
  public typealias LinearGradient = Float
  /// Four bytes.
  public static var linearStorage: LinearStorage<Float> { LinearStorage(kind: .float) }
}

extension Double: LinearScalar {
  /// Itself.
  public typealias LinearGradient = Double
  /// Eight bytes.
  public static var linearStorage: LinearStorage<Double> { LinearStorage(kind: .double) }
}

extension BFloat16: LinearScalar {
  /// `Float`: a sum of rows in 8 bits would lose most of them.
  public typealias LinearGradient = Float
  /// The upper two bytes of a `Float`.
  public static var linearStorage: LinearStorage<BFloat16> { LinearStorage(kind: .bfloat16) }
}

#if !(os(macOS) && arch(x86_64))
  extension Float16: LinearScalar {
    /// `Float`: a sum of rows in 11 bits would lose most of them.
    public typealias LinearGradient = Float
    /// Two bytes.
    public static var linearStorage: LinearStorage<Float16> { LinearStorage(kind: .float16) }
  }
#endif
