import CrossEntropyEvaluation
import CrossEntropyFiles
import Foundation
import TestSupport
import Testing

@testable import CrossEntropyLearning
@testable import CrossEntropyWorkflows

@Suite struct ComparisonTests {
  private static func clouds(rows: Int = 90, classes: Int = 3, seed: UInt64 = 4) throws -> Dataset {
    try dataset(
      csv: cloudTable(rows: rows, classes: classes, seed: seed), roles: Dataset.Roles(target: "y"))
  }

  private func comparison(_ dataset: Dataset, l2: [Double]? = [1e-2]) -> Comparison {
    Comparison(dataset, folds: 3, repeats: 2, l2: l2, seed: 7)
  }

  @Test func threadsChangeNoBit() throws {
    var runs: [CompareOutcome] = []
    for threads in [1, 2, 5] {
      var comparison = comparison(try Self.clouds())
      comparison.threads = threads
      var outcome = try comparison.run()
      for i in outcome.losses.indices { outcome.losses[i].seconds = 0 }
      runs.append(outcome)
    }
    #expect(runs[0] == runs[1])
    #expect(runs[0] == runs[2])
  }

  @Test func theMeanOfHugeNumbersIsFinite() throws {
    let numbers = ["1e308", "1.5e308", "-1e307", "1.5e308"]
    let csv = "x,t\n" + (0..<40).map { "\(numbers[$0 % 4]),\($0 % 2)\n" }.joined()
    let mean = try dataset(csv: csv, roles: Dataset.Roles(target: "t")).features[0].summary.mean
    #expect(abs(try #require(mean) / 9.75e307 - 1) < 1e-15)
  }

  @Test func theOutcomeReadsBackFromItsJSON() throws {
    let outcome = try comparison(try Self.clouds()).run()
    #expect(try decoded(CompareOutcome.self, encoded(outcome)) == outcome)
  }

  @Test("The keys of the reading as trained stand beside the loss's own")
  func readingsInJSON() throws {
    let loss = try comparison(try Self.clouds()).run().losses[1]
    let json = try JSONSerialization.jsonObject(with: encoded(loss)) as? [String: Any]
    let recalibrated = json?["recalibrated"] as? [String: Any]
    let logLosses = [json?["log_loss"] as? Double, recalibrated?["log_loss"] as? Double]
    for (found, reading) in zip(logLosses, ProbabilityReading.allCases) {
      #expect(abs((found ?? .nan) - loss[reading].logLoss) < 1e-12)
    }
    #expect(abs(loss[.asTrained].logLoss - loss[.recalibrated].logLoss) > 1e-6)
    #expect(json?["name"] as? String == loss.name && json?["readings"] == nil)
  }

  @Test(
    "Calibration is rejected where the p-value of its test is below the level",
    arguments: [(0.049, true), (0.05, false), (nil, nil)] as [(Double?, Bool?)])
  func miscalibration(_ p: Double?, _ isMiscalibrated: Bool?) throws {
    var result = try comparison(try Self.clouds()).run().losses[0][.asTrained]
    result.calibrationPValue = p
    #expect(result.isMiscalibrated == isMiscalibrated)
  }

  @Test(
    "Few groups have intervals that are too narrow, or none",
    arguments: [
      (nil, false, true), (4, true, false), (5, true, true), (19, true, true), (20, false, true),
    ] as [(Int?, Bool, Bool)])
  func fewGroups(_ groups: Int?, _ hasFewGroups: Bool, _ hasIntervals: Bool) throws {
    var table = TableSummary(try Self.clouds(), splits: [], tested: nil, leaks: [])
    table.groups = groups
    #expect(table.hasFewGroups == hasFewGroups)
    #expect(table.hasIntervals == hasIntervals)
    #expect(table.withholding == (groups == nil ? nil : .rowsAreGrouped))
    table.isMultiLabel = true
    #expect(table.withholding == (groups == nil ? .labelsShareRows : .rowsAreGrouped))
  }

