import Testing

@testable import CrossEntropyFiles

@Suite struct NearestNameTests {
  @Test(arguments: [
    ("spices", "species"), ("Species", "species"), ("sepal_lenght", "sepal_length"),
    ("colour", "color"), ("abc", "abd"), ("petalwidth", "petal_width"),
  ]) func findsWhatWasMeant(wanted: String, meant: String) {
    let names = ["sepal_length", "petal_width", "color", "abd", "species"]
    #expect(nearestName(to: wanted, in: names) == meant)
  }

  @Test(arguments: ["weight", "q", "", String(repeating: "x", count: 100_000), "해지"])
  func staysSilentWhereNothingIsNear(wanted: String) {
    #expect(nearestName(to: wanted, in: ["species", "color", "z", "", "유지"]) == nil)
  }

  @Test func theFirstOfEqualsWins() {
    #expect(nearestName(to: "xy3", in: ["xy1", "xy2"]) == "xy1")
    #expect(nearestName(to: "xab", in: ["xba", "xax"]) == "xba")
  }

  @Test(
    "What a file ends in is no likeness, but decides between equals",
    arguments: [
      ("없음.csv", ["w4.csv", "te.csv"], nil), ("b.csv", ["a.csv"], nil),
      ("iris.csv", ["iris.tsv", "titanic.csv"], "iris.tsv"), ("iris", ["iris.csv"], "iris.csv"),
      ("irsi.tsv", ["iris.csv", "iris.tsv"], "iris.tsv"), (".irs", [".iris"], ".iris"),
    ] as [(String, [String], String?)])
  func files(wanted: String, names: [String], meant: String?) {
    #expect(nearestFileName(to: wanted, in: names) == meant)
  }
}
