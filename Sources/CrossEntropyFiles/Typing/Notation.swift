/// What stands between the digits of the thousands.
public enum ThousandsSeparator: String, Hashable, Sendable, Codable, CaseIterable {
  /// `1,234`, with a decimal point.
  case comma
  /// `1.234`, with a decimal comma.
  case point
  /// `1 234`; also a space that does not break the line.
  case space
  /// `1'234`.
  case apostrophe
  /// Digits stand together.
  case none
}

/// The mark before decimals.
public enum DecimalMark: String, Hashable, Sendable, Codable, CaseIterable { case point, comma }

/// How the numbers of a table may be written.
struct Notation: Sendable {
  /// The decimal mark; nil where every column may have its own.
  var mark: UInt8?
  /// What stands between thousands; nil for any.
  var thousands: ThousandsSeparator?

  /// One that leaves open what is nil; a mark between thousands says what the decimal mark is.
  init(decimalComma: Bool?, thousands: ThousandsSeparator?) {
    self.thousands = thousands
    switch (decimalComma, thousands) {
    case (let isComma?, _): mark = isComma ? Byte.comma : Byte.point
    case (nil, .comma): mark = Byte.point
    case (nil, .point): mark = Byte.comma
    case (nil, _): mark = nil
    }
  }

  /// Whether this may stand between thousands.
  func allows(_ separator: ThousandsSeparator) -> Bool {
    thousands == nil || thousands == separator
  }
}

/// A cell as a number: with a decimal point, with a decimal comma, or both.
///
/// Beside plain numbers these are read: thousands in groups of three, a currency before or after,
/// a per cent sign, which changes nothing (39.3% is 39.3), parentheses or U+2212 for a minus, spaces
/// that do not break the line, and a formula that is only a text (`="1.2"`).
struct NumberText {
  /// A reading with one decimal mark.
  struct Reading {
    /// Infinite where the number is too large, or an infinity by name.
    var value: Double
    var isInteger: Bool
    var hasGroups: Bool
  }

  private(set) var withPoint: Reading?
  private(set) var withComma: Reading?
  /// Whether there is more than digits, marks and an exponent.
  private(set) var isDressed = false
  /// The currency or the per cent sign, as it is written; empty where there is none.
  private(set) var unit = ""
  /// The digits of the whole part where nothing stands between them and no mark follows; else 0.
  private(set) var wholeDigits = 0
  /// The mark of a cell that has two readings.
  private(set) var openMark: UInt8?

  /// Reads a text; nil if it is no number in any way.
  init?(_ text: String, _ notation: Notation) {
    // Most texts have no digit, or more letters than a currency and an exponent.
    let hasDigit = text.utf8.contains { $0 &- Byte.zero < 10 }
    guard hasDigit || isInfinity(text),
      !hasDigit || text.utf8.count(where: { ($0 | 0x20) &- 0x61 < 26 }) <= 4
    else { return nil }
    guard let cell = Dressing(text) else { return nil }
    isDressed = cell.isDressed
    unit = cell.unit
    if cell.core.allSatisfy({ $0.isASCII && $0.properties.isAlphabetic }) {
      if isDressed { return nil }
      let value = cell.isNegative ? -Double.infinity : .infinity
      let reading = Reading(value: value, isInteger: false, hasGroups: false)
      (withPoint, withComma) = (reading, reading)
      return
    }
    if notation.mark != Byte.comma { withPoint = cell.reading(Byte.point, notation) }
    if notation.mark != Byte.point { withComma = cell.reading(Byte.comma, notation) }
    guard withPoint != nil || withComma != nil else { return nil }
    if cell.core.allSatisfy(isDigit) {
      wholeDigits = cell.core.count
    } else if let a = withPoint, let b = withComma, a.value != b.value {
      openMark = cell.core.contains(".") ? Byte.point : Byte.comma
    }
  }

  func reading(_ mark: UInt8) -> Reading? { mark == Byte.comma ? withComma : withPoint }

  /// The number in a text as a plain one: sign, digits, mark, digits, exponent; nil if it is none.
  static func plainCell(_ text: String, _ notation: Notation, mark: UInt8) -> [UInt8]? {
    Dressing(text)?.plainCell(mark: mark, notation)
  }
}

/// A number and what stands round it.
private struct Dressing {
  var core: ArraySlice<Unicode.Scalar>
  var isNegative = false
  var isDressed = false
  var unit = ""

  init?(_ text: String) {
    core = Array(text.unicodeScalars)[...]
    if core.starts(with: "=\"".unicodeScalars), core.last == "\"", core.count > 3 {
      core = core.dropFirst(2).dropLast()
      isDressed = true
    }
    guard takeSignsAndUnits(), let first = core.first, let last = core.last else { return nil }
    let isNumber = isDigit(first) || ((first == "." || first == ",") && core.count > 1)
    guard isNumber && (isDigit(last) || last == "." || last == ",") || isInfinity(core) else {
      return nil
    }
  }

