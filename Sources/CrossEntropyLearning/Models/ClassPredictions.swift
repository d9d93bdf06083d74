public import CrossEntropy

/// What a classifier says of rows: the probability of every class of a target.
public struct ClassPredictions: Sendable, Hashable {
  /// The column that is predicted.
  public let target: String
  /// Its classes, in the order of the columns below.
  public let classes: [String]
  /// log p of every class, one row for each row.
  public let logProbabilities: Matrix<Double>

  /// The number of rows.
  public var rows: Int { logProbabilities.rows }

  /// p of every class, one row for each row.
  public var probabilities: Matrix<Double> { softmax(logProbabilities, threads: 1) }

  /// The most probable class of every row, as an index into ``classes``; the smallest index on ties.
  public var labels: [Int32] {
    (0..<rows).map { row in
      let places = row * classes.count..<(row + 1) * classes.count
      return Int32(mostProbable(logProbabilities.elements.span.extracting(places)))
    }
  }

  /// The name of the most probable class of every row.
  public var predicted: [String] { labels.map { classes[Int($0)] } }
}
