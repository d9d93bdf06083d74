import Foundation
import TestSupport
import Testing

/// What may be wrong with predictions, and how `score` and `calibrate` say it.
@Suite("score and calibrate: bad input")
struct ScoreBadInputTests {
  /// A file, and what is said of it behind its name; where that is empty, it is scored.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let file: String
    let bytes: [UInt8]
    let options: [String]
    let message: String

    init(
      _ name: String, _ file: String, _ bytes: [UInt8], _ options: [String] = [], _ message: String
    ) {
      (self.name, self.file, self.bytes) = (name, file, bytes)
      (self.options, self.message) = (options, message)
    }

    init(_ name: String, _ text: String, _ options: [String] = [], _ message: String) {
      self.init(name, "p.csv", Array(text.utf8), options, message)
    }

    var testDescription: String { name }
  }

  private static let two = PlainArrays.bytes([0.5, 0.5, 0.25, 0.75])
  private static let array = PlainArrays.npy(PlainArrays.header("'<f8'", "(2, 2)"), two)

  /// Arrays: their truth is y.csv, of two rows.
  private static let arrays: [Case] = [
    Case(
      "a header that claims 10^12 rows", "p.npy",
      PlainArrays.npy(PlainArrays.header("'<f8'", "(1000000000000, 2)"), two), [],
      ": the array needs 15 TiB by its shape, and 32 bytes are there; copy it again from where it came"
    ),
    Case(
      "an array cut in its header", "p.npy", Array(array.prefix(40)), [],
      ": the header of this array is damaged; copy it again from where it came"),
    Case(
      "an array cut in its numbers", "p.npy", array.dropLast(5), [],
      ": the array needs 32 bytes by its shape, and 27 bytes are there; copy it again from where it came"
    ),
    Case(
      "bytes behind the numbers", "p.npy", array + [0, 0, 0], [],
      ": the array needs 32 bytes by its shape, and 35 bytes are there; copy it again from where it came"
    ),
    Case(
      "a shape that overflows", "p.npy",
      PlainArrays.npy(PlainArrays.header("'<f8'", "(9000000000000000000, 9)"), two), [],
      ": the array needs 8 EiB by its shape, and 32 bytes are there; copy it again from where it came"
    ),
    Case(
      "a negative shape", "p.npy",
      PlainArrays.npy(PlainArrays.header("'<f8'", "(-1, 2)"), two), [],
      ": the header of this array is damaged; copy it again from where it came"),
    Case(
      "code in a header", "p.npy",
      PlainArrays.npy(PlainArrays.header("__import__('os')", "(2, 2)"), two), [],
      ": the header of this array is damaged; copy it again from where it came"),
    Case(
      "objects", "p.npy",
      PlainArrays.npy(PlainArrays.header("'|O'", "(2, 2)"), two), [],
      ": this array holds objects of Python, which are not read as they may run any code; save one array of numbers or texts, with rows and columns"
    ),
    Case(
      "records", "p.npy",
      PlainArrays.npy(PlainArrays.header("[('a', '<f8'), ('b', '<f8')]", "(2,)"), two), [],
      ": the elements of this array are records of several fields; save one array of numbers or texts, with rows and columns"
    ),
    Case(
      "no bytes", "p.npy", [], [], ": the file is empty; it needs a header and at least one row"),
    Case(
      "a table that is called an array", "p.npy", Array("a,b\n1,2\n".utf8),
      ["--input-format", "npy"], ": this is no array of NumPy; leave --input-format out"),
    Case(
      "a member twice", "p.npz", PlainArrays.archive([("a.npy", array), ("a.npy", array)]), [],
      ": two arrays are called 'a'; rename one"),
    Case(
      "a damaged member", "p.npz", PlainArrays.archive([("a.npy", array)], damage: true), [],
      ": the array 'a' of the archive is damaged; copy it again from where it came"),
    Case(
      "a cut archive", "p.npz", PlainArrays.archive([("a.npy", array)]).dropLast(1), [],
      ": the archive is damaged or cut short; copy it again from where it came"),
    Case(
      "a name outside", "p.npz", PlainArrays.archive([("../a.npy", array), ("b.npy", array)]), [],
      ": several arrays have rows and columns (../a, b), and none is called X; rename one"),
    Case(
      "an archive that claims 4 GB", "p.npz",
      PlainArrays.archive([("a.npy", [0x93])], claimed: 4_000_000_000), ["--memory", "64M"],
      ": the table needs 3.8 GiB of memory, and 64 MiB may be taken; take fewer rows or columns, or a machine with more memory"
    ),
  ]

  /// Tables, with their truth.
  private static let tables: [Case] = [
    Case(
      "a row too short", "label,p_a,p_b\na,.5,.5\nb,.5\n", [],
      ":3: expected 3 cells as in the header, found 2; complete the row, or check the line ends and quotes"
    ),
    Case(
      "a row too long", "label,p_a,p_b\na,.5,.5\nb,.5,.5,9\n", [],
      ":3:9: expected 3 cells as in the header, found 4; put quotes around a cell that holds ',', or remove what is too much"
    ),
    Case(
      "a name twice", "label,p_a,p_a\na,.5,.5\n", [],
      ":1:11: fields 2 and 3 of the header are both named 'p_a'; rename one"),
    Case("a byte order mark", "\u{FEFF}label,p_a,p_b\na,.5,.5\nb,.25,.75\n", [], ""),
    Case("lines that end in CR LF", "label,p_a,p_b\r\na,.5,.5\r\nb,.25,.75\r\n", [], ""),
    Case("lines that end in CR", "label,p_a,p_b\ra,.5,.5\rb,.25,.75\r", [], ""),
    Case("no bytes at all", "", [], ": the file is empty; it needs a header and at least one row"),
    Case(
      "a header alone", "label,p_a,p_b\n", [],
      ": there are no rows below the header; add at least one"),
    Case("blank lines", "label,p_a,p_b\n\na,.5,.5\n\nb,.25,.75\n\n", [], ""),
    Case(
      "an unclosed quote", "label,p_a,p_b\na,.5,.5\n\"b,.5,.5\n", [],
      ":3:1: the quote that opens here is not closed; close it"),
    Case("decimal commas", "label;p_a;p_b\na;0,5;0,5\nb;0,25;0,75\n", [], ""),
    Case(
      "a missing prediction", "label,p_a,p_b\na,.5,.5\nb,NA,.5\n", [],
      ":3: the prediction of 'a' is missing"),
    Case("a class called NA", "label,p_NA,p_None\nNA,.5,.5\nNone,.25,.75\n", [], ""),
    Case(
      "an infinite probability", "label,p_a,p_b\na,.5,.5\nb,inf,.5\n", [],
      ":3: ∞ of 'a' is no probability; correct them"),
    Case(
      "a number that is too great", "label,p_a,p_b\na,.5,.5\nb,1e400,.5\n", [],
      ":3: ∞ of 'a' is no probability; correct them"),
    Case(
      "a word among numbers", "label,p_a,p_b\na,.5,.5\nb,x,.5\n", [],
      ":3: the column 'p_a' was read as names, not as numbers; correct them"),
    Case(
      "Latin-1", "p.csv", Array("label,p_a,p_b\n".utf8) + [0xE9] + Array(",.5,.5\n".utf8), [],
      ":2:1: '\\xE9' is not UTF-8; save it as UTF-8"),
    Case(
      "IDs with zeros in front", "id,label,p_a,p_b\n01,a,.5,.5\n1,b,.25,.75\n", ["--id", "id"], ""),
    Case(
      "a comma at the end", "label,p_a,p_b\na,.5,.5,\nb,.25,.75,\n", [],
      ":1: the header has 3 names, and every row has 4 cells; name every column, or remove the line if it is a title"
    ),
    Case("spaces behind commas", "label, p_a, p_b\na, .5, .5\nb, .25, .75\n", [], ""),
    Case(
      "a cut line of JSON", "p.jsonl",
      Array("{\"label\":\"a\",\"p_a\":1,\"p_b\":0}\n{\"label\":".utf8), [],
      ":2: the line ends before its object does; correct the line, or copy it again from where it came"
    ),
    Case(
      "a key twice", "p.jsonl", Array("{\"label\":\"a\",\"p_a\":1,\"p_a\":0}\n".utf8), [],
      ":1:22: the key 'p_a' stands here twice; rename one"
    ),
    Case(
      "NaN in JSON", "p.jsonl", Array("{\"label\":\"a\",\"p_a\":NaN,\"p_b\":0}\n".utf8), [],
      ":1:20: 'NaN' is no number in JSON; write null where a value is missing"),
    Case(
      "a list around the rows", "p.json", Array("[{\"label\":\"a\",\"p_a\":1,\"p_b\":0}]\n".utf8),
      [],
      ": this is a JSON file; make it a table with python3 -c 'import pandas; pandas.read_json(\"FILE\").to_csv(\"table.csv\", index=False)'"
    ),
    Case("one class alone", "label,p_a,p_b\na,.5,.5\na,.25,.75\n", [], ""),
    Case(
      "a truth without a column", "label,p_a,p_b\na,.5,.5\nc,.25,.75\n", [],
      ":3: the truth 'c' has no column; these have: a, b; write the classes alike in both tables, or use --columns"
    ),
    Case(
      "rows that sum to 0.9", "label,p_a,p_b\na,.5,.4\nb,.2,.7\n", [],
      ":2: the probabilities of 2 rows do not sum to 1; those of this one to 0.9; divide them by their sum with --normalize, or use --columns"
    ),
    Case(
      "a negative probability", "label,p_a,p_b\na,.5,.5\nb,-.25,1.25\n", [],
      ":3: -0.25 of 'a' is no probability; use --logits"),
    Case(
      "per cent", "label,p_a,p_b\na,50,50\nb,25,75\n", [],
      ":2: 50 of 'a' is no probability, as are numbers of 1 other row; use --percent"),
    Case(
      "logits", "label,p_a,p_b\na,1,2\nb,-3,4\n", [],
      ":2: 2 of 'b' is no probability, as are numbers of 1 other row; use --logits"),
    Case(
      "logarithms",
      "label,p_a,p_b\na,-0.6931471805599453,-0.6931471805599453\nb,-1.3862943611198906,-0.2876820724517809\n",
      [],
      ":2: -0.693147 of 'a' is no probability, as are numbers of 1 other row; use --log-probabilities"
    ),
    Case("NaN", "label,p_a,p_b\na,.5,.5\nb,nan,.5\n", [], ":3: the prediction of 'a' is missing"),
    Case(
      "no truth at all", "label,p_a,p_b\n,.5,.5\n,.25,.75\n", [],
      ": no row has a truth and a weight above 0; use --target"),
    Case("a truth of probability 0", "label,p_a,p_b\na,.5,.5\nb,1,0\n", [], ""),
    Case(
      "a row of zeros", "label,p_a,p_b\na,.5,.5\nb,0,0\n", [],
      ":3: the probabilities of this row sum to 0, not to 1; correct them"),
    Case(
      "a row of logarithms of 0", "label,p_a,p_b\na,-inf,0\nb,-inf,-inf\n", ["--log-probabilities"],
      ":3: the probabilities of this row sum to 0, not to 1; correct them"),
    Case(
      "all logits of a row −∞", "label,p_a,p_b\na,1,0\nb,-inf,-inf\n", ["--logits"],
      ":3: -∞ of 'a' is no logarithm of a probability; correct them"),
    Case(
      "a label that is no whole number", "label,p_0,p_1\n0,.5,.5\n1.7,.25,.75\n", [],
      ":3: the truth '1.7' has no column; these have: 0, 1; write the classes alike in both tables, or use --columns"
    ),
    Case(
      "rows of liblinear that are short", "p.txt",
      Array("labels 1 -1\n1 0.9 0.1\n-1 0.2\n-1 0.3 0.7\n1 0.8 0.2\n".utf8),
      [], ":3: this line is none that liblinear writes, as the others are; correct the line"),
    Case(
      "rows of fastText that are none", "p.txt",
      Array("__label__a 0.9 __label__b 0.1\n__label__a 0.8 __label__b 0.2\n__label__b\n".utf8), [],
      ":3: this line is none that fastText writes, as the others are; correct the line"),
  ]

  @Test("Each is refused by a line that says where and why, or scored", arguments: arrays + tables)
  func scored(_ bad: Case) throws {
    let directory = try TemporaryDirectory()
    _ = try directory.write(Array("label\na\nb\n".utf8), to: "y.csv")
    _ = try directory.write(bad.bytes, to: bad.file)
    let hasTruth = !["p.csv", "p.jsonl", "p.json"].contains(bad.file)
    let options = (hasTruth ? ["--truth", "y.csv"] : []) + bad.options
    for command in ["score", "calibrate"] {
      let result = try Command.run(
        [command, bad.file] + (command == "score" ? [] : ["-o", "c.json"]) + options,
        directory: directory.url)
      if bad.message.isEmpty {
        // Of so few rows there is a score, and no calibrator.
        #expect(result.exitCode == (command == "score" ? 0 : 65), "\(result.errors)")
        continue
      }
      #expect(result.exitCode == 65 && result.output.isEmpty, "\(result.errors)")
      #expect(result.errors == "\(bad.file)\(bad.message)\n")
    }
  }

  /// Runs what follows with no more than so much memory of its own.
  private static let small = #"ulimit -v 300000; "$@""#

  @Test(
    "A packed file that would fill the memory is refused before it does", arguments: ["npz", "gz"])
  func bombs(kind: String) throws {
    let directory = try TemporaryDirectory()
    // 200 MB of zeros in 195 kB.
    let header = PlainArrays.npy(PlainArrays.header("'<f8'", "(12500000, 2)"), [])
    _ = try directory.write(header, to: "header")
    let packed = try Command.run(
      [], directory: directory.url,
      shell: kind == "npz"
        ? "(cat header; head -c 200000000 /dev/zero) | gzip -9c > z.gz"
        : "(echo label,p; head -c 200000000 /dev/zero | tr '\\0' '1') | gzip -9c > z.gz")
    #expect(packed.exitCode == 0, "\(packed.errors)")
    let file = directory.url.appendingPathComponent("z.gz")
    let bytes = [UInt8](try Data(contentsOf: file))
    #expect(bytes.count < 200_000)
    if kind == "npz" {
      let sum = bytes.suffix(8).prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
      let deflated = Array(bytes[10..<bytes.count - 8])
      _ = try directory.write(
        PlainArrays.archive(
          [("a.npy", deflated)], method: 8, claimed: UInt32(200_000_000 + header.count),
          checksum: sum), to: "z.npz")
    }
    _ = try directory.write(Array("label\n1\n".utf8), to: "y.csv")
    let result = try Command.run(
      ["score", "z.\(kind)", "--truth", "y.csv", "--memory", "64M"], directory: directory.url,
      shell: Self.small)
    #expect(result.exitCode == 65, "\(result.exitCode) \(result.errors)")
    #expect(result.errors.hasPrefix("z.\(kind): "), "\(result.errors)")
    #expect(result.errors.contains("64 MiB"), "\(result.errors)")
  }

  @Test("A cut gzip says that it ends early", arguments: ["score", "calibrate"])
  func cutGzip(command: String) throws {
    let directory = try TemporaryDirectory()
    let packed = try Command.run(
      [], directory: directory.url,
      shell:
        "(echo label,p_a,p_b; yes a,.5,.5 | head -n 5000) | gzip -c > w.gz && head -c 60 w.gz > p.csv.gz"
    )
    #expect(packed.exitCode == 0)
    let result = try Command.run(
      [command, "p.csv.gz"] + (command == "score" ? [] : ["-o", "c.json"]), directory: directory.url
    )
    #expect(result.exitCode == 65)
    #expect(
      result.errors == "p.csv.gz: the gzip file ends too early; copy it again from where it came\n")
  }
}
