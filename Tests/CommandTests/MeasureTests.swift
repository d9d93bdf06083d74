import Foundation
import Testing

/// The numbers of `measure` by the names that scripts read.
@Suite("measure")
struct MeasureTests {
  private func json(_ line: String, input: String? = nil) throws -> JSONValue {
    let result = try Command.run(
      ["measure"] + line.split(separator: " ").map(String.init) + ["--format", "json"],
      input: input.map { Array($0.utf8) })
    #expect(result.exitCode == 0, "\(result.errors)")
    return try JSONValue(parsing: result.output)
  }

  private func expect(
    _ value: JSONValue, _ expected: Double, _ name: String, within: Double = 4e-15
  ) {
    #expect(abs(value.number - expected) <= within * max(1, abs(expected)), "\(name): \(value)")
  }

  /// mpmath, 30 digits, of p = .8, .1, .1 and q = .2, .2, .6.
  @Test(
    "Every measure of two distributions, in every base",
    arguments: [("e", 1.0), ("2", 1.4426950408889634), ("10", 0.43429448190325182)])
  func twoDistributionsInEveryBase(base: String, perNat: Double) throws {
    let value = try json("--p .8,.1,.1 --q .2,.2,.6 --base \(base)")
    for (name, nats) in [
      ("entropy", 0.63903185965017734), ("cross_entropy", 1.4995766835672892),
      ("kl_divergence", 0.86054482391711186), ("reverse_kl_divergence", 0.93642624542484394),
      ("js_divergence", 0.20392813214568629),
    ] {
      #expect(abs(value[name].number - nats * perNat) < 3e-14 * perNat, "\(name): \(value[name])")
    }
    // What has no base.
    expect(value["total_variation"], 0.6, "total_variation")
    expect(value["squared_error"], 0.62, "squared_error")
    #expect(abs(value["perplexity"].number - 1.894645708) < 1e-9)
    #expect(value[base == "2" ? "nats" : "bits"]["entropy"].number > 0)
  }

  @Test("An outcome that the forecast rules out: infinity has a name in JSON")
  func infinityIsAStringInJSON() throws {
    let value = try json("--p .5,.5 --q 1,0")
    #expect(value["cross_entropy"].string == "inf")
    let text = try Command.run(["measure", "--p", ".5,.5", "--q", "1,0"])
    #expect(text.output.contains("∞"))
  }

  @Test("Counts, plug-in and Miller–Madow")
  func pluginAndMillerMadow() throws {
    let value = try json("--counts 3,5,2")
    expect(value["entropy"], 1.0296530140645737, "entropy")
    expect(value["entropy_miller_madow"], 1.1296530140645737, "entropy_miller_madow")
  }

  @Test("What is missing in a column is that of the table, and said")
  func missingCells() throws {
    let file = "Tests/Fixtures/tables/mi_na.csv"
    let alone = try json("\(file) --column x")
    #expect(alone["levels"].array.map(\.string) == ["a", "b"])
    #expect(alone["missing"].number == 12)
    #expect(alone["notes"].array.map { $0["code"].string } == ["missing_cells"])
    let text = try Command.run(["measure", file, "--column", "x"])
    #expect(text.output.contains("Note: x: 'NA' is missing, 12 cells"), "\(text.output)")
    #expect(try json("\(file) --column x --na =q")["levels"].array.count == 3)
    #expect(try json("\(file) --column y --given x")["total"].number == 48)
  }

  @Test("Numbers in a column: the same number is one value, and other cells are missing on request")
  func columnsOfNumbers() throws {
    let table = "a,b\n1,x\n1.0,x\n2,y\nodd,y\n01,x\n"
    #expect(try json("- --column a", input: table)["levels"].array.count == 5)
    let numbers = try json("- --column a --numeric a", input: table)
    #expect(numbers["levels"].array.map(\.string) == ["1", "2"])
    #expect(numbers["missing"].number == 1)
    #expect(numbers["notes"].array.map { $0["code"].string } == ["odd_cells", "equal_numbers"])
    let plain = try json("- --column a", input: "a,b\n1,x\n1.0,x\n2,y\nNaN,y\n")
    #expect(plain["levels"].array.map(\.string) == ["1", "2"])
    let unknown = try Command.run(
      ["measure", "-", "--column", "a", "--numeric", "c"], input: Array(table.utf8))
    #expect(unknown.exitCode == 65)
    #expect(unknown.errors.contains("no column 'c'"), "\(unknown.errors)")
  }

