internal import CrossEntropyEvaluation

/// How often an event happened against the probability that it was given, over a band of noise.
struct ReliabilityDiagram: Sendable {
  let bins: [ReliabilityBin]
  let series: Int
  let phrases: any Phrases

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
