import CrossEntropy
import CrossEntropyEvaluation
import Foundation
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// How often the intervals of scores, where there is one, contain what they estimate, on populations whose scores are known exactly.
///
/// `XENT_COVERAGE=4000 swift test -c release -Xswiftc -enable-testing --filter IntervalCoverage` prints the table of
/// `Guides/Statistics.md`.
struct IntervalCoverageTests {
  /// Rows with calibrated probabilities, and a truth drawn from them.
  enum Population: String, CaseIterable, Sendable {
    /// Three classes of about 15, 42 and 42 %.
    case threeClasses = "three classes"
    /// Two classes, 3 % of the positive one.
    case rare
    /// Three classes in groups of five equal rows.
    case groups
  }

  /// The coverage in 4 000 samples of 400 rows; 400 samples may be 3.3 % below, three of their standard errors.
  static let measured: [Population: [String: Double]] = [
    .threeClasses: [
      "Brier score": 0.952,
      "F1": 0.953,
      "Matthews": 0.953,
      "ROC AUC": 0.950,
      "ROC AUC weighted": 0.951,
      "accuracy": 0.950,
      "balanced accuracy": 0.948,
      "log loss": 0.951,
      "macro F1": 0.948,
      "perplexity": 0.951,
      "precision": 0.948,
      "recall": 0.951,
      "top 2": 0.951,
    ],
    .rare: [
      "Brier score": 0.926,
      "F1": 0.965,
      "Matthews": 0.750,
      "ROC AUC": 0.902,
      "accuracy": 0.952,
      "balanced accuracy": 0.568,
      "log loss": 0.916,
      "macro F1": 0.566,
      "perplexity": 0.916,
      "precision": 0.991,
      "recall": 0.956,
    ],
    .groups: [
      "Brier score": 0.950,
      "F1": 0.954,
      "Matthews": 0.952,
      "ROC AUC": 0.957,
      "ROC AUC weighted": 0.958,
      "accuracy": 0.959,
      "balanced accuracy": 0.931,
      "log loss": 0.945,
      "macro F1": 0.925,
      "perplexity": 0.945,
      "precision": 0.989,
      "recall": 0.972,
      "top 2": 0.959,
    ],
  ]

  @Test(arguments: Population.allCases)
  func intervalsContainTheScoresOfThePopulation(_ kind: Population) throws {
    let replicates = Int(ProcessInfo.processInfo.environment["XENT_COVERAGE"] ?? "")
    for rows in replicates == nil ? [400] : [400, 10_000] {
      let population = try Profiles(kind, drawsPrecision: replicates != nil)
      var (covered, formed): ([String: Int], [String: Int]) = ([:], [:])
      for replicate in 0..<(replicates ?? 400) {
        let estimates = try population.estimates(
          rows, seed: RandomSeed(24).derived(UInt64(replicate)))
        for (name, estimate) in estimates {
          let truth = try #require(population.truth[name])
          guard let interval = estimate.interval else { continue }
          formed[name, default: 0] += 1
          if interval.contains(truth) { covered[name, default: 0] += 1 }
        }
      }
      for name in population.truth.keys.sorted() {
        let share = Double(covered[name] ?? 0) / Double(max(1, formed[name] ?? 0))
        if replicates == nil {
          let least = try #require(Self.measured[kind]?[name]) - 0.033
          #expect(share >= least, "\(kind.rawValue), \(name)")
        } else {
          print("coverage: \(kind.rawValue), \(rows) rows, \(name): \(share)")
        }
      }
    }
  }
}

/// 300 rows of probabilities, each as likely as the others.
private struct Profiles {
  let kind: IntervalCoverageTests.Population
  let rows: [[Double]]
  let truth: [String: Double]
  /// Whether average precision is bootstrapped, which takes a thousand times as long as all others.
  let drawsPrecision: Bool

  init(_ kind: IntervalCoverageTests.Population, drawsPrecision: Bool) throws {
    self.kind = kind
    self.drawsPrecision = drawsPrecision
    let seed = RandomSeed(7)
    rows = (0..<300).map { i in
      if kind == .rare {
        // Logits around −4.7, so that 3 % are of the positive class.
        let z = StandardNormal.quantile(within: (Double(i) + 0.5) / 300)
        let p = 1 / (1 + exp(4.7 - 1.8 * z))
        return [1 - p, p]
      }
      let logits = (0..<3).map { 4 * seed.uniform(UInt64(3 * i + $0)) - ($0 == 0 ? 1.5 : 0) }
      let total = logits.reduce(0) { $0 + exp($1) }
      return logits.map { exp($0) / total }
    }
    // The population: each row with each class, weighed by its probability.
    let classes = rows[0].count
    let all = rows.flatMap { [[Double]](repeating: $0, count: classes) }
    let labels = rows.flatMap { $0.indices.map { Int32($0) } }
    let population = RowUnits(weights: rows.flatMap { $0 })
    truth = try Self.estimates(all, labels, population, drawn: drawsPrecision ? seed : nil)
      .mapValues(\.value)
  }

  /// The scores of rows drawn from the population.
  func estimates(_ count: Int, seed: RandomSeed) throws -> [String: ScoreEstimate] {
    let size = kind == .groups ? 5 : 1
    var (drawn, labels): ([[Double]], [Int32]) = ([], [])
    for row in 0..<count {
      let unit = UInt64(2 * (row / size))
      let p = rows[Int(seed.uniform(unit) * Double(rows.count))]
      var rest = seed.uniform(unit + 1)
      var label = 0
      while label < p.count - 1, rest >= p[label] {
        rest -= p[label]
        label += 1
      }
      drawn.append(p)
      labels.append(Int32(label))
    }
    let groups = kind == .groups ? (0..<count).map { Int32($0 / size) } : nil
    return try Self.estimates(
      drawn, labels, RowUnits(groups: groups), drawn: drawsPrecision ? seed : nil)
  }

  private static func estimates(
    _ rows: [[Double]], _ labels: [Int32], _ units: RowUnits, drawn: RandomSeed?
  ) throws -> [String: ScoreEstimate] {
    let classes = rows[0].count
    let probabilities = try Matrix(rows)
    let sums = try ScoreSums(
      try RowScores(probabilities: probabilities, labels: labels), labels: labels, classes: classes,
      units: units, topK: [2])
    let ranking = try RankingEstimates(
      scores: probabilities, labels: labels, units: units, bootstrapSeed: drawn, threads: 2)
    func mean(_ sums: MeanSums) throws -> ScoreEstimate {
      ScoreEstimate(value: sums.estimate.mean, interval: try sums.estimate.interval())
    }
    let rarest = try sums.confusion.classEstimates[classes == 2 ? 1 : 0]
    let estimates = [
      "log loss": try mean(sums.logLoss), "Brier score": try mean(sums.brier),
      "perplexity": try sums.logLoss.estimate.perplexity, "accuracy": try sums.accuracy.share,
      "top 2": classes > 2 ? try sums.topAccuracy[2]?.share : nil, "recall": rarest?.recall,
      "precision": rarest?.precision, "F1": rarest?.f1, "macro F1": try sums.confusion.macroF1,
      "balanced accuracy": try sums.confusion.balancedAccuracy,
      "Matthews": try sums.confusion.matthews,
      "ROC AUC": ranking.rocAUC, "ROC AUC weighted": classes > 2 ? ranking.rocAUCWeighted : nil,
      "average precision": drawn == nil ? nil : ranking.averagePrecision,
    ]
    return estimates.compactMapValues { $0 }
  }
}
