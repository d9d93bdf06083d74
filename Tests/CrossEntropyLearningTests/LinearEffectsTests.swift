import CrossEntropy
import CrossEntropyEvaluation
import TestSupport
import Testing

@testable import CrossEntropyFiles
@testable import CrossEntropyLearning

/// What a column of a linear classifier adds to its logits, and how important a column is.
@Suite struct LinearEffectsTests {
  /// Numbers with missing cells, a category with missing cells, a category without, and labels.
  private static func table(classes: Int, labels: Bool = false) -> String {
    var lines = [labels ? "x,n,c,k,y,z" : "x,n,c,k,y"]
    let seed = RandomSeed(3)
    for row in 0..<120 {
      func uniform(_ column: UInt64) -> Double { seed.derived(column).uniform(UInt64(row)) }
      let label = row % classes
      let x = Double(label) + 3 * uniform(0)
      let n = uniform(1) < 0.2 ? "" : "\(100 * uniform(2) + 20 * Double(label))"
      let c = ["red", "green", "blue", ""][min(3, Int(2 * uniform(3)) + label)]
      let k = uniform(4) < 0.3 ? "a" : "b"
      let second = labels ? ",\(uniform(5) < 0.4 ? 1 : 0)" : ""
      lines.append("\(x),\(n),\(c),\(k),\(labels ? label % 2 : label)\(second)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func classifier(
    _ csv: String, targets: [String], loss: String = "cross_entropy"
  ) throws -> (TableClassifier, Dataset) {
    var roles = Dataset.Roles(targets: targets)
    roles.labels.areClasses = true
    let data = try dataset(csv: csv, roles: roles)
    let classifier = try TableClassifier.fit(
      data, loss: ComparedLoss(parsing: loss), reading: .recalibrated, values: [1e-3], innerFolds: 2
    )
    return (classifier, data)
  }

  @Test(
    "The intercept and one weight per column make up the logits of every row, the maps among them",
    arguments: [
      (2, ["y"], "cross_entropy"), (2, ["y"], "focal:gamma=2"), (3, ["y"], "cross_entropy"),
      (3, ["y"], "balanced"), (2, ["y", "z"], "focal:gamma=1"),
    ])
  func sumsToTheLogits(classes: Int, targets: [String], loss: String) throws {
    let csv = Self.table(classes: classes, labels: targets.count > 1)
    let (classifier, data) = try Self.classifier(csv, targets: targets, loss: loss)
    let effects = try #require(classifier.effects)
    let predictions = try classifier.predict(data)
    let record = try #require(classifier.record)
    for row in 0..<data.rows {
      var logits = effects.outputs.map(\.intercept)
      for (column, feature) in zip(effects.columns, data.features) {
        let profile = try #require(record.columns.first { $0.name == column.name })
        var (term, times): (LinearEffects.Term?, Double) = (nil, 1)
        switch feature.values {
        case .numbers(let numbers):
          if numbers[row].isNaN {
            term = column.terms.first { $0.cell == .missing }
          } else {
            term = column.terms[0]
            let mean = try #require(profile.mean)
            let deviation = try #require(profile.deviation)
            times = (numbers[row] + feature.offset - mean) / deviation
          }
        case .categories(let codes, let levels):
          let cell: LinearEffects.Term.Cell =
            codes[row] < 0 ? .missing : .level(levels[Int(codes[row])])
          term = column.terms.first { $0.cell == cell }
        case .sparse: Issue.record("no table here has such a column")
        }
        let weights = try #require(term).weights
        for output in logits.indices { logits[output] += times * weights[output] }
      }
      let expected: [Double]
      if classes == 2 {
        expected = predictions.map { $0.logProbabilities[row, 1] - $0.logProbabilities[row, 0] }
      } else {
        let logs = (0..<classes).map { predictions[0].logProbabilities[row, $0] }
        let mean = logs.reduce(0, +) / Double(classes)
        expected = logs.map { $0 - mean }
      }
      for (logit, wanted) in zip(logits, expected) {
        #expect(abs(logit - wanted) < 1e-9, "row \(row): \(logit), \(wanted)")
      }
    }
  }

  @Test("Weights are against the average row, and a size is the deviation of what a column adds")
  func sizes() throws {
    let (classifier, data) = try Self.classifier(Self.table(classes: 3), targets: ["y"])
    let effects = try #require(classifier.effects)
    for (column, feature) in zip(effects.columns, data.features) {
      #expect(column.name == feature.name)
      for term in column.terms { #expect(abs(term.weights.reduce(0, +)) < 1e-12) }
      let terms: [LinearEffects.Term?]
      var factors = [Double](repeating: 1, count: data.rows)
      switch feature.values {
      case .numbers(let numbers):
        let present = numbers.filter { !$0.isNaN }
        let mean = present.reduce(0, +) / Double(present.count)
        let deviation =
          (present.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(present.count))
          .squareRoot()
        #expect(column.terms[0].cell == .deviation(deviation))
        let unit = try #require(column.terms[0].weightsPerUnit)
        #expect(abs(unit[0] * deviation - column.terms[0].weights[0]) < 1e-12)
        terms = numbers.map { $0.isNaN ? column.terms.last : column.terms[0] }
        factors = numbers.map { $0.isNaN ? 1 : ($0 - mean) / deviation }
      case .categories(let codes, let levels):
        terms = codes.map { code in
          column.terms.first { $0.cell == (code < 0 ? .missing : .level(levels[Int(code)])) }
        }
      case .sparse: terms = []
      }
      let deviations = effects.outputs.indices.map { output in
        let added = zip(terms, factors).map { ($0?.weights[output] ?? .nan) * $1 }
        let mean = added.reduce(0, +) / Double(added.count)
        if case .categories = feature.values { #expect(abs(mean) < 1e-12) }
        return (added.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(added.count))
          .squareRoot()
      }
      #expect(abs(try #require(column.size) - (deviations.max() ?? 0)) < 1e-9)
    }
  }

  @Test("By hand: weights 2 and −1 on levels of three rows and one row")
  func byHand() throws {
    let data = try dataset(
      csv: "x,c,y\n1,p,0\n3,p,1\n5,p,0\n7,q,1\n", roles: Dataset.Roles(targets: ["y"]))
    let encoder = TableEncoder(data)
    let model = LinearModel(weights: matrix([[0.5], [2], [-1], [0.25]]), unit: .sigmoid)
    let classifier = TableClassifier(encoder: encoder, model: .linear(model))
    let effects = try #require(classifier.effects)
    // No record says how many rows a level has: both count the same, ½·2 + ½·(−1) = 0.5.
    #expect(effects.outputs.map(\.intercept) == [0.75])
    #expect(effects.outputs[0].name == "1" && effects.outputs[0].target == "y")
    #expect(effects.columns[1].terms.map(\.weights) == [[1.5], [-1.5]])
    #expect(effects.columns[1].size == 1.5 && effects.columns[1].terms[0].share == nil)
    #expect(effects.columns[0].terms[0].cell == .deviation(5.0.squareRoot()))
    #expect(effects.columns[0].terms[0].weightsPerUnit == [0.5 / 5.0.squareRoot()])
    #expect(abs(effects.columns[1].terms[0].oddsRatios[0] - 4.481689070338065) < 1e-15)
  }

  @Test("By hand: what all classes of a softmax share is taken away")
  func byHandOfThree() throws {
    let data = try dataset(
      csv: "x,y\n1,p\n3,q\n5,r\n7,p\n", roles: Dataset.Roles(targets: ["y"]))
    let model = LinearModel(weights: matrix([[1, 2, 6], [0, 3, 0]]), unit: .softmax)
    let classifier = TableClassifier(encoder: TableEncoder(data), model: .linear(model))
    let effects = try #require(classifier.effects)
    #expect(effects.columns[0].terms[0].weights == [-2, -1, 3])
    #expect(effects.outputs.map(\.intercept) == [-1, 2, -1])
  }

  @Test("A network has no weights to show")
  func network() throws {
    let data = try dataset(csv: Self.table(classes: 2), roles: Dataset.Roles(targets: ["y"]))
    let classifier = try TableClassifier.fit(
      data, model: .network(hidden: [DenseLayer(2, activation: .tanh)]), values: [0.01])
    #expect(classifier.effects == nil)
  }

  // MARK: Importance

  @Test(
    "An importance is what shuffled tables score more, by a plain loop",
    arguments: [(2, ["y"]), (3, ["y"]), (2, ["y", "z"])])
  func importance(classes: Int, targets: [String]) throws {
    let csv = Self.table(classes: classes, labels: targets.count > 1)
    let (classifier, _) = try Self.classifier(csv, targets: targets)
    let rows = csv.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    func read(_ rows: [[String]]) throws -> DataTable {
      let text = rows.map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n"
      return try TableReader(textColumns: classifier.textColumns).read(
        bytes: Array(text.utf8), name: "t.csv")
    }
    let table = try read(rows)
    let plain = try classifier.scores(on: table).logLoss.mean
    let importances = try classifier.permutationImportances(
      on: table, permutations: 3, seed: RandomSeed(9), threads: 2)
    #expect(importances.map(\.column) == classifier.columns)
    for (place, importance) in importances.enumerated() {
      var sum = 0.0
      for permutation in 0..<3 {
        var order = Array(0..<120)
        RandomSeed(9).derived(UInt64(permutation)).shuffle(&order)
        var dealt = rows
        for (row, other) in order.enumerated() { dealt[row + 1][place] = rows[other + 1][place] }
        sum += try classifier.scores(on: read(dealt)).logLoss.mean - plain
      }
      let increase = importance.logLossIncrease
      #expect(abs(increase.mean - sum / 3) < 1e-9, "\(importance.column)")
      let interval = try #require(try increase.interval())
      #expect(interval.low < increase.mean && increase.mean < interval.high)
      #expect(increase.units == 120)
    }
    #expect(importances[0].logLossIncrease.mean > 0.05)
    let one = try classifier.permutationImportances(
      on: table, permutations: 3, seed: RandomSeed(9), threads: 1)
    #expect(one == importances)
  }

  @Test("Rows without a label take no part, and a table without the target or any label is refused")
  func labels() throws {
    let csv = Self.table(classes: 2)
    let (classifier, _) = try Self.classifier(csv, targets: ["y"])
    func importances(_ text: String) throws -> [PermutationImportance] {
      try classifier.permutationImportances(
        on: TableReader(textColumns: classifier.textColumns).read(
          bytes: Array(text.utf8), name: "t.csv"))
    }
    #expect(try importances(csv + "9,9,red,a,\n") == importances(csv))
    #expect(throws: ClassifierError.noLabels) { try importances("x,n,c,k,y\n1,2,red,a,\n") }
    #expect(throws: ClassifierError.missingTarget("y")) { try importances("x,n,c,k\n1,2,red,a\n") }
  }
}
