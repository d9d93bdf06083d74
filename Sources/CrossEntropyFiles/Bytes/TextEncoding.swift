/// How text is written as bytes.
public enum TextEncoding: String, Codable, Hashable, Sendable, CaseIterable {
  /// What nearly every program writes today.
  case utf8 = "utf-8"
  /// Two bytes for most letters; a byte order mark says which comes first.
  case utf16 = "utf-16"
  /// UTF-16 with the lower byte first.
  case utf16LittleEndian = "utf-16le"
  /// UTF-16 with the higher byte first.
  case utf16BigEndian = "utf-16be"
  /// Korean Windows, which holds EUC-KR.
  case cp949
  /// Japanese Windows.
  case shiftJIS = "shift_jis"
  /// Chinese, simplified; holds GBK and GB 2312.
  case gb18030
  /// Western Windows, which holds the letters of Latin-1.
  case windows1252 = "windows-1252"

  /// The encoding of this name, in any case and with any dashes; nil if there is none.
  public init?(named name: String) {
    let plain = name.lowercased().filter { $0 != "-" && $0 != "_" && $0 != " " }
    guard let found = names.first(where: { $0.value.contains(plain) }) else { return nil }
    self = found.key
  }

  /// What the system's converter may call it.
  var systemNames: [String] {
    switch self {
    case .utf8: ["UTF-8"]
    case .utf16: ["UTF-16"]
    case .utf16LittleEndian: ["UTF-16LE"]
    case .utf16BigEndian: ["UTF-16BE"]
    case .cp949: ["CP949", "UHC"]
    // Plain Shift_JIS has a yen sign for the backslash, and lacks what Windows added.
    case .shiftJIS: ["CP932", "SHIFT_JIS"]
    case .gb18030: ["GB18030"]
    case .windows1252: ["WINDOWS-1252", "CP1252"]
    }
  }

  /// How many bytes a line feed has.
  var unitSize: Int {
    switch self {
    case .utf16, .utf16LittleEndian, .utf16BigEndian: 2
    case .utf8, .cp949, .shiftJIS, .gb18030, .windows1252: 1
    }
  }
}

private let names: [TextEncoding: Set<String>] = [
  .utf8: ["utf8", "utf8sig", "ascii", "usascii"],
  .utf16: ["utf16", "unicode", "ucs2"],
  .utf16LittleEndian: ["utf16le"],
  .utf16BigEndian: ["utf16be"],
  .cp949: ["cp949", "euckr", "ksc56011987", "ksc5601", "uhc", "ms949", "windows949", "949"],
  .shiftJIS: ["shiftjis", "sjis", "cp932", "ms932", "windows31j", "932"],
  .gb18030: ["gb18030", "gbk", "gb2312", "cp936", "ms936", "windows936", "936"],
  .windows1252: ["windows1252", "cp1252", "latin1", "iso88591", "l1", "ansi", "1252"],
]
