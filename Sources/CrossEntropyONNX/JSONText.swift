/// Texts as a list in JSON.
func listText(_ texts: [String]) -> String {
  "[" + texts.map(quoted).joined(separator: ", ") + "]"
}

/// Lists of texts as a list in JSON.
func listText(_ lists: [[String]]) -> String {
  "[" + lists.map { listText($0) }.joined(separator: ", ") + "]"
}

/// A text as JSON has it.
private func quoted(_ text: String) -> String {
  var quoted = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": quoted += "\\\(scalar)"
    case "\0"..<" ":
      let digits = String(scalar.value, radix: 16)
      quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: quoted.unicodeScalars.append(scalar)
    }
  }
  return quoted + "\""
}
