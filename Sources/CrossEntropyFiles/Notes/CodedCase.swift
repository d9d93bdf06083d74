// A case with values as JSON: {"code": "blank_lines", "values": {"count": 2}}.

extension Encoder {
  /// Encodes a case by its code and its values.
  package func encodeCase(
    _ code: String, _ values: [String: any Encodable] = [:]
  ) throws {
    var container = container(keyedBy: CaseKey.self)
    try container.encode(code, forKey: .code)
    var all = container.nestedContainer(keyedBy: ValueName.self, forKey: .values)
    for (name, value) in values { try all.encode(value, forKey: ValueName(name)) }
  }
}

/// A case that is being decoded: its code, and its values by name.
package struct CodedCase {
  /// Which case it is.
  package let code: String
  private let values: KeyedDecodingContainer<ValueName>

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CaseKey.self)
    code = try container.decode(String.self, forKey: .code)
    values = try container.nestedContainer(keyedBy: ValueName.self, forKey: .values)
  }

  /// A value of the case.
  package func value<Value: Decodable>(_ name: String) throws -> Value {
    try values.decode(Value.self, forKey: ValueName(name))
  }

  /// The error for a code that no case has.
  package var isUnknown: DecodingError {
    .dataCorrupted(
      DecodingError.Context(codingPath: values.codingPath, debugDescription: "no case '\(code)'"))
  }
}

private enum CaseKey: String, CodingKey { case code, values }

private struct ValueName: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ name: String) { stringValue = name }
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
