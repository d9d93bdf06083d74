import Testing

@testable import CrossEntropyFiles

/// A table of forty rows that `gzip.compress` packed, and the same in two parts.
private let packed = bytes(
  "H4sIAAAAAAACAz3QSwrDQBAD0X2fpQmWZOdznOQMWXhun9BQXg2C4tHMuz/9ra2329Fnqf1/V7n32WnN3juzj+lW3ac76zHdqud0Z72mW6ULRBSkMAUqVMEKV8BCNrKvW5GNbGQjG9nIRjZykIOc6xuQgxzkIAc5yEH+AWPBJDNkAQAA"
)
private let inTwoParts = bytes(
  "H4sIAAAAAAACAz3Muw3AIBCD4d6zWIjjlWScMAPF3fYQF6msX/rkl5MLmTl1OozlbKCwqStN3VjVXS4w5ByXXOCWczxyAfsPv8cNmFsBJ2QAAAAfiwgAAAAAAAIDNczLCcAwEAPRu2tZQizF+XRmd59lzdzEIN6I1briOkbM1h09R5YrvMuIc5c7tMtT5yxvnbN8dV5NZ51nU69zFmQhC1nIQhaykIVsZCMb2chGNrKRjWxkI//1ZJsUAAEAAA=="
)

@Suite struct GzipTests {
  private func check(_ bytes: [UInt8], _ reader: TableReader = TableReader()) throws {
    let table = try reader.read(bytes: bytes, name: "t.csv")
    #expect(table.columns.map(\.name) == ["a", "b", "t"])
    #expect(table.columns[0].numbers == (0..<40).map { Double($0) })
    #expect(table.columns[2].levels == ["x", "y"])
    #expect(table.notes.isEmpty)
  }

  @Test("A gzip file is unpacked, in whatever pieces it is read")
  func unpacked() throws {
    try check(packed)
    var reader = TableReader()
    reader.windowSize = 7
    try check(packed, reader)
  }

  @Test("Members that follow each other are one text, and zeros behind them are none")
  func members() throws {
    try check(inTwoParts)
    try check(packed + [UInt8](repeating: 0, count: 512))
  }

  @Test("A gzip file that is cut anywhere is said to be, not read in part")
  func cut() throws {
    for count in 2..<packed.count {
      #expect(try tableError(Array(packed.prefix(count))).fault == .gzipEndsEarly)
    }
  }

  @Test("A gzip file that is damaged, or has something else behind it, is refused")
  func damaged() throws {
    // The checksum stands before the last four bytes.
    var wrong = packed
    wrong[wrong.count - 6] ^= 0xFF
    #expect(try tableError(wrong).fault == .gzipDamaged)
    #expect(try tableError(packed + Array("more".utf8)).fault == .gzipDamaged)
  }

  @Test("What is packed twice is not unpacked twice")
  func twice() throws {
    let twice = bytes(
      "H4sIAAAAAAACA5Pv5mAAASZm7yuaD42urHzAxFDk2HcVJAoAPoO7sxwAAAA=")
    #expect(try tableError(twice).fault == .notATextFile(.gzip))
  }

  /// Four million bytes, packed in some thousands.
  @Test("A file that unpacks to more than memory may hold is refused with both numbers")
  func bomb() throws {
    let bomb = bytes(
      "H4sIAAAAAAACA+3DIQ0AAAgAME8WDJHogCA+Pdi/vXOicl" + String(repeating: "VVVV", count: 1291)
        + "VV1ecPl7uWHgQJPQA=")
    let reader = TableReader(memory: 1_000_000)
    guard case .decodedTooLarge(.unpack, let all, 1_000_000) = try tableError(bomb, reader).fault
    else {
      Issue.record("not refused")
      return
    }
    #expect((1_000_000...20_000_000).contains(all))
    #expect(try TableReader().read(bytes: bomb, name: "t.csv").rowCount == 1_000_000)
  }

  @Test("Where there is no zlib, the error says so")
  func noZlib() throws {
    var reader = TableReader()
    reader.zlib = ["libnosuchzlib.so.9"]
    #expect(try tableError(packed, reader).fault == .noZlib)
    reader.zlib += DecodedStream.zlib
    try check(packed, reader)
  }

  @Test("A text in another encoding may be packed too")
  func packedAndEncoded() throws {
    let korean = bytes(
      "H4sIAAAAAAACAwEbAOT/xbAsxuuxzyDBvgoxLL7Gtai4rgoyLMGoxfUKr+BvwRsAAAA=")
    let table = try TableReader(encoding: .cp949).read(bytes: korean, name: "t.csv")
    #expect(table.columns.map(\.name) == ["키", "펭귄 종"])
  }
}
