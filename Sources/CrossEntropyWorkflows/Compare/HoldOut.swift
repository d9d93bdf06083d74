internal import CrossEntropyEvaluation
internal import CrossEntropyFiles
internal import CrossEntropyLearning

/// How rows are held out where folds are not drawn; a column that says it is none that the model reads.
public enum HoldOut: Codable, Sendable, Hashable {
  /// A column that says which fold holds out each row.
  case folds(column: String)
  /// A column by which rows are ordered: earlier rows predict later ones, block by block.
  case order(column: String)
  /// Another table, of this path: its rows are held out, and all of the first one trained on. Its encoding is
  /// one of ``TableReading/encodings``; nil: that of the first.
  case table(path: String, encoding: String? = nil)
  /// So large a share of the rows, above 0 and below 1: drawn once, with every class in it and no group split.
  case share(Double)

  /// The column that says it; nil where none does.
  public var column: String? {
    switch self {
    case .folds(let column), .order(let column): column
    case .table, .share: nil
    }
  }

  /// What sets it.
  var setting: RequestSetting {
    switch self {
    case .folds: .foldColumn
    case .order: .orderColumn
    case .table: .testTable
    case .share: .heldOutShare
    }
  }

  /// The column or the path, as it was given; nil of a share.
  var name: String? {
    switch self {
    case .folds(let name), .order(let name), .table(let name, _): name
    case .share: nil
    }
  }
}

extension HoldOut {
  private enum CodingKeys: CodingKey { case by, column, path, encoding, share }
  private enum By: String, Codable { case folds, order, table, share }

  /// Reads what it is, and the name of the column, the path and the encoding, or the share.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    switch try container.decode(By.self, forKey: .by) {
    case .folds: self = .folds(column: try container.decode(String.self, forKey: .column))
    case .order: self = .order(column: try container.decode(String.self, forKey: .column))
    case .table:
      self = .table(
        path: try container.decode(String.self, forKey: .path),
        encoding: try container.decodeIfPresent(String.self, forKey: .encoding))
    case .share: self = .share(try container.decode(Double.self, forKey: .share))
    }
  }

  /// Writes what it is, and the name of the column, the path and the encoding, null where none is given, or the share.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .folds(let column):
      try container.encode(By.folds, forKey: .by)
      try container.encode(column, forKey: .column)
    case .order(let column):
      try container.encode(By.order, forKey: .by)
      try container.encode(column, forKey: .column)
    case .table(let path, let encoding):
      try container.encode(By.table, forKey: .by)
      try container.encode(path, forKey: .path)
      try container.encode(encoding, forKey: .encoding)
    case .share(let share):
      try container.encode(By.share, forKey: .by)
      try container.encode(share, forKey: .share)
    }
  }
}

/// What says of the rows of a dataset which are held out: folds or places in an order that a column gives, that they
/// are of another table, or how many there are.
enum GivenFolds: Sendable {
  case folds([Int32], count: Int)
  case order(ranks: [Int32])
  case rows(from: Int)
  case share(Double)

  /// Reads what says it: a column, in which no row that is used may be empty, or where the rows come from.
  init(_ holdOut: HoldOut, _ table: DataTable, _ dataset: Dataset) throws(WorkflowError) {
    switch holdOut {
    case .table:
      guard 0 < dataset.ownRows, dataset.ownRows < dataset.rows else {
        throw WorkflowError(
          .nothingToTest,
          at: .file(table.appendedName ?? table.name), remedies: [.add(.rows)])
      }
      try Self.checkClasses(table, dataset)
      self = .rows(from: dataset.ownRows)
    case .share(let share): self = .share(share)
    case .order: self = .order(ranks: try Self.ranks(holdOut, table, dataset).used)
    case .folds:
      let (used, count) = try Self.ranks(holdOut, table, dataset)
      // A fold whose rows are all left out holds out nothing.
      var folds = [Int32](repeating: -1, count: count)
      var next: Int32 = 0
      for code in Set(used).sorted() {
        folds[Int(code)] = next
        next += 1
      }
      guard (2...CompareRequest.mostFolds).contains(Int(next)) else {
        throw WorkflowError(
          .badFoldCount(column: holdOut.column ?? "", Int(next), most: CompareRequest.mostFolds),
          at: .file(FilePlace(file: table.name, line: table.headerLine)),
          remedies: [.nameAnother(.foldColumn)])
      }
      self = .folds(used.map { folds[Int($0)] }, count: Int(next))
    }
  }

  /// The places of the rows that are used among the values of the column, and how many values there are.
  private static func ranks(
    _ holdOut: HoldOut, _ table: DataTable, _ dataset: Dataset
  ) throws(WorkflowError) -> (used: [Int32], count: Int) {
    let name = holdOut.column ?? ""
    guard let column = table.column(named: name) else {
      throw WorkflowError(
        DatasetError(
          .unknownColumn(table.unknownColumn(name)),
          at: FilePlace(file: table.name, line: table.headerLine)))
    }
    let (codes, count) = column.values.ranks
    if let row = dataset.tableRows.first(where: { codes[$0] < 0 }) {
      throw WorkflowError(
        .emptyCell(column: column.name, holdOut.setting),
        at: .file(table.place(ofRow: row)),
        remedies: [.add(.cell), .nameAnother(holdOut.setting)])
    }
    return (dataset.tableRows.map { codes[$0] }, count)
  }

  /// Throws where a row to test on is of a class that no row to train on has.
  private static func checkClasses(_ table: DataTable, _ dataset: Dataset) throws(WorkflowError) {
    for target in dataset.targets {
      let known = Set(target.labels[..<dataset.ownRows])
      let tested = dataset.ownRows..<dataset.rows
      guard let row = tested.first(where: { !known.contains(target.labels[$0]) }) else { continue }
      throw WorkflowError(
        .onlyToTest(
          WorkflowError.ClassName(
            name: target.classes[Int(target.labels[row])], column: target.name),
          trainedOn: table.name),
        at: .file(table.place(ofRow: dataset.tableRows[row])),
        remedies: [.correct(.classes), .remove(.rowsOfNewClass)])
    }
  }
}

extension DataTable.Column.Values {
  /// The place of every cell among the values in their order, −1 where it is missing, and the number of
  /// values.
  fileprivate var ranks: (codes: [Int32], count: Int) {
    switch self {
    case .categories(let codes, let levels): return (codes, levels.count)
    case .numbers(let numbers):
      let values = Set(numbers.lazy.filter { !$0.isNaN }).sorted()
      let places = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, Int32($0)) })
      return (numbers.map { $0.isNaN ? -1 : places[$0] ?? -1 }, values.count)
    case .sparse(let rows): return ([Int32](repeating: -1, count: rows.count), 0)
    }
  }
}
