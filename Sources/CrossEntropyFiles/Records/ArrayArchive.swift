/// A zip archive of arrays, as NumPy writes it: members that are stored or deflated.
///
/// - Source: APPNOTE.TXT of PKWARE, 4.3.
struct ArrayArchive {
  /// The arrays by name, in the order of the archive.
  private(set) var arrays: [(name: String, array: NumPyArray)] = []
  /// The bytes that they take.
  let bytes: Int

  /// Reads what the arrays are; a long one is unpacked into memory when its elements are read.
  ///
  /// - Parameter limit: The most bytes that they may take.
  init(_ file: FileBytes, name: String, limit: Int, zlib: [String]) throws(TableError) {
    func wrong(_ fault: ArrayFault) -> TableError { TableError(.array(fault), file: name) }
    let members = try Self.members(of: file, name: name)
    var seen: Set<String> = []
    for member in members where !seen.insert(member.name).inserted {
      throw wrong(.duplicateArray(member.name))
    }
    bytes = members.reduce(0) { $0 + $1.size }
    guard bytes <= limit else {
      throw wrong(.tooLarge(bytes: bytes, limit: limit))
    }
    for member in members {
      let unpacked = try member.bytes(file, name: name, zlib: zlib)
      arrays.append((member.name, try NumPyArray(unpacked, name: "\(name):\(member.name)")))
    }
  }

  private static func members(of file: FileBytes, name: String) throws(TableError) -> [Member] {
    func wrong(_ fault: ArrayFault) -> TableError { TableError(.array(fault), file: name) }
    // The end of the archive says where its directory is; a comment may follow it.
    let tailStart = max(0, file.count - (1 << 16) - 22)
    let tail = Array(try file.bytes(tailStart..<file.count))
    guard tail.count >= 22,
      let end = (0...tail.count - 22).last(where: { number(tail, $0, 4) == 0x0605_4B50 })
    else { throw wrong(.damagedArchive) }
    let count = number(tail, end + 10, 2)
    let size = number(tail, end + 12, 4)
    let start = number(tail, end + 16, 4)
    guard number(tail, end + 4, 2) == 0, count < 0xFFFF, start < 0xFFFF_FFFF else {
      throw wrong(.otherArchive)
    }
    guard start + size <= tailStart + end else { throw wrong(.damagedArchive) }
    let directory = Array(try file.bytes(start..<start + size))
    var members: [Member] = []
    var place = 0
    for _ in 0..<count {
      guard place + 46 <= directory.count, number(directory, place, 4) == 0x0201_4B50 else {
        throw wrong(.damagedArchive)
      }
      let nameSize = number(directory, place + 28, 2)
      let next =
        place + 46 + nameSize + number(directory, place + 30, 2) + number(directory, place + 32, 2)
      guard next <= directory.count else { throw wrong(.damagedArchive) }
      let path = String(decoding: directory[place + 46..<place + 46 + nameSize], as: UTF8.self)
      let member = Member(
        name: path.hasSuffix(".npy") ? String(path.dropLast(4)) : path,
        isDeflated: number(directory, place + 10, 2) == 8,
        checksum: UInt32(number(directory, place + 16, 4)),
        packedSize: number(directory, place + 20, 4), size: number(directory, place + 24, 4),
        start: number(directory, place + 42, 4))
      let method = number(directory, place + 10, 2)
      guard number(directory, place + 8, 2) & 1 == 0, method == 0 || method == 8,
        max(member.packedSize, member.size, member.start) < 0xFFFF_FFFF
      else { throw wrong(.otherArchive) }
      if path.hasSuffix(".npy") { members.append(member) }
      place = next
    }
    return members
  }

  private struct Member {
    let name: String
    let isDeflated: Bool
    let checksum: UInt32
    let packedSize: Int
    let size: Int
    /// Where its own header begins.
    let start: Int

    /// Its bytes: those of a long one are unpacked when others than the first are read, so that what it claims to be can be
    /// refused before.
    func bytes(
      _ file: FileBytes, name archive: String, zlib: [String]
    ) throws(TableError) -> FileBytes {
      guard isDeflated, size > 2 * headSize else {
        return try unpacked(file, name: archive, zlib: zlib)
      }
      let head = try unpacked(file, name: archive, zlib: zlib, upTo: headSize)
      return FileBytes(head: Array(try head.bytes(0..<head.count)), count: size) {
        () throws(TableError) in
        try unpacked(file, name: archive, zlib: zlib)
      }
    }

    /// - Parameter most: How many bytes are unpacked, of which the checksum is not known; nil: all.
    private func unpacked(
      _ file: FileBytes, name archive: String, zlib: [String], upTo most: Int? = nil
    ) throws(TableError) -> FileBytes {
      let damaged = TableError(.array(.damagedArray(name)), file: archive)
      guard start + 30 <= file.count else { throw damaged }
      let header = Array(try file.bytes(start..<start + 30))
      let place = start + 30 + number(header, 26, 2) + number(header, 28, 2)
      guard number(header, 0, 4) == 0x0403_4B50, place + packedSize <= file.count else {
        throw damaged
      }
      let bytes = Array(try file.bytes(place..<place + packedSize))
      guard isDeflated else {
        guard packedSize == size, crc32(bytes, polynomial: zipPolynomial) == checksum else {
          throw damaged
        }
        return FileBytes(bytes)
      }
      // With what gzip has around it, since zlib then checks the length and the sum.
      var packed: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
      packed += bytes
      append(checksum, to: &packed)
      append(UInt32(size), to: &packed)
      let stream = try DecodedStream(gzip: FileBytes(packed), libraries: zlib, name: archive)
      do throws(TableError) {
        if let most { return FileBytes(try stream.first(most)) }
        let unpacked = try FileBytes.reading(stream, limit: size) { exceeded, _ in
          if case .memory = exceeded { return TableError(.noMemory, file: archive) }
          return damaged
        }
        guard unpacked.count == size else { throw damaged }
        return unpacked
      } catch {
        throw error.fault == .noMemory ? error : damaged
      }
    }
  }
}

extension DecodedStream {
  /// The first bytes, fewer where there are no more.
  fileprivate func first(_ count: Int) throws(TableError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      var span = bytes.mutableSpan
      var rest = span._mutatingExtracting(done..<count)
      let got = try read(into: &rest)
      if got == 0 { break }
      done += got
    }
    bytes.removeLast(count - done)
    return bytes
  }
}

/// So many bytes hold the longest header that is read.
private let headSize = 1 << 17

/// A number of so many bytes, little-endian.
private func number(_ bytes: [UInt8], _ place: Int, _ size: Int) -> Int {
  bytes[place..<place + size].reversed().reduce(0) { $0 << 8 | Int($1) }
}

/// That of the checksums in zip and gzip.
private let zipPolynomial: UInt32 = 0xEDB8_8320
