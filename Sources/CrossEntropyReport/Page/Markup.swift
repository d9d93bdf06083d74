/// HTML or SVG text, in which what is interpolated is escaped unless it is markup itself.
///
/// So a name from a file cannot become a tag: `"<td>\(name)</td>" as Markup` is safe whatever `name` holds.
struct Markup: Sendable, ExpressibleByStringInterpolation {
  let text: String

  init(raw text: String) { self.text = text }
  init(stringLiteral text: String) { self.text = text }
  init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

  struct StringInterpolation: StringInterpolationProtocol {
    var text = ""

    init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }
    mutating func appendLiteral(_ literal: String) { text += literal }
    mutating func appendInterpolation(_ string: String) { text += htmlEscaped(string) }
    mutating func appendInterpolation(_ number: Int) { text += String(number) }
    mutating func appendInterpolation(_ markup: Markup) { text += markup.text }
    mutating func appendInterpolation(_ parts: [Markup]) {
      for part in parts { text += part.text }
    }
  }
}

/// A name from a file: its direction of writing stays its own.
func named(_ name: String) -> Markup { "<bdi>\(name)</bdi>" }

/// A name from a file for a phrase that becomes a ``sentence(_:)``.
///
/// The marks around it are of private use, which no name keeps.
func isolated(_ name: String) -> String { nameStart + printable(name) + nameEnd }

/// A phrase, in which isolated names keep their own direction of writing.
func sentence(_ phrase: String) -> Markup {
  let parts = phrase.split(separator: nameStart, omittingEmptySubsequences: false)
  let named = parts.dropFirst().map { part -> Markup in
    let inner = part.split(separator: nameEnd, maxSplits: 1, omittingEmptySubsequences: false)
    return "<bdi>\(String(inner[0]))</bdi>\(String(inner.dropFirst().joined()))"
  }
  return "\(String(parts[0]))\(named)"
}

private let nameStart = "\u{E000}"
private let nameEnd = "\u{E001}"

/// Text without what HTML reads as markup, and without characters that could hide or reorder the rest.
func htmlEscaped(_ text: String) -> String {
  var result = ""
  result.reserveCapacity(text.utf8.count)
  for scalar in sanitized(text, { $0 == "\n" || $0 == "\t" ? " " : "\u{FFFD}" }).unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
