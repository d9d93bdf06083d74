import Foundation
import Testing

@testable import CrossEntropyFiles

/// Bytes as base64, as Python's codecs and `gzip` wrote them.
func bytes(_ base64: String) -> [UInt8] { Array(Data(base64Encoded: base64) ?? Data()) }

/// A table in an encoding, and the names in its header.
struct EncodedTable: Sendable, CustomTestStringConvertible {
  var encoding: TextEncoding
  var names: [String]
  var classes: Set<String>
  var base64: String

  var testDescription: String { "\(encoding): \(names)" }
}

private let encoded = [
  EncodedTable(
    encoding: .cp949, names: ["키", "몸무게", "펭귄 종"], classes: ["아델리", "젠투"],
    base64:
      "xbAsuPa5q7DULMbrsc8gwb4KMSwwLL7Gtai4rgoyLDIswajF9QozLDQsvsa1qLiuCjQsMSzBqMX1CjUsMyy+xrWouK4KNiwwLMGoxfUK"
  ),
  EncodedTable(
    encoding: .cp949, names: ["a", "b", "성별"], classes: ["남", "여"],
    base64: "YSxiLLy6urAKMSwwLLOyCjIsMiy/qQozLDQss7IK"),
  EncodedTable(
    encoding: .cp949, names: ["a", "b", "t"], classes: ["합격", "불합격"],
    base64: "YSxiLHQKMSwwLMfVsN0KMiwyLLrSx9Ww3Qo="),
  EncodedTable(
    encoding: .shiftJIS, names: ["身長", "体重", "性別"], classes: ["男性", "女性"],
    base64: "kGeStyyRzI9kLJCrlcoKMSwwLJJqkKsKMiwyLI+XkKsK"),
  EncodedTable(
    encoding: .shiftJIS, names: ["なまえ", "クラス"], classes: ["はい", "いいえ"],
    base64: "gsiC3IKmLINOg4mDWAoxLILNgqIKMiyCooKigqYK"),
  EncodedTable(
    encoding: .gb18030, names: ["姓名", "年龄", "性别"], classes: ["男", "女"],
    base64: "0NXD+yzE6sHkLNDUsfAKMSwwLMTQCjIsMizFrgozLDQsxNAKNCwxLMWuCg=="),
  EncodedTable(
    encoding: .gb18030, names: ["城市", "a", "类别"], classes: ["合格", "不合格"],
    base64: "s8fK0CxhLMDgsfAKMSwwLLrPuPEKMiwyLLK7us+48Qo="),
  EncodedTable(
    encoding: .windows1252, names: ["Größe", "Länge", "Straße"], classes: ["schön", "Müller"],
    base64: "R3L232UsTORuZ2UsU3RyYd9lCjEsMCxzY2j2bgoyLDIsTfxsbGVyCg=="),
  EncodedTable(
    encoding: .windows1252, names: ["âge", "température", "catégorie"], classes: ["élevé", "bas"],
    base64: "4mdlLHRlbXDpcmF0dXJlLGNhdOlnb3JpZQoxLDAs6WxldukKMiwyLGJhcwo="),
  EncodedTable(
    encoding: .windows1252, names: ["año", "tamaño", "región"], classes: ["León", "España"],
    base64: "YfFvLHRhbWHxbyxyZWdp824KMSwwLExl824KMiwyLEVzcGHxYQo="),
  EncodedTable(
    encoding: .windows1252, names: ["prix (€)", "n°", "t"], classes: ["très cher", "pas cher"],
    base64: "cHJpeCAogCksbrAsdAoxLDAsdHLocyBjaGVyCjIsMixwYXMgY2hlcgo="),
]

