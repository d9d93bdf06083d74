import Foundation
import Testing

/// `xent score --ece`: the forms of the calibration error.
@Suite("score: forms of the ECE")
struct ScoreErrorKindsTests {
  private static let fixtures = Command.packageRoot.appendingPathComponent("Tests/Fixtures/score")

  /// The errors of two.csv, as `Scripts/smooth_calibration_vectors.py` prints them; the first is in `score-en.txt`.
  private static let kinds: [(name: String, key: String, ece: Double, said: String)] = [
    ("equal-width", "equal_width", 0.0733, "cases at most"),
    ("equal-mass", "equal_mass", 0.07366666666666667, "over bins of equally many rows"),
    ("smooth", "smooth", 0.045074619631712984, "smoothed by a Gaussian"),
  ]

  @Test("Each form has its value, its noise and its name", arguments: kinds.indices)
  func values(index: Int) throws {
    let (name, key, ece, said) = Self.kinds[index]
    let result = try Command.run(
      ["score", "two.csv", "--metrics", "ece", "--ece", name, "--format", "json"],
      directory: Self.fixtures)
    #expect(result.exitCode == 0, "\(result.errors)")
    let all = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    let scores = try #require((all?["predictions"] as? [[String: Any]])?.first)
    #expect(scores["ece_kind"] as? String == key)
    let own = try #require(scores["ece"] as? Double)
    #expect(abs(own - ece) < (name == "equal-width" ? 1e-4 : 1e-3 * ece), "\(own)")
    let noise = try #require(scores["ece_noise"] as? Double)
    let most = try #require(scores["ece_noise_95"] as? Double)
    #expect(noise > 0.01 && most > noise && most < 0.2)
    #expect(abs(try #require(scores["ece_excess"] as? Double) - (own - noise)) < 1e-15)
    let text = try Command.run(
      ["score", "two.csv", "--metrics", "ece", "--ece", name], directory: Self.fixtures)
    let words = text.output.unwrapped
    #expect(words.contains(said), "\(text.output)")
  }

  @Test(
    "Bins of equal mass and a bandwidth are those of all rows", arguments: ["--partial", "--merge"])
  func parts(option: String) throws {
    let result = try Command.run(
      ["score", "two.csv", "--ece", "smooth", option] + (option == "--partial" ? ["p.json"] : []),
      directory: Self.fixtures)
    #expect(result.exitCode == 64)
    #expect(result.errors.contains("--ece"), "\(result.errors)")
  }
}
