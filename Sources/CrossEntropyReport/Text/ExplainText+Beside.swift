internal import CrossEntropy
internal import CrossEntropyLearning
internal import CrossEntropyWorkflows

/// The chosen loss with the others beside it.
extension ExplainText {
  /// The losses in columns, three at a time.
  var besideSection: [String] {
    let rest = outcome.losses.dropFirst()
    var lines = wrap(phrases.beside(rest.map { title($0.loss) }), width: 78)
    for start in stride(from: rest.startIndex, to: rest.endIndex, by: 2) {
      let columns = [chosen] + rest[start..<min(start + 2, rest.endIndex)]
      func line(_ name: String, _ cell: (ExplainOutcome.Explained) -> String) -> String {
        left(name, 12) + columns.map { right(cell($0), 20) }.joined()
      }
      var table = heads(columns.map { title($0.loss) }) { left("", 12) + $0.joined() }
      table.append(line("ℓ") { amount($0.explanation.value, $0.explanation.unit) })
      table += limited(steps.gradient.indices) { j in
        line(steps.gradient.count == 1 ? "∂ℓ/∂z" : "∂ℓ/∂z\(sub(j))") {
          board($0.explanation.gradient[j])
        }
      }
      table += limited(cells) { cell in
        line("∂ℓ/∂\(weightName(cell))") {
          board($0.explanation.weightGradient[cell.output][cell.input])
        }
      }
      if start > rest.startIndex { lines.append("") }
      lines += table.map { "   " + $0 }
    }
    return lines + [""] + moral.flatMap { wrap($0, width: 78) }
  }

  /// What the reader should see in the columns.
  private var moral: [String] {
    guard let ratio = outcome.pullRatio else {
      let isRight = outcome.losses.allSatisfy { $0.explanation.pull == 0 }
      return [isRight ? phrases.nothingPulls : phrases.squaredErrorDoesNotPull]
    }
    let other = outcome.losses.first { $0.loss.kind != .squaredError } ?? chosen
    var lines = [
      phrases.pulls(
        title(other.loss), times: board(ratio, digits: 1000..<1e6 ~= ratio ? 6 : 3))
    ]
    if outcome.isConfidentlyWrong, let truth = outcome.truthProbability {
      lines.append(
        phrases.confidentlyWrong(board(truth), slope: isSoftmax ? "p(1 − p)" : "o(1 − o)"))
    }
    return lines
  }

  /// Titles above their columns, on as many lines as the longest takes; shorter ones stand below.
  private func heads(_ titles: [String], _ line: ([String]) -> String) -> [String] {
    let titles = titles.map { wrap($0, width: 19) }
    let height = titles.map(\.count).max() ?? 0
    return (0..<height).map { row in
      var text = line(
        titles.map { lines in
          let place = row - (height - lines.count)
          return right(place < 0 ? "" : lines[place], 20)
        })
      while text.last == " " { text.removeLast() }
      return text
    }
  }
}
