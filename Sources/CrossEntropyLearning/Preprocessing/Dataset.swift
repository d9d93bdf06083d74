public import CrossEntropyFiles

/// A table made ready for a classifier: labels, features, and what was left out and why.
public struct Dataset: Sendable {
  /// A column that the model reads.
  public struct Feature: Sendable {
    /// The column's name.
    public let name: String
    /// Its cells; NaN or −1 where one is missing.
    public let values: Column.Values
    /// How many cells are missing.
    public let missingCount: Int
  }

  /// A column that the model does not read.
  public struct DroppedColumn: Sendable, Hashable, Codable {
    /// The column's name.
    public let name: String
    /// Why it was dropped.
    public let reason: String
  }

  /// The table's name, for messages.
  public let name: String
  /// The column that is to be predicted, or several that are each true of a row or not.
  public let targets: [Target]
  /// The features, in the order of the table.
  public let features: [Feature]
  /// One weight a row, of mean 1; nil where all weigh the same.
  public let weights: [Double]?
  /// The group of every row; nil where the rows are independent.
  public let groups: [Int32]?
  /// Columns that were not used, beside those that the caller ignored.
  public let dropped: [DroppedColumn]
  /// Rows that were left out because their target cell is empty.
  public let unlabelledRows: Int
  /// Sentences about the table that its reader should see.
  public let notes: [String]

  /// The number of rows.
  public var rows: Int { targets[0].labels.count }
  /// Whether several labels may be true of a row; each is a target of two classes.
  public var isMultiLabel: Bool { targets.count > 1 }
}

extension Dataset {
  /// The parts that a table's columns play.
  public struct Roles: Sendable, Hashable {
    /// The column to predict, or several, one a label.
    public var targets: [String]
    /// Columns to leave alone.
    public var ignored: [String]
    /// A column of row weights.
    public var weight: String?
    /// A column of groups that may not be split between folds.
    public var group: String?

    /// The parts by name.
    public init(
      targets: [String], ignored: [String] = [], weight: String? = nil, group: String? = nil
    ) {
      precondition(!targets.isEmpty, "expected one target or more")
      self.targets = targets
      self.ignored = ignored
      self.weight = weight
      self.group = group
    }

    /// The parts by name, with one column to predict.
    public init(
      target: String, ignored: [String] = [], weight: String? = nil, group: String? = nil
    ) {
      self.init(targets: [target], ignored: ignored, weight: weight, group: group)
    }

    /// The columns whose cells are names, whatever they look like.
    public var textColumns: Set<String> { Set(targets + (group.map { [$0] } ?? [])) }
  }

  /// Reads the parts of a table, or says what is wrong with it.
  public init(_ table: Table, roles: Roles) throws(TableError) {
    let names = table.columns.map(\.name)
    let used = roles.targets + [roles.weight, roles.group].compactMap { $0 } + roles.ignored
    for name in used where !names.contains(name) {
      throw unknownColumn(name, in: names, of: table)
    }
    let columns = roles.targets.map { name in
      guard case .categories(let codes, let levels) = table.column(named: name)?.values else {
        preconditionFailure("the target must be read as text: see Roles.textColumns")
      }
      return TargetColumn(name: name, codes: codes, levels: levels)
    }
    let labelled = (0..<table.rowCount).filter { row in columns.allSatisfy { $0.codes[row] >= 0 } }
    for column in columns {
      try checkClasses(column, rows: labelled.count, isOneOfSeveral: columns.count > 1, of: table)
    }
    let weights = try roles.weight.map { (name) throws(TableError) in
      try readWeights(table.column(named: name), rows: labelled, of: table)
    }
    // A row of weight 0 says nothing, and a fold of such rows alone would have no score.
    let kept = weights.map { all in labelled.filter { all[$0] > 0 } } ?? labelled
    for column in columns {
      try checkLevels(column, rows: kept, isWeighted: weights != nil, of: table)
    }

    name = table.name
    targets = columns.map { column in
      Target(name: column.name, classes: column.levels, labels: kept.map { column.codes[$0] })
    }
    unlabelledRows = table.rowCount - labelled.count
    self.weights = weights.map { all in
      let sum = kept.reduce(0) { $0 + all[$1] }
      return kept.map { all[$0] * (Double(kept.count) / sum) }
    }
    groups = try roles.group.map { (name) throws(TableError) in
      try readGroups(table.column(named: name), rows: kept, of: table)
    }
    var features: [Feature] = []
    var dropped: [DroppedColumn] = []
    var notes = table.notes
    if kept.count < labelled.count {
      notes.append(
        "rows of weight 0, which say nothing, were left out: \(labelled.count - kept.count)")
    }
    for column in table.columns where !used.contains(column.name) {
      let values = kept.count == table.rowCount ? column.values : column.values.selecting(kept)
      if let reason = reasonToDrop(values, isInteger: column.isInteger) {
        dropped.append(DroppedColumn(name: column.name, reason: reason))
        continue
      }
      features.append(
        Feature(name: column.name, values: values, missingCount: values.missingCount))
      if let note = column.note { notes.append("\(column.name): \(note)") }
    }
    guard !features.isEmpty else {
      throw TableError(
        .badData, file: table.name, line: 1,
        message: "no column is left to learn from"
          + (dropped.isEmpty
            ? ""
            : " (\(dropped.map { "\(short($0.name)): \($0.reason)" }.joined(separator: ", ")))")
          + "; add a feature column")
    }
    self.features = features
    self.dropped = dropped
    self.notes = notes
  }
}

