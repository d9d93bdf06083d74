import CrossEntropy
import CrossEntropyEvaluation
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

struct RecalibrationTests {
  @Test(arguments: [2, 3, 10])
  func theIdentityChangesNothing(classes: Int) throws {
    let rows = simulatedRows(20, classes: classes, seed: RandomSeed(1)).logProbabilities
    let mapped = try Recalibration.identity(classes: classes).applied(to: rows)
    for (got, expected) in zip(mapped.elements, rows.elements) {
      #expect(abs(got - expected) < 1e-14)
    }
  }

  @Test func theMapByHand() throws {
    // p = (.2, .8), a = ½, b = (log 2, 0): weights 2√.2 and √.8 = 2√.2, so ½ each.
    let map = try Recalibration(scale: 0.5, offsets: [log(2), 0])
    let mapped = try map.applied(to: matrix([[0.2, 0.8]]))
    #expect(abs(mapped[0, 0] - log(0.5)) < 1e-15)
    #expect(abs(mapped[0, 1] - log(0.5)) < 1e-15)
  }

  @Test func twoClassesArePlatt() throws {
    let map = try Recalibration(scale: 1.7, offsets: [-0.3, 0.2])
    let rows = simulatedRows(20, classes: 2, seed: RandomSeed(1)).logProbabilities
    let mapped = try map.applied(to: rows)
    for row in 0..<20 {
      let logit = rows[row, 1] - rows[row, 0]
      #expect(abs(mapped[row, 1] - mapped[row, 0] - (1.7 * logit + 0.5)) < 1e-12)
    }
  }

  @Test(arguments: [0.0, 0.5, 2])
  func maskedClassesStayMasked(scale: Double) throws {
    let map = try Recalibration(scale: scale, offsets: [0.1, 0.2, -0.3])
    let mapped = try map.applied(to: matrix([[0.4, 0, 0.6], [0, 1, 0]]))
    #expect(mapped[0, 1] == -.infinity)
    #expect(abs(exp(mapped[0, 0]) + exp(mapped[0, 2]) - 1) < 1e-15)
    #expect(Array(mapped.elements[3...]) == [-.infinity, 0, -.infinity])
  }

  @Test func hugeDifferencesGiveNoNaN() throws {
    let map = try Recalibration(scale: 3, offsets: [0.1, 0.2, -0.3])
    let rows = Matrix<Double>(rows: 1, columns: 3, fitting: [-1e5, -700, 0])
    let mapped = try map.applied(to: rows)
    #expect(mapped[0, 2] == 0)
    #expect(abs(mapped[0, 1] - (-2100 + 0.5)) < 1e-9)
    #expect(abs(mapped[0, 0] - (-3e5 + 0.4)) < 1e-9)
  }

  @Test func smallProbabilitiesKeepTheirDigits() throws {
    // log p₁ = −40, so log p₀ = log(1 − e⁻⁴⁰) ≈ −e⁻⁴⁰ = −4.248354255291589e-18.
    let rows = Matrix<Double>(rows: 1, columns: 2, fitting: [-4.248354255291589e-18, -40])
    let mapped = try Recalibration.identity(classes: 2).applied(to: rows)
    #expect(abs(mapped[0, 0] + 4.248354255291589e-18) < 1e-31)
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func priorCorrectionUndoesClassWeights(seed: UInt64) throws {
    let weights = [0.2, 1, 1.8]
    let truth = simulatedRows(30, classes: 3, seed: RandomSeed(seed)).logProbabilities
    let weighted = distorted(truth) { $0 + log(weights[$1]) }
    let corrected = try Recalibration.priorCorrection(classWeights: weights).applied(to: weighted)
    for (got, expected) in zip(corrected.elements, truth.elements) {
      #expect(abs(got - expected) < 1e-13)
    }
  }
}
