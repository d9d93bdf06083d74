import Foundation
import Testing

@testable import CrossEntropyFiles

/// Notes as JSON: a code, and values by name.
@Suite struct NoteCodingTests {
  @Test(
    arguments: [
      (.byteOrderMark, #"{"code":"byte_order_mark","values":{}}"#),
      (.delimiter(Byte.semicolon), #"{"code":"delimiter","values":{"delimiter":";"}}"#),
      (.delimiter(Byte.tab), #"{"code":"delimiter","values":{"delimiter":"\t"}}"#),
      (.decimalComma, #"{"code":"decimal_comma","values":{}}"#),
      (.blankLines(count: 3), #"{"code":"blank_lines","values":{"count":3}}"#),
      (.encoding(.shiftJIS), #"{"code":"encoding","values":{"encoding":"shift_jis"}}"#),
      (.separatorLine, #"{"code":"separator_line","values":{}}"#),
      (.commentLines(count: 2), #"{"code":"comment_lines","values":{"count":2}}"#),
      (
        .titleLines(count: 1, title: "t"),
        #"{"code":"title_lines","values":{"count":1,"title":"t"}}"#
      ),
      (.rowNames(name: "row names"), #"{"code":"row_names","values":{"name":"row names"}}"#),
      (
        .repeatedHeaders(count: 2, line: 9),
        #"{"code":"repeated_headers","values":{"count":2,"line":9}}"#
      ),
      (.totalsLeftOut(line: 9), #"{"code":"totals_left_out","values":{"line":9}}"#),
      (.totalsKept(line: 9), #"{"code":"totals_kept","values":{"line":9}}"#),
      (.trimmedNames, #"{"code":"trimmed_names","values":{}}"#),
      (
        .namedFirstColumn(name: "column 1"),
        #"{"code":"named_first_column","values":{"name":"column 1"}}"#
      ),
      (.emptyColumns(count: 2), #"{"code":"empty_columns","values":{"count":2}}"#),
    ] as [(TableNote, String)])
  func tableNotesReadBack(_ note: TableNote, _ json: String) throws {
    #expect(try encoded(note) == json)
    #expect(try decoded(json) == note)
  }

  @Test(
    arguments: [
      (.allMissing, #"{"code":"all_missing","values":{}}"#),
      (
        .unreadNumber(line: 2, cell: "007", form: .leadingZero),
        #"{"code":"unread_number","values":{"cell":"007","form":"leading_zero","line":2}}"#
      ),
      (
        .textAmongNumbers(line: 9, cell: "n.a.", count: 3),
        #"{"code":"text_among_numbers","values":{"cell":"n.a.","count":3,"line":9}}"#
      ),
      (
        .numbersAndText(line: 3, cell: "\"참\""),
        #"{"code":"numbers_and_text","values":{"cell":"\"참\"","line":3}}"#
      ),
    ] as [(ColumnNote, String)])
  func columnNotesReadBack(_ note: ColumnNote, _ json: String) throws {
    #expect(try encoded(note) == json)
    #expect(try decoded(json) == note)
  }

  @Test(arguments: [
    #"{"code":"of_no_case","values":{}}"#, #"{"code":"blank_lines","values":{}}"#,
    #"{"code":"blank_lines"}"#, #"{"code":"delimiter","values":{"delimiter":";;"}}"#,
  ])
  func malformedNotesAreErrors(_ json: String) {
    #expect(throws: DecodingError.self) { try decoded(json) as TableNote }
    #expect(throws: DecodingError.self) { try decoded(json) as ColumnNote }
  }

  private func encoded(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  private func decoded<Value: Decodable>(_ json: String) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(json.utf8))
  }
}
