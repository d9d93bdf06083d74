extension FileBytes {
  /// The error of a table; where its text is not UTF-8, with what it may be.
  func explained(_ error: TableError, _ preamble: Preamble) throws(TableError) -> TableError {
    guard case .notUTF8(let cell, _) = error.fault else { return error }
    var error = error
    error.fault = .notUTF8(cell: cell, readings: try readings(preamble, cell))
    return error
  }

  /// What a text that is not UTF-8 may be, the best first.
  ///
  /// An encoding is left out if the beginning of the text or the cell cannot be decoded by it. What is left is
  /// judged by its letters: text of the wrong encoding decodes to letters that its language hardly uses.
  private func readings(
    _ preamble: Preamble, _ cell: [UInt8]
  ) throws(TableError) -> [TableFault.EncodingReading] {
    let start = try prefix(1 << 16)
    let sample = Array(start.count < count ? wholeLines(start) : start[...])
    let header = sample.dropFirst(preamble.start).drop { $0 <= Byte.space }
      .prefix { $0 != Byte.lineFeed && $0 != Byte.carriageReturn }
    let shown =
      header.contains { $0 >= 0x80 }
      ? header.split(separator: preamble.delimiter, omittingEmptySubsequences: false)
        .map(Array.init)
      : [cell]

    var candidates: [(reading: TableFault.EncodingReading, score: Double)] = []
    for encoding in [TextEncoding.cp949, .shiftJIS, .gb18030, .windows1252] {
      guard let text = decoded(sample, encoding), decoded(cell, encoding) != nil
      else { continue }
      let names = shown.compactMap { decoded($0, encoding) }
      guard names.count == shown.count, !names.contains(where: { $0.contains(where: isNoLetter) })
      else { continue }
      let reading = TableFault.EncodingReading(
        encoding: encoding, text: names.map(unquoted), isClear: false)
      var score = score(([text] + names).joined(separator: " "), encoding)
      if encoding == .cp949 || encoding == .gb18030 {
        score *= shareOfOldLetters(sample + cell)
      }
      candidates.append((reading, score))
    }
    candidates.sort { $0.score > $1.score }
    guard let best = candidates.first else { return [] }
    let next = candidates.count > 1 ? candidates[1].score : 0
    if best.score >= 0.7, best.score - next >= 0.15 {
      candidates[0].reading.isClear = true
      candidates.removeLast(candidates.count - 1)
    }
    return candidates.filter { $0.score > 0.3 }.map(\.reading)
  }
}

/// The sample up to the last line end.
private func wholeLines(_ sample: ContiguousArray<UInt8>) -> ArraySlice<UInt8> {
  let end = sample.lastIndex { $0 == Byte.lineFeed || $0 == Byte.carriageReturn }
  return sample[..<(end.map { $0 + 1 } ?? sample.count)]
}

/// The text of these bytes in an encoding, nil if they are not of it or the system does not know it.
private func decoded(_ bytes: [UInt8], _ encoding: TextEncoding) -> String? {
  do throws(TableError) {
    let file = FileBytes(bytes)
    let stream = try DecodedStream(file, from: 0, in: encoding, name: "")
    let text = try FileBytes.reading(stream, limit: 1 << 20) { _, _ in
      TableError(.noMemory, file: "")
    }
    return String(decoding: try text.bytes(0..<text.count), as: UTF8.self)
  } catch {
    return nil
  }
}

/// A name without the padding and the quotes around it.
private func unquoted(_ name: String) -> String {
  var name = name[...].drop { $0.isWhitespace }
  while let last = name.last, last.isWhitespace { name.removeLast() }
  if name.count > 1, name.first == "\"", name.last == "\"" { name = name.dropFirst().dropLast() }
  return String(name)
}

/// Whether a character stands in no text: a control character, or one of private use.
private func isNoLetter(_ character: Character) -> Bool {
  character.unicodeScalars.contains { scalar in
    switch scalar.properties.generalCategory {
    case .privateUse, .unassigned, .surrogate: true
    case .control: !character.isWhitespace
    default: false
    }
  }
}

/// How much the letters beyond ASCII look like a language that is written in this encoding: 0 … 1.
private func score(_ text: String, _ encoding: TextEncoding) -> Double {
  // Words, each once, so that a class that stands in every row does not decide.
  let words = Set(text.split { $0.isASCII && !$0.isLetter })
    .filter { $0.utf8.contains { $0 >= 0x80 } }
  if words.contains(where: { $0.contains(where: isNoLetter) }) { return 0 }
  let worths = encoding == .windows1252 ? westernWorths(words) : easternWorths(words, encoding)
  return worths.isEmpty ? 0 : worths.reduce(0, +) / Double(worths.count)
}

