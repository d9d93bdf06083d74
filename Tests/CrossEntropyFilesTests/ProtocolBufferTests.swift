import Testing

@testable import CrossEntropyFiles

/// Bytes by hand, from the description of the encoding.
@Suite struct ProtocolBufferTests {
  @Test(
    arguments: [
      (0, [0x08, 0x00]), (1, [0x08, 0x01]), (127, [0x08, 0x7F]), (128, [0x08, 0x80, 0x01]),
      (150, [0x08, 0x96, 0x01]), (Int(Int32.max), [0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0x07]),
      (-1, [0x08] + [UInt8](repeating: 0xFF, count: 9) + [0x01]),
    ] as [(Int, [UInt8])])
  func wholeNumbers(_ number: Int, bytes: [UInt8]) {
    #expect(ProtocolBuffer.message { $0.add(1, number) }.bytes == bytes)
  }

  @Test func aFieldAbove15HasATagOfTwoBytes() {
    #expect(ProtocolBuffer.message { $0.add(20, 8) }.bytes == [0xA0, 0x01, 0x08])
  }

  @Test func textsAndBytesHaveTheirLength() {
    #expect(
      ProtocolBuffer.message { $0.add(2, "testing") }.bytes
        == [0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6E, 0x67])
    #expect(ProtocolBuffer.message { $0.add(2, "") }.bytes == [0x12, 0x00])
    #expect(ProtocolBuffer.message { $0.add(2, "가") }.bytes == [0x12, 0x03, 0xEA, 0xB0, 0x80])
    let long = [UInt8](repeating: 7, count: 300)
    #expect(ProtocolBuffer.message { $0.add(9, long) }.bytes == [0x4A, 0xAC, 0x02] + long)
  }

  @Test func aMessageStandsWithinAnother() {
    let inner = ProtocolBuffer.message { $0.add(1, 150) }
    #expect(
      ProtocolBuffer.message {
        $0.add(3, inner)
        $0.add(3, ProtocolBuffer())
      }.bytes == [0x1A, 0x03, 0x08, 0x96, 0x01, 0x1A, 0x00])
  }
}
