import CrossEntropy
import Foundation
import TestSupport
import Testing

@testable import CrossEntropyFiles
@testable import CrossEntropyLearning

/// Sparse numbers teach a model what the same numbers would as columns of their own.
@Suite struct SparseLearningTests {
  /// Rows of 40 numbers, of which about five are not 0, as sparse ones and as columns, beside a number and a category.
  private static func tables(
    classes: Int, rows: Int = 120, seed: UInt64 = 5
  ) throws -> (sparse: DataTable, dense: DataTable) {
    let seed = RandomSeed(seed)
    var csv = "y,size,kind\n"
    var columns = (0..<40).map { _ in [Double](repeating: 0, count: rows) }
    var sparse = SparseRows(width: 40)
    for row in 0..<rows {
      let bits = seed.bits(UInt64(row))
      var score = 0.0
      for place in 0..<40 where seed.derived(1).bits(UInt64(row * 40 + place)) % 8 == 0 {
        let number = Double(seed.derived(2).bits(UInt64(row * 40 + place)) % 1000) / 250 - 1
        columns[place][row] = number
        sparse.append(number, at: Int32(place))
        score += number * Double(place % 5 - 2)
      }
      sparse.endRow()
      let label = abs(Int(score + Double(bits % 4))) % classes
      csv += "c\(label),\(Double(bits % 97) / 10),\(["a", "b", "c"][Int(bits / 97 % 3)])\n"
    }
    return try both(csv, sparse, columns)
  }

  /// A table with the same numbers as sparse ones and as columns.
  private static func both(
    _ csv: String, _ sparse: SparseRows, _ columns: [[Double]]
  ) throws -> (sparse: DataTable, dense: DataTable) {
    var table = try TableReader(textColumns: ["y"]).read(bytes: Array(csv.utf8), name: "t.csv")
    var dense = table
    table.columns.append(
      DataTable.Column(name: "features", values: .sparse(sparse), missingCount: 0))
    for (place, numbers) in columns.enumerated() {
      dense.columns.append(
        DataTable.Column(name: "x\(place)", values: .numbers(numbers), missingCount: 0))
    }
    return (table, dense)
  }

  private static func roles(_ scaling: Dataset.Scaling = .deviation) -> Dataset.Roles {
    var roles = Dataset.Roles(target: "y")
    roles.scaling = scaling
    return roles
  }

