/// The length of the UTF-8 sequence that starts at `p`, or 0 if the bytes are not UTF-8.
///
/// Overlong forms, surrogates and values above U+10FFFF are not UTF-8.
func utf8SequenceLength(_ p: UnsafePointer<UInt8>, available: Int) -> Int {
  guard available > 0 else { return 0 }
  let first = p[0]
  if first < 0x80 { return 1 }
  guard available > 1 else { return 0 }
  var lowest: UInt8 = 0x80
  var highest: UInt8 = 0xBF
  let length: Int
  switch first {
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
  guard available >= length, p[1] >= lowest, p[1] <= highest else { return 0 }
  for index in 2..<max(2, length) where p[index] & 0xC0 != 0x80 { return 0 }
  return length
}

/// Whether all bytes together are UTF-8.
func isUTF8(_ p: UnsafePointer<UInt8>, count: Int) -> Bool {
  var index = 0
  while index < count {
    if p[index] < 0x80 {
      index += 1
      continue
    }
    let length = utf8SequenceLength(p + index, available: count - index)
    guard length > 0 else { return false }
    index += length
  }
  return true
}
