package import CrossEntropyFiles

/// Cells that are names, though some may be missing and some the same number: classes, groups, the
/// values of a column.
package struct NamedCells: Sendable {
  /// The level of every row; −1 where the cell is missing.
  package private(set) var codes: [Int32]
  /// The levels, distinct and sorted: by value if every level is a number, else as text.
  package private(set) var levels: [String]

  /// The number that each level is; NaN where it is none.
  package private(set) var numbers: [Double]

  /// The cells of a column that was read as text or kept its levels; nil for numbers.
  package init?(_ column: DataTable.Column) {
    guard case .categories(let codes, let levels) = column.values else { return nil }
    self.codes = codes
    self.levels = levels
    numbers = column.levelNumbers ?? [Double](repeating: .nan, count: levels.count)
  }

  /// Cells by the places of their texts, as if they had been read in one column.
  package init(_ texts: GatheredTexts, codes: [Int32]) {
    let sorted = texts.sorted
    self.codes = codes.map { $0 < 0 ? -1 : sorted.places[Int($0)] }
    levels = sorted.levels
    numbers = levels.map { number(writtenAs: $0) ?? .nan }
  }

  /// Whether there is a level beside these tokens, and each of those is a number.
  package func isNumeric(besides tokens: [String]) -> Bool {
    let tokens = Set(tokens.map { $0.lowercased() })
    let others = levels.indices.filter { !tokens.contains(levels[$0].lowercased()) }
    return !others.isEmpty && others.allSatisfy { !numbers[$0].isNaN }
  }

  /// How many cells each level has.
  package var counts: [Int] { counts(ofFirst: .max) }

  /// How many cells each level has in so many rows.
  package func counts(ofFirst rows: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: levels.count)
    for code in codes.prefix(rows) where code >= 0 { counts[Int(code)] += 1 }
    return counts
  }

  /// A token that made cells missing, of which some may be of rows that were read below the table's own.
  package struct Met {
    package let token: String
    package let cells: Int
    package let cellsBelow: Int

    package init(token: String, cells: Int, cellsBelow: Int = 0) {
      self.token = token
      self.cells = cells
      self.cellsBelow = cellsBelow
    }
  }

  /// Makes the cells of these tokens missing, and gives the tokens that were met.
  ///
  /// - Parameters:
  ///   - isAmongNumbers: Whether a token is meant in capitals or not.
  ///   - ownRows: How many rows, the first, are the table's own.
  package mutating func remove(
    _ tokens: [String], isAmongNumbers: Bool = false, ownRows: Int = .max
  ) -> [Met] {
    let exact = Set(tokens)
    let lowercased = isAmongNumbers ? Set(tokens.map { $0.lowercased() }) : []
    func isToken(_ level: String) -> Bool {
      exact.contains(level) || !lowercased.isEmpty && lowercased.contains(level.lowercased())
    }
    let removed = levels.indices.filter { isToken(levels[$0]) }
    if removed.isEmpty { return [] }
    let (all, own) = (counts, counts(ofFirst: ownRows))
    let met = removed.map {
      Met(token: levels[$0], cells: own[$0], cellsBelow: all[$0] - own[$0])
    }
    recode(to: levels.indices.filter { !isToken(levels[$0]) }.map { [$0] })
    return met
  }

  /// Makes levels that are the same number one, and sorts them by value, before those that are none;
  /// gives the texts of each that had several, the name first.
  ///
  /// The name is the shortest text. Numbers of more than 15 digits are told apart by their text, since
  /// a `Double` cannot.
  package mutating func mergeEqualNumbers() -> [[String]] {
    let names = levels
    func key(_ level: Int) -> (Double, String) {
      let value = numbers[level]
      if value.isNaN { return (.infinity, names[level]) }
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
    recode(to: sets)
    return sets.filter { $0.count > 1 }.map { $0.map { names[$0] } }
  }

  /// Makes several levels one of this name, which stands last unless it is a level already.
  package mutating func merge(_ merged: Set<Int>, into name: String) {
    let own = levels.firstIndex { $0 == name }
    var sets: [[Int]] = []
    for level in levels.indices where !merged.contains(level) || level == own {
      sets.append(level == own ? [level] + merged.subtracting([level]).sorted() : [level])
    }
    if own == nil { sets.append(merged.sorted()) }
    recode(to: sets)
    if own == nil {
      levels[levels.count - 1] = name
      numbers[numbers.count - 1] = .nan
    }
  }

  /// Puts one level after all others.
  package mutating func moveToEnd(_ level: Int) {
    let order = levels.indices.filter { $0 != level } + [level]
    recode(to: order.map { [$0] })
  }

  /// Reads the cells of a feature that is a category on request, and gives what is to be said of them: the
  /// tokens that are missing, and equal numbers.
  package mutating func readAsCategory(
    _ column: String, of table: DataTable, missing tokens: [String]
  ) -> [DatasetNote] {
    let notes = DatasetNote.missingCells(
      remove(tokens, ownRows: table.ownRowCount), in: column, of: table)
    guard isNumeric(besides: []) else { return notes }
    return notes + DatasetNote.equalNumbers(mergeEqualNumbers(), in: column)
  }

  /// Makes every set of levels one, which has the name and the number of the first.
  private mutating func recode(to sets: [[Int]]) {
    var newCodes = [Int32](repeating: -1, count: levels.count)
    for (code, set) in sets.enumerated() {
      for level in set { newCodes[level] = Int32(code) }
    }
    for row in codes.indices where codes[row] >= 0 { codes[row] = newCodes[Int(codes[row])] }
    levels = sets.map { levels[$0[0]] }
    numbers = sets.map { numbers[$0[0]] }
  }
}

/// Whether a number has so few digits that a `Double` tells it from every other one.
private func isExact(_ text: String) -> Bool {
  text.utf8.prefix { $0 != UInt8(ascii: "e") && $0 != UInt8(ascii: "E") }
    .count { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } <= 15
}