  @Test func anotherSeedDrawsOtherFolds() throws {
    var other = comparison(try Self.clouds())
    other.request.seed = 8
    let outcomes = [try comparison(try Self.clouds()).run(), try other.run()]
    #expect(outcomes[0].losses[0][.asTrained].logLoss != outcomes[1].losses[0][.asTrained].logLoss)
  }

  @Test func everyRepeatDrawsItsOwnFolds() throws {
    let splits = try comparison(try Self.clouds()).prepared().splits
    let tested = (0..<2).map { r in splits.filter { $0.repeatIndex == r }.map { $0.test.sorted() } }
    #expect(tested.map(\.count) == [3, 3])
    #expect(Set(tested[0]).isDisjoint(with: tested[1]))
  }

  @Test func numbersAreConsistent() throws {
    let outcome = try comparison(try Self.clouds(), l2: nil).run()
    let baseline = outcome.losses[0]
    #expect(baseline.name == "cross_entropy")
    #expect(outcome.losses.map(\.name) == ComparedLoss.usual.map(\.name))
    #expect(outcome.comparisons == 11, "recalibrated, the prior correction is the balanced fit")
    #expect(outcome.decidedBy == .retrained)
    for loss in outcome.losses {
      for (reading, base) in [
        (loss[.asTrained], baseline[.asTrained]), (loss[.recalibrated], baseline[.recalibrated]),
      ] {
        let (fits, retrained) = (
          try #require(reading.difference), try #require(reading.differenceRetrained)
        )
        #expect(abs(fits.estimate - (reading.logLoss - base.logLoss)) < 1e-12)
        #expect(abs(reading.logLossBits - reading.logLoss / naturalLog(2)) < 1e-12)
        #expect(abs(reading.skill - (1 - reading.logLoss / outcome.constant.logLoss)) < 1e-12)
        #expect(reading.l2?.count == 6)
        #expect(try #require(reading.eceNoise) <= (try #require(reading.eceNoise95)))
        #expect(reading.eceExcess == reading.ece - (try #require(reading.eceNoise)))
        #expect(
          reading.eceClasswiseExcess
            == (try #require(reading.eceClasswise)) - (try #require(reading.eceClasswiseNoise)))
        #expect(try #require(reading.calibrationGain) >= 0)
        #expect((0...1).contains(try #require(reading.calibrationPValue)))
        #expect(reading.calibrationMap == .scaleAndBias)
        #expect((0.5...1).contains(try #require(reading.rocAUC)))
        #expect((1.0 / 3...1).contains(try #require(reading.averagePrecision)))
        #expect(reading.foldsWon + reading.foldsTied <= 6)
        #expect(fits.estimate == retrained.estimate)
        #expect((retrained.low ?? .nan) <= (fits.low ?? .nan))
        for difference in [fits, retrained] {
          #expect((difference.low ?? .nan) <= difference.estimate)
          #expect((difference.high ?? .nan) >= difference.estimate)
        }
      }
      // Seven penalties and three inner folds in six splits; a growth adds two penalties.
      #expect(loss.fits == 6 * 7 * 3 + 2 * 3 * loss.gridGrowths)
    }
    for loss in outcome.losses {
      for reading in ProbabilityReading.allCases.map({ loss[$0] }) {
        #expect((reading.confusion != nil) == (loss.name == "cross_entropy" || reading.selected))
        guard let confusion = reading.confusion, let scores = reading.classScores else { continue }
        #expect(abs(confusion.joined().reduce(0, +) - 90) < 1e-9)
        #expect(abs(scores.reduce(0) { $0 + $1.truePositives } / 90 - reading.accuracy) < 1e-12)
        let recalls = scores.map { $0.truePositives / $0.rows }
        #expect(abs(recalls.reduce(0, +) / 3 - reading.balancedAccuracy) < 1e-12)
        for c in 0..<3 {
          #expect(abs(confusion[c].reduce(0, +) - scores[c].rows) < 1e-9)
          #expect(abs(confusion.reduce(0) { $0 + $1[c] } - scores[c].predicted) < 1e-9)
        }

        #expect(abs(reading.reliability.reduce(0) { $0 + $1.share } - 1) < 1e-12)
      }
    }
    let columns = outcome.table.columns
    #expect(columns.map(\.name) == ["a", "b", "kind"])
    #expect(columns.map(\.kind) == [.number, .number, .category])
    #expect((columns[0].low ?? 9) < (columns[0].mean ?? 9))
    #expect(columns[2].levels == 3)
    let balanced = outcome.losses.first { $0.name == "balanced_cross_entropy" }
    let corrected = outcome.losses.first { $0.name == "prior_corrected_cross_entropy" }
    #expect(corrected?.readsFitOf == "balanced_cross_entropy")
    #expect(corrected?.iterations == balanced?.iterations)
    #expect(outcome.losses.count { $0[.asTrained].selected } == 1)
    #expect(outcome.losses.count { $0[.recalibrated].selected } == 1)
    #expect(corrected?[.recalibrated] == balanced?[.recalibrated])
    #expect(outcome.shown(in: .asTrained) == outcome.losses)
    #expect(outcome.shown(in: .recalibrated) == outcome.losses.filter { $0 != corrected })
    for reading in ProbabilityReading.allCases {
      #expect(outcome.margin[reading] == 0.01 * baseline[reading].logLoss)
    }
  }

  @Test func intervalsAreThoseOfEvaluation() throws {
    // Recomputed from the rows of the judge: t over rows, and Nadeau–Bengio over folds.
    let data = try dataset("titanic", target: "survived")
    let comparison = Comparison(
      data, losses: [ComparedLoss(.labelSmoothing)], folds: 3, repeats: 1, l2: [1e-3])
    let outcome = try comparison.run()
    #expect(outcome.decidedBy == .retrained)
    #expect(outcome.comparisons == 2)
    let reading = outcome.losses[1][.asTrained]
    let retrained = try #require(reading.differenceRetrained)
    let half = ((retrained.high ?? .nan) - (retrained.low ?? .nan)) / 2
    // Three folds of one repeat: 2 degrees of freedom.
    let student = try StudentT(degreesOfFreedom: 2)
    let t = try student.quantile(1 - 0.05 / 4)
    let detectable = try (t + student.quantile(0.8)) * half / t
    #expect(abs((reading.smallestDetectable ?? .nan) - detectable) < 1e-12)
    let middle = ((retrained.low ?? .nan) + (retrained.high ?? .nan)) / 2
    #expect(abs(middle - retrained.estimate) < 1e-12)
  }

  @Test func aGivenPenaltyIsTheOnlyOne() throws {
    let outcome = try comparison(try Self.clouds()).run()
    for loss in outcome.losses {
      #expect(loss[.asTrained].l2 == Array(repeating: 1e-2, count: 6))
      #expect(loss.fits == 6 * 3)
      #expect(loss.finalFits == 6)
      #expect(loss[.asTrained].atEdge == 0)
    }
  }

  /// γ = 60 leaves a loss so flat that no inner fold chooses it.
  @Test func aParameterIsSearchedInEveryFold() throws {
    let data = try Self.clouds()
    let one = try ComparedLoss(.focal, ["gamma": 1])
    let several = try ComparedLoss(parsing: "focal:gamma=1|60")
    let outcomes = try [one, several].map {
      try Comparison(data, losses: [$0], folds: 3, repeats: 2, seed: 7).run()
    }
    let (alone, chosen) = (outcomes[0].losses[1], outcomes[1].losses[1])
    #expect(outcomes[0].losses[0].fits == outcomes[1].losses[0].fits)
    #expect(chosen.fits == 2 * 6 * 7 * 3 + 2 * 3 * chosen.gridGrowths)
    #expect(chosen.parameters.isEmpty)
    #expect(chosen.searched?.name == "gamma" && chosen.searched?.values == [1, 60])
    for reading in ProbabilityReading.allCases {
      #expect(chosen[reading].parameter == [Double](repeating: 1, count: 6))
      #expect(alone[reading].parameter == nil)
      #expect(chosen[reading].logLoss == alone[reading].logLoss)
      #expect(chosen[reading].l2 == alone[reading].l2)
    }
    #expect(try decoded(CompareOutcome.self, encoded(outcomes[1])) == outcomes[1])
  }

  @Test func aSearchedParameterIsInFitsMemoryAndRepeats() throws {
    let data = try Self.clouds(rows: 1_500)
    func plan(_ loss: ComparedLoss) throws -> ComparePlan {
      try Comparison(data, losses: [loss], folds: 5).prepared().plan
    }
    let one = try plan(ComparedLoss(.focal))
    let many = try plan(manyGammas)
    // Cross entropy's 22 and the loss's 22, or 1 + 16 · 21.
    #expect(one.fits == one.repeats * 5 * (22 + 22))
    #expect(many.fits == many.repeats * 5 * (22 + 1 + 16 * 21))
    let bytes = [try ComparedLoss(parsing: "focal:gamma=1|2"), ComparedLoss(.focal)].map {
      Comparison(data, losses: [$0]).lossSearch.memory(folds: 5, innerFolds: 3).search
    }
    // On 3 inner folds the models of 15 more penalties, with 6 weights for each of 3 classes.
    #expect(bytes[0] - bytes[1] >= 3 * 15 * 8 * 6 * 3)
    let large = try Self.clouds(rows: 20_000)
    #expect(Comparison(large, losses: [ComparedLoss(.focal)]).repeatCount == 10)
    #expect(
      Comparison(large, losses: [manyGammas]).repeatCount < 10)
  }

