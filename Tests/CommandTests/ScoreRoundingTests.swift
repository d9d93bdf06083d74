import Foundation
import TestSupport
import Testing

/// A row of rounded probabilities need not sum to 1, and nobody can round them so that all rows do.
@Suite("score: rounded numbers")
struct ScoreRoundingTests {
  /// How numbers are rounded, of so many classes, and the precision that is told of where a sum is far off.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let classes: Int
    let round: @Sendable (Double) -> String
    let told: String?
    /// Whether single precision alone would have refused some row.
    var isOff = true

    init(
      _ name: String, classes: Int, told: String? = nil, isOff: Bool = true,
      _ round: @escaping @Sendable (Double) -> String
    ) {
      (testDescription, self.classes, self.told, self.isOff) = (name, classes, told, isOff)
      self.round = round
    }
  }

  private static func format(_ format: String) -> @Sendable (Double) -> String {
    { String(format: format, $0) }
  }

  private static let cases: [Case] = [
    Case("5 decimals of 3 classes", classes: 3, format("%.5f")),
    Case("5 decimals of 30 classes", classes: 30, format("%.5f")),
    Case("6 decimals of 10 classes", classes: 10, isOff: false, format("%.6f")),
    Case("6 decimals of 30 classes", classes: 30, format("%.6f")),
    Case("7 decimals of 30 classes", classes: 30, isOff: false, format("%.7f")),
    Case("5 digits of 3 classes", classes: 3, format("%.5g")),
    Case("6 digits of 10 classes", classes: 10, isOff: false, format("%.6g")),
    Case("3 digits of 3 classes", classes: 3, told: "3 significant digits", format("%.3g")),
    Case("half precision", classes: 3, told: "11 significant bits") { "\(Double(Float16($0)))" },
    Case("a softmax in half precision", classes: 3, told: "11 significant bits") {
      // About what the rounding of its sum comes to.
      "\(Double(Float16($0 * 1.0006)))"
    },
    Case("bfloat16", classes: 3, told: "8 significant bits") {
      // To the nearest, as its hardware rounds.
      "\(Double(Float(bitPattern: (Float($0).bitPattern &+ 0x8000) & 0xFFFF_0000)))"
    },
    Case("5 decimals in single precision", classes: 3) {
      "\(Double(Float(String(format: "%.5f", $0)) ?? 0))"
    },
  ]

  /// Rows of probabilities, each with its truth.
  private static func table(_ own: Case, _ written: (Double) -> String) -> String {
    var generator = SplitMix64(state: 7)
    var lines = [(["label"] + (0..<own.classes).map { "p_\($0)" }).joined(separator: ",")]
    for row in 0..<400 {
      let powers = (0..<own.classes).map { _ in exp(Double.random(in: -3...3, using: &generator)) }
      let sum = powers.reduce(0, +)
      lines.append(
        (["\(row % own.classes)"] + powers.map { written($0 / sum) }).joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  @Test("They are scored, and what is far off is told", arguments: cases)
  func scored(own: Case) throws {
    let directory = try TemporaryDirectory()
    try directory.write(Array(Self.table(own, own.round).utf8), to: "p.csv")
    let result = try Command.run(
      ["score", "p.csv", "--metrics", "log_loss", "--format", "json"], directory: directory.url)
    #expect(result.exitCode == 0, "\(result.errors)")
    let shown = try Command.run(
      ["score", "p.csv", "--metrics", "log_loss"], directory: directory.url)
    let note = "do not sum to 1, but are up to"
    #expect(shown.output.unwrapped.contains(note) == (own.told != nil), "\(shown.output)")
    if let told = own.told { #expect(shown.output.unwrapped.contains(told)) }
    #expect(result.output.contains("\"off_sums\"") == (own.told != nil))
    // One row of other numbers, and nothing explains the sums.
    guard own.isOff else { return }
    let spoilt =
      Self.table(own, own.round) + "0,.123456789,.876543211"
      + String(
        repeating: ",0", count: own.classes - 2) + "\n"
    try directory.write(Array(spoilt.utf8), to: "p.csv")
    let refused = try Command.run(["score", "p.csv"], directory: directory.url)
    #expect(refused.exitCode == 65, "\(refused.output)")
    #expect(refused.errors.contains(" do not sum to 1; those of this one to "), "\(refused.errors)")
  }

  @Test("A row of .98 or 1.02 stays an error", arguments: [".33,.33,.32", ".34,.34,.34"])
  func far(row: String) throws {
    let directory = try TemporaryDirectory()
    for other in ["0,.5,.25,.25", "0,.123,.456,.421", "0,.12345,.45678,.41977"] {
      try directory.write(
        Array(("label,p_0,p_1,p_2\n" + (other + "\n1,\(row)\n")).utf8), to: "p.csv")
      let result = try Command.run(["score", "p.csv"], directory: directory.url)
      #expect(result.exitCode == 65, "\(result.output)")
      #expect(
        result.errors.hasPrefix(
          "p.csv:3: the probabilities of this row sum to \(row == ".33,.33,.32" ? "0.98" : "1.02"), not to 1"
        ), "\(result.errors)")
    }
  }

  @Test(
    "A row of one decimal is no better rounded for the others, wherever it stands",
    arguments: ["0,.5,.4\n1,.25,.75\n", "0,.25,.75\n1,.5,.4\n"])
  func oneDecimal(rows: String) throws {
    let directory = try TemporaryDirectory()
    try directory.write(Array(("label,p_0,p_1\n" + rows).utf8), to: "p.csv")
    let result = try Command.run(["score", "p.csv"], directory: directory.url)
    #expect(result.exitCode == 65, "\(result.output)")
    #expect(result.errors.contains(": the probabilities of this row sum to 0.9, not to 1; "))
  }

  @Test("What fastText prints of all labels is scored: next to 1 it has five decimals")
  func fastText() throws {
    let directory = try TemporaryDirectory()
    // Each is .00001 more than the probability; 1.0000046 is printed as 1.
    let lines = [
      "__label__a 1 __label__b 1.34e-05 __label__c 1.2e-05",
      "__label__b 0.999852 __label__a 0.000164063 __label__c 1.34385e-05",
    ]
    try directory.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: "p.txt")
    try directory.write(Array("label\na\nb\n".utf8), to: "y.csv")
    let result = try Command.run(["score", "p.txt", "--truth", "y.csv"], directory: directory.url)
    #expect(result.exitCode == 0, "\(result.errors)")
  }
}
