internal import CrossEntropy

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// p_c = (n_c + ½) / (n + K/2), the predictor that knows only the class shares.
///
/// It is learnt on training rows and scored on others, as a model is; the ½ keeps a class without
/// rows possible. Weights are scaled to mean 1, so that ½ stays half a row.
public struct ConstantPredictor: Sendable, Hashable, Codable {
  /// The probability of each class.
  public let shares: [Double]

  /// The shares of the classes among the labels, with half a row added to each class.
  public init(
    labels: [Int32], classes: Int, weights: [Double]? = nil
  ) throws(EvaluationError) {
    try check(labels: labels, classes: classes, least: 1)
    try check(weights: weights, rows: labels.count)
    var counts = classWeights(labels, classes: classes, weights: weights)
    let total = counts.reduce(0, +)
    let rows = weights.map { $0.count { $0 > 0 } } ?? labels.count
    let scale = total > 0 ? Double(rows) / total : 0
    for classIndex in counts.indices {
      counts[classIndex] = (counts[classIndex] * scale + 0.5) / (Double(rows) + Double(classes) / 2)
    }
    shares = counts
  }

  /// log p_c, the row that is predicted for every row.
  public var logProbabilities: [Double] { shares.map { log($0) } }

  /// −log p_y in nats for each label.
  public func logLoss(of labels: [Int32]) throws(EvaluationError) -> [Double] {
    try check(labels: labels, classes: shares.count, least: 1)
    let losses = logProbabilities.map { -$0 }
    return labels.map { losses[Int($0)] }
  }
}

extension ConstantPredictor {
  /// −log of the share (n_c − 1 + ½)/(n − 1 + K/2) that the truth c of each row has among the other rows: what knowing
  /// the classes alone costs.
  ///
  /// Weights, of which none is 0, are scaled to mean 1. Nil with more than a tenth as many classes as rows, whose shares
  /// say nothing.
  ///
  /// - Parameters:
  ///   - labels: The truths.
  ///   - classes: How many classes there are.
  ///   - weights: A weight per row; nil for 1.
  ///   - whole: The weight of each class, and the rows, of all rows that these are a sample of; nil: these are all.
  package static func logLossOfOthers(
    labels: [Int32], classes: Int, weights: [Double]?,
    of whole: (weights: [Double], rows: Int)? = nil
  ) throws(EvaluationError) -> [Double]? {
    try check(labels: labels, classes: classes)
    try check(weights: weights, rows: labels.count)
    let count = whole?.rows ?? labels.count
    guard 10 * classes <= count else { return nil }
    let rows = Double(count)
    let ofClasses =
      whole?.weights ?? classWeights(labels, classes: classes, weights: weights)
    let unit = (whole?.weights.reduce(0, +) ?? weights?.reduce(0, +) ?? rows) / rows
    let counts = ofClasses.map { $0 / unit }
    return labels.indices.map { row in
      let own = (weights?[row] ?? 1) / unit
      return -log(
        (counts[Int(labels[row])] - own + 0.5) / (rows - own + Double(classes) / 2))
    }
  }

  /// The mean of the same over so many rows of which only sums are known; where weights differ it is right but for O(1/n²).
  ///
  /// - Parameters:
  ///   - weights: Σw of each class.
  ///   - squares: Σw² of each class; as each row counts by its weight, one of a class weighs Σw²/Σw.
  ///   - rows: How many rows there are.
  package static func logLossOfOthers(weights: [Double], squares: [Double], rows: Int) -> Double {
    let total = weights.reduce(0, +)
    let unit = total / Double(rows)
    var sum = CompensatedSum()
    for (weight, square) in zip(weights, squares) where weight > 0 {
      let (count, own) = (weight / unit, square / weight / unit)
      let others = Double(rows) - own + Double(weights.count) / 2
      sum.add(weight * -log((max(0, count - own) + 0.5) / others))
    }
    return sum.value / total
  }
}

extension ConstantPredictor {
  /// Reads the shares, and refuses those that are no probabilities.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    shares = try container.decode([Double].self, forKey: .shares)
    try decoder.check { [self] () throws(EvaluationError) in
      try check(classes: shares.count, least: 1)
      for (classIndex, share) in shares.enumerated() where !(share >= 0 && share <= 1) {
        throw .badProbability(row: classIndex, share)
      }
    }
  }
}
