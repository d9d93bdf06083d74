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
    public let reason: DropReason
  }

  /// The table's name, for messages.
  public let name: String
  /// The column that is to be predicted, or several that are each true of a row or not.
  public let targets: [Target]
  /// The features, in the order of the table.
  public let features: [Feature]
  /// One weight per row, of mean 1; nil where all weigh the same.
  public let weights: [Double]?
  /// The group of every row; nil where the rows are independent.
  public let groups: [Int32]?
  /// Columns that were not used, besides those that the caller ignored.
  public let dropped: [DroppedColumn]
  /// Rows that were left out because their target cell is empty.
  public let unlabelledRows: Int
  /// What a user should know about the table and how it was read.
  public let notes: [DatasetNote]
  /// The rows of the table that it was made from.
  public let tableRows: [Int]

  /// The number of rows.
  public var rows: Int { targets[0].labels.count }
  /// Whether several labels may be true of a row; each is a target of two classes.
  public var isMultiLabel: Bool { targets.count > 1 }
}

extension Dataset {
  /// The roles of a table's columns.
  public struct Roles: Sendable, Hashable {
    /// The column to predict, or several, one per label.
    public var targets: [String]
    /// Columns to leave alone.
    public var ignored: [String]
    /// A column of row weights.
    public var weight: String?
    /// A column of groups that may not be split between folds.
    public var group: String?

    /// The roles by column name.
    public init(
      targets: [String], ignored: [String] = [], weight: String? = nil, group: String? = nil
    ) {
      self.targets = targets
      self.ignored = ignored
      self.weight = weight
      self.group = group
    }

    /// The roles by column name, with one column to predict.
    public init(
      target: String, ignored: [String] = [], weight: String? = nil, group: String? = nil
    ) {
      self.init(targets: [target], ignored: ignored, weight: weight, group: group)
    }

    /// The columns whose cells are names, whatever they look like.
    public var textColumns: Set<String> { Set(targets + (group.map { [$0] } ?? [])) }
  }

