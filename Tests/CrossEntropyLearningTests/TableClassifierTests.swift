import CrossEntropy
import CrossEntropyEvaluation
import CrossEntropyFiles
import Foundation
import TestSupport
import Testing

@testable import CrossEntropyLearning

@Suite struct TableClassifierTests {
  /// Numbers and categories, with missing cells and rare levels in both training and elsewhere.
  private static func table(rows: Int, levels: [String], seed: UInt64, classes: Int = 3) -> String {
    let seed = RandomSeed(seed)
    var text = "size,colour,shape,y\n"
    for i in 0..<rows {
      let label = i % classes
      let at = UInt64(4 * i)
      let size = seed.uniform(at) < 0.1 ? "" : "\(Double(label) + 2 * seed.uniform(at + 1))"
      let level = levels[Int(Double(levels.count) * seed.uniform(at + 2))]
      let shape = seed.uniform(at + 3) < 0.1 ? "" : label == 0 ? "round" : "square"
      text += "\(size),\(level),\(shape),c\(label)\n"
    }
    return text
  }

  private static func read(_ csv: String, _ classifier: TableClassifier) throws -> DataTable {
    try TableReader(textColumns: classifier.textColumns)
      .read(bytes: Array(csv.utf8), name: "other.csv")
  }

  private static func classifier(_ kind: ModelKind, classes: Int) throws -> TableClassifier {
    let data = try dataset(
      csv: table(
        rows: 200, levels: ["red", "green", "blue", "red", "green", "blue"], seed: 1,
        classes: classes) + "1,teal,round,c0\n", roles: Dataset.Roles(target: "y"))
    let rows = Array(0..<data.rows)
    let encoder = FeatureEncoder(data, rows: rows)
    let shape = OutputShape(data)
    let model: TableClassifier.Model
    switch kind {
    case .linear, .sparseLinear:
      let encoded = EncodedRows(data, rows: rows, encoder: encoder, as: .design)
      let objective = ComparedLoss(.crossEntropy).objective(shape, balance: [])
      model = .linear(
        try LinearTrainer(objective, l2: 1e-3, tolerance: 1e-7).fit(encoded, shape, start: nil)
          .model)
    case .network(let hidden, _):
      model = .network(
        try NeuralNetwork(
          NetworkArchitecture(hidden: hidden, shape: shape), features: encoder.width,
          seed: RandomSeed(3)))
    }
    return TableClassifier(
      schema: Schema(data), encoder: encoder, model: model,
      maps: [
        [
          try .priorCorrection(classWeights: (0..<classes).map { 0.5 + Double($0) }),
          try Recalibration(scale: 1.1, offsets: (0..<classes).map { 0.1 * Double($0) }),
        ]
      ])
  }

  @Test(
    arguments: [
      ModelKind.linear, .network(hidden: [DenseLayer(5, activation: .tanh)]),
    ], [2, 3])
  func whatIsReadBackPredictsTheSameBits(kind: ModelKind, classes: Int) throws {
    let classifier = try Self.classifier(kind, classes: classes)
    let json = try JSONEncoder().encode(classifier)
    let read = try JSONDecoder().decode(TableClassifier.self, from: json)
    #expect(read == classifier)
    // Levels in another order, an unseen one, a rare one, missing cells, and no target column.
    let lines = Self.table(
      rows: 60, levels: ["violet", "blue", "", "red", "teal", "green"], seed: 9, classes: classes
    ).split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let csv = lines.map { "\($0[2]),\($0[1]),\($0[0])" }.joined(separator: "\n") + "\n"
    let table = try Self.read(csv, read)
    let (a, b) = (
      try classifier.predict(table).map(\.logProbabilities),
      try read.predict(table).map(\.logProbabilities)
    )
    #expect(a.map(\.elements) == b.map(\.elements))
    #expect(a[0].rows == 60 && a[0].columns == classes)
    for row in 0..<60 {
      #expect(abs((0..<classes).reduce(0) { $0 + exp(a[0][row, $1]) } - 1) < 1e-12)
    }
  }

  /// Each row is predicted as it is in the training table, whatever the codes of its levels.
  @Test func levelsAreKnownByName() throws {
    let classifier = try Self.classifier(.linear, classes: 3)
    let header = "size,colour,shape\n"
    let alone = ["1.5,red,round", "0.5,green,square", "2,blue,"].map {
      try? classifier.predict(Self.read(header + $0 + "\n", classifier))[0].logProbabilities
        .elements
    }
    let together = try classifier.predict(
      Self.read(header + "2,blue,\n0.5,green,square\n1.5,red,round\n", classifier))[0]
      .logProbabilities
    #expect(alone.compactMap { $0 }.count == 3)
    for (i, row) in [2, 1, 0].enumerated() {
      #expect(alone[i].map(Array.init) == (0..<3).map { together[row, $0] })
    }
    // Two unseen levels are one; a level of one training row is not.
    let others = try classifier.predict(
      Self.read(header + "1,mauve,round\n1,unheard-of,round\n1,teal,round\n", classifier))[0]
      .logProbabilities
    #expect((0..<3).map { others[0, $0] } == (0..<3).map { others[1, $0] })
    #expect((0..<3).map { others[0, $0] } != (0..<3).map { others[2, $0] })
  }

