internal import CrossEntropyLearning

extension TableClassifier {
  /// Reads the model that a user named, and says what to do where it is none.
  ///
  /// - Parameter table: The table that was named beside it, which may be the model.
  init(model path: String, table: String?) throws(WorkflowError) {
    do throws(ModelFileError) {
      try self.init(path: path)
    } catch {
      if case .file(let fault) = error { throw WorkflowError(fault) }
      throw WorkflowError(
        .modelFile(error), at: .file(path == "-" ? "stdin" : path),
        remedies: remedies(error, table))
    }
  }
}

private func remedies(_ error: ModelFileError, _ table: String?) -> [WorkflowError.Remedy] {
  switch error {
  case .notSafetensors, .notOurs:
    if let table, table != "-", (try? TableClassifier(path: table)) != nil { return [.swap] }
    return [.nameModel]
  case .newerVersion: return [.update]
  case .otherLength, .damaged: return [.fetchAgain]
  case .file, .cannotWrite: return []
  }
}
