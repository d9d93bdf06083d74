extension Dataset {
  /// A column that is to be predicted.
  public struct Target: Sendable, Hashable {
    /// The column's name.
    public let name: String
    /// The classes, sorted; of two the last is the positive one.
    public let classes: [String]
    /// The class of every row, as an index into `classes`.
    public let labels: [Int32]
  }
}
