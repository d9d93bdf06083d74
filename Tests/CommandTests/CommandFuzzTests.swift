import Foundation
import TestSupport
import Testing

/// What a shell may ask of the command: every flag with every kind of value, and noise.
@Suite struct CommandFuzzTests {
  @Test("Whatever the arguments, the command answers or refuses, and harms no file")
  func anyArguments() throws {
    let inputs = Inputs()
    let failures = fuzz("CommandFuzzTests", executions: 60) { random in
      let arguments = line(&random)
      do {
        return try problems(arguments, inputs, &random)
          .map { "\($0) from \(arguments.map(\.debugDescription))" }
      } catch {
        return ["\(error)"]
      }
    }
    #expect(failures == [])
  }

  @Test("No arguments that once went wrong do so again", arguments: onceWrong)
  func regressions(_ what: String, _ line: String) throws {
    var random = SplitMix64(state: 0)
    let words = line.split(separator: " ").map(String.init)
    #expect(try problems(words, Inputs(), &random) == [], "\(what)")
  }
}

private let quick = MadeUp.quickest.joined(separator: " ")

/// What once ended the process, hung, or reached the terminal as it was.
private let onceWrong = [
  (
    "a page whose name is a byte order mark",
    "compare good.csv --target t \(quick) --report \u{FEFF}"
  ),
  ("a page in place of the table", "compare good.csv --target t \(quick) --report good.csv"),
  ("escapes in what the parser repeats", "explain \u{1B}[31m 2,1 --label 0"),
  (
    "a direction in what the parser repeats", "explain --logits 0,0 --label 0 --language \u{202E}ab"
  ),
  ("more numbers than there can be", "measure --p 1x9223372036854775807"),
  (
    "more numbers in all than there can be",
    "measure --p 1x9223372036854775807,1x9223372036854775807"
  ),
  (
    "more threads than there can be",
    "compare good.csv --target t \(quick) --threads 9223372036854775807"
  ),
  ("more repeats than a life has", "compare good.csv --target t --repeats 1000000000"),
  ("a network larger than any memory", "compare good.csv --target t --model mlp:65536x1000"),
  ("the JSON of a million logits", "explain --logits 1x1000000 --label 0 --format json"),
  (
    "a derivative by a probability of 0",
    "explain --loss gce --probabilities 0,1 --label 0 --format json"
  ),
]

// MARK: One execution

private func problems(
  _ arguments: [String], _ inputs: Inputs, _ random: inout SplitMix64
) throws -> [String] {
  let directory = try TemporaryDirectory()
  for (name, bytes) in inputs.files { try directory.write(bytes, to: name) }
  let result = try Command.run(
    arguments, input: random.once(in: 4) ? inputs.files[0].bytes : nil,
    environment: random.once(in: 4) ? ["LC_ALL": "ko_KR.UTF-8"] : [:], directory: directory.url,
    isSchemaChecked: false)
  var problems: [String] = []
  func check(_ holds: Bool, _ what: String) { if !holds { problems.append(what) } }
  check(!result.timedOut, "no end")
  check(
    [0, 64, 65, 66, 73, 74].contains(result.exitCode), "ended with \(result.exitCode)")
  check(isClean(result.output), "not clean: \(result.output.debugDescription)")
  check(isClean(result.errors), "not clean: \(result.errors.debugDescription)")
  if result.exitCode == 0 {
    check(!result.output.isEmpty, "no result")
    // With --help there is help, whatever the format.
    if result.output.hasPrefix("{"), let schema = try JSONSchema.ofOutcomes(of: arguments[0]) {
      problems += schema.problems(in: try JSONValue(parsing: result.output)).map { "\($0)" }
    }
  } else {
    check(result.output.isEmpty, "a result that failed: \(result.output.debugDescription)")
    check(!result.errors.isEmpty, "\(result.exitCode) without a reason")
  }
  for (name, bytes) in inputs.files {
    let now = try? Data(contentsOf: directory.url.appendingPathComponent(name))
    check(now == Data(bytes), "\(name) is not what it was")
  }
  let strangers = try directory.names.filter { name in
    !inputs.files.contains { $0.name == name } && !arguments.contains { $0.hasSuffix(name) }
  }
  check(strangers.isEmpty, "left behind: \(strangers)")
  return problems
}

