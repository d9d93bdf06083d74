/// A program that writes probabilities as lines of its own kind.
public enum PredictionTool: String, Codable, Hashable, Sendable, CaseIterable {
  /// `labels 1 -1`, and below it per row the predicted label and a probability for each: liblinear and libsvm
  /// with `-b 1`.
  case liblinear
  /// `__label__a 0.9 __label__b 0.1` per row, the most probable first: fastText's `predict-prob`.
  case fastText = "fasttext"
  /// `1:0.2 2:0.8` per row: Vowpal Wabbit's `--probabilities`.
  case vowpalWabbit = "vowpal_wabbit"
}

/// Lines of probabilities as some programs write them, made a table: a column `p_<class>` each.
///
/// Every row stays in its line. A class that a row does not name has an empty cell there, since nobody said what it is.
struct ToolPredictions {
  let tool: PredictionTool
  private let lines: [ArraySlice<UInt8>]

  private static let label = Array("__label__".utf8)
  private static let labels = Array("labels".utf8)
  /// So many lines tell what they are.
  private static let judgedLines = 100

  /// What lines are by the first of them; nil where no program of these writes so.
  ///
  /// - Parameter isWhole: Whether there are no more bytes.
  static func tool(of text: ArraySlice<UInt8>, isWhole: Bool) -> PredictionTool? {
    var lines = text.prefix(1 << 16)
      .split(maxSplits: judgedLines) { $0 == Byte.lineFeed || $0 == Byte.carriageReturn }
    if lines.count > judgedLines || !isWhole || text.count > 1 << 16 { lines.removeLast() }
    let rows = lines.map(parts).filter { !$0.isEmpty }
    guard let first = rows.first else { return nil }
    if first[0].elementsEqual(labels), first.count > 2 {
      return isMost(rows.dropFirst()) { isRow($0, as: first) } ? .liblinear : nil
    }
    if isMost(rows, { pairs(ofLabels: $0) != nil }) { return .fastText }
    return rows.allSatisfy({ pairs(ofIndices: $0) != nil }) ? .vowpalWabbit : nil
  }

  /// Whether more than half of some rows are such ones; what the others are is said by their lines.
  private static func isMost(
    _ rows: some Collection<[ArraySlice<UInt8>]>, _ isSuch: ([ArraySlice<UInt8>]) -> Bool
  ) -> Bool { 2 * rows.count(where: isSuch) > rows.count }

  /// Whether a row has a label and a number for each name above it.
  private static func isRow(_ row: [ArraySlice<UInt8>], as names: [ArraySlice<UInt8>]) -> Bool {
    row.count == names.count && row.dropFirst().allSatisfy(isNumber)
  }

  /// All lines of a text.
  init(_ text: ArraySlice<UInt8>, of tool: PredictionTool) {
    self.tool = tool
    var lines = text.split(omittingEmptySubsequences: false) { $0 == Byte.lineFeed }
    if lines.last?.isEmpty == true { lines.removeLast() }
    self.lines = lines
  }

  /// The table, with a line for every line; where the text has no header, one more stands above them.
  ///
  /// - Parameter name: The file, whose first line that is no such one is refused.
  func table(_ name: String) throws(TableError) -> (text: [UInt8], hasOwnHeader: Bool) {
    var text: [UInt8] = []
    if tool == .liblinear {
      let header = Self.parts(lines.first ?? [])
      let names = header.dropFirst()
      let order = [0] + Self.sorted(Array(names.indices)) { names[$0] }
      text += "predicted".utf8
      for place in order.dropFirst() { Self.append(header: names[place], to: &text) }
      text.append(Byte.lineFeed)
      for (place, line) in lines.enumerated().dropFirst() {
        let parts = Self.parts(line)
        guard parts.isEmpty || Self.isRow(parts, as: header) else { throw odd(place, name) }
        if !parts.isEmpty { text += order.map { parts[$0] }.joined(separator: [Byte.comma]) }
        text.append(Byte.lineFeed)
      }
      return (text, true)
    }
    let pairs = tool == .fastText ? Self.pairs(ofLabels:) : Self.pairs(ofIndices:)
    var places: [ArraySlice<UInt8>: Int] = [:]
    for line in lines {
      for (name, _) in pairs(Self.parts(line)) ?? [] where places[name] == nil {
        places[name] = places.count
      }
    }
    let names = Self.sorted(Array(places.keys)) { $0 }
    for (place, name) in names.enumerated() { places[name] = place }
    for (place, name) in names.enumerated() {
      Self.append(header: name, to: &text, isFirst: place == 0)
    }
    text.append(Byte.lineFeed)
    for (place, line) in lines.enumerated() {
      let parts = Self.parts(line)
      guard let pairs = pairs(parts) else { throw odd(place, name) }
      var cells = [ArraySlice<UInt8>](repeating: [], count: names.count)
      for (name, number) in pairs {
        if let place = places[name] {
          cells[place] = tool == .fastText ? Self.unraised(number) : number
        }
      }
      // A blank line is none of a lone column with an empty cell.
      if !parts.isEmpty { text += cells.joined(separator: [Byte.comma]) }
      text.append(Byte.lineFeed)
    }
    return (text, false)
  }

