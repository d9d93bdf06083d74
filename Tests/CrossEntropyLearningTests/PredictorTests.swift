import CrossEntropyFiles
import Foundation
import TestSupport
import Testing

@testable import CrossEntropyLearning

/// Row by row and batch by batch, the bits are those of a whole table.
@Suite struct PredictorTests {
  private static let csv =
    "day;colour;size\n2024-02-11;red;0,5\n2025-01-01;violet;\n2024-05-05;;2,5\n2024-05-07;blue;1\n"
  private static let cells: [[String: Predictor.Cell]] = [
    ["day": .number(19_764), "colour": .text("red"), "size": .number(0.5), "more": .missing],
    ["day": .number(20_089), "colour": .text("violet"), "size": .missing],
    ["day": .number(19_848), "colour": .missing, "size": .number(2.5)],
    ["day": .number(19_850), "colour": .text("blue"), "size": .number(1)],
  ]

  @Test(arguments: ModelFileTests.classifiers.keys.sorted().filter { $0 != "labels" })
  func aRowAloneGivesTheSameBits(name: String) throws {
    let classifier = try #require(ModelFileTests.classifiers[name])
    let table = try TableReader(textColumns: classifier.textColumns)
      .read(bytes: Array(Self.csv.utf8), name: "new.csv")
    let whole = try classifier.predict(table)[0].probabilities
    let predictor = Predictor(classifier)
    for (row, cells) in Self.cells.enumerated() {
      let one = try predictor.probabilities(of: cells)
      #expect(one.count == 1)
      #expect(
        one[0].map(\.bitPattern) == (0..<whole.columns).map { whole[row, $0].bitPattern },
        "row \(row)")
    }
  }

  @Test func whatARowLacksIsNamed() throws {
    let predictor = Predictor(try #require(ModelFileTests.classifiers["linear-3"]))
    var row = Self.cells[0]
    row["colour"] = nil
    #expect(throws: ClassifierError.missingColumn("colour", expected: .category)) {
      try predictor.probabilities(of: row)
    }
    row["colour"] = .number(1)
    #expect(throws: ClassifierError.otherKind("colour", expected: .category, found: .number)) {
      try predictor.probabilities(of: row)
    }
    row = Self.cells[0]
    row["size"] = .text("big")
    #expect(throws: ClassifierError.otherKind("size", expected: .number, found: .category)) {
      try predictor.probabilities(of: row)
    }
  }

  /// Wide enough for a BLAS library, and for blocks that do not end with the batch.
  @Test(arguments: [1, 2, 3, 7, 64, 513], [3, 150])
  func theSizeOfABatchChangesNoBit(rows: Int, classes: Int) throws {
    let features = classes > 100 ? 140 : 5
    let seed = RandomSeed(3)
    var csv = (0..<features).map { "x\($0)," }.joined() + "y\n"
    let trained = 4 * classes
    for row in 0..<trained {
      for x in 0..<features { csv += "\(seed.uniform(UInt64(row * features + x)))," }
      csv += "c\(1000 + row % classes)\n"
    }
    let data = try dataset(csv: csv, roles: Dataset.Roles(target: "y"))
    let encoder = TableEncoder(data)
    let design = try encoder.encode(data)
    var weights = Matrix(rows: features + 1, columns: classes, repeating: 0.0)
    for i in 0...features {
      for j in 0..<classes { weights[i, j] = seed.uniform(UInt64(90_000 + i * classes + j)) - 0.5 }
    }
    let model = LinearModel(weights: weights, unit: .softmax)
    let classifier = TableClassifier(encoder: encoder, model: .linear(model))
    #expect(design.rows == trained)
    let whole = try classifier.predict(data)[0].probabilities
    for start in stride(from: 0, to: trained, by: rows) {
      let some = Array(start..<min(start + rows, trained))
      let part = try classifier.predict(data, rows: some)[0].probabilities
      for (index, row) in some.enumerated() {
        let equal = (0..<classes).allSatisfy {
          part[index, $0].bitPattern == whole[row, $0].bitPattern
        }
        #expect(equal, "row \(row) of batches of \(rows)")
        if !equal { return }
      }
    }
  }
}
