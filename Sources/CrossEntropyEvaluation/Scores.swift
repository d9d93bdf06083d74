public import CrossEntropy

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The log loss, the Brier score and the correctness of each row of a matrix of log-probabilities.
public struct RowScores: Sendable, Hashable, Codable {
  /// −log p_y in nats; +∞ where the truth had probability 0.
  public let logLoss: [Double]
  /// (p_positive − y)² for two classes, Σ_c (p_c − [c = y])² for three or more.
  ///
  /// Two classes are scored on the positive (last) class alone, in [0, 1]; more classes in [0, 2].
  public let brier: [Double]
  /// The most probable class; of equals the smallest index.
  public let predicted: [Int32]
  /// 1 where the most probable class is the truth, else 0.
  public let correct: [Double]

  /// The scores of log-probabilities, one row of them for each label.
  ///
  /// - Shape: `logProbabilities` is rows × classes, and each row is a log-softmax.
  /// - Edges: −∞ is a probability of 0.
  public init(logProbabilities: Matrix<Double>, labels: [Int32]) {
    precondition(
      logProbabilities.rows == labels.count,
      "expected \(logProbabilities.rows) labels, got \(labels.count)")
    self = logProbabilities.elements.withUnsafeBufferPointer { values in
      labels.withUnsafeBufferPointer { labels in
        RowScores(logProbabilities: values, classes: logProbabilities.columns, labels: labels)
      }
    }
  }

  /// The scores of log-probabilities that lie row after row in memory.
  public init(
    logProbabilities: UnsafeBufferPointer<Double>, classes: Int, labels: UnsafeBufferPointer<Int32>
  ) {
    let rows = labels.count
    precondition(classes >= 2, "expected 2 classes or more, got \(classes)")
    precondition(
      logProbabilities.count == rows * classes,
      "expected \(rows) × \(classes) log-probabilities, got \(logProbabilities.count)")
    var brier: [Double] = []
    var correct: [Double] = []
    var predicted = [Int32](repeating: 0, count: rows)
    logLoss = [Double](unsafeUninitializedCapacity: rows) { losses, lossCount in
      brier = [Double](unsafeUninitializedCapacity: rows) { briers, brierCount in
        correct = [Double](unsafeUninitializedCapacity: rows) { corrects, correctCount in
          for row in 0..<rows {
            let label = Int(labels[row])
            precondition(
              label >= 0 && label < classes,
              "row \(row): label \(label) is not in 0 ..< \(classes)")
            let values = UnsafeBufferPointer(
              rebasing: logProbabilities[row * classes..<(row + 1) * classes])
            losses.initializeElement(at: row, to: 0 - values[label])
            briers.initializeElement(at: row, to: brierScore(values, label))
            let top = mostProbable(values)
            predicted[row] = Int32(top)
            corrects.initializeElement(at: row, to: top == label ? 1 : 0)
          }
          correctCount = rows
        }
        brierCount = rows
      }
      lossCount = rows
    }
    self.brier = brier
    self.correct = correct
    self.predicted = predicted
  }
}

/// (1/K')·Σ_c Σ_{y=c} wᵢ·correctᵢ / Σ_{y=c} wᵢ, the mean over classes of the share that is right.
///
/// The K' classes are those that carry weight; nil if none does.
/// - Parameters:
///   - correct: The correctness of each row; a fraction where it is a mean over repeats.
///   - labels: The class of each row, in 0 ..< classes.
///   - classes: The number of classes.
///   - weights: A weight ≥ 0 a row; nil for 1.
public func balancedAccuracy(
  correct: [Double], labels: [Int32], classes: Int, weights: [Double]? = nil
) -> Double? {
  precondition(
    correct.count == labels.count, "expected \(labels.count) values, got \(correct.count)")
  let total = classWeights(labels, classes: classes, weights: weights)
  let right = classWeights(labels, classes: classes, weights: weights, times: correct)
  let shares = zip(right, total).compactMap { $1 > 0 ? $0 / $1 : nil }
  return shares.isEmpty ? nil : shares.reduce(0, +) / Double(shares.count)
}

/// p_c = (n_c + ½) / (n + K/2), the predictor that knows the class shares and nothing else.
///
/// It is learnt on training rows and scored on others, as a model is; the ½ keeps a class without
/// rows possible. Weights are scaled to mean 1, so that ½ stays half a row.
public struct ConstantPredictor: Sendable, Hashable, Codable {
  /// The probability of each class.
  public let shares: [Double]

  /// The shares of the classes among the labels, with half a row added to each class.
  public init(labels: [Int32], classes: Int, weights: [Double]? = nil) {
    precondition(classes >= 1, "expected 1 class or more, got \(classes)")
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
  public func logLoss(of labels: [Int32]) -> [Double] {
    let losses = logProbabilities.map { -$0 }
    return labels.map { losses[Int($0)] }
  }
}

/// The most probable class; of equals the one with the smallest index.
func mostProbable(_ logProbabilities: UnsafeBufferPointer<Double>) -> Int {
  var top = 0
  for classIndex in 1..<logProbabilities.count
  where logProbabilities[classIndex] > logProbabilities[top] {
    top = classIndex
  }
  return top
}

private func brierScore(_ logProbabilities: UnsafeBufferPointer<Double>, _ label: Int) -> Double {
  // expm1 keeps the digits of 1 − p where p is near 1.
  if logProbabilities.count == 2 {
    let error = label == 1 ? expm1(logProbabilities[1]) : exp(logProbabilities[1])
    return error * error
  }
  var sum = 0.0
  for classIndex in logProbabilities.indices {
    let error =
      classIndex == label ? expm1(logProbabilities[classIndex]) : exp(logProbabilities[classIndex])
    sum += error * error
  }
  return sum
}

private func classWeights(
  _ labels: [Int32], classes: Int, weights: [Double]?, times values: [Double]? = nil
) -> [Double] {
  precondition(
    weights == nil || weights?.count == labels.count,
    "expected \(labels.count) weights, got \(weights?.count ?? 0)")
  var sums = [CompensatedSum](repeating: CompensatedSum(), count: classes)
  for (row, label) in labels.enumerated() {
    let weight = weights?[row] ?? 1
    if weight != 0 { sums[Int(label)].add(weight * (values?[row] ?? 1)) }
  }
  return sums.map(\.value)
}
