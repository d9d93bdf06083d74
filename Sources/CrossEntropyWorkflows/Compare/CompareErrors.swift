internal import CrossEntropyEvaluation
internal import CrossEntropyLearning

extension WorkflowError {
  /// What ended a search, in a table of this name.
  init(_ error: SearchError, in table: String) {
    switch error {
    case .separable:
      self.init(
        .separable, at: .file(table),
        remedies: [.leaveOut(.penalties), .raise(.penalties, above: 0)])
    case .broken(let what): self.init(.broken(what), at: .file(table))
    }
  }

  /// Why a table cannot be cut into folds, with the class's name in place of its index among the
  /// classes of all targets.
  init(_ error: FoldError, classes: [ClassName], isInner: Bool, in table: String) {
    func tooFew(_ unit: FoldUnit, _ count: Int, _ index: Int, _ folds: Int) -> WorkflowError {
      // A training part must still fill its inner folds, so fewer folds help from four on.
      let helps = !isInner && count > Split.innerFolds
      return WorkflowError(
        .tooFew(unit, count: count, of: classes[index], folds: folds, isInner: isInner),
        at: .file(table),
        remedies: helps
          ? [.set(.folds, to: "\(count)"), .mergeClass] : [.mergeClass, .remove(.rowsOfClass)])
    }
    switch error {
    case .tooFewRows(let index, let rows, let folds): self = tooFew(.row, rows, index, folds)
    case .tooFewGroups(let index, let groups, let folds):
      self = tooFew(.group, groups, index, folds)
    case .missingFromTraining(let index, _, _):
      self.init(
        .missingFromTraining(classes[index]), at: .file(table),
        remedies: [.mergeClass, .remove(.rowsOfClass)])
    case .unseenBefore(let index, let block):
      self.init(
        .unseenBefore(classes[index], block: block), at: .file(table),
        remedies: [.lower(.folds), .mergeClass, .remove(.rowsOfClass)])
    case .tooFewRanks(let ranks, let blocks):
      self.init(
        .tooFewRanks(ranks, blocks: blocks), at: .file(table),
        remedies: ranks > 2
          ? [.set(.folds, to: "\(ranks - 1)"), .nameAnother(.orderColumn)]
          : [.nameAnother(.orderColumn)])
    case .badRows(let fault): self.init(.broken("\(fault)"), at: .file(table))
    }
  }
}
