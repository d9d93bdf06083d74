/// Lines with their names at their ends.
struct LineChart: Sendable {
  struct Series: Sendable {
    let name: String
    let series: Int
    let points: [(x: Double, y: Double)]
  }

  let series: [Series]
  let xKind: Scale.Kind
  let xDomain: (low: Double, high: Double)
  let xTicks: [Scale.Tick]
  let xTitle: String
  let yTitle: String
  let yDomain: (low: Double, high: Double)
  /// A level to reach, with its name.
  var target: (value: Double, name: String)?

  static let height = 252.0
  private static let top = 26.0
  private static let bottom = 204.0
  private static let left = 36.0
  private static let right = 194.0

  var content: [Markup] {
    let x = Scale(kind: xKind, domain: xDomain, range: (Self.left, Self.right))
    let y = Scale(kind: .linear, domain: yDomain, range: (Self.bottom, Self.top))
    var parts: [Markup] = [label(yTitle, 0, 12, kind: "axis")]
    for tick in y.ticks(5) {
      parts.append(line("grid-line", Self.left, y(tick.value), Self.right, y(tick.value)))
      parts.append(
        label(tick.text, Self.left - 6, y(tick.value) + 4, anchor: .end, kind: "tick"))
    }
    parts.append(line("base-line", Self.left, Self.bottom, Self.right, Self.bottom))
    for tick in xTicks {
      let at = x(tick.value)
      // At the right edge stand the names of the lines.
      let isLast = at > Self.right - 12
      parts.append(
        label(
          tick.text, isLast ? Self.right + 14 : at, Self.bottom + 17,
          anchor: isLast ? .end : .middle, kind: "tick"))
    }
    parts.append(
      label(xTitle, (Self.left + Self.right) / 2, Self.bottom + 36, anchor: .middle, kind: "axis"))
    if let target {
      parts.append(line("base-line", Self.left, y(target.value), Self.right, y(target.value)))
    }
    for series in series {
      // A line that returns to where it was need not be drawn twice: only points that differ.
      var steps: [String] = []
      for point in series.points where point.y.isFinite {
        let step = "\(place(x(point.x))) \(place(y(point.y)))"
        if steps.last != step { steps.append(step) }
      }
      guard !steps.isEmpty else { continue }
      parts.append(
        "<path class=\"line k\(series.series)\" d=\"M\(steps.joined(separator: "L"))\"><title>\(series.name)</title></path>\n"
      )
    }
    return parts + endLabels(x, y)
  }

  /// The names at the right, moved apart where they would stand on each other.
  private func endLabels(_ x: Scale, _ y: Scale) -> [Markup] {
    var labels = series.compactMap { series in
      series.points.last { $0.y.isFinite }.map { (series: series, end: y($0.y), x: x($0.x)) }
    }
    if let target {
      labels.append(
        (Series(name: target.name, series: -1, points: []), y(target.value), Self.right))
    }
    labels.sort { ($0.end, $0.series.series) < ($1.end, $1.series.series) }
    let step = min(15, (Self.bottom - Self.top + 18) / Double(max(1, labels.count)))
    var places = labels.map(\.end)
    for i in places.indices.dropFirst() { places[i] = max(places[i], places[i - 1] + step) }
    if let last = places.indices.last, places[last] > Self.bottom {
      places[last] = Self.bottom
      for i in places.indices.dropLast().reversed() {
        places[i] = min(places[i], places[i + 1] - step)
      }
    }
    return zip(labels, places).flatMap { entry, at -> [Markup] in
      let name = label(
        cutTitle(entry.series.name) { cut($0, points: 128) }, Self.right + 18, at + 4,
        kind: entry.series.series < 0 ? "axis" : "")
      let leader = line("leader", Self.right + 2, entry.end, Self.right + 9, at)
      guard entry.series.series >= 0 else { return [leader, name] }
      return [
        leader, line("line k\(entry.series.series)", Self.right + 8, at, Self.right + 14, at), name,
      ]
    }
  }
}

extension [LineChart.Series] {
  /// The least and the greatest value, with a little air.
  var valueRange: (low: Double, high: Double) {
    let values = flatMap { $0.points.map(\.y) }.filter(\.isFinite)
    guard let low = values.min(), let high = values.max(), high > low else { return (0, 1) }
    return (low - 0.03 * (high - low), high + 0.03 * (high - low))
  }
}
