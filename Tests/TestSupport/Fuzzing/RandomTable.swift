internal import Foundation

/// A table as all sorts of programs write them, and then perhaps damaged.
public struct RandomTable: Sendable {
  /// What stands in the file.
  public private(set) var bytes: [UInt8] = []
  /// The byte between the cells, before any damage.
  public let delimiter: UInt8
  /// The names in the header.
  public private(set) var names: [[UInt8]] = []

  private let mark: UInt8
  private let lineEnd: [UInt8]
  private let quotesAll: Bool
  /// A cell is not of its column's kind once in so many.
  private let oddness: Int

  /// A table of its own dialect; damage is done to every second one unless it is to be sound.
  public init(_ random: inout SplitMix64, isSound: Bool = false) {
    delimiter = random.pick(delimiters)
    mark = random.once(in: 4) ? UInt8(ascii: ",") : UInt8(ascii: ".")
    lineEnd = random.pick(lineEnds)
    quotesAll = random.once(in: 8)
    oddness = random.pick([5, 50, 1000])
    if !isSound, random.once(in: 40) {
      bytes = random.pick(strangers)
    } else if !isSound, random.once(in: 10) {
      bytes = someLines(of: random.pick(seeds), &random)
    } else {
      write(&random, isSound: isSound)
    }
    if !isSound, random.once(in: 2) { damage(&bytes, &random) }
  }

  private mutating func write(_ random: inout SplitMix64, isSound: Bool) {
    if random.once(in: 10) { bytes += byteOrderMark }
    if !isSound, random.once(in: 20) { bytes += random.pick(beginnings) + lineEnd }
    var kinds = (0..<1 + random.below(random.once(in: 50) ? 60 : 6)).map { _ in
      random.pick(CellKind.usual)
    }
    // A class is short and comes again.
    if random.once(in: 2) { kinds[kinds.count - 1] = .word }
    for index in kinds.indices {
      let name =
        isSound || !random.once(in: 30)
        ? Array("\(letters[index % 20])\(index)".utf8) : random.pick(oddNames)
      names.append(name)
      if index > 0 { bytes.append(delimiter) }
      write(name, quoted: quotesAll, &random)
    }
    bytes += lineEnd
    let rows = rowCount(&random)
    let written = min(rows, 100)
    let start = bytes.count
    for _ in 0..<written { writeRow(of: kinds, &random, isSound: isSound) }
    let body = bytes[start...]
    for _ in 1..<max(2, rows / 100) { bytes += body }
    if !isSound, random.once(in: 2) { bytes += random.pick(ends) }
  }

  private func rowCount(_ random: inout SplitMix64) -> Int {
    switch random.below(1000) {
    // More than a block of rows.
    case 0: 5000
    // More than the sample that the types are guessed from.
    case 1..<20: 300
    default: 1 + random.below(14)
    }
  }

  private mutating func writeRow(
    of kinds: [CellKind], _ random: inout SplitMix64, isSound: Bool
  ) {
    for (index, kind) in kinds.enumerated() {
      if index > 0 { bytes.append(delimiter) }
      let isOdd = random.once(in: oddness)
      var cell: [UInt8] = []
      (isOdd ? random.pick(CellKind.allCases) : kind).append(to: &cell, mark: mark, &random)
      write(cell, quoted: quotesAll || random.once(in: 30), &random)
      // A row too long or too short.
      if !isSound, random.once(in: 1000) {
        if random.once(in: 2) { return }
        bytes.append(delimiter)
      }
    }
    bytes += lineEnd
    if random.once(in: 100) { bytes += lineEnd }
  }

  private mutating func write(_ cell: [UInt8], quoted: Bool, _ random: inout SplitMix64) {
    let needsQuotes = cell.contains { $0 == delimiter || $0 == quote || $0 == 10 || $0 == 13 }
    guard needsQuotes || quoted else {
      bytes += cell
      return
    }
    bytes.append(quote)
    for byte in cell {
      if byte == quote { bytes.append(quote) }
      bytes.append(byte)
    }
    bytes.append(quote)
  }
}

