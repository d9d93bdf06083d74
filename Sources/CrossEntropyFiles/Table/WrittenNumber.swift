/// The finite number that a text is; nil for anything else, also for digits with a needless zero
/// before them.
package func number(writtenAs text: String) -> Double? {
  let bytes = Array(text.utf8)
  guard case .finite(let value, _) = parseNumber(bytes.span) else { return nil }
  return value
}
