internal import CrossEntropyEvaluation
internal import CrossEntropyLearning

/// Why a comparison cannot be made.
public enum ComparisonError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The table cannot be cut into folds; the sentence names the class.
  case folds(String)
  /// Without a penalty a separable table has no finite optimum.
  case separable
  /// The encoded table does not fit in memory.
  case tooLarge(bytes: Int, limit: Int)
  /// A fault of ours.
  case broken(String)

  /// What is wrong; what to do.
  public var description: String {
    switch self {
    case .folds(let sentence): sentence
    case .separable:
      "the classes are separable and --l2 0 was asked for: no finite optimum; scores depend on "
        + "where training stops; leave --l2 out, or give one above 0"
    case .tooLarge(let bytes, let limit):
      "the encoded folds need \(gigabytes(bytes)) GB of memory and \(gigabytes(limit)) GB are "
        + "there; leave columns out with --ignore, or use fewer threads"
    case .broken(let what): "internal error: \(what)"
    }
  }
}

extension ComparisonError {
  init(_ error: SearchError) {
    switch error {
    case .separable: self = .separable
    case .broken(let what): self = .broken(what)
    }
  }
}

private func gigabytes(_ bytes: Int) -> String {
  shortNumber((Double(bytes) / 1e8).rounded() / 10)
}

extension FoldError {
  /// The error with the class's name in place of its index among the classes of all targets.
  func sentence(classes: [(name: String, column: String)], isInner: Bool) -> String {
    func name(_ index: Int) -> String {
      "class '\(short(classes[index].name))' of '\(short(classes[index].column))'"
    }
    switch self {
    case .tooFewRows(let index, let rows, let folds):
      return tooFew(rows, "row", of: name(index), folds: folds, isInner: isInner)
    case .tooFewGroups(let index, let groups, let folds):
      return tooFew(groups, "group", of: name(index), folds: folds, isInner: isInner)
    case .missingFromTraining(let index, _, _):
      return "\(name(index)) would be missing from a training part; \(mergeOrRemove)"
    }
  }

  private func tooFew(
    _ count: Int, _ unit: String, of name: String, folds: Int, isInner: Bool
  ) -> String {
    let units = "\(count) \(unit)\(count == 1 ? "" : "s")"
    if isInner {
      return "a training part holds \(units) of \(name), fewer than its \(folds) inner folds; "
        + mergeOrRemove
    }
    // A training part must still fill its inner folds, so fewer folds help from four on.
    let advice =
      count > Split.innerFolds ? "use --folds \(count), or merge the class" : mergeOrRemove
    return "\(name) has \(units), fewer than the \(folds) folds; \(advice)"
  }

  private var mergeOrRemove: String { "merge the class with another, or remove its rows" }
}
