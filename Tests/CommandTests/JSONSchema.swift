import Foundation

/// A JSON Schema (draft 2020-12), in the keywords that those of `Guides/JSON` use.
///
/// A schema with another keyword is refused, so that nothing goes unchecked unseen.
struct JSONSchema: Sendable {
  /// Why a schema is refused.
  struct Refusal: Error, CustomStringConvertible {
    let description: String
  }

  /// The whole schema; `definitions` are its `$defs`.
  let root: JSONValue
  private let definitions: [String: JSONValue]

  init(_ root: JSONValue) throws {
    self.root = root
    definitions = root["$defs"].object
    try checkKeywords(of: root, at: "#")
  }

  /// The subcommands with a schema, and the schemas; a calibrator has one, too.
  static let all = Result {
    try Dictionary(
      uniqueKeysWithValues: [
        "calibrate", "calibrator", "compare", "explain", "measure", "score", "train",
      ].map { name in
        let file = Command.packageRoot.appendingPathComponent("Guides/JSON/\(name).schema.json")
        let text = try String(contentsOf: file, encoding: .utf8)
        return (name, try JSONSchema(JSONValue(parsing: text)))
      })
  }

  /// The schema of a subcommand's outcomes; nil where there is none.
  static func ofOutcomes(of subcommand: String) throws -> JSONSchema? {
    try all.get()[subcommand]
  }

  /// The schema of a part.
  func definition(_ name: String) throws -> JSONSchema {
    guard let part = definitions[name] else { throw Refusal(description: "no $defs/\(name)") }
    var keywords = part.object
    keywords["$defs"] = .object(definitions)
    return try JSONSchema(.object(keywords))
  }

  /// What is wrong with a value, each with its place; empty where it is as the schema says.
  func problems(in value: JSONValue) -> [String] { check(value, root, at: "").problems }

  // MARK: Values

  /// What is wrong with a value, and which of its keys a schema speaks of.
  private struct Check {
    var problems: [String] = []
    var known: Set<String> = []

    static func + (a: Self, b: Self) -> Self {
      Check(problems: a.problems + b.problems, known: a.known.union(b.known))
    }
  }

  private func check(_ value: JSONValue, _ schema: JSONValue, at place: String) -> Check {
    let keywords = schema.object
    var check = Check()
    func refuse(_ why: String) { check.problems.append("\(place.isEmpty ? "/" : place): \(why)") }

    if let reference = keywords["$ref"] {
      check = check + self.check(value, definition(of: reference), at: place)
    }
    for part in schema["allOf"].array { check = check + self.check(value, part, at: place) }
    if keywords["oneOf"] != nil {
      let alternatives = schema["oneOf"].array.map { self.check(value, $0, at: place) }
      let fitting = alternatives.filter { $0.problems.isEmpty }
      if fitting.count > 1 { refuse("fits \(fitting.count) alternatives") }
      // What the nearest one says is the most likely to help.
      check =
        check + (alternatives.min { $0.problems.count < $1.problems.count } ?? Check())
    }
    if let type = keywords["type"] {
      let names = type.array.isEmpty ? [type] : type.array
      if !names.contains(where: { value.isOf(type: $0.string) }) { refuse("is not \(names)") }
    }
    if let only = keywords["const"], value != only { refuse("is not \(only)") }
    if keywords["enum"] != nil, !schema["enum"].array.contains(value) {
      refuse("\(value) is not listed")
    }
    switch value {
    case .number(let number):
      if let least = keywords["minimum"], !(number >= least.number) { refuse("\(number) is low") }
      if let most = keywords["maximum"], !(number <= most.number) { refuse("\(number) is high") }
    case .array(let items):
      if let least = keywords["minItems"], items.count < Int(least.number) { refuse("is short") }
      if let most = keywords["maxItems"], items.count > Int(most.number) { refuse("is long") }
      if let each = keywords["items"] {
        for (index, item) in items.enumerated() {
          check.problems += self.check(item, each, at: "\(place)/\(index)").problems
        }
      }
    case .object(let object):
      let properties = schema["properties"].object
      for key in schema["required"].array.map(\.string) where object[key] == nil {
        refuse("lacks '\(key)'")
      }
      for (key, item) in object {
        if let property = properties[key] {
          check.problems += self.check(item, property, at: "\(place)/\(key)").problems
        } else if keywords["additionalProperties"] != nil {
          refuse("has '\(key)'")
        }
      }
      check.known.formUnion(properties.keys)
      if keywords["unevaluatedProperties"] != nil {
        for key in object.keys where !check.known.contains(key) { refuse("has '\(key)'") }
      }
    case .null, .bool, .string: break
    }
    return check
  }

  private func definition(of reference: JSONValue) -> JSONValue {
    definitions[String(reference.string.dropFirst("#/$defs/".count))] ?? .null
  }

  // MARK: Keywords

  private func checkKeywords(of schema: JSONValue, at place: String) throws {
    func refuse(_ why: String) -> Refusal { Refusal(description: "\(place): \(why)") }
    guard case .object(let keywords) = schema else { throw refuse("is no schema") }
    for (keyword, value) in keywords {
      let isRight =
        switch keyword {
        case "$schema", "$id", "title", "description": value.isOf(type: "string")
        case "const": true
        case "enum", "required", "allOf", "oneOf": !value.array.isEmpty || keyword == "required"
        case "minimum", "maximum": value.isOf(type: "number")
        case "minItems", "maxItems": value.isOf(type: "integer")
        case "properties", "$defs", "items": value.isOf(type: "object")
        // Closed is all that these schemas say with them.
        case "additionalProperties", "unevaluatedProperties": value == .bool(false)
        case "type":
          (value.array.isEmpty ? [value] : value.array).allSatisfy {
            JSONValue.types.contains($0.string)
          }
        case "$ref": value.string.hasPrefix("#/$defs/") && !definition(of: value).isNull
        default: false
        }
      if !isRight { throw refuse("'\(keyword)' is unknown, or not used so") }
      switch keyword {
      case "properties", "$defs":
        for (name, part) in value.object {
          try checkKeywords(of: part, at: "\(place)/\(keyword)/\(name)")
        }
      case "items": try checkKeywords(of: value, at: "\(place)/items")
      case "allOf", "oneOf":
        for part in value.array { try checkKeywords(of: part, at: "\(place)/\(keyword)") }
      default: break
      }
    }
  }
}

extension JSONValue {
  fileprivate static let types: Set = [
    "null", "boolean", "number", "integer", "string", "array", "object",
  ]

  /// Whether it is of a type as schemas call it.
  fileprivate func isOf(type: String) -> Bool {
    switch (self, type) {
    case (.null, "null"), (.bool, "boolean"), (.number, "number"), (.string, "string"),
      (.array, "array"), (.object, "object"):
      true
    case (.number(let value), "integer"): value == value.rounded()
    default: false
    }
  }
}
