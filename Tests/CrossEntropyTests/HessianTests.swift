import CrossEntropy
import Testing

/// The diagonal of the Hessian, of every loss that has one.
struct HessianTests {
  @Test(arguments: LawCase.all.filter { $0.hasHessian })
  func batchIsItsWeightedRows(_ law: LawCase) throws {
    var random = law.random()
    let z = (0..<4).map { _ in random.uniforms(law.outputs, in: -4...4) }
    let labels = (0..<4).map { _ in law.label(&random) }
    let objective = try Objective(law.loss, ignoredLabels: [-1])
    let all = try #require(
      try objective.hessianDiagonal(
        logits: matrix(z), labels: labels.prefix(3) + [-1], rowWeights: [1, 2, 0, 5]))
    for (i, weight) in [1.0, 2].enumerated() {
      let row = try #require(try law.loss.hessianDiagonal(logits: z[i], label: labels[i]))
      #expect(all.row(i) == row.map { weight * $0 })
    }
    #expect(all.row(2).allSatisfy { $0 == 0 })
    #expect(all.row(3).allSatisfy { $0 == 0 })
    // From Float logits the nearest Float to what Double gives for them.
    let narrow = z[0].map { Float($0) }
    let float = try #require(
      try objective.hessianDiagonal(logits: matrix([narrow]), labels: [labels[0]]))
    let wide = try #require(
      try law.loss.hessianDiagonal(logits: narrow.map { Double($0) }, label: labels[0]))
    #expect(Array(float.elements) == wide.map { Float($0) })
  }

  @Test(arguments: LawCase.all)
  func rowsThatDoNotCountTellNothingOfTheLoss(_ law: LawCase) throws {
    var random = law.random()
    let z = random.uniforms(law.outputs, in: -4...4)
    let objective = try Objective(law.loss, ignoredLabels: [-1])
    let ignored = try objective.hessianDiagonal(logits: matrix([z]), labels: [-1])
    #expect((ignored != nil) == law.hasHessian)
    let weightless = try objective.hessianDiagonal(
      logits: matrix([z]), labels: [law.label(&random)], rowWeights: [0])
    #expect((weightless != nil) == law.hasHessian)
  }

  @Test func thePeersNumbers() throws {
    // scikit-learn 1.9.1, gradient_hessian of HalfMultinomialLoss and of HalfBinomialLoss.
    let three = try #require(
      try SoftmaxCrossEntropy().hessianDiagonal(logits: [2, 1, 0.1], label: 0))
    #expect(close(three, [0.22471863783296514, 0.18365922542000124, 0.08885065565713647]))
    let binomial: [(Double, Int, Double)] = [
      (0.8, 1, 0.21390969652029443), (-1.5, 0, 0.14914645207033286), (2, 1, 0.1049935854035065),
      (-0.3, 0, 0.24445831169074586), (0, 1, 0.25), (4, 0, 0.017662706213291114),
    ]
    for (z, label, value) in binomial {
      let one = try #require(try SigmoidCrossEntropy().hessianDiagonal(logits: [z], label: label))
      #expect(close(one[0], value))
    }
    // A masked class has none.
    let masked = try #require(
      try SoftmaxCrossEntropy().hessianDiagonal(logits: [-.infinity, 0, 1], label: 2))
    #expect(close(masked, [0, 0.19661193324148185, 0.19661193324148185]))
  }

  @Test func smallCurvaturesSurvive() throws {
    // p(1 − p) where 1 − p = 4.2e−18.
    let c = 4.248354255291589e-18
    let cross = try #require(try SoftmaxCrossEntropy().hessianDiagonal(logits: [40, 0], label: 0))
    #expect(close(cross[0] / c, 1))
    #expect(close(cross[1] / c, 1))
    for loss: any Loss in [
      FocalLoss(gamma: 0.5), FocalLoss(gamma: 2), GeneralizedCrossEntropy(), PolyLoss(epsilon: -1),
      SquaredError(), SumOfBinaryCrossEntropies(), JensenShannonLoss(),
    ] {
      for z: [Double] in [[800, 0, 0], [0, 800, 3], [-800, 0, 1], [-.infinity, 0, 1]] {
        let got = try #require(try loss.hessianDiagonal(logits: z, label: 0))
        #expect(got.allSatisfy { $0.isFinite })
      }
    }
  }

  @Test func logitOptionsHaveNoHessian() throws {
    let objective = try Objective(
      SoftmaxCrossEntropy(), logitOptions: LogitOptions(temperature: 2))
    #expect(try objective.hessianDiagonal(logits: matrix([[1, 2.0]]), labels: [0]) == nil)
  }
}

extension LawCase {
  /// Losses that are straight between their kinks have none to give.
  fileprivate var hasHessian: Bool { !(loss is HingeLoss || loss is CrammerSingerLoss) }
}
