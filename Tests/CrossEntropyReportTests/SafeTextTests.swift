import Testing

@testable import CrossEntropyReport

/// Names and cells from files in messages.
@Suite struct SafeTextTests {
  @Test(
    arguments: [
      ([0x1B, 0x5B, 0xC3, 0x28, 0x7F], "'\\u{1b}[\\xC3(\\u{7f}'"),
      ([0x0A, 0x0D, 0x09, 0x00], "'\\n\\r\\t\\u{0}'"), ([0x0D, 0x0A], "'\\r\\n'"),
      ([0x63, 0x61, 0x66, 0xE9], "'caf\\xE9'"), ([0xE2, 0x82], "'\\xE2\\x82'"), ([], "''"),
    ] as [([UInt8], String)])
  func bytesThatAreNoTextAreEscaped(_ bytes: [UInt8], _ shown: String) {
    #expect(quoted(bytes) == shown)
  }

  @Test func aMessageIsOneLineAndKeepsItsEnds() {
    #expect(oneLine("a\nb\u{1B}c") == "a\u{FFFD}b\u{FFFD}c")
    let long = "start" + String(repeating: "é", count: 100_000) + "end"
    #expect(oneLine(long, most: 20) == "startééééé…éééééééend")
    #expect(oneLine(String(repeating: "x", count: 20), most: 20).count == 20)
  }

  @Test func longTextIsCut() {
    let letters = String(repeating: "é", count: 41)
    #expect(quoted(letters.utf8) == "'\(letters.prefix(40))…'")
    #expect(quoted(letters.prefix(40).utf8) == "'\(letters.prefix(40))'")
    #expect(quoted(letters) == "'\(letters)'")
    #expect(escaped(letters, most: 3) == "ééé…")
    // A letter under a tower of marks takes no more room than its share.
    let tower = "a" + String(repeating: "\u{301}", count: 100_000)
    #expect(escaped(tower + "b").unicodeScalars.count == 17)
    let families = String(repeating: "👨‍👩‍👧‍👦", count: 61)
    #expect(escaped(families) == families.prefix(60) + "…")
  }

  @Test(arguments: [
    "👩‍🔬", "👍🏽", "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}", "🇰🇷", "e\u{301}", "부채붓꽃",
    "❤️", "می‌خواهم",
  ])
  func emojiAndCombiningLettersSurvive(_ text: String) {
    #expect(escaped(text) == text)
    #expect(printable(text) == text)
    #expect(htmlEscaped(text) == text)
    // Cut between letters, never within one.
    #expect(escaped(text + text + "x", most: text.count) == text + "…")
  }

  @Test(arguments: [
    "\u{202E}", "\u{2066}", "\u{200F}", "\u{7}", "\u{9B}", "\u{2028}", "\u{E000}", "\u{E0041}",
  ])
  func whatHidesOrTurnsTextDoesNot(_ mark: String) throws {
    let text = "a\(mark)b"
    let code = String(try #require(mark.unicodeScalars.first).value, radix: 16)
    #expect(escaped(text) == "a\\u{\(code)}b")
    #expect(printable(text) == "a\u{FFFD}b")
    #expect(htmlEscaped(text) == "a\u{FFFD}b")
  }

  @Test("On a terminal a line is broken at 80 columns, and a path stays whole")
  func terminal() {
    let path = "/" + String(repeating: "folder/", count: 14) + "t.csv"
    let lines = terminalLines(path + ": " + String(repeating: "word ", count: 30) + "end")
      .split(separator: "\n")
    #expect(lines[0] == path + ":")
    #expect(lines.dropFirst().allSatisfy { $0.count <= 80 && $0.hasPrefix("  word") })
    #expect(lines.last?.hasSuffix(" end") == true)
    #expect(terminalLines("a b") == "a b")
  }
}
