internal import CrossEntropyLearning

extension English: LossPhrases {
  package func title(_ name: String, _ parameters: [String: Double]) -> String {
    let value = parameters.values.first.map { shortNumber($0) } ?? ""
    return switch name {
    case "cross_entropy": "cross entropy"
    case "squared_error": "squared error"
    case "focal": "focal γ=\(value)"
    case "label_smoothing": "label smoothing \(value)"
    case "balanced_cross_entropy": "balanced CE"
    case "prior_corrected_cross_entropy": "prior-corrected CE"
    case "generalized_cross_entropy": "generalised CE \(value)"
    default: plainTitle(name, parameters)
    }
  }

  package func list(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.joined() }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }
}

/// The title of a loss that has no name of its own here: its name in JSON, and its parameters.
func plainTitle(_ name: String, _ parameters: [String: Double]) -> String {
  ([name.replacing("_", with: " ")]
    + parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\(shortNumber($0.value))" })
    .joined(separator: " ")
}
