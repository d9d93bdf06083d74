/// The values that a search tries: given ones, or a geometric grid that grows where the best is at
/// an edge.
struct SearchGrid: Sendable {
  /// Values given by the caller, which do not grow; nil for the grid.
  let given: [Double]?
  /// The exponents at first, of `value`.
  let exponents: ClosedRange<Int>
  /// The number of values that are added at once.
  let growth: Int
  /// How often they may be added on a side.
  let mostGrowths: Int
  /// Whether the greatest value is no end in itself, so that greater ones may be tried.
  var growsUp = true
  /// The value of an exponent.
  let value: @Sendable (Int) -> Double

  /// λ: 10⁻⁶, 10⁻⁵, …, 10⁰; two decades more, at most twice on a side.
  static func penalties(given: [Double]?) -> SearchGrid {
    SearchGrid(given: given, exponents: -6...0, growth: 2, mostGrowths: 2) { power($0) }
  }

  /// λ of the absolute penalty, on which more hangs: 10⁻⁴ to 1 by factors of √10; a decade less, at most twice.
  ///
  /// Under 1 hardly a weight is other than 0 whatever the table, since features have a standard deviation of 1 and slopes
  /// one of at most ½.
  static func absolutePenalties(given: [Double]?) -> SearchGrid {
    SearchGrid(given: given, exponents: -8...0, growth: 2, mostGrowths: 2, growsUp: false) {
      powerOfRootTen($0)
    }
  }

  /// The step size of a network: 10⁻⁴ to 10⁻¹ by factors of √10; a decade more, once on a side.
  static func steps(given: [Double]?) -> SearchGrid {
    SearchGrid(given: given, exponents: -8 ... -2, growth: 2, mostGrowths: 1) { powerOfRootTen($0) }
  }

  /// What is tried first, from large to small.
  var first: [Double] { given?.sorted(by: >) ?? exponents.reversed().map(value) }
}

/// √10ⁿ.
func powerOfRootTen(_ n: Int) -> Double {
  n.isMultiple(of: 2) ? power(n / 2) : 10.0.squareRoot() * power((n - 1) / 2)
}

/// 10ⁿ, exact where a Double can be.
private func power(_ n: Int) -> Double { Double("1e\(n)") ?? .nan }
