#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// Where a value stands on an axis.
struct Scale: Sendable {
  /// How values are spread.
  enum Kind: Sendable {
    case linear
    /// log(1 + x): the first epochs far apart.
    case counts
    /// log(p / (1 − p)): the ends of the probabilities far apart.
    case logit
  }

  /// A place on the axis with what is written there.
  struct Tick: Sendable {
    let value: Double
    let text: String
  }

  /// A place on an axis from right to wrong, named by the probability of the truth.
  static func truth(_ probability: Double) -> Tick {
    Tick(value: 1 - probability, text: board(probability))
  }

  let kind: Kind
  let domain: (low: Double, high: Double)
  let range: (start: Double, end: Double)

  /// The place of a value; beyond the domain it is the nearest end.
  func callAsFunction(_ value: Double) -> Double {
    let (low, high) = (spread(domain.low), spread(domain.high))
    guard high > low, (high - low).isFinite, !value.isNaN else { return range.start }
    let share = (spread(min(max(value, domain.low), domain.high)) - low) / (high - low)
    return range.start + share * (range.end - range.start)
  }

  /// Round values within the domain, about as many as asked for.
  func ticks(_ count: Int) -> [Tick] {
    let width = domain.high - domain.low
    guard width > 0, width.isFinite, count > 0 else { return [] }
    let rough = width / Double(count)
    let unit = pow(10, log10(rough).rounded(.down))
    let step = [1, 2, 5, 10].map { $0 * unit }.first { $0 >= rough * 0.999 } ?? 10 * unit
    guard step > 0, step.isFinite else { return [] }
    let decimals = max(0, Int((-log10(step) + 1e-9).rounded(.up)))
    let first = Int((domain.low / step - 1e-9).rounded(.up))
    let last = Int((domain.high / step + 1e-9).rounded(.down))
    guard first <= last, last - first < 50 else { return [] }
    return (first...last).map { i in
      let value = Double(i) * step
      return Tick(value: value, text: fixed(value, decimals))
    }
  }

  private func spread(_ x: Double) -> Double {
    switch kind {
    case .linear: x
    case .counts: log1p(max(0, x))
    case .logit: log(x / (1 - x))
    }
  }
}
