/// A requested column that the table does not have.
public struct UnknownColumn: Hashable, Sendable {
  /// The name.
  public var name: String
  /// The name of a column that was probably meant, if there is one.
  public var nearest: String?
  /// The existing names, in the order of the table.
  public var columns: [String]

  /// Makes it from its parts.
  public init(name: String, nearest: String?, columns: [String]) {
    self.name = name
    self.nearest = nearest
    self.columns = columns
  }
}

extension UnknownColumn {
  /// A name that none of these columns has.
  package init(_ name: String, among names: [String]) {
    self.init(name: name, nearest: nearestName(to: name, in: names), columns: names)
  }
}

extension DataTable {
  /// The case for a name that no column has.
  package func unknownColumn(_ name: String) -> UnknownColumn {
    UnknownColumn(name, among: columns.map(\.name))
  }
}
