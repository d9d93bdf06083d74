#if Tool
  import CrossEntropyReport

  #if canImport(FoundationEssentials)
    import FoundationEssentials
  #else
    import Foundation
  #endif

  /// An outcome as JSON: every number in the shortest form that reads back the same.
  struct ResultJSON<Outcome: Encodable>: Encodable {
    private let outcome: Outcome
    private let more: [String: String]

    /// The outcome with what the command adds: how to repeat it, and `more`.
    init(_ outcome: Outcome, more: [String: String] = [:]) {
      self.outcome = outcome
      self.more = more.merging([
        "command": Console.commandLine, "version": Xent.versionNumber,
      ]) { $1 }
    }

    func encode(to encoder: any Encoder) throws {
      try outcome.encode(to: encoder)
      try more.encode(to: encoder)
    }

    var text: String {
      get throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
          positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return escaped(String(decoding: try encoder.encode(self), as: UTF8.self)) + "\n"
      }
    }
  }

  /// JSON with escapes in place of what could rewrite a screen or hide text; the encoder escapes only what
  /// it must.
  private func escaped(_ json: String) -> String {
    var safe = ""
    var rest = Substring(json).unicodeScalars
    while let place = rest.firstIndex(where: { $0.value >= 0x7F && isUnsafe($0) }) {
      safe += String(rest[..<place])
      for unit in String(rest[place]).utf16 {
        let digits = String(unit, radix: 16)
        safe += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
      rest = rest[rest.index(after: place)...]
    }
    return safe.isEmpty ? json : safe + String(rest)
  }
#endif