  @Test func progressCountsTheStepsOfASearchedParameter() throws {
    let log = ProgressLog()
    var comparison = Comparison(
      try Self.clouds(),
      losses: [try ComparedLoss(parsing: "focal:gamma=1|2|3"), ComparedLoss(.focal)], folds: 3,
      repeats: 1, l2: [1e-2, 1e-1])
    comparison.request.measuresSpeed = true
    let outcome = try comparison.run { log.add($0, $1) }
    // In the panel γ = 2 stands for all three, and is there once.
    #expect(outcome.speed?.starts[0].losses.map(\.parameters) == [[:], ["gamma": 2]])
    #expect(log.last.done == log.last.total)
    #expect(log.isIncreasing)
  }

  @Test func theGridGrowsAtItsEdgeAndSaysSo() throws {
    // Label smoothing pays for a weak penalty as far down as it may go.
    let data = try dataset("iris", target: "species")
    let comparison = Comparison(
      data, losses: [try ComparedLoss(.labelSmoothing, ["epsilon": 0.2])], folds: 3, repeats: 1)
    let loss = try comparison.run().losses[1]
    #expect(loss.gridGrowths > 0)
    #expect(loss.fits == 3 * 7 * 3 + 2 * 3 * loss.gridGrowths)
    #expect(loss[.asTrained].l2?.allSatisfy { $0 >= 0.99e-10 } == true)
  }

