import CrossEntropyEvaluation
import TestSupport
import Testing

@testable import CrossEntropyLearning

/// Which columns are named as probable leaks.
@Suite struct LeakSearchTests {
  private static let seed = RandomSeed(3)

  /// A column of 300 rows in three classes, a fifth of a class each with its own noise.
  private static let columns: [(name: String, isLeak: Bool, cell: @Sendable (Int, Int) -> String)] =
    [
      ("a copy", true, { _, label in "c\(label)" }),
      ("a code", true, { _, label in "\([7, 2, 5][label])" }),
      ("finer levels", true, { row, label in "\(label)-\(row % 4)" }),
      (
        "a score in steps", true,
        { row, label in "\(Double([1, 0, 2][label]) + seed.uniform(UInt64(row)) / 2)" }
      ),
      (
        "a copy with one row in twenty wrong", false,
        { row, label in "c\(row % 20 == 0 ? (label + 1) % 3 : label)" }
      ),
      // About 3 % of the constant's log loss, where 2 % is a leak.
      (
        "a copy with one row wrong", false,
        { row, label in "c\(row == 7 ? (label + 1) % 3 : label)" }
      ),
      ("noise", false, { row, _ in "\(seed.uniform(UInt64(row)))" }),
      ("levels of noise", false, { row, _ in "l\(seed.bits(UInt64(row)) % 50)" }),
      (
        "a number that tells much", false,
        { row, label in "\(Double(label) + 2 * seed.uniform(UInt64(row)))" }
      ),
    ]

  @Test(arguments: columns.indices)
  func leaks(_ index: Int) throws {
    let (name, isLeak, cell) = Self.columns[index]
    let csv =
      "c,x,y\n"
      + (0..<300).map { row in
        let label = Int(Self.seed.derived(9).bits(UInt64(row)) % 3)
        return "\(cell(row, label)),\(row % 7),k\(label)\n"
      }.joined()
    let data = try dataset(csv: csv, roles: Dataset.Roles(target: "y"))
    let leaks = data.probableLeaks(seed: RandomSeed(1), threads: 2)
    #expect(leaks.map(\.column) == (isLeak ? ["c"] : []), "\(name)")
    for leak in leaks {
      #expect(leak.target == "y" && !leak.byMissing)
      #expect(leak.logLoss <= 0.02 * leak.constantLogLoss && leak.logLoss > 0)
    }
  }

  @Test func whereACellIsMissingMayTellAll() throws {
    let csv =
      "c,x,y\n"
      + (0..<60).map { row in
        "\(row % 3 == 0 ? "" : "\(Self.seed.uniform(UInt64(row)))"),\(row % 7),\(row % 3 == 0 ? "a" : "b")\n"
      }.joined()
    let leaks = try dataset(csv: csv, roles: Dataset.Roles(target: "y"))
      .probableLeaks(seed: RandomSeed(1), threads: 1)
    #expect(leaks.map(\.column) == ["c"])
    #expect(leaks.first?.byMissing == true)
  }

  /// Twenty groups of ten rows and one class each: a column that names the group tells the class of
  /// rows that are known, and nothing of those of another group.
  @Test func groupsStayTogether() throws {
    let csv =
      "c,x,g,y\n"
      + (0..<200).map { row in
        "p\(row / 10),\(row % 7),g\(row / 10),\(row / 10 % 3 == 0 ? "a" : "b")\n"
      }.joined()
    func leaks(_ groups: [String]) throws -> [TargetLeak] {
      try dataset(
        csv: csv,
        roles: Dataset.Roles(target: "y", ignored: groups.isEmpty ? ["g"] : [], groups: groups)
      )
      .probableLeaks(seed: RandomSeed(1), threads: 1)
    }
    #expect(try leaks([]).map(\.column) == ["c"])
    #expect(try leaks(["g"]).isEmpty)
  }

  @Test(arguments: [
    ("iris", "species"), ("wine", "cultivar"), ("titanic", "survived"), ("digits", "digit"),
  ])
  func tablesWithoutALeak(_ name: String, _ target: String) throws {
    #expect(try dataset(name, target: target).probableLeaks(seed: RandomSeed(1), threads: 2) == [])
  }

  @Test func theSameLeaksWhateverTheThreads() throws {
    let csv = "c,x,y\n" + (0..<90).map { "c\($0 % 3),\($0 % 7),k\($0 % 3)\n" }.joined()
    let data = try dataset(csv: csv, roles: Dataset.Roles(target: "y"))
    #expect(
      data.probableLeaks(seed: RandomSeed(1), threads: 1)
        == data.probableLeaks(seed: RandomSeed(1), threads: 2)
    )
  }
}
