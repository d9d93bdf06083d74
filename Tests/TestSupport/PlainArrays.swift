/// Files of NumPy's arrays, and archives of them, byte by byte as the formats define them.
public enum PlainArrays {
  /// A file with this header.
  public static func npy(_ header: String, _ data: [UInt8], version: UInt8 = 1) -> [UInt8] {
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [version, 0]
    let size = header.utf8.count + 1
    bytes += [UInt8(size & 0xFF), UInt8(size >> 8)] + (version > 1 ? [0, 0] : [])
    return bytes + Array(header.utf8) + [0x0A] + data
  }

  /// What a header says; `descr` and `shape` are written as Python writes them.
  public static func header(_ descr: String, _ shape: String, byColumn: Bool = false) -> String {
    "{'descr': \(descr), 'fortran_order': \(byColumn ? "True" : "False"), 'shape': \(shape), }"
  }

  /// Numbers as they stand in a file of doubles.
  public static func bytes(_ numbers: [Double]) -> [UInt8] {
    numbers.flatMap { littleEndian($0.bitPattern) }
  }

  /// An archive of members, each with the size and the checksum of its bytes unless they are given.
  public static func archive(
    _ members: [(name: String, bytes: [UInt8])], method: UInt16 = 0, flags: UInt16 = 0,
    claimed: UInt32? = nil, checksum claimedSum: UInt32? = nil, damage: Bool = false
  ) -> [UInt8] {
    var (bytes, directory): ([UInt8], [UInt8]) = ([], [])
    for (name, data) in members {
      let start = UInt32(bytes.count)
      var common = [flags, method, 0, 0].flatMap { littleEndian($0) }
      common += littleEndian(claimedSum ?? checksum(data))
      common += littleEndian(UInt32(data.count))
      common += littleEndian(claimed ?? UInt32(data.count))
      common += littleEndian(UInt16(name.utf8.count)) + littleEndian(UInt16(0))
      bytes += [0x50, 0x4B, 3, 4, 20, 0] + common + Array(name.utf8) + data
      if damage { bytes[bytes.count - 1] ^= 1 }
      directory += [0x50, 0x4B, 1, 2, 20, 0, 20, 0] + common + [UInt8](repeating: 0, count: 10)
      directory += littleEndian(start) + Array(name.utf8)
    }
    let start = UInt32(bytes.count)
    bytes += directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0]
    for _ in 0..<2 { bytes += littleEndian(UInt16(members.count)) }
    return bytes + littleEndian(UInt32(directory.count)) + littleEndian(start) + [0, 0]
  }

  /// Bit by bit, as the format defines it.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = ~0
    for byte in bytes {
      for bit in 0..<8 {
        let differs = (sum ^ UInt32(byte >> UInt8(bit))) & 1 == 1
        sum = differs ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1
      }
    }
    return ~sum
  }

  private static func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}
