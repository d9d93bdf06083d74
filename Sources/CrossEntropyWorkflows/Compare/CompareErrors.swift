internal import CrossEntropyLearning

extension WorkflowError {
  /// What ended a search, in a table of this name.
  init(_ error: SearchError, in table: String) {
    switch error {
    case .separable:
      self.init(
        .separable, at: .file(table),
        remedies: [.leaveOut(.penalties), .raise(.penalties, above: 0)])
    case .disk(let failure): self.init(disk: failure)
    case .broken(let what): self.init(.broken(what), at: .file(table))
    }
  }
}
