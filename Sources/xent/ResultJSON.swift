#if Tool
  import Foundation

  /// The result of a command as JSON: every number in the shortest form that reads back the same.
  struct ResultJSON<Result: Encodable>: Encodable {
    let result: Result

    private enum CodingKeys: String, CodingKey { case command, version }

    func encode(to encoder: any Encoder) throws {
      try result.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(Console.commandLine, forKey: .command)
      try container.encode(Xent.versionNumber, forKey: .version)
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
