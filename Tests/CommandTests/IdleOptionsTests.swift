import Foundation
import Testing

/// Options that change nothing of a table, which is said.
@Suite("Options that change nothing")
struct IdleOptionsTests {
  /// A number, a category, an id, whole codes with a leading zero, a column of mostly text, and labels.
  private static let table: String =
    "a,c,id,zip,mix,t\n"
    + (0..<40).map { row in
      "\(row == 3 ? "NA" : "\(row * 37 % 101).5"),c\(row % 3),\(row),0\(row % 4 + 1),"
        + "\(row % 2 == 0 ? "\(row % 3)" : "x"),\(["yes", "yes", "no", "no", "?"][row % 5])\n"
    }.joined()

  private func notes(_ options: [String]) throws -> [String] {
    let result = try Command.run(
      on: Self.table,
      ["--target", "t", "--dry-run", "--no-speed", "--losses", "cross_entropy", "--l2", "1"]
        + options)
    #expect(result.exitCode == 0, "\(result.errors)")
    return result.output.replacing(/\n {4}/, with: " ").split(separator: "\n")
      .filter { $0.hasPrefix("  Note: ") }.map { String($0.dropFirst(8)) }
  }

  /// What is said with the options and not without.
  private func said(_ options: [String]) throws -> [String] {
    let usual = try notes([])
    return try notes(options).filter { !usual.contains($0) }
  }

  @Test(
    arguments: [
      (["--na", "-9"], ["no cell is '-9', which --na names"]),
      (["--na", "-9,none"], ["no cell is '-9' or 'none', which --na names"]),
      (["--target-na", "none"], ["no label is 'none', which --target-na names"]),
      (["--merge-rare", "3"], ["--merge-rare 3 merged no class"]),
      (["--keep", "a"], ["a does not look like an id and is used without --keep, too"]),
      (["--numeric", "a"], ["a is read as numbers without --numeric, too"]),
      (["--categorical", "c"], ["c is read as categories without --categorical, too"]),
      (["--categorical", "zip"], ["zip is read as categories without --categorical, too"]),
    ])
  func idle(options: [String], expected: [String]) throws {
    let said = try said(options)
    for note in expected { #expect(said.contains(note), "\(said)") }
  }

  @Test(
    "What changes something passes unsaid",
    arguments: [
      ["--na", "C1"], ["--na", "c1"], ["--na", "na"], ["--na", "NA"], ["--target-na", "?"],
      ["--merge-rare", "10"], ["--keep", "id"], ["--numeric", "id"], ["--categorical", "id"],
      ["--numeric", "zip"], ["--numeric", "mix"], ["--categorical", "a"],
    ])
  func working(options: [String]) throws {
    let said = try said(options).filter {
      $0.contains("which --") || $0.contains(", too") || $0.contains("merged no class")
    }
    #expect(said == (options == ["--na", "C1"] ? ["no cell is 'C1', which --na names"] : []))
  }

  @Test("measure says so, too")
  func measure() throws {
    func notes(_ options: [String]) throws -> String {
      let directory = try TemporaryDirectory()
      try directory.write(Array(Self.table.utf8), to: "table.csv")
      let result = try Command.run(["measure", "table.csv"] + options, directory: directory.url)
      #expect(result.exitCode == 0, "\(result.errors)")
      return result.output
    }
    #expect(
      try notes(["--column", "c", "--na", "none"]).contains("no cell is 'none', which --na names"))
    #expect(!(try notes(["--column", "c", "--na", "c1"]).contains("which --na names")))
    #expect(
      !(try notes(["--column", "c", "--categorical", "c", "--na", "c1"]).contains(
        "which --na names")))
    #expect(
      try notes(["--column", "c", "--categorical", "c"])
        .contains("c is read as categories without --categorical, too"))
    #expect(!(try notes(["--column", "mix", "--numeric", "mix"]).contains("without --numeric")))
  }
}
