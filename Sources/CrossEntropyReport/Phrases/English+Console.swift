package import CrossEntropyLearning
internal import CrossEntropyWorkflows

extension English: ConsolePhrases {
  package func hasOtherEvents(_ directory: String) -> String {
    "\(directory) has the events of another run already, and TensorBoard draws both as one line; give every run "
      + "a directory of its own."
  }

  package func fileIs(_ file: WrittenFile, in path: String) -> String {
    switch file {
    case .report: "The report is in \(path)."
    case .livePage: "The live page is in \(path)."
    case .picture: "The picture is in \(path)."
    case .onnx: "The ONNX model is in \(path)."
    case .history: "The epochs of the fit are in \(path)."
    case .events: "TensorBoard's events are in \(path)."
    case .calibrator: "The calibrator is in \(path)."
    }
  }

  package var calibratorIsNotWritten: String {
    "The calibrator was not written; \(settings(.output)) names its file."
  }

  package func fitting(_ bar: String, secondsLeft: Int?) -> String {
    "fitting \(bar)" + aside(secondsLeft)
  }

  package func fitted(
    _ epoch: TrainingEpoch, of most: Int, bar: String?, secondsLeft: Int?
  ) -> String {
    let place = "epoch \(epoch.number)/\(most)"
    let loss = fixed(epoch.loss, 4)
    let heldOut = epoch.heldOut.map { fixed($0.logLoss, 4) }
    guard let bar else {
      return "\(place): training loss \(loss)"
        + (heldOut.map { ", log loss of rows held out \($0)" } ?? "")
    }
    return "\(place) \(bar) loss \(loss)" + (heldOut.map { ", held out \($0)" } ?? "")
      + (secondsLeft.map { " · at most \(duration($0)) left" } ?? "")
  }

  package func predicting(_ bar: String, secondsLeft: Int?) -> String {
    "predicting \(bar)" + aside(secondsLeft)
  }

  package var endsAfterRepeat: String {
    "The comparison ends after this repeat; Ctrl-C again ends it at once."
  }

  package func stackIsTooSmall(_ bytes: Int, least: Int) -> String {
    "the stack may hold \(memory(bytes)), and \(memory(least)) are needed; "
      + "raise the limit with 'ulimit -s 8192'"
  }

  package var standardInputIsClosed: String {
    "standard input is closed; give it the table, as in '< table.csv', or name the file"
  }

  private func aside(_ secondsLeft: Int?) -> String {
    secondsLeft.map { " · \(duration($0)) left" } ?? ""
  }

  /// A time with all its digits.
  func time(_ seconds: Double) -> String {
    exactTime(seconds, hours: " h", minutes: " min", seconds: " s")
  }

  /// A time in at most two units.
  func duration(_ seconds: Int) -> String {
    switch seconds {
    case ..<60: "\(seconds) s"
    case ..<3600: "\(seconds / 60) min \(seconds % 60) s"
    default: "\(grouped(seconds / 3600)) h \(seconds / 60 % 60) min"
    }
  }
}
