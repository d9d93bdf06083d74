import Foundation
import Testing

/// The numbers of `explain` by the names that scripts read; what it prints is on the page of the source
/// articles.
@Suite("explain")
struct ExplainTests {
  private func json(_ line: String) throws -> JSONValue {
    let result = try Command.run(
      ["explain"] + line.split(separator: " ").map(String.init) + ["--format", "json"])
    #expect(result.exitCode == 0, "\(result.errors)")
    return try JSONValue(parsing: result.output)
  }

  private func numbers(_ value: JSONValue) -> [Double] { value.array.map(\.number) }

  @Test("Value, unit, probabilities and gradient of a row of logits")
  func valuesOfARow() throws {
    let value = try json("--loss cross_entropy --logits 2,1,0.1 --label 0")
    #expect(value["loss"].string == "cross_entropy")
    #expect(value["value"].number == 0.41703001627783354)
    #expect(value["unit"].string == "nats")
    #expect(
      numbers(value["probabilities"]) == [
        0.6590011388859679, 0.2424329707047139, 0.0985658904093182,
      ])
    #expect(
      numbers(value["gradient"]) == [
        -0.3409988611140321, 0.24243297070471392, 0.09856589040931818,
      ])
    #expect(value["beside"].array.map { $0["loss"].string } == ["squared_error"])
    #expect(value["beside"].array[0]["unit"] == .null)
  }

  @Test("A small loss is not zero")
  func smallLossIsNotZero() throws {
    #expect(try json("--logits 40,0 --label 0")["value"].number == 4.248354255291589e-18)
  }

  @Test("A name that says which outputs it is of decides their unit")
  func namesOfOutputUnits() throws {
    let binary = try json("--loss binary_crossentropy --logits 2,1 --label 0")
    #expect(binary["output_unit"].string == "sigmoid")
    let line = "--loss binary_focal_crossentropy:gamma=1 --logits 2,1 --label 0 --output softmax"
    #expect(try json(line)["output_unit"].string == "softmax")
    #expect(try json("--loss ce --logits 2,1 --label 0")["output_unit"].string == "softmax")
  }

  @Test("The gradient of an output that is nearly certain and wrong has all its digits")
  func certainAndWrong() throws {
    let value = try json("--loss squared_error --logits 0,40 --label 0")
    #expect(numbers(value["gradient"]) == [-1.6993417021166356e-17, 1.6993417021166356e-17])
  }

  @Test("At p = 0 the slope in p of generalised CE is its limit, −∞, and no NaN")
  func slopeAtZero() throws {
    let value = try json("--probabilities .1,0,.9 --label 1 --loss gce")
    #expect(value["output_gradient"].array[1].string == "-inf")
    #expect(value["output_gradient"].array[2].number == 0)
    #expect(numbers(value["complement_surprisals"])[1] == 0)
  }

  @Test("Another base, and a row of soft targets")
  func softTargetsInAnotherBase() throws {
    let value = try json("--logits 0,0 --target-probabilities .3,.7 --base 2")
    #expect(value["unit"].string == "bits")
    #expect(abs(value["value"].number - 1) < 1e-15)
    #expect(
      zip(numbers(value["gradient"]), [0.2, -0.2]).allSatisfy {
        abs($0 * 0.6931471805599453 - $1) < 1e-15
      })
  }

  @Test("Chosen losses stand beside each other")
  func chosenLossesStandSideBySide() throws {
    let value = try json("--loss focal:gamma=2,gce:q=.5,ce --logits 2,1,0.1 --label 2")
    #expect(value["loss"].string == "focal")
    #expect(value["parameters"]["gamma"].number == 2)
    #expect(
      value["beside"].array.map { $0["loss"].string } == [
        "generalized_cross_entropy", "cross_entropy", "squared_error",
      ])
  }

  @Test(
    "A loss of the outputs themselves is a formula of them",
    arguments: [
      (
        "squentropy", "--logits 2,1,-1 --label 1",
        "ℓ = Σ (−t·ln p + (1 − t)z² / (C − 1)) = 3.84901"
      ),
      (
        "rescaled_square:kappa=3", "--logits 2,1,-1 --label 1",
        "ℓ = Σ (t·3·(z − 1)² + (1 − t)z²) / C = 1.66667"
      ),
      ("squentropy", "--logits 3 --label 0", "ℓ = −t·ln o − (1 − t)·ln(1 − o) + z²/4 = 5.29859"),
      (
        "rescaled_square", "--logits 3 --label 1",
        "ℓ = (1·(z²/4 − (2t − 1)·1·z + 1²) + z²/4) / 2 = 1.25"
      ),
      ("squentropy", "--logits 2,1,-1 --label 1 --class-weights 1,2,1", "ℓ = 7.69802"),
    ])
  func formulasOfOutputs(loss: String, row: String, line: String) throws {
    let arguments = ["explain", "--loss", loss] + row.split(separator: " ").map(String.init)
    let text = try Command.run(arguments).output
    #expect(text.contains("   " + line + "\n"), "\(text)")
    #expect(try json("--loss \(loss) \(row)")["terms"].array.isEmpty)
  }

  @Test("A gradient is said to die only where the truth was given less than a hundredth")
  func dyingGradients() throws {
    func text(_ logits: String) throws -> String {
      try Command.run(["explain", "--logits", logits, "--label", "2"]).output
        .replacing("\n", with: " ")
    }
    #expect(try !text("2,1,0.1").contains("dies"))
    #expect(try text("6,5,0.1").contains("gradient on the truth's output dies"))
  }

  @Test("The inputs of the layer give its weights' gradient; without them there is none")
  func inputsGiveTheWeightGradient() throws {
    let value = try json("--probabilities .7503 --label 0 --input 1.5")
    #expect(numbers(value["weight_gradient"].array[0]) == [0.7503 * 1.5])
    #expect(try json("--logits 1,2 --label 0")["weight_gradient"].array.isEmpty)
  }
}