  /// The values of column `a`, which `given` measures too, and the codes of the notes.
  @Test(
    "A column is read by the rules of compare: odd cells, marks, notations, dates",
    arguments: [
      (
        "1.5|2|1.50|2|odd|2|N/A|na", "1.5 2", 3, ["missing_cells", "odd_cells", "equal_numbers"]
      ),
      (
        "$1,200|350|$350|n/a|(20)|350|350", "(20) 350 $1,200", 1,
        ["missing_cells", "mixed_units", "equal_numbers"]
      ),
      ("\u{2212}1|-1|2|3|5%|3", "-1 2 3 5%", 0, ["mixed_units", "equal_numbers"]),
      (
        "2024-01-02|2023-05-01|x|2024-01-02|2023-05-01|2024-01-02", "2023-05-01 2024-01-02", 1,
        ["dates", "odd_dates"]
      ),
      ("01|02|1|2|01", "01 02 1 2", 0, ["unread_number"]),
      (
        "12345678901234567891|12345678901234567892|1|12345678901234567891",
        "1 12345678901234567891 12345678901234567892", 0, []
      ),
      ("yes|no|NA|yes", "no yes", 1, ["missing_cells"]),
    ])
  func rules(_ cells: String, _ levels: String, _ missing: Int, _ codes: [String]) throws {
    let table = "a;b\n" + cells.split(separator: "|").map { "\($0);u\n" }.joined()
    let options = "--decimal point --delimiter ;"
    let value = try json("- --column a \(options)", input: table)
    #expect(value["levels"].array.map(\.string) == levels.split(separator: " ").map(String.init))
    #expect(value["missing"].number == Double(missing))
    #expect(value["notes"].array.map { $0["code"].string } == codes)
    let given = try json("- --column b --given a \(options)", input: table)
    #expect(given["given_outcomes"].number == Double(levels.split(separator: " ").count))
    #expect(given["notes"].array.map { $0["code"].string } == codes)
  }

