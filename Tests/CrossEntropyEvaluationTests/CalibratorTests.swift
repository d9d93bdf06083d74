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

struct CalibratorTests {
  /// `Scripts/calibrator_vectors.py` prints these.
  @Test func scipyAgrees() throws {
    let rows = VectorRows()
    let logs = logarithms(rows.probabilities)
    func fitted(_ kind: Calibrator.Kind) throws -> Calibrator {
      try Calibrator.fitted(kind, to: logs, labels: rows.labels, weights: rows.weights)
    }
    guard case .temperature(let map) = try fitted(.temperature) else { throw Wrong() }
    hold([map.scale], [2.116511619861423], 1e-11)
    guard case .priorShift(let map) = try fitted(.priorShift) else { throw Wrong() }
    hold(
      map.offsets,
      [0.033868842781807525, -0.5305713620691718, 0.426289234153074, 0.07041328513428713], 1e-8)
    guard case .vector(let scales, let offsets) = try fitted(.vector) else { throw Wrong() }
    hold(
      scales + offsets,
      [
        1.035402764953615, 1.662874988971964, 1.1590854156861434, 1.4151228269025247,
        -0.25415615217233256,
        -0.11430417531330976, 0.2087183605861772, 0.1597419668994648,
      ], 1e-8)
    let two = logarithms(
      try Matrix(
        (0..<60).map { row in
          let p = rows.probabilities[row, 2] + rows.probabilities[row, 3]
          return [1 - p, p]
        }))
    for (positive, expected) in [
      (1, [1.2262985469725154, 1.5330451121793602, 0.29509247916905096]),
      (0, [0, 0, -0.46944678708703413]),
    ] as [(Int32, [Double])] {
      let labels = rows.labels.map { $0 >= 2 ? positive : 1 - positive }
      let calibrator = try Calibrator.fitted(.beta, to: two, labels: labels, weights: rows.weights)
      guard case .beta(let a, let b, let c) = calibrator else { throw Wrong() }
      // L-BFGS-B stops a little short.
      hold([a, b, c], expected, 1e-5)
    }
  }

  @Test(arguments: [0.25, 2, 5])
  func temperatureIsRecovered(beta: Double) throws {
    let (logs, labels) = simulatedRows(3000, classes: 3, seed: RandomSeed(4))
    let sharp = distorted(logs) { x, _ in x / beta }
    let (map, end) = try Recalibration.temperature(of: sharp, labels: labels)
    #expect(end == .found)
    // The standard error of a at a = 1 is about .03.
    #expect(abs(map.scale / beta - 1) < 0.1)
  }

