import CrossEntropyLearning
import Foundation
import TestSupport
import Testing

/// `xent train --history` and `--tensorboard`: the epochs of the fit that makes a network.
@Suite("train --history")
struct TrainHistoryTests {
  private static let iris = Command.packageRoot.appendingPathComponent("Examples/iris.csv").path
  private static let network = [
    "train", iris, "--target", "species", "--model", "mlp:8", "--folds", "2", "--learning-rate",
    "1e-2",
  ]

  private func text(_ name: String, in directory: TemporaryDirectory) throws -> String {
    try String(contentsOf: directory.url.appendingPathComponent(name), encoding: .utf8)
  }

  /// The columns of a table of numbers.
  private func columns(_ csv: String) throws -> [String: [Double]] {
    let rows = csv.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    let cells = try rows.dropFirst().map { try $0.map { try #require(Double($0)) } }
    return Dictionary(
      uniqueKeysWithValues: rows[0].enumerated().map { i, name in (name, cells.map { $0[i] }) })
  }

  @Test(
    "The columns are those of Keras's CSVLogger, a row per epoch, and the best of them is the model"
  )
  func csv() throws {
    let directory = try TemporaryDirectory()
    let result = try Command.run(
      Self.network + ["--history", "h.csv"], directory: directory.url)
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.errors.hasSuffix("The epochs of the fit are in h.csv.\n"))
    let csv = try text("h.csv", in: directory)
    // sorted(logs) of Keras 3: keras/src/callbacks/csv_logger.py.
    #expect(csv.hasPrefix("epoch,accuracy,loss,val_accuracy,val_loss\n0,"))
    let history = try columns(csv)
    let classifier = try TableClassifier(
      path: directory.url.appendingPathComponent("model.safetensors").path)
    let epochs = try #require(classifier.record?.iterations)
    #expect(history["epoch"] == (0..<epochs).map(Double.init))
    let (losses, held) = (try #require(history["loss"]), try #require(history["val_loss"]))
    #expect(losses[0] > 1 && losses[epochs - 1] < 0.1)
    // What is kept is the epoch of the lowest val_loss, of whose 150 rows 120 were learnt from.
    let best = try #require(held.indices.min { held[$0] < held[$1] })
    #expect(classifier.record?.bestEpoch == best + 1)
    #expect(
      (result.output.split { $0.isWhitespace }.joined(separator: " ") as String)
        .contains("fitted in \(epochs) epochs, with the weights of epoch \(best + 1)"))
    let right = try #require(history["accuracy"])[best] * 120
    let rightHeld = try #require(history["val_accuracy"])[best] * 30
    let scores = try classifier.scores(on: classifier.read(path: Self.iris))
    #expect(abs(scores.accuracy.mean * 150 - right - rightHeld) < 1e-9)

    // A line per epoch where there is no terminal.
    let lines = result.errors.split(separator: "\n").filter { $0.hasPrefix("epoch ") }
    #expect(lines.count == epochs)
    #expect(lines[0].hasPrefix("epoch 1/200: training loss 1.4"))
    let quiet = try TemporaryDirectory()
    let silent = try Command.run(
      Self.network + ["-q", "--history", "h.csv"], directory: quiet.url)
    #expect(silent.errors.isEmpty && silent.exitCode == 0)
    #expect(try text("h.csv", in: quiet) == csv)
  }

  @Test("A schedule is logged as Keras logs it")
  func schedule() throws {
    let directory = try TemporaryDirectory()
    let result = try Command.run(
      Self.network + ["--schedule", "cosine", "--history", "h.csv", "-q"],
      directory: directory.url)
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("\nmlp:8:relu · schedule cosine\n"))
    let csv = try text("h.csv", in: directory)
    #expect(csv.hasPrefix("epoch,accuracy,learning_rate,loss,val_accuracy,val_loss\n"))
    let rates = try #require(columns(csv)["learning_rate"])
    #expect(rates[0] == 0.01 && abs(rates[50] - 0.008535533905932738) < 1e-12)
    let classifier = try TableClassifier(
      path: directory.url.appendingPathComponent("model.safetensors").path)
    #expect(classifier.record?.model.settings == NetworkSettings(schedule: .cosine))
  }

