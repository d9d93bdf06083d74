public import CrossEntropyWorkflows

/// A picture of losses and of their gradients as an output goes from right to confidently wrong.
public struct LossCurves: Sendable {
  private let curves: [LossCurve]

  /// A picture of these curves, in their order.
  public init(_ curves: [LossCurve]) { self.curves = curves }

  /// The picture, an SVG file that stands alone: light and dark, nothing fetched.
  public var svg: String {
    let losses = chart("loss, nats where it has a unit", \.values)
    let gradients = chart("gradient |∂ℓ/∂z|", \.gradients)
    let height = 2 * LineChart.height + 12
    let described = curves.map { curve in
      "\(curve.title): loss \(fixed(curve.values.last ?? 0, 2)) and gradient "
        + "\(fixed(curve.gradients.last ?? 0, 3)) where the truth gets 0.0001"
    }.joined(separator: "; ")
    let picture: Markup = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="-12 -8 \(place(Figure.width + 24)) \(place(height + 12))" width="728" role="img">
      <title>Losses and their gradients against the probability of the truth</title><desc>\(described).</desc>
      <style>
      \(Markup(raw: pictureStyle))</style>
      <rect class="ground" x="-12" y="-8" width="\(place(Figure.width + 24))" height="\(place(height + 12))"/>
      \(losses)<g transform="translate(0 \(place(LineChart.height + 12)))">
      \(gradients)</g>
      </svg>

      """
    return picture.text
  }

  private func chart(_ title: String, _ side: KeyPath<LossCurve, [Double]>) -> [Markup] {
    let series = curves.enumerated().map { place, curve in
      LineChart.Series(
        name: curve.title, series: seriesIndex(place),
        points: zip(curve.probabilities, curve[keyPath: side]).map { (x: 1 - $0, y: $1) })
    }
    let ticks = [(0.001, "0.999"), (0.5, "0.5"), (0.999, "0.001")]
    return LineChart(
      series: series, xKind: .logit, xDomain: (0.0001, 0.9999),
      xTicks: ticks.map { Scale.Tick(value: $0.0, text: $0.1) },
      xTitle: "probability of the truth", yTitle: title, yDomain: (0, series.valueRange.high)
    ).content
  }
}
