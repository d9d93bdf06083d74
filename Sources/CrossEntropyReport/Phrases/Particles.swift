/// A Korean particle, whose form depends on the last sound of the word before it.
enum Particle {
  /// 을, 를
  case object
  /// 이, 가
  case subject
  /// 은, 는
  case topic
  /// 과, 와
  case with
  /// 으로, 로
  case direction
  /// 이라고, 라고
  case name

  /// The form after a word: both in one, as in 을(를), where the word cannot be read.
  func after(_ word: String) -> String {
    let sound = lastSound(of: word)
    switch (self, sound) {
    case (.object, .vowel): return "를"
    case (.object, .rieul), (.object, .consonant): return "을"
    case (.object, .unknown): return "을(를)"
    case (.subject, .vowel): return "가"
    case (.subject, .rieul), (.subject, .consonant): return "이"
    case (.subject, .unknown): return "이(가)"
    case (.topic, .vowel): return "는"
    case (.topic, .rieul), (.topic, .consonant): return "은"
    case (.topic, .unknown): return "은(는)"
    case (.with, .vowel): return "와"
    case (.with, .rieul), (.with, .consonant): return "과"
    case (.with, .unknown): return "과(와)"
    case (.direction, .vowel), (.direction, .rieul): return "로"
    case (.direction, .consonant): return "으로"
    case (.direction, .unknown): return "(으)로"
    case (.name, .vowel): return "라고"
    case (.name, .rieul), (.name, .consonant): return "이라고"
    case (.name, .unknown): return "(이)라고"
    }
  }
}

/// What a word ends in; after ㄹ there is 로, as after a vowel.
private enum Sound {
  case vowel
  case rieul
  case consonant
  case unknown
}

private func lastSound(of word: String) -> Sound {
  // Brackets, quotes and full stops at the end are not read; signs of units are.
  let scalars = word.precomposed
  if let sound = soundOfUnit(in: scalars) { return sound }
  let end = scalars.lastIndex { $0.properties.isAlphabetic || ("0"..."9").contains($0) }
  guard let end else { return .unknown }
  switch scalars[end] {
  case "가"..."힣":
    let final = (scalars[end].value - 0xAC00) % 28
    return final == 0 ? .vowel : final == 8 ? .rieul : .consonant
  // 일, 칠, 팔; 영, 삼, 육, and 십, 백, 천, 만 at the end of a number.
  case "1", "7", "8": return .rieul
  case "0", "3", "6": return .consonant
  case "2", "4", "5", "9": return .vowel
  default:
    let tail = scalars[...end].reversed().prefix { $0.isASCII && $0.properties.isAlphabetic }
    return tail.isEmpty
      ? .unknown : lastSound(ofLatin: String(String.UnicodeScalarView(tail.reversed())))
  }
}

/// The sound of a sign at the end, as in 7% (퍼센트), or of one before a number that ends the word, as in
/// $5 (오 달러).
private func soundOfUnit(in scalars: [Unicode.Scalar]) -> Sound? {
  let word = scalars.reversed().drop { "'\"’” \u{A0}\u{202F}".unicodeScalars.contains($0) }
  guard let last = word.first else { return nil }
  if let sound = sound(ofSign: last) { return sound }
  guard ("0"..."9").contains(last) else { return nil }
  let before = word.drop {
    ("0"..."9").contains($0) || ".,'’ \u{A0}\u{202F}".unicodeScalars.contains($0)
  }
  return before.first.flatMap { "%°‰".unicodeScalars.contains($0) ? nil : sound(ofSign: $0) }
}

private func sound(ofSign sign: Unicode.Scalar) -> Sound? {
  switch sign {
  // 퍼센트, 유로, 달러, 파운드, 도.
  case "%", "€", "$", "£", "°": .vowel
  // 퍼밀.
  case "‰": .rieul
  // 원, 엔, 위안.
  case "₩", "¥", "円", "元": .consonant
  default: nil
  }
}

/// A Latin word as Korean borrows it; single letters and abbreviations by the name of the last letter.
private func lastSound(ofLatin word: String) -> Sound {
  let lower = word.lowercased()
  guard let last = lower.last else { return .unknown }
  if word.count == 1 || isAbbreviation(word) {
    // 엘, 알; 엠, 엔.
    switch last {
    case "l", "r": return .rieul
    case "m", "n": return .consonant
    default: return .vowel
    }
  }
  if lower.hasSuffix("le") || last == "l" { return .rieul }
  // 네임, 라인, 레이팅, 타입, 토픽.
  if ["me", "ne", "ng", "type", "ic"].contains(where: lower.hasSuffix) { return .consonant }
  switch last {
  case "m", "n": return .consonant
  case "b", "c", "g", "k", "p", "t":
    // After a consonant a syllable of its own: 하트, 리스크, 점프, 팩트. Else now that (세트, 위크), now
    // a final consonant (캣, 맵, 블랙).
    let isSyllable =
      lower.dropLast().last.map("fhlmnrsx".contains) == true || lower.hasSuffix("ct")
      || lower.hasSuffix("pt")
    return isSyllable ? .vowel : .unknown
  default: return .vowel
  }
}

/// CSV and GDP, not TARGET: capitals that are few or cannot be a word.
private func isAbbreviation(_ word: String) -> Bool {
  word == word.uppercased() && (word.count <= 3 || !word.contains(where: "AEIOU".contains))
}

extension String {
  /// The scalars, with Hangul of several parts composed to syllables.
  fileprivate var precomposed: [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    for scalar in unicodeScalars {
      guard let last = result.last else {
        result.append(scalar)
        continue
      }
      switch (last.value, scalar.value) {
      case (0x1100...0x1112, 0x1161...0x1175):
        let syllable = 0xAC00 + ((last.value - 0x1100) * 21 + (scalar.value - 0x1161)) * 28
        result[result.count - 1] = Unicode.Scalar(syllable) ?? scalar
      case (0xAC00...0xD7A3, 0x11A8...0x11C2) where (last.value - 0xAC00) % 28 == 0:
        result[result.count - 1] = Unicode.Scalar(last.value + scalar.value - 0x11A7) ?? scalar
      default: result.append(scalar)
      }
    }
    return result
  }
}
