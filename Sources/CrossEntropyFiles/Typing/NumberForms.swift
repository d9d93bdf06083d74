/// Why a cell that looks like a number is not read as one.
public enum NumberForm: String, Hashable, Sendable, Codable, CaseIterable {
  /// It starts with a needless 0, as identifiers do.
  case leadingZero = "leading_zero"
  /// It has thousands separators.
  case thousands
  /// It has a decimal comma, where numbers have a decimal point.
  case decimalComma = "decimal_comma"
  /// It has a decimal point, where numbers have a decimal comma.
  case decimalPoint = "decimal_point"
  /// It stands in quotes, by which JSON says that it is a text.
  case quoted
}

/// The form of a text that is not a number in a file with that decimal mark; nil for other text.
func numberForm(of bytes: [UInt8], mark: UInt8) -> NumberForm? {
  if hasThousandsSeparators(bytes) { return .thousands }
  let other = mark == Byte.comma ? Byte.point : Byte.comma
  let all = bytes[...]
  if parseNumber(all.span, mark: other) != .text {
    return mark == Byte.comma ? .decimalPoint : .decimalComma
  }
  let digits = bytes.drop { $0 == Byte.minus || $0 == Byte.plus }
  guard digits.first == Byte.zero, digits.count > 1 else { return nil }
  return digits.allSatisfy({ $0 &- Byte.zero < 10 || $0 == mark }) ? .leadingZero : nil
}

/// Whether this is `1,234` or `-1,234,567.8`: a comma before every three digits of the whole part.
func hasThousandsSeparators(_ bytes: [UInt8]) -> Bool {
  let hasSign = bytes.first == Byte.minus || bytes.first == Byte.plus
  let unsigned = hasSign ? bytes.dropFirst() : bytes[...]
  let parts = unsigned.split(
    separator: Byte.point, maxSplits: 1, omittingEmptySubsequences: false)
  guard let whole = parts.first, whole.first != Byte.zero else { return false }
  if parts.count == 2, !parts[1].allSatisfy(isDigit) { return false }
  let groups = whole.split(separator: Byte.comma, omittingEmptySubsequences: false)
  guard groups.count > 1, let first = groups.first, (1...3).contains(first.count) else {
    return false
  }
  return first.allSatisfy(isDigit)
    && groups.dropFirst().allSatisfy { $0.count == 3 && $0.allSatisfy(isDigit) }
}

private func isDigit(_ byte: UInt8) -> Bool { byte &- Byte.zero < 10 }
