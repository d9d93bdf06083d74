import CrossEntropy
import CrossEntropyEvaluation
import TestSupport
import Testing

@testable import CrossEntropyLearning

/// What a search chooses among models that are known beforehand.
@Suite struct ModelSearchTests {
  /// Fits nothing: every value has its weights of two columns; on all training rows they are so many times larger.
  private struct KnownModels: Fitter {
    var prefersLargeValues = true
    var weights: [Double: (Double, Double)]
    var growth = 1.0

    func model(_ value: Double, growth: Double = 1) -> LinearModel {
      let (signal, noise) = weights[value] ?? (0, 0)
      return LinearModel(
        weights: matrix([[growth * signal], [growth * noise], [0]]), unit: .sigmoid)
    }

    func fitInner(
      _ part: Part, index: Int, value: Double, warm: LinearModel?, _ result: inout SplitResult
    ) -> LinearModel { model(value) }

    func fitOuter(
      _ part: Part, value: Double, inner: [LinearModel], _ result: inout SplitResult
    ) -> LinearModel { model(value, growth: growth) }
  }

  /// A column that tells the class apart, but for an overlap, and one of noise; half of the rows of each class.
  private let data: Dataset
  private let split: Split
  private let inner: InnerParts

  init() throws { try self.init(distance: 1) }

  /// Classes this far apart, of a signal that varies by 2.
  private init(distance: Double) throws {
    let seed = RandomSeed(6)
    var csv = "signal,noise,y\n"
    for i in 0..<200 {
      let draws = (0..<2).map { seed.uniform(UInt64(2 * i + $0)) }
      csv += "\(2 * draws[0] + distance * Double(i % 2)),\(draws[1]),\(i % 2 == 0 ? "a" : "b")\n"
    }
    data = try dataset(csv: csv, roles: Dataset.Roles(target: "y"))
    split = Split(
      repeatIndex: 0, fold: 0, training: Array(0..<150), test: Array(150..<200),
      inner: try Folds.stratified(
        labels: (0..<150).map { Int32($0 % 2) }, classes: 2, count: 3, seed: RandomSeed(1)),
      classShares: [0.5, 0.5])
    inner = InnerParts(data, of: split, as: .design, stoppingBy: nil)
  }

  private func chosen(_ models: KnownModels) throws -> ByReading<SplitResult.HeldOut> {
    try chosen([(.baseline, models)], grid: .penalties(given: Array(models.weights.keys))).heldOut
  }

  private func chosen(
    _ variants: [(loss: ComparedLoss, fitter: KnownModels)], grid: SearchGrid
  ) throws -> (heldOut: ByReading<SplitResult.HeldOut>, fits: Int) {
    var result = SplitResult()
    var search = ModelSearch(
      variants: variants, searched: variants.count > 1 ? "gamma" : nil, readers: [.baseline],
      grid: grid, progress: { _ in })
    let choices = try search.choose(on: inner, &result)
    try search.score(
      choices, on: Part(data, training: split.training, heldOut: split.test, as: .design), &result)
    return (result.heldOut[0], result.searchFits)
  }

  @Test("Of values that score alike the larger penalty is taken, but the smaller step")
  func ties() throws {
    var models = KnownModels(weights: [1e-3: (1, 0), 1e-2: (1, 0), 1e-1: (1, 0), 1: (0, 0)])
    #expect(try chosen(models).asTrained.value == 1e-1)
    models.prefersLargeValues = false
    #expect(try chosen(models).asTrained.value == 1e-3)
  }

  @Test("As trained the lowest inner log loss is taken, whatever its margin")
  func lowest() throws {
    let models = KnownModels(weights: [1e-3: (1, 0), 1e-2: (0.99, 0.01), 1e-1: (0.9, 0)])
    let rows = losses(models, recalibrated: false)
    let means = rows.mapValues { $0.reduce(0, +) }
    #expect(try chosen(models).asTrained.value == means.min { $0.value < $1.value }?.key)
  }

  @Test("A step that ends above the constant is out; of such steps alone the smallest is taken")
  func failedSteps() throws {
    // Weights of the wrong sign, and the least bad is the largest step's.
    var models = KnownModels(
      prefersLargeValues: false, weights: [1e-4: (-8, 0), 1e-3: (-4, 0), 1e-2: (-2, 0)])
    #expect(try chosen(models).asTrained.value == 1e-4)
    models.weights[1e-3] = (0.1, 0)
    #expect(try chosen(models).asTrained.value == 1e-3)
  }

