internal import CrossEntropyEvaluation

/// Dots with whiskers around a line at 0: one interval or two for every row.
///
/// A row that is far wider than the others is cut, so that it does not squeeze them: an arrow marks where it goes on,
/// and its ends are written beside its estimate.
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

    /// The lowest and the highest number that is drawn, 0 among them.
    fileprivate var ends: (low: Double, high: Double) {
      let all = [near, far].compactMap { $0 }.flatMap { [$0.low, $0.high, $0.estimate] }
        .compactMap { $0 }.filter(\.isFinite)
      return (min(0, all.min() ?? 0), max(0, all.max() ?? 0))
    }

    fileprivate var extent: Double { max(-ends.low, ends.high) }
  }

  let rows: [Row]
  /// What stands at the head of the line at 0.
  let zero: String
  let unit: String
  /// A difference that matters; what is smaller is a point on any axis.
  let margin: Double

  private static let rowHeight = 48.0
  private static let top = 26.0
  /// So many times as wide as the row in the middle is too wide.
  private static let mostTimesMiddle = 8.0

  var height: Double { Self.top + Double(rows.count) * Self.rowHeight + 40 }

  /// How far from 0 the axis goes where a row is cut; nil where none is.
  var cut: Double? {
    let extents = rows.map(\.extent).filter { $0 > margin }.sorted()
    guard extents.count > 1 else { return nil }
    let limit = Self.mostTimesMiddle * extents[(extents.count - 1) / 2]
    return extents[extents.count - 1] > limit ? extents.last { $0 <= limit } : nil
  }

  var content: [Markup] {
    let limit = cut ?? .infinity
    let low = max(rows.map(\.ends.low).min() ?? 0, -limit)
    let high = min(rows.map(\.ends.high).max() ?? 0, limit)
    let pad = high > low ? 0.06 * (high - low) : 1
    let scale = Scale(
      kind: .linear, domain: (low - pad, high + pad), range: (8, Figure.width - 8))
    let bottom = Self.top + Double(rows.count) * Self.rowHeight + 4
    var parts: [Markup] = []
    let ticks = scale.ticks(5)
    for tick in ticks {
      let x = scale(tick.value)
      let isEdge = x < 22 ? Anchor.start : x > Figure.width - 22 ? .end : .middle
      parts.append(label(tick.text, x, bottom + 16, anchor: isEdge, kind: "tick"))
    }
    let anchor: Anchor =
      scale(0) < 60 ? .start : scale(0) > Figure.width - 60 ? .end : .middle
    parts.append(label(zero, scale(0), Self.top - 12, anchor: anchor, kind: "axis"))
    parts.append(line("base-line", scale(0), Self.top - 6, scale(0), Self.top))
    parts.append(label(unit, Figure.width - 8, bottom + 32, anchor: .end, kind: "axis"))
    for (place, row) in rows.enumerated() {
      let y = Self.top + Double(place) * Self.rowHeight + 14
      // Lines stand beside the whiskers alone, and leave the names free.
      for tick in ticks { parts.append(upright("grid-line", scale(tick.value), y)) }
      parts.append(upright("base-line", scale(0), y))
      let isCut = row.extent > limit
      parts.append(label(cutName(row.name, isCut: isCut), 8, y))
      parts.append(label(numbers(of: row, isCut: isCut), Figure.width - 8, y, anchor: .end))
      parts += whisker(row.near, row, scale, y + 12, isFar: false)
      if let far = row.far { parts += whisker(far, row, scale, y + 23, isFar: true) }
    }
    return parts
  }

  private func upright(_ kind: String, _ x: Double, _ y: Double) -> Markup {
    line(kind, x, y + 5, x, y + 31)
  }

  private func cutName(_ name: String, isCut: Bool) -> String {
    cutTitle(name) { CrossEntropyReport.cut($0, points: isCut ? 140 : 220) }
  }

  /// The estimate; of a row that is cut also the ends.
  private func numbers(of row: Row, isCut: Bool) -> String {
    let estimate = signedNumber(row.near.estimate)
    guard isCut else { return estimate }
    let wide = row.far ?? row.near
    guard let low = wide.low, let high = wide.high else { return estimate }
    return "\(estimate) [\(signedNumber(low)), \(signedNumber(high))]"
  }

  private func whisker(
    _ interval: Interval, _ row: Row, _ scale: Scale, _ y: Double, isFar: Bool
  ) -> [Markup] {
    let (left, right) = (scale.domain.low, scale.domain.high)
    var parts: [Markup] = []
    var said = signedNumber(interval.estimate)
    let ends = [interval.low, interval.high, interval.estimate].compactMap { $0 }
    if let low = interval.low, let high = interval.high {
      parts.append(
        line("whisker\(isFar ? " wide" : "") k\(row.series)", scale(low), y, scale(high), y))
      said += " [\(signedNumber(low)), \(signedNumber(high))]"
    }
    if ends.contains(where: { $0 < left }) { parts.append(arrow(row.series, scale(left), y, -1)) }
    if ends.contains(where: { $0 > right }) { parts.append(arrow(row.series, scale(right), y, 1)) }
    guard left...right ~= interval.estimate else { return parts }
    parts.append(
      mark(
        row.series, scale(interval.estimate), y, radius: isFar ? 4.5 : 4, isHollow: isFar,
        title: "\(row.name): \(said)"))
    return parts
  }

  /// Where a whisker goes on beyond the axis.
  private func arrow(_ series: Int, _ x: Double, _ y: Double, _ side: Double) -> Markup {
    let points = [(x, y - 4), (x + 7 * side, y), (x, y + 4)]
    return """
      <path class="mark f\(series) arrow" d="M\(points.map { "\(place($0.0)) \(place($0.1))" }.joined(separator: "L"))Z"/>

      """
  }
}
