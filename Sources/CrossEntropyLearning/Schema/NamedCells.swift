package import CrossEntropyFiles

/// Cells that are names, though some may be missing and some the same number: classes, groups, the
/// values of a column.
package struct NamedCells: Sendable {
  /// The level of every row; −1 where the cell is missing.
  package private(set) var codes: [Int32]
  /// The levels, distinct and sorted: by value if every level is a number, else as text.
  package private(set) var levels: [String]

  /// Whether needless zeros before a number are no sign of a code.
  private var takesZeros = false

  /// Cells read as text.
  package init(codes: [Int32], levels: [String]) {
    self.codes = codes
    self.levels = levels
  }

  /// Whether there is a level beside these tokens, and each of those is a number.
  package func isNumeric(besides tokens: Set<String>) -> Bool {
    let others = levels.lazy.filter { !tokens.contains($0) }
    return !others.isEmpty && others.allSatisfy { value($0) != nil }
  }

  /// How many cells each level has.
  package var counts: [Int] {
    var counts = [Int](repeating: 0, count: levels.count)
    for code in codes where code >= 0 { counts[Int(code)] += 1 }
    return counts
  }

  /// Makes the cells of these tokens missing, and gives the tokens that were met with their cells.
  package mutating func remove(_ tokens: Set<String>) -> [(token: String, cells: Int)] {
    let removed = levels.indices.filter { tokens.contains(levels[$0]) }
    if removed.isEmpty { return [] }
    let counts = counts
    let met = removed.map { (token: levels[$0], cells: counts[$0]) }
    let left = levels.indices.filter { !tokens.contains(levels[$0]) }
    recode(to: left.map { [$0] }, names: left.map { levels[$0] })
    return met
  }

  /// Makes levels that are the same number one, and sorts them by value, before those that are none;
  /// gives the texts of each that had several, the name first.
  ///
  /// The name is the shortest text. Numbers of more than 15 digits are told apart by their text, since
  /// a `Double` cannot.
  package mutating func mergeEqualNumbers() -> [[String]] {
    let names = levels
    let values = names.map { value($0) }
    func key(_ level: Int) -> (Double, String) {
      guard let value = values[level] else { return (.infinity, names[level]) }
      return (value, isExact(names[level]) ? "" : names[level])
    }
    let order = levels.indices.sorted { a, b in
      if key(a) != key(b) { return key(a) < key(b) }
      return (names[a].utf8.count, names[a]) < (names[b].utf8.count, names[b])
    }
    var sets: [[Int]] = []
    for level in order {
      if let last = sets.last?.first, key(last) == key(level) {
        sets[sets.count - 1].append(level)
      } else {
        sets.append([level])
      }
    }
    recode(to: sets, names: sets.map { names[$0[0]] })
    return sets.filter { $0.count > 1 }.map { $0.map { names[$0] } }
  }

  /// Makes several levels one of this name, which stands last unless it is a level already.
  package mutating func merge(_ merged: Set<Int>, into name: String) {
    let own = levels.firstIndex { $0 == name }
    var sets: [[Int]] = []
    var names: [String] = []
    for level in levels.indices where !merged.contains(level) || level == own {
      sets.append(level == own ? [level] + merged.subtracting([level]).sorted() : [level])
      names.append(levels[level])
    }
    if own == nil {
      sets.append(merged.sorted())
      names.append(name)
    }
    recode(to: sets, names: names)
  }

  /// Puts one level after all others.
  package mutating func moveToEnd(_ level: Int) {
    let order = levels.indices.filter { $0 != level } + [level]
    recode(to: order.map { [$0] }, names: order.map { levels[$0] })
  }

  /// Reads the cells of a feature, and gives what is to be said of them: the tokens that are missing,
  /// the cells that are no numbers where the column is read as numbers, and equal numbers.
  package mutating func readAsFeature(
    of table: Table, column: String, missing tokens: [String], isNumeric: Bool
  ) -> [DatasetNote] {
    var notes = DatasetNote.missingCells(remove(Set(tokens)), in: column)
    if isNumeric {
      takesZeros = true
      let isOdd = levels.map { value($0) == nil }
      if let first = codes.firstIndex(where: { $0 >= 0 && isOdd[Int($0)] }) {
        let cell = String(levels[Int(codes[first])].prefix(60))
        let cells = remove(Set(levels.indices.filter { isOdd[$0] }.map { levels[$0] })).reduce(0) {
          $0 + $1.cells
        }
        notes.append(
          .notNumbers(
            column: column, cells: cells, line: table.line(ofRow: first), cell: cell))
      }
    }
    if self.isNumeric(besides: []) {
      notes += DatasetNote.equalNumbers(mergeEqualNumbers(), in: column)
    }
    return notes
  }

  /// The numbers of a column that was read as numbers; NaN where a cell is missing.
  var numbers: [Double] {
    let values = levels.map { value($0) ?? .nan }
    return codes.map { $0 < 0 ? .nan : values[Int($0)] }
  }

  /// The number that a text is; nil where it is none.
  private func value(_ text: String) -> Double? {
    if let value = number(writtenAs: text) { return value }
    let isNegative = text.hasPrefix("-")
    let digits = text.dropFirst(isNegative ? 1 : 0)
    guard takesZeros, digits.hasPrefix("0") else { return nil }
    return number(writtenAs: String(digits.drop { $0 == "0" })).map { isNegative ? -$0 : $0 }
  }

  private mutating func recode(to sets: [[Int]], names: [String]) {
    var newCodes = [Int32](repeating: -1, count: levels.count)
    for (code, set) in sets.enumerated() {
      for level in set { newCodes[level] = Int32(code) }
    }
    for row in codes.indices where codes[row] >= 0 { codes[row] = newCodes[Int(codes[row])] }
    levels = names
  }
}

/// Whether a number has so few digits that a `Double` tells it from every other one.
private func isExact(_ text: String) -> Bool {
  text.utf8.prefix { $0 != UInt8(ascii: "e") && $0 != UInt8(ascii: "E") }
    .count { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } <= 15
}
