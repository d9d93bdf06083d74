import CrossEntropyFiles
import Foundation
import TestSupport
import Testing

@testable import CrossEntropyLearning

/// The words of texts as features.
@Suite struct TextLearningTests {
  @Test(
    "A word is letters or digits in a row",
    arguments: [
      ("Don't STOP, it's 2024!", ["don", "stop", "it", "2024"]), ("", []), ("a b c", []),
      ("x1 – y", ["x1"]), ("Größe ÉTÉ", ["größe", "été"]), ("한국어 단어", ["한국어", "단어"]),
      ("中 文", ["中", "文"]), ("tab\tand\nline", ["tab", "and", "line"]),
    ])
  func splitsWords(text: String, expected: [String]) {
    #expect(words(of: text) == expected)
  }

  @Test func countsWordsAndPairs() {
    var hasher = TextHasher(keepsNames: true)
    hasher.append("red fish blue fish red fish")
    let rows = hasher.rows
    let counts = Dictionary(
      uniqueKeysWithValues: zip(rows.places, rows.numbers).map { (hasher.names[$0] ?? "", $1) })
    let (twice, thrice): (Double, Double) = (1 + log(2), 1 + log(3))
    let expected: [String: Double] = [
      "red": twice, "fish": thrice, "blue": 1, "red fish": twice, "fish blue": 1, "blue fish": 1,
      "fish red": 1,
    ]
    #expect(counts == expected)
    #expect(rows.width == 262_144 && rows.count == 1)
    // Places are those of every machine and release: model files know them.
    #expect(hasher.names.first { $0.value == "fish" }?.key == fishPlace)
    #expect(hasher.names.first { $0.value == "fish blue" }?.key == fishBluePlace)
  }

  private static let csv: String = {
    let seed = RandomSeed(3)
    let good = ["great", "lovely", "warm", "kind"]
    let bad = ["poor", "cold", "rude", "late"]
    let other = ["the", "food", "was", "and", "service", "table", "again", "we"]
    var csv = "review,stars,liked\n"
    for row in 0..<200 {
      let bits = (0..<8).map { seed.bits(UInt64(row * 8 + $0)) }
      let isGood = bits[0] % 2 == 0
      var text = bits[1..<7].map { other[Int($0 % 8)] }
      text.insert((isGood ? good : bad)[Int(bits[7] % 4)], at: Int(bits[7] / 4 % 6))
      csv += "\"\(text.joined(separator: " "))\",\(bits[3] % 5),\(isGood ? "yes" : "no")\n"
    }
    return csv
  }()

  private static func roles(_ text: [String]) -> Dataset.Roles {
    var roles = Dataset.Roles(target: "liked")
    roles.text = text
    return roles
  }

  @Test func learnsFromWords() throws {
    let table = try TableReader(textColumns: ["liked", "review"])
      .read(bytes: Array(Self.csv.utf8), name: "t.csv")
    let data = try Dataset(table, roles: Self.roles(["review"]))
    #expect(data.features.map(\.kind) == [.text, .number])
    let classifier = try TableClassifier.fit(data, rows: Array(0..<150), values: [0.003])
    #expect(try classifier.scores(on: data, rows: Array(150..<200)).accuracy.mean > 0.95)
    // The words themselves are named.
    let terms = try #require(classifier.effects).columns[0].terms
    func weight(_ word: String) -> Double {
      terms.first { $0.cell == .place(word) }?.weights[0] ?? .nan
    }
    for word in ["great", "lovely", "warm", "kind"] { #expect(weight(word) > 0.3, "\(word)") }
    for word in ["poor", "cold", "rude", "late"] { #expect(weight(word) < -0.3, "\(word)") }
    #expect(abs(weight("table")) < 0.3)

    let again = try TableClassifier(fileBytes: classifier.fileBytes)
    let whole = try again.predict(table)[0].probabilities
    #expect(whole == (try classifier.predict(table)[0].probabilities))
    let predictor = Predictor(again)
    guard case .categories(let codes, let levels) = table.columns[0].values,
      case .numbers(let stars) = table.columns[1].values
    else { return }
    for row in [0, 17, 199] {
      let one = try predictor.probabilities(of: [
        "review": .text(levels[Int(codes[row])]), "stars": .number(stars[row]),
      ])
      #expect(one[0] == [whole[row, 0], whole[row, 1]])
    }
    // A row without words is predicted from the rest.
    #expect(
      try predictor.probabilities(of: ["review": .missing, "stars": .missing])[0][0].isFinite)
  }

  @Test("Counts are weighted by how rare a word is, and rows brought to the length 1")
  func weighsByRarity() throws {
    let csv = "t,y\nred fish,a\nred bird,b\nred,a\n"
    let table = try TableReader(textColumns: ["t", "y"]).read(bytes: Array(csv.utf8), name: "t.csv")
    var roles = Dataset.Roles(target: "y")
    roles.text = ["t"]
    let data = try Dataset(table, roles: roles)
    let encoder = FeatureEncoder(data, rows: [0, 1, 2])
    guard case .sparse(let rule) = encoder.rules[0] else { return #expect(Bool(false)) }
    let names = try #require(rule.names)
    let scales = Dictionary(uniqueKeysWithValues: zip(names, rule.scales))
    // scikit-learn's TfidfTransformer: ln((1 + 3) / (1 + df)) + 1.
    let rare: Double = log(2) + 1
    let expected = ["red": 1.0, "fish": rare, "red bird": rare, "bird": rare, "red fish": rare]
    #expect(scales == expected)
    let design = encoder.encode(data, rows: [0, 1, 2])
    let length = (1 + 2 * rare * rare).squareRoot()
    let red = try #require(names.firstIndex(of: "red"))
    #expect(abs(design[0, red] - 1 / length) < 1e-15 && design[2, red] == 1)
    for row in 0..<3 {
      let squares = (0..<design.features).reduce(0) { $0 + design[row, $1] * design[row, $1] }
      #expect(abs(squares - 1) < 1e-14)
    }
  }

  @Test("Sentences that nobody asked to read are pointed out")
  func pointsOutProse() throws {
    let table = try TableReader(textColumns: ["liked"]).read(
      bytes: Array(Self.csv.utf8), name: "t.csv")
    #expect(try Dataset(table, roles: Self.roles([])).notes.contains(.prose(column: "review")))
    #expect(
      !(try Dataset(table, roles: Self.roles(["review"])).notes.contains(.prose(column: "review"))))
    let names = try dataset(
      csv: "n,x,y\n" + (0..<40).map { "name \($0),\($0 % 7),\($0 % 2)\n" }.joined(),
      roles: Dataset.Roles(target: "y"))
    #expect(!names.notes.contains(.prose(column: "n")))
  }

  @Test func numbersAreNoTexts() throws {
    let table = try TableReader(textColumns: ["liked"]).read(
      bytes: Array(Self.csv.utf8), name: "t.csv")
    #expect(throws: DatasetError(.notText("stars"), in: table)) {
      try Dataset(table, roles: Self.roles(["stars"]))
    }
  }
}

private let fishPlace: Int32 = 154_993
private let fishBluePlace: Int32 = 127_640
