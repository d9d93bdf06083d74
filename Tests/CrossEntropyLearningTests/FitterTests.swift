import CrossEntropy
import TestSupport
import Testing

@testable import CrossEntropyLearning

@Suite struct FitterTests {
  /// Zero is the better start on iris, and cross entropy's solution on digits.
  @Test(
    "Of two starts that end at different optima the lower objective is kept",
    arguments: [
      ("iris", "species", ComparedLoss.Kind.squaredError, true),
      ("digits", "digit", .generalizedCrossEntropy, false),
    ])
  func severalOptima(
    _ name: String, _ target: String, _ kind: ComparedLoss.Kind, _ isZeroBetter: Bool
  ) throws {
    let l2 = 1e-5
    let data = try dataset(name, target: target)
    let shape = OutputShape(data)
    let part = Part(data, training: Array(0..<data.rows), heldOut: [0], as: .design)
    var baseline = SplitResult()
    var fitter = LinearFitter(
      loss: .baseline, shape: shape, isSparse: false, tolerance: 1e-7, baseline: nil,
      keepsStarts: true)
    let start = try fitter.fitInner(part, index: 0, value: l2, warm: nil, &baseline)
    let loss = ComparedLoss(kind)
    let trainer = LinearTrainer(
      loss.objective(shape, balance: part.balance), l2: l2, tolerance: 1e-7)
    func objective(from start: LinearModel?) throws -> Double {
      try trainer.fit(part.training, shape, start: start).objective
    }
    let (zero, other) = (try objective(from: nil), try objective(from: start))
    // 1 part in 10 000 apart, or it would test nothing.
    #expect((isZeroBetter ? other - zero : zero - other) > 1e-4 * min(zero, other))
    var result = SplitResult()
    fitter = LinearFitter(
      loss: loss, shape: shape, isSparse: false, tolerance: 1e-7, baseline: baseline,
      keepsStarts: false)
    let kept = try fitter.fitInner(part, index: 0, value: l2, warm: nil, &result)
    // Its own optimum is where a fit from it ends.
    #expect(abs(try objective(from: kept) - min(zero, other)) < 1e-8)
    #expect(result.severalOptima == 1)
  }

  /// No path of falling penalties leads to 0 by their logarithms.
  @Test func aPenaltyOfZeroEndsAPath() throws {
    let data = try dataset("iris", target: "species")
    let part = Part(data, training: Array(0..<data.rows), heldOut: [0], as: .design)
    var result = SplitResult()
    var fitter = LinearFitter(
      loss: .baseline, shape: OutputShape(data), isSparse: false, tolerance: 1e-4, baseline: nil,
      keepsStarts: true)
    var warm: LinearModel?
    for l2 in [1, 0.1, 0] {
      warm = try fitter.fitInner(part, index: 0, value: l2, warm: warm, &result)
      #expect(warm?.weights.elements.allSatisfy(\.isFinite) == true, "λ = \(l2)")
    }
  }
}
