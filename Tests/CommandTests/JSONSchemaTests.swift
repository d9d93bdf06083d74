import CrossEntropyEvaluation
import CrossEntropyFiles
import CrossEntropyLearning
import Foundation
import Testing

/// The check of every outcome, and the schemas in `Guides/JSON` that it checks against.
///
/// `Command.run` holds every outcome that the tests make against its schema.
@Suite("JSON: schemas")
struct JSONSchemaTests {
  // MARK: The check

  @Test(
    "Every keyword accepts and refuses",
    arguments: [
      (#"{"type": "null"}"#, "null", "0"),
      (#"{"type": "boolean"}"#, "false", "0"),
      (#"{"type": "integer"}"#, "3", "3.5"),
      (#"{"type": "number"}"#, "3.5", #""3.5""#),
      (#"{"type": "string"}"#, #""a""#, "null"),
      (#"{"type": "array"}"#, "[]", "{}"),
      (#"{"type": "object"}"#, "{}", "[]"),
      (#"{"type": ["number", "null"]}"#, "null", "true"),
      (#"{"const": 1}"#, "1", "true"),
      (#"{"const": null}"#, "null", "0"),
      (#"{"enum": ["a", null]}"#, "null", #""b""#),
      (#"{"minimum": 0}"#, "0", "-1e-9"),
      (#"{"maximum": 1}"#, "1", "1.5"),
      (#"{"minItems": 1}"#, "[0]", "[]"),
      (#"{"maxItems": 1}"#, "[0]", "[0, 0]"),
      (#"{"items": {"type": "number"}}"#, "[1, 2]", "[1, null]"),
      (#"{"properties": {"a": {"type": "null"}}}"#, #"{"b": 1}"#, #"{"a": 1}"#),
      (#"{"required": ["a"]}"#, #"{"a": null}"#, #"{"b": 1}"#),
      (
        #"{"properties": {"a": {}}, "additionalProperties": false}"#, #"{"a": 1}"#,
        #"{"a": 1, "b": 1}"#
      ),
      (
        ##"{"$ref": "#/$defs/x", "$defs": {"x": {"type": "null"}}}"##, "null", "0"
      ),
      (#"{"allOf": [{"minimum": 0}, {"type": "integer"}]}"#, "2", "0.5"),
      (#"{"oneOf": [{"type": "null"}, {"type": "string"}]}"#, "null", "1"),
      // More than one alternative is as wrong as none.
      (#"{"oneOf": [{"minimum": 0}, {"type": "integer"}]}"#, "-2", "2"),
      // Keys that a part of the schema speaks of are known, of an alternative where it is the one.
      (
        #"{"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": false}"#, #"{"a": 1}"#,
        #"{"b": 1}"#
      ),
      (
        #"{"oneOf": [{"properties": {"a": {}}, "required": ["a"]}, {"properties": {"b": {}}, "#
          + #""required": ["b"]}], "properties": {"c": {}}, "unevaluatedProperties": false}"#,
        #"{"b": 1, "c": 1}"#, #"{"b": 1, "c": 1, "d": 1}"#
      ),
    ])
  func keyword(schema: String, right: String, wrong: String) throws {
    let schema = try JSONSchema(JSONValue(parsing: schema))
    #expect(try schema.problems(in: JSONValue(parsing: right)) == [])
    #expect(try schema.problems(in: JSONValue(parsing: wrong)).count == 1)
  }

  @Test(
    "A keyword that is not checked is refused, wherever it stands",
    arguments: [
      #"{"pattern": "a"}"#, #"{"properties": {"a": {"format": "date"}}}"#,
      #"{"items": {"uniqueItems": true}}"#, #"{"oneOf": [{"not": {}}]}"#,
      #"{"allOf": [{"if": {}}]}"#, #"{"$defs": {"a": {"exclusiveMinimum": 0}}}"#,
      #"{"additionalProperties": {"type": "null"}}"#, #"{"unevaluatedProperties": true}"#,
      ##"{"$ref": "#/$defs/nowhere"}"##, #"{"$ref": "other.json"}"#, #"{"type": "float"}"#,
      #"{"enum": []}"#, #"{"items": false}"#, "true",
    ])
  func unknownKeyword(schema: String) throws {
    let schema = try JSONValue(parsing: schema)
    #expect(throws: JSONSchema.Refusal.self) { try JSONSchema(schema) }
  }

  @Test("A problem has its place")
  func place() throws {
    let schema = try JSONSchema(
      JSONValue(parsing: #"{"properties": {"a": {"items": {"type": "null"}}}}"#))
    let problems = try schema.problems(in: JSONValue(parsing: #"{"a": [null, 1]}"#))
    #expect(problems.count == 1 && problems[0].hasPrefix("/a/1: "))
  }

  @Test("A run is checked in all that it writes as JSON, and a wrong outcome fails the test")
  func everyRun() throws {
    let directory = try TemporaryDirectory()
    let explain = ["explain", "--logits", "2,1", "--label", "0"]
    func count(_ arguments: [String]) throws -> Int {
      let result = try Command.run(arguments, directory: directory.url)
      return try Command.outcomes(of: arguments, result, in: directory.url).count
    }
    #expect(try count(explain) == 0)
    #expect(try count(explain + ["--format", "json"]) == 1)
    #expect(try count(explain + ["--format=json"]) == 1)
    #expect(try count(explain + ["-o", "out.json"]) == 1)
    #expect(try count(explain + ["-o", "out.json", "--format", "json"]) == 2)
    #expect(try count(["--version"]) == 0)
    #expect(try count(explain + ["--format", "json", "--scale", "0"]) == 0)
    for subcommand in ["compare", "explain", "measure"] {
      withKnownIssue { try Command.checkOutcome("{}", of: subcommand) }
    }
  }

  // MARK: The schemas

  /// Parts that others add keys to; they are closed where they are named.
  private static let open: Set = [
    "reading", "explained", "distribution_measures", "count_measures", "joint_measures",
  ]

  @Test("Every key says what it is, every object is closed, and asks for all its keys")
  func wholeness() throws {
    for (name, schema) in try JSONSchema.all.get() {
      for (place, part) in parts(of: schema.root, at: name) where part["type"] == .string("object")
      {
        let definition = place.components(separatedBy: "/$defs/").last ?? ""
        for (key, property) in part["properties"].object {
          #expect(!property["description"].string.isEmpty, "\(place)/\(key)")
        }
        // A parameter belongs to its loss alone; that there is an object may be all that is said.
        if definition != "parameters", !part["properties"].isNull {
          #expect(Set(part["required"].array.map(\.string)) == part["properties"].keys, "\(place)")
        }
        let isClosed = ["additionalProperties", "unevaluatedProperties"].contains {
          part[$0] == .bool(false)
        }
        #expect(
          isClosed || Self.open.contains(definition) || part["properties"].isNull, "\(place)")
      }
    }
  }

  @Test("A part that several schemas have is the same in all, and every part is used")
  func sharedParts() throws {
    var seen: [String: JSONValue] = [:]
    for (name, schema) in try JSONSchema.all.get() {
      let references = Set(
        parts(of: schema.root, at: name).compactMap {
          $0.part["$ref"].string.split(separator: "/").last
        })
      for (part, definition) in schema.root["$defs"].object {
        // The plan is what a dry run writes by itself.
        #expect(part == "plan" || references.contains(part[...]), "\(name): \(part)")
        if part == "request" { continue }
        #expect(seen.updateValue(definition, forKey: part) ?? definition == definition, "\(part)")
      }
    }
  }

  @Test("Findings and losses are those of the library")
  func names() throws {
    let compare = try #require(try JSONSchema.ofOutcomes(of: "compare"))
    func listed(_ name: String) throws -> Set<String> {
      Set(try compare.definition(name).root["enum"].array.map(\.string))
    }
    #expect(try listed("finding") == Set(ComparisonFinding.allCases.map(\.rawValue)))
    #expect(try listed("loss_name") == Set(ComparedLoss.Kind.allCases.map(\.name)))
    let parameters = try compare.definition("parameters").root["properties"].keys
    #expect(parameters == Set(ComparedLoss.Kind.allCases.flatMap(\.parameters).map(\.name)))
  }

  @Test("Every note and every reason is as the schema says, with all its values")
  func notes() throws {
    let columns: [ColumnNote] =
      [
        .allMissing, .oddCells(line: 2, cell: "x", count: 1), .offset(1e15),
        .oddDates(line: 2, cell: "x", count: 1), .newLevels(["x"], count: 1, cells: 2),
        .mixedUnits([
          ColumnNote.CellValue(cell: "12%", value: 12),
          ColumnNote.CellValue(cell: ".12", value: 0.12),
        ]),
      ]
      + [.numbersAndText(line: 3, cell: "y")]
      + [DecimalMark.point, .comma, nil].map { .notation(cell: "1,234", value: 1234, other: $0) }
      + DateOrder.allCases.map { .dates(cell: "1/2/2024", days: 9, order: $0, isSure: false) }
      + NumberForm.allCases.map { .unreadNumber(line: 2, cell: "01", form: $0) }
    let tables: [TableNote] = [
      .byteOrderMark, .delimiter(9), .decimalComma(columns: ["a"]),
      .missingMarks([MissingMark(text: "NA", cells: 1)]), .blankLines(count: 2), .trimmedNames,
      .encoding(.cp949), .validUTF8(readAs: .cp949), .markOverrules(.cp949), .separatorLine,
      .commentLines(count: 1),
      .titleLines(count: 1, title: "t"), .rowNames(name: "row names"),
      .repeatedHeaders(count: 1, line: 3), .totalsLeftOut(line: 4), .totalsKept(line: 5),
      .namedFirstColumn(name: "row"), .emptyColumns(count: 1),
      .columnsBeside(["b"]), .format(.libsvm), .arraysBeside(["z"]), .sampled(rows: 2, of: 5),
      .toolPredictions(.liblinear),
    ]
    try check(
      columns.map { DatasetNote.column("a", $0) } + tables.map { .table($0) }
        + [
          .zeroWeightRows(count: 4),
          .equalNumbers(column: "a", texts: [["0", "0.0"]], sets: 1),
          .missingCells(column: "a", tokens: ["NA"], cells: 2),
          .tokenIsClass(target: "a", class: "NaN", rows: 2),
          .unmetTokens(["x"], areOfTarget: true), .nothingMerged(below: 5),
          .readAnyway(column: "a", as: .feature), .readAnyway(column: "a", as: .numbers),
          .readAnyway(column: "a", as: .categories), .prose(column: "a"),
          .mergedClasses(
            target: "a", classes: [DatasetNote.ClassRows(name: "b", rows: 1)], into: "other"),
          .idLike(column: "a", values: 11, cells: 12), .yesOrNo(column: "a"),
          .sharedGroups(count: 1, of: 2), .sharedRows(count: 2, of: 3, with: "a.csv"),
          .appended(file: "b.csv", .zeroWeightRows(count: 4)),
        ], against: "note")
    try check(
      [
        DropReason.allMissing, .constant, .noWords, .idLikeNumbers(first: -3, last: 9),
        .idLikeTexts(values: 11, rows: 12), .counter(first: 9, last: 1),
      ], against: "drop_reason")
  }

  @Test("Both commands say the same notes")
  func sameNotes() throws {
    let notes = try ["compare", "measure"].map {
      try JSONSchema.ofOutcomes(of: $0)?.root["$defs"]["note"]
    }
    #expect(notes[0] == notes[1])
  }

  private func check(_ cases: [some Encodable], against name: String) throws {
    let compare = try #require(try JSONSchema.ofOutcomes(of: "compare"))
    let schema = try compare.definition(name)
    var codes: Set<String> = []
    for each in cases {
      let text = String(decoding: try JSONEncoder().encode(each), as: UTF8.self)
      let value = try JSONValue(parsing: text)
      #expect(schema.problems(in: value) == [], "\(text)")
      codes.insert(value["code"].string)
      for key in value["values"].keys {
        var poorer = value.object
        poorer["values"] = .object(value["values"].object.filter { $0.key != key })
        #expect(schema.problems(in: .object(poorer)) != [], "\(text) without \(key)")
      }
    }
    #expect(
      codes == Set(schema.root["oneOf"].array.map { $0["properties"]["code"]["const"].string }))
  }

  /// A schema and all that stand in it, each with its place.
  private func parts(of schema: JSONValue, at place: String) -> [(place: String, part: JSONValue)] {
    var all = [(place, schema)]
    for key in ["properties", "$defs"] {
      for (name, part) in schema[key].object {
        all += parts(of: part, at: "\(place)/\(key)/\(name)")
      }
    }
    for key in ["allOf", "oneOf"] {
      for (index, part) in schema[key].array.enumerated() {
        all += parts(of: part, at: "\(place)/\(key)/\(index)")
      }
    }
    if !schema["items"].isNull { all += parts(of: schema["items"], at: "\(place)/items") }
    return all
  }

  // MARK: Outcomes

  private static let runs = [
    ["compare", "table.csv", "--target", "t", "--group", "g", "--losses", "focal:gamma=1|2"]
      + ["--no-speed"]
      + ["--repeats", "1", "--folds", "2", "--l2", "1e-2"],
    ["compare", "table.csv", "--target", "t", "--ignore", "g", "--losses", "cross_entropy"]
      + ["--repeats", "1", "--folds", "2", "--model", "mlp:2", "--learning-rate", "1e-2"],
    [
      "explain", "--logits", "2,-inf,1", "--label", "0", "--input", "1", "--class-weights", "1,2,3",
    ],
    ["explain", "--probabilities", ".2", "--target-probabilities", ".5", "--loss", "focal"],
    ["explain", "--loss", "focal", "--curve", "curves.svg"],
    ["measure", "--p", ".5,.5", "--q", "1,0"],
    ["measure", "--p", ".5,.5/1,0", "--q", "1,0", "--base", "2"],
    ["measure", "--counts", "3,0,2"],
    ["measure", "table.csv", "--column", "t"],
    ["measure", "table.csv", "--column", "t", "--given", "g"],
  ]

  @Test("A key less, a key more and another type are seen everywhere", arguments: runs)
  func mutations(arguments: [String]) throws {
    let directory = try TemporaryDirectory()
    let table = MadeUp.table(
      rows: 72, moreNames: ["g", "c", "same"],
      more: { ["g\($0 / 6)", $0 % 5 == 0 ? "" : "l\($0 % 3)", "0"] })
    try directory.write(Array(table.utf8), to: "table.csv")
    let result = try Command.run(arguments + ["--format", "json"], directory: directory.url)
    #expect(result.exitCode == 0, "\(result.errors)")
    let outcome = try JSONValue(parsing: result.output)
    let schema = try #require(try JSONSchema.ofOutcomes(of: arguments[0]))
    #expect(schema.problems(in: outcome) == [])
    let mutants = outcome.mutants(at: "")
    #expect(mutants.count > 60)
    let unseen = mutants.filter { schema.problems(in: $0.value).isEmpty }.map(\.what)
    #expect(unseen == [])
  }

  @Test("The outcome behind the example page is an outcome")
  func example() throws {
    let file = Command.packageRoot.appendingPathComponent("Tests/Fixtures/report-outcome.json")
    try Command.checkOutcome(String(contentsOf: file, encoding: .utf8), of: "compare")
  }
}

extension JSONValue {
  /// It with one thing wrong in it, once for everything that can be; of a list in the first item.
  fileprivate func mutants(at place: String) -> [(what: String, value: JSONValue)] {
    let changed: JSONValue =
      switch self {
      case .null, .array: .object(["odd": .null])
      case .bool: .string("odd")
      case .number, .string: .bool(true)
      case .object: .array([])
      }
    var all = [("\(place): another type", changed)]
    switch self {
    case .object(let values):
      all.append(("\(place): a key more", .object(values.merging(["odd": .null]) { $1 })))
      for (key, value) in values {
        let inner = "\(place)/\(key)"
        // A parameter belongs to its loss alone.
        if !place.hasSuffix("/parameters") {
          all.append(("\(inner): missing", .object(values.filter { $0.key != key })))
        }
        all += value.mutants(at: inner).map {
          ($0.what, .object(values.merging([key: $0.value]) { $1 }))
        }
      }
    case .array(let items):
      if let first = items.first {
        all += first.mutants(at: "\(place)/0").map {
          ($0.what, .array([$0.value] + items.dropFirst()))
        }
      }
    default: break
    }
    return all
  }
}