  @Test func theCorrectionUndoesTheBalance() throws {
    // One column of noise and a rare class: the truth is the base rate, which a linear model fits.
    var csv = "x,y\n"
    for i in 0..<400 {
      csv += "\(RandomSeed(3).uniform(UInt64(i))),\(i % 10 == 0 ? "rare" : "usual")\n"
    }
    let data = try dataset(csv: csv, roles: Dataset.Roles(target: "y"))
    let outcome = try Comparison(
      data,
      losses: [ComparedLoss(.balancedCrossEntropy), ComparedLoss(.priorCorrectedCrossEntropy)],
      folds: 4, repeats: 1, l2: [1e-2]
    ).run()
    let loss = outcome.losses.map { $0[.asTrained].logLoss }
    #expect(loss[1] - loss[0] > 0.3, "balanced weights cost 0.37 nats here")
    #expect(outcome.losses[1][.asTrained].finding == .failed, "by more than 10 % of the constant's")
    #expect(outcome.losses[1][.asTrained].difference == nil)
    #expect(outcome.losses[1][.recalibrated].finding != .worse)
    #expect(outcome.losses[2][.asTrained].finding == .asGood)
    #expect(abs(loss[2] - loss[0]) < 0.005)
    #expect(abs(outcome.losses[1][.recalibrated].logLoss - loss[0]) < 0.02)
  }