/// What a column holds.
private enum CellKind: CaseIterable {
  case integer, decimal, exponent, long, measurement, money, percent, thousands, continental
  case accountant, unicodeMinus, date, slashDate, time, swiss, unit, nanoseconds, identifier,
    leadingZero, word, name, sentence
  case missing, odd, bytes

  /// The kinds of whole columns.
  static let usual: [CellKind] = [
    .integer, .integer, .integer, .decimal, .decimal, .decimal, .exponent, .long, .measurement,
    .money, .percent, .thousands, .continental, .accountant, .unicodeMinus, .date, .slashDate,
    .time, .swiss, .unit, .nanoseconds, .identifier,
    .leadingZero, .word, .word, .word, .name, .name, .sentence, .missing,
  ]

  func append(to cell: inout [UInt8], mark: UInt8, _ random: inout SplitMix64) {
    func add(_ text: String) { cell += text.utf8 }
    func addDigits(_ count: Int) {
      for _ in 0..<count { cell.append(48 + UInt8(random.below(10))) }
    }
    func addWhole(_ most: Int) {
      cell.append(49 + UInt8(random.below(9)))
      addDigits(random.below(most))
    }
    func addSign() { if random.once(in: 3) { cell.append(UInt8(ascii: "-")) } }
    func addFraction(_ most: Int) {
      cell.append(mark)
      addDigits(random.below(most + 1))
    }
    switch self {
    case .integer:
      addSign()
      addWhole(4)
    case .decimal:
      addSign()
      if random.once(in: 2) { cell.append(48) } else { addWhole(3) }
      addFraction(8)
    case .exponent:
      addSign()
      addWhole(2)
      if random.once(in: 2) { addFraction(17) }
      cell.append(random.once(in: 2) ? UInt8(ascii: "e") : UInt8(ascii: "E"))
      if random.once(in: 2) {
        cell.append(random.once(in: 3) ? UInt8(ascii: "+") : UInt8(ascii: "-"))
      }
      addDigits(1 + random.below(3))
    case .long:
      addSign()
      addWhole(30)
      if random.once(in: 2) { addFraction(30) }
    case .measurement:
      addWhole(2)
      addFraction(2)
      add(random.pick([" kg", "mm", " °C", "h"]))
    case .money:
      if random.once(in: 2) { add("$") }
      addWhole(3)
      add(",")
      addDigits(3)
    case .percent:
      addWhole(2)
      addFraction(1)
      add("%")
    case .thousands:
      addWhole(3)
      for _ in 0..<1 + random.below(2) {
        add(",")
        addDigits(3)
      }
      if random.once(in: 2) { addFraction(2) }
    case .continental:
      addWhole(3)
      add(".")
      addDigits(3)
      if random.once(in: 2) {
        add(",")
        addDigits(2)
      }
    case .accountant:
      add("(")
      addWhole(2)
      addFraction(2)
      add(")")
    case .unicodeMinus:
      add("−")
      addWhole(2)
      addFraction(3)
    case .date:
      add("2024-0")
      addDigits(1)
      add("-1")
      addDigits(1)
    case .slashDate:
      addDigits(2)
      add(random.once(in: 8) ? "." : "/")
      add(random.pick(["01", "2", "11", "12", "13"]))
      add(random.once(in: 8) ? "." : "/")
      add("20")
      addDigits(2)
    case .time:
      add(random.pick(["2024-02-2", "1969-12-3", "2024/01/0"]))
      addDigits(1)
      add(random.pick(["", "T", " "]))
      add(random.pick(["07:08", "07:08:09", "23:59:60.25", "7:08", "24:00", "0708"]))
      add(random.pick(["", "", "Z", "+02:00", "-0930", " UTC", "+9", " "]))
    case .swiss:
      addSign()
      addWhole(3)
      add(random.pick(["'", "\u{2019}", "\u{A0}", "\u{202F}", " "]))
      addDigits(3)
      if random.once(in: 2) { addFraction(2) }
    case .unit:
      add(random.pick(["$", "€ ", "R$", "-$", "$-", "(€", "=\"", "+", "\u{A0}", "- ", ""]))
      addWhole(2)
      addFraction(4)
      add(random.pick(["%", " %", " €", "EUR", " kr", ")", "\"", "\u{A0}", "원", ""]))
    case .nanoseconds:
      add("17000000000000")
      addDigits(5)
      if random.once(in: 8) { addFraction(6) }
    case .identifier:
      add("1000")
      addDigits(14)
    case .leadingZero:
      add("0")
      addDigits(4)
    case .word: cell += random.pick(words)
    case .name:
      add("k")
      addDigits(3)
    case .sentence: for _ in 0..<1 + random.below(6) { cell += random.pick(words) + [32] }
    case .missing: cell += random.pick(missingWords)
    case .odd: cell += random.pick(oddCells)
    case .bytes: for _ in 0..<random.below(6) { cell.append(UInt8(random.below(256))) }
    }
  }
}

