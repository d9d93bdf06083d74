internal import CrossEntropyFiles

/// Why no model can learn from a column.
///
/// As JSON every reason is an object of a `code` and its `values`.
public enum DropReason: Hashable, Sendable {
  /// Every cell is missing.
  case allMissing
  /// Every cell is the same.
  case constant
  /// A column of texts has no word in any row.
  case noWords
  /// The cells are consecutive whole numbers, one per row, in any order.
  case idLikeNumbers(first: Int, last: Int)
  /// The cells are whole numbers that rise with every row, with or without gaps, or that fall.
  case counter(first: Int, last: Int)
  /// Nearly all cells, texts or whole numbers, are different from all others, as names and ids are.
  case idLikeTexts(values: Int, rows: Int)
}

extension DropReason {
  /// Whether the column looks like an id, and may be none.
  package var isOfIds: Bool {
    switch self {
    case .allMissing, .constant, .noWords: false
    case .idLikeNumbers, .counter, .idLikeTexts: true
    }
  }

  /// Why a column is dropped, or nil.
  ///
  /// - Parameters:
  ///   - used: Its cells in the rows that are used.
  ///   - all: Its cells in all rows: an id does not become a number where rows are left out.
  ///   - offset: What was subtracted from its numbers.
  ///   - isText: Whether its sparse numbers count words.
  ///   - isKept: Whether it is read even if it looks like an id.
  init?(
    _ used: DataTable.Column.Values, all: DataTable.Column.Values, offset: Double = 0,
    isText: Bool = false, isKept: Bool
  ) {
    if let reason = Self.withoutVariety(used) {
      self = reason
      if isText, case .sparse(let rows) = used, rows.places.isEmpty { self = .noWords }
    } else if !isKept, let reason = Self.id(all, offset: offset) {
      self = reason
    } else {
      return nil
    }
  }

  private static func withoutVariety(_ used: DataTable.Column.Values) -> DropReason? {
    switch used {
    case .numbers(let numbers):
      guard let first = numbers.first(where: { !$0.isNaN }) else { return .allMissing }
      return numbers.allSatisfy { $0 == first } ? .constant : nil
    case .categories(let codes, _):
      guard let first = codes.first(where: { $0 >= 0 }) else { return .allMissing }
      return codes.allSatisfy { $0 == first } ? .constant : nil
    case .sparse(let rows):
      let first = rows.selecting([0])
      return (1..<rows.count).contains { rows.selecting([$0]) != first } ? nil : .constant
    }
  }

  /// Why a column looks like an id.
  ///
  /// A counter may fall as well as rise: a table sorted newest first numbers its rows downwards.
  static func id(_ all: DataTable.Column.Values, offset: Double = 0) -> DropReason? {
    switch all {
    case .numbers(let numbers):
      let present = numbers.filter { !$0.isNaN }
      guard present.count > fewestCells, present.allSatisfy({ $0 == $0.rounded() }) else {
        return nil
      }
      if let (first, last) = ends(present, offset), rises(present) || falls(present) {
        return .counter(first: first, last: last)
      }
      guard let values = distinct(present) else { return nil }
      if values == numbers.count, let low = present.min(), let high = present.max(),
        high - low == Double(values - 1), let (first, last) = ends([low, high], offset)
      {
        return .idLikeNumbers(first: first, last: last)
      }
      // Times in nanoseconds differ too: they have most of their digits in common.
      guard offset == 0, !bunches(present) else { return nil }
      return .idLikeTexts(values: values, rows: present.count)
    case .categories(let codes, let levels):
      let present = codes.count { $0 >= 0 }
      var isThere = [Bool](repeating: false, count: levels.count)
      for code in codes where code >= 0 { isThere[Int(code)] = true }
      let values = isThere.count { $0 }
      return present > fewestCells && 10 * values > 9 * present
        ? .idLikeTexts(values: values, rows: present) : nil
    case .sparse: return nil
    }
  }

  private static func rises(_ numbers: [Double]) -> Bool {
    (1..<numbers.count).allSatisfy { numbers[$0 - 1] < numbers[$0] }
  }

  private static func falls(_ numbers: [Double]) -> Bool {
    (1..<numbers.count).allSatisfy { numbers[$0 - 1] > numbers[$0] }
  }

  /// The first and the last number as they stand in the table; nil where they are too large to be counted.
  private static func ends(_ numbers: [Double], _ offset: Double) -> (first: Int, last: Int)? {
    guard let offset = Int(exactly: offset), let first = numbers.first.flatMap(Int.init(exactly:)),
      let last = numbers.last.flatMap(Int.init(exactly:))
    else { return nil }
    let (start, isTooLow) = first.addingReportingOverflow(offset)
    let (end, isTooHigh) = last.addingReportingOverflow(offset)
    return isTooLow || isTooHigh ? nil : (start, end)
  }

  /// Whether numbers lie as those of quantities do, such as prices and populations: some are below 0, or
  /// they keep off an even spread, which ids have, by more than chance (Kolmogorov and Smirnov, 1 %).
  private static func bunches(_ numbers: [Double]) -> Bool {
    let sorted = numbers.sorted()
    guard let low = sorted.first, let high = sorted.last, low >= 0 else { return true }
    let count = Double(sorted.count)
    let distance =
      sorted.indices.map { place in
        let even = (sorted[place] - low) / (high - low)
        return max(Double(place + 1) / count - even, even - Double(place) / count)
      }.max() ?? 0
    return distance * count.squareRoot() > 1.63
  }

  /// How many numbers are different; nil where that is at most nine in ten.
  private static func distinct(_ numbers: [Double]) -> Int? {
    var repeated = 0
    var seen: Set<Double> = []
    for number in numbers where !seen.insert(number).inserted {
      repeated += 1
      if 10 * repeated >= numbers.count { return nil }
    }
    return seen.count
  }
}

/// Fewer filled cells may well be different by chance.
private let fewestCells = 10

extension DropReason: Codable {
  /// Reads a reason from its code and its values.
  public init(from decoder: any Decoder) throws {
    let reason = try CodedCase(from: decoder)
    switch reason.code {
    case "all_missing": self = .allMissing
    case "constant": self = .constant
    case "no_words": self = .noWords
    case "id_like_numbers":
      self = .idLikeNumbers(first: try reason.value("first"), last: try reason.value("last"))
    case "counter":
      self = .counter(first: try reason.value("first"), last: try reason.value("last"))
    case "id_like_texts":
      self = .idLikeTexts(values: try reason.value("values"), rows: try reason.value("rows"))
    default: throw reason.isUnknown
    }
  }

  /// Writes the code and the values.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .allMissing: try encoder.encodeCase("all_missing")
    case .constant: try encoder.encodeCase("constant")
    case .noWords: try encoder.encodeCase("no_words")
    case .idLikeNumbers(let first, let last):
      try encoder.encodeCase("id_like_numbers", ["first": first, "last": last])
    case .counter(let first, let last):
      try encoder.encodeCase("counter", ["first": first, "last": last])
    case .idLikeTexts(let values, let rows):
      try encoder.encodeCase("id_like_texts", ["values": values, "rows": rows])
    }
  }
}
