internal import CrossEntropyFiles

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// Counts the words of texts, and the pairs of neighbouring words, at 2¹⁸ places that a hash gives them.
///
/// A word is letters or digits in a row, in small letters; a single one of ASCII is none. A count c becomes 1 + ln c.
/// Words may share a place: of 30 000 in a table one in nine does.
struct TextHasher {
  /// The places.
  static let width = 1 << 18

  /// The counts of the texts so far.
  private(set) var rows = SparseRows(width: width)
  /// By place, the first word or pair that was met there.
  private(set) var names: [Int32: String] = [:]
  private let keepsNames: Bool

  init(keepsNames: Bool = false) { self.keepsNames = keepsNames }

  /// Adds a row of the words of a text.
  mutating func append(_ text: String) {
    var counts: [Int32: Int] = [:]
    var last: (word: String, hash: UInt64)?
    for word in words(of: text) {
      let hash = fnv1a(word)
      count(hash, in: &counts) { word }
      if let last {
        count(hash &+ last.hash &* 0x9E37_79B9_7F4A_7C15, in: &counts) { last.word + " " + word }
      }
      last = (word, hash)
    }
    for (place, count) in counts.sorted(by: { $0.key < $1.key }) {
      rows.append(1 + log(Double(count)), at: place)
    }
    rows.endRow()
  }

  private mutating func count(
    _ hash: UInt64, in counts: inout [Int32: Int], name: () -> String
  ) {
    // The finaliser of SplitMix64, of which the upper 18 bits are taken.
    var bits = (hash ^ (hash >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    let place = Int32(truncatingIfNeeded: (bits ^ (bits >> 31)) >> 46)
    counts[place, default: 0] += 1
    if keepsNames, names[place] == nil { names[place] = name() }
  }
}

/// The words of a text, in small letters.
func words(of text: String) -> [String] {
  var words: [String] = []
  var word = String.UnicodeScalarView()
  func end() {
    if word.count > 1 || word.first.map({ !$0.isASCII }) ?? false { words.append(String(word)) }
    word = String.UnicodeScalarView()
  }
  for scalar in text.lowercased().unicodeScalars {
    if isOfWord(scalar) { word.append(scalar) } else { end() }
  }
  end()
  return words
}

private func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
  if scalar.isASCII {
    return ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
  }
  return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    || scalar.properties.generalCategory == .nonspacingMark
}

extension DataTable.Column.Values {
  /// The words of texts, counted; the columns of numbers and of counted words stay as they are.
  func countingWords(keepsNames: Bool = false) -> (
    values: DataTable.Column.Values, names: [Int32: String]
  ) {
    guard case .categories(let codes, let levels) = self else { return (self, [:]) }
    var hasher = TextHasher(keepsNames: keepsNames)
    for level in levels { hasher.append(level) }
    // A missing text has no words.
    hasher.append("")
    return (
      .sparse(hasher.rows.selecting(codes.map { $0 < 0 ? levels.count : Int($0) })), hasher.names
    )
  }
}
