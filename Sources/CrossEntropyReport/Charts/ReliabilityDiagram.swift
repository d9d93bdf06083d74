internal import CrossEntropyEvaluation
internal import CrossEntropyWorkflows

/// How often an event happened against the probability that it was given, over a band of noise.
struct ReliabilityDiagram: Sendable {
  let bins: [ReliabilityBin]
  let series: Int
  let phrases: any Phrases
  /// The curve without bins, which then is drawn in place of theirs.
  var curve: RecalibrationScores.Curve?

  static let height = 322.0
  private static let left = 40.0
  private static let right = 290.0
  private static let top = 24.0
  private static let bottom = 224.0
  private static let floor = 282.0

  var content: [Markup] {
    let x = Scale(kind: .linear, domain: (0, 1), range: (Self.left, Self.right))
    let y = Scale(kind: .linear, domain: (0, 1), range: (Self.bottom, Self.top))
    var parts: [Markup] = [label(phrases.howOftenItHappened, 0, 12, kind: "axis")]
    for value in [0.0, 0.25, 0.5, 0.75, 1] {
      parts.append(line("grid-line", Self.left, y(value), Self.right, y(value)))
    }
    for (value, text) in [(0.0, "0"), (0.5, "0.5"), (1, "1")] {
      parts.append(label(text, Self.left - 6, y(value) + 4, anchor: .end, kind: "tick"))
      parts.append(label(text, x(value), Self.floor + 15, anchor: .middle, kind: "tick"))
    }
    if let curve { return parts + steps(of: curve, x, y) + histogram(x) }
    for bin in bins {
      guard let low = bin.noiseLow, let high = bin.noiseHigh else { continue }
      parts.append(
        rectangle(
          "band", x: x(bin.lower), y: y(high), width: x(bin.upper) - x(bin.lower),
          height: max(1.5, y(low) - y(high))))
    }
    parts.append(line("base-line", x(0), y(0), x(1), y(1)))
    let points = bins.compactMap { bin -> (x: Double, y: Double, bin: ReliabilityBin)? in
      guard let mean = bin.meanProbability, let frequency = bin.frequency else { return nil }
      return (x(mean), y(frequency), bin)
    }
    if points.count > 1 {
      let steps = points.map { "\(place($0.x)) \(place($0.y))" }.joined(separator: "L")
      parts.append("<path class=\"line k\(series)\" d=\"M\(steps)\"/>\n")
    }
    for point in points {
      parts.append(mark(series, point.x, point.y, radius: 3.5, title: said(point.bin)))
    }
    return parts + histogram(x)
  }

  /// The steps of a curve over the band of right probabilities.
  private func steps(
    of curve: RecalibrationScores.Curve, _ x: Scale, _ y: Scale
  ) -> [Markup] {
    func path(_ points: [(x: Double, y: Double)]) -> String {
      points.map { "\(place(x($0.x))) \(place(y($0.y)))" }.joined(separator: "L")
    }
    var parts: [Markup] = []
    if curve.band.count > 1 {
      let edge =
        curve.band.map { (x: $0.probability, y: $0.low) }
        + curve.band.reversed().map { (x: $0.probability, y: $0.high) }
      parts.append("<path class=\"band\" d=\"M\(path(edge))Z\"/>\n")
    }
    parts.append(line("base-line", x(0), y(0), x(1), y(1)))
    let blocks = curve.steps.blocks
    if let first = blocks.first {
      let corners = blocks.flatMap { [(x: $0.lower, y: $0.mean), (x: $0.upper, y: $0.mean)] }
      parts.append("<path class=\"line k\(series)\" d=\"M\(path(corners))\"/>\n")
      if blocks.count == 1, first.lower == first.upper {
        parts.append(mark(series, x(first.lower), y(first.mean), radius: 3.5))
      }
    }
    return parts
  }

  /// Where the probabilities lie.
  private func histogram(_ x: Scale) -> [Markup] {
    let most = bins.map(\.share).max() ?? 1
    let height = Self.floor - Self.bottom - 14
    var parts = bins.filter { $0.share > 0 }.map { bin in
      rectangle(
        "bar", x: x(bin.lower) + 0.75,
        y: Self.floor - max(1, height * bin.share / max(most, 1e-12)),
        width: x(bin.upper) - x(bin.lower) - 1.5,
        height: max(1, height * bin.share / max(most, 1e-12)),
        title: phrases.shareOfRows(percent(bin.share)))
    }
    parts.append(line("base-line", Self.left, Self.floor, Self.right, Self.floor))
    parts.append(
      label(
        phrases.probabilityAndRows, (Self.left + Self.right) / 2, Self.floor + 32,
        anchor: .middle, kind: "axis"))
    return parts
  }

  private func said(_ bin: ReliabilityBin) -> String {
    var noise: (low: String, high: String)?
    if let low = bin.noiseLow, let high = bin.noiseHigh { noise = (percent(low), percent(high)) }
    return phrases.bin(
      BinText(
        forecast: percent(bin.meanProbability ?? 0), happened: percent(bin.frequency ?? 0),
        noise: noise, share: percent(bin.share)))
  }
}