  @Test("Numbers of another table are differences from the same number as in training")
  func offsets() throws {
    let csv = "x,y\n1700000000000000246,a\n1700000000000000249,b\n1700000000000000251,a\n"
    let data = try dataset(csv: csv, roles: Dataset.Roles(target: "y"))
    #expect(data.features[0].offset == 1_700_000_000_000_000_256)
    let schema = Schema(data)
    func numbers(_ csv: String) throws -> [Double] {
      let table = try TableReader()
        .read(bytes: Array(csv.utf8), name: "other.csv")
      guard case .numbers(let numbers) = try schema.select(from: table)[0] else { return [] }
      return numbers
    }
    #expect(try numbers(csv) == [-10, -7, -5])
    #expect(try numbers("x,y\n1700000000000005249,a\n1700000000000005250,a\n") == [4993, 4994])
  }

  @Test func aTableThatDoesNotFitIsRefused() throws {
    let classifier = try Self.classifier(.linear, classes: 2)
    func error(_ csv: String) throws -> ClassifierError? {
      let table = try Self.read(csv, classifier)
      do throws(ClassifierError) {
        _ = try classifier.predict(table)
        return nil
      } catch {
        return error
      }
    }
    #expect(try error("size,shape\n1,round\n") == .missingColumn("colour", expected: .category))
    #expect(
      try error("size,colour,shape\nbig,red,round\n")
        == .otherKind("size", expected: .number, found: .category))
    // A column of missing cells is of either kind.
    #expect(try error("size,colour,shape\n,,\n,,\n") == nil)
    // Read without being told what is text.
    let table = try TableReader().read(
      bytes: Array("size,colour,shape\n1,2,round\n".utf8), name: "t.csv")
    #expect(throws: ClassifierError.otherKind("colour", expected: .category, found: .number)) {
      try classifier.predict(table)
    }
  }

  @Test(
    "A classifier from mutated JSON is refused or predicts without a trap",
    arguments: [ModelKind.linear, .network(hidden: [DenseLayer(3, activation: .relu)])], [2, 3])
  func mutatedClassifiers(kind: ModelKind, classes: Int) throws {
    let json = try JSONEncoder().encode(try Self.classifier(kind, classes: classes))
    let csv = "size,colour,shape\n2,blue,\n0.5,green,square\n,red,round\n"
    var refused = 0
    for step in 0..<200 * mutationRuns {
      let changed = try mutated(json, seed: RandomSeed(17).derived(UInt64(classes), UInt64(step)))
      do {
        let classifier = try JSONDecoder().decode(TableClassifier.self, from: changed)
        _ = try classifier.predict(try Self.read(csv, classifier))
      } catch is DecodingError {
        refused += 1
      } catch is ClassifierError {}
    }
    #expect(refused > 0)
  }

  /// What a file may hold that no classifier does: refused by an error, never a trap.
  @Test(arguments: [
    (#""scale":1.1"#, #""scale":-1"#),
    (#""features":9"#, #""features":7"#),
    (#""features":9"#, #""features":9223372036854775807"#),
    (#""outputs":3"#, #""outputs":2"#),
    (#""outputs":3"#, #""outputs":-3"#),
    (#""unit":"softmax""#, #""unit":"identity""#),
    (#""levels":["blue","green","red","teal"],"m"#, #""levels":["blue","green"],"m"#),
    (#""levels":["blue","green","red","teal"],"m"#, #""levels":["blue","blue","red"],"m"#),
    (#""classes":["c0","c1","c2"]"#, #""classes":["c0","c1"]"#),
    (#""name":"colour""#, #""name":"size""#),
  ])
  func aSpoiltFileIsRefused(_ part: String, _ spoilt: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let json = String(
      decoding: try encoder.encode(try Self.classifier(.linear, classes: 3)), as: UTF8.self)
    try #require(json.contains(part), "\(json)")
    let data = Data(json.replacingOccurrences(of: part, with: spoilt).utf8)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(TableClassifier.self, from: data)
    }
  }

  @Test(arguments: [
    (#"[{"units":2,"activation":"softmax"}]"#, true),
    ("[]", false), (#"[{"units":0,"activation":"softmax"}]"#, false),
    (#"[{"units":3,"activation":"softmax"},{"units":2,"activation":"softmax"}]"#, false),
  ])
  func layersOfAFileAreChecked(_ json: String, _ isRead: Bool) throws {
    let layers = try? JSONDecoder().decode(NetworkArchitecture.self, from: Data(json.utf8))
    #expect((layers != nil) == isRead)
  }

  @Test(arguments: [
    ("1", "[1,2,3,4]", true), ("1", "[1,2,3]", false), ("0", "[1,2]", false),
    ("4611686018427387904", "[1,2]", false), ("1", "[1,2,3,1e99]", false),
  ])
  func weightsOfAFileAreChecked(_ features: String, _ parameters: String, _ isRead: Bool) throws {
    let json = """
      {"layers":[{"units":2,"activation":"softmax"}],"features":\(features),\
      "parameters":\(parameters)}
      """
    let network = try? JSONDecoder().decode(NeuralNetwork.self, from: Data(json.utf8))
    #expect((network != nil) == isRead)
  }
}
