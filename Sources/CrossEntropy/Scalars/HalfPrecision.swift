// Two-byte numbers that store logits: read exactly, computed with in Double, rounded once.

#if !(os(macOS) && arch(x86_64))
  extension Float16: LogitScalar {
    /// The value in the arithmetic that the definitions use; exact.
    public var arithmetic: Double { Double(self) }

    /// The nearest stored number; beyond 65 504 it is infinite.
    public init(rounding value: Double) { self = Float16(value) }
  }
#endif

/// A number of 8 bits of precision with the range of `Float`: the upper half of its bits.
///
/// The standard library has no such type; this one stores and converts, and computes nothing.
public struct BFloat16: LogitScalar, Hashable, Codable {
  /// The sign, 8 bits of exponent and 7 of the mantissa.
  public let bitPattern: UInt16

  /// The number of these bits.
  public init(bitPattern: UInt16) { self.bitPattern = bitPattern }

  /// The value in the arithmetic that the definitions use; exact.
  public var arithmetic: Double { Double(Float(bitPattern: UInt32(bitPattern) << 16)) }

  /// The nearest stored number; on ties the one with an even last bit.
  public init(rounding value: Double) {
    if value.isNaN {
      bitPattern = 0x7FC0
      return
    }
    var bits = Float(value).bitPattern
    // Rounded to Float first, a value could come to lie halfway that does not: where it was
    // rounded, its last bit says so.
    let rounded = Double(Float(bitPattern: bits))
    if rounded != value, rounded.isFinite {
      if abs(rounded) > abs(value) { bits -= 1 }
      bits |= 1
    }
    // An infinity has no bits below the kept ones, and carries stop there.
    bitPattern = UInt16(truncatingIfNeeded: (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16)
  }
}

extension BFloat16: CustomStringConvertible {
  /// The value in the fewest digits that identify it as a `Float`.
  public var description: String { "\(Float(arithmetic))" }
}
