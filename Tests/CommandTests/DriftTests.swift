import Foundation
import Testing

/// What `xent predict` says of a table whose columns hold something else than in training.
@Suite("predict: drift")
struct DriftTests {
  /// Rows whose numbers and levels are drawn alike, unless something is done to them.
  private static func table(
    rows: Int, seed: Int,
    _ change: (_ x: Double, _ level: String, _ row: Int) -> (String, String) = {
      x, level, _ in ("\(x)", level)
    }
  ) -> String {
    var state = UInt64(seed)
    func draw() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / Double(1 << 53)
    }
    for _ in 0..<8 { _ = draw() }
    var text = "x,kind,y\n"
    for row in 0..<rows {
      let x = (0..<12).reduce(-6.0) { sum, _ in sum + draw() }
      let level = ["a", "b", "c"][min(2, Int(3 * draw()))]
      let (cell, kind) = change(x, level, row)
      text += "\(cell),\(kind),\(x + draw() > 0.5 ? "yes" : "no")\n"
    }
    return text
  }

  /// A directory with a model of such a table.
  private static func trained() throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    try directory.write(Array(table(rows: 600, seed: 1).utf8), to: "train.csv")
    let result = try Command.run(
      ["train", "train.csv", "--target", "y", "--l2", "1e-2", "--folds", "2", "-q", "-o", "model"],
      directory: directory.url)
    #expect(result.exitCode == 0, "\(result.errors)")
    return directory
  }

  /// What is said of a table: column and kind.
  private func drift(_ table: String, _ directory: TemporaryDirectory) throws -> [[String]] {
    try directory.write(Array(table.utf8), to: "new.csv")
    let result = try Command.run(
      ["predict", "model", "new.csv", "-o", "out.csv", "--format", "json", "-q"],
      directory: directory.url, isSchemaChecked: false)
    #expect(result.exitCode == 0, "\(result.errors)")
    return try JSONValue(parsing: result.output)["drift"].array.map {
      [$0["column"].string, $0["kind"].string]
    }
  }

  @Test("What has changed is named, each by its kind")
  func changes() throws {
    let directory = try Self.trained()
    let shifted = Self.table(rows: 400, seed: 2) { x, level, _ in ("\(x + 1.5)", level) }
    #expect(try drift(shifted, directory).contains(["x", "mean"]))
    let far = Self.table(rows: 400, seed: 3) { x, level, row in
      ("\(row % 10 == 0 ? (row % 20 == 0 ? 9 : -9) : x)", level)
    }
    #expect(try drift(far, directory) == [["x", "range"]])
    let missing = Self.table(rows: 400, seed: 4) { x, level, row in
      (row % 5 == 0 ? "" : "\(x)", level)
    }
    #expect(try drift(missing, directory) == [["x", "missing"]])
    let levels = Self.table(rows: 400, seed: 5) { x, level, _ in
      ("\(x)", level == "a" ? "b" : level)
    }
    #expect(try drift(levels, directory) == [["kind", "levels"]])
  }

  @Test("A small change and a small table are not")
  func noChange() throws {
    let directory = try Self.trained()
    let slight = Self.table(rows: 400, seed: 6) { x, level, _ in ("\(x + 0.2)", level) }
    #expect(try drift(slight, directory).isEmpty)
    let few = Self.table(rows: 3, seed: 7) { x, level, _ in ("\(x + 1.2)", level) }
    #expect(try drift(few, directory).isEmpty)
  }

  @Test("Tables that are drawn alike are hardly ever named", arguments: [40, 400])
  func falseAlarms(rows: Int) throws {
    let directory = try Self.trained()
    let named = try (0..<20).filter {
      try !drift(Self.table(rows: rows, seed: 100 + $0), directory).isEmpty
    }
    #expect(named.count <= 1, "\(named)")
  }

  @Test("A table of many parts gives the same bytes on any number of threads")
  func threads() throws {
    let directory = try Self.trained()
    let rows = Self.table(rows: 2_000, seed: 9).split(separator: "\n").dropFirst()
    // Seven megabytes, in parts of two.
    let text = "x,kind,y\n" + String(repeating: rows.joined(separator: "\n") + "\n", count: 150)
    try directory.write(Array(text.utf8), to: "long.csv")
    let outputs = try ["1", "2"].map { threads in
      let result = try Command.run(
        ["predict", "model", "long.csv", "-o", "out-\(threads).csv", "--threads", threads, "-q"],
        directory: directory.url)
      #expect(result.exitCode == 0, "\(result.errors)")
      return try Data(contentsOf: directory.url.appendingPathComponent("out-\(threads).csv"))
    }
    #expect(outputs[0] == outputs[1])
    #expect(outputs[0].count { $0 == UInt8(ascii: "\n") } == 300_001)
  }
}
