internal import CrossEntropyLearning

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
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

  let kind: Kind
  let domain: (low: Double, high: Double)
  let range: (start: Double, end: Double)

  /// The place of a value; beyond the domain it is the nearest end.
  func callAsFunction(_ value: Double) -> Double {
    let (low, high) = (spread(domain.low), spread(domain.high))
    guard high > low, !value.isNaN else { return range.start }
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
    let decimals = max(0, Int((-log10(step) + 1e-9).rounded(.up)))
    let first = Int((domain.low / step - 1e-9).rounded(.up))
    let last = Int((domain.high / step + 1e-9).rounded(.down))
    guard first <= last, last - first < 50 else { return [] }
    return (first...last).map { i in
      let value = Double(i) * step
      return Tick(value: value, text: number(value, decimals))
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

/// A number as the page writes it: with a minus sign, not a hyphen.
func number(_ x: Double, _ decimals: Int) -> String { minus(fixed(x, decimals)) }

/// A difference: its sign always, two digits.
func signedNumber(_ x: Double) -> String {
  if abs(x) < 1e-9 { return "0" }
  return (x < 0 ? "−" : "+") + powers(significant(abs(x)))
}

/// 7.2·10⁻⁸ in place of 7.2e-8.
private func powers(_ text: String) -> String {
  let parts = text.split(separator: "e")
  guard parts.count == 2 else { return text }
  let digits: [Character: Character] = [
    "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷",
    "8": "⁸", "9": "⁹",
  ]
  return parts[0] + "·10" + String(parts[1].map { digits[$0] ?? $0 })
}

/// The text of a number with a minus sign in place of a hyphen.
func minus(_ text: String) -> String { text.hasPrefix("-") ? "−" + text.dropFirst() : text }

/// 12 345 with narrow gaps from ten thousand on.
func count(_ n: Int) -> String {
  guard n >= 10_000 else { return "\(n)" }
  var digits = String(n)
  var parts: [String] = []
  while digits.count > 3 {
    parts.insert(String(digits.suffix(3)), at: 0)
    digits.removeLast(3)
  }
  return ([digits] + parts).joined(separator: "\u{202F}")
}

func percent(_ share: Double, _ decimals: Int = 1) -> String {
  number(100 * share, decimals) + "\u{202F}%"
}
