import Foundation
import Testing

/// Folds and orders that a column gives.
@Suite("compare: folds of one's own")
struct HoldOutTests {
  private static let quick = [
    "--target", "t", "--no-speed", "--l2", "1e-2", "--losses", "cross_entropy,focal",
  ]
  /// Labels in the order of the days, which is not that of the rows.
  private static let labels = (0..<60).map { $0 % 7 < 3 + $0 / 30 ? "yes" : "no" }

  private static let table =
    "day,site,a,t\n"
    + (0..<60).map { row in
      // 17 and 60 have no common factor.
      let day = row * 17 % 60
      let number = Double(day * day % 31) / 10 + (labels[day] == "yes" ? 1 : 0)
      return "\(day),s\(day % 3),\(number),\(labels[day])\n"
    }.joined()

  /// −log of the shares of the labels that were trained on, half a row added to each.
  private static func constant(_ parts: [(training: [String], test: [String])]) -> Double {
    let losses = parts.flatMap { part in
      part.test.map { label in
        -log((Double(part.training.count { $0 == label }) + 0.5) / Double(part.training.count + 1))
      }
    }
    return losses.reduce(0, +) / Double(losses.count)
  }

  private func outcome(_ arguments: [String]) throws -> JSONValue {
    let result = try Command.run(
      on: Self.table, Self.quick + ["--format", "json", "--quiet"] + arguments)
    #expect(result.exitCode == 0, "\(result.errors)")
    return try JSONValue(parsing: result.output)
  }

  @Test("In an order every block is predicted from all before it")
  func order() throws {
    let outcome = try outcome(["--order", "day", "--folds", "4"])
    let parts = (1...4).map { block in
      (Array(Self.labels[..<(12 * block)]), Array(Self.labels[12 * block..<12 * (block + 1)]))
    }
    #expect(abs(outcome["constant"]["log_loss"].number - Self.constant(parts)) < 1e-12)
    #expect(outcome["folds"].number == 4)
    #expect(outcome["repeats"].number == 1)
    #expect(outcome["request"]["hold_out"]["by"].string == "order")
    // The column is none that the model reads.
    #expect(outcome["table"]["columns"].array.map { $0["name"].string } == ["site", "a"])
  }

  @Test("Every value of a column of folds holds out its rows")
  func folds() throws {
    let outcome = try outcome(["--fold", "site", "--ignore", "day"])
    let days = Array(0..<60)
    let parts = (0..<3).map { fold in
      (
        days.filter { $0 % 3 != fold }.map { Self.labels[$0] },
        days.filter { $0 % 3 == fold }.map { Self.labels[$0] }
      )
    }
    #expect(abs(outcome["constant"]["log_loss"].number - Self.constant(parts)) < 1e-12)
    #expect(outcome["folds"].number == 3)
    #expect(outcome["table"]["columns"].array.map { $0["name"].string } == ["a"])
  }

  @Test(
    "Text and page say what was held out and what the intervals mean", arguments: ["en", "ko"])
  func words(language: String) throws {
    for (option, expected) in [
      ("--fold", language == "en" ? "folds     3, those of 'site'" : "3개, 'site' 열의 값대로"),
      ("--order", language == "en" ? "folds     2, in the order of 'site'" : "2개, 'site' 순서대로"),
    ] {
      let result = try Command.run(
        on: Self.table,
        Self.quick + ["--ignore", "day", "--folds", "2", option, "site", "--language", language])
      #expect(result.exitCode == 0, "\(result.errors)")
      #expect(result.output.contains(expected))
      let note =
        switch (option, language) {
        case ("--fold", "en"): "Note: The folds are those of 'site'"
        case ("--fold", _): "폴드는 'site' 열의 값대로 나누었습니다"
        case (_, "en"): "Note: Every block in the order of 'site'"
        default: "'site' 순서로 나눈 구간을"
        }
      #expect(result.output.contains(note), "\(result.output)")
    }
  }

  @Test(
    "What cannot be held out is answered",
    arguments: [
      (["--fold", "site", "--order", "day"], 64, "leave one out"),
      (["--fold", "site", "--repeats", "2"], 64, "--fold"),
      (["--fold", "t"], 64, "'t'"),
      (["--order", "nowhere"], 65, "there is no column 'nowhere'"),
      (["--order", "site"], 65, "3 places in their order, fewer than the 6 blocks"),
      (["--fold", "one"], 65, "column 'one' has 1 value"),
      (["--order", "late"], 65, "class 'yes'"),
      (["--order", "gap"], 65, "table.csv:3: --order names 'gap', which is empty in this row"),
    ] as [([String], Int32, String)])
  func answered(arguments: [String], code: Int32, expected: String) throws {
    let rows = Self.table.split(separator: "\n")
    let table =
      rows[0] + ",one,late,gap\n"
      + rows.dropFirst().enumerated().map { index, row in
        "\(row),x,\(row.hasSuffix("yes") ? 1000 + index : index),\(index == 1 ? "" : "\(index)")\n"
      }.joined()
    let result = try Command.run(on: String(table), Self.quick + arguments)
    #expect(result.exitCode == code)
    #expect(result.errors.contains(expected), "\(result.errors)")
  }
}
