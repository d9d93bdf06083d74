import Foundation
import Testing

/// Words of texts and sparse numbers, from the table to the prediction.
@Suite struct WordsAndPairsTests {
  private static let reviews: String = {
    let good = ["great", "lovely", "warm"]
    let bad = ["poor", "cold", "rude"]
    let other = ["the food was", "and again we", "table service the", "was we and"]
    return "review,liked\n"
      + (0..<90).map { row in
        let isGood = row % 3 != 0
        let word = (isGood ? good : bad)[row / 3 % 3]
        return "visit \(row + 10): \(other[row % 4]) \(word) \(other[row / 5 % 4]),"
          + (isGood ? "yes" : "no") + "\n"
      }.joined()
  }()

  private static func run(
    _ arguments: [String], _ directory: TemporaryDirectory, code: Int32 = 0
  ) throws -> CommandResult {
    let result = try Command.run(arguments, directory: directory.url)
    #expect(result.exitCode == code, "\(arguments): \(result.errors)")
    return result
  }

  @Test("A model of words is trained, looked at and used")
  func words() throws {
    let directory = try TemporaryDirectory()
    _ = try directory.write(Array(Self.reviews.utf8), to: "reviews.csv")
    let plan = try Self.run(
      ["train", "reviews.csv", "--target", "liked", "--dry-run"], directory, code: 65)
    #expect(plan.errors.contains("--text"))
    let train = [
      "train", "reviews.csv", "--target", "liked", "--text", "review", "--l2", "0.001", "--folds",
      "3",
    ]
    let text = try Self.run(train + ["-o", "m.safetensors"], directory).output
    #expect(text.contains("1 text column: review ("))
    let inspected = try Self.run(["inspect", "m.safetensors", "--details"], directory).output
    #expect(inspected.contains("lovely:") && inspected.contains("rude:"))
    #expect(inspected.contains("of a word those of a text that holds no"))
    _ = try directory.write(
      Array("liked,review\nyes,what a lovely warm evening\nno,cold and rude\nno,\n".utf8),
      to: "new.csv")
    let predicted = try Self.run(["predict", "m.safetensors", "new.csv"], directory).output
    #expect(
      predicted.split(separator: "\n").map { $0.split(separator: ",")[1] }
        == ["predicted", "yes", "no", "yes"])
    let notes = try Self.run(["predict", "m.safetensors", "new.csv", "-o", "p.csv"], directory)
      .output
    #expect(notes.contains("1 of 3 rows holds no word of 'review' that training had."))
    // The bytes of a run on one thread, and of a table in many parts, are the same.
    #expect(
      try Self.run(["predict", "m.safetensors", "new.csv", "--threads", "1"], directory).output
        == predicted)
  }

  @Test("A text without a word in any row is left out for that, and not as a constant")
  func wordless() throws {
    let directory = try TemporaryDirectory()
    let rows = (0..<40).map {
      "\($0 % 2 == 0 ? "yes" : "no"),\($0 * 7 % 13),\(["- -", "?", "x", "…"][$0 % 4])"
    }
    _ = try directory.write(
      Array((["liked,size,review"] + rows).joined(separator: "\n").utf8), to: "t.csv")
    let plan = try Self.run(
      ["train", "t.csv", "--target", "liked", "--text", "review", "--dry-run"], directory)
    #expect(plan.output.contains("review (no row has a word)"), "\(plan.output)")
    #expect(!plan.output.contains("constant)"))
  }

  @Test("Words are refused where they cannot be had, before any fit")
  func refused() throws {
    let directory = try TemporaryDirectory()
    _ = try directory.write(Array(Self.reviews.utf8), to: "reviews.csv")
    let train = ["train", "reviews.csv", "--target", "liked", "--text"]
    let onnx = try Self.run(train + ["review", "--onnx", "m.onnx", "-o", "m"], directory, code: 73)
    #expect(
      onnx.errors
        == "m.onnx: the model reads the words of 'review', which ONNX cannot count\n")
    for name in ["m", "m.onnx"] {
      #expect(
        !FileManager.default.fileExists(atPath: directory.url.appendingPathComponent(name).path))
    }
    let unknown = try Self.run(train + ["reviews"], directory, code: 65)
    #expect(unknown.errors.contains("did you mean 'review'?"))
    let twice = try Self.run(train + ["review", "--categorical", "review"], directory, code: 64)
    #expect(twice.errors.contains("--text") && twice.errors.contains("--categorical"))
    let target = try Self.run(train + ["liked"], directory, code: 64)
    #expect(target.errors.contains("--target"))
  }

  /// The same numbers as columns and as pairs.
  private static let both: (csv: String, pairs: String) = {
    var (csv, pairs) = ((0..<6).map { "x\($0)," }.joined() + "label\n", "")
    for row in 0..<80 {
      let numbers = (0..<6).map {
        (row * (2 * $0 + 3) + $0 * $0) % 7 < 4 ? 0 : (row * 5 + $0) % 9 - 4
      }
      let label = numbers[0] + 2 * numbers[3] - numbers[5] + row % 3 > 0 ? 1 : 0
      csv += numbers.map { "\($0)," }.joined() + "\(label)\n"
      pairs +=
        "\(label)"
        + numbers.enumerated().filter { $0.element != 0 }
        .map { " \($0.offset + 1):\($0.element)" }.joined() + "\n"
    }
    return (csv, pairs)
  }()

  @Test("A libsvm file is learnt as the same numbers in columns", arguments: ["deviation", "none"])
  func pairs(scale: String) throws {
    let directory = try TemporaryDirectory()
    _ = try directory.write(Array(Self.both.csv.utf8), to: "t.csv")
    _ = try directory.write(Array(Self.both.pairs.utf8), to: "t.svm")
    var losses: [Double] = []
    var predictions: [[[Double]]] = []
    for table in ["t.csv", "t.svm"] {
      let trained = try Self.run(
        [
          "train", table, "--target", "label", "--l2", "0.01", "--folds", "3", "--scale", scale,
          "-o", "\(table).model", "--format", "json",
        ], directory)
      let json = try #require(
        try JSONSerialization.jsonObject(with: Data(trained.output.utf8)) as? [String: Any])
      let record = try #require(json["record"] as? [String: Any])
      let expected = try #require(record["expected"] as? [String: Any])
      losses.append(try #require(expected["log_loss"] as? Double))
      let rows = try Self.run(["predict", "\(table).model", table], directory).output
      predictions.append(
        rows.split(separator: "\n").dropFirst().map { row in
          row.split(separator: ",").suffix(2).compactMap { Double($0) }
        })
    }
    // Fits end at a gradient of 1e-7, with λ = 0.01 within 1e-5 of the weights.
    #expect(abs(losses[0] - losses[1]) < 1e-5)
    #expect(predictions[0].count == 80 && predictions[1].count == 80)
    for (a, b) in zip(predictions[0].joined(), predictions[1].joined()) {
      #expect(abs(a - b) < 1e-5)
    }
  }

  @Test("A second libsvm file is tested on, also one with indices that the first has not")
  func secondFile() throws {
    let directory = try TemporaryDirectory()
    _ = try directory.write(Array(Self.both.pairs.utf8), to: "t.svm")
    _ = try directory.write(
      Array("1 1:2 9:5\n0 4:-3\n1 4:3 2000000000:1\n0\n".utf8), to: "test.svm")
    let result = try Self.run(
      [
        "train", "t.svm", "--target", "label", "--l2", "0.01", "--test", "test.svm", "-o", "m",
      ], directory)
    #expect(result.output.contains("4 of them to test on"))
    let predicted = try Self.run(["predict", "m", "test.svm"], directory).output
    #expect(predicted.split(separator: "\n").count == 5)
    let notes = try Self.run(["predict", "m", "test.svm", "-o", "p.csv"], directory).output
    #expect(notes.contains("1 of 4 rows holds no index of 'features' that training had."))
    let id = try Self.run(["predict", "m", "test.svm", "--id", "features"], directory, code: 65)
    #expect(id.errors.contains("'features'"))
  }

  @Test("The labels of a libsvm file are its target, whatever its name")
  func onlyTarget() throws {
    let directory = try TemporaryDirectory()
    for name in ["t.svm", "t.txt"] {
      _ = try directory.write(Array(Self.both.pairs.utf8), to: name)
      for command in ["train", "compare"] {
        let plan = try Self.run([command, name, "--dry-run"], directory).output
        #expect(plan.contains("label"), "\(plan)")
      }
    }
    _ = try directory.write(Array(Self.both.csv.utf8), to: "t.csv")
    for path in ["t.csv", "none.csv", "-"] {
      let result = try Self.run(["train", path], directory, code: 64)
      #expect(result.errors.contains("Which column should be predicted?"))
    }
    let cells = try Self.run(["train", "t.txt", "--input-format", "csv"], directory, code: 64)
    #expect(cells.errors.contains("Which column should be predicted?"))
  }

  @Test("Rows that are all the same teach nothing, and an index beyond any input is refused")
  func limits() throws {
    let directory = try TemporaryDirectory()
    let rows = (0..<40).map { "\($0 % 2)" }
    try directory.write(Array(rows.map { "\($0) 1:2 5:-1\n" }.joined().utf8), to: "same.svm")
    let same = try Self.run(["train", "same.svm", "--target", "label"], directory, code: 65)
    #expect(same.errors.contains("(features: constant)"))
    let far = rows.enumerated().map { "\($1) 3:\($0) 2147483647:\(($0 * 7) % 5 + 1)\n" }.joined()
    try directory.write(Array(far.utf8), to: "far.svm")
    let train = ["train", "far.svm", "--target", "label", "--l2", "0.1", "--folds", "2", "-o", "m"]
    _ = try Self.run(train, directory)
    let onnx = try Self.run(["inspect", "m", "--onnx", "m.onnx"], directory, code: 74)
    #expect(onnx.errors.contains("an ONNX model would need an input for each"))
    let measured = try Self.run(
      ["measure", "far.svm", "--column", "features"], directory, code: 65)
    #expect(measured.errors.contains("'features'"))
  }
}
