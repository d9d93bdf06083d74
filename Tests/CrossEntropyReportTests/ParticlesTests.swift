import Testing

@testable import CrossEntropyReport

@Suite struct ParticlesTests {
  @Test(arguments: [
    // Hangul, by the final consonant; in parts as macOS writes file names, too.
    ("나이", "를 가 는 와 로"), ("품종", "을 이 은 과 으로"), ("서울", "을 이 은 과 로"),
    ("나이".decomposed, "를 가 는 와 로"), ("품종".decomposed, "을 이 은 과 으로"),
    // Digits: 일, 이, 삼, …; 십, 백.
    ("1", "을 이 은 과 로"), ("column 2", "를 가 는 와 로"), ("3", "을 이 은 과 으로"),
    ("10", "을 이 은 과 으로"), ("0.25", "를 가 는 와 로"),
    // Letters by their names, words as they are borrowed.
    ("x", "를 가 는 와 로"), ("L", "을 이 은 과 로"), ("m", "을 이 은 과 으로"),
    ("CSV", "를 가 는 와 로"), ("XML", "을 이 은 과 로"), ("species", "를 가 는 와 로"),
    ("label", "을 이 은 과 로"), ("sample", "을 이 은 과 로"), ("column", "을 이 은 과 으로"),
    ("name", "을 이 은 과 으로"), ("rating", "을 이 은 과 으로"), ("age", "를 가 는 와 로"),
    ("survived", "를 가 는 와 로"), ("yes", "를 가 는 와 로"), ("type", "을 이 은 과 으로"),
    ("heart", "를 가 는 와 로"), ("weight", "를 가 는 와 로"), ("topic", "을 이 은 과 으로"),
    ("GDP", "를 가 는 와 로"), ("R", "을 이 은 과 로"), ("ROC_AUC", "를 가 는 와 로"),
    ("group_B", "를 가 는 와 로"), ("INCOME", "을 이 은 과 으로"),
    // What stands behind the last letter is not read.
    ("나이 (세)", "를 가 는 와 로"), ("'품종'", "을 이 은 과 으로"),
    // What cannot be read.
    ("digit", "을(를) 이(가) 은(는) 과(와) (으)로"), ("?", "을(를) 이(가) 은(는) 과(와) (으)로"),
    ("", "을(를) 이(가) 은(는) 과(와) (으)로"), ("年", "을(를) 이(가) 은(는) 과(와) (으)로"),
    ("TARGET", "을(를) 이(가) 은(는) 과(와) (으)로"), ("🌸", "을(를) 이(가) 은(는) 과(와) (으)로"),
  ])
  func followTheLastSound(_ word: String, _ forms: String) {
    let particles: [Particle] = [.object, .subject, .topic, .with, .direction]
    #expect(particles.map { $0.after(word) }.joined(separator: " ") == forms)
  }
}

extension String {
  /// Hangul taken apart into its letters, by the arithmetic of the standard.
  fileprivate var decomposed: String {
    var result = ""
    for scalar in unicodeScalars {
      guard (0xAC00...0xD7A3).contains(scalar.value) else {
        result.unicodeScalars.append(scalar)
        continue
      }
      let index = scalar.value - 0xAC00
      for part in [0x1100 + index / 588, 0x1161 + index % 588 / 28, 0x11A7 + index % 28]
      where part != 0x11A7 {
        result.unicodeScalars.append(Unicode.Scalar(part)!)
      }
    }
    return result
  }
}
