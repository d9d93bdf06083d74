internal import CrossEntropyLearning

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// A number as it stands on a board: six digits, no needless zero, ∞.
package func board(_ x: Double, digits: Int = 6) -> String {
  guard x.isFinite else { return x.isNaN ? "NaN" : x < 0 ? "-∞" : "∞" }
  let parts = formatted("%.*g", Int32(digits), x == 0 ? 0 : x).split(separator: "e")
  guard parts.count == 2, let exponent = Int(parts[1]) else { return parts.joined() }
  return "\(parts[0])e\(exponent)"
}

/// A sum that is not 1, with so many digits that it shows.
func boardBesideOne(_ sum: Double) -> String {
  let short = board(sum)
  return short == "1" ? board(sum, digits: 9) : short
}

/// What C's printf makes of it, at most 63 bytes.
private func formatted(_ format: String, _ values: any CVarArg...) -> String {
  var bytes = [CChar](repeating: 0, count: 64)
  // C writes no more bytes than it is told of, and reads the values that the format names.
  let count = unsafe withVaList(values) { unsafe vsnprintf(&bytes, bytes.count, format, $0) }
  return String(
    decoding: bytes.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
