internal import CrossEntropyEvaluation

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

private func gigabytes(_ bytes: Int) -> String {
  shortNumber((Double(bytes) / 1e8).rounded() / 10)
}

extension FoldError {
  /// The error with the class's name in place of its index.
  func sentence(classes: [String], column: String, isInner: Bool) -> String {
    let part = isInner ? " of a training part's three inner folds" : ""
    func name(_ index: Int) -> String { "class '\(classes[index])' of '\(column)'" }
    switch self {
    case .tooFewRows(let index, let rows, let folds):
      return "\(name(index)) has \(rows) row\(rows == 1 ? "" : "s")\(part), fewer than "
        + "\(folds) folds; " + (isInner ? advice : fewerFolds(rows))
    case .tooFewGroups(let index, let groups, let folds):
      return "\(name(index)) is in \(groups) group\(groups == 1 ? "" : "s")\(part), fewer than "
        + "\(folds) folds; " + (isInner ? advice : fewerFolds(groups))
    case .missingFromTraining(let index, _, _):
      return "\(name(index)) would be missing from a training part; \(advice)"
    }
  }

  private func fewerFolds(_ most: Int) -> String {
    most < 2 ? advice : "use --folds \(most), or merge the class with another"
  }

  private var advice: String { "merge the class with another, or remove its rows" }
}
