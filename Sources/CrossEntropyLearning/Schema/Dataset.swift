public import CrossEntropyFiles

/// A table made ready for a classifier: labels, features, and what was left out and why.
public struct Dataset: Sendable {
  /// A column that the model reads.
  public struct Feature: Sendable {
    /// The column's name.
    public let name: String
    /// Its cells, numbers less the offset; NaN or −1 where one is missing.
    public let values: DataTable.Column.Values
    /// What the reader subtracted from the numbers.
    public let offset: Double
    /// How many cells are missing.
    public let missingCount: Int
    /// How its cells are written.
    let writing: Writing
    /// How it is read.
    public let kind: FeatureKind
    /// By place, the word or pair of words that is counted there.
    let words: [Int32: String]
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
  /// The SHA-256 digest of the table's file, where the reader was asked for it.
  package let sha256: String?
  /// The column that is to be predicted, or several that are each true of a row or not.
  public let targets: [Target]
  /// The features, in the order of the table.
  public let features: [Feature]
  /// One weight per row, of mean 1; nil where all weigh the same.
  public let weights: [Double]?
  /// The group of every row; nil where the rows are independent.
  public let groups: [Int32]?
  /// How the numbers are brought to one size.
  public let scaling: Scaling
  /// Columns that were not used, besides those that the caller ignored.
  public let dropped: [DroppedColumn]
  /// Rows that were left out because their target cell is empty.
  public let unlabelledRows: Int
  /// How many of them stand below the table's own.
  package let unlabelledRowsBelow: Int
  /// What a user should know about the table and how it was read.
  public let notes: [DatasetNote]
  /// The rows of the table that it was made from.
  public let tableRows: [Int]
  /// How many of the rows, the first, are of the table's own file; the others were read below them.
  public let ownRows: Int

  /// The number of rows.
  public var rows: Int { targets[0].labels.count }
  /// Whether rows of another table stand below its own.
  package var isTested: Bool { ownRows < rows }
  /// Whether several labels may be true of a row; each is a target of two classes.
  public var isMultiLabel: Bool { targets.count > 1 }
}

extension Dataset {
  /// Throws where the values of a column are no classes, as a dataset with this target would.
  package static func checkTarget(_ name: String, of table: DataTable) throws(DatasetError) {
    let column = try TargetColumn(name, of: table, Roles(target: name))
    try column.checkClasses(
      rows: column.codes.count { $0 >= 0 }, isOneOfSeveral: false, mayBeMany: false, of: table)
  }

