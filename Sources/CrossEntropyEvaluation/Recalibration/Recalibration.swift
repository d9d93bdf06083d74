public import CrossEntropy

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// softmax(a·log p + b) with a ≥ 0, the map that undoes a loss's own distortion of probabilities.
///
/// It undoes generalised cross entropy and class weights exactly, focal loss and label smoothing
/// nearly. With two classes it is Platt's a·logit p + (b₁ − b₀).
/// - Edges: log p = −∞ is a masked class and stays −∞, for a = 0 too.
public struct Recalibration: Sendable, Hashable {
  /// a ≥ 0, the power to which the probabilities are raised.
  public let scale: Double
  /// b, one offset per class; a fit gives offsets that sum to 0.
  public let offsets: [Double]

  /// The map with the given power and offsets.
  public init(scale: Double, offsets: [Double]) throws(RecalibrationError) {
    self.scale = scale
    self.offsets = offsets
    try validate()
  }

  /// A map whose numbers are known to be right.
  init(checked scale: Double, _ offsets: [Double]) {
    self.scale = scale
    self.offsets = offsets
  }

  /// a = 1, b = 0, the map that changes nothing.
  public static func identity(classes: Int) -> Recalibration {
    require(classes >= 1, "expected 1 class or more, got \(classes)")
    return Recalibration(checked: 1, [Double](repeating: 0, count: classes))
  }

  /// p_c ∝ f_c / w_c, the prior correction of a model trained with class weights w.
  ///
  /// It is exact only if the model family can fit the true probabilities.
  public static func priorCorrection(
    classWeights: [Double]
  ) throws(RecalibrationError) -> Recalibration {
    for (classIndex, weight) in classWeights.enumerated()
    where !(weight > 0 && weight < .infinity) {
      throw .badClassWeight(classIndex: classIndex, weight)
    }
    return try Recalibration(scale: 1, offsets: classWeights.map { -log($0) })
  }

  /// The map of log p that this is of log p / s.
  package func undividing(_ spread: Double) -> Recalibration {
    Recalibration(checked: scale / spread, offsets)
  }

  /// log softmax(a·log p + b) of every row.
  public func applied(
    to logProbabilities: Matrix<Double>
  ) throws(RecalibrationError) -> Matrix<Double> {
    var result = logProbabilities
    try apply(to: &result)
    return result
  }

  /// Replaces every row by log softmax(a·log p + b).
  public func apply(to logProbabilities: inout Matrix<Double>) throws(RecalibrationError) {
    let (classes, columns) = (offsets.count, logProbabilities.columns)
    guard columns == classes else {
      throw .badRows(.wrongCount(columns, of: .classes, expected: classes))
    }
    let rows = logProbabilities.rows
    var elements = logProbabilities.elements.mutableSpan
    for row in 0..<rows {
      var values = elements._mutatingExtracting(row * classes..<(row + 1) * classes)
      for k in 0..<classes where values[k] != -.infinity {
        // a = 0 would make NaN of −∞.
        values[k] = scale * values[k] + offsets[k]
      }
    }
    logProbabilities = logSoftmax(logProbabilities, threads: 1)
  }

  private func validate() throws(RecalibrationError) {
    guard scale >= 0, scale.isFinite, !offsets.isEmpty, offsets.allSatisfy(\.isFinite) else {
      throw .noMap(scale: scale, offsets: offsets)
    }
  }
}

extension Recalibration: Codable {
  enum CodingKeys: CodingKey { case scale, offsets }

  /// Refuses a scale below 0, and what is not finite.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    scale = try container.decode(Double.self, forKey: .scale)
    offsets = try container.decode([Double].self, forKey: .offsets)
    try decoder.check(validate)
  }
}
