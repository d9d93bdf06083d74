// Numbers as files hold them, the lowest byte first, whatever the machine.

/// The bytes of doubles.
package func littleEndianBytes(_ numbers: some Collection<Double>) -> [UInt8] {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(8 * numbers.count)
  for number in numbers { append(number.bitPattern, to: &bytes) }
  return bytes
}

/// Appends the bytes of a word.
package func append<Word: FixedWidthInteger & UnsignedInteger>(
  _ word: Word, to bytes: inout [UInt8]
) {
  for shift in stride(from: 0, to: Word.bitWidth, by: 8) {
    bytes.append(UInt8(truncatingIfNeeded: word >> Word(shift)))
  }
}

/// The words of bytes.
package func words<Word: FixedWidthInteger & UnsignedInteger>(
  of bytes: some RandomAccessCollection<UInt8>, as type: Word.Type
) -> [Word] {
  let size = Word.bitWidth / 8
  var words: [Word] = []
  words.reserveCapacity(bytes.count / size)
  var word: Word = 0
  var shift = 0
  for byte in bytes {
    word |= Word(byte) << Word(shift)
    shift += 8
    if shift == Word.bitWidth {
      words.append(word)
      (word, shift) = (0, 0)
    }
  }
  return words
}
