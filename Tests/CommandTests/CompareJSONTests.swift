import Foundation
import Testing

@Suite("compare: the JSON")
struct CompareJSONTests {
  private static let iris = [
    "compare", "Examples/iris.csv", "--target", "species", "--no-speed", "--repeats", "2",
    "--folds", "3",
    "--l2", "1e-3,1e-1", "--seed", "11",
  ]

  /// The run that most tests look at.
  private static let shared: (text: String, json: JSONValue)? = {
    guard let result = try? Command.run(iris + ["--format", "json"]), result.exitCode == 0,
      let json = try? JSONValue(parsing: result.output)
    else { return nil }
    return (result.output, json)
  }()

  private func result() throws -> JSONValue { try #require(Self.shared?.json) }

  // MARK: Form

  @Test("Every documented key is there")
  func everyKeyIsThere() throws {
    let json = try result()
    #expect(
      json.keys.isSuperset(of: [
        "table", "constant", "losses", "margin", "verdict", "command", "seed",
        "version", "folds", "repeats", "comparisons", "decided_by", "separable", "products",
      ]))
    #expect(
      json["table"].keys.isSuperset(of: [
        "classes", "name", "target", "rows", "multi_label", "columns", "numbers", "categories",
        "dropped", "missing",
        "weighted", "notes",
      ]))
    #expect(
      json["table"]["classes"].array.map { $0["name"].string } == [
        "setosa", "versicolor", "virginica",
      ])
    #expect(json["table"]["classes"].array.map { $0["rows"].number } == [50, 50, 50])

    let reading: Set = [
      "log_loss", "log_loss_bits", "skill", "skill_interval", "brier_score", "accuracy",
      "balanced_accuracy", "roc_auc", "average_precision", "calibration_gain",
      "calibration_p_value", "calibration_map", "ece", "ece_noise", "ece_noise_95", "ece_excess",
      "ece_classwise", "ece_classwise_noise", "ece_classwise_noise_95", "ece_classwise_excess",
      "reliability",
      "difference",
      "difference_retrained", "brier_difference", "accuracy_difference", "folds_won", "finding",
      "l2", "l1", "at_edge", "selected",
    ]
    for loss in json["losses"].array {
      #expect(loss.keys.isSuperset(of: reading.union(["name", "parameters", "recalibrated"])))
      #expect(loss["recalibrated"].keys.isSuperset(of: reading))
      for side in [loss, loss["recalibrated"]] {
        for key in ["difference", "difference_retrained", "brier_difference"] {
          #expect(side[key].keys.isSuperset(of: ["estimate", "low", "high"]), "\(key)")
        }
      }
    }
  }

  @Test("The losses stand in the order shown, cross entropy first")
  func crossEntropyComesFirst() throws {
    let names = try result()["losses"].array.map { $0["name"].string }
    #expect(
      names == [
        "cross_entropy", "squared_error", "focal", "label_smoothing", "balanced_cross_entropy",
        "prior_corrected_cross_entropy", "generalized_cross_entropy",
      ])
    let parameters = try result()["losses"].array.map { $0["parameters"] }
    #expect(parameters[0] == .object([:]))
    #expect(parameters[2] == .object(["gamma": .number(2)]))
    #expect(parameters[3] == .object(["epsilon": .number(0.1)]))
    #expect(parameters[6] == .object(["q": .number(0.7)]))

    let given = try Command.run(
      on: MadeUp.table(),
      ["--target", "t", "--losses", "mse,focal:gamma=0.5,CE,focal:gamma=3", "--format", "json"]
        + MadeUp.quick)
    let losses = try JSONValue(parsing: given.output)["losses"].array
    #expect(
      losses.map { $0["name"].string } == ["cross_entropy", "squared_error", "focal", "focal"])
    #expect(losses.map { $0["parameters"]["gamma"].number }.suffix(2) == [0.5, 3])
  }

  @Test("The command, the seed and the version say how to repeat it")
  func commandSeedAndVersion() throws {
    let json = try result()
    #expect(
      json["command"].string
        == "xent compare Examples/iris.csv --target species --no-speed --repeats 2 --folds 3 "
        + "--l2 1e-3,1e-1 --seed 11 --format json")
    #expect(json["seed"].number == 11)
    let version = try Command.run(["--version"]).output
    #expect(version.hasPrefix("xent \(json["version"].string)\n"))

    let quoted = try Command.run(
      on: MadeUp.table(names: ["a b", "it's", "t"]), named: "a table.csv",
      ["--target", "t", "--ignore", "it's", "--format", "json"] + MadeUp.quickest)
    #expect(
      try JSONValue(parsing: quoted.output)["command"].string
        .hasPrefix(#"xent compare 'a table.csv' --target t --ignore 'it'\''s' --format json"#))
  }

  @Test("Names of any kind read back unchanged")
  func anyNameReadsBack() throws {
    let table = MadeUp.table(
      classes: ["\u{1B}[31mred", "a \"\"quote\"\"", "부채붓꽃"].map { "\"\($0)\"" },
      names: ["a\\b", "\u{1F338}", "t/u"])
    let run = try Command.run(
      on: table, ["--target", "t/u", "--format", "json"] + MadeUp.quickest)
    #expect(run.exitCode == 0)
    let json = try JSONValue(parsing: run.output)
    #expect(
      json["table"]["classes"].array.map { $0["name"].string } == [
        "\u{1B}[31mred", "a \"quote\"", "부채붓꽃",
      ])
    #expect(json["table"]["numbers"].array.map(\.string) == ["a\\b", "\u{1F338}"])
    #expect(!run.output.unicodeScalars.contains("\u{1B}"), "JSON escapes control characters")
  }

  @Test("Numbers are in the shortest form that reads back the same")
  func roundTrip() throws {
    let text = try #require(Self.shared?.text)
    let pattern = try Regex(#": (-?\d+\.\d+(?:e-?\d+)?)[,\n]"#)
    let numbers = text.matches(of: pattern).compactMap { $0.output[1].substring }
    #expect(numbers.count > 200)
    for number in numbers {
      let value = try #require(Double(String(number)))
      let digits = { (text: Substring) in
        text.prefix { $0 != "e" }.filter(\.isNumber).drop { $0 == "0" }.count
      }
      #expect(digits(number) <= digits("\(value)"[...]) + 1, "\(number)")
    }
  }

  @Test("Missing values are null: without rivals, and with groups")
  func missingValuesAreNull() throws {
    let alone = try Command.run(
      on: MadeUp.table(),
      ["--target", "t", "--losses", "cross_entropy", "--format", "json"] + MadeUp.quick)
    let json = try JSONValue(parsing: alone.output)
    #expect(json["losses"].array.count == 1)
    #expect(json["losses"].array[0]["smallest_detectable"].isNull)

    let table = MadeUp.table(rows: 64, moreNames: ["g"], more: { ["g\($0 / 16)"] })
    let few = try Command.run(
      on: table, ["--target", "t", "--group", "g", "--format", "json"] + MadeUp.quickest)
    // Four groups: in two folds a training part has two, too few for its three inner folds.
    #expect(few.exitCode == 65)
    let more = MadeUp.table(rows: 96, moreNames: ["g"], more: { ["g\($0 / 12)"] })
    let grouped = try Command.run(
      on: more, ["--target", "t", "--group", "g", "--format", "json"] + MadeUp.quickest)
    let loss = try JSONValue(parsing: grouped.output)["losses"].array[1]
    for key in [
      "calibration_gain", "calibration_p_value", "calibration_map", "ece_noise", "ece_noise_95",
      "ece_excess", "ece_classwise",
    ] {
      #expect(loss[key].isNull, "\(key)")
    }
    #expect(loss["ece"].number > 0 && loss["roc_auc"].number > 0)
    #expect(!loss["difference"]["low"].isNull)
  }

  // MARK: Agreement

  @Test("Every number of the text is in the JSON", arguments: ["iris", "titanic", "made up"])
  func everyNumberOfTheText(name: String) throws {
    let directory = try TemporaryDirectory()
    let table = MadeUp.table(
      rows: 96, moreNames: ["w", "g", "c", "k"],
      more: { ["\($0 % 3)", "p\($0 / 6)", $0 % 5 == 0 ? "" : "\($0 % 7)", "same"] })
    try directory.write(Array(table.utf8), to: "made-up.csv")
    let arguments =
      switch name {
      case "iris": Self.iris
      case "titanic": CompareTextTests.titanic
      default:
        ["compare", "made-up.csv", "--target", "t", "--weight", "w", "--group", "g"] + MadeUp.quick
      }
    let place = name == "made up" ? directory.url : nil
    let text = try Command.run(arguments + ["--details"], directory: place).output
    let json = try JSONValue(
      parsing: try Command.run(arguments + ["--format", "json"], directory: place).output)

    var known = json.numbers
    // Shares are printed in percent, fits of a loss with its final ones.
    known += json.numbers.map { 100 * $0 }
    known += json["losses"].array.map { $0["fits"].number + $0["final_fits"].number }
    known += [json["folds"].number * json["repeats"].number]
    known += json["losses"].array.flatMap { loss -> [Double] in
      [loss, loss["recalibrated"]].flatMap { side in
        let chosen = side["l2"].array.map(\.number)
        return chosen.map { value in Double(chosen.count { $0 == value }) }
      }
    }
    // The words of the layout: the level, the floor of 200 units, the least p, the range of Brier.
    known += [95, 200, 0.05, 0, 1, 2]
    let quoted = Set(json.strings.flatMap(PrintedNumber.all(in:)).map(\.value))

    var wrong: [String] = []
    var isCost = false
    for line in text.split(separator: "\n").map(String.init) {
      var numbers = PrintedNumber.all(in: line)
      // Seconds differ from run to run; they end a row of this table.
      if isCost, !line.contains("same fit"), line.hasPrefix(" ") { _ = numbers.popLast() }
      isCost = line.hasPrefix("What the search") || (isCost && !line.hasPrefix("Verdict"))
      for number in numbers where !quoted.contains(number.value) {
        let half = number.unit == 0 ? 0.5 : number.unit / 2
        let tolerance = 1.0001 * half + (number.value == 0 ? 1e-9 : 0)
        // Differences in the verdict are written without their sign at times.
        let isThere = known.contains { abs(abs($0) - abs(number.value)) <= tolerance }
        if !isThere { wrong.append("\(number.text) in: \(line)") }
      }
    }
    #expect(wrong.isEmpty)
    #expect(
      json["verdict"].string.unwrapped
        == text.components(separatedBy: "\nVerdict\n")[1].components(separatedBy: "\n\n")[0]
        .unwrapped)
  }

  @Test("The numbers agree with each other")
  func numbersAgree() throws {
    let json = try result()
    let losses = json["losses"].array
    let constant = json["constant"]["log_loss"].number
    #expect(near(json["constant"]["log_loss_bits"].number, constant / M_LN2))
    #expect(json["comparisons"].number == Double(2 * (losses.count - 1) - 1))
    let shares = json["table"]["classes"].array.map { $0["share"].number }
    #expect(near(shares.reduce(0, +), 1))
    // Three equal classes: the constant is a little worse than ln 3.
    #expect(constant > log(3) && constant < log(3) + 0.01)

    let folds = json["folds"].number * json["repeats"].number
    for side in ["raw", "recalibrated"] {
      let readings = losses.map { side == "raw" ? $0 : $0["recalibrated"] }
      let baseline = readings[0]
      #expect(baseline["finding"].string == "baseline")
      #expect(baseline["difference"]["estimate"].number == 0)
      #expect(readings.count { $0["selected"] == .bool(true) } == 1)
      for reading in readings {
        let logLoss = reading["log_loss"].number
        #expect(logLoss.isFinite && logLoss > 0)
        #expect(near(reading["log_loss_bits"].number, logLoss / M_LN2))
        #expect(near(reading["skill"].number, 1 - logLoss / constant))
        #expect(
          near(
            reading["difference"]["estimate"].number, logLoss - baseline["log_loss"].number,
            tolerance: 1e-12))
        #expect(
          near(
            reading["brier_difference"]["estimate"].number,
            reading["brier_score"].number - baseline["brier_score"].number, tolerance: 1e-12))
        #expect(
          near(
            reading["accuracy_difference"]["estimate"].number,
            reading["accuracy"].number - baseline["accuracy"].number, tolerance: 1e-12))
        for key in [
          "difference", "difference_retrained", "brier_difference", "accuracy_difference",
        ] {
          let interval = reading[key]
          #expect(interval["low"].number <= interval["estimate"].number, "\(key)")
          #expect(interval["estimate"].number <= interval["high"].number, "\(key)")
          let isBaseline = reading == baseline
          #expect(isBaseline || interval["adjusted"] == .bool(key.hasPrefix("difference")))
        }
        for key in [
          "accuracy", "balanced_accuracy", "roc_auc", "average_precision", "ece", "ece_noise",
          "ece_classwise", "ece_classwise_noise", "calibration_p_value",
        ] {
          #expect((0...1).contains(reading[key].number), "\(key)")
        }
        // Classes of one size: both accuracies are the mean over the rows.
        #expect(near(reading["accuracy"].number, reading["balanced_accuracy"].number))
        #expect((0...2).contains(reading["brier_score"].number))
        #expect(reading["ece_noise"].number <= reading["ece_noise_95"].number)
        #expect(
          near(reading["ece_excess"].number, reading["ece"].number - reading["ece_noise"].number))
        #expect(reading["calibration_gain"].number >= 0)
        #expect((0...folds).contains(reading["folds_won"].number + reading["folds_tied"].number))
        #expect(reading["l2"].array.count == Int(folds))
        #expect(reading["l2"].array.allSatisfy { [1e-3, 1e-1].contains($0.number) })
        #expect(reading["at_edge"].number == 0)
      }
      let lowest = readings.map { $0["log_loss"].number }.min()
      #expect(readings.first { $0["selected"] == .bool(true) }?["log_loss"].number == lowest)
    }
    for loss in losses.dropFirst() {
      let reading = loss["difference_retrained"]
      // More is needed to find a difference than to exclude 0.
      let half = (reading["high"].number - reading["low"].number) / 2
      #expect(loss["smallest_detectable"].number > half)
    }
  }

  @Test("Every loss gets the same fits; the prior correction reads those of the balanced one")
  func everyLossGetsTheSameFits() throws {
    let json = try result()
    let losses = json["losses"].array
    let splits = json["folds"].number * json["repeats"].number
    for loss in losses {
      #expect(loss["fits"].number == splits * 3 * 2, "three inner folds, two penalties")
      #expect(loss["grid_growths"].number == 0)
      // One final fit a split and chosen penalty.
      #expect((splits...4 * splits).contains(loss["final_fits"].number))
    }
    #expect(losses[5]["reads_fit_of"].string == "balanced_cross_entropy")
    for key in ["fits", "final_fits", "iterations", "seconds", "several_optima"] {
      #expect(losses[5][key] == losses[4][key], "\(key)")
    }
    #expect(losses[5]["log_loss"] != losses[4]["log_loss"])

    // With the grid that grows, every two decades more are six fits of the inner folds.
    let run = try Command.run(
      on: MadeUp.table(rows: 45, classes: ["x", "y", "z"]),
      [
        "--target", "t", "--no-speed", "--repeats", "1", "--folds", "2", "--format", "json",
        "--losses",
      ]
        + ["label_smoothing,balanced"])
    let grown = try JSONValue(parsing: run.output)["losses"].array
    for loss in grown {
      let more = loss["fits"].number - 2 * 3 * 7
      #expect(more == 2 * 3 * loss["grid_growths"].number)
    }
  }

  @Test(
    "The margin is nats, or a share of cross entropy's log loss",
    arguments: [("0.02", nil, 0.02), ("0", nil, 0), ("2%", 0.02, nil), ("0%", 0, nil)]
      as [(String, Double?, Double?)])
  func margins(_ given: String, _ share: Double?, _ nats: Double?) throws {
    let run = try Command.run(
      on: MadeUp.table(),
      ["--target", "t", "--losses", "squared_error", "--margin", given, "--format", "json"]
        + MadeUp.quick)
    let json = try JSONValue(parsing: run.output)
    let expected = nats ?? (share ?? .nan) * json["losses"].array[0]["log_loss"].number
    #expect(near(json["margin"]["as_trained"].number, expected))
    #expect(json["request"]["margin"][share == nil ? "nats" : "share"].number == share ?? nats)
  }

  @Test("The verdict says what the findings say")
  func verdictFollowsTheFindings() throws {
    let titanic = try JSONValue(
      parsing: try Command.run(CompareTextTests.titanic + ["--format", "json"]).output)
    for json in [try result(), titanic] {
      let sentences = json["verdict"].string.split(separator: "\n")
      #expect(sentences.count == 2)
      #expect(sentences[0].hasPrefix("If you only swap the loss: "))
      #expect(sentences[1].hasPrefix("After the same recalibration: "))
      for (side, sentence) in sentences.enumerated() {
        let rivals = json["losses"].array.dropFirst()
        let readings = rivals.map { side == 0 ? $0 : $0["recalibrated"] }
        let findings = Set(readings.map { $0["finding"].string })
        let said = sentence.lowercased()
        #expect(said.contains("more rows are needed") == findings.contains("undecided"))
        #expect(said.contains("slightly better") == findings.contains("slightly_better"))
        #expect(said.contains("slightly worse") == findings.contains("slightly_worse"))
        #expect(said.contains("as good as") == findings.contains("as_good"))
        let margin = json["margin"][side == 0 ? "as_trained" : "recalibrated"].number
        for (rival, reading) in zip(rivals, readings) {
          let interval = reading["difference_retrained"]
          let (low, high) = (interval["low"].number, interval["high"].number)
          let finding = reading["finding"].string
          #expect((finding == "better") == (high < -margin))
          #expect((finding == "worse") == (low > margin))
          #expect((finding == "as_good") == (low >= -margin && high <= margin))
          // Recalibrated, the prior correction is the balanced fit.
          let isNamed = side == 0 || rival["name"].string != "prior_corrected_cross_entropy"
          #expect(said.contains(Self.title(of: rival)) == isNamed, "\(sentence)")
        }
      }
    }
    #expect(try result()["decided_by"].string == "retrained")
  }

  // MARK: Repetition

  @Test(
    "The same seed gives the same bytes at any number of threads; another seed gives other folds")
  func sameSeedSameBytes() throws {
    let first = try #require(Self.shared?.text)
    let again = try Command.run(Self.iris + ["--format", "json", "--threads", "1"]).output
    let three = try Command.run(Self.iris + ["--format", "json", "--threads", "3"]).output
    #expect(withoutClock(first) == withoutClock(again))
    #expect(withoutClock(first) == withoutClock(three))
    #expect(withoutClock(first).split(separator: "\n").count > 500)

    let other = try Command.run(Self.iris.dropLast() + ["12", "--format", "json"]).output
    let (one, two) = (try result(), try JSONValue(parsing: other))
    #expect(one["losses"].array[0]["log_loss"] != two["losses"].array[0]["log_loss"])
    #expect(one["table"] == two["table"])
  }

  @Test("The order of the rows changes only which fold they fall into")
  func permutedRows() throws {
    let file = Command.packageRoot.appendingPathComponent("Examples/iris.csv")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    var rows = Array(lines.dropFirst())
    var random = Shuffler(state: 3)
    rows.shuffle(using: &random)
    let table = ([lines[0]] + rows).joined(separator: "\n") + "\n"
    let run = try Command.run(
      on: table, Array(Self.iris.dropFirst(2)) + ["--format", "json"])
    let (one, two) = (try result(), try JSONValue(parsing: run.output))
    #expect(
      near(one["constant"]["log_loss"].number, two["constant"]["log_loss"].number, tolerance: 1e-3))
    #expect(
      near(
        one["losses"].array[0]["log_loss"].number, two["losses"].array[0]["log_loss"].number,
        tolerance: 0.1))
    #expect(one["table"]["classes"] == two["table"]["classes"])
  }

  @Test("Weights twice as large change no digit; weights that differ do")
  func scaledWeights() throws {
    func run(_ weight: @escaping (Int) -> Int) throws -> String {
      let table = MadeUp.table(moreNames: ["w"], more: { ["\(weight($0))"] })
      let result = try Command.run(
        on: table, ["--target", "t", "--weight", "w", "--format", "json"] + MadeUp.quick)
      #expect(result.exitCode == 0)
      return withoutClock(result.output)
    }
    let once = try run { 1 + $0 % 3 }
    #expect(try run { 2 * (1 + $0 % 3) } == once)
    #expect(try run { _ in 1 } != once)
  }

  // MARK: Shared

  /// The JSON without the lines that say how long it took and how it was called.
  private func withoutClock(_ text: String) -> String {
    text.split(separator: "\n")
      .filter { !$0.contains("\"seconds\" : ") && !$0.contains("\"command\" : ") }
      .joined(separator: "\n")
  }

  /// The loss's name in English text, in small letters.
  private static func title(of loss: JSONValue) -> String {
    switch loss["name"].string {
    case "focal": "focal"
    case "label_smoothing": "label smoothing"
    case "balanced_cross_entropy": "balanced ce"
    case "prior_corrected_cross_entropy": "prior-corrected ce"
    case "generalized_cross_entropy": "generalised ce"
    default: loss["name"].string.replacing("_", with: " ")
    }
  }

  private func near(_ a: Double, _ b: Double, tolerance: Double = 1e-12) -> Bool {
    abs(a - b) <= tolerance * max(1, abs(a), abs(b))
  }
}

/// A fixed sequence of random numbers.
private struct Shuffler: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}