  /// Makes a dataset of a table, or throws what is wrong with it.
  public init(_ table: DataTable, roles: Roles) throws(DatasetError) {
    let used = Set(
      roles.targets + [roles.weight, roles.heldOutBy].compactMap { $0 } + roles.groups
        + roles.ignored)
    let named = Array(used) + roles.kept + roles.numeric + roles.categorical + roles.text
    for name in named where table.column(named: name) == nil {
      throw DatasetError(.unknownColumn(table.unknownColumn(name)), in: table)
    }
    if roles.targets.isEmpty { throw DatasetError(.noTarget, in: table) }
    var columns = try roles.targets.map { (name) throws(DatasetError) in
      try TargetColumn(name, of: table, roles)
    }
    let labelled = (0..<table.rowCount).filter { row in columns.allSatisfy { $0.codes[row] >= 0 } }
    let ownLabelled = labelled.prefix { $0 < table.ownRowCount }.count
    for column in columns {
      try column.checkClasses(
        rows: ownLabelled, isOneOfSeveral: columns.count > 1,
        mayBeMany: roles.labels.areClasses, of: table)
    }
    let weights = try roles.weight.map { (name) throws(DatasetError) in
      try readWeights(table.column(named: name), rows: labelled, of: table)
    }
    // A row of weight 0 says nothing, and a fold of such rows alone would have no score.
    let kept = weights.map { all in labelled.filter { all[$0] > 0 } } ?? labelled
    // What is decided by the cells is decided by those of the table's own file.
    let own = Array(kept.prefix { $0 < table.ownRowCount })
    ownRows = own.count
    if own.isEmpty {
      throw DatasetError(
        roles.weight.map { .allWeightsZero(column: $0) } ?? .emptyTarget(columns[0].name), in: table
      )
    }
    if columns.count == 1 {
      if let least = roles.labels.mergesBelow {
        columns[0].mergeClasses(below: least, rows: own)
        if columns[0].classes.count == 1 {
          throw DatasetError(.allMerged(target: columns[0].name, below: least), in: table)
        }
      }
      if let positive = roles.labels.positive {
        try columns[0].makePositive(positive, of: table)
      }
    }
    for column in columns {
      try column.checkPresent(kept, isWeighted: weights != nil, of: table)
    }

    name = table.name
    scaling = roles.scaling
    sha256 = table.sha256
    targets = columns.map { column in
      Target(name: column.name, classes: column.classes, labels: kept.map { column.codes[$0] })
    }
    unlabelledRows = table.rowCount - labelled.count
    unlabelledRowsBelow = unlabelledRows - (table.ownRowCount - ownLabelled)
    self.weights = weights.map { all in
      let sum = kept.reduce(0) { $0 + all[$1] }
      return kept.map { all[$0] * (Double(kept.count) / sum) }
    }
    var notes = table.notes.map(DatasetNote.table) + columns.flatMap(\.notes)
    groups = try readGroups(roles, rows: kept, of: table, &notes)
    for name in [roles.weight, roles.heldOutBy] {
      if let name { notes += table.notes(on: name) }
    }
    func zeroWeight(_ count: Int) -> DatasetNote? {
      count > 0 ? .zeroWeightRows(count: count) : nil
    }
    let ownZeros = ownLabelled - own.count
    notes += DatasetNote.of(
      table, zeroWeight(ownZeros), below: zeroWeight(labelled.count - kept.count - ownZeros))
    var features: [Feature] = []
    var dropped: [DroppedColumn] = []
    let shown = Set(roles.kept + roles.numeric + roles.categorical)
    for column in table.columns where !used.contains(column.name) {
      if roles.numeric.contains(column.name), case .categories = column.values {
        throw DatasetError(.notNumbers(column.name), in: table)
      }
      let isText = roles.text.contains(column.name)
      var words: [Int32: String] = [:]
      var all =
        roles.categorical.contains(column.name)
        ? readCategory(column, of: table, roles, &notes) : column.values
      if isText || roles.categorical.contains(column.name) {
        guard case .categories = all else {
          throw DatasetError(.notText(column.name), in: table)
        }
      }
      if isText {
        (all, words) = all.countingWords(keepsNames: true)
      } else if column.isProse {
        notes.append(.prose(column: column.name))
      }
      let values = kept.count == table.rowCount ? all : all.selecting(kept)
      let isKept = shown.contains(column.name)
      let ownValues = own.count == kept.count ? values : all.selecting(own)
      let ownAll = own.count == kept.count ? all : all.prefix(table.ownRowCount)
      let reason = DropReason(
        ownValues, all: ownAll, offset: column.offset, isText: isText,
        isKept: isKept || column.isWrittenAsQuantity)
      if isKept, reason == nil, !column.isForced,
        DropReason(
          ownValues, all: ownAll, offset: column.offset, isKept: column.isWrittenAsQuantity) == nil
      {
        notes.append(.readAnyway(column: column.name, as: roles.asked(column.name)))
      }
      notes += table.notes(on: column.name)
      if let reason {
        dropped.append(DroppedColumn(name: column.name, reason: reason))
      } else {
        features.append(
          Feature(
            name: column.name, values: values, offset: column.offset,
            missingCount: values.missingCount, writing: column.writing,
            kind: FeatureKind(values, isText: isText), words: words))
      }
    }
    guard !features.isEmpty else {
      let prose = dropped.first { table.column(named: $0.name)?.isProse ?? false }
      throw DatasetError(.noFeatures(dropped: dropped, prose: prose?.name), in: table)
    }
    self.features = features
    self.dropped = dropped
    if let groups, ownRows < kept.count, let file = table.appendedName {
      let trained = Set(groups[..<ownRows])
      let tested = Set(groups[ownRows...])
      let shared = tested.intersection(trained).count
      if shared > 0 {
        notes.append(.appended(file: file, .sharedGroups(count: shared, of: tested.count)))
      }
    }
    if let file = table.appendedName, let shared = sharedRows(features, targets, own: ownRows) {
      notes.append(
        .appended(file: file, .sharedRows(count: shared.count, of: shared.all, with: name)))
    }
    let missingLabels = Set(columns.flatMap { $0.notes.flatMap(\.tokens) })
    let unmetLabels = roles.labels.missingTokens.filter { !missingLabels.contains($0) }
    if !unmetLabels.isEmpty { notes.append(.unmetTokens(unmetLabels, areOfTarget: true)) }
    if let unmet = DatasetNote.unmetTokens(roles.missingTokens, of: table, notes) {
      notes.append(unmet)
    }
    let unused = used.union(dropped.map(\.name)).subtracting([roles.weight].compactMap { $0 })
    self.notes = notes + table.notesOnAppendedRows(except: unused)
    tableRows = kept
  }
}

/// The cells of a column that is read as a category on request.
private func readCategory(
  _ column: DataTable.Column, of table: DataTable, _ roles: Dataset.Roles,
  _ notes: inout [DatasetNote]
) -> DataTable.Column.Values {
  guard var cells = NamedCells(column) else { return column.values }
  notes += cells.readAsCategory(column.name, of: table, missing: roles.missingTokens)
  return .categories(codes: cells.codes, levels: cells.levels)
}

/// The ratio of the greatest weight to the least above 0 beyond which the least are lost in rounding.
private let widestWeights = 1e12

/// The weights of all rows, scaled so that the greatest is in 1 ..< 2.
private func readWeights(
  _ column: DataTable.Column?, rows: [Int], of table: DataTable
) throws(DatasetError) -> [Double] {
  guard let column else { return [] }
  let name = column.name
  guard case .numbers(let values) = column.values else {
    throw DatasetError(.weightsNotNumbers(column: name, note: column.notes.first), in: table)
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

/// The group of each of these rows; of several columns one group per combination of their values.
private func readGroups(
  _ roles: Dataset.Roles, rows: [Int], of table: DataTable, _ notes: inout [DatasetNote]
) throws(DatasetError) -> [Int32]? {
  var groups: [Int32]?
  for name in roles.groups {
    guard var cells = table.column(named: name).flatMap(NamedCells.init) else {
      throw DatasetError(.notText(name), in: table)
    }
    for row in rows where cells.codes[row] < 0 {
      throw DatasetError(.missingGroup(column: name), in: table, row: row)
    }
    if cells.isNumeric(besides: roles.missingTokens) {
      let equal = cells.mergeEqualNumbers()
      notes += DatasetNote.equalNumbers(equal, in: name)
    }
    guard let outer = groups else {
      groups = rows.map { cells.codes[$0] }
      continue
    }
    var numbers: [SIMD2<Int32>: Int32] = [:]
    groups = zip(outer, rows).map { group, row in
      let pair = SIMD2(group, cells.codes[row])
      let number = numbers[pair] ?? Int32(numbers.count)
      numbers[pair] = number
      return number
    }
  }
  return groups
}

extension DataTable {
  /// How a column was read.
  fileprivate func notes(on column: String) -> [DatasetNote] {
    (self.column(named: column)?.notes ?? []).filter { $0 != .allMissing }
      .map { .column(column, $0) }
  }

  /// What is to be said of the rows below its own; nothing of columns that are not used.
  fileprivate func notesOnAppendedRows(except unused: Set<String>) -> [DatasetNote] {
    guard let file = appendedName else { return [] }
    let (tableNotes, columnNotes) = appendedNotes
    return columnNotes.filter { !unused.contains($0.name) }.map {
      .appended(file: file, .column($0.name, $0.note))
    } + tableNotes.map { .appended(file: file, .table($0)) }
  }
}

extension DataTable.Column.Values {
  fileprivate func prefix(_ count: Int) -> DataTable.Column.Values { selecting(Array(0..<count)) }

  fileprivate func selecting(_ rows: [Int]) -> DataTable.Column.Values {
    switch self {
    case .numbers(let numbers): .numbers(rows.map { numbers[$0] })
    case .categories(let codes, let levels):
      .categories(codes: rows.map { codes[$0] }, levels: levels)
    case .sparse(let all): .sparse(all.selecting(rows))
    }
  }

  fileprivate var missingCount: Int {
    switch self {
    case .numbers(let numbers): numbers.count { $0.isNaN }
    case .categories(let codes, _): codes.count { $0 < 0 }
    case .sparse: 0
    }
  }
}

extension DataTable.Column {
  /// Whether its cells are written as no id is: as dates, or with thousands, a currency and the like.
  fileprivate var isWrittenAsQuantity: Bool {
    notes.contains {
      switch $0 {
      case .dates, .notation, .mixedUnits: true
      default: false
      }
    }
  }
}

extension FeatureKind {
  init(_ values: DataTable.Column.Values, isText: Bool) {
    switch values {
    case .numbers: self = .number
    case .categories: self = .category
    case .sparse: self = isText ? .text : .sparse
    }
  }
}

extension DataTable.Column {
  /// Whether its cells are sentences: most are different, and have five words or more.
  fileprivate var isProse: Bool {
    guard case .categories(let codes, let levels) = values else { return false }
    let filled = codes.count - missingCount
    guard filled > 10, 2 * levels.count > filled else { return false }
    let some = levels.prefix(1000)
    return some.count { words(of: $0).count >= 5 } * 2 > some.count
  }
}
