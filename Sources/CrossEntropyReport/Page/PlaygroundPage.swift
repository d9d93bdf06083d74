internal import CrossEntropyPlayground
package import CrossEntropyWorkflows

/// The live page, which a reader's own rows may be part of.
package struct PlaygroundPage: Sendable {
  let language: Language
  let rows: PageRows?

  /// The page in a language, which its reader may change, with rows to start from.
  package init(_ rows: PageRows?, language: Language) {
    self.rows = rows
    self.language = language
  }

  /// The page.
  package var html: String {
    let page = unsafe String(
      decoding: UnsafeBufferPointer(start: cep_page, count: cep_page_size), as: UTF8.self)
    return page.replacing(Self.place + "null", with: Self.place + json, maxReplacements: 1)
  }

  /// What stands before the page's own rows.
  private static let place = "<script type=\"application/json\" id=\"rows\">"

  /// What the page is told, in JSON that no parser of HTML takes for markup.
  private var json: String {
    guard let rows else { return "{\"language\":\(quoted(language.rawValue))}" }
    let cells = rows.rows.map { row in
      "[\(row.map { $0.map(quoted) ?? "null" }.joined(separator: ","))]"
    }
    return """
      {"language":\(quoted(language.rawValue)),"file":\(quoted(rows.file)),"target":\(quoted(rows.target)),\
      "row_count":\(rows.rowCount),"columns":[\(rows.columns.map(quoted).joined(separator: ","))],"rows":[
      \(cells.joined(separator: ",\n"))]}
      """
  }

  /// A text as JSON has it, in which nothing can end a script or a line.
  private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\", "<", ">", "&", "\u{2028}", "\u{2029}", "\0"..<" ":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
