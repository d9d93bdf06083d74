import CrossEntropy
import CrossEntropyEvaluation
import CrossEntropyLearning
import Foundation
import TestSupport
import Testing

@Suite("A loss takes all its parameters by name")
struct LossParametersTests {
  private static let losses =
    "cross_entropy,focal:gamma=2:alpha=0.25,soft_focal:alpha=0.25:gamma=1,rescaled_square:kappa=3:m=4"

  private static let named: [(name: String, parameters: [String: Double])] = [
    ("cross_entropy", [:]), ("focal", ["gamma": 2, "alpha": 0.25]),
    ("soft_focal", ["gamma": 1, "alpha": 0.25]), ("rescaled_square", ["kappa": 3, "m": 4]),
  ]

  /// One fit on the first table, of λ = 0.01, scored on the second.
  @Test(
    "compare fits what the library's loss of this name and these parameters is", arguments: 2...3)
  func compare(classes: Int) throws {
    let names = Array(["x", "y", "z"].prefix(classes))
    let lines = MadeUp.table(rows: 138, classes: names).split(separator: "\n")
    let (first, second) = (
      lines.prefix(91).joined(separator: "\n"),
      (lines.prefix(1) + lines.dropFirst(91)).joined(separator: "\n")
    )
    let directory = try TemporaryDirectory()
    try directory.write(Array(first.utf8), to: "a.csv")
    try directory.write(Array(second.utf8), to: "b.csv")
    let result = try Command.run(
      ["compare", "a.csv", "--test", "b.csv", "--target", "t", "--losses", Self.losses]
        + ["--l2", "1e-2", "--no-speed", "--format", "json"], directory: directory.url)
    #expect(result.exitCode == 0, "\(result.errors)")
    let json = try JSONValue(parsing: result.output)

    let data = try dataset(csv: first, roles: Dataset.Roles(target: "t"))
    let encoder = TableEncoder(data)
    let rows = try encoder.encode(data)
    for (index, loss) in Self.named.enumerated() {
      let shown = json["losses"].array[index]
      #expect(shown["name"].string == loss.name)
      #expect(shown["parameters"].object.mapValues(\.number) == loss.parameters)
      #expect(shown["searched"].isNull)

      let named = try NamedLoss(loss.name, loss.parameters)
      let objective = Objective(try named.loss(of: classes == 2 ? .sigmoid : .softmax))
      let trainer = LinearTrainer(objective, l2: 1e-2, tolerance: 1e-9)
      let fit = try trainer.fit(rows, labels: data.targets[0].labels, classes: classes)
      let classifier = TableClassifier(encoder: encoder, model: .linear(fit.model))
      let test = try dataset(csv: second, roles: Dataset.Roles(target: "t"))
      let scores = try classifier.scores(on: test)
      #expect(abs(scores.logLoss.mean - shown["log_loss"].number) < 1e-5, "\(loss)")
    }
  }

  @Test(
    "explain has the loss and the gradient of the library",
    arguments: [
      (["--logits", "2,1,0.1", "--label", "2"], [2, 1, 0.1], [0, 0, 1], OutputUnit.softmax),
      (
        ["--logits", "2,1,0.1", "--target-probabilities", ".2,.3,.5"], [2, 1, 0.1],
        [0.2, 0.3, 0.5], .softmax
      ),
      (["--logits", "0.7", "--label", "0"], [0.7], [0], .sigmoid),
      (
        ["--logits", "0.7,-1", "--target-probabilities", "1,.3", "--output", "sigmoid"], [0.7, -1],
        [1, 0.3], .sigmoid
      ),
    ] as [([String], [Double], [Double], OutputUnit)])
  func explain(_ row: [String], _ logits: [Double], _ targets: [Double], _ unit: OutputUnit) throws
  {
    for (index, loss) in Self.named.enumerated().dropFirst() {
      let text = Self.losses.split(separator: ",")[index]
      let result = try Command.run(["explain", "--loss", "\(text)", "--format", "json"] + row)
      #expect(result.exitCode == 0, "\(result.errors)")
      let json = try JSONValue(parsing: result.output)
      #expect(json["loss"].string == loss.name)
      #expect(json["parameters"].object.mapValues(\.number) == loss.parameters)
      let objective = Objective(try NamedLoss(loss.name, loss.parameters).loss(of: unit))
      let (total, gradient) = try objective.valueAndGradient(
        logits: Matrix(row: logits), targets: Matrix(row: targets))
      #expect(abs(json["value"].number - total.sum) < 1e-12, "\(loss)")
      for (shown, slope) in zip(json["gradient"].array, gradient.elements) {
        #expect(abs(shown.number - slope) < 1e-12, "\(loss)")
      }
    }
  }

