/// A running sum that carries what rounding dropped (Neumaier's form of Kahan's sum).
///
/// Its error is two roundings of the sum, plus some n·2⁻¹⁰⁵ of the n terms' magnitudes; an infinite
/// term makes it infinite.
@usableFromInline
package struct CompensatedSum: Sendable, Hashable, Codable {
  @usableFromInline var sum = 0.0
  @usableFromInline var dropped = 0.0

  @inlinable package init() {}

  @inlinable package mutating func add(_ term: Double) {
    let next = sum + term
    dropped += abs(sum) >= abs(term) ? (sum - next) + term : (term - next) + sum
    sum = next
  }

  /// Adds the terms of another sum.
  package mutating func merge(_ other: CompensatedSum) {
    add(other.sum)
    dropped += other.dropped
  }

  package var value: Double { sum.isFinite ? sum + dropped : sum }
}