private func unknownColumn(_ name: String, in names: [String], of table: Table) -> TableError {
  let known =
    names.prefix(8).map(short).joined(separator: ", ") + (names.count > 8 ? ", …" : "")
  let advice =
    nearestName(to: name, in: names).map { "did you mean '\(short($0))'?" }
    ?? "the columns are \(known)"
  return TableError(
    .badData, file: table.name, line: 1,
    message: "there is no column '\(short(name))'; \(advice)")
}

/// A target as it is read.
private struct TargetColumn {
  let name: String
  let codes: [Int32]
  let levels: [String]
}

private func checkClasses(
  _ target: TargetColumn, rows: Int, isOneOfSeveral: Bool, of table: Table
) throws(TableError) {
  let (levels, column) = (target.levels, target.name)
  func fail(_ message: String, row: Int? = nil) -> TableError {
    TableError(
      .badData, file: table.name, line: row.map { table.line(ofRow: $0) } ?? 1, message: message)
  }
  guard levels.count > 1 else {
    throw levels.isEmpty
      ? fail(
        "the target '\(short(column))' is empty in every row; name another column with --target")
      : fail(
        "the target '\(short(column))' has one class only, '\(short(levels[0]))'; "
          + "a classifier needs two or more")
  }
  guard !isOneOfSeveral || levels.count == 2 else {
    let some = levels.prefix(3).map { "'\(short($0))'" }.joined(separator: ", ")
    throw fail(
      "the target '\(short(column))' has \(levels.count) values (\(some)\(levels.count > 3 ? ", …" : "")); several targets are "
        + "labels that are each true or not, with two values; give this one by itself")
  }
  let numbers = levels.map(Double.init)
  if let code = numbers.firstIndex(where: { $0.map { $0 != $0.rounded() } ?? false }),
    numbers.allSatisfy({ $0 != nil })
  {
    let row = target.codes.firstIndex(of: Int32(code))
    throw fail(
      "the target '\(short(column))' holds '\(short(levels[code]))', a quantity and not a class; "
        + "this is a task for regression, or cut the column into ranges first",
      row: row)
  }
  if levels.count > 20, 2 * levels.count > rows {
    throw fail(
      "the target '\(short(column))' has \(levels.count) different values in \(rows) rows; "
        + "it looks like an id or a quantity, name a column of classes with --target")
  }
}

/// Every class needs a row that counts.
private func checkLevels(
  _ target: TargetColumn, rows: [Int], isWeighted: Bool, of table: Table
) throws(TableError) {
  let (levels, codes) = (target.levels, target.codes)
  var isThere = [Bool](repeating: false, count: levels.count)
  for row in rows { isThere[Int(codes[row])] = true }
  guard let absent = isThere.firstIndex(of: false) else { return }
  throw TableError(
    .badData, file: table.name,
    line: codes.firstIndex(of: Int32(absent)).map { table.line(ofRow: $0) },
    message: "every row of class '\(short(levels[absent]))' of '\(short(target.name))' has "
      + (isWeighted
        ? "weight 0; remove these rows, or give them a weight"
        : "an empty cell in another target; fill it, or leave that target out"))
}

