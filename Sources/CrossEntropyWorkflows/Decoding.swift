// What is read back from JSON is checked as strictly as what a program makes.

extension DecodingError {
  /// The error of a value that cannot be what was asked; it carries why.
  static func refused(_ error: WorkflowError, by decoder: any Decoder) -> DecodingError {
    .dataCorrupted(
      Context(
        codingPath: decoder.codingPath, debugDescription: "\(error.cause)", underlyingError: error))
  }
}

extension Decoder {
  /// Runs a check of what was decoded.
  func check(_ validate: () throws(WorkflowError) -> Void) throws {
    do throws(WorkflowError) {
      try validate()
    } catch {
      throw DecodingError.refused(error, by: self)
    }
  }
}

extension KeyedDecodingContainer {
  /// Whether there is a value that is not null.
  func has(_ key: Key) throws -> Bool { try contains(key) && !decodeNil(forKey: key) }

  /// Throws unless the value has the shape that its readers rely on.
  func require(_ isWhole: Bool, forKey key: Key, else flaw: String) throws {
    if !isWhole {
      throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: flaw)
    }
  }

  /// Throws if the JSON is of another version.
  func requireVersion(_ expected: Int, forKey key: Key) throws {
    let version = try decode(Int.self, forKey: key)
    try require(version == expected, forKey: key, else: "expected \(expected), got \(version)")
  }
}
