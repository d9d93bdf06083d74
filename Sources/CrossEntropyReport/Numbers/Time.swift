/// Seconds as they are said: whole, at least 1, and at most what is worth a number.
func wholeSeconds(_ seconds: Double) -> Int { Int(min(max(seconds, 1), 1e9).rounded(.up)) }

/// Seconds that are estimated and more than a limit, rounded up so that they read as more: to a minute from
/// an hour on, to a second, and to one digit below.
func roundedUp(_ seconds: Double) -> Double {
  if seconds >= 3600 { return (min(seconds, 1e9) / 60).rounded(.up) * 60 }
  if seconds >= 1 { return seconds.rounded(.up) }
  var scale = 1.0
  while seconds * scale < 1, scale < 1e12 { scale *= 10 }
  return (seconds * scale).rounded(.up) / scale
}

/// A time in hours, minutes and seconds, those that are 0 left out, with the seconds as they are given.
func exactTime(_ seconds: Double, hours: String, minutes: String, seconds unit: String) -> String {
  let whole = Int(min(seconds, 1e12))
  let rest = seconds < 60 ? shortNumber(seconds) : board(seconds - Double(whole / 60 * 60))
  let parts = [("\(whole / 3600)", hours), ("\(whole / 60 % 60)", minutes), (rest, unit)]
    .filter { $0.0 != "0" }
  return (parts.isEmpty ? [(rest, unit)] : parts).map { $0.0 + $0.1 }.joined(separator: " ")
}
