public import CrossEntropyFiles

/// Why finished parts of a run cannot be kept in a directory, or taken from it.
public enum CheckpointFault: Sendable, Hashable {
  /// The directory already holds a checkpoint, and it was not asked to go on with it.
  case exists
  /// The directory holds other files.
  case holdsOtherFiles
  /// Another run keeps its parts there now.
  case inUse
  /// What has the name is no directory.
  case noDirectory
  /// The directory cannot be made, or takes no file.
  case cannotCreate(TableFault.SystemFailure)
  /// A part could not be written; those before it are kept.
  case cannotWrite(TableFault.SystemFailure)
  /// What the checkpoint says of itself cannot be read.
  case damaged
  /// The checkpoint is that of another command.
  case otherQuestion
  /// The checkpoint is that of a table with other bytes.
  case otherTable(RequestSetting)
  /// Another version of the program made it.
  case otherProgram(String, here: String)
  /// The checkpoint is that of a run with other settings.
  case otherRequest([RequestSetting])

  /// Whose hands it is in.
  var kind: WorkflowError.Kind {
    switch self {
    case .exists, .holdsOtherFiles, .inUse, .noDirectory, .cannotCreate: .cannotCreate
    case .cannotWrite: .io
    case .damaged, .otherQuestion, .otherTable, .otherProgram, .otherRequest: .badData
    }
  }

  /// What mends it.
  var remedies: [WorkflowError.Remedy] {
    switch self {
    case .exists: [.set(.resume), .nameAnother(.checkpoint)]
    case .cannotWrite: [.giveAs(.resume)]
    default: [.nameAnother(.checkpoint)]
    }
  }
}

extension WorkflowError {
  /// What is wrong with a checkpoint in a directory.
  init(_ fault: CheckpointFault, in directory: String) {
    self.init(.checkpoint(fault), at: .file(directory), remedies: fault.remedies)
  }
}
