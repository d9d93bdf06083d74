import Testing

@testable import CrossEntropyFiles

/// What TensorBoard itself reads of such a file is in `TrainHistoryTests`.
@Suite struct EventWriterTests {
  /// The check value of the catalogue of CRCs, and the examples of RFC 3720, appendix B.4.
  @Test(
    arguments: [
      (Array("123456789".utf8), 0xE306_9283), ([], 0),
      ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
      ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43), (Array(0..<32), 0x46DD_794E),
    ] as [([UInt8], UInt32)])
  func checks(_ bytes: [UInt8], _ expected: UInt32) {
    #expect(crc32C(bytes) == expected)
    // Turned by 15 and moved on, it can be turned back.
    let moved = maskedCRC32C(bytes) &- 0xA282_EAD8
    #expect(moved << 15 | moved >> 17 == expected)
  }

  @Test("A file begins with its version, and every number has its tag, step and time")
  func records() {
    var writer = EventWriter(time: 0.5)
    let version: [UInt8] =
      [0x09, 0, 0, 0, 0, 0, 0, 0xE0, 0x3F, 0x1A, 13] + Array("brain.Event:2".utf8)
    #expect(writer.bytes.count == 12 + version.count + 4)
    #expect(writer.bytes.prefix(8) == [UInt8(version.count), 0, 0, 0, 0, 0, 0, 0])
    #expect(Array(writer.bytes[12..<12 + version.count]) == version)
    let start = writer.bytes.count
    writer.add([("a", 1), ("bc", -2)], step: 3, time: 2)
    // Two values: a tag as field 1, a number of 32 bits as field 2.
    let values: [UInt8] =
      [0x0A, 8, 0x0A, 1, 0x61, 0x15, 0, 0, 0x80, 0x3F]
      + [0x0A, 9, 0x0A, 2, 0x62, 0x63, 0x15, 0, 0, 0, 0xC0]
    let event: [UInt8] =
      [0x09, 0, 0, 0, 0, 0, 0, 0, 0x40, 0x10, 3, 0x2A, UInt8(values.count)] + values
    #expect(Array(writer.bytes[(start + 12)...].dropLast(4)) == event)
  }
}