  /// Noise is blended in with the penalty: the lowest loss by less than a standard error of the difference, by more
  /// than one, and by far.
  @Test("Recalibrated the largest penalty within one standard error of the lowest is taken")
  func oneStandardError() throws {
    let models = KnownModels(
      weights: [1e-4: (1, -0.06), 1e-3: (1, 0.06), 1e-2: (1, 0.2), 1e-1: (0, 1)])
    let rows = losses(models, recalibrated: true)
    let lowest = try #require(rows.min { $0.value.reduce(0, +) < $1.value.reduce(0, +) })
    var within: [Double: Double] = [:]
    for (value, losses) in rows {
      let differences = zip(losses, lowest.value).map { $0 - $1 }
      let mean = differences.reduce(0, +) / 150
      let squares = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      within[value] = mean / max(1e-300, (squares / 149 / 150).squareRoot())
    }
    // What makes this a test: of the rule in either direction.
    #expect(lowest.key == 1e-4)
    #expect((0.1..<0.9).contains(try #require(within[1e-3])))
    #expect((1.1..<1.9).contains(try #require(within[1e-2])))
    #expect(try chosen(models).recalibrated.value == 1e-3)
    #expect(try chosen(models).asTrained.value != 1e-1)
    // Of step sizes the smallest one.
    let steps = KnownModels(
      prefersLargeValues: false,
      weights: [1e-4: (0, 1), 1e-3: (1, 0.2), 1e-2: (1, 0.06), 1e-1: (1, -0.06)])
    #expect(try chosen(steps).recalibrated.value == 1e-2)
  }

  /// Every row is right under both, by 4 nats and more or by 140 and more.
  ///
  /// The surer one loses nothing. But where one row in 150 may have any label, it loses about a nat, and the other a
  /// fortieth.
  @Test("A network that is sure of every row does not win by its certainty, a linear model does")
  func certainty() throws {
    let easy = try ModelSearchTests(distance: 4)
    var models = KnownModels(prefersLargeValues: false, weights: [1e-3: (8, 0), 1e-1: (300, 0)])
    #expect(try easy.chosen(models).asTrained.value == 1e-3)
    models.weights = [1e-3: (300, 0), 1e-1: (8, 0)]
    #expect(try easy.chosen(models).asTrained.value == 1e-1)
    models.prefersLargeValues = true
    #expect(try easy.chosen(models).asTrained.value == 1e-3)
  }

  /// Three values of γ, at each of which the models are other ones: the pair of the lowest loss is at γ = 1.
  @Test("A loss's own parameter is chosen with the penalty, each reading by its rule")
  func parameters() throws {
    let grid = SearchGrid.penalties(given: [1e-4, 1e-3, 1e-2])
    let models = [
      KnownModels(weights: [1e-4: (0.5, 1), 1e-3: (0.5, 1), 1e-2: (0.5, 1)]),
      KnownModels(weights: [1e-4: (1, -0.06), 1e-3: (1, 0.06), 1e-2: (1, 0.2)]),
      // Within one standard error of the lowest with a larger penalty, but of another γ.
      KnownModels(weights: [1e-4: (0, 1), 1e-3: (0, 1), 1e-2: (1, 0.06)]),
    ]
    let gammas = [0.5, 1, 2]
    let variants = try zip(gammas, models).map { (try ComparedLoss(.focal, ["gamma": $0]), $1) }
    let (heldOut, fits) = try chosen(variants, grid: grid)
    #expect(heldOut.asTrained.parameter == 1 && heldOut.asTrained.value == 1e-4)
    #expect(heldOut.recalibrated.parameter == 1 && heldOut.recalibrated.value == 1e-3)
    #expect(fits == 3 * 3 * 3)
    // What is chosen scores as it does alone.
    let alone = try chosen([variants[1]], grid: grid)
    #expect(alone.heldOut.recalibrated.parameter == nil && alone.fits == 3 * 3)
    for reading in ProbabilityReading.allCases {
      #expect(meanLoss(heldOut[reading]) == meanLoss(alone.heldOut[reading]))
    }
    let equal = try [models[1], models[1]].enumerated().map {
      (try ComparedLoss(.focal, ["gamma": gammas[$0]]), $1)
    }
    #expect(try chosen(equal, grid: grid).heldOut.asTrained.parameter == 0.5, "a tie")
  }

