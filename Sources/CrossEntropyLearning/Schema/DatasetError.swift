public import CrossEntropyFiles

/// Why no dataset can be made from a table, and where.
public struct DatasetError: Error, Hashable, Sendable {
  /// Where the fault is: the line of the header for a whole column.
  public var place: FilePlace
  /// What is wrong.
  public var fault: DatasetFault

  /// Makes an error from its parts.
  public init(_ fault: DatasetFault, at place: FilePlace) {
    self.fault = fault
    self.place = place
  }

  /// An error in a row, or in a whole column.
  init(_ fault: DatasetFault, in table: DataTable, row: Int? = nil) {
    self.init(
      fault,
      at: row.map { table.place(ofRow: $0) }
        ?? FilePlace(file: table.name, line: table.headerLine))
  }
}

extension DatasetError: CustomStringConvertible {
  /// The place and the case, for a developer.
  public var description: String { "\(place): \(fault)" }
}

/// What can be wrong with a table that a classifier is to learn from.
public enum DatasetFault: Hashable, Sendable {
  /// No column has that name.
  case unknownColumn(UnknownColumn)

  /// A column of classes or groups was read as numbers; see ``Dataset/Roles/textColumns``.
  case notText(String)
  /// A column that is to be numbers was read as text; see ``Dataset/Roles/numberColumns``.
  case notNumbers(String)

  // MARK: The target

  /// No column is named that is to be predicted.
  case noTarget
  /// The target is empty in every row.
  case emptyTarget(String)
  /// The target has one class only.
  case oneClass(target: String, class: String)
  /// One of several targets, each true of a row or not, has more than two values; the examples are
  /// the first of them.
  case notALabel(target: String, values: Int, examples: [String])
  /// The target holds numbers that are not whole, or many different ones: a quantity and not classes.
  case quantity(target: String, cell: String, values: Int)
  /// The target has too many different values for its rows: they are ids or quantities.
  case tooManyClasses(target: String, values: Int, rows: Int)
  /// Every row of a class has weight 0.
  case weightlessClass(target: String, class: String)
  /// Every row of a class has an empty cell in another target.
  case classWithoutOtherTargets(target: String, class: String)

  /// Every class has fewer rows than those that are merged.
  case allMerged(target: String, below: Int)
  /// The target has no class of that name.
  case unknownClass(target: String, class: String, classes: [String])
  /// Only one of two classes can be the positive one.
  case notTwoClasses(target: String, classes: Int)

  // MARK: Weights and groups

  /// A column of weights was not read as numbers; the note says why.
  case weightsNotNumbers(column: String, note: ColumnNote?)
  /// A weight is missing.
  case missingWeight(column: String)
  /// A weight is below 0.
  case negativeWeight(column: String, Double)
  /// Every weight is 0.
  case allWeightsZero(column: String)
  /// A weight is lost in rounding beside the greatest one.
  case negligibleWeight(column: String, Double, greatest: Double)
  /// A row has no group.
  case missingGroup(column: String)

  // MARK: The features

  /// No column is left to learn from once these were dropped.
  ///
  /// `prose` is the first of them that holds sentences.
  case noFeatures(dropped: [Dataset.DroppedColumn], prose: String? = nil)
}
