/// Whether all bytes together are UTF-8.
func isUTF8(_ bytes: Span<UInt8>) -> Bool {
  var index = 0
  while index < bytes.count {
    if bytes[index] < 0x80 {
      index += 1
      continue
    }
    let length = sequenceLength(bytes, at: index)
    guard length > 0 else { return false }
    index += length
  }
  return true
}

/// The length of the UTF-8 sequence at an index, or 0 if the bytes there are not UTF-8.
///
/// Overlong forms, surrogates and values above U+10FFFF are not UTF-8.
private func sequenceLength(_ bytes: Span<UInt8>, at index: Int) -> Int {
  var lowest: UInt8 = 0x80
  var highest: UInt8 = 0xBF
  let length: Int
  switch bytes[index] {
  case 0x00...0x7F: return 1
  case 0xC2...0xDF: length = 2
  case 0xE0:
    length = 3
    lowest = 0xA0
  case 0xED:
    length = 3
    highest = 0x9F
  case 0xE1...0xEF: length = 3
  case 0xF0:
    length = 4
    lowest = 0x90
  case 0xF4:
    length = 4
    highest = 0x8F
  case 0xF1...0xF3: length = 4
  default: return 0
  }
  guard bytes.count - index >= length, bytes[index + 1] >= lowest, bytes[index + 1] <= highest
  else { return 0 }
  for more in 2..<max(2, length) where bytes[index + more] & 0xC0 != 0x80 { return 0 }
  return length
}