  @Test(
    "Sparse numbers are centred though they stay sparse",
    arguments: [2, 3], Dataset.Scaling.allCases)
  func asColumnsOfTheirOwn(classes: Int, scaling: Dataset.Scaling) throws {
    let (table, other) = try Self.tables(classes: classes)
    let sparse = try Dataset(table, roles: Self.roles(scaling))
    let dense = try Dataset(other, roles: Self.roles(scaling))
    #expect(sparse.features.map(\.kind) == [.number, .category, .sparse])
    let one = try TableClassifier.fit(sparse, values: [0.01])
    let two = try TableClassifier.fit(dense, values: [0.01])
    #expect(one.featureCount == two.featureCount)
    let (a, b) = (try one.predict(table)[0], try two.predict(other)[0])
    for (p, q) in zip(a.probabilities.elements, b.probabilities.elements) {
      // A fit ends at a gradient of 1e-7, and with it its weights within 1e-7 / λ.
      #expect(abs(p - q) < 1e-5)
    }
    let effects = (try #require(one.effects), try #require(two.effects))
    for place in 0..<40 {
      let term = effects.0.columns[2].terms[place]
      #expect(term.cell == .place("\(place + 1)"))
      let unit = try #require(effects.1.columns[2 + place].terms[0].weightsPerUnit)
      for (w, v) in zip(term.weights, unit) { #expect(abs(w - v) < 4e-5) }
    }
  }

  /// 80 rows in which one place is filled everywhere, far from 0, and another half the time.
  private static func farTables() throws -> (sparse: DataTable, dense: DataTable) {
    let seed = RandomSeed(9)
    var csv = "y\n"
    var sparse = SparseRows(width: 2)
    var columns = [[Double]](repeating: [], count: 2)
    for row in 0..<80 {
      let label = row % 2
      let far = 1e6 + Double(label) / 2 + Double(seed.bits(UInt64(row)) % 1000) / 500
      let half =
        row % 4 < 2 ? 0 : Double(seed.derived(1).bits(UInt64(row)) % 100) / 10 + Double(label)
      sparse.append(far, at: 0)
      if half != 0 { sparse.append(half, at: 1) }
      sparse.endRow()
      columns[0].append(far)
      columns[1].append(half)
      csv += "c\(label)\n"
    }
    return try both(csv, sparse, columns)
  }

  @Test(
    "A place that is filled in every row, far from 0, is learnt as a column",
    arguments: [
      ModelKind.linear, .sparseLinear, .network(hidden: [DenseLayer(3, activation: .tanh)]),
    ])
  func farFromZero(model: ModelKind) throws {
    let (table, other) = try Self.farTables()
    let one = try TableClassifier.fit(
      try Dataset(table, roles: Self.roles()), model: model, values: [0.01])
    let two = try TableClassifier.fit(
      try Dataset(other, roles: Self.roles()), model: model, values: [0.01])
    #expect(one.record?.isFinished == true)
    let (a, b) = (try one.predict(table)[0], try two.predict(other)[0])
    // The numbers lie 10⁶ deviations from 0, of whose 16 digits ten are left; a network has seven.
    let error = model.searched == .stepSize ? 1e-3 : 1e-5
    for (p, q) in zip(a.probabilities.elements, b.probabilities.elements) {
      #expect(abs(p - q) < error)
    }
  }

  @Test("A network reads them as the numbers that they are")
  func networks() throws {
    let (table, _) = try Self.tables(classes: 3)
    let data = try Dataset(table, roles: Self.roles())
    let encoder = FeatureEncoder(data, rows: Array(0..<data.rows))
    let design = encoder.encode(data, rows: Array(0..<data.rows))
    let floats = design.floats
    #expect(floats.features == design.features && floats.numbers.columns == 41)
    for row in 0..<data.rows {
      for place in 0..<40 {
        #expect(floats.numbers[row, 1 + place] == Float(design[row, design.features - 40 + place]))
      }
    }
    let network = try TableClassifier.fit(
      data, model: .network(hidden: [DenseLayer(4, activation: .tanh)]), values: [0.01])
    #expect(try network.predict(table)[0].probabilities.elements.allSatisfy(\.isFinite))
  }

  @Test(
    "A fit of numbers, levels and sparse numbers is that of the same rows written out",
    arguments: [2, 3, 5])
  func designs(classes: Int) throws {
    let (table, _) = try Self.tables(classes: classes, rows: 300)
    let data = try Dataset(table, roles: Self.roles())
    let rows = encoded(data)
    let labels = data.targets[0].labels
    let objective =
      classes == 2 ? Objective(SigmoidCrossEntropy()) : Objective(SoftmaxCrossEntropy())
    let trainer = LinearTrainer(objective, l2: 0.003, tolerance: 1e-9)
    let fit = try trainer.fit(rows.design, labels: labels, classes: classes)
    let plain = try trainer.fit(dense(rows.design), labels: labels, classes: classes)
    #expect(fit.converged && plain.converged)
    #expect(abs(fit.objective - plain.objective) < 1e-12)
    for (a, b) in zip(fit.model.weights.elements, plain.model.weights.elements) {
      #expect(abs(a - b) < 1e-6)
    }
    var threaded = trainer
    threaded.threads = 2
    #expect(
      try threaded.fit(rows.design, labels: labels, classes: classes).model.weights.elements
        == fit.model.weights.elements)
  }

  @Test("Places that training did not meet add nothing, in whatever row")
  func unseenPlaces() throws {
    let (table, _) = try Self.tables(classes: 2)
    let classifier = try TableClassifier.fit(
      try Dataset(table, roles: Self.roles()), values: [0.01])
    var wider = table
    guard case .sparse(let rows) = table.columns[3].values else { return }
    var more = SparseRows(width: 1_000_000)
    for row in 0..<rows.count {
      for entry in rows.entries(of: row) {
        more.append(rows.numbers[entry], at: rows.places[entry])
      }
      more.append(7, at: 999_999)
      more.endRow()
    }
    wider.columns[3].values = .sparse(more)
    #expect(
      try classifier.predict(wider)[0].probabilities == classifier.predict(table)[0].probabilities)
  }

  @Test("A saved model gives the same bits, and one row at a time the same but for the last")
  func savedAndAlone() throws {
    let (table, _) = try Self.tables(classes: 3)
    let classifier = try TableClassifier.fit(
      try Dataset(table, roles: Self.roles()), values: [0.01])
    let again = try TableClassifier(fileBytes: classifier.fileBytes)
    #expect(again == classifier)
    let whole = try again.predict(table)[0].probabilities
    let predictor = Predictor(again)
    guard case .sparse(let rows) = table.columns[3].values,
      case .numbers(let sizes) = table.columns[1].values,
      case .categories(let codes, let levels) = table.columns[2].values
    else { return }
    for row in 0..<table.rowCount {
      let numbers = Dictionary(
        uniqueKeysWithValues: rows.entries(of: row).map {
          (Int(rows.places[$0]) + 1, rows.numbers[$0])
        })
      let one = try predictor.probabilities(of: [
        "size": .number(sizes[row] + table.columns[1].offset),
        "kind": .text(levels[Int(codes[row])]), "features": .sparse(numbers),
      ])
      for (p, q) in zip(one[0], (0..<3).map { whole[row, $0] }) { #expect(abs(p - q) <= p.ulp) }
    }
    func alone(_ numbers: [Int: Double]) throws -> [[Double]] {
      try predictor.probabilities(of: [
        "size": .missing, "kind": .missing, "features": .sparse(numbers),
      ])
    }
    // Indices that no file has, and numbers that are none, add nothing.
    #expect(try alone([.min: 1, 0: 1, -3: 1, .max: 1, 2: .nan]) == alone([:]))
    #expect(throws: ClassifierError.otherKind("features", expected: .sparse, found: .number)) {
      try predictor.probabilities(of: [
        "size": .missing, "kind": .missing, "features": .number(1),
      ])
    }
  }