  /// A map taught by inner fits must hold for the outer one, however far the weights of either have grown.
  @Test func recalibrationIsNeverWorseThanNoise() throws {
    let file = URL(fileURLWithPath: "\(packageRoot)/Tests/Fixtures/statistics/gout.csv")
    let grouped = try dataset(
      csv: String(contentsOf: file, encoding: .utf8),
      roles: Dataset.Roles(target: "y", groups: ["g"]))
    var csv = "a,b,c,y\n"
    for i in 0..<120 {
      let x = (0..<3).map { RandomSeed(9).uniform(UInt64(4 * i + $0)) }
      csv +=
        "\(x[0]),\(x[1]),\(x[2]),\(RandomSeed(9).uniform(UInt64(4 * i + 3)) < 0.4 ? "p" : "q")\n"
    }
    let noise = try dataset(csv: csv, roles: Dataset.Roles(target: "y"))
    for (data, seed) in [(grouped, 68), (noise, 1)] as [(Dataset, UInt64)] {
      let outcome = try Comparison(
        data, losses: [ComparedLoss(.generalizedCrossEntropy)], folds: 5, repeats: 1, seed: seed
      ).run()
      for loss in outcome.losses {
        let gain = loss[.recalibrated].logLoss - loss[.asTrained].logLoss
        #expect(gain < 0.05 * outcome.constant.logLoss, "\(loss.name) \(gain)")
      }
    }
  }

  /// 2 features and 3 classes, 5 folds of 22 fits, 9 for the usual losses.
  @Test(
    arguments: [
      (60, 3, 10), (44_000, 3, 10), (46_000, 3, 9), (3_000, 200, 3), (5_000, 200, 3),
      (60_000, 200, 2),
    ])
  func repeatsFollowTheWork(rows: Int, classes: Int, expected: Int) throws {
    let data = try Self.clouds(rows: rows, classes: classes)
    #expect(Comparison(data).repeatCount == expected)
    #expect(Comparison(data, repeats: 4).repeatCount == 4)
  }

