public import CrossEntropyEvaluation
public import CrossEntropyFiles

extension Dataset {
  /// Reads a table, and makes it ready for a classifier.
  ///
  /// - Parameters:
  ///   - path: The file; `-` is standard input.
  ///   - roles: What its columns are.
  ///   - reader: How it is written, where that is not to be found out; the columns that the roles name are read as
  ///     they need it.
  /// - Throws: `TableError` or ``DatasetError``.
  public init(path: String, roles: Roles, reader: TableReader = TableReader()) throws {
    var reader = reader
    reader.textColumns.formUnion(roles.textColumns)
    reader.numberColumns.formUnion(roles.numberColumns)
    try self.init(try reader.read(path: path), roles: roles)
  }

  /// Folds of rows, all unless they are named, in which every class has its share, and no group is split.
  ///
  /// The folds hold places among the rows: `rows(in: 0).map { rows[$0] }` are those of the first.
  public func folds(
    _ count: Int, of rows: [Int]? = nil, seed: RandomSeed = RandomSeed(0)
  ) throws(FoldError) -> Folds {
    func of<Value>(_ values: [Value]) -> [Value] { rows?.map { values[$0] } ?? values }
    return try Folds.stratified(
      targets: targets.map { of($0.labels) }, classes: targets.map(\.classes.count), count: count,
      seed: seed, groups: groups.map { of($0) })
  }
}