/// Changes some bytes: what is lost, doubled, moved or overwritten on the way to the reader.
public func damage(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
  if random.once(in: 20_000) {
    bytes.insert(contentsOf: hugeRun(&random), at: random.below(bytes.count + 1))
  }
  for _ in 0..<1 + random.below(4) {
    let place = random.below(bytes.count + 1)
    let end = min(bytes.count, place + 1 + random.below(random.once(in: 4) ? 40 : 4))
    switch random.below(8) {
    case 0: bytes.insert(UInt8(random.below(256)), at: place)
    case 1: bytes.removeSubrange(place..<end)
    case 2: bytes.insert(contentsOf: bytes[place..<end], at: random.below(bytes.count + 1))
    case 3: bytes.removeSubrange(place...)
    case 4 where place < bytes.count: bytes[place] ^= 1 << UInt8(random.below(8))
    case 5 where place < bytes.count: bytes[place] = random.pick(random.pick(tokens))
    default: bytes.insert(contentsOf: random.pick(tokens), at: place)
    }
    if bytes.isEmpty { return }
  }
}

/// The first line of a table and some that follow each other.
private func someLines(of table: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
  let lines = table.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  let start = 1 + random.below(max(1, lines.count - 1))
  let body = lines[min(start, lines.count)...].prefix(1 + random.below(40))
  return Array(([lines[0]] + body).joined(separator: [UInt8(ascii: "\n")]))
}

/// A cell longer than any may be, or more columns than any table may have.
private func hugeRun(_ random: inout SplitMix64) -> [UInt8] {
  switch random.below(4) {
  case 0: Array(repeating: random.pick([44, 59, 9, 124]), count: 100_001)
  case 1:
    [quote] + Array(repeating: random.pick([120, 34, 10]), count: (1 << 20) + random.below(3))
  default: Array(repeating: random.pick([0, 32, 120]), count: (1 << 20) - 1 + random.below(4))
  }
}

private let quote = UInt8(ascii: "\"")
private let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
private let letters = Array("abcdefghijklmnopqrst")
private let delimiters = Array(",,,,;;\t\t||: -0e.".utf8)
private let lineEnds = ["\n", "\n", "\n", "\r\n", "\r\n", "\r"].map { Array($0.utf8) }

private func bytes(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }

private let words = bytes([
  "A", "B", "yes", "no", "1", "0", "ja", "nein", "남극", "펭귄 종", "naïve", "e\u{301}", "😀", "True",
])

private let missingWords = bytes([
  "", "", "NA", "N/A", "NaN", "nan", "null", "None", "?", "-", ".", "<NA>", "-999", "#N/A",
])

private let oddNames = bytes([
  "", "", " ", "a0", "b1", " padded ", "\ttab\t", "x\"y", "two\nlines", "NA", "1", "-2.5", "열",
  "a,b", "\u{0}",
])

