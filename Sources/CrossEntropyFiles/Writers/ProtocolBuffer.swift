/// A message in the wire format of protocol buffers: fields one after another, each a tag and a value.
///
/// Only what ONNX and TensorBoard need is written: whole numbers, numbers with a point, texts and messages within messages.
/// A repeated field is the same field several times.
/// - Source: the description of the encoding at protobuf.dev/programming-guides/encoding.
package struct ProtocolBuffer: Sendable {
  package private(set) var bytes: [UInt8] = []

  /// A whole number of 64 bits; a negative one takes ten bytes.
  package mutating func add(_ field: Int, _ number: Int) {
    addTag(field, wireType: 0)
    addVarint(UInt64(bitPattern: Int64(number)))
  }

  /// A number of 64 bits with a point.
  package mutating func add(_ field: Int, _ number: Double) {
    addTag(field, wireType: 1)
    append(number.bitPattern, to: &bytes)
  }

  /// A number of 32 bits with a point.
  package mutating func add(_ field: Int, _ number: Float) {
    addTag(field, wireType: 5)
    append(number.bitPattern, to: &bytes)
  }

  /// Bytes as they are.
  package mutating func add(_ field: Int, _ content: [UInt8]) {
    addTag(field, wireType: 2)
    addVarint(UInt64(content.count))
    bytes += content
  }

  /// A text in UTF-8.
  package mutating func add(_ field: Int, _ text: String) { add(field, Array(text.utf8)) }

  /// A message within this one.
  package mutating func add(_ field: Int, _ message: ProtocolBuffer) { add(field, message.bytes) }

  /// Puts a message together in one expression.
  package static func message(_ build: (inout ProtocolBuffer) -> Void) -> ProtocolBuffer {
    var message = ProtocolBuffer()
    build(&message)
    return message
  }

  private mutating func addTag(_ field: Int, wireType: UInt64) {
    addVarint(UInt64(field) << 3 | wireType)
  }

  /// Seven bits per byte, the lowest first; the eighth bit says that another byte follows.
  private mutating func addVarint(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
