import CrossEntropy
import CrossEntropyEvaluation
import Testing

/// Which calibrator is chosen: none for right probabilities, and the one that undoes what was done.
struct CalibratorChoiceTests {
  /// The tables that got a calibrator of those whose probabilities are right.
  private func picks(_ tables: Int, rows: Int, classes: Int) throws -> Int {
    try (0..<tables).count { table in
      let (logs, labels) = simulatedRows(
        rows, classes: classes, seed: RandomSeed(700).derived(UInt64(classes), UInt64(table)))
      let choice = try CalibratorChoice(
        logProbabilities: logs, labels: labels, seed: RandomSeed(UInt64(table)), threads: 2)
      return choice.chosen != .none
    }
  }

  /// The rule keeps the error of one side at 5 % over all maps, and a tenth of that is expected.
  @Test(arguments: [2, 3])
  func rightProbabilitiesGetNone(classes: Int) throws {
    #expect(try picks(100, rows: 120, classes: classes) <= 2)
  }

  /// What was done, and the maps that undo it with the fewest parameters.
  @Test func whatWasDoneIsUndone() throws {
    let (logs, labels) = simulatedRows(900, classes: 3, seed: RandomSeed(12))
    let done: [(what: (Double, Int) -> Double, by: Calibrator.Kind)] = [
      ({ x, _ in 2.5 * x }, .temperature),
      ({ x, c in x + [0, 1.5, -1][c] }, .priorShift),
      ({ x, c in 2.5 * x + [0, 2, -1][c] }, .scaleAndBias),
    ]
    for (what, kind) in done {
      let choice = try CalibratorChoice(
        logProbabilities: distorted(logs, by: what), labels: labels, seed: RandomSeed(1),
        threads: 2)
      #expect(choice.chosen == kind)
    }
  }
}
