import CrossEntropyFiles
import TestSupport
import Testing

@testable import CrossEntropyLearning

@Suite struct FeatureEncoderTests {
  private func table(_ rows: [String], header: String = "x,y") throws -> Dataset {
    try dataset(
      csv: ([header] + rows).joined(separator: "\n") + "\n", roles: Dataset.Roles(target: "y"))
  }

  private func row(_ design: DesignMatrix, _ i: Int) -> [Double] {
    (0..<design.features).map { design[i, $0] }
  }

  @Test func numbersAreStandardised() throws {
    // Mean 4, population deviation 2 over the first four rows; the fifth is encoded alike.
    let data = try table(["2,a", "2,b", "6,a", "6,b", "8,a"])
    let encoder = FeatureEncoder(data, rows: [0, 1, 2, 3])
    let design = encoder.encode(data, rows: [0, 2, 4])
    #expect(design.rows == 3 && design.features == 1)
    #expect([row(design, 0), row(design, 1), row(design, 2)] == [[-1], [1], [2]])
    #expect(design.matrix[2, 1] == 1, "the last column carries the intercept")
  }

  @Test func missingNumbersBecomeTheMeanAndAreMarked() throws {
    let data = try table(["1,a", ",b", "3,a", "NA,b"])
    let encoder = FeatureEncoder(data, rows: [0, 1, 2])
    let design = encoder.encode(data, rows: [0, 1, 2, 3])
    #expect((0..<4).map { row(design, $0) } == [[-1, 0], [0, 1], [1, 0], [0, 1]])
    // Without a missing cell in training there is nothing to learn a mark from.
    let blind = FeatureEncoder(data, rows: [0, 2])
    #expect(blind.width == 1)
    #expect(row(blind.encode(data, rows: [3]), 0) == [0])
  }

  @Test func aColumnConstantInTrainingSaysNothing() throws {
    let data = try table(["5,a", "5,b", "7,a"])
    let encoder = FeatureEncoder(data, rows: [0, 1])
    #expect(row(encoder.encode(data, rows: [2]), 0) == [0])
  }

  @Test("Cells that differ are never constant, however little, and cells that are equal always are")
  func whatIsConstant() throws {
    let data = try table(
      ["1e15,.1,a", "1000000000000004,.1,b", "1000000000000002,.1,b", "-5,7,a"], header: "x,z,y")
    let design = FeatureEncoder(data, rows: [0, 1, 2]).encode(data, rows: [0, 1, 2])
    #expect(row(design, 0)[0] < row(design, 2)[0] && row(design, 2)[0] < row(design, 1)[0])
    #expect((0..<3).allSatisfy { row(design, $0)[1] == 0 })
  }

  @Test func everyLevelOfTrainingHasAColumn() throws {
    let data = try table(
      Array(repeating: "u,a", count: 5) + Array(repeating: "v,b", count: 5)
        + ["w,a", "z,b", ",b", "u,b"])
    let seen = FeatureEncoder(data, rows: Array(0..<11))
    // u, v and w, of one row; z and the missing cell were not there, and have no column.
    let design = seen.encode(data, rows: [0, 5, 10, 11, 12])
    #expect(
      (0..<5).map { row(design, $0) } == [
        [1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0], [0, 0, 0],
      ])
    // A missing cell seen in training has a column of its own.
    let missing = FeatureEncoder(data, rows: Array(0..<13))
    #expect(row(missing.encode(data, rows: [12]), 0) == [0, 0, 0, 0, 1])
  }

  @Test func thereMayBeAnyNumberOfLevels() throws {
    let data = try table((0..<3000).map { "l\($0 * 7 % 1100),\($0 % 2 == 0 ? "a" : "b")" })
    let encoder = FeatureEncoder(data, rows: Array(0..<3000))
    #expect(encoder.width == 1100)
    let design = encoder.encode(data, rows: [0, 1])
    #expect(row(design, 0).count { $0 != 0 } == 1)
    #expect(design.levels.codes.count == 2, "one code per row")
  }

  @Test func numbersComeFirst() throws {
    let data = try table(["u,1,a", "v,3,b", "u,1,b", "u,3,a"], header: "c,x,y")
    let design = FeatureEncoder(data, rows: [0, 1, 2, 3]).encode(data, rows: [0, 1])
    #expect([row(design, 0), row(design, 1)] == [[-1, 1, 0], [1, 0, 1]])
  }

  @Test func weightsCountInTheMean() throws {
    let roles = Dataset.Roles(target: "y", weight: "w")
    let data = try dataset(csv: "x,w,y\n0,3,a\n4,1,b\n0,3,a\n4,1,b\n", roles: roles)
    // Mean 1, variance (3·1 + 1·9)/4 = 3.
    let design = FeatureEncoder(data, rows: [0, 1, 2, 3]).encode(data, rows: [0, 1])
    #expect(abs(design[0, 0] + 1 / 3.0.squareRoot()) < 1e-15)
    #expect(abs(design[1, 0] - 3 / 3.0.squareRoot()) < 1e-15)
  }

  /// Whatever stands in the held-out rows, the encoder and every fit of the split stay the same.
  @Test(arguments: 0..<3 as Range<UInt64>)
  func nothingOfTheHeldOutRowsReachesTraining(seed: UInt64) throws {
    let clean = cloudTable(rows: 90, classes: 3, seed: seed)
    let lines = clean.split(separator: "\n").map(String.init)
    let test = Array(stride(from: 0, to: 90, by: 5))
    // The held-out rows get other numbers, an unknown level, missing cells and another class.
    let spoilt = lines.enumerated().map { index, line in
      guard index > 0, test.contains(index - 1) else { return line }
      return index % 2 == 0 ? "1e9,-7e5,new,c\(index % 3)" : ",,,c\((index + 1) % 3)"
    }.joined(separator: "\n")
    let roles = Dataset.Roles(target: "y")
    let training = (0..<90).filter { !test.contains($0) }
    let results = try [clean, spoilt].map { csv in
      let data = try dataset(csv: csv, roles: roles)
      let part = Part(data, training: training, heldOut: test, as: .design)
      let trainer = LinearTrainer(
        ComparedLoss(.balancedCrossEntropy).objective(
          OutputShape(classes: [3]), balance: part.balance), l2: 1e-3)
      let fit = try trainer.fit(
        part.training.design, labels: part.training.targets.labels[0], classes: 3)
      return (part, fit)
    }
    let designs = results.map { [$0.0.training.design, $0.0.heldOut.design] }
    #expect(designs[0][0].matrix == designs[1][0].matrix)
    #expect(designs[0][0].levels == designs[1][0].levels)
    #expect(results[0].0.balance == results[1].0.balance)
    #expect(results[0].1.model == results[1].1.model)
    #expect(
      designs[0][1].matrix != designs[1][1].matrix,
      "the spoilt rows differ, or this proves nothing")
  }
}
