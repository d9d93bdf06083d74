internal import CrossEntropyEvaluation

/// What was said of every class, as a table of shares of the class's rows, shaded by their size.
struct ConfusionTable: Sendable {
  let classes: [String]
  let scores: [ClassScore]
  /// `rows[truth][said]`.
  let rows: [[Double]]
  let phrases: any Phrases

  /// An error of a few percent is what a reader looks for: errors are shaded so many times as strongly.
  static let errorShading = 4
  /// With more classes two tables have no room beside each other.
  static let mostSideBySide = 8

  var markup: Markup {
    let isShort = classes.allSatisfy { $0.count <= 3 }
    let heads = classes.enumerated().map { index, name in
      "<th scope=\"col\" title=\"\(name)\">\(isShort ? name : "\(index + 1)")</th>" as Markup
    }
    let body = zip(rows, scores).enumerated().map { truth, pair -> Markup in
      let (row, score) = pair
      let cells = row.enumerated().map { said, value in
        cell(score.rows > 0 ? value / score.rows : 0, isRight: truth == said)
      }
      let precision = score.precision.map { percent($0, 0) } ?? "–"
      let name: Markup = isShort ? named(classes[truth]) : "\(truth + 1) \(named(classes[truth]))"
      return """
        <tr><th scope="row" class="first">\(name)</th>\(cells)<td class="sum">\(precision)</td></tr>

        """
    }
    return """
      <div class="scroll" role="region" aria-label="\(phrases.heading(.classes))" tabindex="0">
      <table class="confusion">
      <thead><tr><th scope="col" class="first">\(phrases.truthAndPredicted)</th>\(heads)<th scope="col" class="sum">\(phrases.name(.precision))</th></tr></thead>
      <tbody>
      \(body)</tbody>
      </table>
      </div>

      """
  }

  private func cell(_ share: Double, isRight: Bool) -> Markup {
    let strength = min(1, (isRight ? 1 : Double(Self.errorShading)) * share)
    let level = min(9, Int((strength * 9).rounded(.up)))
    let kind = level == 0 ? "" : "\(isRight ? "r" : "w")\(level)"
    let text =
      share == 0
      ? "·" : share < 0.005 ? "<1" : share > 0.995 && share < 1 ? ">99" : fixed(100 * share, 0)
    return "<td class=\"\(kind)\">\(text)</td>"
  }
}
