internal import CrossEntropyFiles

/// Where the finished parts of a run are kept, so that a run that was cut off can go on.
package struct Checkpoint: Sendable {
  /// The directory; it is made where there is none.
  package let path: String
  /// Whether parts that it holds already are taken.
  package let resumes: Bool
  /// What runs, with its version.
  package let program: String
  /// How long the fit of a network goes on until what it has come to is kept again, where that took so long the last
  /// time: a second of work is little to lose, and what keeping costs is a twentieth of the work at most.
  var pause: @Sendable (_ cost: Duration) -> Duration = { max(.seconds(1), $0 * 20) }

  package init(path: String, resumes: Bool, program: String) {
    self.path = path
    self.resumes = resumes
    self.program = program
  }

  /// Throws before any work where the directory cannot be used; changes nothing.
  package func check() throws(WorkflowError) {
    if path.isEmpty { throw WorkflowError(.empty(.checkpoint)) }
    let names = try names()
    if names == nil, let failure = makeDirectory(path) {
      throw WorkflowError(.cannotCreate(failure), in: path)
    }
    defer { if names == nil { removeDirectory(path) } }
    let trial = file(CheckpointManifest.fileName + ".trial")
    if let failure = writeWholeFile(trial, []) {
      throw WorkflowError(.cannotCreate(failure), in: path)
    }
    removeFile(trial)
  }

  /// The names in the directory, nil where it is not there.
  ///
  /// Throws where it may not be used.
  func names() throws(WorkflowError) -> [String]? {
    switch FoundDirectory(at: path) {
    case .nothing: return nil
    case .noDirectory: throw WorkflowError(.noDirectory, in: path)
    case .failure(let failure): throw WorkflowError(.cannotCreate(failure), in: path)
    case .directory(let names):
      if names.contains(CheckpointManifest.fileName) {
        if !resumes { throw WorkflowError(.exists, in: path) }
      } else if names.contains(where: { !$0.hasPrefix(CheckpointManifest.fileName + ".") }) {
        throw WorkflowError(.holdsOtherFiles, in: path)
      }
      return names
    }
  }

  /// Whether a file of this name in the directory is the checkpoint's own.
  package static func owns(_ name: String) -> Bool {
    name.hasPrefix(CheckpointManifest.fileName) || name.hasSuffix(KeptParts.ending)
  }

  /// The path of a file in the directory.
  func file(_ name: String) -> String { path + (path.hasSuffix("/") ? "" : "/") + name }
}
