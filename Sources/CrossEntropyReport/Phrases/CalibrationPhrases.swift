package import CrossEntropyEvaluation

/// What text and page say of whether probabilities are right.
package protocol CalibrationPhrases {
  /// The table of calibration, on rows that the models had not seen.
  func calibrationHeading(isTested: Bool) -> String
  /// The losses whose probabilities are off, and whether there are others, of which that is not shown.
  func miscalibrated(_ titles: [String], hasOthers: Bool, level: String) -> String
  /// That a loss's probabilities are off.
  func isMiscalibrated(p: String) -> String
  /// Why calibration is not tested.
  func untested(_ withholding: CalibrationTest.Withholding) -> String
  /// That so many classes leave the test a scale alone.
  var temperatureAlone: String { get }
  /// What stands in the columns of calibration, which are fewer where it is not tested.
  func calibrationColumns(isTested: Bool) -> String
  /// What the diagrams show; of so many tables, right probabilities stay within the band, if there is one.
  func calibrationLead(_ event: CalibrationEvent, tables: Int?) -> String
  /// A calibration error, with what right probabilities would show where that is known.
  func calibrationErrorIs(_ error: String, noise: String?) -> String
}
