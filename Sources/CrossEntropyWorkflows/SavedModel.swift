internal import CrossEntropyFiles
internal import CrossEntropyLearning

extension TableClassifier {
  /// Reads the model that a user named, and says what to do where it is none.
  ///
  /// - Parameter table: The table that was named beside it, which may be the model.
  init(model path: String, table: String?) throws(WorkflowError) {
    let bytes: [UInt8]
    do throws(TableError) {
      bytes = try wholeFile(path)
    } catch {
      throw WorkflowError(error)
    }
    try self.init(bytes, model: path, table: table)
  }

  /// The same with the bytes of the file.
  init(_ bytes: [UInt8], model path: String, table: String?) throws(WorkflowError) {
    do throws(ModelFileError) {
      try self.init(fileBytes: bytes)
    } catch {
      throw WorkflowError(
        .modelFile(error), at: .file(fileName(of: path)),
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
