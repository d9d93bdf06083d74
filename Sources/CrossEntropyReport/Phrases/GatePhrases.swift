package import CrossEntropyWorkflows

/// What is said of conditions that scores must meet.
package protocol GatePhrases {
  /// The heading of the conditions.
  var gates: String { get }
  /// Whether a condition is met, in a word.
  func word(_ outcome: GateResult.Outcome) -> String
  /// The difference from a baseline, which must be below the margin.
  func worse(than baseline: String, margin: String) -> String
  /// That the value alone decides.
  var byValue: String { get }
  /// That a score cannot be told.
  var untold: String { get }
  /// That there are too few rows for an interval.
  var noInterval: String { get }
  /// That so many intervals hold jointly, each with this confidence.
  func jointGates(_ count: Int, confidence: String) -> String
  /// That the rows of a baseline are not known.
  func unpairedBaseline(_ path: String) -> String
}
