/// An amount of memory in powers of 1024, such as 1.5 GiB; below 1 KiB in bytes, which are called so.
///
/// Two digits or more are shown; a need is rounded up and a limit down, so that what is too much never
/// reads as the same.
func memory(
  _ bytes: Int, bytes name: (Int) -> String,
  rounded rule: FloatingPointRoundingRule = .toNearestOrAwayFromZero
) -> String {
  guard bytes >= 1 << 10 else { return name(bytes) }
  var amount = Double(bytes)
  var unit = ""
  for next in ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"] where amount >= 1024 {
    amount /= 1024
    unit = next
  }
  let tenths = (amount * 10).rounded(rule) / 10
  return "\(amount < 10 ? shortNumber(tenths) : shortNumber(amount.rounded(rule))) \(unit)"
}
