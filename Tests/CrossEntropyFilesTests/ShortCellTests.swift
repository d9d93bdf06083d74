import TestSupport
import Testing

@testable import CrossEntropyFiles

/// Short cells of few kinds, which the fast way meets again and again: bare, padded, quoted, and such
/// that look as if they ended earlier than they do.
@Suite struct ShortCellTests {
  private static let texts = [
    "al", "al ", " al", "  al", "\tal", "\"al\"", " \"al\"", "\"al\" ", "\" al\"", "\"al \"",
    "\"al\"\"\"", "\"al\n\"", "\"al\n\n\"", "\"al\r\"", "\"al\n;x\"", "\"al;x\"", " \"al;x\"",
    "\"al\u{1}\"", "\"\"", " \"\"", "", " ", "al\"x", "é",
  ]
  private static let numbers = [
    "1", " 1", "  1", "1 ", "\"1\"", " \"1\"", "\" 1\"", "\"1,5\"", "-2", " -2.5", "\"-2\"",
    "\"12345678.125\"", " 12345678.125", "12345678.125 ", "", " ", "\"\"", " \"\"",
  ]

  @Test(arguments: [Byte.comma, Byte.semicolon, Byte.tab, Byte.bar, Byte.space])
  func readTheSameOnBothWays(delimiter: UInt8) {
    var random = SplitMix64(state: UInt64(delimiter))
    for round in 0..<40 {
      let columns = (0..<4).map { _ in
        [Self.texts, Self.numbers, Self.numbers + ["al"]].randomElement(using: &random)!
      }
      var table = Array("a;b;c;d\n".utf8)
      // A column that turns out to be text only beyond the sample is passed over from there on, and
      // those of numbers when it is read again.
      if round % 4 == 0 {
        for _ in 0..<200 { table += Array("1;2;3;4\n".utf8) }
      }
      for _ in 0..<40 {
        let cells = columns.map { column in
          column.randomElement(using: &random)!
        }
        table += Array(cells.joined(separator: ";").utf8) + [Byte.lineFeed]
      }
      let read = table.map { $0 == Byte.semicolon ? delimiter : $0 }
      let text = String(decoding: read, as: UTF8.self)
      #expect(disagreements(on: read) == [], "\(text.debugDescription)")
    }
  }
}
