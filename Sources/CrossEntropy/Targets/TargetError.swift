/// A target that cannot be scored; nothing was written.
public enum TargetError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Row `row` has a label that is neither ignored nor one of the classes.
  case labelOutOfRange(row: Int, label: Int, classes: Int)

  /// What is wrong, and where.
  public var description: String {
    switch self {
    case .labelOutOfRange(let row, let label, let classes):
      "row \(row): label \(label) is not one of the \(classes) classes 0 … \(classes - 1)"
    }
  }
}