  /// Takes each of sign, parentheses, currency and per cent once at most; false if what is left
  /// makes no sense.
  private mutating func takeSignsAndUnits() -> Bool {
    var (signs, parentheses, currencies, percents) = (0, 0, 0, 0)
    while true {
      let before = core.count
      trim()
      switch core.first {
      case "-":
        signs += 1
        isNegative = true
        core.removeFirst()
      case "\u{2212}", "\u{FE63}", "\u{FF0D}":
        signs += 1
        isNegative = true
        isDressed = true
        core.removeFirst()
      case "+":
        signs += 1
        core.removeFirst()
      case "(" where core.last == ")":
        parentheses += 1
        isNegative = true
        isDressed = true
        core = core.dropFirst().dropLast()
      case "%":
        percents += 1
        unit = "%"
        isDressed = true
        core.removeFirst()
      default: break
      }
      if core.last == "%" {
        percents += 1
        unit = "%"
        isDressed = true
        core.removeLast()
      }
      if let count = currencyAtStart ?? currencyAtEnd.map({ -$0 }) {
        currencies += 1
        isDressed = true
        let sign = count > 0 ? core.prefix(count) : core.suffix(-count)
        unit = String(String.UnicodeScalarView(sign))
        core = count > 0 ? core.dropFirst(count) : core.dropLast(-count)
      }
      if core.count == before { break }
    }
    return signs + parentheses <= 1 && currencies <= 1 && percents <= 1
      && currencies + percents <= 1
  }

  /// Takes spaces from both ends.
  private mutating func trim() {
    while let first = core.first, isSpace(first) {
      core.removeFirst()
      isDressed = true
    }
    while let last = core.last, isSpace(last) {
      core.removeLast()
      isDressed = true
    }
  }

  private var currencyAtStart: Int? {
    if let first = core.first, first.properties.generalCategory == .currencySymbol { return 1 }
    return currencies.first { core.starts(with: $0) }?.count
  }

  private var currencyAtEnd: Int? {
    if let last = core.last, last.properties.generalCategory == .currencySymbol { return 1 }
    return currencies.first { core.count > $0.count && core.suffix($0.count).elementsEqual($0) }?
      .count
  }

  /// The number with one decimal mark, if it is one.
  func reading(_ mark: UInt8, _ notation: Notation) -> NumberText.Reading? {
    guard let cell = plainCell(mark: mark, notation) else { return nil }
    let hasGroups = core.contains { !$0.isASCII || !cell.contains(UInt8($0.value)) }
    switch parseNumber(cell.span, mark: mark) {
    case .text: return nil
    case .infinite:
      let value = isNegative ? -Double.infinity : .infinity
      return NumberText.Reading(value: value, isInteger: false, hasGroups: hasGroups)
    case .finite(let value, let isInteger):
      return NumberText.Reading(value: value, isInteger: isInteger, hasGroups: hasGroups)
    }
  }

  /// Sign, digits, mark, digits, exponent, without what stands between thousands.
  func plainCell(mark: UInt8, _ notation: Notation) -> [UInt8]? {
    let markScalar = Unicode.Scalar(mark)
    let whole = core.prefix { $0 != markScalar && $0 != "e" && $0 != "E" }
    let rest = core.dropFirst(whole.count)
    var digits = Array(whole)
    if let separator = whole.first(where: { !isDigit($0) }) {
      guard isSeparator(separator, mark, notation), digits[0] != "0",
        // With groups a power of ten makes no sense.
        !rest.contains("e"), !rest.contains("E")
      else { return nil }
      let groups = whole.split(separator: separator, omittingEmptySubsequences: false)
      guard (1...3).contains(groups[0].count), groups.dropFirst().allSatisfy({ $0.count == 3 })
      else { return nil }
      digits.removeAll { $0 == separator }
      guard digits.allSatisfy(isDigit) else { return nil }
    }
    let scalars = digits + rest
    guard scalars.allSatisfy(\.isASCII) else { return nil }
    return (isNegative ? [Byte.minus] : []) + scalars.map { UInt8($0.value) }
  }

  /// Whether something may stand between thousands.
  private func isSeparator(
    _ separator: Unicode.Scalar, _ mark: UInt8, _ notation: Notation
  ) -> Bool {
    switch separator {
    case ",": mark == Byte.point && notation.allows(.comma)
    case ".": mark == Byte.comma && notation.allows(.point)
    case "'", "\u{2019}": notation.allows(.apostrophe)
    default: isSpace(separator) && notation.allows(.space)
    }
  }
}

/// Whether this is digits that begin with a needless 0, as identifiers do.
func isIdentifier(_ text: String) -> Bool {
  let digits = text.utf8.drop { $0 == Byte.minus || $0 == Byte.plus }
  return digits.count > 1 && digits.first == Byte.zero
    && digits.allSatisfy { $0 &- Byte.zero < 10 }
}

/// Currencies that have no sign of their own, and signs with the country before them.
private let currencies: [[Unicode.Scalar]] = [
  "US$", "A$", "C$", "R$", "EUR", "USD", "GBP", "CHF", "JPY", "KRW", "CNY", "INR", "CAD", "AUD",
  "SEK", "NOK", "DKK", "PLN", "BRL", "kr", "zł", "Kč", "Ft", "Fr.", "원", "円", "元",
].map { Array($0.unicodeScalars) }

private func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.value &- 0x30 < 10 }

private func isSpace(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar {
  case " ", "\t", "\u{A0}", "\u{2007}", "\u{2009}", "\u{202F}": true
  default: false
  }
}

private func isInfinity(_ text: String) -> Bool {
  let name = text.utf8.drop { $0 == Byte.minus || $0 == Byte.plus }.map { $0 | 0x20 }
  return name == Array("inf".utf8) || name == Array("infinity".utf8)
}

private func isInfinity(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
  guard scalars.count == 3 || scalars.count == 8 else { return false }
  return zip(scalars, "infinity".unicodeScalars).allSatisfy { $0.value | 0x20 == $1.value }
}