private let oddCells =
  bytes([
    "inf", "-Infinity", "1e999", "-1e999", "1e-999", "0e5", "-0", "+1", "+", "-", ".", "1.", ".5",
    "-.5e-3", "1e", "1e+",
    "00", "007", "0x10", "1_000", "1 000", " 1 ", "\t1\t", " ", "1.2.3", "12..5", "1,5", "1,234",
    "\"", "a\"b", "\"\"",
    "\n", "\r", "\r\n", "two\nlines", "\n\n\"", "NaN", "9007199254740993", "18446744073709551616",
    "2.2250738585072011e-308", "1.7976931348623159e308", "123456789012345678901234567890e-30",
    "0.000000000000000000000000000000000000001", "12345678", "123456789", "1234567.8", "\u{FEFF}",
    "\u{202E}x",
  ]) + [
    [0], [0xE9], [0x80], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC0, 0x80],
    [0xE0, 0x80, 0x80],
    // Korean in code page 949, and quotes of Windows-1252.
    [0xC6, 0xEB, 0xB1, 0xCF], [0x93, 0x78, 0x94],
  ]

/// What damage puts in.
private let tokens =
  oddCells
  + bytes([
    ",", ";", "\t", "|", " ", "\n", "\r", "\r\n", "\n\r", "\"\"\"", "\",\"", "\"\n", ",\"", "e",
    "E", "x", "7", "0",
    "88888888", "#", "\u{1A}", "NA",
  ])

private let beginnings = bytes([
  "# exported", "", " ", "\"#\"", "sep=;", "a", ",", "\"two\nlines\"", "// x", "%a,b",
  "Report 2024",
  "Report,,", "Report;",
])
private let ends = bytes([
  "", "", "\n", "\n\n", "\r", "\u{1A}", "Total,,", "a0,b1", "\"", "x", "1", ",", "  \n", "\u{0}",
  " ", "-", "\"x", "\"x\"y", "Total", "Sum;", "합계,1", "Total,,\n\n", "\u{FEFF}a0,b1\n",
])

/// Tables as people have them, each of which was once read wrongly by some program.
private let seeds: [[UInt8]] = {
  let folder = "\(packageRoot)/Tests/Fixtures/tables/"
  let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  let files = names.sorted().compactMap { FileManager.default.contents(atPath: folder + $0) }
  precondition(!files.isEmpty, "no tables in \(folder)")
  return files.map { Array($0) }
}()

/// Files that are no table, or hardly one.
private let strangers =
  bytes([
    "", "\n", "\r\n\r\n", " ", "\"", "\"\"", ",", "a", "a\n", "a\n1", "a\n\"\"\n", "\"a\"\n\"1\"\n",
    "a,b\n1", "a,b\n1,",
    "{\"a\": 0.5, \"t\": \"B\"}\n{\"a\": -0.5, \"t\": \"A\"}\n", "[{\"a\": 1}, {\"a\": 2}]",
    "1 1:0.5 3:2\n-1 2:1\n",
    "@relation d\n@attribute a numeric\n@data\n1,A\n", "a,b,t\n\"1\",0.5,0.25,\"B\"\n", "PAR1",
    "<html>\n</html>\n",
    "a\tb\n1\t2\n", "a|b\n1|2\n", "a;b\n1,5;2,25\n", "a b\n1 2\n3 4\n", "a,b\n\n\n1,2\n",
    "a,b,\n1,2,\n", ",a\n0,1\n",
    "a,,b\n1,2,3\n", "a,a\n1,2\n",
  ]) + [
    byteOrderMark, byteOrderMark + [97, 10, 49], [0xFF, 0xFE, 97, 0, 10, 0],
    [0xFE, 0xFF, 0, 97, 0, 10],
    [97, 0, 44, 0, 98, 0, 10, 0, 49, 0, 44, 0, 50, 0], [0x1F, 0x8B, 8, 0], [0x50, 0x4B, 3, 4],
    [0x28, 0xB5, 0x2F, 0xFD],
  ]
