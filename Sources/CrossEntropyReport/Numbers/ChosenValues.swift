internal import CrossEntropyWorkflows

extension ReadingResult {
  /// The values that the search chose, with how many folds chose each; the least and the greatest where
  /// that is wider than 16 columns.
  var chosenValues: String { counted(l2 ?? l1 ?? learningRate ?? []) { scientific($0) } }

  /// The same of the loss's own parameter; nil where it was given.
  var chosenParameters: String? { parameter.map { counted($0) { shortNumber($0) } } }
}

/// The values that a parameter is chosen from, as they are written for the command; the ends where that is long.
func valuesToChooseFrom(_ values: [Double]) -> String {
  let texts = values.map { shortNumber($0) }
  let all = texts.joined(separator: "|")
  guard let first = texts.first, let last = texts.last, displayWidth(all) > 7 else { return all }
  return "\(first)…\(last)"
}

private func counted(_ all: [Double], as text: (Double) -> String) -> String {
  let values = Set(all).sorted()
  guard let low = values.first, let high = values.last else { return "–" }
  if values.count == 1 { return text(low) }
  let each = values.map { value in "\(text(value)) ×\(all.count { $0 == value })" }
    .joined(separator: ", ")
  return displayWidth(each) <= 16 ? each : "\(text(low)) … \(text(high))"
}
