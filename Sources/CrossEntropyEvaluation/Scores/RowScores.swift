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
  /// The most probable class; the smallest index on ties.
  public let predicted: [Int32]
  /// 1 where the most probable class is the truth, else 0.
  public let correct: [Double]
  /// The forecasts whose calibration is measured.
  public let forecasts: Forecasts

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
    var forecasts = Forecasts(classes: classes, rows: rows)
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
            let event = classes == 2 ? 1 : top
            forecasts.probabilities[row] = exp(values[event])
            forecasts.happened[row] = event == label
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
    self.forecasts = forecasts
  }
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
