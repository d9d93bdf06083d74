import Foundation

/// JSON as a value that tests can look into.
enum JSONValue: Decodable, Equatable, Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let bool = try? container.decode(Bool.self) {
      self = .bool(bool)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let string = try? container.decode(String.self) {
      self = .string(string)
    } else if let array = try? container.decode([JSONValue].self) {
      self = .array(array)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  init(parsing text: String) throws {
    self = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
  }

  /// The value of a key, or null.
  subscript(key: String) -> JSONValue {
    if case .object(let values) = self { values[key] ?? .null } else { .null }
  }

  var number: Double { if case .number(let value) = self { value } else { .nan } }
  var string: String { if case .string(let value) = self { value } else { "" } }
  var array: [JSONValue] { if case .array(let values) = self { values } else { [] } }
  var object: [String: JSONValue] { if case .object(let values) = self { values } else { [:] } }
  var keys: Set<String> { Set(object.keys) }
  var isNull: Bool { self == .null }

  /// Every number in it, and the length of every list.
  var numbers: [Double] {
    switch self {
    case .number(let value): [value]
    case .array(let values): [Double(values.count)] + values.flatMap(\.numbers)
    case .object(let values): values.values.flatMap(\.numbers)
    default: []
    }
  }

  /// Every string in it.
  var strings: [String] {
    switch self {
    case .string(let value): [value]
    case .array(let values): values.flatMap(\.strings)
    case .object(let values): values.values.flatMap(\.strings)
    default: []
    }
  }
}
