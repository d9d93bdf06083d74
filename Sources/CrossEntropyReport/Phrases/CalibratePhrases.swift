package import CrossEntropyWorkflows

/// What `calibrate` says.
package protocol CalibratePhrases {
  /// Why there is no calibrator, or why it maps no file.
  func sentence(_ fault: CalibrateFault) -> String
  /// Why a calibrator is not fitted.
  func sentence(_ refusal: CalibrateFault.Refusal) -> String
  /// What a map is called; nil: none.
  func name(_ method: CalibrateRequest.Method?) -> String
  /// The name of a line.
  func calibrateLabel(_ fact: CalibrateFact) -> String
  /// The log loss after a map, what that wins, and why it is not worth its while; nil where it is.
  func calibrated(_ logLoss: String, gain: String, shortfall: CalibrateShortfall?) -> String
  /// Why the map was fitted; `temperature` is that of a map of it alone.
  func chosen(_ method: CalibrateRequest.Method?, _ reason: CalibrateReason, temperature: String?)
    -> String
  /// That a calibrator's gain was selected.
  var gainIsSelected: String { get }
  /// That rows were mapped, by a map that was fitted to so many rows of a file.
  func applied(
    _ rows: Int, of path: String, _ method: CalibrateRequest.Method?, fittedTo origin: String,
    rows: Int
  ) -> String
  /// That probabilities would have been 0 or 1 in double precision.
  func clamped(raised: Int, lowered: Int) -> String
}

/// A line about calibrators.
package enum CalibrateFact: Sendable, Hashable {
  /// The log loss as it is.
  case asItIs
  /// A map that was tried.
  case method(CalibrateRequest.Method)
  /// The map that was fitted.
  case chosen
}

/// Why a map is not worth its while.
package enum CalibrateShortfall: Sendable, Hashable {
  /// It wins too little.
  case tooLittle
  /// It may win nothing.
  case inDoubt
}

/// Why a map was fitted.
package enum CalibrateReason: Sendable, Hashable {
  /// It is the simplest of those that are worth their while, or none is.
  case bestOfAll
  /// It was asked for.
  case asked
  /// The shares of the classes were given.
  case shares
}
