import Foundation
import Testing

/// `xent predict`: a table through a saved model.
@Suite struct PredictTests {
  /// Reads size (decimal commas), day and colour, and predicts y: c0, c1, c2.
  private static let three = fixture("linear-3")
  /// The same for two classes.
  private static let two = fixture("network-2")
  /// Reads size and predicts the labels wet and cold.
  private static let labels = fixture("labels")

  private static func fixture(_ name: String) -> String {
    Command.packageRoot.appendingPathComponent("Tests/Fixtures/models/v1-\(name).safetensors").path
  }

  private static let table =
    "id;size;day;colour;y;extra\na;1,5;2024-05-06;red;c0;\"x; y\"\nb;;2024-06-01;pink;c1;2\n"
    + "a;2,5;NA;;c2;3\nd;1;2024-01-12;blue;;=1+2\n"

  /// Runs it in a directory of its own, in which `t.csv` holds the table.
  private static func run(
    _ arguments: [String], on table: String = table, shell: String? = nil
  ) throws -> (result: CommandResult, directory: TemporaryDirectory) {
    try run(arguments, bytes: Array(table.utf8), shell: shell)
  }

  private static func run(
    _ arguments: [String], bytes: [UInt8], shell: String? = nil
  ) throws -> (result: CommandResult, directory: TemporaryDirectory) {
    let directory = try TemporaryDirectory()
    try directory.write(bytes, to: "t.csv")
    return (
      try Command.run(["predict"] + arguments, directory: directory.url, shell: shell), directory
    )
  }

