import CrossEntropyLearning
import Foundation
import Testing

/// `xent inspect`: what a saved model is, and what its columns do.
///
/// `XENT_RECORD=1 swift test --filter InspectTests` writes the fixtures anew.
@Suite("inspect")
struct InspectTests {
  /// A number with missing cells and a category beside two numbers.
  private static func table(_ classes: [String], labels: Bool = false) -> String {
    MadeUp.table(
      rows: 90, classes: classes, names: ["width", "height", labels ? "tall" : "kind"],
      moreNames: ["price", "colour"] + (labels ? ["heavy"] : []),
      more: { row in
        [
          row % 7 == 0 ? "" : "\(100 + 17 * (row % 11) + 30 * (row % classes.count))",
          row % 13 == 5 ? "" : ["red", "green", "blue"][(row / 2 + row % classes.count) % 3],
        ] + (labels ? ["\((row / 3) % 2)"] : [])
      })
  }

  /// A directory with a table and a model of it, `model.safetensors`.
  private static func trained(
    on table: String, _ options: [String], target: String = "kind"
  ) throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    try directory.write(Array(table.utf8), to: "table.csv")
    let result = try Command.run(
      ["train", "table.csv", "--target", target, "--folds", "2", "-q"] + options,
      directory: directory.url)
    #expect(result.exitCode == 0, "\(result.errors)")
    return directory
  }

  private static func inspect(
    _ options: [String], in directory: TemporaryDirectory
  ) throws -> CommandResult {
    try Command.run(["inspect"] + options, directory: directory.url)
  }

  private static func json(
    _ options: [String], in directory: TemporaryDirectory
  ) throws -> JSONValue {
    let result = try inspect(["model.safetensors", "--format", "json"] + options, in: directory)
    #expect(result.exitCode == 0, "\(result.errors)")
    return try JSONValue(parsing: result.output)
  }

  private static let models: [(name: String, table: String, target: String, options: [String])] = [
    ("two classes", table(["no", "yes"]), "kind", ["--l2", "1e-2", "--loss", "focal:gamma=2"]),
    ("three classes", table(["a", "b", "c"]), "kind", ["--l2", "1e-2"]),
    ("labels", table(["0", "1"], labels: true), "tall,heavy", ["--l2", "1e-2"]),
    (
      "a network", table(["no", "yes"]), "kind",
      ["--model", "mlp:4", "--learning-rate", "1e-2"]
    ),
  ]

  @Test("The outputs are as recorded, and fit 80 columns", arguments: ["en", "ko"])
  func outputs(language: String) throws {
    var text = ""
    for model in Self.models {
      let directory = try Self.trained(on: model.table, model.options, target: model.target)
      for options in [[], ["--details"], ["--table", "table.csv"]] {
        let result = try Self.inspect(
          ["model.safetensors", "--language", language, "-q"] + options, in: directory)
        #expect(result.exitCode == 0, "\(result.errors)")
        for line in result.output.split(separator: "\n") {
          #expect(terminalColumns(line) <= 80, "\(line)")
        }
        let command = (["$ xent inspect model.safetensors"] + options).joined(separator: " ")
        text += "# \(model.name)\n\(command)\n\(result.output)\n"
        if options.isEmpty {
          #expect(result.output.split(separator: "\n").count < 32, "\(model.name)")
        }
      }
    }
    try RecordedText.check(text, against: "inspect-\(language).txt")
  }

  @Test("Outcomes are as the schema says, and hold what the library says of the model")
  func numbers() throws {
    for model in Self.models {
      let directory = try Self.trained(on: model.table, model.options, target: model.target)
      let outcome = try Self.json(["--table", "table.csv"], in: directory)
      let plain = try Self.json([], in: directory)
      let classifier = try TableClassifier(
        path: directory.url.appendingPathComponent("model.safetensors").path)
      #expect(outcome["targets"].array.map { $0["name"].string } == classifier.targets)
      #expect(outcome["features"].number == plain["features"].number)
      #expect(plain["evaluation"].isNull && plain["columns"].array[0]["importance"].isNull)
      let columns = outcome["columns"].array
      #expect(Set(columns.map { $0["name"].string }) == Set(classifier.columns))
      let increases = columns.map { $0["importance"]["log_loss_increase"].number }
      #expect(increases == increases.sorted(by: >))
      let table = try classifier.read(path: directory.url.appendingPathComponent("table.csv").path)
      #expect(
        outcome["evaluation"]["log_loss"].number == (try classifier.scores(on: table)).logLoss.mean)
      for importance in try classifier.permutationImportances(on: table) {
        let column = try #require(columns.first { $0["name"].string == importance.column })
        #expect(
          column["importance"]["log_loss_increase"].number == importance.logLossIncrease.mean)
      }
      guard let effects = classifier.effects else {
        #expect(outcome["outputs"].isNull && columns.allSatisfy { $0["terms"].isNull })
        #expect(outcome["layers"].array.map { $0["units"].number } == [4, 1])
        let weights = outcome["layers"].array.reduce(0) { $0 + $1["weights"].number }
        #expect(weights == outcome["weights"].number)
        continue
      }
      #expect(outcome["layers"].isNull)
      let sizes = plain["columns"].array.map { $0["size"].number }
      #expect(sizes == sizes.sorted(by: >))
      #expect(
        outcome["outputs"].array.map { $0["intercept"].number } == effects.outputs.map(\.intercept))
      for effect in effects.columns {
        let column = try #require(columns.first { $0["name"].string == effect.name })
        #expect(
          column["terms"].array.map { $0["weights"].array.map(\.number) }
            == effect.terms.map(\.weights))
      }
    }
  }

  @Test("The same numbers on any number of threads")
  func threads() throws {
    let directory = try Self.trained(on: Self.table(["no", "yes"]), ["--l2", "1e-2"])
    let outputs = try ["1", "3"].map { threads in
      try Self.json(["--table", "table.csv", "--threads", threads], in: directory)["columns"]
    }
    #expect(outputs[0] == outputs[1])
  }

  @Test("The model as ONNX is that of train, byte by byte, and the outputs are whole beside it")
  func onnx() throws {
    for model in Self.models {
      let directory = try Self.trained(
        on: model.table, model.options + ["--onnx", "trained.onnx"], target: model.target)
      let plain = try Self.inspect(["model.safetensors"], in: directory)
      let result = try Self.inspect(
        ["model.safetensors", "--onnx", "model.onnx", "-o", "model.json"], in: directory)
      #expect(result.exitCode == 0 && result.output == plain.output, "\(model.name)")
      #expect(result.errors == "The ONNX model is in model.onnx.\n")
      let files = try ["trained.onnx", "model.onnx"].map {
        try Data(contentsOf: directory.url.appendingPathComponent($0))
      }
      #expect(files[0] == files[1] && files[0].starts(with: [0x08, 9]), "\(model.name)")
      #expect(try directory.text(of: "model.json").contains("\"schema_version\""))
      let piped = try Command.run(
        ["inspect", "-", "--onnx", "piped.onnx", "-q"], directory: directory.url,
        shell: "cat model.safetensors | \"$@\"")
      #expect(piped.exitCode == 0 && piped.errors.isEmpty, "\(piped.errors)")
      #expect(
        try Data(contentsOf: directory.url.appendingPathComponent("piped.onnx")) == files[0])
    }
  }

  // MARK: What is wrong

  @Test("What is no model, damaged, or missing is refused in one line with its exit code")
  func wrongModels() throws {
    let directory = try Self.trained(on: Self.table(["no", "yes"]), ["--l2", "1e-2"])
    var bytes = Array(
      try Data(contentsOf: directory.url.appendingPathComponent("model.safetensors")))
    bytes[bytes.count - 1] ^= 1
    try directory.write(bytes, to: "damaged.safetensors")
    try directory.write(Array(bytes.prefix(bytes.count - 8)), to: "short.safetensors")
    let cases: [([String], Int32, String)] = [
      (["damaged.safetensors"], 65, "this model is damaged; copy it again from where it came"),
      (["short.safetensors"], 65, "short.safetensors: "),
      (["table.csv"], 65, "table.csv: this is no model; name a file that was saved as a model"),
      (["table.csv", "--table", "model.safetensors"], 65, "table.csv: this is no model; "),
      (["nosuch.safetensors"], 66, "nosuch.safetensors: "),
      ([], 64, "inspect takes one model"),
      (["a", "b"], 64, "inspect takes one model"),
      (["model.safetensors", "--na", "x"], 64, "--na"),
      (["model.safetensors", "--report", "table.csv/x.html"], 73, "table.csv/x.html: "),
      (["model.safetensors", "--onnx", "table.csv/x.onnx"], 73, "table.csv/x.onnx: "),
      (["model.safetensors", "--onnx", "model.safetensors"], 64, "--onnx"),
      (["model.safetensors", "--onnx", "x", "-o", "x"], 64, "--onnx"),
      (["damaged.safetensors", "--onnx", "x.onnx"], 65, "this model is damaged"),
    ]
    for (options, code, line) in cases {
      let result = try Self.inspect(options, in: directory)
      #expect(result.exitCode == code, "\(options): \(result.errors)")
      #expect(result.output.isEmpty && result.errors.contains(line), "\(options): \(result.errors)")
      if code != 64 { #expect(result.errors.split(separator: "\n").count == 1) }
    }
  }

  @Test(
    "A table that does not fit says where and what",
    arguments: [
      ("width,height,price,colour\n1,2,3,red\n", "other.csv:1: there is no column 'kind'"),
      ("width,height,price,kind\n1,2,3,no\n", "other.csv:1: there is no column 'colour'"),
      (
        "width,height\n1,2\n",
        "other.csv:1: 3 columns that model.safetensors has are missing: 'price', 'colour', 'kind'; add them"
      ),
      (
        "width,height,price,colour,kind\n1,2,3,red,no\n1,2,3,red,perhaps\n",
        "other.csv:3: class 'perhaps' of 'kind' is none that model.safetensors predicts"
      ),
      (
        "width,height,price,colour,kind\n1,2,3,red,\n",
        "other.csv: no row of this table has a label"
      ),
      (
        "width,height,price,colour,kind\nwide,2,3,red,no\nnarrow,1,3,red,yes\n",
        "other.csv:2: column 'width' holds numbers in model.safetensors, and here 'wide'"
      ),
    ])
  func wrongTables(table: String, line: String) throws {
    let directory = try Self.trained(on: Self.table(["no", "yes"]), ["--l2", "1e-2"])
    try directory.write(Array(table.utf8), to: "other.csv")
    let result = try Self.inspect(["model.safetensors", "--table", "other.csv"], in: directory)
    #expect(result.exitCode == 65)
    #expect(result.output.isEmpty && result.errors.hasPrefix(line), "\(result.errors)")
    #expect(!result.errors.contains("--ignore"))
  }

  @Test("The table that a model was trained on is known by its bytes")
  func trainedOn() throws {
    let table = Self.table(["no", "yes"])
    let directory = try Self.trained(on: table, ["--l2", "1e-2"])
    try directory.write(Array(table.utf8), to: "copy.csv")
    let rows = table.split(separator: "\n").dropLast()
    try directory.write(Array(rows.joined(separator: "\n").utf8), to: "other.csv")
    for (name, isKnown) in [("table.csv", true), ("copy.csv", true), ("other.csv", false)] {
      let text = try Self.inspect(["model.safetensors", "--table", name], in: directory)
      let words = text.output.split { $0.isWhitespace }.joined(separator: " ")
      #expect(words.contains("rows that it was trained on: expect less") == isKnown, "\(words)")
      let json = try Self.inspect(
        ["model.safetensors", "--table", name, "--format", "json"], in: directory)
      #expect(
        try JSONValue(parsing: json.output)["evaluation"]["trained_on"] == .bool(isKnown))
    }
  }

  @Test("Too little memory is said before the work")
  func memory() throws {
    let directory = try Self.trained(on: Self.table(["no", "yes"]), ["--l2", "1e-2"])
    let result = try Self.inspect(
      ["model.safetensors", "--table", "table.csv", "--memory", "1K"], in: directory)
    #expect(result.exitCode == 65 && result.errors.contains("--memory"), "\(result.errors)")
  }

  // MARK: The page

  @Test("The page stands alone, and names stay names", arguments: ["en", "ko"])
  func page(language: String) throws {
    let hostile = Self.table(["<b>no</b>", "yes&"])
      .replacing("colour", with: "<script>alert(1)</script>").replacing(
        "red", with: "re\u{202E}d<i>")
    let directory = try Self.trained(on: hostile, ["--l2", "1e-2"])
    let result = try Self.inspect(
      [
        "model.safetensors", "--table", "table.csv", "--report", "model.html", "--language",
        language,
      ], in: directory)
    #expect(result.exitCode == 0, "\(result.errors)")
    let html = try directory.text(of: "model.html")
    #expect(html.contains("<html lang=\"\(language)\">"))
    for part in ["importance", "effects", "columns", "making"] {
      #expect(html.contains("<section id=\"\(part)\""), "\(part)")
    }
    for unsafe in ["<script", "<i>", "<b>no", "yes& ", "\u{202E}", "http:", "src=", "url("] {
      #expect(
        !html.replacing("http://www.w3.org/2000/svg", with: "").contains(unsafe), "\(unsafe)")
    }
    #expect(html.contains("&lt;script&gt;"))
    for tag in ["section", "table", "figure", "svg", "div", "tr", "td", "text", "p", "dl", "bdi"] {
      let opened = html.ranges(of: try Regex("<\(tag)[ >]")).count
      #expect(opened == html.ranges(of: "</\(tag)>").count, "\(tag)")
    }
    // A network without a table has nothing to draw.
    let network = try Self.trained(
      on: Self.table(["no", "yes"]), ["--model", "mlp:3", "--learning-rate", "1e-2"])
    _ = try Self.inspect(["model.safetensors", "--report", "model.html"], in: network)
    let plain = try network.text(of: "model.html")
    #expect(!plain.contains("<figure>") && plain.contains("<section id=\"making\""))
  }

  @Test("The same model gives the same page")
  func samePage() throws {
    let directory = try Self.trained(on: Self.table(["a", "b", "c"]), ["--l2", "1e-2"])
    let pages = try (0..<2).map { _ in
      _ = try Self.inspect(["model.safetensors", "--report", "model.html"], in: directory)
      return try directory.text(of: "model.html")
    }
    #expect(pages[0] == pages[1] && pages[0].ranges(of: "<figure>").count == 3)
  }
}
