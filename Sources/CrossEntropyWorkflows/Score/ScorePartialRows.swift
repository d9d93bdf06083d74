internal import CrossEntropy
internal import CrossEntropyEvaluation
internal import CrossEntropyFiles

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// Rows of which what needs ranks or maps is formed: all that were scored, or of many those with the lowest hash of seed
/// and number, which are the same wherever parts are cut.
struct PartRows: Sendable {
  /// The number of every row among those of all parts, from 0.
  private(set) var numbers: [Int] = []
  private(set) var labels: [Int32] = []
  /// The weights; empty without.
  private(set) var weights: [Double] = []
  /// The groups, by their places among the part's; empty without.
  private(set) var groups: [Int32] = []
  /// The IDs; empty without.
  private(set) var ids: [String] = []
  /// The numbers as they are given, row after row.
  private(set) var given = ContiguousArray<Double>()
  /// How many numbers a row has.
  let columns: Int

  /// No rows of so many numbers each.
  init(columns: Int) { self.columns = columns }

  var count: Int { numbers.count }

  /// About how many bytes a row takes in memory until all scores are formed.
  static func bytesPerRow(classes: Int) -> Int { 16 * classes + 250 }

  /// The rows of the file that these are.
  ///
  /// - Parameter before: How many rows other parts hold that stand before the file's.
  func rowsOfFile(before: Int) -> [Int] { numbers.map { $0 - before } }

  /// How many rows a sample has: fewer where a row has many numbers.
  var mostSampled: Int { min(200_000, max(10_000, 20_000_000 / columns)) }

  /// Adds rows that stand behind the others.
  mutating func append(
    _ given: ContiguousArray<Double>, labels: [Int32], units: RowUnits, ids: [String],
    numbers: RowNumbers
  ) {
    self.numbers += labels.indices.lazy.map { numbers[$0] }
    self.labels += labels
    weights += units.weights ?? []
    groups += units.groups ?? []
    self.ids += ids
    self.given += given
  }

  /// Adds the rows of another part.
  mutating func append(_ other: PartRows) {
    numbers += other.numbers
    labels += other.labels
    weights += other.weights
    groups += other.groups
    ids += other.ids
    given += other.given
  }

  /// Leaves out the IDs.
  mutating func leaveIDs() { ids = [] }

  /// Gives every group another number, by its own.
  mutating func renumberGroups(_ new: [Int32]) { groups = groups.map { new[Int($0)] } }

  /// The rows in the order of their numbers: all, or no more than a sample has.
  ///
  /// - Parameters:
  ///   - isSample: Whether no more than a sample are wanted.
  ///   - seed: The seed of the run.
  func sorted(isSample: Bool, seed: UInt64) -> PartRows {
    var places = Array(numbers.indices)
    if isSample, count > mostSampled {
      let hash = RandomSeed(seed).derived(5)
      let hashes = numbers.map { hash.bits(UInt64($0)) }
      places.sort { (hashes[$0], numbers[$0]) < (hashes[$1], numbers[$1]) }
      places.removeSubrange(mostSampled...)
    }
    places.sort { numbers[$0] < numbers[$1] }
    if places == Array(numbers.indices) { return self }
    var sorted = PartRows(columns: columns)
    sorted.numbers = places.map { numbers[$0] }
    sorted.labels = places.map { labels[$0] }
    if !weights.isEmpty { sorted.weights = places.map { weights[$0] } }
    if !groups.isEmpty { sorted.groups = places.map { groups[$0] } }
    if !ids.isEmpty { sorted.ids = places.map { ids[$0] } }
    sorted.given.reserveCapacity(places.count * columns)
    for place in places { sorted.given += given[place * columns..<(place + 1) * columns] }
    return sorted
  }
}

extension PartRows: Codable {
  enum CodingKeys: CodingKey { case columns, first, numbers, labels, weights, groups, ids, given }

  /// Writes numbers as base64 of their bytes, the lowest first; of rows that follow each other the number of the first.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(columns, forKey: .columns)
    let first = numbers.first ?? 0
    let follow = numbers.elementsEqual(first..<first + count)
    try container.encode(first, forKey: .first)
    try container.encode(
      follow ? nil : data(numbers.lazy.map { UInt64($0) }), forKey: .numbers)
    try container.encode(data(labels.lazy.map { UInt32(bitPattern: $0) }), forKey: .labels)
    try container.encode(data(weights.lazy.map(\.bitPattern)), forKey: .weights)
    try container.encode(data(groups.lazy.map { UInt32(bitPattern: $0) }), forKey: .groups)
    try container.encode(ids, forKey: .ids)
    try container.encode(data(given.lazy.map(\.bitPattern)), forKey: .given)
  }

  /// Reads rows, and refuses counts that do not fit.
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    columns = try container.decode(Int.self, forKey: .columns)
    func words<Word: FixedWidthInteger>(_ key: CodingKeys, _: Word.Type) throws -> [Word] {
      let bytes = [UInt8](try container.decode(Data.self, forKey: key))
      let size = MemoryLayout<Word>.size
      return stride(from: 0, to: bytes.count / size * size, by: size).map { start in
        (0..<size).reduce(0) { $0 | Word(truncatingIfNeeded: bytes[start + $1]) << (8 * $1) }
      }
    }
    labels = try words(.labels, UInt32.self).map { Int32(bitPattern: $0) }
    let first = try container.decode(Int.self, forKey: .first)
    numbers =
      try container.decodeNil(forKey: .numbers)
      ? (0..<labels.count).map { first &+ $0 }
      : try words(.numbers, UInt64.self).map { Int(truncatingIfNeeded: $0) }
    weights = try words(.weights, UInt64.self).map { Double(bitPattern: $0) }
    groups = try words(.groups, UInt32.self).map { Int32(bitPattern: $0) }
    ids = try container.decode([String].self, forKey: .ids)
    given = ContiguousArray(
      try words(.given, UInt64.self).map { Double(bitPattern: $0) })
    let all = numbers.count.multipliedReportingOverflow(by: columns)
    guard columns > 0, labels.count == numbers.count, !all.overflow,
      given.count == all.partialValue,
      [weights.count, groups.count, ids.count].allSatisfy({ [0, numbers.count].contains($0) }),
      numbers.allSatisfy({ $0 >= 0 }), weights.allSatisfy({ $0 > 0 && $0 < .infinity })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .numbers, in: container, debugDescription: "rows of different counts")
    }
  }

  private func data<Word: FixedWidthInteger>(_ words: some Collection<Word>) -> Data {
    var bytes = Data(capacity: words.count * MemoryLayout<Word>.size)
    for word in words {
      withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
    }
    return bytes
  }
}