/// Nothing moves the cursor, changes a colour or hides what stands there.
private func isClean(_ text: String) -> Bool {
  text.unicodeScalars.allSatisfy { scalar in
    switch scalar.properties.generalCategory {
    case .control: scalar == "\n"
    case .format: scalar.value == 0x200C || scalar.value == 0x200D
    case .lineSeparator, .paragraphSeparator, .privateUse, .surrogate: false
    default: true
    }
  }
}

/// The files that lie in the working directory.
private struct Inputs: Sendable {
  let files: [(name: String, bytes: [UInt8])] =
    [
      ("good.csv", MadeUp.table(rows: 24)),
      ("names.csv", "a\u{1B}[31m,열,t\n1,x,p\n2,y,q\n3,x,p\n4,y,q\n5,x,p\n6,y,q\n7,x,p\n8,y,q\n"),
      ("rows.csv", "p_yes,p_no,q_yes,q_no\n0.5,0.5,0.25,0.75\n1,0,0.5,0.5\n"),
      ("weights.csv", "a,w,g,t\n1,0,1,x\n2,1,1,y\n3,2,2,x\n4,1,2,y\n5,1,3,x\n6,1e-300,3,y\n"),
      (
        "labels.csv",
        "a,b,u,v\n1,2,0,1\n2,1,1,0\n3,5,0,1\n4,3,1,1\n5,9,1,0\n6,2,0,0\n7,1,0,1\n8,3,1,0\n"
      ),
      ("short.csv", "a,b,t\n1,2,x\n3,y\n"), ("empty.csv", ""), ("header.csv", "a,b,t\n"),
      ("\u{1B}]0;title\u{7}.csv", "a,t\n1,x\n"),
    ].map { ($0, Array($1.utf8)) }
}

// MARK: The grammar of the arguments

/// Arguments that make sense, of which some are then changed.
private func line(_ random: inout SplitMix64) -> [String] {
  var words: [String]
  switch random.below(20) {
  case 0: return random.pick(otherLines)
  case 1..<8: words = ["compare", random.pick(tables), "--target", "t"] + MadeUp.quickest
  case 8..<14: words = ["explain", "--logits", random.pick(numberLists), "--label", "0"]
  case 14..<16: words = ["measure", "--p", random.pick(numberLists)]
  case 16: words = ["measure", "--counts", random.pick(numberLists)]
  case 17: words = ["measure", random.pick(tables), "--column", "t"]
  case 18: words = ["measure", "rows.csv", "--p", "p_yes,p_no", "--q", "q_yes,q_no"]
  default: words = [random.pick(["compare", "explain", "measure"])]
  }
  let all = options(of: words[0])
  for _ in 0..<random.below(4) {
    let (flag, values) = random.pick(random.once(in: 20) ? options(of: "compare") : all)
    let value = values.isEmpty ? nil : random.pick(random.once(in: 8) ? noise : values)
    if random.once(in: 4), let value {
      words.append("\(flag)=\(value)")
    } else {
      words += [flag] + (value.map { [$0] } ?? [])
    }
  }
  while random.once(in: 4) {
    let place = random.below(words.count)
    switch random.below(4) {
    case 0: words.remove(at: place)
    case 1: words.insert(random.pick(noise), at: place)
    case 2: words[place] = random.pick(noise)
    default: words.swapAt(place, random.below(words.count))
    }
    if words.isEmpty { return [] }
  }
  return words
}

