/// One event per row, forecast with a probability.
public struct Forecasts: Sendable, Hashable, Codable {
  /// Which event is forecast.
  public enum Event: String, Sendable, Hashable, Codable {
    /// The positive (last) of two classes is the truth.
    case positiveClass
    /// The most probable class is the truth.
    case topLabel
  }

  /// Which event it is.
  public let event: Event
  /// The probability of the event, row by row.
  public internal(set) var probabilities: [Double]
  /// Whether it happened, row by row.
  public internal(set) var happened: [Bool]

  /// Forecasts of an event: for each row its probability in [0, 1], and whether it happened.
  public init(of event: Event, probabilities: [Double], happened: [Bool]) {
    precondition(
      probabilities.count == happened.count,
      "expected \(probabilities.count) outcomes, got \(happened.count)")
    self.event = event
    self.probabilities = probabilities
    self.happened = happened
  }

  /// Forecasts to be filled in, of the event that this many classes are judged by.
  package init(classes: Int, rows: Int) {
    self.init(
      of: classes == 2 ? .positiveClass : .topLabel,
      probabilities: [Double](repeating: 0, count: rows),
      happened: [Bool](repeating: false, count: rows))
  }

  /// Puts the forecasts of some rows in their places.
  package mutating func place(_ part: Forecasts, at rows: some Collection<Int>) {
    for (i, row) in rows.enumerated() {
      probabilities[row] = part.probabilities[i]
      happened[row] = part.happened[i]
    }
  }
}