  @Test("A run that goes on writes what one without a break writes, times included")
  func resumed() throws {
    let directory = try TemporaryDirectory()
    let kept = Self.network + ["-q", "--checkpoint", "parts"]
    // The first run need not be asked for the history.
    let first = try Command.run(kept + ["-o", "a"], directory: directory.url)
    #expect(first.exitCode == 0, "\(first.errors)")
    for name in ["1", "2"] {
      let result = try Command.run(
        kept + [
          "--resume", "-o", "m\(name)", "--history", "h\(name)", "--tensorboard", "t\(name)",
        ],
        directory: directory.url)
      #expect(result.exitCode == 0, "\(result.errors)")
    }
    let whole = try Command.run(
      Self.network + ["-q", "-o", "b", "--history", "h0"], directory: directory.url)
    #expect(whole.exitCode == 0, "\(whole.errors)")
    #expect(try text("h1", in: directory) == text("h0", in: directory))
    #expect(try text("h2", in: directory) == text("h0", in: directory))
    for run in ["train", "validation"] {
      let events = try ["t1", "t2"].map { try self.events(run, of: $0, in: directory) }
      #expect(events[0] == events[1] && events[0].count > 10_000)
    }
  }

  /// The bytes of the one file of events of a run.
  private func events(
    _ run: String, of name: String, in directory: TemporaryDirectory
  ) throws -> Data {
    let folder = directory.url.appendingPathComponent("\(name)/\(run)")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    try #require(files.count == 1 && files[0].hasPrefix("events.out.tfevents."))
    return try Data(contentsOf: folder.appendingPathComponent(files[0]))
  }

  @Test(
    "A linear model has no epochs, and nothing is made", arguments: ["--history", "--tensorboard"])
  func linear(_ option: String) throws {
    let directory = try TemporaryDirectory()
    let result = try Command.run(
      ["train", Self.iris, "--target", "species", option, "h"], directory: directory.url)
    #expect(result.exitCode == 64 && result.errors.contains("\(option) logs epochs"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.url.path).isEmpty)
  }

  @Test(
    "Outputs that harm each other or cannot be are refused before any work, and leave nothing",
    arguments: [
      (["--history", "m", "-o", "m"], 64, "-o and --history name the same file"),
      (["--history", "t.csv"], 64, "--history would write over the table"),
      (["--history", ""], 64, "--history takes the name of a file"),
      (["--tensorboard", ""], 64, "--tensorboard takes the name of a file"),
      (["--tensorboard", "logs", "-o", "logs"], 73, "logs"),
      (["--tensorboard", "logs/run", "--history", "logs/run"], 73, "logs/run"),
      (["--tensorboard", "t.csv"], 73, "t.csv"),
      (["--tensorboard", "/dev/null/x"], 73, "/dev/null"),
      (["--tensorboard", "new/run", "--target", "nobody"], 65, "nobody"),
    ])
  func refused(_ more: [String], code: Int32, words: String) throws {
    let directory = try TemporaryDirectory.withTable()
    let before = try text("t.csv", in: directory)
    let header = before.prefix { $0 != "\n" }.split(separator: ",")
    let target = more.contains("--target") ? [] : ["--target", String(header[header.count - 1])]
    let result = try Command.run(
      ["train", "t.csv", "--model", "mlp:2"] + target + more, directory: directory.url)
    #expect(result.exitCode == code && result.errors.contains(words), "\(result.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.url.path) == ["t.csv"])
    #expect(try text("t.csv", in: directory) == before)
  }