  /// Makes a dataset of a table, or throws what is wrong with it.
  public init(_ table: Table, roles: Roles) throws(DatasetError) {
    let used = roles.targets + [roles.weight, roles.group].compactMap { $0 } + roles.ignored
    for name in used where table.column(named: name) == nil {
      throw DatasetError(.unknownColumn(table.unknownColumn(name)), in: table)
    }
    if roles.targets.isEmpty { throw DatasetError(.noTarget, in: table) }
    let columns = try roles.targets.map { (name) throws(DatasetError) in
      guard case .categories(let codes, let levels) = table.column(named: name)?.values else {
        throw DatasetError(.notText(name), in: table)
      }
      return TargetColumn(name: name, codes: codes, levels: levels)
    }
    let labelled = (0..<table.rowCount).filter { row in columns.allSatisfy { $0.codes[row] >= 0 } }
    for column in columns {
      try checkClasses(column, rows: labelled.count, isOneOfSeveral: columns.count > 1, of: table)
    }
    let weights = try roles.weight.map { (name) throws(DatasetError) in
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
    groups = try roles.group.map { (name) throws(DatasetError) in
      try readGroups(name, rows: kept, of: table)
    }
    var features: [Feature] = []
    var dropped: [DroppedColumn] = []
    var notes = table.notes.map(DatasetNote.table)
    if kept.count < labelled.count {
      notes.append(.zeroWeightRows(count: labelled.count - kept.count))
    }
    for column in table.columns where !used.contains(column.name) {
      let values = kept.count == table.rowCount ? column.values : column.values.selecting(kept)
      if let reason = reasonToDrop(values, isInteger: column.isInteger) {
        dropped.append(DroppedColumn(name: column.name, reason: reason))
        continue
      }
      features.append(
        Feature(name: column.name, values: values, missingCount: values.missingCount))
      if let note = column.note { notes.append(.column(column.name, note)) }
    }
    guard !features.isEmpty else { throw DatasetError(.noFeatures(dropped: dropped), in: table) }
    self.features = features
    self.dropped = dropped
    self.notes = notes
    tableRows = kept
  }
}

/// A target as it is read.
private struct TargetColumn {
  let name: String
  let codes: [Int32]
  let levels: [String]
}

private func checkClasses(
  _ target: TargetColumn, rows: Int, isOneOfSeveral: Bool, of table: Table
) throws(DatasetError) {
  let (levels, column) = (target.levels, target.name)
  guard levels.count > 1 else {
    throw DatasetError(
      levels.isEmpty ? .emptyTarget(column) : .oneClass(target: column, class: levels[0]),
      in: table)
  }
  guard !isOneOfSeveral || levels.count == 2 else {
    throw DatasetError(
      .notALabel(target: column, values: levels.count, examples: Array(levels.prefix(3))),
      in: table)
  }
  let numbers = levels.map(Double.init)
  if let code = numbers.firstIndex(where: { $0.map { $0 != $0.rounded() } ?? false }),
    numbers.allSatisfy({ $0 != nil })
  {
    throw DatasetError(
      .quantity(target: column, cell: levels[code]), in: table,
      row: target.codes.firstIndex(of: Int32(code)))
  }
  if levels.count > 20, 2 * levels.count > rows {
    throw DatasetError(
      .tooManyClasses(target: column, values: levels.count, rows: rows), in: table)
  }
}

/// Every class needs a row that counts.
private func checkLevels(
  _ target: TargetColumn, rows: [Int], isWeighted: Bool, of table: Table
) throws(DatasetError) {
  let (levels, codes) = (target.levels, target.codes)
  var isThere = [Bool](repeating: false, count: levels.count)
  for row in rows { isThere[Int(codes[row])] = true }
  guard let absent = isThere.firstIndex(of: false) else { return }
  let (name, level) = (target.name, levels[absent])
  throw DatasetError(
    isWeighted
      ? .weightlessClass(target: name, class: level)
      : .classWithoutOtherTargets(target: name, class: level),
    in: table, row: codes.firstIndex(of: Int32(absent)))
}

/// The ratio of the greatest weight to the least above 0 beyond which the least are lost in rounding.
private let widestWeights = 1e12

/// The weights of all rows, scaled so that the greatest is in 1 ..< 2.
private func readWeights(
  _ column: Column?, rows: [Int], of table: Table
) throws(DatasetError) -> [Double] {
  guard let column else { return [] }
  let name = column.name
  guard case .numbers(let values) = column.values else {
    throw DatasetError(.weightsNotNumbers(column: name, note: column.note), in: table)
  }
  var greatest = 0.0
  for row in rows {
    let value = values[row]
    guard value >= 0 else {
      throw DatasetError(
        value.isNaN ? .missingWeight(column: name) : .negativeWeight(column: name, value),
        in: table, row: row)
    }
    greatest = max(greatest, value)
  }
  guard greatest > 0 else { throw DatasetError(.allWeightsZero(column: name), in: table) }
  for row in rows where values[row] > 0 && values[row] < greatest / widestWeights {
    throw DatasetError(
      .negligibleWeight(column: name, values[row], greatest: greatest), in: table, row: row)
  }
  // A power of two keeps every digit.
  let unit = Double(sign: .plus, exponent: min(-Int(greatest.exponent), 1023), significand: 1)
  return values.map { $0 * unit }
}

private func readGroups(
  _ column: String, rows: [Int], of table: Table
) throws(DatasetError) -> [Int32] {
  guard case .categories(let codes, _) = table.column(named: column)?.values else {
    throw DatasetError(.notText(column), in: table)
  }
  for row in rows where codes[row] < 0 {
    throw DatasetError(.missingGroup(column: column), in: table, row: row)
  }
  return rows.map { codes[$0] }
}

/// Why no model can learn from a column, or nil.
private func reasonToDrop(_ values: Column.Values, isInteger: Bool) -> DropReason? {
  switch values {
  case .numbers(let numbers):
    let present = numbers.filter { !$0.isNaN }
    guard let low = present.min(), let high = present.max() else {
      return .allMissing
    }
    if low == high { return present.count == numbers.count ? .constant : nil }
    let isCount =
      isInteger && present.count == numbers.count && high - low == Double(present.count - 1)
    return isCount && present.count > 10 && Set(present).count == present.count
      ? .idLikeNumbers(first: Int(low), last: Int(high)) : nil
  case .categories(let codes, let levels):
    let present = codes.lazy.filter { $0 >= 0 }.count
    let distinct = Set(codes.lazy.filter { $0 >= 0 }).count
    if distinct == 0 { return .allMissing }
    if distinct == 1 { return present == codes.count ? .constant : nil }
    return levels.count > 10 && 2 * distinct > present
      ? .idLikeTexts(values: distinct, rows: present) : nil
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
