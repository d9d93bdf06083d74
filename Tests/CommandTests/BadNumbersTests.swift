import Foundation
import Testing

/// What is no distribution, no row of outputs and no column: `measure` and `explain` say so in a line.
@Suite("measure and explain: bad numbers and bad calls")
struct BadNumbersTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let line: String
    let message: String
    var testDescription: String { line }

    init(_ line: String, says message: String) {
      self.line = line
      self.message = message
    }
  }

  private static let table = "a,b,c,p1,p2\nx,u,3,.5,.5\ny,v,,.4,.6\nx,u,5,.9,.3\n"

  static let badData = [
    Case("measure --p .8,.1", says: "--p: the probabilities sum to 0.9 and not to 1; "),
    Case("measure --p .8,.3", says: "sum to 1.1 and not to 1; correct them, or divide them by"),
    Case("measure --p .8,.3 --q .5,.5", says: "--p: the probabilities sum to 1.1 "),
    Case("measure --p .5,.5/.5,.4", says: "--p, row 2: the probabilities sum to 0.9 "),
    Case("measure --p .5,.5 --q .5,.6", says: "--q: the probabilities sum to 1.1 "),
    Case(
      "measure --p 0,0 --normalize",
      says: "--p: the numbers sum to 0 and cannot be divided by that; correct"),
    Case(
      "measure --p -.1,1.1",
      says: "--p: number 1 is -0.1, and a probability is from 0 to 1; give logits to explain"),
    Case("measure --p 1e400,0", says: "--p: number 1 is ∞, "),
    Case("measure --p 1e400,0 --normalize", says: "--p: number 1 is ∞, "),
    Case("measure --p .8,.1,.1 --q .5,.5", says: "--p: 3 outcomes, and 2 in --q; "),
    Case("measure --p .5,.5/1,0 --q 1,0/0,1/0,1", says: "--q: 3 rows for the 2 of --p; "),
    Case("measure --counts 3,-1", says: "--counts: number 2 is -1, "),
    Case("measure --counts .3,.7", says: "give probabilities with --p"),
    Case("measure --counts 0,0", says: "--counts: nothing was counted; "),
    Case("measure t.csv", says: "t.csv:2: the probabilities sum to 4 and not to 1; "),
    Case("measure t.csv --p p1,p2", says: "t.csv:4: the probabilities sum to 1.2 "),
    Case("measure t.csv --p a", says: "t.csv:1: column 'a' does not hold numbers alone; "),
    Case(
      "measure t.csv --p c,p1 --normalize", says: "t.csv:3: the cell of 'c' is missing; write 0"),
    Case("measure t.csv --column z", says: "t.csv:1: there is no column 'z'; the columns are a,"),
    Case("measure t.csv --column a --given bb", says: "no column 'bb'; the columns are a,"),
    Case("explain --logits 1,2 --label 2", says: "--label: 2 is not one of the 2 classes 0 … 1; "),
    Case("explain --logits 1,2 --label -1", says: "--label: -1 is not one of the 2 classes 0 … 1"),
    Case(
      "explain --logits inf,inf --label 0", says: "--logits: number 1 is ∞, and a logit is not; "),
    Case("explain --logits -inf,-inf --label 0", says: "--logits: every class is masked; "),
    Case("explain --probabilities .5,.4 --label 0", says: "sum to 0.9 and not to 1; "),
    Case("explain --logits 1,2 --target-probabilities .5,.6", says: "sum to 1.1 and not to 1; "),
    Case(
      "explain --logits 1,2,3 --target-probabilities .5,.5",
      says: "--target-probabilities: 2 numbers for 3 outputs; "),
  ]

  @Test("Bad data gets one line", arguments: badData)
  func data(_ bad: Case) throws {
    let result = try run(bad)
    #expect(result.exitCode == 65)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains(bad.message), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1)
  }

  static let badCalls = [
    Case("measure", says: "Try: xent measure --p .8,.1,.1 --q .2,.2,.6"),
    Case(
      "measure --p .5,x", says: "--p takes comma-separated numbers, as in --p .8,.1,.1; got 'x'"),
    Case("measure --p .5,nan", says: "got 'nan' in '.5,nan'"),
    Case("measure --q .5,.5", says: "--q is the forecast of a distribution; "),
    Case("measure --counts 3 --p 1", says: "--counts and --p do not go together; "),
    Case("measure .8 .1 .1", says: "Numbers are separated by commas alone"),
    Case("measure .8,.1,.1", says: "Did you mean 'xent measure --p .8,.1,.1'?"),
    Case("measure --p .5,.5 --base 3", says: "Please provide one of 'e', '2' or '10'."),
    Case("measure t.csv --given a", says: "name the one to measure with --column"),
    Case("measure --column a", says: "are columns of a table: xent measure table.csv --column a"),
    Case("measure t.csv u.csv", says: "measure takes one table, got 2: t.csv u.csv."),
    Case("explain", says: "Which outputs? Try: xent explain --logits 2,1,0.1 --label 0"),
    Case("explain --logits 1,2", says: "Which class is true? Give --label 0, or "),
    Case("explain --logits 1,x --label 0", says: "got 'x' in '1,x'"),
    Case("explain --logits nan,1 --label 0", says: "got 'nan' in 'nan,1'"),
    Case(
      "explain --logits 1,2 --probabilities .5,.5 --label 0",
      says: "are the same outputs before and after the unit; leave one out."),
    Case(
      "explain --logits 1,2 --label 0 --target-probabilities 1,0",
      says: "--label and --target-probabilities are both the target; "),
    Case(
      "explain --loss hinge --logits 1,2 --label 0", says: "there is no loss 'hinge'; choose one of"
    ),
    Case(
      "explain --loss focl --logits 1,2 --label 0",
      says: "there is no loss 'focl'; did you mean 'focal'?\n"),
    Case(
      "explain --loss focal:gamma=-1 --logits 1,2 --label 0",
      says: "gamma of focal must be 0 or more, got "),
    Case("explain --logits 1,2 --label 0 --scale 0", says: "--scale must be above 0"),
    Case(
      "explain --logits 1,2 --label 0 --scale 0x10",
      says: "--scale takes a number, as in --scale 0.5; got '0x10'."),
    Case(
      "explain --logits 1,2 --label 0 --label-smoothing nan",
      says: "--label-smoothing takes a number, as in --label-smoothing 0.5; got 'nan'."),
    Case("explain --logits 0X10,1 --label 0", says: "; got '0X10' in '0X10,1'."),
    Case(
      "measure --p 1,1e-400",
      says: "--p has '1e-400', which is too small to be told from 0; write 0."),
    Case(
      "compare t.csv --target t --l2 0.0001e-400",
      says: "--l2 has '0.0001e-400', which is too small to be told from 0; write 0."),
    Case(
      "explain --logits 1,2 --label 0 --label-smoothing 1e-999",
      says: "--label-smoothing has '1e-999', which is too small to be told from 0; write 0."),
  ]

  @Test("A usage error has the parser's form", arguments: badCalls)
  func call(_ bad: Case) throws {
    let result = try run(bad)
    let command = bad.line.prefix { $0 != " " }
    #expect(result.exitCode == 64)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("Error: "))
    #expect(result.errors.contains(bad.message), "\(result.errors)")
    #expect(result.errors.contains("\nUsage: xent \(command) "))
    #expect(result.errors.hasSuffix("\n  See 'xent \(command) --help' for more information.\n"))
  }

  @Test("A missing table is 66")
  func missingTable() throws {
    let result = try Command.run(["measure", "nowhere.csv", "--column", "a"])
    #expect(result.exitCode == 66)
    #expect(result.errors == "nowhere.csv: there is no such file; check the path\n")
  }

  private func run(_ bad: Case) throws -> CommandResult {
    let directory = try TemporaryDirectory()
    try directory.write(Array(Self.table.utf8), to: "t.csv")
    return try Command.run(
      bad.line.split(separator: " ").map(String.init), directory: directory.url)
  }
}
