/// A value that is written as null where there is none, and not left out.
@propertyWrapper
public struct OrNull<Value: Encodable & Sendable & Hashable>: Encodable, Sendable, Hashable {
  /// The value.
  public var wrappedValue: Value?

  /// A value, or none.
  public init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

  /// Writes the value, or null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let wrappedValue {
      try container.encode(wrappedValue)
    } else {
      try container.encodeNil()
    }
  }
}
