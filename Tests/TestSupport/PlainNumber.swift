internal import CrossEntropyFiles

/// A cell as a number in all ways that are read, by the plain reader: what stands round the digits is
/// taken off piece by piece, and a whole part with separators must be what grouping its digits gives.
struct PlainNumber {
  enum Kind: Equatable {
    case finite(Double, isInteger: Bool)
    case infinite(Double)

    var isInteger: Bool { if case .finite(_, true) = self { true } else { false } }
    var value: Double {
      switch self {
      case .finite(let value, _), .infinite(let value): value
      }
    }
  }

  struct Reading {
    var kind: Kind
    var isGrouped: Bool
  }

  /// By decimal mark.
  var readings: [Character: Reading] = [:]
  var isDressed = false
  /// What is taken off as a currency or a per cent sign.
  var unit = ""
  /// What stands between signs, currency and the rest.
  var body = ""

  init?(_ text: String, decimal: Character?, thousands: ThousandsSeparator?) {
    if let name = plain(text, mark: "."), case .infinite = name, !text.contains(where: \.isNumber) {
      readings = [
        ".": Reading(kind: name, isGrouped: false), ",": Reading(kind: name, isGrouped: false),
      ]
      body = text
      return
    }
    var rest = Array(text.unicodeScalars)
    if rest.count > 3, rest.starts(with: Array("=\"".unicodeScalars)), rest.last == "\"" {
      rest = Array(rest[2..<(rest.count - 1)])
      isDressed = true
    }
    guard let (isNegative, peeled, wasDressed, unit) = peel(rest) else { return nil }
    self.unit = unit
    isDressed = isDressed || wasDressed
    body = string(peeled)
    for mark in [".", ","] as [Character] where decimal == nil || decimal == mark {
      readings[mark] = reading(isNegative ? "-" : "", mark, thousands)
    }
    if readings.isEmpty { return nil }
  }

  private func reading(
    _ sign: String, _ mark: Character, _ thousands: ThousandsSeparator?
  ) -> Reading? {
    let scalars = Array(body.unicodeScalars)
    let markScalar = mark.unicodeScalars.first
    let end = scalars.firstIndex { $0 == markScalar || $0 == "e" || $0 == "E" } ?? scalars.count
    let (whole, rest) = (Array(scalars[..<end]), string(Array(scalars[end...])))
    let digits = whole.filter { ("0"..."9").contains($0) }
    guard digits.count < whole.count else {
      return plain(sign + body, mark: mark).map { Reading(kind: $0, isGrouped: false) }
    }
    let separators = Set(whole).subtracting(digits)
    guard separators.count == 1, let separator = separators.first, digits.first != "0",
      !rest.lowercased().contains("e")
    else { return nil }
    let kind: ThousandsSeparator? =
      switch separator {
      case ",": mark == "." ? .comma : nil
      case ".": mark == "," ? .point : nil
      case "'", "\u{2019}": .apostrophe
      default: blank.contains(separator) ? .space : nil
      }
    guard let kind, thousands == nil || thousands == kind else { return nil }
    // Grouped again from the right.
    var grouped: [Unicode.Scalar] = []
    for (place, digit) in digits.reversed().enumerated() {
      if place > 0, place % 3 == 0 { grouped.append(separator) }
      grouped.append(digit)
    }
    guard grouped.reversed() == whole else { return nil }
    return plain(sign + string(digits) + rest, mark: mark).map {
      Reading(kind: $0, isGrouped: true)
    }
  }
}

/// Sign, digits, mark, digits, exponent; the standard library gives the value.
func plain(_ cell: String, mark: Character) -> PlainNumber.Kind? {
  let bytes = Array(cell.utf8)
  let mark = mark.asciiValue ?? 0
  var rest = bytes[...]
  var isNegative = false
  if let sign = rest.first, "+-".utf8.contains(sign) {
    isNegative = sign == UInt8(ascii: "-")
    rest.removeFirst()
  }
  let lowercase = text(rest).lowercased()
  if lowercase == "inf" || lowercase == "infinity", lowercase.utf8.count == rest.count {
    return .infinite(isNegative ? -.infinity : .infinity)
  }
  let whole = rest.prefix(while: isDigit)
  rest = rest.dropFirst(whole.count)
  var number = (isNegative ? "-" : "") + text(whole)
  var isInteger = true
  var digitCount = whole.count
  if rest.first == mark {
    isInteger = false
    rest.removeFirst()
    let fraction = rest.prefix(while: isDigit)
    rest = rest.dropFirst(fraction.count)
    digitCount += fraction.count
    number = (whole.isEmpty ? number + "0" : number) + "." + text(fraction) + "0"
  }
  if digitCount == 0 || (whole.count > 1 && whole.first == UInt8(ascii: "0")) { return nil }
  if let letter = rest.first {
    isInteger = false
    guard "eE".utf8.contains(letter) else { return nil }
    rest.removeFirst()
    number += "e"
    if let sign = rest.first, "+-".utf8.contains(sign) {
      number += text(rest.prefix(1))
      rest.removeFirst()
    }
    guard !rest.isEmpty, rest.allSatisfy(isDigit) else { return nil }
    number += text(rest)
  }
  guard let value = Double(number) else { return nil }
  return value.isInfinite ? .infinite(value) : .finite(value, isInteger: isInteger)
}

