/// The remainder of a cyclic redundancy check of 32 bits, the lowest bit of a byte first, as zip and TensorBoard take it.
func crc32(_ bytes: [UInt8], polynomial: UInt32) -> UInt32 {
  var table = [UInt32](repeating: 0, count: 256)
  for index in table.indices {
    var value = UInt32(index)
    for _ in 0..<8 { value = value & 1 == 0 ? value >> 1 : value >> 1 ^ polynomial }
    table[index] = value
  }
  return ~bytes.reduce(~0) { $0 >> 8 ^ table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] }
}
