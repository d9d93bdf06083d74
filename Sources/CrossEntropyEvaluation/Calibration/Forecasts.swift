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
  public private(set) var probabilities: [Double]
  /// Whether it happened, row by row.
  public private(set) var happened: [Bool]

  /// Forecasts of an event: for each row its probability in [0, 1], and whether it happened.
  public init(
    of event: Event, probabilities: [Double], happened: [Bool]
  ) throws(EvaluationError) {
    self.event = event
    self.probabilities = probabilities
    self.happened = happened
    try validate()
  }

  /// Forecasts to be filled in, of the event that this many classes are judged by.
  package init(classes: Int, rows: Int) {
    event = classes == 2 ? .positiveClass : .topLabel
    probabilities = [Double](repeating: 0, count: rows)
    happened = [Bool](repeating: false, count: rows)
  }

  /// Adds forecasts of the same event that follow.
  mutating func append(_ next: Forecasts) {
    probabilities += next.probabilities
    happened += next.happened
  }

  /// Makes room for so many rows.
  mutating func reserveCapacity(_ rows: Int) {
    probabilities.reserveCapacity(rows)
    happened.reserveCapacity(rows)
  }

  /// Puts the forecast of a row in its place.
  mutating func place(_ probability: Double, happened happens: Bool, at row: Int) {
    probabilities[row] = probability
    happened[row] = happens
  }

  /// Puts the forecasts of some rows in their places.
  package mutating func place(_ part: Forecasts, at rows: some Collection<Int>) {
    for (i, row) in rows.enumerated() {
      place(part.probabilities[i], happened: part.happened[i], at: row)
    }
  }

  private func validate() throws(EvaluationError) {
    try check(happened.count, of: .outcomes, expected: probabilities.count)
    for (row, p) in probabilities.enumerated() where !(p >= 0 && p <= mostProbability) {
      throw .badProbability(row: row, p)
    }
  }
}

extension Forecasts {
  /// Reads forecasts, and refuses what ``init(of:probabilities:happened:)`` does.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    event = try container.decode(Event.self, forKey: .event)
    probabilities = try container.decode([Double].self, forKey: .probabilities)
    happened = try container.decode([Bool].self, forKey: .happened)
    try decoder.check(validate)
  }
}

/// What exp of a log-softmax may round to.
let mostProbability = 1 + 1e-9
/// What a log-softmax may round to.
let mostLogProbability = 1e-9
