package import CrossEntropyWorkflows

/// A picture of losses and of their gradients as an output goes from right to confidently wrong.
package struct LossCurves: Sendable {
  private let curves: [ExplainOutcome.Curve]
  private let phrases: any Phrases

  /// A picture of these curves, in their order.
  package init(_ curves: [ExplainOutcome.Curve], _ phrases: any Phrases) {
    self.curves = curves
    self.phrases = phrases
  }

  /// The picture, an SVG file that stands alone: light and dark, nothing fetched.
  package var svg: String {
    let losses = chart(phrases.lossAxis, \.values)
    let gradients = chart(phrases.gradientAxis, \.gradients)
    let height = 2 * LineChart.height + 12
    let described = curves.map { curve in
      phrases.curveEnds(
        title(curve), value: fixed(curve.values.last ?? 0, 2),
        gradient: fixed(curve.gradients.last ?? 0, 3),
        probability: board(curve.probabilities.last ?? 0))
    }.joined(separator: "; ")
    let picture: Markup = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="-12 -8 \(place(Figure.width + 24)) \(place(height + 12))" width="728" role="img">
      <title>\(phrases.pictureTitle)</title><desc>\(described).</desc>
      <style>
      \(Markup(raw: pictureStyle))</style>
      <rect class="ground" x="-12" y="-8" width="\(place(Figure.width + 24))" height="\(place(height + 12))"/>
      \(losses)<g transform="translate(0 \(place(LineChart.height + 12)))">
      \(gradients)</g>
      </svg>

      """
    return picture.text
  }

  private func title(_ curve: ExplainOutcome.Curve) -> String {
    phrases.title(curve.name, curve.parameters)
  }

  private func chart(_ axis: String, _ side: KeyPath<ExplainOutcome.Curve, [Double]>) -> [Markup] {
    let series = curves.enumerated().map { place, curve in
      LineChart.Series(
        name: title(curve), series: seriesIndex(place),
        points: zip(curve.probabilities, curve[keyPath: side]).map { (x: 1 - $0, y: $1) })
    }
    let truth = curves.first?.probabilities ?? []
    return LineChart(
      series: series, xKind: .logit, xDomain: (1 - (truth.first ?? 1), 1 - (truth.last ?? 0)),
      xTicks: [0.999, 0.5, 0.001].map(Scale.truth),
      xTitle: phrases.probabilityOfTruth, yTitle: axis, yDomain: (0, series.valueRange.high)
    ).content
  }
}