  @Test func temperaturesEndAtTheirBounds() throws {
    let right = matrix([[0.9, 0.1], [0.2, 0.8]])
    #expect(try Recalibration.temperature(of: right, labels: [0, 1]).end == .everyRowRight)
    #expect(try Recalibration.temperature(of: right, labels: [0, 1]).map.scale == 64)
    #expect(try Recalibration.temperature(of: right, labels: [1, 0]).end == .pointsAway)
    #expect(throws: CalibratorRefusal.pointsAway) {
      try Calibrator.fitted(.temperature, to: right, labels: [1, 0])
    }
    #expect(throws: RecalibrationError.impossibleTruth(rows: [1], count: 1)) {
      try Recalibration.temperature(of: matrix([[0.9, 0.1], [1, 0]]), labels: [0, 1])
    }
    // A masked class that is not the truth says nothing.
    let masked = matrix([[0.6, 0.4, 0], [0.4, 0.6, 0], [0.6, 0.4, 0]])
    let open = matrix([[0.6, 0.4], [0.4, 0.6], [0.6, 0.4]])
    #expect(
      try Recalibration.temperature(of: masked, labels: [0, 1, 1]).map.scale
        == Recalibration.temperature(of: open, labels: [0, 1, 1]).map.scale)
  }

  /// (k + π̃)/(m + 1) of k events in m rows; with 5 events in 10 rows π̃ is (5 + ½)/11 = ½.
  @Test func isotonicBlocksAreSmoothed() throws {
    let p = [0.1, 0.2, 0.3, 0.4, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9]
    let labels: [Int32] = [0, 0, 0, 0, 1, 0, 1, 1, 1, 1]
    let logs = matrix(p.map { [1 - $0, $0] })
    for weights in [nil, [Double](repeating: 7, count: 10)] {
      let calibrator = try Calibrator.fitted(.isotonic, to: logs, labels: labels, weights: weights)
      let after = try calibrator.applied(to: logs)
      // Blocks: 4 rows without an event, .5/5; 2 with one, 1.5/3; 4 with four, 4.5/5.
      let expected: [Double] = [0.1, 0.1, 0.1, 0.1, 0.5, 0.5, 0.9, 0.9, 0.9, 0.9]
      hold((0..<10).map { exp(after[$0, 1]) }, expected, 1e-12)
    }
  }

  @Test func mapsKeepMasksAndSumToOne() throws {
    let (logs, labels) = simulatedRows(1500, classes: 3, seed: RandomSeed(6))
    let masked = matrix([[0.5, 0.5, 0], [1, 0, 0]])
    for kind in Calibrator.Kind.allCases where kind != .beta {
      let calibrator = try Calibrator.fitted(kind, to: logs, labels: labels)
      #expect(calibrator.kind == kind)
      let after = try calibrator.applied(to: logs)
      for row in 0..<after.rows {
        #expect(abs((0..<3).reduce(0) { $0 + exp(after[row, $1]) } - 1) < 1e-12)
      }
      #expect(
        try JSONDecoder().decode(Calibrator.self, from: try JSONEncoder().encode(calibrator))
          == calibrator)
      if kind == .isotonic { continue }
      let kept = try calibrator.applied(to: masked)
      #expect(kept[0, 2] == -.infinity && kept[1, 0] == 0 && kept[1, 1] == -.infinity)
    }
    let beta = Calibrator.beta(a: 2, b: 0.5, c: 0.1)
    // σ(2·log .3 − .5·log .7 + .1).
    let z = 2 * log(0.3) - 0.5 * log(0.7) + 0.1
    #expect(agree(try beta.applied(to: matrix([[0.7, 0.3]]))[0, 1], -log(1 + exp(-z))))
    #expect(try beta.applied(to: matrix([[1, 0]]))[0, 0] == 0)
    let shifted = try Calibrator.priorShift(from: [0.5, 0.5], to: [0.9, 0.1])
    #expect(agree(exp(try shifted.applied(to: matrix([[0.5, 0.5]]))[0, 0]), 0.9))
  }

  @Test func refusals() throws {
    let labels = (0..<999).map { Int32($0 % 3) }
    #expect(throws: CalibratorRefusal.tooFewRows(999, least: 1000)) {
      try Calibrator.Kind.isotonic.requireFit(labels: labels, classes: 3)
    }
    let few = (0..<1000).map { Int32($0 < 49 ? 2 : $0 % 2) }
    #expect(throws: CalibratorRefusal.tooFewRowsOfClass(2, rows: 49, least: 50)) {
      try Calibrator.Kind.isotonic.requireFit(labels: few, classes: 3)
    }
    #expect(throws: CalibratorRefusal.tooManyClasses(3, most: 2)) {
      try Calibrator.Kind.beta.requireFit(labels: few, classes: 3)
    }
    let (logs, truths) = simulatedRows(99, classes: 2, seed: RandomSeed(1))
    #expect(throws: CalibratorRefusal.tooFewRows(99, least: 100)) {
      try CalibratorChoice(logProbabilities: logs, labels: truths, seed: RandomSeed(1))
    }
  }

  @Test func aDistortedModelIsMendedByTheMapThatDistortedIt() throws {
    let (logs, labels) = simulatedRows(400, classes: 2, seed: RandomSeed(5))
    let kinds: [Calibrator.Kind] = [.temperature, .scaleAndBias, .isotonic]
    let right = try CalibratorChoice(
      among: kinds, logProbabilities: logs, labels: labels, seed: RandomSeed(1), threads: 2)
    #expect(right.chosen == .none)
    #expect(!right.candidates.contains { $0.isEligible })
    let sharp = try CalibratorChoice(
      among: kinds, logProbabilities: distorted(logs) { x, _ in 3 * x }, labels: labels,
      seed: RandomSeed(1), threads: 2)
    #expect(sharp.chosen == .temperature)
    #expect(try #require(sharp.candidates[0].gain).mean > 0.05)
    // One impossible truth: only steps have a finite loss.
    var broken = logs
    (broken[7, Int(labels[7])], broken[7, 1 - Int(labels[7])]) = (-.infinity, 0)
    let mended = try CalibratorChoice(
      among: kinds, logProbabilities: broken, labels: labels, seed: RandomSeed(1), threads: 2)
    #expect(mended.chosen == .isotonic)
    #expect(mended.candidates[0].refusal == .impossibleTruth(rows: [7], count: 1))
  }

  @Test func recalibrationWinsOnOtherRowsOnlyWhatItIsWorth() throws {
    let (logs, labels) = simulatedRows(600, classes: 3, seed: RandomSeed(9))
    let right = try RecalibrationGain(
      logProbabilities: logs, labels: labels, repeats: 1, seed: RandomSeed(2), threads: 2)
    #expect(right.map == .scaleAndBias)
    // Right probabilities lose by a map that is fitted to others: about K/n.
    #expect(right.gain.mean < 0.005)
    let sharp = distorted(logs) { x, c in 2 * x + (c == 0 ? 1 : 0) }
    let mended = try RecalibrationGain(
      logProbabilities: sharp, labels: labels, repeats: 1, seed: RandomSeed(2), threads: 2)
    #expect(try #require(try mended.gain.interval()).low > 0.02)
    let before = MeanEstimate(of: labels.indices.map { -sharp[$0, Int(labels[$0])] }).mean
    #expect(agree(mended.recalibrated.mean + mended.gain.mean, before))
    // What it comes to is what the right probabilities cost, and the same on any number of threads.
    #expect(abs(mended.recalibrated.mean - right.recalibrated.mean) < 1e-3)
    let again = try RecalibrationGain(
      logProbabilities: sharp, labels: labels, repeats: 1, seed: RandomSeed(2), threads: 1)
    #expect(again == mended)
    let few = try RecalibrationGain(
      logProbabilities: logs.rows(0..<29), labels: Array(labels[..<29]), repeats: 1,
      seed: RandomSeed(2))
    #expect(few.map == .temperature)
  }

  private struct Wrong: Error {}

  private func logarithms(_ probabilities: Matrix<Double>) -> Matrix<Double> {
    Matrix(
      rows: probabilities.rows, columns: probabilities.columns,
      fitting: ContiguousArray(probabilities.elements.map { log($0) }))
  }

  private func hold(_ values: [Double], _ expected: [Double], _ slack: Double) {
    #expect(values.count == expected.count)
    for (a, b) in zip(values, expected) { #expect(abs(a - b) <= slack, "\(values)") }
  }
}
