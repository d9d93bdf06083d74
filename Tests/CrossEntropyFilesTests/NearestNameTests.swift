import CrossEntropyFiles
import Testing

@Suite struct NearestNameTests {
  @Test(arguments: [
    ("spices", "species"), ("Species", "species"), ("sepal_lenght", "sepal_length"),
    ("colour", "color"), ("ab", "ac"), ("petalwidth", "petal_width"),
  ]) func findsWhatWasMeant(wanted: String, meant: String) {
    let names = ["sepal_length", "petal_width", "color", "ac", "species"]
    #expect(nearestName(to: wanted, in: names) == meant)
  }

  @Test(arguments: ["weight", "q", "", String(repeating: "x", count: 100_000)])
  func staysSilentWhereNothingIsNear(wanted: String) {
    #expect(nearestName(to: wanted, in: ["species", "color", "z", ""]) == nil)
  }

  @Test func theFirstOfEqualsWins() {
    #expect(nearestName(to: "x3", in: ["x1", "x2"]) == "x1")
    #expect(nearestName(to: "xab", in: ["xba", "xax"]) == "xba")
  }
}
