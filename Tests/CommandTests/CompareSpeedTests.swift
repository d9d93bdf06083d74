import Foundation
import Testing

@Suite("compare: the learning-speed panel")
struct CompareSpeedTests {
  private static let arguments = [
    "--target", "t", "--repeats", "1", "--folds", "2", "--l2", "1e-2", "--losses", "mse",
  ]

  @Test("The panel stands in the text, one line per loss and start, and in the JSON under speed")
  func speedStandsInTextAndJSON() throws {
    let table = MadeUp.table(rows: 30)
    let text = try Command.run(on: table, Self.arguments + ["--details"])
    #expect(text.exitCode == 0)
    for line in text.output.split(separator: "\n") { #expect(terminalColumns(line) <= 80) }
    let section = try #require(
      text.output.components(separatedBy: "\n\n").first { $0.hasPrefix("Learning speed") })
    let pattern = try Regex(
      #"^ (cross entropy|squared error) +[▁▂▃▄▅▆▇█]{9}( +(\d+( \(\d+–(\d+|>100)\))?|not in 100( \(≥\d+\))?)){2} +[\d.]+$"#
    )
    let lines = section.split(separator: "\n")
    #expect(lines.count { $0.contains(pattern) } == 4)
    #expect(lines.contains { $0.hasPrefix("small start ") })
    #expect(lines.contains { $0.hasPrefix("saturated start ") })
    let gradients = try #require(
      text.output.components(separatedBy: "\n\n").first { $0.hasPrefix("Gradient |∂ℓ/∂z|") })
    // 1 − p, and 2p(1 − p)² of one sigmoid output.
    #expect(gradients.contains("0.010  0.100  0.500  0.900  0.990  0.999  1.000     1.000"))
    #expect(gradients.contains("2.0e-4  0.018  0.250  0.162  0.020  0.002 2.0e-4     0.296"))

    let json = try JSONValue(
      parsing: try Command.run(on: table, Self.arguments + ["--format", "json"]).output)
    let speed = json["speed"]
    #expect(
      speed.keys == [
        "epochs", "batch_size", "common_step", "training_rows", "held_out_rows", "base_rate",
        "base_rate_log_loss", "lowest_log_loss", "target_log_loss", "mapped_epochs", "starts",
        "gradients",
      ])
    #expect(speed["starts"].array.map { $0["name"].string } == ["small", "saturated"])
    for start in speed["starts"].array {
      #expect(start.keys == ["name", "deviation", "losses"])
      let names = start["losses"].array.map { $0["name"].string }
      #expect(names == ["cross_entropy", "squared_error"])
      for loss in start["losses"].array {
        #expect(
          loss.keys == [
            "name", "parameters", "common", "common_arrivals", "best", "best_arrivals", "trials",
          ])
        for trial in loss["trials"].array {
          #expect(trial.keys == ["step", "diverged", "lowest_log_loss", "epochs_to_target"])
        }
        for arrivals in [loss["common_arrivals"], loss["best_arrivals"]] {
          #expect(arrivals.keys == ["epochs", "median", "fewest", "most"])
          #expect(arrivals["epochs"].array.count == 5)
        }
        for curve in [loss["common"], loss["best"]] {
          let numbers: Set = [
            "training_loss", "held_out_loss", "training_log_loss", "held_out_log_loss",
            "training_accuracy", "held_out_accuracy", "training_gradient_norm",
            "held_out_gradient_norm",
          ]
          #expect(
            curve.keys
              == numbers.union(["step", "diverged", "epochs_to_target", "recalibrated_log_loss"]))
          #expect(curve["recalibrated_log_loss"].array.count == speed["mapped_epochs"].array.count)
          for key in numbers { #expect(curve[key].array.count == 101, "\(key)") }
        }
      }
    }
    #expect(speed["gradients"].keys == ["truth", "probabilities", "losses"])
    #expect(
      speed["gradients"]["losses"].array[0].keys == [
        "name", "parameters", "values", "greatest", "relative",
      ])
  }

  @Test("--no-speed leaves the panel out of text and JSON")
  func noSpeedLeavesItOut() throws {
    let arguments = Self.arguments + ["--no-speed"]
    let text = try Command.run(on: MadeUp.table(rows: 30), arguments + ["--details"])
    #expect(text.exitCode == 0)
    #expect(!text.output.contains("Learning speed"))
    #expect(!text.output.contains("Gradient"))
    let json = try JSONValue(
      parsing: try Command.run(on: MadeUp.table(rows: 30), arguments + ["--format", "json"]).output)
    #expect(json["speed"].isNull)
  }
}
