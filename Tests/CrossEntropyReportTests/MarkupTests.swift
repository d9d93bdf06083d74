import Testing

@testable import CrossEntropyReport

@Suite struct MarkupTests {
  @Test(arguments: [
    ("plain", "plain"),
    ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    ("\" onload=\"x", "&quot; onload=&quot;x"),
    ("it's & that", "it&#39;s &amp; that"),
    ("two\nlines\tand", "two lines and"),
    ("bell\u{7}", "bell\u{FFFD}"),
    ("\u{1B}[2J", "\u{FFFD}[2J"),
    ("turned \u{202E}round\u{2066}", "turned \u{FFFD}round\u{FFFD}"),
    ("\u{200F}mark", "\u{FFFD}mark"),
    ("zero\u{200B}width", "zero\u{FFFD}width"),
    ("line\u{2028}separator", "line\u{FFFD}separator"),
    ("👩\u{200D}🚀", "👩\u{200D}🚀"),
    ("부채붓꽃", "부채붓꽃"),
  ])
  func whatIsInterpolatedIsEscaped(_ text: String, _ expected: String) {
    #expect(("<td>\(text)</td>" as Markup).text == "<td>\(expected)</td>")
    #expect(named(text).text == "<bdi>\(expected)</bdi>")
  }

  @Test func markupStaysMarkup() {
    let inner: Markup = "<b>\("a < b")</b>"
    #expect(
      ("\(inner)\([inner, inner])\(3)" as Markup).text == String(
        repeating: "<b>a &lt; b</b>", count: 3) + "3")
  }

  @Test(arguments: [
    ("\(isolated("a<b"))의 클래스", "<bdi>a&lt;b</bdi>의 클래스"),
    ("of \(isolated("x")) and \(isolated("y")).", "of <bdi>x</bdi> and <bdi>y</bdi>."),
    (isolated("\u{E001}<b>\u{E000}"), "<bdi>\u{FFFD}&lt;b&gt;\u{FFFD}</bdi>"),
    ("no name & none", "no name &amp; none"), ("", ""),
  ])
  func namesInASentenceStandApart(_ phrase: String, _ expected: String) {
    #expect(sentence(phrase).text == expected)
  }
}
