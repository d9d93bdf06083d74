#if Tool
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
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
      }
    }
  }
#endif
