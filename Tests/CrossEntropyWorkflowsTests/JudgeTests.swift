import CrossEntropy
import CrossEntropyEvaluation
import Foundation
import TestSupport
import Testing

@testable import CrossEntropyLearning
@testable import CrossEntropyWorkflows

/// What is said of losses whose rows are known beforehand.
@Suite struct JudgeTests {
  /// A hundred rows of two classes in two folds, each with as many of either class as the other: the constant's log
  /// loss is log 2 in every row.
  private func judged(
    _ losses: [(loss: ComparedLoss, rows: (Int) -> Double)]
  ) throws -> CompareOutcome {
    let csv = "x,y\n" + (0..<100).map { "\($0 % 10),\($0 % 2 == 0 ? "a" : "b")\n" }.joined()
    let data = try dataset(csv: csv, roles: Dataset.Roles(target: "y"))
    let halves = [Array(0..<50), Array(50..<100)]
    let splits = try (0..<2).map { fold in
      Split(
        repeatIndex: 0, fold: fold, training: halves[1 - fold], test: halves[fold],
        inner: try Folds.stratified(
          labels: (0..<50).map { Int32($0 % 2) }, classes: 2, count: 3, seed: RandomSeed(1)),
        classShares: [0.5, 0.5])
    }
    let request = try CompareRequest(
      table: TableReading(path: "t.csv"), target: "y", losses: losses.map(\.loss), folds: 2,
      repeats: 1, margin: .nats(0), measuresSpeed: false)
    let judge = Judge(
      dataset: data, all: data, table: TableSummary(data, splits: splits, tested: nil, leaks: []),
      request: request, folds: 2, splits: splits, threads: 1)
    return try judge.result(
      losses.map { loss, rows in
        LossSplits(
          loss: loss, reader: 0,
          splits: halves.map { half in
            let logs = matrix(
              half.map { row in
                let p = exp(-rows(row))
                return row % 2 == 0 ? [-rows(row), log(1 - p)] : [log(1 - p), -rows(row)]
              })
            var result = SplitResult()
            result.heldOut = [
              ByReading { _ in
                SplitResult.HeldOut(value: 1, isAtEdge: false, logProbabilities: [logs])
              }
            ]
            return result
          })
      }, separable: false)
  }

  private func matrix(_ rows: [[Double]]) -> Matrix<Double> {
    Matrix(rows: rows.count, columns: rows[0].count, fitting: ContiguousArray(rows.joined()))
  }

  @Test(
    "A loss more than 10 % above the constant's has failed, and no difference is formed",
    arguments: [(1.09, false), (1.11, true), (1.9, true)])
  func failed(_ share: Double, _ hasFailed: Bool) throws {
    let outcome = try judged([
      (.baseline, { _ in 0.5 }),
      (ComparedLoss(.focal), { _ in share * log(2) }),
    ])
    #expect(abs(outcome.constant.logLoss - log(2)) < 1e-12)
    for reading in ProbabilityReading.allCases {
      let result = outcome.losses[1][reading]
      #expect(result.finding == (hasFailed ? .failed : .worse))
      #expect((result.difference == nil) == hasFailed)
      #expect(outcome.losses[0][reading].finding == .baseline)
    }
  }

  @Test("Against a baseline that has failed nothing is decided")
  func failedBaseline() throws {
    let outcome = try judged([
      (.baseline, { _ in 1 }), (ComparedLoss(.focal), { _ in 0.5 }),
      (ComparedLoss(.squaredError), { _ in 0.6 }),
    ])
    #expect(outcome.leader.asTrained == nil)
    #expect(outcome.losses[0].readings.asTrained.finding == .failed)
    #expect(outcome.losses[1].readings.asTrained.finding == .undecided)
    #expect(outcome.losses[1].readings.asTrained.difference == nil)
  }

  /// A loss whose rows gain .1 more and .1 less than `gain`, in both folds alike: SE .01005.
  ///
  /// Three losses with numbers of their own in both
  /// readings are 3 + 3 pairs, t(1 − .05/12, 99) = 2.69 and .0271; where one reads another's fit they are 3 + 1, t =
  /// 2.54 and .0256.
  @Test(
    "A leader's intervals hold over all pairs of both readings",
    arguments: [
      (0.025, false, false), (0.0265, false, true), (0.0265, true, false), (0.0275, true, true),
    ])
  func leader(_ gain: Double, _ ownNumbers: Bool, _ leads: Bool) throws {
    let outcome = try judged([
      (.baseline, { _ in 0.4 }),
      (ComparedLoss(.balancedCrossEntropy), { 0.4 - gain + ($0 % 50 < 25 ? 0.1 : -0.1) }),
      (ComparedLoss(ownNumbers ? .squaredError : .priorCorrectedCrossEntropy), { _ in 0.7 }),
    ])
    #expect(outcome.leader.asTrained == (leads ? 1 : nil))
    #expect(outcome.comparisons == (ownNumbers ? 4 : 3))
  }
}
