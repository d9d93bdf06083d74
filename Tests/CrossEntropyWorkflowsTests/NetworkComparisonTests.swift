import CrossEntropy
import CrossEntropyEvaluation
import TestSupport
import Testing

@testable import CrossEntropyLearning
@testable import CrossEntropyWorkflows

@Suite struct NetworkComparisonTests {
  /// Two classes that no line parts: whether both coordinates have the same sign.
  private static func exclusiveOr(rows: Int) throws -> Dataset {
    let seed = RandomSeed(11)
    var csv = "a,b,y\n"
    for i in 0..<rows {
      let a = 2 * seed.uniform(UInt64(2 * i)) - 1
      let b = 2 * seed.uniform(UInt64(2 * i + 1)) - 1
      csv += "\(a),\(b),\(a * b > 0 ? "same" : "other")\n"
    }
    return try dataset(csv: csv, roles: Dataset.Roles(target: "y"))
  }

  private func comparison(
    _ dataset: Dataset, model: String, losses: [ComparedLoss] = [ComparedLoss(.squaredError)],
    rates: [Double]? = [0.03]
  ) throws -> Comparison {
    Comparison(
      dataset, losses: losses, folds: 2, repeats: 1, model: try ModelKind(parsing: model),
      learningRates: rates, seed: 5)
  }

  @Test func aNetworkLearnsWhatALinearModelCannot() throws {
    let data = try Self.exclusiveOr(rows: 160)
    let linear = try Comparison(data, losses: [], folds: 2, repeats: 1, l2: [1e-2]).run()
    let network = try comparison(data, model: "mlp:12:tanh").run()
    #expect(linear.losses[0][.asTrained].accuracy < 0.65)
    #expect(network.losses[0][.asTrained].accuracy > 0.85)
    #expect(network.model == .network(hidden: [DenseLayer(12, activation: .tanh)]))
    #expect(network.losses[0][.asTrained].l2 == nil)
    #expect(network.losses[0][.asTrained].learningRate == [0.03, 0.03])
    #expect(network.losses[0].layerGradientNorms?.count == 2)
    #expect(linear.losses[0].layerGradientNorms == nil)
  }

  @Test func threadsChangeNoBit() throws {
    let data = try Self.exclusiveOr(rows: 80)
    var runs: [CompareOutcome] = []
    for threads in [1, 3] {
      var comparison = try comparison(data, model: "mlp:5:relu", losses: ComparedLoss.usual)
      comparison.threads = threads
      var outcome = try comparison.run()
      for i in outcome.losses.indices { outcome.losses[i].seconds = 0 }
      runs.append(outcome)
    }
    #expect(runs[0] == runs[1])
  }

  @Test func theStepSizeIsSearchedAndMayGrow() throws {
    let data = try Self.exclusiveOr(rows: 60)
    let outcome = try comparison(data, model: "mlp:4:relu", losses: [], rates: nil).run()
    let loss = outcome.losses[0]
    // Seven steps and three inner folds in two splits; a growth adds four steps, two decades.
    #expect(loss.fits == 2 * 7 * 3 + 4 * 3 * loss.gridGrowths)
    #expect(loss[.asTrained].learningRate?.allSatisfy { $0 >= 1e-8 && $0 <= 1e4 } == true)
  }

  @Test func aParameterIsSearchedWithTheStep() throws {
    let data = try Self.exclusiveOr(rows: 60)
    let outcome = try comparison(
      data, model: "mlp:4:relu",
      losses: [try ComparedLoss(parsing: "label_smoothing:epsilon=0.01|0.9")],
      rates: [1e-3, 3e-2]
    ).run()
    let loss = outcome.losses[1]
    #expect(loss.fits == 2 * 2 * 2 * 3)
    #expect(loss[.asTrained].parameter?.count == 2)
    #expect(loss[.asTrained].parameter?.allSatisfy { $0 == 0.01 || $0 == 0.9 } == true)
  }

  @Test func aStepThatDivergesIsNotChosen() throws {
    let data = try Self.exclusiveOr(rows: 60)
    let outcome = try comparison(
      data, model: "mlp:4:relu", losses: [], rates: [1e-2, 1e30]
    ).run()
    #expect(outcome.losses[0].unfinished > 0)
    #expect(outcome.losses[0].unfinishedFinal == 0)
    #expect(outcome.losses[0][.asTrained].learningRate == [1e-2, 1e-2])
    let diverged = try comparison(data, model: "mlp:4:relu", losses: [], rates: [1e30]).run()
    #expect(diverged.losses[0].unfinishedFinal == diverged.losses[0].finalFits)
  }

  /// G7: through ten layers of sigmoids the gradient dies before it reaches the first; through relu
  /// it does not.
  @Test func gradientsVanishThroughSigmoidsAndNotThroughRelu() throws {
    let data = try Self.exclusiveOr(rows: 60)
    let ratios = try ["sigmoid", "relu"].map { activation in
      let outcome = try comparison(
        data, model: "mlp:16x10:\(activation)", losses: [], rates: [1e-3]
      ).run()
      let norms = try #require(outcome.losses[0].layerGradientNorms)
      #expect(norms.count == 11)
      return norms[0] / norms[10]
    }
    #expect(ratios[0] < 1e-3)
    #expect(ratios[1] > 0.05)
  }
}