  @Test func aSeparableTableWithoutAPenaltyIsStopped() throws {
    let data = try dataset("wine", target: "cultivar")
    let error = #expect(throws: WorkflowError.self) {
      try Comparison(data, folds: 3, repeats: 1, l2: [0]).run()
    }
    #expect(error?.cause == .separable)
    #expect(error?.remedies == [.leaveOut(.penalties), .raise(.penalties, above: 0)])
    #expect(try Comparison(data, losses: [], folds: 3, repeats: 1, l2: [1e-3]).run().separable)
  }

  @Test func aClassRarerThanTheFoldsIsNamed() throws {
    let data = try dataset(
      csv: cloudTable(rows: 40, classes: 2, seed: 1) + "1,2,x,few\n3,4,y,few\n",
      roles: Dataset.Roles(target: "y"))
    let few = WorkflowError.ClassName(name: "few", column: "y")
    let outer = #expect(throws: WorkflowError.self) { try Comparison(data).run() }
    let rare = WorkflowError.RareClass(name: few, count: 2)
    #expect(outer?.cause == .tooFew(.row, [rare], least: 5, folds: 5, innerFolds: 3))
    #expect(outer?.remedies == [.remove(.rowsOfClass)])
    let inner = #expect(throws: WorkflowError.self) { try Comparison(data, folds: 2).run() }
    #expect(inner?.cause == .tooFew(.row, [rare], least: 6, folds: 2, innerFolds: 3))
  }

  @Test func rowsOfAGroupStayTogether() throws {
    var csv = "x,g,y\n"
    for i in 0..<120 {
      csv +=
        "\(RandomSeed(5).uniform(UInt64(i)) + Double(i % 2)),g\(i % 12),\(i % 2 == 0 ? "a" : "b")\n"
    }
    let data = try dataset(csv: csv, roles: Dataset.Roles(target: "y", groups: ["g"]))
    let outcome = try Comparison(
      data, losses: [ComparedLoss(.squaredError)], folds: 3, repeats: 1, l2: [1e-2]
    ).run()
    #expect(outcome.table.groups == 12)
    #expect(outcome.table.foldShares?.count == 3)
    #expect(outcome.decidedBy == .retrained, "12 groups are the units")
    for reading in ProbabilityReading.allCases.map({ outcome.losses[0][$0] }) {
      #expect(reading.calibrationPValue == nil && reading.calibrationGain == nil)
      #expect(reading.isMiscalibrated == nil)
      #expect(reading.eceNoise == nil && reading.eceNoise95 == nil && reading.eceExcess == nil)
      #expect(reading.reliability.allSatisfy { $0.noiseLow == nil })
      #expect(reading.ece > 0 && reading.rocAUC != nil)
    }
    #expect(outcome.table.withholding == .rowsAreGrouped)
  }

  @Test("Of 32 classes it is said which are taken for which")
  func manyClassesHaveMistakes() throws {
    // Classes 0 and 1 lie on each other; the others stand apart, on a parabola.
    var csv = "a,b,y\n"
    for i in 0..<192 {
      let kind = i % 32
      let place = Double(max(1, kind))
      let noise = 0.01 * RandomSeed(3).uniform(UInt64(i))
      csv += "\(place + noise),\(place * place),k\(kind)\n"
    }
    let data = try dataset(csv: csv, roles: Dataset.Roles(target: "y"))
    let outcome = try Comparison(data, losses: [], folds: 2, repeats: 1, l2: [1e-4]).run()
    let reading = outcome.losses[0][.asTrained]
    #expect(reading.confusion == nil)
    let scores = try #require(reading.classScores)
    let mistakes = try #require(reading.mistakes)
    let names = outcome.table.classes.map(\.name)
    let (zero, one) = (
      try #require(names.firstIndex(of: "k0")), try #require(names.firstIndex(of: "k1"))
    )
    #expect(mistakes.contains { $0.truth == zero && $0.said == one })
    for (place, score) in scores.enumerated() {
      let rows = mistakes.filter { $0.truth == place }
      #expect(rows.count <= 3 && rows.allSatisfy { $0.said != place })
      #expect(rows.reduce(0) { $0 + $1.rows } <= score.rows - score.truePositives + 1e-9)
    }
  }

  @Test func progressCountsEveryStepOnce() throws {
    let log = ProgressLog()
    _ = try comparison(try Self.clouds(), l2: nil).run { log.add($0, $1) }
    #expect(log.last.done == log.last.total)
    #expect(log.isIncreasing)
  }

  @Test func speedIsMeasuredOnlyOnRequest() throws {
    var comparison = Comparison(
      try dataset(
        csv: cloudTable(rows: 120, classes: 2, seed: 1), roles: Dataset.Roles(target: "y")),
      losses: [], folds: 3, repeats: 1, l2: [1e-2])
    #expect(try comparison.run().speed == nil)
    comparison.request.measuresSpeed = true
    let speed = try #require(try comparison.run().speed)
    #expect(speed.starts.map { $0.losses.map(\.name) } == [["cross_entropy"], ["cross_entropy"]])
    #expect(speed.epochs == 100)
  }

  @Test func crossEntropyComesFirstAndOnce() {
    let losses = [ComparedLoss(.focal), ComparedLoss(.crossEntropy), ComparedLoss(.focal)]
    #expect(losses.withBaselineFirst == [ComparedLoss(.crossEntropy), ComparedLoss(.focal)])
  }

  @Test(
    "Repeats follow the work of one: ten of iris, three of digits",
    arguments: [("iris", "species", 10), ("digits", "digit", 3)])
  func repeats(_ name: String, _ target: String, _ repeats: Int) throws {
    let request = try CompareRequest(table: TableReading(path: example(name)), target: target)
    #expect(try request.prepared().plan.repeats == repeats)
  }
}

private final class ProgressLog: @unchecked Sendable {
  private(set) var last = (done: 0, total: 0)
  private(set) var isIncreasing = true

  // Calls come one at a time: the counter holds its lock while it reports.
  func add(_ done: Int, _ total: Int) {
    if done < last.done { isIncreasing = false }
    last = (done, total)
  }
}

private let manyGammas = known {
  try ComparedLoss(parsing: "focal:gamma=" + (1...16).map { "\($0)" }.joined(separator: "|"))
}