  @Test("What frames the table is said, and of other columns nothing")
  func frame() throws {
    let table = "# made by hand\na;b;c\n1;1,5;x\n2;2,5;NA\n2;odd;y\n1;3,5;y\n1;3,5;y\n"
    let value = try json("- --column a", input: table)
    #expect(
      value["notes"].array.map { $0["code"].string } == [
        "comment_lines", "delimiter", "decimal_comma",
      ])
    // Where only some columns have a decimal comma, it is said of those that are measured.
    let both = "a;b\n1,5;2.5\n2,5;3.5\n4,5;5.5\n"
    for (column, commas) in [("a", 1), ("b", 0)] {
      let notes = try json("- --column \(column)", input: both)["notes"].array
      #expect(notes.count { $0["code"].string == "decimal_comma" } == commas)
    }
    let rows = try json("- --p b --decimal comma", input: "a;b\n1;0,5\n1;,25\n")
    #expect(rows["notes"].array.map { $0["code"].string } == ["delimiter", "yes_or_no"])
    let percent = try json("- --p b,c --normalize", input: "b,c\n50%,50%\n20%,80%\n")
    #expect(percent["notes"].array.map { $0["code"].string } == ["notation", "notation"])
  }

  @Test(
    "An option that would do nothing is refused",
    arguments: [
      ("- --column a --ignore b", "--column and --ignore do not go together"),
      ("- --p b --ignore a", "--p and --ignore do not go together"),
      ("- --column a --normalize", "--column and --normalize do not go together"),
      ("--counts 1,2 --normalize", "--counts and --normalize do not go together"),
      ("--counts 1,2 --given a", "--counts and --given do not go together"),
      ("- --column a --numeric b", "--numeric names 'b', which is not measured"),
      ("- --p b --categorical a", "--categorical names 'a', which is not measured"),
      ("- --column a --numeric a --categorical a", "both name 'a'"),
      ("--p .5,.5 --decimal comma", "--decimal says how to read a table"),
      ("--p .5,.5 --na x", "--na says how to read a table"),
      ("--counts 1,2 --ignore a", "--ignore says how to read a table"),
    ])
  func idleOptions(_ line: String, _ message: String) throws {
    let result = try Command.run(
      ["measure"] + line.split(separator: " ").map(String.init),
      input: Array("a,b\nx,1\ny,0\n".utf8))
    #expect(result.exitCode == 64)
    #expect(result.errors.contains(message), "\(result.errors)")
  }

  @Test("An id tells everything and nothing, which is said")
  func id() throws {
    let file = "Tests/Fixtures/tables/mi_id.csv"
    let value = try json("\(file) --column y --given x")
    #expect(value["adjusted_mutual_information"].number == 0)
    #expect(value["explained_share"].number > 0.999)
    #expect(
      value["mutual_information_miller_madow"].number <= value["mutual_information"].number)
    #expect(
      abs(value["expected_mutual_information"].number - value["mutual_information"].number) < 1e-9)
    let text = try Command.run(["measure", file, "--column", "y", "--given", "x"])
    #expect(text.output.contains("x has 500 values in 500 cells, like an id"), "\(text.output)")
    #expect(text.output.contains("adjusted, without a unit"))
    let moral = text.output.replacing("\n", with: " ")
    #expect(
      moral.contains(
        "x tells 100.0 % of what there is to know about y in these rows, I(X; Y) / H(X); 100.0 % "
          + "would come by chance."), "\(text.output)")
  }

  @Test("One probability per row is that of a yes")
  func yesOrNo() throws {
    let value = try json("Tests/Fixtures/tables/rowsbin.csv --p y --q p")
    #expect(value["rows"].array.count == 20)
    #expect(value["notes"].array.map { $0["code"].string } == ["yes_or_no", "yes_or_no"])
    let two = try json("- --p y --q p", input: "y,p\n1,.8\n0,.4\n")
    // −½(ln .8 + ln .6)
    expect(two["cross_entropy"], 0.36698458754010, "cross_entropy", within: 1e-12)
    let one = try json("- --p y --q .5", input: "y,p\n1,.8\n0,.4\n")
    expect(one["cross_entropy"], 0.69314718055994531, "cross_entropy", within: 1e-15)
    let wrong = try Command.run(
      ["measure", "-", "--p", "y", "--q", "p"], input: Array("y,p\n1,80\n0,40\n".utf8))
    #expect(wrong.exitCode == 65)
    #expect(wrong.errors.contains("divide percent by 100"), "\(wrong.errors)")
  }

  @Test("A column, and what another tells about it")
  func oneColumnAboutAnother() throws {
    // A copy tells everything, a column that goes its own way nothing.
    let table = "a,copy,other\nx,u,0\nx,u,1\ny,v,0\ny,v,1\n"
    let alone = try json("- --column a", input: table)
    expect(alone["entropy"], 0.69314718055994531, "entropy")
    let copy = try json("- --column a --given copy", input: table)
    expect(copy["mutual_information"], 0.69314718055994531, "mutual_information")
    expect(copy["conditional_entropy"], 0, "conditional_entropy")
    let other = try json("- --column a --given other", input: table)
    expect(other["mutual_information"], 0, "mutual_information")
    expect(other["conditional_entropy"], 0.69314718055994531, "conditional_entropy")
  }

  @Test("Rows of a table, their means, and --normalize")
  func rowsOfATable() throws {
    let table = "p1,p2,q1,q2\n2,2,3,1\n1,3,1,1\n"
    let value = try json("- --p p1,p2 --q q1,q2 --normalize", input: table)
    let rows = value["rows"].array
    #expect(rows.count == 2)
    expect(rows[0]["entropy"], 0.69314718055994531, "entropy")
    expect(rows[1]["cross_entropy"], 0.69314718055994531, "cross_entropy")
    expect(
      value["cross_entropy"],
      (rows[0]["cross_entropy"].number + rows[1]["cross_entropy"].number) / 2, "mean")
  }
}
