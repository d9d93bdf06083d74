internal import CrossEntropyLearning

extension Comparison {
  /// How often folds are drawn.
  var repeatCount: Int {
    if given != nil { return 1 }
    if let repeats = request.repeats { return repeats }
    let least = dataset.rows <= 50_000 ? 3 : 2
    let affordable =
      workOfAllRepeats
      / lossSearch.work(
        of: fitted, folds: folds, innerFolds: request.innerFolds)
    return affordable < 10 ? max(least, Int(affordable)) : 10
  }
}

/// What all repeats may take: three of digits, ten of iris.
private let workOfAllRepeats = 4e9
