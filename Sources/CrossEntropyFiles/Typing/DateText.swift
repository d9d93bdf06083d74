/// The order in which a date names its parts.
public enum DateOrder: String, Hashable, Sendable, Codable, CaseIterable {
  /// 2024-05-06, as in ISO 8601, or with slashes or points.
  case yearFirst = "year_first"
  /// 06/05/2024 and 06.05.2024 for the sixth of May.
  case dayFirst = "day_first"
  /// 05/06/2024 for the sixth of May.
  case monthFirst = "month_first"
}

/// A cell as a day, with a time or without: the days since the beginning of 1970, in UTC where the
/// cell says how far it is from it.
struct DateText {
  /// The days with the day named first; nil if there is no such day.
  private(set) var dayFirst: Double?
  private(set) var monthFirst: Double?
  private(set) var yearFirst: Double?

  /// Reads a text; nil if it is not shaped like a date, or there is no such day whatever the order.
  ///
  /// A year has four digits. Eight digits without a separator are a number.
  init?(_ text: String) {
    var rest = Array(text.utf8)[...]
    guard rest.count >= 8, rest[0] &- Byte.zero < 10, let first = takeDigits(&rest, 1...4),
      let separator = rest.popFirst(), "-/.".utf8.contains(separator),
      let second = takeDigits(&rest, 1...2), rest.popFirst() == separator,
      let third = takeDigits(&rest, first.count == 4 ? 1...2 : 4...4)
    else { return nil }
    guard let time = takeTime(&rest), rest.isEmpty else { return nil }
    if first.count == 4 {
      yearFirst = daysSince1970(first.value, second.value, third.value).map { $0 + time }
    } else if first.count <= 2 {
      dayFirst = daysSince1970(third.value, second.value, first.value).map { $0 + time }
      monthFirst = daysSince1970(third.value, first.value, second.value).map { $0 + time }
    }
    if yearFirst == nil, dayFirst == nil, monthFirst == nil { return nil }
  }

  func days(_ order: DateOrder) -> Double? {
    switch order {
    case .yearFirst: yearFirst
    case .dayFirst: dayFirst
    case .monthFirst: monthFirst
    }
  }
}

private func takeDigits(
  _ rest: inout ArraySlice<UInt8>, _ counts: ClosedRange<Int>
) -> (value: Int, count: Int)? {
  let digits = rest.prefix { $0 &- Byte.zero < 10 }
  guard counts.contains(digits.count) else { return nil }
  rest = rest.dropFirst(digits.count)
  return (digits.reduce(0) { 10 * $0 + Int($1 &- Byte.zero) }, digits.count)
}

/// The part of a day that `T07:08:09.5+02:00` is, 0 where the text ends; nil for anything else.
private func takeTime(_ rest: inout ArraySlice<UInt8>) -> Double? {
  guard let first = rest.first else { return 0 }
  guard first == UInt8(ascii: "T") || first == Byte.space else { return nil }
  rest.removeFirst()
  let colon = UInt8(ascii: ":")
  guard let hours = takeDigits(&rest, 1...2), hours.value <= 24, rest.popFirst() == colon,
    let minutes = takeDigits(&rest, 2...2), minutes.value < 60
  else { return nil }
  var seconds = Double(60 * (60 * hours.value + minutes.value))
  if rest.first == colon {
    rest.removeFirst()
    // A second more stands where a day has one.
    guard let whole = takeDigits(&rest, 2...2), whole.value <= 60 else { return nil }
    seconds += Double(whole.value)
    if rest.first == Byte.point || rest.first == Byte.comma {
      let digits = rest.dropFirst().prefix { $0 &- Byte.zero < 10 }
      rest = rest.dropFirst(1 + digits.count)
      let fraction = [Byte.zero, Byte.point] + digits
      guard case .finite(let part, _) = parseNumber(fraction.span) else { return nil }
      seconds += part
    }
  }
  guard let ahead = takeZone(&rest) else { return nil }
  return (seconds - Double(60 * ahead)) / 86_400
}

/// The minutes that a place is ahead of UTC: `Z`, `+02:00`, `+0200`, `+02`, or nothing.
private func takeZone(_ rest: inout ArraySlice<UInt8>) -> Int? {
  if rest.first == Byte.space { rest.removeFirst() }
  if rest.elementsEqual("Z".utf8) || rest.elementsEqual("UTC".utf8) { rest = [] }
  guard let sign = rest.popFirst() else { return 0 }
  guard sign == Byte.plus || sign == Byte.minus else { return nil }
  rest.removeAll { $0 == UInt8(ascii: ":") }
  guard rest.count == 2 || rest.count == 4, let digits = takeDigits(&rest, 2...4) else {
    return nil
  }
  let minutes =
    digits.count == 2 ? 60 * digits.value : 60 * (digits.value / 100) + digits.value % 100
  guard minutes <= 24 * 60 else { return nil }
  return sign == Byte.minus ? -minutes : minutes
}

/// The days from the first of January 1970 to a day of the Gregorian calendar; nil if there is none.
private func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Double? {
  let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  guard (1...12).contains(month), (1...lengths[month - 1]).contains(day) else { return nil }
  let before = year - 1
  let daysBeforeYear = 365 * before + before / 4 - before / 100 + before / 400
  let daysBeforeMonth = lengths[..<(month - 1)].reduce(0, +)
  return Double((year == 0 ? -366 : daysBeforeYear) + daysBeforeMonth + day - 719_163)
}
