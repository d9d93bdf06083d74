import CrossEntropy
import CrossEntropyLearning
import Foundation
import Testing

/// L1: the optimum and the weights that are not 0, beside scikit-learn's.
@Suite struct OrthantWiseTests {
  /// Rows by a linear congruential generator, whose labels depend on the first features.
  private static func table(
    rows: Int, features: Int, classes: Int
  ) -> (design: DesignMatrix, labels: [Int32]) {
    var state = 7
    func draw() -> Double {
      state = (state * 1_103_515_245 + 12345) % (1 << 31)
      return Double(state) / Double(1 << 31)
    }
    var x = Matrix(rows: rows, columns: features, repeating: 0.0)
    var labels: [Int32] = []
    for i in 0..<rows {
      for j in 0..<features { x[i, j] = draw() * 2 - 1 }
      let t = x[i, 0] * 2 - x[i, 1] + (classes == 3 ? x[i, 2] : 0) + (draw() - 0.5)
      labels.append(classes == 2 ? (t < 0 ? 0 : 1) : t < -0.5 ? 0 : t < 0.7 ? 1 : 2)
    }
    return (DesignMatrix(features: x), labels)
  }

  // scikit-learn 1.9.1: LogisticRegression(l1_ratio=1, C=1/(l1·n), solver='saga', tol=1e-12, max_iter=2 000 000);
  // the places are class · features + feature.
  @Test(
    arguments: [
      (120, 8, 2, 0.02, 0.34572991538480546, [0, 1, 3]),
      (120, 8, 3, 0.02, 0.6686519276385359, [0, 1, 2, 11, 15, 16, 17, 18]),
      (200, 12, 2, 0.05, 0.4691731788290585, [0, 1]),
      (
        200, 12, 3, 0.005, 0.38018807832397816,
        [0, 1, 2, 5, 9, 15, 18, 22, 23, 24, 25, 26, 28]
      ),
    ])
  func optimumAndSupportAreThoseOfScikitLearn(
    rows: Int, features: Int, classes: Int, l1: Double, objective: Double, support: [Int]
  ) throws {
    let (design, labels) = Self.table(rows: rows, features: features, classes: classes)
    let loss: any Loss = classes == 2 ? SigmoidCrossEntropy() : SoftmaxCrossEntropy()
    let trainer = LinearTrainer(Objective(loss), l2: 0, l1: l1, tolerance: 1e-9)
    let fit = try trainer.fit(design, labels: labels, classes: classes)
    #expect(fit.converged && fit.gradientNorm <= 1e-9)
    #expect(abs(fit.objective - objective) < 1e-9, "\(fit.objective)")
    var found: [Int] = []
    for output in 0..<fit.model.outputs {
      for feature in 0..<features where fit.model.weights[feature, output] != 0 {
        found.append(output * features + feature)
      }
    }
    #expect(found == support)
    // Another start ends at the same point.
    let again = try trainer.fit(
      design, labels: labels, classes: classes,
      start: LinearTrainer(Objective(loss), l2: 1e-3).fit(design, labels: labels, classes: classes)
        .model)
    #expect(abs(again.objective - fit.objective) < 1e-12)
    var threaded = trainer
    threaded.threads = 2
    #expect(try threaded.fit(design, labels: labels, classes: classes).model == fit.model)
  }

  @Test("So large a penalty that no weight pays leaves the intercept, which is free")
  func allWeightsAreZero() throws {
    let (design, labels) = Self.table(rows: 120, features: 8, classes: 2)
    let fit = try LinearTrainer(Objective(SigmoidCrossEntropy()), l2: 0, l1: 1, tolerance: 1e-10)
      .fit(design, labels: labels, classes: 2)
    #expect((0..<8).allSatisfy { fit.model.weights[$0, 0] == 0 })
    let ones = Double(labels.reduce(0, +))
    let logit = log(ones / (120 - ones))
    #expect(abs(fit.model.weights[8, 0] - logit) < 1e-8)
  }

  @Test func penaltiesAreFiniteAndZeroOrMore() {
    let (design, labels) = Self.table(rows: 20, features: 2, classes: 2)
    for l1 in [-1, Double.nan, .infinity] {
      var setting: TrainingError.Setting?
      do throws(TrainingError) {
        _ = try LinearTrainer(Objective(SigmoidCrossEntropy()), l2: 0, l1: l1)
          .fit(design, labels: labels, classes: 2)
      } catch {
        if case .outOfRange(let which, _) = error { setting = which }
      }
      #expect(setting == .l1, "\(l1)")
    }
  }
}
