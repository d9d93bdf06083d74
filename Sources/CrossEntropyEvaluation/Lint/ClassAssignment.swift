package import CrossEntropy

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// The assignment π of columns to rows that minimises Σᵢ costs[i, π(i)].
///
/// - Shape: costs is square; the answer is a permutation of its columns, of equally cheap ones any.
/// - Complexity: O(K³).
/// - Source: Kuhn 1955 and Munkres 1957, by shortest augmenting paths (Jonker and Volgenant 1987).
package func cheapestAssignment(_ costs: Matrix<Double>) -> [Int] {
  let count = costs.rows
  require(costs.columns == count, "expected \(count) columns, got \(costs.columns)")
  // Rows and columns are counted from 1: column 0 is where a path begins.
  var rowPotential = [Double](repeating: 0, count: count + 1)
  var columnPotential = rowPotential
  var rowOfColumn = [Int](repeating: 0, count: count + 1)
  for row in 0..<count {
    var before = [Int](repeating: 0, count: count + 1)
    var least = [Double](repeating: .infinity, count: count + 1)
    var isDone = [Bool](repeating: false, count: count + 1)
    rowOfColumn[0] = row + 1
    var column = 0
    repeat {
      isDone[column] = true
      let from = rowOfColumn[column]
      var (step, next) = (Double.infinity, 0)
      for other in 1...count where !isDone[other] {
        let reduced = costs[from - 1, other - 1] - rowPotential[from] - columnPotential[other]
        if reduced < least[other] {
          least[other] = reduced
          before[other] = column
        }
        if least[other] < step { (step, next) = (least[other], other) }
      }
      for other in 0...count {
        if isDone[other] {
          rowPotential[rowOfColumn[other]] += step
          columnPotential[other] -= step
        } else {
          least[other] -= step
        }
      }
      column = next
    } while rowOfColumn[column] != 0
    repeat {
      rowOfColumn[column] = rowOfColumn[before[column]]
      column = before[column]
    } while column != 0
  }
  var assignment = [Int](repeating: 0, count: count)
  for column in 1...count { assignment[rowOfColumn[column] - 1] = column - 1 }
  return assignment
}

/// Other names of the columns under which rows would cost less: probably the columns of the classes are permuted.
package struct ClassPermutation: Sendable, Hashable {
  /// For each class the column that is probably its own.
  package let columns: [Int]
  /// The mean log loss under these, a row costing at most ``ScoreSums/mostClippedLoss``.
  package let logLoss: Double

  /// The most classes for which it is looked.
  package static let mostClasses = 100

  /// Looks for it; nil where the columns stand as they should, as far as the rows tell.
  ///
  /// The gain must be a tenth of the loss, and so large beside its standard error that a search among so many permutations
  /// does not find it by chance.
  /// - Shape: log-probabilities are rows × classes.
  package init?(
    of logProbabilities: Matrix<Double>, labels: [Int32], units: RowUnits = RowUnits()
  ) throws(EvaluationError) {
    let classes = logProbabilities.columns
    try check(labels.count, of: .labels, expected: logProbabilities.rows)
    try check(labels: labels, classes: classes)
    guard 2...Self.mostClasses ~= classes, !labels.isEmpty else { return nil }
    func loss(_ row: Int, _ column: Int) -> Double {
      min(-logProbabilities[row, column], ScoreSums.mostClippedLoss)
    }
    var costs = Matrix(rows: classes, columns: classes, repeating: 0.0)
    for (row, label) in labels.enumerated() {
      let weight = units.weights?[row] ?? 1
      for column in 0..<classes { costs[Int(label), column] += weight * loss(row, column) }
    }
    let columns = cheapestAssignment(costs)
    guard columns != Array(0..<classes) else { return nil }
    let gain = try units.mean(
      of: labels.enumerated().map { row, label in
        loss(row, Int(label)) - loss(row, columns[Int(label)])
      })
    let given = try units.mean(
      of: labels.enumerated().map { row, label in loss(row, Int(label)) })
    // The largest of K! normal numbers is about √(2·log K!).
    let permutations = (2...classes).reduce(0) { $0 + log(Double($1)) }
    guard let error = gain.standardError, gain.mean > 0.1 * given.mean,
      gain.mean > (3 + (2 * permutations).squareRoot()) * error
    else { return nil }
    self.columns = columns
    logLoss = given.mean - gain.mean
  }
}
