import Foundation
import Testing

/// `xent score --tokens`: what log-probabilities of tokens add up to, and what is wrong with them.
@Suite("score, tokens")
struct ScoreTokensTests {
  /// What `Scripts/token_scores.py` forms its numbers of, in documents that take turns.
  private static func logs(shift: Int) -> [Double] {
    (0..<600).map { token -> Double in
      let drawn = Double((token * 7919 + shift * 104_729) % 1000 + 1)
      let factor = 1 + Double(token % 24) / 20
      return -drawn / 250 * factor
    }
  }

  private static func table(shift: Int = 0) -> String {
    "logp,document,w\n"
      + logs(shift: shift).enumerated().map { token, value in
        "\(value),d\(token % 24),\(1 + token % 3)\n"
      }.joined()
  }

  private static func tokens(_ result: CommandResult) throws -> [String: Any] {
    #expect(result.exitCode == 0, "\(result.errors)")
    let all = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    #expect((all?["predictions"] as? [Any])?.isEmpty == true)
    return try #require(all?["tokens"] as? [String: Any])
  }

  private static func scores(_ result: CommandResult) throws -> [String: Any] {
    try #require((tokens(result)["files"] as? [[String: Any]])?.first)
  }

  private static func expect(_ own: Any?, _ wanted: Double, _ name: String) throws {
    let own = try #require(own as? Double, "\(name)")
    #expect(abs(own - wanted) <= 1e-11 * abs(wanted), "\(name): \(own), \(wanted)")
  }

  private static func expect(_ own: Any?, _ wanted: [Double], _ name: String) throws {
    let own = try #require(own as? [String: Double], "\(name)")
    try expect(own["low"], wanted[0], name)
    try expect(own["high"], wanted[1], name)
  }

  /// The columns that are named; what NumPy and SciPy say of one file (`Scripts/token_scores.py`): the mean and its
  /// interval, exp of them, all bits; of the second file beside it the difference, its interval and the wins.
  private static let peers: [(options: [String], alone: [Double], pair: [Double])] = [
    (
      [],
      [
        3.163533333333333, 3.0061810434328784, 3.3208856232337878, 23.654026007691563,
        20.210070977995255, 27.684858058229835, 2738.408311012159,
      ], [-0.049633333333333314, -0.27640941335871966, 0.17714274669205302, 0.7316666666666667]
    ),
    (
      ["--group", "document"],
      [
        3.163533333333333, 2.8264939680863583, 3.500572698580308, 23.654026007691563,
        16.886153525492116, 33.1344225627158, 2738.408311012159,
      ], [-0.049633333333333314, -0.26806139944411916, 0.16879473277745252, 0.7316666666666667]
    ),
    (
      ["--group", "document", "--weight", "w"],
      [
        3.2008666666666667, 2.847454271384597, 3.5542790619487366, 24.553800939270392,
        17.243827810892675, 34.96260500725246, 5541.449359856144,
      ], [-0.05036666666666663, -0.2854078751134082, 0.18467454178007492, 0.7325]
    ),
  ]

  @Test("The numbers are NumPy's, over tokens and over documents", arguments: peers)
  func asNumPy(options: [String], alone: [Double], pair: [Double]) throws {
    let directory = try TemporaryDirectory()
    try directory.write(Array(Self.table().utf8), to: "a.csv")
    try directory.write(Array(Self.table(shift: 1).utf8), to: "b.csv")
    let all = try Self.tokens(
      Command.run(
        ["score", "a.csv", "b.csv", "--tokens", "logp", "--format", "json"] + options,
        directory: directory.url))
    let scores = try #require((all["files"] as? [[String: Any]])?.first)
    #expect(scores["tokens"] as? Int == 600)
    #expect(scores["documents"] as? Int == (options.isEmpty ? nil : 24))
    try Self.expect(scores["log_loss"], alone[0], "log loss")
    try Self.expect(scores["log_loss_interval"], Array(alone[1...2]), "its interval")
    try Self.expect(scores["log_loss_bits"], alone[0] / log(2), "bits")
    try Self.expect(scores["perplexity"], alone[3], "perplexity")
    try Self.expect(scores["perplexity_interval"], Array(alone[4...5]), "its interval")
    try Self.expect(scores["total_bits"], alone[6], "all bits")
    if !options.contains("--weight") {
      try Self.expect(scores["worst_share"], 0.025170168377131055, "worst share")
      let worst = try #require(scores["worst_tokens"] as? [[String: Any]])
      #expect(worst.prefix(3).map { $0["line"] as? Int } == [385, 286, 311])
    }
    let lint = try #require(scores["lint"] as? [[String: Any]]).map { $0["code"] as? String }
    #expect(lint == (options.isEmpty ? ["tokens_as_units"] : []))
    let found = try #require((all["pairs"] as? [[String: Any]])?.first)
    let difference = try #require(found["difference"] as? [String: Any])
    try Self.expect(difference["estimate"], pair[0], "difference")
    try Self.expect(difference["low"], pair[1], "its interval")
    try Self.expect(difference["high"], pair[2], "its interval")
    try Self.expect(found["win_rate"], pair[3], "wins")
    try Self.expect(found["margin"], 0.01 * alone[0], "margin")
    #expect(found["finding"] as? String == "undecided")
  }