/// Takes one thing after the other from either end.
private func peel(
  _ text: [Unicode.Scalar]
) -> (isNegative: Bool, body: [Unicode.Scalar], isDressed: Bool, unit: String)? {
  var rest = text
  var unit = ""
  var taken: [String] = []
  func take(_ what: String, fromEnd: Bool, _ count: Int = 1) {
    taken.append(what)
    if what == "percent" || what == "currency" {
      unit = string(Array(fromEnd ? rest.suffix(count) : rest.prefix(count)))
    }
    if fromEnd { rest.removeLast(count) } else { rest.removeFirst(count) }
  }
  while true {
    let before = taken.count
    if let first = rest.first, let last = rest.last {
      if blank.contains(first) {
        take("blank", fromEnd: false)
      } else if blank.contains(last) {
        take("blank", fromEnd: true)
      } else if first == "+" {
        take("plus", fromEnd: false)
      } else if first == "-" {
        take("hyphen", fromEnd: false)
      } else if minuses.contains(first) {
        take("minus", fromEnd: false)
      } else if first == "(", last == ")", rest.count > 1 {
        take("parentheses", fromEnd: false)
        rest.removeLast()
      } else if first == "%" {
        take("percent", fromEnd: false)
      } else if last == "%" {
        take("percent", fromEnd: true)
      } else if let count = currencyCount(rest, atEnd: false) {
        take("currency", fromEnd: false, count)
      } else if let count = currencyCount(rest, atEnd: true) {
        take("currency", fromEnd: true, count)
      }
    }
    if taken.count == before { break }
  }
  func times(_ what: String...) -> Int { taken.count { what.contains($0) } }
  let isNumber =
    rest.allSatisfy { !$0.properties.isAlphabetic || $0 == "e" || $0 == "E" }
    && rest.contains { ("0"..."9").contains($0) }
    && rest.first.map { ("0"..."9").contains($0) || $0 == "." || $0 == "," } == true
    && rest.last.map { ("0"..."9").contains($0) || $0 == "." || $0 == "," } == true
  guard isNumber, times("plus", "hyphen", "minus", "parentheses") <= 1,
    times("percent", "currency") <= 1
  else { return nil }
  return (
    times("hyphen", "minus", "parentheses") > 0, rest,
    times("blank", "minus", "parentheses", "percent", "currency") > 0, unit
  )
}

private func currencyCount(_ text: [Unicode.Scalar], atEnd: Bool) -> Int? {
  guard let edge = atEnd ? text.last : text.first else { return nil }
  if edge.properties.generalCategory == .currencySymbol { return 1 }
  let names =
    "US$ A$ C$ R$ EUR USD GBP CHF JPY KRW CNY INR CAD AUD SEK NOK DKK PLN BRL kr zł Kč Ft Fr. 원 円 元"
  for name in names.split(separator: " ") {
    let scalars = Array(name.unicodeScalars)
    if atEnd
      ? text.count > scalars.count && Array(text.suffix(scalars.count)) == scalars
      : text.starts(with: scalars)
    {
      return scalars.count
    }
  }
  return nil
}

private let minuses: Set<Unicode.Scalar> = ["\u{2212}", "\u{FE63}", "\u{FF0D}"]
private let blank: Set<Unicode.Scalar> = [" ", "\t", "\u{A0}", "\u{2007}", "\u{2009}", "\u{202F}"]

private func string(_ scalars: [Unicode.Scalar]) -> String {
  var text = String.UnicodeScalarView()
  text.append(contentsOf: scalars)
  return String(text)
}

private func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

private func isDigit(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}
