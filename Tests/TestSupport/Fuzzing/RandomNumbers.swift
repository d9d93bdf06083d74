extension SplitMix64 {
  /// A number from 0 to below 1.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number as a caller may give it: ordinary, at an edge, or impossible.
  public mutating func number() -> Double {
    switch below(8) {
    case 0: pick(edges)
    case 1: Double(below(10))
    case 2: Double(bitPattern: next())
    default: 20 * (uniform() - 0.5)
    }
  }

  /// Some numbers as a caller may give them.
  public mutating func numbers(_ count: Int) -> [Double] {
    switch below(3) {
    case 0: (0..<count).map { _ in number() }
    case 1: (0..<count).map { _ in 10 * (uniform() - 0.5) }
    default: distribution(count)
    }
  }

  /// Numbers that sum to 1, or as nearly as is taken, some of them 0; perhaps one has slipped, or all
  /// are near the greatest.
  public mutating func distribution(_ count: Int) -> [Double] {
    guard count > 0 else { return [] }
    let shares = (0..<count).map { _ in once(in: 4) ? 0 : uniform() }
    let sum = shares.reduce(0, +)
    var all = sum > 0 ? shares.map { $0 / sum } : [1] + [Double](repeating: 0, count: count - 1)
    if once(in: 10) { all[below(count)] = number() }
    if once(in: 8) {
      let slip = 1 + 1e-6 * pick([-1, 1, uniform(), -uniform()])
      all = all.map { $0 * slip }
    }
    if once(in: 20) {
      let greatest = Double.greatestFiniteMagnitude
      all = all.map { once(in: 2) ? $0 * greatest : $0 * greatest.ulp / 2 }
      if once(in: 2) { all[below(count)] = greatest }
    }
    return all
  }

  /// How many numbers a caller may give.
  public mutating func count() -> Int { once(in: 200) ? below(300) : below(7) }
}

private let edges: [Double] = [
  0, -0.0, 1, -1, 2, 0.5, 36.7, -36.7, 709.8, -745.2, 1e15, 1e16, -1e16, 1e154, 1e300, -1e300,
  1e-300,
  0x1p53, 0x1p63, -0x1p63, 0x1p64, .leastNonzeroMagnitude, .leastNormalMagnitude,
  .greatestFiniteMagnitude,
  -.greatestFiniteMagnitude, .infinity, -.infinity, .nan, 1.nextDown, 1.nextUp, 0.1, 1.0 / 3,
]
