import Foundation
import Testing

/// What is too much to ask for is refused at once, whatever the machine: no number that can be typed
/// traps, hangs or fills the memory.
@Suite("Limits of what can be asked")
struct LimitsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    let message: String
    var testDescription: String { arguments.map { String($0.prefix(60)) }.joined(separator: " ") }

    init(_ line: String, _ long: String..., says message: String) {
      arguments = line.split(separator: " ").map(String.init) + long
      self.message = message
    }
  }

  private static let most = "9223372036854775807"

  private static func list(_ item: (Int) -> String, _ count: Int) -> String {
    (0..<count).map(item).joined(separator: ",")
  }

  static let refused = [
    Case(
      "measure --p 1x\(most)",
      says: "--p takes at most 1 000 000 numbers, got 9 223 372 036 854 775 807: more would take "
        + "too much memory; save them in a file and name it"),
    Case("measure --p .5,.5x\(most)", says: "--p takes at most 1 000 000 numbers, got 9 223 372"),
    Case("measure --p .5x\(most),.5x\(most)", says: "--p takes at most 1 000 000 numbers, got 9"),
    Case("measure --p .5x999999/.5x2", says: "--p takes at most 1 000 000 numbers, got 1 000 001"),
    Case("measure --p 1 --q 1x\(most)", says: "--q takes at most 1 000 000 numbers, got"),
    Case("measure table.csv --q 1x\(most)", says: "--q takes at most 1 000 000 numbers, got"),
    Case("measure --counts 1x1000001", says: "--counts takes at most 1 000 000 numbers, got 1"),
    Case("measure --counts 1x99999999999999999999", says: "--counts takes comma-separated numbers"),
    Case("explain --label 0 --logits 1x1000000", says: "--logits takes at most 262 144 numbers"),
    Case("explain --label 0 --logits 1x262145", says: "--logits takes at most 262 144 numbers"),
    Case(
      "explain --label 0 --probabilities 1x\(most)",
      says: "--probabilities takes at most 262 144 numbers"),
    Case(
      "explain --logits 1,2 --target-probabilities 1x\(most)",
      says: "--target-probabilities takes at most 262 144 numbers"),
    Case(
      "explain --logits 1,2 --label 0 --class-weights 1x\(most)",
      says: "--class-weights takes at most 262 144 numbers"),
    Case(
      "explain --logits 1,2 --label 0 --input 1x\(most)",
      says: "--input takes at most 131 072 numbers"),
    Case(
      "explain --loss focal,squared_error,cross_entropy --label 0 --logits 1x174763",
      says: "--logits takes at most 174 762 numbers"),
    Case(
      "explain --logits 1x1000 --label 0 --input 1x1000",
      says: "--input takes at most 262 numbers, got 1000"),
    Case("explain --logits 1,2 --label \(most)0", says: "--label is the number of the true class"),
    Case(
      "explain --logits 1,2 --label 0 --scale 1e400",
      says: "--scale must be above 0 and at most 1e100"),
    Case(
      "explain --logits 1,2 --label 0 --scale 2e100", says: "--scale must be above 0 and at most"),
    Case(
      "explain --curve c.svg --loss", list({ "focal:gamma=\($0)" }, 101),
      says: "--loss takes at most 100 losses, got 101"),
    Case(
      "compare table.csv --target t --repeats 1000000000", says: "--repeats must be 1000 or less"),
    Case(
      "compare table.csv --target t --repeats \(most)0",
      says: "--repeats must be auto, or 1 to 1000, got"),
    Case(
      "compare table.csv --target t --folds \(most)",
      says: "--folds must be 1000 or less, got \(most): more would take too long"),
    Case("compare table.csv --target t --folds -\(most)", says: "--folds must be 2 or more"),
    Case("compare table.csv --target t --threads -\(most)", says: "--threads must be 1 or more"),
    Case("compare table.csv --target t --threads 0x10", says: "--threads"),
    Case("compare table.csv --target t --seed 18446744073709551616", says: "--seed"),
    Case(
      "compare table.csv --target t --losses", list({ "focal:gamma=\($0)" }, 5_000),
      says: "--losses takes at most 100 losses, got 5000: more would take too long"),
    Case(
      "compare table.csv --target t --l2 1x\(most)", says: "--l2 takes at most 300 numbers, got 9"),
    Case(
      "compare table.csv --target t --l2", list({ "\($0)" }, 20_000),
      says: "--l2 takes at most 300 numbers, got 20 000"),
    Case(
      "compare table.csv --target t --model mlp:8 --learning-rate 1x1000000",
      says: "--learning-rate takes at most 300 numbers, got 1 000 000"),
    Case(
      "compare table.csv --target t --model mlp:65536x1000",
      says: "hidden layers have at most 100 000 000 weights between them, got 4 290 672 328 704"),
    Case(
      "compare table.csv --target t --model mlp:\(most)",
      says: "a hidden layer has at most 65 536 units, got 9 223 372 036 854 775 807"),
    Case(
      "compare table.csv --target t --model mlp:64x\(most)",
      says: "a network has at most 1000 hidden layers, got 9 223 372 036 854 775 807"),
    Case(
      "compare table.csv --target t --model", "mlp:" + list({ _ in "1" }, 60_000),
      says: "a network has at most 1000 hidden layers, got"),
    Case(
      "compare table.csv --target t --model mlp:999999999999999999999x999999999999999999999",
      says: "is no width of a layer (1 to 65 536)"),
  ]

  @Test("A number that no machine can serve is bad usage", arguments: refused)
  func refuses(_ bad: Case) throws {
    try expectRefusal(of: bad, code: 64)
  }

  static let taken = [
    "measure --counts 999999999999999x1000", "measure --counts 1e15,1",
    "measure --counts 1x1000000",
    "measure --p 1e-6x1000000", "measure --p 1e300x3 --normalize",
    "explain --logits 1e308,-1e308 --label 1 --scale 1e100",
    "explain --logits 0x3 --label 1 --class-weights 1e100x3 --input 1e308x3",
    "explain --logits 1,2 --target-probabilities 1.0000005,0",
    "explain --probabilities 1.0000005,0 --label 0",
    "explain --probabilities 0,1.0000009 --target-probabilities 1.000001,0",
    "explain --probabilities 3,1e-300 --target-probabilities 1e-300,7 --normalize",
    "measure --p 1.0000005,0 --q 0,1.0000009",
    "explain --logits 0x1000 --label 999 --input 1x262",
    "compare table.csv --target t --repeats 1 --folds 2 --l2 1e-2 --no-speed --threads \(most)",
    "compare table.csv --target t --repeats 1 --folds 2 --l2 1e-2 --no-speed "
      + "--seed 18446744073709551615",
    "compare table.csv --target t --repeats 1 --folds 2 --l2 1e300 --no-speed",
  ]

  @Test("A number that is only large is taken", arguments: taken)
  func takes(_ line: String) throws {
    let result = try run(line.split(separator: " ").map(String.init))
    #expect(result.exitCode == 0, "\(result.errors.prefix(500))")
  }

  static let impossible = [
    Case(
      "measure --p 1.7976931348623157e308,9e291x100 --normalize",
      says: "--p: the numbers sum to ∞"),
    Case(
      "measure --p .5,.5 --q 1.7976931348623157e308x2 --normalize",
      says: "--q: the numbers sum to ∞"),
    Case(
      "explain --probabilities 1.7976931348623157e308,9e291x100 --label 0 --normalize",
      says: "--probabilities: the numbers sum to ∞"),
    Case(
      "explain --logits 1,2 --target-probabilities 1.7976931348623157e308,1e308 --normalize",
      says: "--target-probabilities: the numbers sum to ∞"),
    Case(
      "explain --logits 1,2 --label 0 --class-weights 1,2e100",
      says: "--class-weights: number 2 is 2e100, and a weight is at most 1e100"),
  ]

  @Test("Numbers that are too large together are bad data", arguments: impossible)
  func overflows(_ bad: Case) throws {
    try expectRefusal(of: bad, code: 65)
  }

  @Test("Two columns of 20 000 values are no categories")
  func outerProduct() throws {
    let rows = (0..<20_000).map { "u\($0),v\($0 * 7 % 20_000)\n" }
    let directory = try TemporaryDirectory()
    try directory.write(Array(("a,b\n" + rows.joined()).utf8), to: "table.csv")
    let result = try Command.run(
      ["measure", "table.csv", "--column", "a", "--given", "b"], directory: directory.url)
    #expect(result.exitCode == 65)
    #expect(
      plain(result.errors)
        == "table.csv:1: 'a' has 20000 values and 'b' 20000: these are no categories, and their "
        + "pairs are counted up to 50 000 000; put them into classes first\n")
  }

  @Test("A table with fewer rows than folds says so")
  func folds() throws {
    let result = try run(["compare", "table.csv", "--target", "t", "--folds", "1000"])
    #expect(result.exitCode == 65)
    #expect(result.errors.contains("fewer than the 1000 rows that 1000 folds"), "\(result.errors)")
  }

  private func expectRefusal(of bad: Case, code: Int32) throws {
    let result = try run(bad.arguments)
    #expect(result.exitCode == code, "\(result.errors.prefix(500))")
    #expect(result.output.isEmpty)
    #expect(plain(result.errors).contains(bad.message), "\(result.errors.prefix(500))")
  }

  private func run(_ arguments: [String]) throws -> CommandResult {
    let directory = try TemporaryDirectory()
    try directory.write(Array(MadeUp.table().utf8), to: "table.csv")
    // The limit is a guard against a hang; nothing is timed.
    let result = try Command.run(arguments, directory: directory.url, limit: 60)
    #expect(!result.timedOut)
    return result
  }

  /// With spaces in place of narrow ones.
  private func plain(_ text: String) -> String { text.replacing("\u{202F}", with: " ") }
}
