import Testing

@testable import CrossEntropyFiles

struct NamedNumbersTests {
  private static let fields = (name: "id", number: "log_loss")
  private static let some = NamedNumbers(
    names: ["a", "열둘", "", "r17"], numbers: [0.5, .infinity, -0.0, 1e-300])

  @Test("What is written is read back, bit by bit")
  func roundTrip() throws {
    let bytes = Self.some.bytes(fields: Self.fields)
    #expect(bytes.count == 128 + 4 * 14 && Self.some.width == 6)
    let read = try #require(NamedNumbers(bytes, fields: Self.fields, rows: 4, width: 6))
    #expect(read.names == Self.some.names)
    #expect(read.numbers.map(\.bitPattern) == Self.some.numbers.map(\.bitPattern))
    let none = NamedNumbers(names: [], numbers: [])
    #expect(
      NamedNumbers(none.bytes(fields: Self.fields), fields: Self.fields, rows: 0, width: 1) == none)
  }

  /// numpy.load gave these names and numbers: `{'descr': [('id', '|S6'), ('log_loss', '<f8')], …}` in 128 bytes.
  @Test("It begins as an array of NumPy's records does")
  func header() {
    let bytes = Self.some.bytes(fields: Self.fields)
    #expect(bytes.prefix(10) == [0x93, 78, 85, 77, 80, 89, 1, 0, 118, 0])
    let text = String(decoding: bytes[10..<128], as: UTF8.self)
    #expect(
      text.hasPrefix(
        "{'descr': [('id', '|S6'), ('log_loss', '<f8')], 'fortran_order': False, 'shape': (4,), } ")
    )
    #expect(text.hasSuffix(" \n"))
  }

  @Test("Anything else is refused")
  func refused() {
    let bytes = Self.some.bytes(fields: Self.fields)
    for (rows, width) in [(3, 6), (4, 5), (5, 6), (-1, 6), (4, 0), (4, Int.max - 4), (Int.max, 6)] {
      #expect(NamedNumbers(bytes, fields: Self.fields, rows: rows, width: width) == nil)
    }
    #expect(
      NamedNumbers(Array(bytes.dropLast()), fields: Self.fields, rows: 4, width: 6) == nil)
    #expect(NamedNumbers(bytes, fields: ("id", "loss"), rows: 4, width: 6) == nil)
    var torn = bytes
    torn[128] = 0xFF
    #expect(NamedNumbers(torn, fields: Self.fields, rows: 4, width: 6) == nil)
  }
}
