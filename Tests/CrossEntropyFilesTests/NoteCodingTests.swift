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
      (.decimalComma(columns: ["x"]), #"{"code":"decimal_comma","values":{"columns":["x"]}}"#),
      (
        .missingMarks([MissingMark(text: "NA", cells: 3)]),
        #"{"code":"missing_marks","values":{"marks":[{"cells":3,"text":"NA"}]}}"#
      ),
      (.blankLines(count: 3), #"{"code":"blank_lines","values":{"count":3}}"#),
      (.encoding(.shiftJIS), #"{"code":"encoding","values":{"encoding":"shift_jis"}}"#),
      (.validUTF8(readAs: .cp949), #"{"code":"valid_utf8","values":{"encoding":"cp949"}}"#),
      (.markOverrules(.gb18030), #"{"code":"mark_overrules","values":{"encoding":"gb18030"}}"#),
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
      (.columnsBeside(["x"]), #"{"code":"columns_beside","values":{"columns":["x"]}}"#),
      (.format(.libsvm), #"{"code":"format","values":{"format":"libsvm"}}"#),
      (.arraysBeside(["x"]), #"{"code":"arrays_beside","values":{"arrays":["x"]}}"#),
      (
        .toolPredictions(.fastText),
        #"{"code":"tool_predictions","values":{"tool":"fasttext"}}"#
      ),
      (.sampled(rows: 3, of: 9), #"{"code":"sampled","values":{"of":9,"rows":3}}"#),
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
        .oddCells(line: 9, cell: "12..5", count: 3),
        #"{"code":"odd_cells","values":{"cell":"12..5","count":3,"line":9}}"#
      ),
      (
        .oddDates(line: 9, cell: "soon", count: 3),
        #"{"code":"odd_dates","values":{"cell":"soon","count":3,"line":9}}"#
      ),
      (
        .notation(cell: "1,234", value: 1234, other: nil),
        #"{"code":"notation","values":{"cell":"1,234","other_decimal":null,"value":1234}}"#
      ),
      (
        .notation(cell: "1.234", value: 1.234, other: .comma),
        #"{"code":"notation","values":{"cell":"1.234","other_decimal":"comma","value":1.234}}"#
      ),
      (
        .dates(cell: "06/05/2024", days: 19849, order: .dayFirst, isSure: false),
        #"{"code":"dates","values":{"cell":"06\/05\/2024","days":19849,"order":"day_first","sure":false}}"#
      ),
      (
        .mixedUnits([
          ColumnNote.CellValue(cell: "12%", value: 12),
          ColumnNote.CellValue(cell: ".12", value: 0.12),
        ]),
        #"{"code":"mixed_units","values":{"cells":[{"cell":"12%","value":12},{"cell":".12","value":0.12}]}}"#
      ),
      (.offset(1e15), #"{"code":"offset","values":{"offset":1000000000000000}}"#),
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
