package import CrossEntropyWorkflows

extension English {
  package func sentence(_ fault: CheckpointFault) -> String {
    switch fault {
    case .exists: "this directory holds a checkpoint already"
    case .holdsOtherFiles: "this directory holds files that are no checkpoint"
    case .inUse: "another run keeps its parts in this directory now"
    case .noDirectory: "this is no directory"
    case .cannotCreate(let failure): "no file can be made here: \(reason(failure))"
    case .cannotWrite(let failure):
      "a finished part cannot be kept, those before it stand: \(reason(failure))"
    case .damaged: "the description of this checkpoint is damaged"
    case .otherQuestion: "this checkpoint is that of another command"
    case .otherTable(.testTable):
      "the table of \(settings(.testTable)) is not the one that this checkpoint was begun with"
    case .otherTable: "the table is not the one that this checkpoint was begun with"
    case .otherProgram(let there, let here):
      "this checkpoint was begun by \(escaped(there)), and this is \(escaped(here))"
    case .otherRequest(let differing):
      "this checkpoint was begun with another \(differing.map { $0 == .table ? "table" : settings($0) }.joined(separator: ", "))"
    }
  }

  package func interrupted(keptIn directory: String) -> String {
    "Interrupted. What was finished stands in \(directory); \(settings(.resume)) goes on from there."
  }

  package func resumes(
    from directory: String, found: Int, of total: Int, fits: Int, begun: Int, damaged: Int
  ) -> String {
    "\(grouped(found)) of \(plural(total, "part"))"
      + (fits == 0 ? "" : " and \(plural(fits, "fit")) of others") + " were taken from \(directory)"
      + (begun == 0 ? "" : "; \(plural(begun, "fit")) that had begun will go on")
      + (damaged == 0
        ? "." : "; \(plural(damaged, "damaged part")) there will be computed again.")
  }
}
