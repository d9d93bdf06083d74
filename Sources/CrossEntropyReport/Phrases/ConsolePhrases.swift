package import CrossEntropyLearning

/// What is said beside a result, where it is not part of it.
package protocol ConsolePhrases {
  /// Where a file was written.
  func fileIs(_ file: WrittenFile, in path: String) -> String
  /// That a calibrator was shown, and no file was named for it.
  var calibratorIsNotWritten: String { get }
  /// That a directory has the events of another run, with which new ones are drawn as one line.
  func hasOtherEvents(_ directory: String) -> String
  /// How far the fits are: a bar, and the time left where that is known.
  func fitting(_ bar: String, secondsLeft: Int?) -> String
  /// How far the fit of all rows is, which may end before the most epochs: on one line with a bar, or without one as a line
  /// of its own.
  func fitted(_ epoch: TrainingEpoch, of most: Int, bar: String?, secondsLeft: Int?) -> String
  /// How much of a table is predicted.
  func predicting(_ bar: String, secondsLeft: Int?) -> String
  /// That an interruption ends the fits after the repeat in hand, and a second one at once.
  var endsAfterRepeat: String { get }
  /// That a run was interrupted, and where its finished parts are.
  func interrupted(keptIn directory: String) -> String
  /// How many parts of a run were finished before, in a directory, with so many fits of others, and how many there are
  /// damaged and computed again.
  func resumes(
    from directory: String, found: Int, of total: Int, fits: Int, begun: Int, damaged: Int
  ) -> String
  /// Why a program cannot start whose stack may hold so many bytes, and what to do.
  func stackIsTooSmall(_ bytes: Int, least: Int) -> String
  /// That the table should come from standard input, which is closed, and what to do.
  var standardInputIsClosed: String { get }
}

/// What is written to a file of its own.
package enum WrittenFile: Sendable, Hashable, CaseIterable {
  /// The page of a comparison.
  case report
  /// The live page.
  case livePage
  /// The curves of losses.
  case picture
  /// A model as ONNX.
  case onnx
  /// The epochs of a fit, as a table.
  case history
  /// The epochs of a fit, as TensorBoard reads them.
  case events
  /// A calibrator.
  case calibrator
}