  /// The formulas' numbers are put in by hand: s = 0.2·0.659001 + 0.3·0.242433 + 0.5·0.0985659 = 0.253813.
  @Test("The steps of soft focal say what s is, and α multiplies the loss")
  func softFocal() throws {
    func explained(_ loss: String, _ more: [String]) throws -> String {
      try Command.run(["explain", "--loss", loss] + more).output
    }
    let soft = ["--logits", "2,1,0.1", "--target-probabilities", ".2,.3,.5"]
    let text = try explained("soft_focal", soft)
    #expect(text.contains("s = Σ t·p\n"))
    #expect(text.contains("ℓ = Σ t·(−ln p)·(1 − s)^2 = 0.928194 nats"), "\(text)")
    #expect(text.contains("∂ℓ/∂zⱼ = (1 − s)^2·(p − t)"))
    let balanced = try explained("soft_focal:gamma=1:alpha=0.25", soft)
    #expect(balanced.contains("ℓ = Σ 0.25·t·(−ln p)·(1 − s)^1"))
    #expect(balanced.contains("∂ℓ/∂zⱼ = 0.25·((1 − s)^1·(p − t)"))
    let bits = try explained("soft_focal", soft + ["--base", "2"])
    #expect(bits.contains("t·(−log₂ p)") && bits.contains("·(p − t) / ln 2 + "))
    let yesOrNo = try explained(
      "sigmoid_focal_loss:alpha=0.25", ["--logits", "0.7", "--target-probabilities", "0.3"])
    #expect(yesOrNo.contains("s = t·o + (1 − t)(1 − o)"))
    #expect(yesOrNo.contains("(0.25·t + (1 − 0.25)(1 − t))·(−t·ln o − (1 − t)·ln(1 − o))"))
    let korean = try explained("soft_focal", soft + ["--language", "ko"])
    #expect(korean.contains("소프트 포컬 손실 γ=2") && korean.contains("손실: 출력에서 바로 계산"))
  }

  @Test("Focal's α stands as a share in the steps, of a label as 1 − α where it is no")
  func alphaInTheSteps() throws {
    func explained(_ row: [String]) throws -> String {
      try Command.run(["explain", "--loss", "focal:gamma=2:alpha=0.25"] + row).output
    }
    #expect(
      try explained(["--logits", "2,1,0.1", "--label", "0"]).contains(
        "= 0.25 · 0.340999^2 · 0.41703 = 0.0121231"))
    #expect(
      try explained(["--logits", "0.7", "--label", "0"]).contains(
        "= 0.75 · 0.668188^2 · 1.10319 = 0.369409"))
  }

  @Test("Titles are not cut before their parameters, in no table and in no picture")
  func titles() throws {
    let directory = try TemporaryDirectory()
    let losses = "rescaled_square:kappa=15:m=30,rescaled_square:kappa=15:m=20"
    for language in ["en", "ko"] {
      let result = try Command.run(
        ["explain", "--loss", losses, "--language", language, "--curve", "c.svg"],
        directory: directory.url)
      let picture = try directory.text(of: "c.svg")
      for m in ["M=30", "M=20"] {
        #expect(
          result.output.split(separator: "\n").contains { $0.contains("… κ=15 \(m) ") },
          "\(result.output)")
        #expect(picture.contains("κ=15 \(m)</text>"))
      }
      #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }
  }

  @Test(
    "What is wrong with a parameter is said with what the loss takes",
    arguments: [
      ("focal:beta=1", "focal takes gamma=NUMBER and alpha=NUMBER, as in focal:gamma=2:alpha=0.25"),
      ("focal:gamma=2:alpha=1", "alpha of focal must be above 0 and below 1, got 1"),
      ("focal:gamma=-1:alpha=0.5", "gamma of focal must be 0 or more, got -1"),
      ("soft_focal:gamma=0", "gamma of soft_focal must be above 0, got 0"),
      ("rescaled_square:m=0", "m of rescaled_square must be above 0, got 0"),
      ("rescaled_square:kappa=0.5", "kappa of rescaled_square must be 1 or more, got 0.5"),
      ("focal:gamma=1:gamma=2", "gamma of focal is given twice; leave one of them out"),
      ("focal:gamma=1|2:alpha=.1|.2", "only one parameter of focal can be chosen"),
      ("focal:gamma=2,alpha=0.25", "did you mean 'focal:gamma=2:alpha=0.25'?"),
      ("squared_error:scale=2", "squared_error takes no parameter, got 'scale=2'"),
    ])
  func refused(_ losses: String, _ reason: String) throws {
    let compared = try Command.run(
      ["compare", "Examples/iris.csv", "--target", "species", "--losses", losses])
    let explained = try Command.run(["explain", "--loss", losses])
    for result in [compared, explained] {
      #expect(result.exitCode == 64 && result.output.isEmpty)
      let errors = result.errors.split { $0.isWhitespace }.joined(separator: " ")
      #expect(errors.contains(reason), "\(errors)")
    }
  }

  @Test("The help lists every parameter with its default")
  func help() throws {
    let help = try Command.run(["compare", "--help"]).output
      .split { $0.isWhitespace }.joined(separator: " ")
    for loss in [
      "focal:gamma=2:[alpha=0.25]", "label_smoothing:epsilon=0.1",
      "generalized_cross_entropy:q=0.7", "soft_focal:gamma=2:[alpha=0.25]",
      "rescaled_square:kappa=1:m=1",
    ] {
      #expect(help.contains(loss), "\(loss)")
    }
  }
}
