package import CrossEntropyWorkflows

/// What is said where a workflow has no outcome: no sentence ends in a full stop, since they are
/// joined into one line.
package protocol ErrorPhrases {
  /// What is wrong.
  func sentence(_ cause: WorkflowError.Cause) -> String
  /// What would mend it.
  func sentence(_ remedy: WorkflowError.Remedy) -> String
  /// What was given for a setting, in its row where it has several.
  func place(_ setting: RequestSetting, row: Int?) -> String
  /// Why an output cannot be made or written, and what to do.
  func sentence(_ fault: OutputFault) -> String
  /// Remedies, each by itself enough.
  func either(_ remedies: [String]) -> String
}