  @Test("A setting that the name of the model says too may say the same")
  func saidTwice() throws {
    let result = try Command.run([
      "train", Self.iris, "--target", "species", "--dry-run", "--model",
      "mlp:4:schedule=step:size=30:gamma=0.1:weight_decay=1e-2", "--weight-decay", "0.01",
      "--schedule", "step:size=30:gamma=0.1", "--dropout", "0.5",
    ])
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("dropout 0.5"))
  }

  @Test("A weight decay that is too large is said, and not the step size")
  func hugeDecay() throws {
    let directory = try TemporaryDirectory()
    let result = try Command.run(
      Self.network + ["--weight-decay", "1e308", "-q"], directory: directory.url)
    #expect(result.exitCode == 65 && result.errors.contains("use a lower --weight-decay"))
    #expect(!result.errors.contains("--learning-rate"))
  }

  @Test("A second run in a directory of events is warned of, and a checkpoint's is refused")
  func oneDirectory() throws {
    let directory = try TemporaryDirectory()
    for (name, more) in [("a", []), ("b", []), ("c", ["-q"])] as [(String, [String])] {
      let result = try Command.run(
        Self.network + ["-o", name, "--tensorboard", "logs"] + more,
        directory: directory.url)
      #expect(result.exitCode == 0, "\(result.errors)")
      #expect(
        result.errors.contains("logs has the events of another run already") == (name == "b"))
    }
    try FileManager.default.createDirectory(
      at: directory.url.appendingPathComponent("there"), withIntermediateDirectories: false)
    for (checkpoint, events) in [
      ("new", "new"), ("new", "new/logs"), ("there", "there"), ("there", "./there/run/1"),
    ] {
      let result = try Command.run(
        Self.network + ["-o", "d", "--checkpoint", checkpoint, "--tensorboard", events],
        directory: directory.url)
      #expect(result.exitCode == 64, "\(result.errors)")
      #expect(
        result.errors.contains(
          "--tensorboard writes into '\(checkpoint)', the directory of the checkpoint"))
    }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: directory.url.path).sorted()
        == ["a", "b", "c", "logs", "there"])
  }

  private static let python = packageRoot + "/.build/python/bin/python"

  @Test(
    "TensorBoard's own reader finds the numbers of the history, in Keras's runs and tags",
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: python),
      "needs .build/python, see CONTRIBUTING.md"))
  func tensorBoard() throws {
    let directory = try TemporaryDirectory()
    let start = Date().timeIntervalSince1970
    let result = try Command.run(
      Self.network + [
        "--schedule", "exponential:gamma=0.99", "--history", "h.csv", "--tensorboard", "logs/one/",
      ], directory: directory.url)
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.errors.hasSuffix("TensorBoard's events are in logs/one/.\n"))
    let history = try columns(text("h.csv", in: directory))
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: Self.python)
    process.arguments = [
      "\(packageRoot)/Scripts/events_check.py", directory.url.appendingPathComponent("logs").path,
    ]
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let runs = try JSONDecoder().decode([String: [String: [[Double]]]].self, from: data)
    let names = [
      "one/train": [
        "epoch_loss": "loss", "epoch_accuracy": "accuracy", "epoch_learning_rate": "learning_rate",
      ],
      "one/validation": ["epoch_loss": "val_loss", "epoch_accuracy": "val_accuracy"],
    ]
    #expect(Set(runs.keys) == Set(names.keys))
    for (run, tags) in names {
      let found = try #require(runs[run])
      #expect(Set(found.keys) == Set(tags.keys))
      for (tag, column) in tags {
        let events = try #require(found[tag])
        #expect(events.map { $0[0] } == history["epoch"])
        #expect(events.map { Float($0[1]) } == history[column]?.map { Float($0) })
        let times = events.map { $0[2] }
        #expect(times == times.sorted() && times[0] >= start)
        #expect(times[times.count - 1] <= Date().timeIntervalSince1970)
      }
    }
  }

  @Test(
    "What belongs to networks, and a number out of range, is said with what to do",
    arguments: [
      (["--dropout", "0.2"], "--dropout is for networks"),
      (["--schedule", "constant"], "--schedule is for networks"),
      (["--weight-decay", "0"], "--weight-decay is for networks"),
      (
        ["--model", "mlp:4", "--dropout", "1"], "--dropout takes a number, from 0 to below 1, got 1"
      ),
      (["--model", "mlp:4", "--dropout=-0.1"], "from 0 to below 1, got -0.1"),
      (["--model", "mlp:4", "--dropout", "x"], "--dropout takes a number"),
      (
        ["--model", "mlp:4", "--weight-decay=-1"],
        "--weight-decay takes a number, 0 or more, got -1"
      ),
      (["--model", "mlp:4", "--schedule", "cosin"], "there is no schedule 'cosin'"),
      (["--model", "mlp:4:dropout=2"], "'dropout=2.0' is no setting of a network"),
      (
        ["--model", "mlp:4:dropout=0.3", "--dropout", "0.2"],
        "--model says another --dropout already; leave --dropout out"
      ),
      (["--model", "mlp:4:relu:dropout=0", "--dropout", "0.2"], "--model says another --dropout"),
      (
        ["--model", "mlp:4:schedule=cosine", "--schedule", "constant"],
        "--model says another --schedule already"
      ),
      (
        ["--model", "mlp:4:weight_decay=1e-2", "--weight-decay", "0.1"],
        "--model says another --weight-decay already"
      ),
    ])
  func wrongSettings(_ options: [String], words: String) throws {
    for command in ["train", "compare"] {
      let result = try Command.run([command, Self.iris, "--target", "species"] + options)
      #expect(result.exitCode == 64 && result.errors.contains(words), "\(result.errors)")
    }
  }

  @Test(
    "The settings are in the JSON of a comparison, from where train takes them, and in the checkpoint"
  )
  func like() throws {
    let directory = try TemporaryDirectory()
    let options = [
      "--dropout", "0.1", "--weight-decay", "1e-2", "--schedule", "step:size=30:gamma=0.1",
    ]
    let compared = try Command.run(
      ["compare"] + Self.network.dropFirst() + options + [
        "--losses", "cross_entropy", "--repeats", "1", "--no-speed", "-o", "c.json", "-q",
      ], directory: directory.url)
    #expect(compared.exitCode == 0, "\(compared.errors)")
    let name = "mlp:8:relu:schedule=step:size=30:gamma=0.1:dropout=0.1:weight_decay=0.01"
    let outcome = try JSONValue(parsing: text("c.json", in: directory))
    #expect(outcome["request"]["model"].string == name && outcome["model"].string == name)
    let files = try [
      ["--like", "c.json"], Array(Self.network.dropFirst()) + options,
      Array(Self.network.dropFirst()) + ["--model", name],
      Array(Self.network.dropFirst()),
    ].enumerated().map { index, arguments in
      let result = try Command.run(
        ["train"] + arguments + ["-q", "-o", "\(index)", "--history", "h\(index)"],
        directory: directory.url)
      #expect(result.exitCode == 0, "\(result.errors)")
      return try text("h\(index)", in: directory)
    }
    #expect(files[0] == files[1] && files[1] == files[2] && files[2] != files[3])
    let refused = try Command.run(
      ["train", "--like", "c.json", "--dropout", "0.2", "-o", "x"], directory: directory.url)
    #expect(refused.exitCode == 64 && refused.errors.contains("--dropout"))
    let kept = Self.network + options + ["-q", "--checkpoint", "parts", "-o", "y"]
    #expect(try Command.run(kept, directory: directory.url).exitCode == 0)
    let other = try Command.run(
      kept + ["--resume", "--dropout", "0.2"], directory: directory.url)
    #expect(other.exitCode == 65 && other.errors.contains("--dropout"), "\(other.errors)")
    #expect(!other.errors.contains("--model"))
  }
}
