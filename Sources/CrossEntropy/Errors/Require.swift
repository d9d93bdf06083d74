/// Ends a broken program, saying what is wrong with it.
///
/// It is for what a programmer writes, such as a negative exponent. What can be wrong in data is thrown
/// instead. Unlike that of `precondition`, its text survives `-O`.
@inlinable
@inline(__always)
package func require(
  _ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String,
  file: StaticString = #fileID, line: UInt = #line
) {
  if !condition() { fatalError(message(), file: file, line: line) }
}

/// The result of what cannot throw, since its data was checked before; ends a program that is wrong in
/// that.
package func known<T>(
  file: StaticString = #fileID, line: UInt = #line, _ form: () throws -> T
) -> T {
  do {
    return try form()
  } catch {
    fatalError("\(error)", file: file, line: line)
  }
}
