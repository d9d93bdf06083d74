/// A file of events as TensorBoard reads it: records of TensorFlow, each a message `Event`.
///
/// A record is the length of its bytes in eight bytes, what CRC-32C makes of those, the bytes, and what it makes of them.
/// - Source: `tensorflow/core/lib/io/record_writer.h`, `core/util/event.proto` and `core/framework/summary.proto`.
package struct EventWriter: Sendable {
  package private(set) var bytes: [UInt8] = []

  /// A file that begins at a time, in seconds since 1970.
  package init(time: Double) {
    add(
      .message {
        $0.add(1, time)
        $0.add(3, "brain.Event:2")
      })
  }

  /// Adds what numbers were after a step, by tag; TensorBoard draws one curve per tag.
  package mutating func add(_ scalars: [(tag: String, value: Double)], step: Int, time: Double) {
    add(
      .message {
        $0.add(1, time)
        $0.add(2, step)
        $0.add(
          5,
          .message { summary in
            for (tag, value) in scalars {
              summary.add(
                1,
                .message {
                  $0.add(1, tag)
                  $0.add(2, Float(value))
                })
            }
          })
      })
  }

  private mutating func add(_ event: ProtocolBuffer) {
    var length: [UInt8] = []
    append(UInt64(event.bytes.count), to: &length)
    for part in [length, event.bytes] {
      bytes += part
      append(maskedCRC32C(part), to: &bytes)
    }
  }
}

/// The check of a record: CRC-32C, turned by 15 bits and moved on, so that it may stand among what is checked.
func maskedCRC32C(_ bytes: [UInt8]) -> UInt32 {
  let crc = crc32C(bytes)
  return (crc >> 15 | crc << 17) &+ 0xA282_EAD8
}

/// The remainder by Castagnoli's polynomial.
func crc32C(_ bytes: [UInt8]) -> UInt32 { crc32(bytes, polynomial: 0x82F6_3B78) }
