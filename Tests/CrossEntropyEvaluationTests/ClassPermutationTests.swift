import CrossEntropy
import Foundation
import Testing

@testable import CrossEntropyEvaluation

/// Columns of classes that stand under each other's names.
@Suite struct ClassPermutationTests {
  /// All permutations of 0 ..< count.
  private static func permutations(_ count: Int) -> [[Int]] {
    if count == 0 { return [[]] }
    return permutations(count - 1).flatMap { rest in
      (0...rest.count).map { place in
        var longer = rest
        longer.insert(count - 1, at: place)
        return longer
      }
    }
  }

  @Test(arguments: 1...6)
  func theAssignmentIsTheCheapestOfAll(count: Int) {
    for table in 0..<40 {
      let seed = RandomSeed(UInt64(table))
      // Every other table has many equal costs, and some that are below 0.
      let costs = Matrix(
        rows: count, columns: count,
        fitting: ContiguousArray(
          (0..<count * count).map { i in
            let draw = seed.uniform(UInt64(i))
            return table % 2 == 0 ? draw : (4 * draw).rounded() - 2
          }))
      func cost(_ columns: [Int]) -> Double {
        columns.indices.reduce(0.0) { $0 + costs[$1, columns[$1]] }
      }
      let found = cheapestAssignment(costs)
      #expect(found.sorted() == Array(0..<count))
      let best = Self.permutations(count).map(cost).min() ?? 0
      #expect(abs(cost(found) - best) < 1e-12, "table \(table)")
    }
  }

  /// Rows whose truth is drawn from their probabilities, which stand in columns that are permuted.
  private static func rows(
    _ count: Int, classes: Int, columns: [Int]
  ) -> (logs: Matrix<Double>, labels: [Int32]) {
    let seed = RandomSeed(77)
    var logits = Matrix(rows: count, columns: classes, repeating: 0.0)
    for row in 0..<count {
      for c in 0..<classes { logits[row, c] = 5 * seed.uniform(UInt64(row * classes + c)) }
    }
    let logs = logSoftmax(logits, threads: 1)
    var labels: [Int32] = []
    var permuted = logs
    for row in 0..<count {
      var (left, label) = (seed.derived(1).uniform(UInt64(row)), 0)
      while label < classes - 1, left >= exp(logs[row, label]) {
        left -= exp(logs[row, label])
        label += 1
      }
      labels.append(Int32(label))
      for c in 0..<classes { permuted[row, columns[c]] = logs[row, c] }
    }
    return (permuted, labels)
  }

  @Test(arguments: [[1, 0, 2], [2, 0, 1], [1, 2, 3, 0], [0, 1, 3, 2, 4]])
  func permutedColumnsAreFound(columns: [Int]) throws {
    let (logs, labels) = Self.rows(400, classes: columns.count, columns: columns)
    let found = try #require(try ClassPermutation(of: logs, labels: labels))
    #expect(found.columns == columns)
    let right = Self.rows(400, classes: columns.count, columns: Array(0..<columns.count))
    let own = try RowScores(logProbabilities: right.logs, labels: labels).logLoss
    #expect(abs(found.logLoss - own.reduce(0, +) / 400) < 1e-12)
  }

  @Test(arguments: [3, 10, 40])
  func columnsThatStandAsTheyShouldGiveNone(classes: Int) throws {
    for count in [20, 60, 400] {
      let (logs, labels) = Self.rows(count, classes: classes, columns: Array(0..<classes))
      #expect(try ClassPermutation(of: logs, labels: labels) == nil, "\(count) rows")
      // Nor do probabilities that say nothing.
      let noise = Self.rows(count, classes: classes, columns: Array(0..<classes)).logs
      let others = labels.indices.map { labels[($0 + 7) % labels.count] }
      #expect(try ClassPermutation(of: noise, labels: others) == nil, "\(count) rows of noise")
    }
  }
}
