public import CrossEntropy

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
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
  public init(scale: Double, offsets: [Double]) {
    precondition(scale >= 0 && scale.isFinite, "a scale is finite and not negative, got \(scale)")
    precondition(offsets.allSatisfy(\.isFinite), "an offset is finite, got \(offsets)")
    self.scale = scale
    self.offsets = offsets
  }

  /// a = 1, b = 0, the map that changes nothing.
  public static func identity(classes: Int) -> Recalibration {
    Recalibration(scale: 1, offsets: [Double](repeating: 0, count: classes))
  }

  /// p_c ∝ f_c / w_c, the prior correction of a model trained with class weights w.
  ///
  /// It is exact only if the model family can fit the true probabilities.
  public static func priorCorrection(classWeights: [Double]) -> Recalibration {
    precondition(
      classWeights.allSatisfy { $0 > 0 && $0.isFinite },
      "a class weight is positive and finite, got \(classWeights)")
    return Recalibration(scale: 1, offsets: classWeights.map { -log($0) })
  }

  /// log softmax(a·log p + b) of every row.
  public func applied(to logProbabilities: Matrix<Double>) -> Matrix<Double> {
    var result = logProbabilities
    apply(to: &result)
    return result
  }

  /// Replaces every row by log softmax(a·log p + b).
  public func apply(to logProbabilities: inout Matrix<Double>) {
    let classes = offsets.count
    precondition(
      logProbabilities.columns == classes,
      "expected \(classes) classes, got \(logProbabilities.columns)")
    let rows = logProbabilities.rows
    offsets.withUnsafeBufferPointer { offsets in
      logProbabilities.elements.withUnsafeMutableBufferPointer { elements in
        for row in 0..<rows {
          let values = UnsafeMutableBufferPointer(
            rebasing: elements[row * classes..<(row + 1) * classes])
          mapRow(values, scale: scale, offsets: offsets)
        }
      }
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
    guard scale >= 0, scale.isFinite, offsets.allSatisfy(\.isFinite) else {
      throw DecodingError.dataCorruptedError(
        forKey: .scale, in: container,
        debugDescription: "scale \(scale) with offsets \(offsets)")
    }
  }
}

private func mapRow(
  _ values: UnsafeMutableBufferPointer<Double>, scale: Double,
  offsets: UnsafeBufferPointer<Double>
) {
  var top = 0
  for classIndex in values.indices {
    // a = 0 would make NaN of −∞.
    if values[classIndex] != -.infinity {
      values[classIndex] = scale * values[classIndex] + offsets[classIndex]
    }
    if values[classIndex] > values[top] { top = classIndex }
  }
  let highest = values[top]
  // A row without a possible class stays as it is.
  if highest == -.infinity { return }
  var others = 0.0
  for classIndex in values.indices where classIndex != top {
    values[classIndex] -= highest
    others += exp(values[classIndex])
  }
  let logTotal = log1p(others)
  for classIndex in values.indices where classIndex != top {
    values[classIndex] -= logTotal
  }
  values[top] = 0 - logTotal
}
