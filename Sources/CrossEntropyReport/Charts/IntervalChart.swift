/// Dots with whiskers around a line at 0: one interval or two for every row.
struct IntervalChart: Sendable {
  /// An estimate with its ends; no ends where there are too few units.
  struct Interval: Sendable {
    let estimate: Double
    let low: Double?
    let high: Double?
  }

  struct Row: Sendable {
    let name: String
    let series: Int
    /// The solid whisker with the filled mark.
    let near: Interval
    /// The dashed whisker with the hollow diamond; nil where nothing was trained anew.
    let far: Interval?
  }

  let rows: [Row]
  /// What stands at the foot of the line at 0.
  let zero: String
  let unit: String

  private static let rowHeight = 48.0
  private static let top = 26.0

  var height: Double { Self.top + Double(rows.count) * Self.rowHeight + 40 }

  var content: [Markup] {
    let ends = rows.flatMap { row in
      [row.near, row.far].compactMap { $0 }.flatMap {
        [$0.low, $0.high, $0.estimate].compactMap { $0 }
      }
    }.filter(\.isFinite)
    let low = min(0, ends.min() ?? 0)
    let high = max(0, ends.max() ?? 0)
    let pad = high > low ? 0.06 * (high - low) : 1
    let scale = Scale(
      kind: .linear, domain: (low - pad, high + pad), range: (8, Figure.width - 8))
    let bottom = Self.top + Double(rows.count) * Self.rowHeight + 4
    var parts: [Markup] = []
    for tick in scale.ticks(5) {
      let x = scale(tick.value)
      parts.append(line("grid-line", x, Self.top, x, bottom))
      let isEdge = x < 22 ? Anchor.start : x > Figure.width - 22 ? .end : .middle
      parts.append(label(tick.text, x, bottom + 16, anchor: isEdge, kind: "tick"))
    }
    parts.append(line("base-line", scale(0), Self.top - 6, scale(0), bottom))
    let anchor: Anchor =
      scale(0) < 60 ? .start : scale(0) > Figure.width - 60 ? .end : .middle
    parts.append(label(zero, scale(0), Self.top - 12, anchor: anchor, kind: "axis"))
    parts.append(
      label(unit, Figure.width - 8, bottom + 32, anchor: .end, kind: "axis"))
    for (place, row) in rows.enumerated() {
      let y = Self.top + Double(place) * Self.rowHeight + 14
      parts.append(label(cut(row.name, points: 220), 8, y))
      parts.append(
        label(signedNumber(row.near.estimate), Figure.width - 8, y, anchor: .end))
      parts += whisker(row.near, row, scale, y + 12, isFar: false)
      if let far = row.far { parts += whisker(far, row, scale, y + 23, isFar: true) }
    }
    return parts
  }

  private func whisker(
    _ interval: Interval, _ row: Row, _ scale: Scale, _ y: Double, isFar: Bool
  ) -> [Markup] {
    var parts: [Markup] = []
    var said = signedNumber(interval.estimate)
    if let low = interval.low, let high = interval.high {
      parts.append(
        line("whisker\(isFar ? " wide" : "") k\(row.series)", scale(low), y, scale(high), y))
      said += " [\(signedNumber(low)), \(signedNumber(high))]"
    }
    parts.append(
      mark(
        row.series, scale(interval.estimate), y, radius: isFar ? 4.5 : 4, isHollow: isFar,
        title: "\(row.name): \(said)"))
    return parts
  }
}
