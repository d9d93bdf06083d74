internal import CrossEntropyFiles

/// A target on its way from text to classes, and what is to be said of it.
struct TargetColumn {
  let name: String
  private(set) var cells: NamedCells
  private(set) var notes: [DatasetNote] = []

  var classes: [String] { cells.levels }
  var codes: [Int32] { cells.codes }

  /// Reads the cells of a table: which are missing, and which texts are one class.
  init(_ name: String, of table: DataTable, _ roles: Dataset.Roles) throws(DatasetError) {
    guard let cells = table.column(named: name).flatMap(NamedCells.init) else {
      throw DatasetError(.notText(name), in: table)
    }
    self.name = name
    self.cells = cells
    let own = table.ownRowCount
    var removed = self.cells.remove(roles.labels.missingTokens, ownRows: own)
    let tokens = roles.missingTokens
    if self.cells.isNumeric(besides: tokens) {
      removed += self.cells.remove(tokens, isAmongNumbers: true, ownRows: own)
      let equal = self.cells.mergeEqualNumbers()
      notes += DatasetNote.equalNumbers(equal, in: name)
    } else {
      let counts = self.cells.counts(ofFirst: own)
      for (level, text) in self.cells.levels.enumerated()
      where tokens.contains(text) && counts[level] > 0 {
        notes.append(.tokenIsClass(target: name, class: text, rows: counts[level]))
      }
    }
    notes += DatasetNote.missingCells(removed, in: name, of: table)
  }

  /// Throws where the values of a table's own rows are no classes.
  func checkClasses(
    rows: Int, isOneOfSeveral: Bool, mayBeMany: Bool, of table: DataTable
  ) throws(DatasetError) {
    let own = Set(codes.prefix(table.ownRowCount).lazy.filter { $0 >= 0 }).sorted()
    let classes = own.map { self.classes[Int($0)] }
    guard classes.count > 1 else {
      throw DatasetError(
        classes.isEmpty ? .emptyTarget(name) : .oneClass(target: name, class: classes[0]),
        in: table)
    }
    guard !isOneOfSeveral || classes.count == 2 else {
      throw DatasetError(
        .notALabel(target: name, values: classes.count, examples: Array(classes.prefix(3))),
        in: table)
    }
    if mayBeMany { return }
    let numbers = own.map { cells.numbers[Int($0)] }.filter { !$0.isNaN }
    if numbers.count == classes.count {
      if let place = numbers.firstIndex(where: { $0 != $0.rounded() }) {
        throw DatasetError(
          .quantity(target: name, cell: classes[place], values: classes.count), in: table,
          row: codes.firstIndex(of: own[place]))
      }
      if classes.count > mostClassesOfNumbers, !areCodes(numbers, rows: rows) {
        throw DatasetError(
          .quantity(target: name, cell: classes[0], values: classes.count), in: table)
      }
    } else if classes.count > mostClassesOfNumbers, 2 * classes.count > rows {
      throw DatasetError(
        .tooManyClasses(target: name, values: classes.count, rows: rows), in: table)
    }
  }

  /// Merges the classes that have fewer of these rows than `least`.
  mutating func mergeClasses(below least: Int, rows: [Int]) {
    let counts = counts(of: rows)
    let rare = classes.indices.filter { counts[$0] < least }
    let other = Dataset.Labels.otherClass
    guard rare.contains(where: { classes[$0] != other }) else {
      notes.append(.nothingMerged(below: least))
      return
    }
    notes.append(
      .mergedClasses(
        target: name,
        classes: rare.map { DatasetNote.ClassRows(name: classes[$0], rows: counts[$0]) },
        into: other))
    cells.merge(Set(rare), into: other)
  }

  /// Makes a class the last.
  mutating func makePositive(_ wanted: String, of table: DataTable) throws(DatasetError) {
    let value = number(writtenAs: wanted)
    guard
      let level = classes.firstIndex(of: wanted)
        ?? cells.numbers.firstIndex(where: { $0 == value })
    else {
      throw DatasetError(.unknownClass(target: name, class: wanted, classes: classes), in: table)
    }
    guard classes.count == 2 else {
      throw DatasetError(.notTwoClasses(target: name, classes: classes.count), in: table)
    }
    cells.moveToEnd(level)
  }

  /// Throws where a class has none of these rows.
  func checkPresent(_ rows: [Int], isWeighted: Bool, of table: DataTable) throws(DatasetError) {
    guard let absent = counts(of: rows).firstIndex(of: 0) else { return }
    throw DatasetError(
      isWeighted
        ? .weightlessClass(target: name, class: classes[absent])
        : .classWithoutOtherTargets(target: name, class: classes[absent]),
      in: table, row: codes.firstIndex(of: Int32(absent)))
  }

  private func counts(of rows: [Int]) -> [Int] {
    var counts = [Int](repeating: 0, count: classes.count)
    for row in rows { counts[Int(codes[row])] += 1 }
    return counts
  }
}

/// A target of more different numbers is a quantity, unless they count from 0 or 1.
private let mostClassesOfNumbers = 20

/// Whether whole numbers are the codes of classes: without a gap from 0 or 1, and each of some rows.
private func areCodes(_ sorted: [Double], rows: Int) -> Bool {
  (0...1).contains(sorted[0]) && sorted[sorted.count - 1] - sorted[0] == Double(sorted.count - 1)
    && rows >= 5 * sorted.count
}
