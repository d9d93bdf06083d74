/// Bars from a line at 0, the name of each above it; a whisker is the interval of its value.
struct BarChart: Sendable {
  struct Bar: Sendable {
    let name: String
    let value: Double
    /// The value as it is written beside the name.
    let text: String
    let low: Double?
    let high: Double?

    init(name: String, value: Double, text: String, low: Double? = nil, high: Double? = nil) {
      self.name = name
      self.value = value
      self.text = text
      self.low = low
      self.high = high
    }

    fileprivate var ends: [Double] { [value, low, high].compactMap { $0 }.filter(\.isFinite) }
  }

  let bars: [Bar]
  let unit: String

  private static let rowHeight = 36.0
  private static let top = 4.0

  var height: Double { Self.top + Double(bars.count) * Self.rowHeight + 38 }

  var content: [Markup] {
    let ends = bars.flatMap(\.ends)
    let (low, high) = (min(0, ends.min() ?? 0), max(0, ends.max() ?? 0))
    let pad = high > low ? 0.04 * (high - low) : 1
    let scale = Scale(
      kind: .linear, domain: (low < 0 ? low - pad : 0, high > 0 ? high + pad : 0),
      range: (8, Figure.width - 8))
    let bottom = Self.top + Double(bars.count) * Self.rowHeight + 4
    var parts: [Markup] = []
    let ticks = scale.ticks(5)
    for tick in ticks {
      let x = scale(tick.value)
      let anchor = x < 22 ? Anchor.start : x > Figure.width - 22 ? .end : .middle
      parts.append(label(tick.text, x, bottom + 16, anchor: anchor, kind: "tick"))
    }
    parts.append(label(unit, Figure.width - 8, bottom + 32, anchor: .end, kind: "axis"))
    for (place, bar) in bars.enumerated() {
      let y = Self.top + Double(place) * Self.rowHeight + 12
      // Lines stand beside the bars alone, and leave the names free.
      for tick in ticks {
        parts.append(line("grid-line", scale(tick.value), y + 5, scale(tick.value), y + 21))
      }
      parts.append(label(cut(bar.name, points: 230), 8, y))
      parts.append(label(bar.text, Figure.width - 8, y, anchor: .end))
      let (from, to) = (scale(min(0, bar.value)), scale(max(0, bar.value)))
      parts.append(
        rectangle(
          "bar-own", x: from, y: y + 7, width: to - from, height: 12,
          title: "\(bar.name): \(bar.text)"))
      if let low = bar.low, let high = bar.high {
        parts.append(line("whisker k0", scale(low), y + 13, scale(high), y + 13))
      }
      parts.append(line("base-line", scale(0), y + 5, scale(0), y + 21))
    }
    return parts
  }
}
