/// Why there is no recalibration, or why it fits no rows.
public enum RecalibrationError: Error, Sendable, Hashable {
  /// The truth has probability 0 in these rows (the first sixteen), which no power or offset can
  /// mend.
  case impossibleTruth(rows: [Int], count: Int)
  /// A log-probability is NaN or +∞.
  case notALogProbability(row: Int, classIndex: Int)
  /// No row carries weight.
  case noRows
  /// The labels or weights do not fit the rows, or the rows are of other classes than the map.
  case badRows(EvaluationError)
  /// A scale is negative, a number is not finite, or there is no offset.
  case noMap(scale: Double, offsets: [Double])
  /// The weight of a class is not above 0, or not finite.
  case badClassWeight(classIndex: Int, Double)
}

extension RecalibrationError: CustomStringConvertible {
  /// What is wrong, for who writes the program.
  public var description: String {
    switch self {
    case .impossibleTruth(let rows, let count):
      "the truth has probability 0 in \(count) rows, such as \(rows)"
    case .notALogProbability(let row, let classIndex):
      "row \(row): the logarithm of class \(classIndex) is NaN or +∞"
    case .noRows: "no row has a weight above 0"
    case .badRows(let error): "\(error)"
    case .noMap(let scale, let offsets):
      "scale \(scale) with offsets \(offsets) is no map: expected finite numbers, a scale of 0 or more"
    case .badClassWeight(let classIndex, let weight):
      "the weight of class \(classIndex) must be finite and above 0, got \(weight)"
    }
  }
}