/// The worth of every letter beyond ASCII in words of East Asia, where no letter stands between two of ASCII,
/// and a single one is no proof.
private func easternWorths(_ words: Set<Substring>, _ encoding: TextEncoding) -> [Double] {
  let isSingle = Set(words.joined().filter { !$0.isASCII }).count < 2
  return words.flatMap { word in
    let isBetween = word.first?.isASCII == true && word.last?.isASCII == true
    return word.compactMap { letter in
      worth(letter, encoding).map { isBetween ? 0 : isSingle ? 0.6 * $0 : $0 }
    }
  }
}

/// How likely a letter is in a language of East Asia; nil for ASCII and signs, which say nothing.
private func worth(_ letter: Character, _ encoding: TextEncoding) -> Double? {
  guard !letter.isASCII, let value = letter.unicodeScalars.first?.value else { return nil }
  switch value {
  case 0xAC00...0xD7A3: return commonHangul.contains(letter) ? 1 : 0.5
  // Hiragana and katakana; GB 18030 has them, but Chinese does not.
  case 0x3041...0x30FF: return encoding == .shiftJIS ? 1 : 0
  case 0x4E00...0x9FFF:
    switch encoding {
    case .gb18030: return commonHanzi.contains(letter) ? 1 : 0.5
    case .shiftJIS: return 0.8
    // Korean is written without them today.
    default: return 0.1
    }
  case 0x2000...0x206F, 0x2100...0x214F, 0x3000...0x303F, 0x3380...0x33DF, 0xFF01...0xFF5E,
    0xB0...0xB7:
    return nil
  // Half-width katakana, Greek, Cyrillic, boxes, single letters of Hangul.
  default: return 0
  }
}

/// The share of the letters of two bytes that the older, smaller encoding had (EUC-KR, GB 2312): nearly all
/// that are in use.
private func shareOfOldLetters(_ bytes: [UInt8]) -> Double {
  var (old, all, index) = (0, 0, 0)
  while index + 1 < bytes.count {
    if bytes[index] < 0x80 {
      index += 1
      continue
    }
    all += 1
    if bytes[index] >= 0xA1, bytes[index + 1] >= 0xA1 { old += 1 }
    index += 2
  }
  return all > 0 ? Double(old) / Double(all) : 1
}

/// The worth of every letter beyond ASCII in words of Western Europe: they are all of one language, and stand
/// alone or in twos among letters of ASCII.
private func westernWorths(_ words: Set<Substring>) -> [Double] {
  let letters = words.flatMap { $0.filter { !$0.isASCII && !westernSigns.contains($0) } }
  let shares = westernAlphabets.map { alphabet in
    (alphabet, letters.count { alphabet.contains($0) })
  }
  let language = shares.max { $0.1 < $1.1 }?.0 ?? []
  return words.flatMap { word in
    let word = Array(word)
    let longest = word.split { $0.isASCII }.map(\.count).max() ?? 0
    let hasASCII = word.contains { $0.isASCII } || word.allSatisfy(westernSigns.contains)
    return word.indices.filter { !word[$0].isASCII }.map { index -> Double in
      let isInPlace = isWesternPlace(word, index)
      let isKnown = westernSigns.contains(word[index]) || language.contains(word[index])
      guard longest <= 2, hasASCII, isInPlace, isKnown else { return 0 }
      return words.count < 3 && ambiguousLetters.contains(word[index]) ? 0.6 : 1
    }
  }
}

/// Whether a letter or sign may stand where it does; code pages of Eastern Europe put other letters in its
/// place.
private func isWesternPlace(_ word: [Character], _ index: Int) -> Bool {
  let next = index + 1 < word.count ? word[index + 1] : nil
  let isBeforeLetter = next?.isLetter ?? false
  let isAfterLetter = index > 0 && word[index - 1].isLetter
  switch word[index] {
  case "²", "³", "½", "¼", "¾", "£", "º", "ª": return !isBeforeLetter
  case "¿", "¡": return !isAfterLetter
  case "“", "”", "„", "«", "»", "…", "©", "®", "§": return !isBeforeLetter || !isAfterLetter
  case "õ": return next == "e"
  case "ã": return next.map { "oes".contains($0) } ?? true
  case "ì", "ò", "ù": return !isBeforeLetter
  case "è": return next.map { !"aeiouyáéíóúý".contains($0) } ?? true
  default: return true
  }
}