/// Tables in encodings that are not read.
private let foreign: [(String, String)] = [
  ("Cyrillic", "8O7x8izi5fEs4+7w7uQKMSwwLMzu8eri4AoyLDIsyuDn4O38Cg=="),
  ("Polish", "cLNl5ix3aWVrLG1pZWpzY293b5zmCjEsMCyj82SfCjIsMixLcmFr83cK"),
  ("Czech", "bexzdG8sdv2aa2EsdPjtZGEKMSwwLFBsemXyCjIsMixCcm5vCg=="),
  ("Turkish", "eWH+LGJveSz+ZWhpcgoxLDAs3XN0YW5idWwKMiwyLEHwcv0K"),
  ("Hungarian", "a29yLHP6bHksbvUKMSwwLEd59XIKMiwyLMlyZAo="),
  ("Greek", "/fjv8izi3PHv8izw/OvnCjEsMCzB6N7t4QoyLDIs0Nz08eEK"),
  ("Chinese in Big5", "qK2wqizF6a2rLKnKp08KMSwwLKhrCjIsMiykawo="),
  ("Japanese in EUC-JP", "v8jEuSzCzr3FLMCtyswKMSwwLMPLwK0KMiwyLL33wK0K"),
  ("Japanese kana in EUC-JP", "pMqk3qSoLKWvpemluQoxLKTPpKQKMiykpKSkpKgK"),
  ("German in code page 850", "R3KU4WUsTIRuZ2UsU3RyYeFlCjEsMCxzY2iUbgoyLDIsTYFsbGVyCg=="),
  ("French of the old Macintosh", "iWdlLHRlbXCOcmF0dXJlLGNhdI5nb3JpZQoxLDAsjmxldo4KMiwyLGJhcwo="),
  ("Polish, one word", "cuprYSxiLHQKMSwwLHgKMiwyLHkK"),
  ("Czech, one word", "ZPltLGIsdAoxLDAseAoyLDIseQo="),
  ("Slovene", "dmVsaehpbmEsYmFydmEsdAoxLDAscmRl6AoyLDIsbW9kZXIK"),
  ("Romanian", "duJyc3TjLG9yYbos/mFy4woxLDAsSWG6aQoyLDIsQ2x1ago="),
  ("Lithuanian", "YW3+aXVzLG1pZXN0YXMsbHl0aXMKMSwwLNBpYXVsaWFpCjIsMixLbGFpcOtkYQo="),
  ("Russian of KOI8-R", "0s/T1CzXxdMsx8/Sz8QKMSwwLO3P08vXwQoyLDIs68Hawc7YCg=="),
  ("Thai", "zdLC2CzgvsgKMSyq0sIKMizLrdSnCg=="),
  ("Arabic", "x+Ha49Esx+HM5NMKMSzQ39EKMizD5MvsCg=="),
  ("Hebrew", "4unsLO7p7woxLObr+AoyLPD34eQK"),
]

@Suite struct EncodingTests {
  @Test("A table is read in the encoding that is given", arguments: encoded)
  func decoded(_ table: EncodedTable) throws {
    let reader = TableReader(encoding: table.encoding)
    let read = try reader.read(bytes: bytes(table.base64), name: "t.csv")
    #expect(read.columns.map(\.name) == table.names)
    let levels = try #require(read.columns.last).levels
    #expect(Set(levels) == table.classes)
    #expect(read.notes == [.encoding(table.encoding)])
  }

  @Test("Without it the header is shown as it reads, beyond doubt", arguments: encoded)
  func advised(_ table: EncodedTable) throws {
    let fault = try tableError(bytes(table.base64)).fault
    guard case .notUTF8(_, let readings) = fault else {
      Issue.record("\(fault)")
      return
    }
    #expect(readings.map(\.encoding) == [table.encoding])
    #expect(readings.first?.isClear == true)
    let shown = try #require(readings.first?.text)
    #expect(shown == table.names || (shown.count == 1 && table.classes.contains(shown[0])))
  }

  @Test("What none of the encodings reads rightly is advised by none", arguments: foreign)
  func neverMojibake(_ name: String, _ base64: String) throws {
    guard case .notUTF8(_, let readings) = try tableError(bytes(base64)).fault else {
      Issue.record("\(name)")
      return
    }
    #expect(readings.filter(\.isClear) == [])
  }

