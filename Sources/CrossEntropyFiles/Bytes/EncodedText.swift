extension FileBytes {
  /// The bytes of a file, unpacked where gzip packed them.
  ///
  /// - Parameter limit: The most bytes to hold.
  func unpacked(limit: Int, zlib: [String], name: String) throws(TableError) -> FileBytes {
    guard try prefix(2).elementsEqual([0x1F, 0x8B]) else { return self }
    let stream = try DecodedStream(gzip: self, libraries: zlib, name: name)
    return try reading(stream, limit: limit, .unpack, name: name)
  }

  /// The text of a file in UTF-8, decoded where it must be, and what is to be said of that.
  ///
  /// What is decoded is held in memory, since a table is read more than once and from the middle. A byte
  /// order mark counts for more than what the caller says.
  ///
  /// - Parameter limit: The most bytes to hold.
  func text(
    in encoding: TextEncoding?, limit: Int, name: String
  ) throws(TableError) -> (bytes: FileBytes, notes: [TableNote]) {
    let file = self
    let head = try file.prefix(1 << 12)
    let given = encoding
    guard let (encoding, start) = encodingToDecode(head, given) else {
      return (file, given.map { $0 == .utf8 ? [] : [.markOverrules($0)] } ?? [])
    }
    let stream = try DecodedStream(file, from: start, in: encoding, name: name)
    // What a user says holds, but may be an error.
    let isDoubtful =
      given == nil || given == .utf8 || start > 0
      ? false : try file.isUTF8(beyondASCII: encoding.unitSize == 1)
    do throws(TableError) {
      let text = try file.reading(stream, limit: limit, .decode, name: name)
      var notes: [TableNote] = [.encoding(encoding)]
      if isDoubtful { notes.append(.validUTF8(readAs: encoding)) }
      if let given, start > 0, given != encoding, given != .utf16, given != .utf8 {
        notes.append(.markOverrules(given))
      }
      return (text, notes)
    } catch {
      guard isDoubtful, case .notInEncoding = error.fault else { throw error }
      throw TableError(.isUTF8(asked: encoding), at: error.place)
    }
  }

  /// Whether all bytes together are text in UTF-8: no text holds a NUL, and letters of ASCII in UTF-16 do.
  ///
  /// - Parameter beyondASCII: Whether there must be letters of other alphabets, too.
  private func isUTF8(beyondASCII: Bool) throws(TableError) -> Bool {
    var isPlain = true
    var start = 0
    while start < count {
      var piece = try bytes(start..<min(count, start + 1 << 16))
      if start + piece.count < count, let first = piece.lastIndex(where: { $0 & 0xC0 != 0x80 }) {
        // The last letter may go on behind the piece.
        if first > 0, piece[first] >= 0x80 { piece.removeSubrange(first...) }
      }
      if piece.contains(0) || !CrossEntropyFiles::isUTF8(piece.span) { return false }
      isPlain = isPlain && piece.allSatisfy { $0 < 0x80 }
      start += piece.count
    }
    return !(beyondASCII && isPlain)
  }

  func reading(
    _ stream: DecodedStream, limit: Int, _ reason: TableFault.Decoding, name: String
  ) throws(TableError) -> FileBytes {
    try .reading(stream, limit: limit) { exceeded, count in
      guard case .bytes = exceeded else { return TableError(.noMemory, file: name) }
      // The rest is taken to be like what was read.
      let made = Double(max(count, stream.bytesMade))
      let all = made * Double(self.count) / Double(max(1, stream.bytesRead))
      return TableError(
        .decodedTooLarge(reason, bytes: wholeBytes(all), limit: limit), file: name)
    }
  }
}

/// How a text is to be decoded, and where it starts; nil if it is UTF-8, or nobody knows better.
private func encodingToDecode(
  _ head: ContiguousArray<UInt8>, _ given: TextEncoding?
) -> (TextEncoding, start: Int)? {
  if head.starts(with: [0xEF, 0xBB, 0xBF]) { return nil }
  if head.starts(with: [0xFF, 0xFE]) { return (.utf16LittleEndian, 2) }
  if head.starts(with: [0xFE, 0xFF]) { return (.utf16BigEndian, 2) }
  switch given {
  case nil, .utf8: return utf16ByZeros(head).map { ($0, 0) }
  case .utf16: return (utf16ByZeros(head) ?? .utf16LittleEndian, 0)
  case let given?: return (given, 0)
  }
}

/// UTF-16 where every other byte often is 0, as in digits and delimiters; no table in UTF-8 holds any.
private func utf16ByZeros(_ head: ContiguousArray<UInt8>) -> TextEncoding? {
  var zeros = [0, 0]
  for (index, byte) in head.enumerated() where byte == 0 { zeros[index % 2] += 1 }
  let many = head.count / 8
  guard head.count >= 4, max(zeros[0], zeros[1]) > many, min(zeros[0], zeros[1]) <= many / 4 else {
    return nil
  }
  return zeros[1] > zeros[0] ? .utf16LittleEndian : .utf16BigEndian
}
