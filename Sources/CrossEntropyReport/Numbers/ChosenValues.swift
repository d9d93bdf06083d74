internal import CrossEntropyWorkflows

extension ReadingResult {
  /// The values that the search chose, with how many folds chose each; the least and the greatest where
  /// that is wider than 16 columns.
  var chosenValues: String {
    let all = l2 ?? learningRate ?? []
    let values = Set(all).sorted()
    guard let low = values.first, let high = values.last else { return "–" }
    if values.count == 1 { return scientific(low) }
    let each = values.map { value in "\(scientific(value)) ×\(all.count { $0 == value })" }
      .joined(separator: ", ")
    return displayWidth(each) <= 16 ? each : "\(scientific(low)) … \(scientific(high))"
  }
}
