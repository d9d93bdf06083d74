/// A batch that cannot be scored; nothing was written.
///
/// Rows, outputs and classes are counted from 0.
public enum TargetError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A row has a label, as it was given, that is neither ignored nor one of the classes.
  case labelOutOfRange(row: Int, label: String, classes: Int)
  /// A row that is not ignored has a dense target that is not from 0 to 1.
  case targetOutOfRange(row: Int, output: Int, value: Double)
  /// A row that is not ignored has a weight that is below 0 or not finite.
  case weightOutOfRange(row: Int, weight: Double)
  /// Logits, targets and weights do not fit each other.
  case shape(ShapeError)
  /// The row's probabilities are no distribution.
  case probabilities(DistributionError)
  /// The options of the objective do not go with such targets or outputs.
  case objective(ObjectiveError)

  /// What is wrong, and where.
  public var description: String {
    switch self {
    case .labelOutOfRange(let row, let label, let classes):
      "row \(row), counted from 0: label \(label) is not one of the \(classes) classes 0 … "
        + "\(classes - 1)"
    case .targetOutOfRange(let row, let output, let value):
      "row \(row), output \(output), counted from 0: a target is from 0 to 1, got \(value)"
    case .weightOutOfRange(let row, let weight):
      "row \(row), counted from 0: a weight is finite and 0 or more, got \(weight)"
    case .shape(let error): "\(error)"
    case .probabilities(let error): "\(error)"
    case .objective(let error): "\(error)"
    }
  }
}

extension TargetError {
  /// The error of a count.
  static func count(of part: ShapeError.Part, expected: Int, got: Int) -> Self {
    .shape(.count(of: part, expected: expected, got: got))
  }
}