  @Test(
    "UTF-16 is known by its mark or its zeros, and read by itself",
    arguments: [
      "//6k0CwArdPErSAAhcgKADEALABExXizrLkKADIALAAgyCzSCgA=",
      "/v/QpAAs062txAAgyIUACgAxACzFRLN4uawACgAyACzIINIsAAo=",
      "pNAsAK3TxK0gAIXICgAxACwARMV4s6y5CgAyACwAIMgs0goA",
      "0KQALNOtrcQAIMiFAAoAMQAsxUSzeLmsAAoAMgAsyCDSLAAK",
    ])
  func utf16(_ base64: String) throws {
    for encoding in [nil, .utf16, .utf8] as [TextEncoding?] {
      let table = try TableReader(encoding: encoding).read(bytes: bytes(base64), name: "t.csv")
      #expect(table.columns.map(\.name) == ["키", "펭귄 종"])
      #expect(table.columns[1].levels == ["아델리", "젠투"])
      guard case .encoding(.utf16LittleEndian) = table.notes.first else {
        #expect(table.notes == [.encoding(.utf16BigEndian)])
        continue
      }
    }
  }

  @Test("A byte order mark counts for more than what is said")
  func markAgainstFlag() throws {
    let text = Array("\u{FEFF}키,t\n1,가\n".utf8)
    let table = try TableReader(encoding: .cp949).read(bytes: text, name: "t.csv")
    #expect(table.columns.map(\.name) == ["키", "t"])
    #expect(table.notes == [.markOverrules(.cp949), .byteOrderMark])
    let wide = Array("\u{FEFF}키,t\n1,가\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
    let other = try TableReader(encoding: .cp949).read(bytes: wide, name: "t.csv")
    #expect(other.notes == [.encoding(.utf16LittleEndian), .markOverrules(.cp949)])
    let same = try TableReader(encoding: .utf16).read(bytes: wide, name: "t.csv")
    #expect(same.notes == [.encoding(.utf16LittleEndian)])
    #expect(
      try TableReader(encoding: .utf8).read(bytes: text, name: "t.csv").notes == [.byteOrderMark])
  }