  private func odd(_ place: Int, _ name: String) -> TableError {
    TableError(.oddPrediction(tool), file: name, line: place + 1)
  }

  /// What has names in the order of numbers, where all are numbers, else of letters: the order in which a program met
  /// its classes says nothing, and the last of two is the positive one.
  private static func sorted<Named>(
    _ all: [Named], _ name: (Named) -> ArraySlice<UInt8>
  ) -> [Named] {
    let numbers = all.map { Int(String(decoding: name($0), as: UTF8.self)) }
    let areNumbers = numbers.allSatisfy { $0 != nil }
    return all.indices.sorted { a, b in
      if areNumbers, let a = numbers[a], let b = numbers[b] { return a < b }
      return name(all[a]).lexicographicallyPrecedes(name(all[b]))
    }.map { all[$0] }
  }

  /// A probability of fastText, which writes exp(log(p + 1e-5)), as it was.
  private static func unraised(_ number: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let raised = Double(String(decoding: number, as: UTF8.self)), raised <= 1.001 else {
      return number
    }
    return Array("\(min(1, max(0, raised - 1e-5)))".utf8)[...]
  }

  private static func append(
    header name: ArraySlice<UInt8>, to text: inout [UInt8], isFirst: Bool = false
  ) {
    if !isFirst { text.append(Byte.comma) }
    text.append(Byte.quote)
    text += "p_".utf8
    for byte in name { text += byte == Byte.quote ? [byte, byte] : [byte] }
    text.append(Byte.quote)
  }

  private static func parts(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    line.split { $0 <= Byte.space }
  }

  private static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
    parseNumber(Array(text).span) != .text
  }

  private static func pairs(
    ofLabels parts: [ArraySlice<UInt8>]
  ) -> [(name: ArraySlice<UInt8>, number: ArraySlice<UInt8>)]? {
    guard parts.count % 2 == 0 else { return nil }
    var pairs: [(ArraySlice<UInt8>, ArraySlice<UInt8>)] = []
    for index in stride(from: 0, to: parts.count, by: 2) {
      guard parts[index].starts(with: label), parts[index].count > label.count,
        isNumber(parts[index + 1])
      else { return nil }
      pairs.append((parts[index].dropFirst(label.count), parts[index + 1]))
    }
    return pairs
  }

  /// Of indices; a last part without a number is the row's tag.
  private static func pairs(
    ofIndices parts: [ArraySlice<UInt8>]
  ) -> [(name: ArraySlice<UInt8>, number: ArraySlice<UInt8>)]? {
    var pairs: [(ArraySlice<UInt8>, ArraySlice<UInt8>)] = []
    for (place, part) in parts.enumerated() {
      let halves = part.split(separator: Byte.colon, omittingEmptySubsequences: false)
      guard halves.count == 2, !halves[0].isEmpty, halves[0].allSatisfy({ $0 &- Byte.zero < 10 }),
        isNumber(halves[1])
      else {
        if place > 0, place == parts.count - 1, !part.contains(Byte.colon) { break }
        return nil
      }
      pairs.append((halves[0], halves[1]))
    }
    return pairs
  }
}
