import Foundation
import Testing

/// What is said of a table to test on beside the one that is trained on.
@Suite("compare: a second table")
struct SecondTableTests {
  private static let quick = [
    "--no-speed", "--l2", "1e-2", "--losses", "cross_entropy,focal",
  ]

  private func run(
    _ train: [UInt8], _ test: [UInt8], _ arguments: [String]
  ) throws -> CommandResult {
    let directory = try TemporaryDirectory()
    try directory.write(train, to: "train.csv")
    try directory.write(test, to: "test.csv")
    return try Command.run(
      ["compare", "train.csv", "--test", "test.csv"] + Self.quick + arguments,
      directory: directory.url)
  }

  /// A table of numbers, categories, groups and two labels; `cell` may write others, by column.
  private static func table(
    _ rows: Range<Int>, _ cell: (Int, String) -> String? = { _, _ in nil }
  ) -> [UInt8] {
    let names = ["a", "c", "g", "w", "t", "u"]
    let lines = rows.map { row in
      let usual: [String: String] = [
        "a": "\(row * 37 % 101).5", "c": "c\(row % 3)", "g": "g\(row % 12)", "w": "1",
        "t": row * 7 % 5 < 2 ? "yes" : "no", "u": row * 11 % 7 < 3 ? "1" : "0",
      ]
      return names.map { cell(row, $0) ?? usual[$0] ?? "" }.joined(separator: ",")
    }
    return Array(([names.joined(separator: ",")] + lines).joined(separator: "\n").utf8) + [10]
  }

  // MARK: Encodings

  private static let korean =
    "곳,값,답\n"
    + (0..<40).map { "\(["섬", "바다"][$0 % 2]),\($0 * 37 % 101).5,\($0 * 7 % 5 < 2 ? "예" : "아니요")\n" }
    .joined()

  /// The same in cp949, whose letters these are.
  private static let cp949: [UInt8] = {
    let letters: [Character: [UInt8]] = [
      "곳": [0xB0, 0xF7], "값": [0xB0, 0xAA], "답": [0xB4, 0xE4], "섬": [0xBC, 0xB6],
      "바": [0xB9, 0xD9], "다": [0xB4, 0xD9], "예": [0xBF, 0xB9], "아": [0xBE, 0xC6],
      "니": [0xB4, 0xCF], "요": [0xBF, 0xE4],
    ]
    return korean.flatMap { letters[$0] ?? Array(String($0).utf8) }
  }()

  @Test(
    "Every advice on encodings leads to the next, and in the end both tables are read",
    arguments: [
      (
        false, [], "test.csv:1:1: this is not UTF-8 but cp949: 곳, 값, 답; use --test-encoding cp949\n"
      ),
      (
        false, ["--encoding", "cp949"],
        "train.csv:1:3: this is UTF-8 and not cp949; leave --encoding out\n"
      ),
      (false, ["--test-encoding", "cp949"], nil),
      (true, [], "train.csv:1:1: this is not UTF-8 but cp949: 곳, 값, 답; use --encoding cp949\n"),
      (
        true, ["--encoding", "cp949"],
        "test.csv:1:3: this is UTF-8 and not cp949; use --test-encoding utf-8\n"
      ),
      (true, ["--encoding", "cp949", "--test-encoding", "utf-8"], nil),
    ] as [(Bool, [String], String?)])
  func encodings(isTrainedInCP949: Bool, options: [String], expected: String?) throws {
    let utf8 = Array(Self.korean.utf8)
    let (train, test) = isTrainedInCP949 ? (Self.cp949, utf8) : (utf8, Self.cp949)
    let result = try run(train, test, options + ["--target", "답", "--dry-run"])
    if let expected {
      #expect(result.exitCode == 65)
      #expect(result.errors == expected)
    } else {
      #expect(result.exitCode == 0, "\(result.errors)")
      #expect(result.output.contains("1 category column: 곳 (2 levels)"), "\(result.output)")
      #expect(!result.output.contains("what no row to train on has"), "\(result.output)")
    }
  }