  @Test("UTF-8 that is to be read in another encoding is said, or is the error where it cannot be")
  func utf8InAnotherEncoding() throws {
    let text = Array("Größe,t\n1,ä\n2,ö\n".utf8)
    let table = try TableReader(encoding: .windows1252).read(bytes: text, name: "t.csv")
    #expect(table.columns[0].name == "GrÃ¶ÃŸe")
    #expect(table.notes == [.encoding(.windows1252), .validUTF8(readAs: .windows1252)])
    let plain = try TableReader(encoding: .windows1252).read(
      bytes: Array("a,t\n1,x\n".utf8), name: "t")
    #expect(plain.notes == [.encoding(.windows1252)])
    // Not UTF-8 at its end only; and a letter lies across what is read at once.
    for (end, isUTF8) in [([UInt8(0xE4)], false), (Array("ä".utf8), true)] {
      for offset in 0..<3 {
        var long = Array("a,t\n".utf8) + Array(repeating: UInt8(ascii: "x"), count: offset)
        for _ in 0..<40_000 { long += Array("ö".utf8) }
        long += Array(",1\n".utf8) + end + Array(",2\n".utf8)
        let notes = try TableReader(encoding: .windows1252).read(bytes: long, name: "t.csv").notes
        #expect(notes.contains(.validUTF8(readAs: .windows1252)) == isUTF8)
      }
    }
    let korean = Array("이름,t\n가,1\n".utf8)
    #expect(try tableError(korean, TableReader(encoding: .cp949)).fault == .isUTF8(asked: .cp949))
    let ascii = Array("a,t\n1,x\n2".utf8)
    #expect(
      try tableError(ascii, TableReader(encoding: .utf16)).fault
        == .isUTF8(asked: .utf16LittleEndian))
    // An even number of bytes is decoded, to a line of other letters.
    #expect(
      try tableError(ascii + [0x0A], TableReader(encoding: .utf16)).fault
        == .isUTF8(asked: .utf16LittleEndian))
    // Letters of ASCII in UTF-16 would be UTF-8, too, if text could hold a NUL.
    let wide = (ascii + Array(",\n".utf8)).flatMap { [$0, UInt8(0)] }
    #expect(
      try TableReader(encoding: .utf16).read(bytes: wide, name: "t.csv").notes
        == [.encoding(.utf16LittleEndian)])
    #expect(
      try tableError(wide + [0x33, 0], TableReader(encoding: .utf16)).fault
        == .rowTooShort(expected: 2, found: 1))
  }

  /// FF FF begins no letter of these encodings, and 81 is none in Windows-1252.
  @Test(
    "Bytes that are not of the encoding have their line and column in the file",
    arguments: [
      (.cp949, [0xFF, 0xFF]), (.shiftJIS, [0xFF, 0xFF]), (.gb18030, [0xFF, 0xFF]),
      (.windows1252, [0x81, 0x20]),
    ] as [(TextEncoding, [UInt8])])
  func wrongBytes(_ encoding: TextEncoding, _ wrong: [UInt8]) throws {
    let text = Array("a,t\r\n".utf8) + Array(repeating: 0x41, count: 70_000) + Array("\r1,".utf8)
    let error = try tableError(text + wrong + [0x0A], TableReader(encoding: encoding))
    #expect(error.fault == .notInEncoding(encoding, bytes: wrong))
    #expect(error.place == FilePlace(file: "t.csv", line: 3, column: 3))
    // Cut in the middle of a letter.
    guard encoding != .windows1252 else { return }
    let cut = try tableError(text + [0x81], TableReader(encoding: encoding))
    #expect(cut.place == FilePlace(file: "t.csv", line: 3, column: 3))
  }

  @Test("A letter that lies across what is read at once is whole")
  func letterAcrossPieces() throws {
    for offset in 0..<4 {
      // "가" is B0 A1.
      var text = Array("a,t\n".utf8) + Array(repeating: UInt8(ascii: "x"), count: offset)
      for _ in 0..<50_000 { text += [0xB0, 0xA1] }
      text += Array(",1\n".utf8)
      let table = try TableReader(encoding: .cp949).read(bytes: text, name: "t.csv")
      #expect(
        table.columns[0].levels
          == [String(repeating: "x", count: offset) + String(repeating: "가", count: 50_000)])
    }
  }

  @Test("Text that takes more memory than it may is refused with both numbers")
  func tooLarge() throws {
    var text = Array("a,t\n".utf8)
    for _ in 0..<100_000 { text += [0xB0, 0xA1, 0x2C, 0x31, 0x0A] }
    var reader = TableReader(encoding: .cp949, memory: 200_000)
    guard case .decodedTooLarge(.decode, let bytes, 200_000) = try tableError(text, reader).fault
    else {
      Issue.record("not refused")
      return
    }
    // Every letter of two bytes becomes one of three.
    #expect((590_000...620_000).contains(bytes))
    // What is decoded counts beside the columns.
    reader.memory = 800_000
    guard case .tooLarge(let all, 800_000, _) = try tableError(text, reader).fault else {
      Issue.record("not refused")
      return
    }
    #expect(all > 600_000 + 1_200_000)
    reader.memory = 10_000_000
    #expect(try reader.read(bytes: text, name: "t.csv").rowCount == 100_000)
  }

  @Test("An encoding has the names that people give it")
  func names() {
    for (name, encoding) in [
      ("UTF-8", .utf8), ("utf8", .utf8), ("EUC-KR", .cp949), ("euckr", .cp949), ("CP949", .cp949),
      ("ks_c_5601-1987", .cp949), ("Shift_JIS", .shiftJIS), ("sjis", .shiftJIS),
      ("cp932", .shiftJIS), ("GBK", .gb18030), ("gb2312", .gb18030), ("latin1", .windows1252),
      ("ISO-8859-1", .windows1252), ("cp1252", .windows1252), ("UTF-16LE", .utf16LittleEndian),
      ("klingon", nil), ("", nil),
    ] as [(String, TextEncoding?)] {
      #expect(TextEncoding(named: name) == encoding, "\(name)")
    }
    for encoding in TextEncoding.allCases {
      #expect(TextEncoding(named: encoding.rawValue) == encoding)
    }
  }
}
