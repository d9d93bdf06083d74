internal import CrossEntropyLearning

/// |∂ℓ/∂z| of the truth's output under every loss, from right to confidently wrong, and what to see
/// in it; at most 80 columns wide.
func gradientTable(
  _ gradients: LearningSpeed.Gradients?, _ phrases: any Phrases, heading: (String) -> [String]
) -> [String] {
  guard let gradients else { return [] }
  let shown = [0.99, 0.9, 0.5, 0.1, 0.01, 0.001, 0.0001]
  let places = shown.compactMap { gradients.probabilities.firstIndex(of: $0) }
  func line(_ name: String, _ cells: [String], _ last: String) -> String {
    left(cutTitle(name) { cut($0, columns: 21) }, 21)
      + cells.map { right($0, 7) }.joined() + right(last, 10)
  }
  func title(_ loss: LearningSpeed.Gradient) -> String { phrases.title(loss.name, loss.parameters) }
  var lines = heading(phrases.gradientsByProbability)
  lines.append(
    line(
      phrases.probabilityOfTruth, places.map { shortNumber(gradients.probabilities[$0]) },
      phrases.greatestHead))
  lines += gradients.losses.map { loss in
    line(" " + title(loss), places.map { slope(loss.values[$0]) }, slope(loss.greatest))
  }
  let strong = gradients.losses.filter(\.pullsHard).map(title)
  let faded = gradients.losses.filter(\.hasFaded).map(title)
  let sentences =
    (strong.isEmpty ? [] : [phrases.stillPullHard(strong)])
    + (faded.isEmpty ? [] : [phrases.gradientDies(faded)])
  return lines
    + wrap(sentences.joined(separator: " "), width: 76)
    .enumerated().map { ($0 == 0 ? "  " : "    ") + $1 }
}
