internal import CrossEntropyCodecs

/// What comes out of a file that the system decodes: gzip, or text in another encoding than UTF-8.
///
/// The only code of this module that calls the system's decoders.
@safe final class DecodedStream: ByteStream {
  private let file: FileBytes
  private let name: String
  private let codec: Codec
  /// Where the text or the archive starts.
  private let start: Int
  private var input = ContiguousArray<UInt8>(repeating: 0, count: 1 << 16)
  /// Which bytes of the input wait, and where in the file the input starts.
  private var waiting = 0..<0
  private var inputStart: Int
  /// What was decoded, since a reader may have less room than a letter takes, and which bytes are left.
  private var output = ContiguousArray<UInt8>(repeating: 0, count: 1 << 17)
  private var left = 0..<0
  /// Between two members of a gzip file.
  private var isBetween = false

  @safe private enum Codec {
    case text(UnsafeMutableRawPointer, TextEncoding)
    case gzip(UnsafeMutableRawPointer)
  }

  /// Text in an encoding, from an offset on; throws if the system does not know the encoding.
  init(
    _ file: FileBytes, from offset: Int, in encoding: TextEncoding, name: String
  ) throws(TableError) {
    for systemName in encoding.systemNames {
      guard let converter = unsafe cec_open_converter(systemName) else { continue }
      (self.file, self.name, start, inputStart) = (file, name, offset, offset)
      unsafe codec = .text(converter, encoding)
      return
    }
    throw TableError(.unknownEncoding(encoding), file: name)
  }

  /// A gzip file, which may have several members; throws if there is no such library of zlib.
  init(gzip file: FileBytes, libraries: [String], name: String) throws(TableError) {
    for library in libraries {
      var isThere = false
      guard let unpacker = unsafe cec_open_unpacker(library, &isThere) else {
        if isThere { throw TableError(.noMemory, file: name) }
        continue
      }
      (self.file, self.name, start, inputStart) = (file, name, 0, 0)
      unsafe codec = .gzip(unpacker)
      return
    }
    throw TableError(.noZlib, file: name)
  }

  deinit {
    switch codec {
    case .text(let converter, _): unsafe cec_close_converter(converter)
    case .gzip(let unpacker): unsafe cec_close_unpacker(unpacker)
    }
  }

  /// What zlib is called.
  static let zlib: [String] = {
    #if canImport(Darwin)
      ["/usr/lib/libz.1.dylib", "libz.dylib"]
    #else
      ["libz.so.1", "libz.so"]
    #endif
  }()

  /// How many bytes of the file were read.
  var bytesRead: Int { inputStart + waiting.lowerBound }
  /// How many bytes were made of them.
  private(set) var bytesMade = 0

  func read(into target: inout MutableSpan<UInt8>) throws(TableError) -> Int {
    if left.isEmpty { try decode() }
    let count = min(left.count, target.count)
    for index in 0..<count { target[index] = output[left.lowerBound + index] }
    left = left.lowerBound + count..<left.upperBound
    return count
  }

  /// Decodes what comes next; nothing at the end.
  private func decode() throws(TableError) {
    while true {
      if waiting.isEmpty, try !readMore() {
        if case .gzip = codec, !isBetween { throw TableError(.gzipEndsEarly, file: name) }
        return
      }
      if isBetween, skipPadding() { continue }
      let step = step()
      waiting = waiting.lowerBound + step.taken..<waiting.upperBound
      left = 0..<step.made
      bytesMade += step.made
      isBetween = step.state == CEC_ENDED
      if step.made > 0 { return }
      switch step.state {
      case CEC_GOES_ON where step.taken > 0, CEC_ENDED: continue
      case CEC_NO_MEMORY: throw TableError(.noMemory, file: name)
      case CEC_IS_WRONG: break
      // The bytes that wait are the beginning of something.
      default: if try readMore() { continue }
      }
      throw try fault(isCut: step.state != CEC_IS_WRONG)
    }
  }

  private func step() -> cec_step {
    unsafe input.withUnsafeBufferPointer { input in
      unsafe output.withUnsafeMutableBufferPointer { output in
        let from = unsafe input.baseAddress.map { unsafe $0 + waiting.lowerBound }
        return switch codec {
        case .text(let converter, _):
          unsafe cec_convert(converter, from, waiting.count, output.baseAddress, output.count)
        case .gzip(let unpacker):
          unsafe cec_unpack(unpacker, from, waiting.count, output.baseAddress, output.count)
        }
      }
    }
  }

  /// Reads more of the file behind what waits; false at its end.
  private func readMore() throws(TableError) -> Bool {
    for (index, old) in waiting.enumerated() { input[index] = input[old] }
    inputStart += waiting.lowerBound
    waiting = 0..<waiting.count
    let start = inputStart + waiting.count
    let count = min(input.count - waiting.count, file.count - start)
    guard count > 0 else { return false }
    let more = try file.bytes(start..<start + count)
    for index in more.indices { input[waiting.count + index] = more[index] }
    waiting = 0..<waiting.count + count
    return true
  }

  /// Skips the zeros that may stand behind a member; false if there is something else.
  private func skipPadding() -> Bool {
    let zeros = waiting.prefix { input[$0] == 0 }.count
    waiting = waiting.lowerBound + zeros..<waiting.upperBound
    return zeros > 0
  }

  /// What is wrong with the bytes that wait.
  private func fault(isCut: Bool) throws(TableError) -> TableError {
    switch codec {
    case .gzip: return TableError(isCut ? .gzipEndsEarly : .gzipDamaged, file: name)
    case .text(_, let encoding):
      let bytes = input[waiting].prefix(2)
      return TableError(
        .notInEncoding(encoding, bytes: Array(bytes)), at: try place(of: bytesRead, encoding))
    }
  }

  /// The line of a byte of the file, and its column in bytes.
  private func place(of offset: Int, _ encoding: TextEncoding) throws(TableError) -> FilePlace {
    let unit = encoding.unitSize
    var (line, lineStart, position) = (1, start, start)
    var previous: UInt8 = 0
    while position < offset {
      let piece = try file.bytes(position..<min(offset, position + 1 << 16))
      for index in stride(from: 0, to: piece.count - unit + 1, by: unit) {
        let (low, high) =
          encoding == .utf16BigEndian
          ? (piece[index + 1], piece[index]) : (piece[index], unit == 2 ? piece[index + 1] : 0)
        let byte = high == 0 ? low : 0
        if byte == Byte.lineFeed || byte == Byte.carriageReturn {
          if byte == Byte.carriageReturn || previous != Byte.carriageReturn { line += 1 }
          lineStart = position + index + unit
        }
        previous = byte
      }
      position += piece.count
    }
    return FilePlace(file: name, line: line, column: offset - lineStart + 1)
  }
}
