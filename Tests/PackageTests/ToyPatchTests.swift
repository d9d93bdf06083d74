import Foundation
import Testing

private let root = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// What CONTRIBUTING says of where to change what: a toy loss, a toy phrase and a toy column are put into
/// the files that it names and into no other, and the package builds.
@Suite struct ToyPatchTests {
  /// A change of one file: a text that stands in it once, and what stands there then.
  private struct Patch {
    let file: String
    let old: String
    let new: String
  }

  private static let patches = [
    Patch(
      file: "Sources/CrossEntropy/Catalog/LossCatalog.swift", old: "    SquaredError.entry,\n",
      new: "    SquaredError.entry,\n    ToyLoss.entry,\n"),
    Patch(
      file: "Sources/CrossEntropyReport/Phrases/English+Compare.swift",
      old: #"package var verdictHeading: String { "Verdict" }"#,
      new: #"package var verdictHeading: String { "What a toy says" }"#),
    Patch(
      file: "Sources/CrossEntropyReport/Numbers/ScoreColumn.swift",
      old: "balancedAccuracy, rocAUC, averagePrecision,\n",
      new: """
        balancedAccuracy, rocAUC, averagePrecision,
            ScoreColumn(.foldsWon) { "\\($0.foldsWon)" },

        """),
  ]

  /// ℓ = 1 − p_y, the mean absolute error of the truth.
  private static let loss = """
    /// ℓ(z, y) = 1 − p_y, a toy.
    public struct ToyLoss: Loss, Hashable, Codable {
      /// The name in JSON.
      public var name: String { entry.name }
      /// Its target enters as a factor.
      public static let isLinearInTarget = true
      /// What turns the logits into p.
      public let outputUnit: OutputUnit

      /// A toy of softmax or sigmoid outputs.
      public init(unit: OutputUnit = .softmax) { outputUnit = unit }

      /// On entry `row` holds logits, on return ∂ℓ/∂z; the result is ℓ.
      @specialized(where S == Float)
      @specialized(where S == Double)
      public func formGradient<S: LogitScalar>(
        _ row: inout MutableSpan<S>, target: borrowing TargetRow
      ) -> Double {
        formTruthGradient(&row, target: target, unit: outputUnit, of: self)
      }
    }

    extension ToyLoss: CatalogLoss {
      static let entry = LossEntry(
        name: "toy", aliases: [], parameters: [], units: [.softmax, .sigmoid], isInformation: false,
        isConvex: { _, _ in false }, isProper: { _ in false },
        formula: .truth(symbols: "1 − {p}", numbers: "1 − {p}", strength: "{p}", strengthNumbers: "{p}"),
        isOffered: true, make: { ToyLoss(unit: $1) })

      var entry: LossEntry { Self.entry }
    }

    extension ToyLoss: TruthLoss {
      func valueAndSlope(logProbability: Double, complement: Double) -> (value: Double, slope: Double) {
        (complement, complement - 1)
      }

      func curvature(logProbability: Double, complement: Double) -> Double { complement - 1 }
    }

    """

  @Test("CONTRIBUTING names the files")
  func guide() throws {
    let guide = try String(
      contentsOf: root.appendingPathComponent("CONTRIBUTING.md"), encoding: .utf8)
    let files =
      Self.patches.map(\.file) + [
        "Sources/CrossEntropyEvaluation/Calibration/CalibrationError.swift",
        "Sources/CrossEntropyReport/Phrases/Phrases.swift", "Sources/xent/Xent.swift",
      ]
    for file in files {
      #expect(guide.contains(file), "\(file)")
      #expect(FileManager.default.fileExists(atPath: root.appendingPathComponent(file).path))
    }
  }

  @Test("A toy loss, a toy phrase and a toy column build in the files that CONTRIBUTING names")
  func build() throws {
    // Kept, so that the next run builds little.
    let toy = root.appendingPathComponent(".build/toy")
    let files = FileManager.default
    try files.createDirectory(at: toy, withIntermediateDirectories: true)
    for name in ["Package.swift", "Sources", "Snippets", "Tests"] {
      let copy = toy.appendingPathComponent(name)
      try? files.removeItem(at: copy)
      try files.copyItem(at: root.appendingPathComponent(name), to: copy)
    }
    for patch in Self.patches {
      let file = toy.appendingPathComponent(patch.file)
      let text = try String(contentsOf: file, encoding: .utf8)
      try #require(text.components(separatedBy: patch.old).count == 2, "\(patch.file)")
      try Data(text.replacing(patch.old, with: patch.new).utf8).write(to: file)
    }
    try Data(Self.loss.utf8).write(
      to: toy.appendingPathComponent("Sources/CrossEntropy/Losses/ToyLoss.swift"))

    let log = toy.appendingPathComponent("build.log")
    try Data().write(to: log)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["swift", "build", "--target", "CrossEntropyReport"]
    process.currentDirectoryURL = toy
    process.standardOutput = try FileHandle(forWritingTo: log)
    process.standardError = process.standardOutput
    try process.run()
    process.waitUntilExit()
    let said = try String(contentsOf: log, encoding: .utf8)
    #expect(process.terminationStatus == 0, "\(said.suffix(2_000))")
  }
}