  @Test("Of networks the step and the parameter with the lowest loss are taken in both readings")
  func parametersOfNetworks() throws {
    let variants = try [(1, (-4.0, 0.0)), (2, (0.5, 0)), (3, (1, -0.06))].map { gamma, weights in
      (
        try ComparedLoss(.focal, ["gamma": gamma]),
        KnownModels(
          prefersLargeValues: false,
          weights: [1e-3: weights, 1e-2: gamma == 3 ? (1, 0.06) : (-4, 0)])
      )
    }
    let heldOut = try chosen(variants, grid: .steps(given: [1e-3, 1e-2])).heldOut
    for reading in ProbabilityReading.allCases {
      #expect(heldOut[reading].parameter == 3 && heldOut[reading].value == 1e-3)
    }
    // All above the constant: the smallest step, and of those the smallest parameter.
    let failed = variants.map { loss, _ in
      (
        loss,
        KnownModels(
          prefersLargeValues: false,
          weights: [1e-3: (-8, 0), 1e-2: (loss.parameters["gamma"] == 2 ? -1 : -8, 0)])
      )
    }
    let out = try chosen(failed, grid: .steps(given: [1e-3, 1e-2])).heldOut.asTrained
    #expect(out.parameter == 1 && out.value == 1e-3)
  }

  @Test("What recalibration was taught by inner fits holds for outer ones whose weights are larger")
  func spreads() throws {
    let models = KnownModels(weights: [1: (0.5, 0)])
    var grown = models
    grown.growth = 50
    let (one, other) = (try chosen(models), try chosen(grown))
    #expect(abs(meanLoss(one.recalibrated) - meanLoss(other.recalibrated)) < 1e-9)
    #expect(meanLoss(other.asTrained) > 2 * meanLoss(one.asTrained))
  }

  /// Three rows and one: each class weighs two, as many as there are rows in all.
  @Test("Balanced weights give every class the same weight and keep the sum")
  func balance() {
    #expect(balancedWeights([0, 0, 0, 1], weights: [], classes: 2) == [4.0 / 6, 2])
    #expect(balancedWeights([0, 0, 0, 1], weights: [1, 1, 1, 3], classes: 2) == [1, 1])
    #expect(balancedWeights([0, 0, 0, 1], weights: [1, 1, 2, 0], classes: 2) == [0.5, 0])
  }

  private func meanLoss(_ heldOut: SplitResult.HeldOut) -> Double {
    split.test.enumerated().reduce(0) { sum, row in
      sum - heldOut.logProbabilities[0][row.offset, Int(data.targets[0].labels[row.element])] / 50
    }
  }

  /// The inner losses of every value's models by row, formed here once more.
  private func losses(_ models: KnownModels, recalibrated: Bool) -> [Double: [Double]] {
    models.weights.keys.reduce(into: [:]) { all, value in
      let model = models.model(value)
      all[value] = known {
        var logs = try inner.outOfFold(
          inner.all.map { model.product($0.heldOut.design) }, readBy: .baseline)
        if recalibrated {
          let spreads = inner.all.map { $0.spreads(of: model) }
          inner.divide(&logs, by: spreads)
          try Recalibration.fitted(
            to: logs[0], labels: inner.labels[0], weights: nil, startingFrom: nil,
            identity: exponential(spreads.reduce(0) { $0 + naturalLog($1[0]) } / 3)
          ).apply(to: &logs[0])
        }
        return inner.labels[0].enumerated().map { -logs[0][$0, Int($1)] }
      }
    }
  }

  private func known<Value>(_ body: () throws -> Value) -> Value {
    do { return try body() } catch { preconditionFailure("\(error)") }
  }
}

/// Σ xⁿ/n!.
private func exponential(_ x: Double) -> Double {
  var (sum, term) = (1.0, 1.0)
  for n in 1...60 {
    term *= x / Double(n)
    sum += term
  }
  return sum
}
