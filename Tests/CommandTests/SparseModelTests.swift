import Foundation
import Testing

/// `--model linear:l1` and `--l1`: linear models of which many weights are 0.
@Suite("linear:l1")
struct SparseModelTests {
  /// Two columns that tell the class, and others that are noise.
  private static func table(noise: Int, isNoiseAlone: Bool = false) -> [UInt8] {
    var state: UInt64 = 9
    func draw() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 40) / Double(1 << 24) - 0.5
    }
    var text = "a,b," + (0..<noise).map { "n\($0)" }.joined(separator: ",") + ",y\n"
    for _ in 0..<160 {
      let cells = (0..<noise + 2).map { _ in draw() }
      let sum = isNoiseAlone ? draw() : 3 * cells[0] - 2 * cells[1] + draw()
      text += cells.map { "\(($0 * 1000).rounded() / 1000)" }.joined(separator: ",")
      text += ",\(sum > 0 ? "yes" : "no")\n"
    }
    return Array(text.utf8)
  }

  private static func json(
    _ options: String, on table: [UInt8], command: String = "train"
  ) throws -> JSONValue {
    let directory = try TemporaryDirectory()
    try directory.write(table, to: "t.csv")
    let result = try Command.run(
      "\(command) t.csv --target y --format json -q \(options)".split(separator: " ").map(
        String.init),
      directory: directory.url)
    #expect(result.exitCode == 0, "\(result.errors)")
    return try JSONValue(parsing: result.output)
  }

  @Test("The columns that tell the class are found among noise, and beat the squared penalty")
  func noise() throws {
    let table = Self.table(noise: 60)
    let sparse = try Self.json("--model linear:l1 --folds 3", on: table)
    let dense = try Self.json("--folds 3", on: table)
    #expect(sparse["nonzero_weights"].number < 30 && dense["nonzero_weights"].number == 63)
    #expect(
      sparse["record"]["expected"]["log_loss"].number
        < dense["record"]["expected"]["log_loss"].number - 0.02)
    // The path falls by √10, and ever more weights leave 0.
    let path = sparse["record"]["path"].array
    let values = path.map { $0["value"].number }
    #expect(values[0] == 1 && values.count >= 9)
    for (a, b) in zip(values, values.dropFirst()) { #expect(abs(a / b - 10.0.squareRoot()) < 1e-9) }
    let counts = path.map { $0["nonzero_weights"].array.reduce(0) { $0 + $1.number } }
    #expect(counts[0] == 3 && counts[..<5] == counts[..<5].sorted()[...] && counts[8] > 80)
    #expect(values.contains(sparse["record"]["chosen"].number))
    #expect(dense["record"]["path"].isNull)
    let given = try Self.json("--l1 0.03 --folds 2", on: table)
    #expect(given["record"]["path"].isNull && given["record"]["chosen"].number == 0.03)
  }

  @Test("Where nothing tells the class all weights are 0, which is no edge of the search")
  func noiseAlone() throws {
    let json = try Self.json(
      "--model linear:l1 --folds 2", on: Self.table(noise: 20, isNoiseAlone: true))
    #expect(json["nonzero_weights"].number == 1)
    #expect(json["record"]["chosen"].number == 1 && json["record"]["at_edge"] == .bool(false))
  }

  @Test("compare says the penalties of every fold, and its outcome trains a model like it")
  func compare() throws {
    let directory = try TemporaryDirectory()
    try directory.write(Self.table(noise: 6), to: "t.csv")
    func run(_ words: String) throws -> CommandResult {
      try Command.run(words.split(separator: " ").map(String.init), directory: directory.url)
    }
    let compared = try run(
      "compare t.csv --target y --l1 0.1,0.01 --losses focal --folds 2 --repeats 1 --no-speed "
        + "-q -o c.json")
    #expect(compared.exitCode == 0, "\(compared.errors)")
    #expect(compared.output.contains("linear model with an L1 penalty"))
    #expect(compared.output.contains("xent train t.csv --target y --l1 0.1,0.01"))
    let json = try JSONValue(parsing: directory.text(of: "c.json"))
    #expect(json["model"].string == "linear:l1" && json["request"]["model"].string == "linear:l1")
    for loss in json["losses"].array {
      #expect(loss["l2"].isNull && loss["l1"].array.count == 2)
      #expect(loss["l1"].array.allSatisfy { [0.1, 0.01].contains($0.number) })
    }
    let like = try run("train --like c.json --format json -q -o like.safetensors")
    let given = try run("train t.csv --target y --l1 0.1,0.01 --folds 2 -q -o given.safetensors")
    #expect(like.exitCode == 0 && given.exitCode == 0, "\(like.errors)\(given.errors)")
    let trained = try JSONValue(parsing: like.output)
    #expect(trained["record"]["model"].string == "linear:l1")
    #expect(
      try trained["nonzero_weights"]
        == JSONValue(parsing: run("inspect given.safetensors --format json").output)[
          "nonzero_weights"])
    let refused = try run("train --like c.json --l1 0.1 -q")
    #expect(refused.exitCode == 64 && refused.errors.contains("--l1"))
    let text = try run("inspect given.safetensors").output
    #expect(text.contains("L1 penalty λ = ") && text.contains(" of them not 0"))
  }

  @Test(
    "What does not go together is said",
    arguments: [
      ("--l1 0", "--l1 takes different numbers, above 0, got 0."),
      ("--l1 x", "--l1"),
      ("--l1 0.1 --l2 0.1", "--l2 is the squared penalty; the absolute one is searched by --l1."),
      (
        "--model linear:l1 --l2 0.1",
        "--l2 is the squared penalty; the absolute one is searched by --l1."
      ),
      (
        "--model mlp:4 --l1 0.1",
        "--l1 is for linear models; a network is searched by --learning-rate."
      ),
      (
        "--model linear:l1 --learning-rate 0.1",
        "--learning-rate is for networks; a linear model is searched by --l1."
      ),
      ("--model linear:l3", "choose one of linear, linear:l1, mlp:64,64:relu, mlp:32x10."),
    ])
  func refused(options: String, line: String) throws {
    let result = try Command.run(
      "train Examples/iris.csv --target species \(options)".split(separator: " ").map(String.init))
    #expect(result.exitCode == 64 && result.output.isEmpty)
    #expect(result.errors.contains(line), "\(result.errors)")
  }
}