/// The flags of a subcommand with the values that may follow; those without any are switches.
private func options(of subcommand: String) -> [(flag: String, values: [String])] {
  let output: [(flag: String, values: [String])] = [
    ("--format", ["text", "json", "xml"]), ("-o", files), ("--language", ["en", "ko", "fr"]),
    ("--quiet", []), ("-q", []), ("--help", []), ("--version", []),
    ("--memory", ["1", "2G", "500m", "-1", "1e9", "9223372036854775807", "8E", "9T", "G"]),
  ]
  let table: [(flag: String, values: [String])] = [
    ("--ignore", columns), ("--na", ["", "NA,-999", "x", ","]),
    ("--delimiter", [",", ";", "tab", " ", "-", "0", "e", "\"", "\n", "ab", "é"]),
    ("--decimal", ["point", "comma"]),
  ]
  let numbers: [(flag: String, values: [String])] = [
    ("--base", ["e", "2", "10", "3"]), ("--normalize", []),
  ]
  switch subcommand {
  case "compare":
    return output + table + [
      ("--target", columns), ("--weight", columns), ("--group", columns), ("--losses", losses),
      (
        "--model",
        [
          "linear", "mlp:2", "mlp:2x2:tanh", "mlp:65536x1000", "mlp:0", "mlp:",
          "mlp:1x9223372036854775807",
        ]
      ),
      ("--folds", ["2", "3"] + counts), ("--repeats", ["1", "auto"] + counts),
      ("--l2", ["1e-2", "0"] + numberLists), ("--learning-rate", ["1e-2"] + numberLists),
      ("--seed", counts), ("--threads", counts), ("--no-speed", []), ("--details", []),
      ("--report", files),
    ]
  case "explain":
    return output + numbers + [
      ("--loss", losses), ("--logits", numberLists), ("--probabilities", numberLists),
      ("--label", counts), ("--target-probabilities", numberLists),
      ("--output", ["softmax", "sigmoid", "identity"]), ("--class-weights", numberLists),
      ("--label-smoothing", singles), ("--scale", singles), ("--input", numberLists),
      ("--curve", files),
    ]
  default:
    return output + table + numbers + [
      ("--p", numberLists + columns), ("--q", numberLists + columns), ("--counts", numberLists),
      ("--column", columns), ("--given", columns),
    ]
  }
}

private let tables = [
  "good.csv", "good.csv", "good.csv", "names.csv", "weights.csv", "labels.csv", "short.csv",
  "empty.csv",
  "header.csv", "-", ".", "missing.csv", "goood.csv", "", "\u{1B}]0;title\u{7}.csv", "./good.csv",
]
private let columns = [
  "a", "b", "t", "w", "g", "u,v", "열", "x", "", ",", "a,a", "a\u{1B}[31m", "p_yes,p_no",
  "\u{202E}t",
]
private let files = [
  "out", "good.csv", "./good.csv", "", "-", ".", "no/such/place",
  String(repeating: "x", count: 300), "\u{1B}out",
]
private let losses = [
  "cross_entropy", "focal", "focal:gamma=1", "focal:gamma=-1", "focal:gamma=1e400", "focal:gamma",
  "mse",
  "label_smoothing:epsilon=0.1", "gce:q=0.5", "balanced", "fcoal", "", ",", "ce,ce", "ce:x=1",
  "\u{1B}[2J",
]
private let singles = [
  "0", "1", "-1", "0.5", "1e308", "1e400", "-1e400", "1e-320", "nan", "inf", "", " ", "x", "0x10",
  "1,5", "٣", "½",
]
private let counts = [
  "0", "1", "2", "-1", "-2147483649", "2147483648", "9223372036854775807", "-9223372036854775808",
  "9223372036854775808", "18446744073709551615", "18446744073709551616", "1000000000", "1e3", "1.5",
  "",
]
private let numberLists = [
  "2,1,0.1", ".8,.1,.1", ".3,.7/.6,.4", "0,1", "1", "3,5,2", "-2,1", "1e308,-1e308,1e308", "-inf,0",
  "inf,0", "nan",
  "0,0", "1,", ",", "/", "1//2", ".01x100", "0.5x2", "1x0", "1x-1", "1x9223372036854775807",
  "1x9223372036854775808", "1x1000000", "1x1000000,1", "0x10", "1x2x3", "5e-324,1",
  "999999999999999999999", "1 2",
]
private let noise =
  singles + counts + numberLists + [
    "--", "-", "---", "-x", "--no-such", "--p", "=", "--=", "\u{1B}[31m", "\u{7}", "\n",
    "\u{202E}abc", "열",
    String(repeating: "9", count: 5000), "--logits=", "help", "%s%n", "$(id)", "*", "\\", "'",
    "\u{FEFF}",
  ]
private let otherLines: [[String]] = [
  [], ["help"], ["--help"], ["--version"], ["help", "compare"], ["help", "explain"],
  ["help", "measure"],
  ["help", "x"], ["compar"], ["good.csv"], ["\u{1B}[31m"], [""], ["--"], ["compare", "--help"],
  ["--generate-completion-script", "bash"],
  ["compare", "help"], ["explain"], ["measure"],
]