  @Test("Four tokens of 1/2, 1/4, 1/4 and 1/8 take 8 bits, 2 each: the perplexity is 4")
  func byHand() throws {
    let directory = try TemporaryDirectory()
    let logs = [2.0, 4, 4, 8].map { "\(-log($0))\n" }.joined()
    try directory.write(Array(("logp\n" + logs).utf8), to: "t.csv")
    let scores = try Self.scores(
      Command.run(
        ["score", "t.csv", "--tokens", "logp", "--format", "json"], directory: directory.url))
    try Self.expect(scores["total_bits"], 8, "all bits")
    try Self.expect(scores["log_loss_bits"], 2, "bits")
    try Self.expect(scores["perplexity"], 4, "perplexity")
    // Of fewer than five tokens there is no interval.
    #expect(scores["perplexity_interval"] is NSNull)
  }

  @Test(
    "Every format gives the same numbers",
    arguments: ["t.csv", "t.tsv", "t.jsonl", "t.csv.gz", "-", "t.npy"])
  func formats(name: String) throws {
    let directory = try TemporaryDirectory()
    let logs = Self.logs(shift: 0)
    let csv = "logp\n" + logs.map { "\($0)\n" }.joined()
    switch name {
    case "t.tsv":
      try directory.write(
        Array(("x\tlogp\n" + logs.map { "a\t\($0)\n" }.joined()).utf8), to: name)
    case "t.jsonl":
      try directory.write(
        Array(logs.map { "{\"x\": \"a\", \"logp\": \($0)}\n" }.joined().utf8), to: name)
    case "t.npy":
      let head = "{'descr': '<f8', 'fortran_order': False, 'shape': (600,), }\n"
      var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(head.utf8.count), 0]
      bytes += Array(head.utf8)
      for value in logs {
        for shift in 0..<8 {
          bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> (8 * shift)))
        }
      }
      try directory.write(bytes, to: name)
    case "-": break
    default: try directory.write(Array(csv.utf8), to: "t.csv")
    }
    let scores = try Self.scores(
      Command.run(
        ["score", name, "--tokens", "logp", "--format", "json"],
        input: name == "-" ? Array(csv.utf8) : nil, directory: directory.url,
        shell: name.hasSuffix(".gz") ? #"gzip -c t.csv > t.csv.gz && "$@""# : nil))
    try Self.expect(scores["log_loss"], 3.163533333333333, name)
  }

  @Test("A token of probability 0 makes the loss infinite, and is named; a pair with it is clipped")
  func impossible() throws {
    let directory = try TemporaryDirectory()
    try directory.write(Array("logp,w\n-1,1\n-inf,1\n-3,1\n-inf,0\n".utf8), to: "a.csv")
    try directory.write(Array("logp,w\n-1,1\n-2,1\n-3,1\n-4,0\n".utf8), to: "b.csv")
    let all = try Self.tokens(
      Command.run(
        ["score", "a.csv", "b.csv", "--tokens", "logp", "--weight", "w", "--format", "json"],
        directory: directory.url))
    let scores = try #require((all["files"] as? [[String: Any]])?.first)
    #expect(scores["tokens"] as? Int == 3)
    for key in ["log_loss", "log_loss_bits", "perplexity", "total_bits"] {
      #expect(scores[key] as? String == "inf", "\(key)")
    }
    let impossible = try #require(scores["impossible"] as? [String: Any])
    #expect(impossible["first"] as? [Int] == [3])
    try Self.expect(impossible["log_loss_of_others"], 2, "the others")
    let clip = 34.538776394910684
    try Self.expect(impossible["clipped_log_loss"], (4 + clip) / 3, "clipped")
    try Self.expect(impossible["clipped_share"], clip / (4 + clip), "share")
    let pair = try #require((all["pairs"] as? [[String: Any]])?.first)
    #expect(pair["clipped"] as? Bool == true)
    #expect((pair["unclipped"] as? [String: Any])?["difference"] as? String == "-inf")
  }

  /// A file, and what is said of it beside its name.
  private static let faults: [(text: String, error: String)] = [
    (
      "logp\n-1\n.3\n-2\n",
      "t.csv:3: 0.3 of 'logp' is above 0, and no natural logarithm of a probability is"
    ),
    (
      "logp\n.5\n.3\n0\n",
      "t.csv:2: 0.5 of 'logp' is above 0, and no natural logarithm of a probability is; nor are those of 1 other token; "
        + "if they are probabilities, give their natural logarithms"
    ),
    (
      "logp\n0\n.3\n4\n",
      "t.csv:3: 0.3 of 'logp' is above 0, and no natural logarithm of a probability is; nor are those of 1 other token; "
        + "if they are losses −log p, turn their signs"
    ),
    ("logp\n-1\nnan\n-2\n", "t.csv:3: the log-probability of 'logp' is missing; leave out the row"),
    ("logp,x\n,1\n-2,1\n", "t.csv:2: the log-probability of 'logp' is missing; leave out the row"),
    ("logp\n-1\nfoo\n-2\n", "t.csv:3: "),
    ("logprob\n-1\n", "t.csv:1: "),
    ("logp\n", "t.csv: "),
  ]

  @Test("What is no log-probability is said, with its line and what mends it", arguments: faults)
  func refused(text: String, error: String) throws {
    let directory = try TemporaryDirectory()
    try directory.write(Array(text.utf8), to: "t.csv")
    let result = try Command.run(
      ["score", "t.csv", "--tokens", "logp"], directory: directory.url)
    #expect(result.exitCode == 65)
    #expect(result.errors.hasPrefix(error), "\(result.errors)")
    #expect(result.output.isEmpty)
  }

  /// Files and options, the exit code, and what is said of tokens and documents in either language.
  private static let words: [(arguments: String, code: Int32, english: String, korean: String)] = [
    ("a.csv --weight z", 65, "no token has a weight above 0", "가중치가 0보다 큰 토큰이 없습니다"),
    (
      "d.csv --group d", 65, "d.csv:3: the document 'd' of this token is missing; fill it",
      "d.csv:3: 이 토큰의 문서가 비어 있습니다('d' 열); 셀을 채우세요"
    ),
    (
      "a.csv b.csv --weight w", 65, "b.csv:2: this token's weight is '2.0'",
      "b.csv:2: 이 토큰의 가중치는 '2.0'인데 짝이 되는 a.csv 파일의 토큰에서는 '1.0'입니다"
    ),
    (
      "a.csv b.csv --weight v", 65, "other tokens have a weight here than in a.csv",
      "가중치가 있는 토큰이 a.csv 파일과 달라"
    ),
    ("a.csv --group d", 0, "Note: 3 documents are few", "참고: 문서가 3개뿐이어서"),
    (
      "a.csv b.csv", 0, "3 tokens pair by pair log loss −0.3333 nats: these tokens cannot tell",
      "토큰 3개를 짝지어 비교"
    ),
    ("a.csv a.csv", 0, "0.0 % of the tokens cost less", "손실이 더 작은 토큰 0.0 %"),
    (
      "a.csv i.csv", 0,
      "1 token was given probability 0 (line 3), which costs an infinite loss; with at most 34.5 nats per token",
      "확률이 0인 토큰이 1개 있어(3번째 줄) 손실이 무한대입니다. 토큰마다"
    ),
    (
      "a.csv i.csv", 0, "worse, since this file alone gives a token probability 0",
      "이 파일에만 확률이 0인 토큰이 있어 더 나쁩니다"
    ),
    (
      "a.csv i.csv", 0, "some token was given probability 0 (line 3)",
      "확률이 0인 토큰이 있어(3번째 줄) 차이는"
    ),
  ]

  @Test("What is said names tokens and documents, no rows and truths", arguments: words.indices)
  func names(index: Int) throws {
    let (arguments, code, english, korean) = Self.words[index]
    let directory = try TemporaryDirectory()
    try directory.write(Array("lp,d,w,v,z\n-1,a,1,1,0\n-2,b,1,0,0\n-3,c,1,1,0\n".utf8), to: "a.csv")
    try directory.write(Array("lp,d,w,v,z\n-1,a,2,0,0\n-2,b,1,1,0\n-2,c,1,1,0\n".utf8), to: "b.csv")
    try directory.write(Array("lp,d\n-1,a\n-2,\n-2,a\n".utf8), to: "d.csv")
    try directory.write(Array("lp\n-1\n-inf\n-2\n".utf8), to: "i.csv")
    for (language, said) in [("en", english), ("ko", korean)] {
      let result = try Command.run(
        ["score"] + arguments.split(separator: " ").map(String.init)
          + ["--tokens", "lp", "--language", language], directory: directory.url)
      #expect(result.exitCode == code)
      let text = (result.output + result.errors).unwrapped
      #expect(text.contains(said), "\(text)")
      #expect(!text.contains(/\b(rows?|truths?|groups)\b|행이|행을|정답|그룹/), "\(text)")
    }
  }

  @Test("Rounding above 0 is none, and a loss of −0 is 0")
  func rounding() throws {
    let directory = try TemporaryDirectory()
    try directory.write(Array("logp\n0\n1e-7\n-0.0\n".utf8), to: "t.csv")
    let scores = try Self.scores(
      Command.run(
        ["score", "t.csv", "--tokens", "logp", "--format", "json"], directory: directory.url))
    #expect(scores["log_loss"] as? Double == 0)
    #expect(scores["worst_share"] is NSNull)
  }

  @Test("Only the same tokens can be paired")
  func pairs() throws {
    let directory = try TemporaryDirectory()
    try directory.write(Array("logp,d\n-1,a\n-2,b\n".utf8), to: "a.csv")
    try directory.write(Array("logp,d\n-1,a\n".utf8), to: "short.csv")
    try directory.write(Array("logp,d\n-1,a\n-2,a\n".utf8), to: "other.csv")
    let short = try Command.run(
      ["score", "a.csv", "short.csv", "--tokens", "logp"], directory: directory.url)
    #expect(short.exitCode == 65)
    #expect(
      short.errors.hasPrefix("short.csv: this file has 1 token and a.csv 2: only the same tokens"),
      "\(short.errors)")
    let other = try Command.run(
      ["score", "a.csv", "other.csv", "--tokens", "logp", "--group", "d"], directory: directory.url
    )
    #expect(other.exitCode == 65)
    #expect(
      other.errors.hasPrefix(
        "other.csv:3: this token's document is 'a', and its partner's in a.csv 'b'"),
      "\(other.errors)")
  }

  @Test(
    "What tokens do not have is bad usage",
    arguments: [
      "--target t", "--truth t.csv", "--id i", "--columns a,b", "--logits", "--log-probabilities",
      "--percent", "--normalize", "--merge", "--partial p.json", "--first-row 3",
      "--metrics log_loss", "--baseline b.csv", "--keep-rows -o o.json", "--worst 3", "--slice c",
      "--threshold .5", "--costs 1,2", "--require log_loss<3", "--require-point perplexity<9",
      "--report r.html", "--seed 3", "--details", "--ece smooth", "--ece equal-width",
    ])
  func usage(options: String) throws {
    let directory = try TemporaryDirectory()
    try directory.write(Array("logp\n-1\n-2\n".utf8), to: "t.csv")
    let options = options.split(separator: " ").map(String.init)
    let result = try Command.run(
      ["score", "t.csv", "--tokens", "logp"] + options, directory: directory.url)
    #expect(result.exitCode == 64, "\(result.output)\(result.errors)")
    #expect(
      result.errors.contains("--tokens and \(options[0]) do not go together"), "\(result.errors)")
  }

  @Test("The whole text, in both languages", arguments: ["en", "ko"])
  func text(language: String) throws {
    let directory = try TemporaryDirectory()
    try directory.write(Array(Self.table().utf8), to: "a.csv")
    try directory.write(Array(Self.table(shift: 1).utf8), to: "b.csv")
    let alone = try Command.run(
      ["score", "a.csv", "--tokens", "logp", "--language", language], directory: directory.url)
    let both = try Command.run(
      [
        "score", "a.csv", "b.csv", "--tokens", "logp", "--group", "document", "--language",
        language,
      ], directory: directory.url)
    #expect(alone.exitCode == 0 && both.exitCode == 0)
    let text = alone.output + "\n" + both.output
    try RecordedText.check(text, against: "score-tokens-\(language).txt")
    for line in text.split(separator: "\n") { #expect(line.count <= 80) }
  }
}
