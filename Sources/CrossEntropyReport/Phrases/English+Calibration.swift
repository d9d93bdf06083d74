package import CrossEntropyEvaluation

extension English: CalibrationPhrases {
  package func calibrationHeading(isTested: Bool) -> String { "Calibration \(place(isTested))" }

  package func miscalibrated(_ titles: [String], hasOthers: Bool, level: String) -> String {
    titles.isEmpty
      ? "No evidence of miscalibration at this size."
      : hasOthers
        ? "Miscalibrated as trained (p < \(level)): \(titles.joined(separator: ", ")); no evidence of it "
          + "for the others at this size."
        : "Every loss is miscalibrated as trained (p < \(level))."
  }
  package func isMiscalibrated(p: String) -> String { "Miscalibrated (p\(gap)=\(gap)\(p))." }

  package func untested(_ withholding: CalibrationTest.Withholding) -> String {
    switch withholding {
    case .rowsAreGrouped:
      "Calibration is not tested, and its error has no noise beside it: the rows come in groups, which simulations would "
        + "take as independent."
    case .labelsShareRows:
      "Calibration is not tested: the labels of a row may depend on each other."
    }
  }

  package var temperatureAlone: String {
    "Calibration is tested by one power alone, the temperature: there are more than a tenth as many classes as rows, too "
      + "many for an offset per class."
  }

  package func calibrationColumns(isTested: Bool) -> String {
    isTested
      ? "Gain: what a step of recalibration would win, in nats; p: how often right probabilities show as much; noise: "
        + "the ECE that they show; excess: what is above it; class.: the mean ECE of the classes."
      : "Noise: the ECE that right probabilities would show."
  }

  package func calibrationLead(_ event: CalibrationEvent, tables: Int?) -> String {
    let what =
      switch event {
      case .positiveClass(let name): "'\(name)'"
      case .mostLikelyClass: "the most likely class"
      case .eachLabel: "each label"
      }
    return "How often \(what) was true, against the probability it was given, as trained. "
      + (tables.map {
        "Right probabilities stay within the shaded band in \($0) of 100 tables like this; below the diagonal they "
          + "promise too much."
      } ?? "Below the diagonal they promise too much.")
  }

  package func calibrationErrorIs(_ error: String, noise: String?) -> String {
    "Calibration error \(error)"
      + (noise.map { ", where right probabilities would show \($0)." } ?? ".")
  }
}