  @Test("All columns that are missing are named, up to a few")
  func missingColumns() throws {
    func error(_ table: String, _ more: [String] = []) throws -> String {
      // A short name, which is not cut.
      let directory = try TemporaryDirectory()
      try FileManager.default.copyItem(
        atPath: Self.three, toPath: directory.url.appendingPathComponent("m").path)
      try directory.write(Array(table.utf8), to: "t.csv")
      let result = try Command.run(["predict", "m", "t.csv"] + more, directory: directory.url)
      #expect(result.exitCode == 65 && result.output.isEmpty)
      return result.errors
    }
    let place = "t.csv:1: 2 columns that m has are missing: "
    #expect(try error("a;size\n1;2\n") == place + "'day', 'colour'; add them\n")
    #expect(try error("a;day\n1;\n") == place + "'size', 'colour'; add them\n")
    #expect(try error("size;day;color\n1;;\n").hasSuffix("did you mean 'color'?\n"))
    #expect(try error("size\n1\n", ["--id", "key"]).contains("'key'"))
    let directory = try TemporaryDirectory()
    let names = (0..<12).map { "n\($0)" }
    let rows = (0..<40).map { row in
      (["\(row % 2)"] + names.indices.map { "\((row * (2 * $0 + 3)) % 29)" })
        .joined(separator: ",")
    }
    try directory.write(
      Array(([(["y"] + names).joined(separator: ",")] + rows).joined(separator: "\n").utf8),
      to: "wide.csv")
    let trained = try Command.run(
      ["train", "wide.csv", "--target", "y", "--l2", "1", "--folds", "2", "-q", "-o", "m"],
      directory: directory.url)
    #expect(trained.exitCode == 0, "\(trained.errors)")
    try directory.write(Array("z\n1\n".utf8), to: "t.csv")
    let result = try Command.run(["predict", "m", "t.csv"], directory: directory.url)
    #expect(
      result.errors
        == "t.csv:1: 12 columns that m has are missing: 'n0', 'n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', …; add them\n"
    )
  }

  private static func text(_ name: String, in directory: TemporaryDirectory) throws -> String {
    try String(contentsOf: directory.url.appendingPathComponent(name), encoding: .utf8)
  }

  /// The probabilities of CSV, which are the last three cells of its rows.
  private static func probabilities(_ csv: String, count: Int = 3) -> [[Double]] {
    csv.split(separator: "\n").dropFirst().map { row in
      row.split(separator: ",").suffix(count).compactMap { Double($0) }
    }
  }

  @Test func standardOutputIsTheTableOfPredictions() throws {
    let (result, _) = try Self.run([Self.three, "t.csv", "--id", "id"])
    #expect(result.exitCode == 0, "\(result.errors)")
    let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "id,y,predicted,p_c0,p_c1,p_c2")
    #expect(lines.count == 6 && lines[5].isEmpty)
    #expect(lines[1].hasPrefix("a,c0,c0,") && lines[4].hasPrefix("d,,c"))
    for p in Self.probabilities(result.output) { #expect(abs(p.reduce(0, +) - 1) < 1e-12) }
    for word in ["4 rows of t.csv", "'pink'", "1 row repeats", "does not use extra", "'day' 1"] {
      #expect(result.errors.contains(word), "\(word) in \(result.errors)")
    }
    let quiet = try Self.run([Self.three, "t.csv", "--id", "id", "--quiet"]).result
    #expect(quiet.output == result.output && quiet.errors.isEmpty)
  }

  @Test func theFormatIsThatOfTheName() throws {
    let csv = try Self.run([Self.three, "t.csv"]).result.output
    let p = Self.probabilities(csv)
    let (tsv, one) = try Self.run([Self.three, "t.csv", "-o", "o.tsv"])
    #expect(try Self.text("o.tsv", in: one) == csv.replacing(",", with: "\t"))
    #expect(tsv.output.contains("4 rows of t.csv") && tsv.errors.isEmpty)
    let (_, two) = try Self.run([Self.three, "t.csv", "-o", "o.jsonl", "--id", "extra"])
    let objects = try Self.text("o.jsonl", in: two).split(separator: "\n").map {
      try JSONValue(parsing: String($0))
    }
    #expect(objects.map { $0["extra"].string } == ["x; y", "2", "3", "=1+2"])
    #expect(objects[3]["y"].isNull && objects[0]["y"].string == "c0")
    #expect(objects.map { $0["p_c1"].number } == p.map { $0[1] })
    let (_, three) = try Self.run([Self.three, "t.csv", "-o", "o.npy"])
    let bytes = Array(try Data(contentsOf: three.url.appendingPathComponent("o.npy")))
    #expect(bytes.count == 128 + 4 * 3 * 8)
    let header = String(decoding: bytes[10..<128], as: UTF8.self)
    #expect(header.hasPrefix("{'descr': '<f8', 'fortran_order': False, 'shape': (4, 3), }"))
    let numbers = stride(from: 128, to: bytes.count, by: 8).map { place in
      Double(
        bitPattern: (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[place + $1]) << UInt64(8 * $1) })
    }
    #expect(numbers == p.flatMap { $0 })
  }

  @Test func appendedPredictionsLeaveTheCellsAsTheyWere() throws {
    let (result, directory) = try Self.run([Self.three, "t.csv", "--append", "-o", "o.csv"])
    #expect(result.exitCode == 0)
    let rows = try Self.text("o.csv", in: directory).split(separator: "\n")
    let own = Self.table.split(separator: "\n")
    #expect(rows.count == own.count)
    for (row, own) in zip(rows, own) { #expect(row.hasPrefix(own + ";")) }
    #expect(rows[0].hasSuffix(";predicted;p_c0;p_c1;p_c2"))
    let tsv = try Self.run([Self.three, "t.csv", "--append", "-o", "o.tsv"]).result
    #expect(tsv.exitCode == 64 && tsv.errors.contains("a .tsv file has tabs"))
  }

  @Test func severalLabelsHaveAColumnEach() throws {
    let (result, _) = try Self.run([Self.labels, "t.csv"], on: "size,wet\n0.1,yes\n0.9,\n")
    #expect(result.output.hasPrefix("wet,predicted_wet,predicted_cold,p_wet,p_cold\nyes,"))
    #expect(result.exitCode == 0)
  }

  @Test func aNameThatIsTakenIsNotGivenTwice() throws {
    let table = "predicted,size,p_wet\n1,0.5,2\n"
    let (result, _) = try Self.run([Self.labels, "t.csv", "--append"], on: table)
    #expect(
      result.output.hasPrefix("predicted,size,p_wet,predicted_wet,predicted_cold,p_wet_2,p_cold\n"))
    #expect(result.errors.contains("'p_wet_2'"))
  }

  /// However a table is written, the predictions are the same.
  @Test(arguments: [
    "mark", "tabs", "UTF-16", "gzip", "reordered", "carriage returns", "blank lines", "quotes",
    "repeated header",
  ])
  func tablesAsTheyAre(_ kind: String) throws {
    let expected = try Self.run([Self.three, "t.csv", "-q"]).result.output
    let table = Self.table
    let bytes: [UInt8]
    var shell: String?
    switch kind {
    case "mark": bytes = [0xEF, 0xBB, 0xBF] + Array(table.utf8)
    case "tabs":
      bytes = Array(table.replacing("\"x; y\"", with: "x").replacing(";", with: "\t").utf8)
    case "UTF-16":
      bytes = [0xFF, 0xFE] + table.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    case "gzip":
      bytes = Array(table.utf8)
      shell = #"gzip -c t.csv > t.gz; mv t.gz t.csv; "$@""#
    case "reordered":
      bytes = Array(
        table.split(separator: "\n").map { row in
          row.replacing("\"x; y\"", with: "x").split(
            separator: ";", omittingEmptySubsequences: false
          )
          .reversed().joined(separator: ";") + "\n"
        }.joined().utf8)
    case "carriage returns": bytes = Array(table.replacing("\n", with: "\r\n").utf8)
    case "blank lines": bytes = Array(table.replacing("\n", with: "\n\n").utf8)
    case "quotes": bytes = Array(table.replacing("x; y", with: "x\n\"\"y\"\"\n").utf8)
    default: bytes = Array((table + "id;size;day;colour;y;extra\n").utf8)
    }
    let result = try Self.run([Self.three, "t.csv", "-q"], bytes: bytes, shell: shell).result
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output == expected)
  }

  @Test func unicodeNamesAndClassesAreWrittenAsTheyAre() throws {
    let (result, _) = try Self.run(
      [Self.labels, "t.csv", "--id", "이름"], on: "이름,size\n\"김, 철수\",0.1\n\"말\"\"씀\",\n")
    #expect(result.output.hasPrefix("이름,predicted_wet"))
    #expect(result.output.contains("\n\"김, 철수\",") && result.output.contains("\n\"말\"\"씀\","))
  }

  @Test(arguments: [
    ("size;day;color\n1;2024-01-01;red\n", "did you mean 'color'?", 65),
    ("size;day;colour\n", "add at least one", 65), ("", "a header", 65),
    ("size;day;colour\n1.5;2024-01-01;red\n", "has decimal commas in", 65),
    (
      "size;day;colour\n1;01/02/2024;red\n2;03/04/2024;red\n3;05/06/2024;red\n", "holds dates in",
      65
    ),
    ("size;day;colour\nbig;2024-01-01;red\n", "holds numbers in", 65),
    ("size;day;colour\n1;2024-01-01\n", "found 2", 65),
    ("size;day;colour\n1e999;2024-01-01;red\n", "'1e999'", 65),
  ])
  func tablesThatDoNotFit(table: String, says: String, code: Int32) throws {
    let (result, directory) = try Self.run(
      [Self.three, "t.csv", "-o", "o.csv", "--delimiter", ";"], on: table)
    #expect(result.exitCode == code && result.output.isEmpty)
    #expect(result.errors.hasPrefix("t.csv") && result.errors.contains(says), "\(result.errors)")
    #expect(result.errors.filter { $0 == "\n" }.count == 1)
    let files = try FileManager.default.contentsOfDirectory(atPath: directory.url.path)
    #expect(files == ["t.csv"])
  }

  @Test func aColumnOfNothingIsPredictedFromTheOthersAndSaid() throws {
    let (result, _) = try Self.run(
      [Self.three, "t.csv"], on: "size;day;colour\n;2024-01-12;red\n;2024-01-13;blue\n")
    #expect(result.exitCode == 0 && Self.probabilities(result.output).count == 2)
    #expect(result.errors.contains("'size' is empty in 100.0 % of the rows"))
  }

  @Test(arguments: [
    (["t.csv", "three"], "this is no model; name the model first and the table after it", 65),
    (["t.csv", "t.csv"], "this is no model; name a file that was saved as a model", 65),
    (["cut", "t.csv"], "this model is damaged", 65), (["newer", "t.csv"], "is of version 99", 65),
    (["other", "t.csv"], "a model of another program", 65),
    (["none", "t.csv"], "there is no such file", 66),
    (["three", "none.csv"], "there is no such file", 66),
    ([], "takes a model and a table", 64), (["three"], "takes a model and a table", 64),
    (["three", "t.csv", "t.csv"], "takes a model and a table", 64),
    (["three", "t.csv", "-o", "o.xlsx"], ".csv, .tsv, .jsonl, .npy", 64),
    (["three", "t.csv", "-o", "csv"], ".csv, .tsv, .jsonl, .npy", 64),
    (["three", "t.csv", "-o", "t.csv"], "would write over the table", 64),
    (["three", "t.csv", "--id", "idd"], "did you mean 'id'?", 65),
    (["three", "t.csv", "--threshold", ".5"], "is for two classes", 64),
    (["two", "t.csv", "--threshold", "1.5"], "must be from 0", 64),
    (["two", "t.csv", "--threshold", ".5", "--costs", "1,2"], "do not go together", 64),
    (["two", "t.csv", "--costs", "1,x"], "--costs", 64),
    (["two", "t.csv", "--costs", "none.csv"], "none.csv", 66),
    (["two", "t.csv", "--costs", "1"], "the costs of a false alarm", 64),
    (["two", "t.csv", "--costs", "0,0"], "the costs of a false alarm", 64),
    (["three", "t.csv", "--append", "-o", "o.npy"], "no place in a .npy file", 64),
    (["three", "t.csv", "--format", "json"], "name a file for them with -o", 64),
  ])
  func whatCannotBeAsked(arguments: [String], says: String, code: Int32) throws {
    let directory = try TemporaryDirectory()
    let model = Array(try Data(contentsOf: URL(fileURLWithPath: Self.three)))
    try directory.write(Array(Self.table.utf8), to: "t.csv")
    try directory.write(model, to: "three")
    try directory.write(Array(try Data(contentsOf: URL(fileURLWithPath: Self.two))), to: "two")
    try directory.write(Array(model.dropLast(9)), to: "cut")
    // The header's length is the same.
    try directory.write(
      replacing(#""version":"1""#, with: #""version":"99""#, in: model), to: "newer")
    try directory.write(
      replacing(#""format":"xent""#, with: #""format":"pt""#, in: model), to: "other")
    let result = try Command.run(["predict"] + arguments, directory: directory.url)
    #expect(result.exitCode == code, "\(result.errors)")
    #expect(result.errors.contains(says), "\(result.errors)")
    #expect(result.output.isEmpty)
    #expect(try Self.text("t.csv", in: directory) == Self.table)
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.url.path).count == 6)
  }

  @Test func theThresholdDecidesWhatIsPredicted() throws {
    let usual = try Self.run([Self.two, "t.csv"]).result.output
    let p = Self.probabilities(usual, count: 2).map { $0[1] }
    func predicted(_ arguments: [String]) throws -> [String] {
      try Self.run([Self.two, "t.csv"] + arguments).result.output.split(separator: "\n").dropFirst()
        .map { String($0.split(separator: ",", omittingEmptySubsequences: false)[1]) }
    }
    #expect(try predicted([]) == p.map { $0 > 0.5 ? "c1" : "c0" })
    let highest = try #require(p.max())
    #expect(try predicted(["--threshold", "\(highest)"]) == p.map { $0 == highest ? "c1" : "c0" })
    #expect(try predicted(["--costs", "1,0"]).allSatisfy { $0 == "c0" } || highest == 1)
    #expect(try predicted(["--costs", "0,1"]).allSatisfy { $0 == "c1" })
  }

  @Test func theOutcomeIsJSONBesideTheFile() throws {
    let (result, _) = try Self.run(
      [Self.two, "t.csv", "--id", "id", "--costs", "1,3", "-o", "o.csv", "--format", "json"])
    let outcome = try JSONValue(parsing: result.output)
    #expect(outcome["rows"].number == 4 && outcome["threshold"].number == 0.25)
    #expect(outcome["repeated_ids"].number == 1)
    #expect(outcome["new_levels"].array[0]["examples"].array[0]["name"].string == "pink")
    #expect(outcome["request"]["costs"].array.map(\.number) == [1, 3])
  }

  @Test func aReaderThatGoesAwayIsNoFailure() throws {
    var table = "size\n"
    for row in 0..<60_000 { table += "0.\(row)\n" }
    let (result, _) = try Self.run(
      [Self.labels, "t.csv", "-q"], on: table,
      shell: #"{ "$@"; echo $? > code; } | head -1; cat code"#)
    #expect(result.output.hasPrefix("predicted_wet,") && result.errors.isEmpty)
    #expect(result.output.hasSuffix("\n141\n"))
  }

  @Test func aPipeIsReadAsAFileIs() throws {
    let file = try Self.run([Self.three, "t.csv", "-q"]).result.output
    let pipe = try Self.run([Self.three, "-", "-q"], shell: #"cat t.csv | "$@""#).result
    #expect(pipe.output == file && pipe.exitCode == 0)
  }

  @Test func whatStandsBehindTheNameStaysWholeUntilTheEnd() throws {
    let (result, directory) = try Self.run(
      [Self.three, "t.csv", "-o", "o.csv"], on: Self.table + "e;1;2024-01-12\n",
      shell: #"echo before > o.csv; "$@""#)
    #expect(result.exitCode == 65)
    #expect(try Self.text("o.csv", in: directory) == "before\n")
  }

  @Test(arguments: ["en", "ko"])
  func bothLanguagesSayIt(language: String) throws {
    let (result, _) = try Self.run([Self.three, "t.csv", "--id", "id", "--language", language])
    #expect(result.exitCode == 0)
    #expect(result.errors.contains(language == "ko" ? "예측" : "predicted by"))
    #expect(
      result.errors.split(separator: "\n").allSatisfy { $0.count <= 80 || $0.contains("models") })
  }

  // MARK: Tables of costs

  private static func costTable(_ text: String) throws -> CommandResult {
    let directory = try TemporaryDirectory()
    let iris = Command.packageRoot.appendingPathComponent("Examples/iris.csv").path
    let trained = try Command.run(
      ["train", iris, "--target", "species", "--l2", "1e-2", "--folds", "2", "-q", "-o", "m"],
      directory: directory.url)
    #expect(trained.exitCode == 0, "\(trained.errors)")
    try directory.write(Array(text.utf8), to: "costs.csv")
    return try Command.run(
      ["predict", "m", iris, "--costs", "costs.csv", "-o", "p.csv", "--format", "json"],
      directory: directory.url, shell: #""$@" && cat p.csv"#, isSchemaChecked: false)
  }

  @Test("By a table of costs the class of least expected cost is predicted")
  func costTable() throws {
    // Rows and columns in orders of their own, and decimals.
    let result = try Self.costTable(
      """
      true,virginica,setosa,versicolor
      versicolor,1,7.5,0
      setosa,2,-1,2
      virginica,0,30,12.5

      """)
    #expect(result.exitCode == 0, "\(result.errors)")
    let end = try #require(result.output.range(of: "\n}\n")).upperBound
    let outcome = try JSONValue(parsing: String(result.output[..<end]))
    #expect(outcome["request"]["cost_table"].string == "costs.csv")
    #expect(outcome["request"]["costs"].isNull && outcome["threshold"].isNull)
    let costs = outcome["costs"].array.map { $0.array.map(\.number) }
    // By truth and prediction: setosa, versicolor, virginica.
    #expect(costs == [[-1, 2, 2], [7.5, 0, 1], [30, 12.5, 0]])
    let names = ["setosa", "versicolor", "virginica"]
    var (changed, counts) = (0, [0, 0, 0])
    for line in result.output[end...].split(separator: "\n").dropFirst() {
      let cells = line.split(separator: ",").map(String.init)
      let p = cells.suffix(3).compactMap { Double($0) }
      let expected = (0..<3).map { k in (0..<3).reduce(0) { $0 + p[$1] * costs[$1][k] } }
      let least = try #require((0..<3).min { expected[$0] < expected[$1] })
      #expect(cells[cells.count - 4] == names[least], "\(line)")
      counts[least] += 1
      if p[least] < p.max() ?? 1 { changed += 1 }
    }
    #expect(changed > 0, "or costs would change nothing")
    let said = outcome["targets"].array[0]["classes"].array.map { Int($0["rows"].number) }
    #expect(said == counts)
  }

  @Test(
    "A table of costs that does not fit the model says where and what",
    arguments: [
      (
        "true,setosa,versicolor\nsetosa,0,1\nversicolor,1,0\n",
        "costs.csv:1: the costs of class 'virginica' are missing"
      ),
      (
        "true,setosa,versicolor,virginica\nsetosa,0,1,1\nversicolor,1,0,1\n",
        "costs.csv: the costs of class 'virginica' are missing"
      ),
      (
        "true,setosa,versicolor,rose\nsetosa,0,1,1\nversicolor,1,0,1\nrose,1,1,0\n",
        "costs.csv:1: 'rose' is none of the classes; choose one of setosa, "
      ),
      (
        "true,setosa,versicolor,virginica\nsetosa,0,1,1\nsetosa,1,0,1\nvirginica,1,1,0\n",
        "costs.csv: the costs of class 'setosa' stand here twice"
      ),
      (
        "true,setosa,versicolor,virginica\nsetosa,0,1,1\nversicolor,1,0,\nvirginica,1,1,0\n",
        "costs.csv:3: the cost of predicting 'virginica' where 'versicolor' is true is no number"
      ),
    ])
  func wrongCosts(_ table: String, line: String) throws {
    let result = try Self.costTable(table)
    #expect(result.exitCode == 65 && result.output.isEmpty)
    #expect(result.errors.contains(line), "\(result.errors)")
  }
}

private func replacing(_ old: String, with new: String, in bytes: [UInt8]) -> [UInt8] {
  let (old, new) = (Array(old.utf8), Array(new.utf8))
  guard let place = bytes.firstRange(of: old) else { return bytes }
  var changed = bytes
  changed.replaceSubrange(place, with: new)
  let count = bytes[..<8].enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
  let length = count + new.count - old.count
  for index in 0..<8 { changed[index] = UInt8(length >> (8 * index) & 255) }
  return changed
}
