import CrossEntropy
import Testing

/// Data that is wrong, and the error that says so.
struct WrongData: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let error: any Error
  let call: @Sendable () throws -> Any?

  init(
    _ name: String, _ error: some Error,
    _ call: @escaping @autoclosure @Sendable () throws -> Any?
  ) {
    testDescription = name
    self.error = error
    self.call = call
  }

  /// Expects the call to throw the error.
  func expect(sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(sourceLocation: sourceLocation) {
      _ = try call()
    } throws: {
      // By their texts, since a NaN equals nothing.
      type(of: $0) == type(of: error) && "\($0)" == "\(error)"
    }
  }
}