  @Test("The importance of sparse numbers is that of all their places together")
  func importance() throws {
    let (table, _) = try Self.tables(classes: 2)
    let classifier = try TableClassifier.fit(
      try Dataset(table, roles: Self.roles()), values: [0.01])
    let all = try classifier.permutationImportances(on: table, permutations: 3)
    #expect(all[2].logLossIncrease.mean > 0.1)
    #expect(all[2].logLossIncrease.mean > all[0].logLossIncrease.mean)
  }

  @Test(
    "Rows that are none are refused",
    arguments: [
      ([0, 2], [1, 1], [1.0, 2.0]), ([0, 2], [1, 0], [1, 2]), ([0, 1], [4], [1]),
      ([0, 1], [-1], [1]), ([1, 1], [], []), ([0, 2], [1], [1]), ([0, 2, 1], [1], [1]),
      ([0, 1], [1], [.infinity]), ([0, 1], [1], [1, 2]),
    ] as [([Int], [Int32], [Double])])
  func noRows(starts: [Int], places: [Int32], numbers: [Double]) {
    #expect(
      SparseRows(width: 4, starts: starts, places: places, numbers: numbers) == nil)
    #expect(SparseRows(width: 4, starts: [0, 2], places: [0, 3], numbers: [1, 2])?.count == 1)
  }

  @Test(
    "A rule of a damaged file is refused",
    arguments: [
      #"{"places":[1,1],"scales":[1,1],"centres":[0,0],"normalised":false}"#,
      #"{"places":[2,1],"scales":[1,1],"centres":[0,0],"normalised":false}"#,
      #"{"places":[-1,1],"scales":[1,1],"centres":[0,0],"normalised":false}"#,
      #"{"places":[1],"scales":[1,1],"centres":[0],"normalised":false}"#,
      #"{"places":[1],"scales":[0],"centres":[0],"normalised":false}"#,
      #"{"places":[1],"scales":[1],"centres":[],"normalised":false}"#,
      #"{"places":[1],"scales":[1],"centres":[0],"normalised":true,"names":[]}"#,
    ])
  func damagedRule(json: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(SparseRule.self, from: Data(json.utf8))
    }
  }
}

/// The rows of `Scripts/sparse_reference.py`, with liblinear's optima.
@Suite struct SparseReferenceTests {
  private static func rows() -> (rows: SparseRows, labels: [Int32]) {
    var rows = SparseRows(width: 300)
    var labels: [Int32] = []
    for i in 0..<400 {
      var numbers: [Int: Double] = [:]
      for k in 0..<12 {
        let place = (i * 7 + k * k * 13 + (i * k) % 29 * 5) % 300
        let number = Double((i * 31 + k * 17) % 23 - 11) / 7
        if number != 0 { numbers[place] = number }
      }
      var score = Double(i * 53 % 41 - 20) / 5
      for (place, number) in numbers.sorted(by: { $0.key < $1.key }) {
        score += number * Double(place % 7 - 3)
        rows.append(number, at: Int32(place))
      }
      rows.endRow()
      labels.append(score > 0 ? 1 : 0)
    }
    return (rows, labels)
  }

  @Test("The optimum is liblinear's", arguments: [0.01, 0.1, 1, 10])
  func liblinear(c: Double) throws {
    let path = "\(packageRoot)/Scripts/sparse_reference.txt"
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    let words = try #require(
      lines.map { $0.split(separator: " ") }.first {
        $0[0] == "C" && Double($0[1]) == c
      })
    let (rows, labels) = Self.rows()
    #expect(lines[1].contains("\(rows.places.count) numbers"))
    let scale = c * Double(labels.count)
    let fit = try LinearTrainer(
      Objective(SigmoidCrossEntropy()), l2: 1 / scale, tolerance: 1e-10
    ).fit(DesignMatrix(features: rows), labels: labels, classes: 2)
    #expect(fit.converged)
    let expected = try #require(Double(words[3]))
    #expect(abs(fit.objective * scale - expected) <= 1e-9 * expected)
    #expect(abs(fit.model.weights[300, 0] - (try #require(Double(words[5])))) < 1e-5)
    #expect(abs(fit.model.weights[10, 0] - (try #require(Double(words[7])))) < 1e-5)
  }
}
