internal import CrossEntropyFiles
internal import Foundation

/// The days since 1970 that a text is in each order, by the plain reader and Foundation's calendar;
/// nil if it is not shaped like a date.
func plainDays(_ text: String) -> [DateOrder: Double]? {
  let parts = text.split(
    maxSplits: 2, omittingEmptySubsequences: false, whereSeparator: { "-/.".contains($0) })
  guard parts.count == 3, text.utf8.count >= 8 else { return nil }
  let afterFirst = text.dropFirst(parts[0].count)
  guard afterFirst.first == afterFirst.dropFirst(1 + parts[1].count).first else { return nil }
  let last = parts[2].prefix { ("0"..."9").contains($0) }
  let numbers = [parts[0], parts[1], last]
  guard numbers.allSatisfy({ !$0.isEmpty && $0.allSatisfy { ("0"..."9").contains($0) } }),
    parts[1].count <= 2, let time = plainTime(String(parts[2].dropFirst(last.count)))
  else { return nil }
  let values = numbers.map { Int($0) ?? 0 }
  func day(_ year: Int, _ month: Int, _ day: Int) -> Double? {
    guard (1...12).contains(month), day >= 1 else { return nil }
    // From the first of March on, every month begins where 153 days per five months say.
    let (march, start) = (month < 3 ? month + 9 : month - 3, month < 3 ? year - 1 : year)
    let isLeap = [4, 100, 400].count { year % $0 == 0 } % 2 == 1
    let most = month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    guard day <= most else { return nil }
    let years =
      365 * start + floorDivided(start, 4) - floorDivided(start, 100)
      + floorDivided(start, 400)
    return Double(years + (153 * march + 2) / 5 + day - 1 - 719_468) + time
  }
  if parts[0].count == 4, last.count <= 2 {
    return day(values[0], values[1], values[2]).map { [.yearFirst: $0] } ?? [:]
  }
  guard parts[0].count <= 2, last.count == 4 else { return nil }
  var days: [DateOrder: Double] = [:]
  days[.dayFirst] = day(values[2], values[1], values[0])
  days[.monthFirst] = day(values[2], values[0], values[1])
  return days
}

private func floorDivided(_ a: Int, _ b: Int) -> Int { Int((Double(a) / Double(b)).rounded(.down)) }

/// `T07:08:09.5+02:00` as a part of a day.
private func plainTime(_ text: String) -> Double? {
  if text.isEmpty { return 0 }
  guard "T ".contains(text.first ?? "x") else { return nil }
  var clock = String(text.dropFirst())
  var ahead = 0
  if clock.hasSuffix("Z") || clock.hasSuffix("UTC") {
    clock.removeLast(clock.hasSuffix("Z") ? 1 : 3)
    if clock.last == " " { clock.removeLast() }
  } else if let sign = clock.lastIndex(where: { "+-".contains($0) }) {
    let zone = clock[clock.index(after: sign)...].filter { $0 != ":" }
    guard zone.count == 2 || zone.count == 4, zone.allSatisfy({ ("0"..."9").contains($0) }),
      let number = Int(zone)
    else { return nil }
    let minutes = zone.count == 2 ? 60 * number : 60 * (number / 100) + number % 100
    guard minutes <= 1440 else { return nil }
    ahead = clock[sign] == "-" ? -minutes : minutes
    clock = String(clock[..<sign])
    if clock.last == " " { clock.removeLast() }
  } else if clock.last == " " {
    clock.removeLast()
  }
  let parts = clock.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
  func digits(_ text: some StringProtocol, _ counts: ClosedRange<Int>) -> Int? {
    counts.contains(text.count) && text.allSatisfy { ("0"..."9").contains($0) } ? Int(text) : nil
  }
  guard (2...3).contains(parts.count), let hours = digits(parts[0], 1...2), hours <= 24,
    let minutes = digits(parts[1], 2...2), minutes < 60
  else { return nil }
  var seconds = Double(3600 * hours + 60 * minutes)
  if parts.count == 3 {
    let pieces = parts[2].split(
      maxSplits: 1, omittingEmptySubsequences: false, whereSeparator: { ".,".contains($0) })
    guard let whole = digits(pieces[0], 2...2), whole <= 60 else { return nil }
    seconds += Double(whole)
    if pieces.count == 2 {
      guard pieces[1].allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
      seconds += Double("0." + pieces[1] + "0") ?? .nan
    }
  }
  return (seconds - Double(60 * ahead)) / 86_400
}
