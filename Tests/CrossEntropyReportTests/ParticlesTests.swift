import CrossEntropyLearning
import CrossEntropyWorkflows
import Testing

@testable import CrossEntropyReport

@Suite struct ParticlesTests {
  @Test(arguments: [
    // Hangul, by the final consonant; in parts as macOS writes file names, too.
    ("나이", "를 가 는 와 로 라고"), ("품종", "을 이 은 과 으로 이라고"), ("서울", "을 이 은 과 로 이라고"),
    ("나이".decomposed, "를 가 는 와 로 라고"), ("품종".decomposed, "을 이 은 과 으로 이라고"),
    // Digits: 일, 이, 삼, …; 십, 백.
    ("1", "을 이 은 과 로 이라고"), ("column 2", "를 가 는 와 로 라고"), ("3", "을 이 은 과 으로 이라고"),
    ("10", "을 이 은 과 으로 이라고"), ("0.25", "를 가 는 와 로 라고"),
    // Letters by their names, words as they are borrowed.
    ("x", "를 가 는 와 로 라고"), ("L", "을 이 은 과 로 이라고"), ("m", "을 이 은 과 으로 이라고"),
    ("CSV", "를 가 는 와 로 라고"), ("XML", "을 이 은 과 로 이라고"), ("species", "를 가 는 와 로 라고"),
    ("label", "을 이 은 과 로 이라고"), ("sample", "을 이 은 과 로 이라고"), ("column", "을 이 은 과 으로 이라고"),
    ("name", "을 이 은 과 으로 이라고"), ("rating", "을 이 은 과 으로 이라고"), ("age", "를 가 는 와 로 라고"),
    ("survived", "를 가 는 와 로 라고"), ("yes", "를 가 는 와 로 라고"), ("type", "을 이 은 과 으로 이라고"),
    ("heart", "를 가 는 와 로 라고"), ("weight", "를 가 는 와 로 라고"), ("topic", "을 이 은 과 으로 이라고"),
    ("GDP", "를 가 는 와 로 라고"), ("R", "을 이 은 과 로 이라고"), ("ROC_AUC", "를 가 는 와 로 라고"),
    ("group_B", "를 가 는 와 로 라고"), ("INCOME", "을 이 은 과 으로 이라고"),
    // What stands behind the last letter is not read.
    ("나이 (세)", "를 가 는 와 로 라고"), ("'품종'", "을 이 은 과 으로 이라고"),
    // Signs of units by their names, and of money after the number.
    ("7%", "를 가 는 와 로 라고"), ("20,0 %", "를 가 는 와 로 라고"), ("2.109,33 €", "를 가 는 와 로 라고"),
    ("£", "를 가 는 와 로 라고"), ("'21°'", "를 가 는 와 로 라고"), ("5‰", "을 이 은 과 로 이라고"),
    ("$1,000", "를 가 는 와 로 라고"), ("\u{2212}US$ 1", "를 가 는 와 로 라고"),
    ("€3", "를 가 는 와 로 라고"), ("₩1,002", "을 이 은 과 으로 이라고"), ("1,000원", "을 이 은 과 으로 이라고"),
    ("100円", "을 이 은 과 으로 이라고"), ("비율(%)", "을 이 은 과 로 이라고"),
    // What cannot be read.
    ("digit", "을(를) 이(가) 은(는) 과(와) (으)로 (이)라고"), ("?", "을(를) 이(가) 은(는) 과(와) (으)로 (이)라고"),
    ("", "을(를) 이(가) 은(는) 과(와) (으)로 (이)라고"), ("年", "을(를) 이(가) 은(는) 과(와) (으)로 (이)라고"),
    ("TARGET", "을(를) 이(가) 은(는) 과(와) (으)로 (이)라고"), ("🌸", "을(를) 이(가) 은(는) 과(와) (으)로 (이)라고"),
  ])
  func followTheLastSound(_ word: String, _ forms: String) {
    let particles: [Particle] = [.object, .subject, .topic, .with, .direction, .name]
    #expect(particles.map { $0.after(word) }.joined(separator: " ") == forms)
  }

  @Test(
    "Names in sentences have the particles of their sounds",
    arguments: [
      ("나이", "나이로", "'나이'를"), ("test.json", "test.json으로", "'test.json'을"), ("서울", "서울로", "'서울'을"),
    ])
  func inSentences(_ name: String, _ direction: String, _ object: String) {
    let korean = Korean { "--\($0.rawValue)" }
    let tested = korean.folds(5, by: .table(path: name), repeats: 1, seed: 0)
    #expect(tested.contains("\(direction) 평가"))
    let note = CompareNote.heldOut(.table(path: name))
    #expect(korean.sentence(note).contains("\(direction) 평가했습니다"))
    let merged = DatasetNote.mergedClasses(target: "y", classes: [], into: name)
    #expect(korean.sentence(merged).contains("'\(name)'\(direction.dropFirst(name.count)) 합쳤습니다"))
    let unknown = WorkflowError.Cause.unknownToModel(
      WorkflowError.ClassName(name: name, column: "y"), model: "m")
    #expect(korean.sentence(unknown).contains("\(object) 예측하지 않습니다"))
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