/// The ratio of the greatest weight to the least above 0 beyond which the least are lost in rounding.
private let widestWeights = 1e12

/// The weights of all rows, scaled so that the greatest is from 1 to below 2.
private func readWeights(
  _ column: Column?, rows: [Int], of table: Table
) throws(TableError) -> [Double] {
  guard let column else { return [] }
  let name = short(column.name)
  guard case .numbers(let values) = column.values else {
    throw TableError(
      .badData, file: table.name, line: 1,
      message: "the weight column '\(name)' is not all numbers"
        + (column.note.map { " (\($0))" } ?? "") + "; weights must be numbers, 0 or more")
  }
  func fail(_ row: Int, _ what: String) -> TableError {
    TableError(
      .badData, file: table.name, line: table.line(ofRow: row),
      message: "the weight '\(name)' is \(what)")
  }
  var greatest = 0.0
  for row in rows {
    let value = values[row]
    guard value >= 0 else {
      let what = value.isNaN ? "missing" : "\(value)"
      throw fail(row, "\(what); weights must be numbers, 0 or more")
    }
    greatest = max(greatest, value)
  }
  guard greatest > 0 else {
    throw TableError(
      .badData, file: table.name, line: 1,
      message: "the weights in '\(name)' are all 0; give rows that count a weight above 0")
  }
  for row in rows where values[row] > 0 && values[row] < greatest / widestWeights {
    throw fail(
      row,
      "\(values[row]), too little to count beside \(greatest); "
        + "give it weight 0 to leave it out, or correct it")
  }
  // A power of two keeps every digit.
  let unit = Double(sign: .plus, exponent: min(-Int(greatest.exponent), 1023), significand: 1)
  return values.map { $0 * unit }
}

private func readGroups(
  _ column: Column?, rows: [Int], of table: Table
) throws(TableError) -> [Int32] {
  guard let column, case .categories(let codes, _) = column.values else {
    preconditionFailure("the group column must be read as text: see Roles.textColumns")
  }
  for row in rows where codes[row] < 0 {
    throw TableError(
      .badData, file: table.name, line: table.line(ofRow: row),
      message: "the group '\(short(column.name))' is missing; every row needs one")
  }
  return rows.map { codes[$0] }
}

/// Why no model can learn from a column, or nil.
private func reasonToDrop(_ values: Column.Values, isInteger: Bool) -> String? {
  switch values {
  case .numbers(let numbers):
    let present = numbers.filter { !$0.isNaN }
    guard let low = present.min(), let high = present.max() else {
      return "every cell is missing"
    }
    if low == high { return present.count == numbers.count ? "constant" : nil }
    let isCount =
      isInteger && present.count == numbers.count && high - low == Double(present.count - 1)
    return isCount && present.count > 10 && Set(present).count == present.count
      ? "id-like: counts \(Int(low)) to \(Int(high))" : nil
  case .categories(let codes, let levels):
    let present = codes.lazy.filter { $0 >= 0 }.count
    let distinct = Set(codes.lazy.filter { $0 >= 0 }).count
    if distinct == 0 { return "every cell is missing" }
    if distinct == 1 { return present == codes.count ? "constant" : nil }
    return levels.count > 10 && 2 * distinct > present
      ? "id-like: \(distinct) different values in \(present) rows" : nil
  }
}

extension Column.Values {
  fileprivate func selecting(_ rows: [Int]) -> Column.Values {
    switch self {
    case .numbers(let numbers): .numbers(rows.map { numbers[$0] })
    case .categories(let codes, let levels):
      .categories(codes: rows.map { codes[$0] }, levels: levels)
    }
  }

  fileprivate var missingCount: Int {
    switch self {
    case .numbers(let numbers): numbers.count { $0.isNaN }
    case .categories(let codes, _): codes.count { $0 < 0 }
    }
  }
}
