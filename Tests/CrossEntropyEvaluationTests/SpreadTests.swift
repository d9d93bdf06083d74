import CrossEntropy
import Testing

@testable import CrossEntropyEvaluation

struct SpreadTests {
  private let rows = simulatedRows(60, classes: 3, seed: RandomSeed(5)).logProbabilities

  private func logs(_ rows: [[Double]]) -> Matrix<Double> {
    Matrix(rows: rows.count, columns: rows[0].count, fitting: ContiguousArray(rows.joined()))
  }

  @Test func itIsTheDeviationCentredByRowAndThenByClass() {
    // Rows 1, −1 and 3, −3, already centred by row; the classes' means are 2 and −2.
    let two = logs([[1, -1], [3, -3]])
    #expect(spread(of: two) == 1)
    // Weights 3 and 1: means 1.5 and −1.5, squares 2·.25 and 2·2.25, so (3·.5 + 4.5) / (4·2).
    #expect(abs(spread(of: two, weights: [3, 1]) - 0.75.squareRoot()) < 1e-15)
  }

  @Test(arguments: [0.01, 3, 52])
  func itGrowsWithTheLogits(factor: Double) {
    let grown = distorted(rows) { x, _ in factor * x }
    #expect(abs(spread(of: grown) / spread(of: rows) - factor) < 1e-9 * factor)
  }

  @Test func neitherAnOffsetNorARowsTotalChangesIt() {
    let moved = distorted(rows) { x, classIndex in x + 2 * Double(classIndex) - 7 }
    #expect(abs(spread(of: moved) - spread(of: rows)) < 1e-9)
  }

  @Test func aFitThatSaysTheSameOfEveryRowIsLeftAsItIs() {
    #expect(spread(of: logs([[-0.1, -2], [-0.1, -2], [-0.1, -2]])) == 1)
    #expect(spread(of: logs([[-0.1, -2], [-0.1, -2 + 1e-10]])) == 1)
    #expect(spread(of: logs([[-0.1, -.infinity], [-2, -0.1]])) == 1)
  }

  @Test func aRowOfWeightZeroDoesNotCount() {
    let two = logs([[1, -1], [3, -3], [.nan, 0]])
    #expect(spread(of: two, weights: [1, 1, 0]) == 1)
  }

  /// What is taught by fits of one spread holds for a fit of another.
  @Test func aMapOfSpreadsIsTheMapOfTheLogitsThemselves() throws {
    let labels = simulatedRows(60, classes: 3, seed: RandomSeed(5)).labels
    let s = spread(of: rows)
    let divided = distorted(rows) { x, _ in x / s }
    let map = try Recalibration.fitted(
      to: divided, labels: labels, weights: nil, startingFrom: nil, identity: s)
    let plain = try Recalibration.fitted(to: rows, labels: labels)
    #expect(abs(map.undividing(s).scale - plain.scale) < 1e-8)
    #expect(zip(map.offsets, plain.offsets).allSatisfy { abs($0 - $1) < 1e-8 })
    let grown = distorted(rows) { x, _ in 5 * x }
    let one = try map.undividing(s).applied(to: rows)
    let other = try map.undividing(spread(of: grown)).applied(to: grown)
    #expect(zip(one.elements, other.elements).allSatisfy { abs($0 - $1) < 1e-9 })
  }
}
