import CrossEntropyLearning
import Foundation
import Testing

/// `xent train`: a model in a file, and what to expect of it.
@Suite("train")
struct TrainTests {
  private static let iris = Command.packageRoot.appendingPathComponent("Examples/iris.csv").path
  private static let wine = Command.packageRoot.appendingPathComponent("Examples/wine.csv").path
  private static let titanic =
    Command.packageRoot.appendingPathComponent("Examples/titanic.csv").path

  /// Runs it in a directory of its own.
  private func train(
    _ arguments: [String], in directory: TemporaryDirectory
  ) throws -> CommandResult {
    try Command.run(["train"] + arguments, directory: directory.url)
  }

  @Test("The file has the name that is said, is read by the library, and predicts")
  func file() throws {
    let directory = try TemporaryDirectory()
    let result = try train([Self.iris, "--target", "species", "--quiet"], in: directory)
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("The model is in model.safetensors"))
    #expect(result.output.contains("Next: xent predict model.safetensors new.csv"))
    let classifier = try TableClassifier(
      path: directory.url.appendingPathComponent("model.safetensors").path)
    #expect(classifier.targets == ["species"])
    let scores = try classifier.scores(on: classifier.read(path: Self.iris))
    #expect(scores.accuracy.mean > 0.96)
    let record = try #require(classifier.record)
    #expect(record.loss.name == "cross_entropy" && record.reading == .asTrained)
    #expect(record.rows == 150 && record.classRows == [[50, 50, 50]])
    #expect(record.origin?.program.hasPrefix("xent ") == true)
    // sha256sum Examples/iris.csv
    #expect(
      record.origin?.sha256 == "91eb642c3adbc7bad8e99c930c11fa3a5cc8a07262c7a753b4e6ecf405f2e05e")
    #expect(record.origin?.request.contains("\"target\":\"species\"") == true)
  }

  @Test("What to expect is what compare says of one drawing of the folds")
  func expected() throws {
    let directory = try TemporaryDirectory()
    let trained = try train(
      [Self.titanic, "--target", "survived", "--loss", "focal:gamma=1", "--format", "json", "-q"],
      in: directory)
    let compared = try Command.run([
      "compare", Self.titanic, "--target", "survived", "--losses", "focal:gamma=1",
      "--repeats", "1", "--no-speed", "--format", "json", "-q",
    ])
    #expect(trained.exitCode == 0, "\(trained.errors)")
    let outcome = try JSONValue(parsing: trained.output)
    let focal = try JSONValue(parsing: compared.output)["losses"].array[1]
    let expected = outcome["record"]["expected"]
    #expect(expected["log_loss"].number == focal["recalibrated"]["log_loss"].number)
    #expect(expected["log_loss_interval"] == focal["recalibrated"]["log_loss_interval"])
    #expect(expected["rows"].number == 2201)
    // Focal loss does not end at p: as trained it would be underconfident.
    #expect(expected["log_loss"].number < focal["log_loss"].number)
    #expect(outcome["record"]["reading"].string == "recalibrated")
    let map = try #require(outcome["maps"].array.first?.array.first)
    #expect(map["scale"].number > 1.2)
    #expect(outcome["comparison"]["losses"].array.count == 2)
  }

  @Test(
    "A map follows where the loss does not end at real probabilities, and only there",
    arguments: [
      ("cross_entropy", 0), ("squared_error", 0), ("prior_corrected", 1), ("focal", 1),
      ("focal:gamma=0", 0), ("label_smoothing", 1), ("label_smoothing:epsilon=0", 0),
      ("balanced", 1), ("generalized_cross_entropy", 1), ("squentropy", 1),
      ("focal:gamma=0|2", 1),
    ])
  func maps(loss: String, count: Int) throws {
    let directory = try TemporaryDirectory()
    let options = [
      Self.titanic, "--target", "survived", "--loss", loss, "--l2", "1e-3", "--folds", "2", "-q",
      "--format", "json",
    ]
    let result = try train(options, in: directory)
    #expect(result.exitCode == 0, "\(result.errors)")
    let outcome = try JSONValue(parsing: result.output)
    #expect(outcome["maps"].array.map(\.array.count) == [count])
    let isMapped = outcome["record"]["reading"].string == "recalibrated"
    #expect(isMapped == (count == 1 && loss != "prior_corrected"))
    guard isMapped else { return }
    let other = try TemporaryDirectory()
    let plain = try JSONValue(parsing: train(options + ["--as-trained"], in: other).output)
    #expect(plain["maps"].array.map(\.array.count) == [0])
    #expect(plain["record"]["reading"].string == "as_trained")
  }

  @Test("Recalibrated probabilities of every loss are as many events as there are")
  func probabilities() throws {
    for loss in ["focal", "balanced", "generalized_cross_entropy"] {
      let directory = try TemporaryDirectory()
      _ = try train(
        [Self.titanic, "--target", "survived", "--loss", loss, "--l2", "1e-3", "-q"],
        in: directory)
      let classifier = try TableClassifier(
        path: directory.url.appendingPathComponent("model.safetensors").path)
      let table = try classifier.read(path: Self.titanic)
      let survived = try classifier.predict(table)[0].probabilities
      let mean = (0..<survived.rows).reduce(0) { $0 + survived[$1, 1] } / Double(survived.rows)
      #expect(abs(mean - 711 / 2201.0) < 0.005, "\(loss): \(mean)")
    }
  }

  @Test("The model is also written as ONNX")
  func onnx() throws {
    let directory = try TemporaryDirectory()
    let result = try train(
      [Self.iris, "--target", "species", "--l2", "1e-3", "--folds", "2", "--onnx", "iris.onnx"],
      in: directory)
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.errors.contains("The ONNX model is in iris.onnx."))
    let bytes = try Data(contentsOf: directory.url.appendingPathComponent("iris.onnx"))
    // What it holds is held to onnxruntime by the tests of its room.
    #expect(bytes.starts(with: [0x08, 9]) && bytes.range(of: Data("petal_length".utf8)) != nil)
    let same = try train(
      [Self.iris, "--target", "species", "-o", "a", "--onnx", "a"], in: directory)
    #expect(same.exitCode == 64, "\(same.errors)")
  }

  @Test("The same request gives the same bytes on any number of threads")
  func bytes() throws {
    for model in ["linear", "mlp:4"] {
      let files = try ["1", "2"].map { threads in
        let directory = try TemporaryDirectory()
        let result = try train(
          [
            Self.iris, "--target", "species", "--model", model, "--threads", threads, "-q",
            "--loss",
            "focal",
          ], in: directory)
        #expect(result.exitCode == 0, "\(result.errors)")
        return try Data(contentsOf: directory.url.appendingPathComponent("model.safetensors"))
      }
      #expect(files[0] == files[1])
    }
  }

  @Test("The request of a comparison is taken over: table, target, model and how it is read")
  func like() throws {
    let directory = try TemporaryDirectory()
    let options = ["--target", "species", "--ignore", "sepal_width", "--l2", "0.01", "--seed", "3"]
    let compared = try Command.run(
      ["compare", Self.iris] + options + ["--no-speed", "--repeats", "2", "-q", "-o", "c.json"],
      directory: directory.url)
    #expect(compared.exitCode == 0, "\(compared.errors)")
    let like = try train(["--like", "c.json", "-o", "like.model", "-q"], in: directory)
    #expect(like.exitCode == 0, "\(like.errors)")
    let given = try train([Self.iris] + options + ["-o", "given.model", "-q"], in: directory)
    #expect(given.exitCode == 0, "\(given.errors)")
    let (one, two) = try (
      TableClassifier(path: directory.url.appendingPathComponent("like.model").path),
      TableClassifier(path: directory.url.appendingPathComponent("given.model").path)
    )
    #expect(one == two)
    #expect(one.columns == ["sepal_length", "petal_length", "petal_width"])
    for option in ["--target=species", "--model=linear", "--l2=1", "--ignore=x", "--seed=3"] {
      let other = try train(["--like", "c.json", option], in: directory)
      #expect(
        other.exitCode == 64 && other.errors.contains(option.prefix { $0 != "=" }), "\(option)")
    }
    let none = try train(["--like", Self.iris], in: directory)
    #expect(none.exitCode == 64 && none.errors.contains("xent compare"))
    let missing = try train(["--like", "nosuch.json"], in: directory)
    #expect(missing.exitCode == 66)
  }

  @Test("compare ends with the line that trains, which works as it stands")
  func lineOfCompare() throws {
    let directory = try TemporaryDirectory()
    let compared = try Command.run(
      [
        "compare", Self.titanic, "--target", "survived", "--losses=focal", "--repeats", "1",
        "--no-speed", "--margin", "0", "--ignore", "age", "--details",
      ], directory: directory.url)
    // Lines that are too long go on as a shell has it.
    #expect(compared.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    let line = try #require(
      compared.output.replacing(" \\\n    ", with: " ").split(separator: "\n").last {
        $0.hasPrefix("Train it: ")
      })
    #expect(line == "Train it: xent train \(Self.titanic) --target survived --ignore age")
    let words = line.dropFirst("Train it: xent ".count).split(separator: " ").map(String.init)
    let result = try Command.run(words + ["-q"], directory: directory.url)
    #expect(result.exitCode == 0, "\(result.errors)")
  }

  @Test("A model that was not named replaces no file; one that was does")
  func existing() throws {
    let directory = try TemporaryDirectory()
    try directory.write(Array("mine".utf8), to: "model.safetensors")
    let refused = try train([Self.iris, "--target", "species"], in: directory)
    #expect(refused.exitCode == 64 && refused.errors.contains("-o"), "\(refused.errors)")
    let path = directory.url.appendingPathComponent("model.safetensors")
    #expect(try Data(contentsOf: path) == Data("mine".utf8))
    let named = try train(
      [Self.iris, "--target", "species", "-o", "model.safetensors", "-q"], in: directory)
    #expect(named.exitCode == 0, "\(named.errors)")
    #expect(try Data(contentsOf: path).count > 1000)
  }

  @Test("The model never replaces what is read", arguments: ["table.csv", "test.csv", "c.json"])
  func inputs(path: String) throws {
    let directory = try TemporaryDirectory()
    let text = try Data(contentsOf: URL(fileURLWithPath: Self.iris))
    for name in ["table.csv", "test.csv"] { try directory.write(Array(text), to: name) }
    let compared = try Command.run(
      [
        "compare", "table.csv", "--target", "species", "--test", "test.csv", "--no-speed", "-q",
        "-o",
        "c.json",
      ], directory: directory.url)
    #expect(compared.exitCode == 0, "\(compared.errors)")
    let before = try Data(contentsOf: directory.url.appendingPathComponent(path))
    let result = try train(["--like", "c.json", "-o", path], in: directory)
    #expect(result.exitCode == 64, "\(result.errors)")
    #expect(try Data(contentsOf: directory.url.appendingPathComponent(path)) == before)
  }

  @Test("Rows to test on say what to expect and are not learnt from")
  func tested() throws {
    let directory = try TemporaryDirectory()
    let lines = try String(contentsOfFile: Self.iris, encoding: .utf8).split(separator: "\n")
    let rows = lines.dropFirst()
    let train = rows.enumerated().filter { $0.offset % 3 > 0 }.map { String($0.element) }
    let test = rows.enumerated().filter { $0.offset % 3 == 0 }.map { String($0.element) }
    let header = String(lines[0])
    try directory.write(Array(([header] + train).joined(separator: "\n").utf8), to: "train.csv")
    try directory.write(Array(([header] + test).joined(separator: "\n").utf8), to: "test.csv")
    let with = try self.train(
      ["train.csv", "--target", "species", "--test", "test.csv", "--format", "json", "-q"],
      in: directory)
    #expect(with.exitCode == 0, "\(with.errors)")
    let outcome = try JSONValue(parsing: with.output)
    #expect(outcome["record"]["expected"]["rows"].number == 50)
    #expect(outcome["record"]["expected"]["hold_out"].string == "table")
    #expect(outcome["record"]["rows"].number == 100)
    let alone = try self.train(
      ["train.csv", "--target", "species", "-o", "alone.safetensors", "-q"], in: directory)
    #expect(alone.exitCode == 0, "\(alone.errors)")
    let models = try ["model", "alone"].map {
      try TableClassifier(
        path: directory.url.appendingPathComponent("\($0).safetensors").path
      ).model
    }
    #expect(models[0] == models[1])
  }

  @Test(
    "What is wrong is said with what to do",
    arguments: [
      (["nosuch.csv", "--target", "species"], 66, "no such file"),
      ([iris], 64, "--target"),
      ([iris, "--target", "species", "--loss", "focal,squared_error"], 64, "one loss"),
      ([iris, "--target", "species", "--loss", "focl"], 64, "focal"),
      ([iris, "--target", "species", "--model", "tree"], 64, "linear"),
      ([iris, "--target", "species", "-o", "/none/such/model"], 73, "/none/such"),
      ([wine, "--target", "cultivar", "--l2", "0"], 65, "separable"),
      (["train.csv", "test.csv", "--target", "species"], 64, "one table"),
    ] as [([String], Int32, String)])
  func errors(arguments: [String], code: Int32, part: String) throws {
    let directory = try TemporaryDirectory()
    let result = try train(arguments, in: directory)
    #expect(result.exitCode == code && result.errors.contains(part), "\(result.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.url.path).isEmpty)
  }
}