  @Test("A column that is lacking since UTF-8 was read as something else is no lack")
  func misreadNames() throws {
    let utf8 = Array(Self.korean.utf8)
    let first = try run(utf8, utf8, ["--encoding", "windows-1252", "--target", "답"])
    #expect(first.exitCode == 65)
    #expect(
      first.errors == "train.csv:1: this is UTF-8 and not windows-1252; leave --encoding out\n")
    let second = try run(utf8, utf8, ["--test-encoding", "windows-1252", "--target", "답"])
    #expect(second.exitCode == 65)
    #expect(
      second.errors == "test.csv:1: this is UTF-8 and not windows-1252; use --test-encoding utf-8\n"
    )
    let directory = try TemporaryDirectory()
    try directory.write(utf8, to: "t.csv")
    let measured = try Command.run(
      ["measure", "t.csv", "--column", "곳", "--encoding", "windows-1252"], directory: directory.url)
    #expect(
      measured.errors == "t.csv:1: this is UTF-8 and not windows-1252; leave --encoding out\n")
  }

  @Test("Without one of its own, the second table's encoding is that of the first")
  func oneEncoding() throws {
    let result = try run(
      Self.cp949, Self.cp949, ["--encoding", "cp949", "--target", "답", "--dry-run"])
    #expect(result.exitCode == 0, "\(result.errors)")
    let json = try run(
      Self.cp949, Array(Self.korean.utf8),
      [
        "--encoding", "cp949", "--test-encoding", "utf-8", "--target", "답", "--dry-run", "--format",
        "json",
      ])
    let holdOut = try JSONValue(parsing: json.output)["request"]["hold_out"]
    #expect(holdOut["encoding"].string == "utf-8")
  }

  @Test(
    "An encoding that nothing is read in, or that there is not, is bad usage",
    arguments: [
      (["--test-encoding", "utf-8"], "use --test, or leave --test-encoding out"),
      (["--test", "other.csv", "--test-encoding", "klingon"], "no encoding 'klingon' is read"),
    ])
  func wrongEncodings(options: [String], expected: String) throws {
    let result = try Command.run(on: Self.korean, ["--target", "답"] + options)
    #expect(result.exitCode == 64)
    #expect(result.errors.contains(expected), "\(result.errors)")
  }

  // MARK: Decimal marks

  @Test("A column with the other decimal mark in the second table is refused with its place")
  func decimalMarks() throws {
    func table(_ rows: Range<Int>, _ mark: String) -> [UInt8] {
      Array(
        ("a;b;t\n"
          + rows.map {
            "\($0 * 37 % 101)\(mark)5;\($0 * 13 % 17).25;\($0 % 3 == 0 ? "yes" : "no")\n"
          }
          .joined()).utf8)
    }
    let result = try run(table(0..<40, ","), table(40..<60, "."), ["--target", "t"])
    #expect(result.exitCode == 65)
    #expect(
      result.errors
        == "test.csv:2: column 'a' has decimal commas in train.csv, and here '66.5'; write the numbers of "
        + "both tables alike, or leave columns out with --ignore\n")
    let alike = try run(
      table(0..<40, ","), table(40..<60, ","), ["--target", "t", "--dry-run"])
    #expect(alike.exitCode == 0, "\(alike.errors)")
    #expect(alike.output.contains("2 number columns: a, b"))
    #expect(alike.output.contains("test.csv: numbers are read with a decimal comma in a"))
  }

  // MARK: Counts

  @Test("Counts say how much of them is of the second table", arguments: ["en", "ko"])
  func counts(language: String) throws {
    let result = try run(
      Self.table(0..<40) { row, name in
        switch (row, name) {
        case (3, "a"), (5, "a"), (4, "t"): ""
        case (6, "w"), (7, "w"): "0"
        default: nil
        }
      },
      Self.table(40..<60) { row, name in
        switch (row, name) {
        case (43, "a"), (44, "t"), (45, "t"), (46, "c"), (47, "c"): ""
        case (48, "w"): "0"
        default: nil
        }
      },
      [
        "--target", "t", "--group", "g", "--weight", "w", "--ignore", "u", "--dry-run",
        "--language",
        language,
      ])
    #expect(result.exitCode == 0, "\(result.errors)")
    let text = result.output.replacing(/\n +/, with: " ")
    let expected =
      language == "en"
      ? [
        "54 · 17 of them to test on · 11 groups to test on",
        "no 59.3 % (32, 11 to test on) yes 40.7 % (22, 6 to test on), the positive class",
        "a (3, 1 to test on), filled with the mean and marked",
        "c 2, in rows to test on alone: as none of the categories",
        "3 rows without a 't', 2 of them to test on",
        "Note: rows of weight 0, which say nothing, were left out: 2",
        "Note: test.csv: rows of weight 0, which say nothing, were left out: 1",
      ]
      : [
        "54 · 그중 17행으로 평가 · 평가할 그룹 11개", "no 59.3 % (32, 평가용 11) · yes 40.7 % (22, 평가용 6)",
        "a (3, 평가용 1): 평균으로 채우고 따로 표시했습니다", "c 2: 평가할 행에만 있어 어느 범주로도 보지 않았습니다",
        "'t' 값이 없는 행 3개(평가용 2개)", "참고: 가중치가 0이어서 아무것도 알려 주지 않는 행 2개를 제외했습니다",
        "참고: test.csv: 가중치가 0이어서 아무것도 알려 주지 않는 행 1개를 제외했습니다",
      ]
    for line in expected { #expect(text.contains(line), "\(line)\n\(text)") }
  }

  @Test("Numbers that only the second table lacks are not marked, and that is said")
  func missingToTest() throws {
    let arguments = ["--target", "t", "--ignore", "u,w,g", "--format", "json", "--dry-run"]
    func plan(_ isMissing: @escaping (Int) -> Bool) throws -> JSONValue {
      func cell(_ row: Int, _ name: String) -> String? { name == "a" && isMissing(row) ? "" : nil }
      let result = try run(Self.table(0..<40, cell), Self.table(40..<60, cell), arguments)
      #expect(result.exitCode == 0, "\(result.errors)")
      return try JSONValue(parsing: result.output)["table"]
    }
    let both = try plan { $0 % 13 == 2 }
    let second = try plan { $0 == 43 }
    #expect(both["encoded_width"].number == second["encoded_width"].number + 1)
    #expect(both["missing"].array[0]["cells"].number == 5)
    #expect(both["missing"].array[0]["test_cells"].number == 2)
    #expect(second["missing"].array[0]["test_cells"].number == 1)
    let text = try run(
      Self.table(0..<40), Self.table(40..<60) { $0 == 43 && $1 == "a" ? "" : nil },
      ["--target", "t", "--ignore", "u,w,g", "--dry-run"])
    #expect(
      text.output.contains("a 1, in rows to test on alone: filled with the mean, not marked"),
      "\(text.output)")
    let page = try TemporaryDirectory()
    let path = page.url.appendingPathComponent("page.html").path
    _ = try run(
      Self.table(0..<40), Self.table(40..<60),
      ["--target", "t", "--group", "g", "--ignore", "u,w", "--report", path])
    let html = try String(contentsOfFile: path, encoding: .utf8)
    #expect(html.contains("20 of them to test on"))
    #expect(html.contains("12 groups to test on"))
    #expect(html.contains("36, 12 to test on"))
  }

  @Test("Tokens that are missing are counted in each table")
  func tokens() throws {
    func cell(_ row: Int, _ name: String) -> String? {
      name == "u" && (row == 5 || row > 50 && row < 54) ? "none" : nil
    }
    let result = try run(
      Self.table(0..<40, cell), Self.table(40..<60, cell),
      ["--target", "u", "--target-na", "none", "--ignore", "t,w,g", "--dry-run"])
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("Note: u: 'none' is missing, 1 cell\n"), "\(result.output)")
    #expect(result.output.contains("Note: test.csv: u: 'none' is missing, 3 cells\n"))
  }

  @Test("What the second table's labels are changes nothing of what the first one's are")
  func labels() throws {
    for (target, cell) in [("t,u", "maybe"), ("u", "0.5"), ("t,u", "")] {
      let result = try run(
        Self.table(0..<40), Self.table(40..<60) { $0 == 45 && $1 == "u" ? cell : nil },
        ["--target", target, "--ignore", "w,g" + (target == "u" ? ",t" : ""), "--dry-run"])
      if cell.isEmpty {
        #expect(result.output.contains("1 row without every label, 1 of them to test on"))
      } else {
        #expect(result.exitCode == 65)
        #expect(
          result.errors
            == "test.csv:7: class '\(cell)' of 'u' does not occur in train.csv, which is trained on; write the "
            + "classes alike in both tables, or remove these rows\n")
      }
    }
  }

  @Test("A class that the second table lacks is none to test on")
  func lackedClass() throws {
    let result = try run(
      Self.table(0..<40), Self.table(40..<60) { $1 == "t" ? "no" : nil },
      ["--target", "t", "--ignore", "u,w,g", "--dry-run"])
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("yes 26.7 % (16, 0 to test on)"), "\(result.output)")
  }
}
