/// What is wrong with a file, and where.
public struct TableError: Error, Hashable, Sendable {
  /// Where the fault is.
  public var place: FilePlace
  /// What is wrong.
  public var fault: TableFault

  /// Makes an error from its parts.
  public init(_ fault: TableFault, at place: FilePlace) {
    self.fault = fault
    self.place = place
  }

  /// Makes an error from the parts of its place.
  init(_ fault: TableFault, file: String, line: Int? = nil, column: Int? = nil) {
    self.init(fault, at: FilePlace(file: file, line: line, column: column))
  }
}

extension TableError: CustomStringConvertible {
  /// The place and the case, for a developer.
  public var description: String { "\(place): \(fault)" }
}
