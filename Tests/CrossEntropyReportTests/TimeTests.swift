import CrossEntropyWorkflows
import Testing

@testable import CrossEntropyReport

/// An estimate beside the limit that it exceeds: both read as different times.
@Suite struct TimeTests {
  @Test(
    arguments: [
      (3.2, 0.0001, "about 4 s, and the limit is 0.0001 s", "약 4초가", "제한은 0.0001초입니다"),
      (0.00032, 0.0001, "about 0.0004 s, and the limit is 0.0001 s", "약 0.0004초가", "0.0001초"),
      (0.3, 0.25, "about 0.3 s, and the limit is 0.25 s", "약 0.3초가", "0.25초"),
      (1.0004, 1.0002, "about 2 s, and the limit is 1.0002 s", "약 2초가", "1.0002초"),
      (59.2, 59, "about 1 min, and the limit is 59 s", "약 1분이", "59초"),
      (90.5, 90.25, "about 1 min 31 s, and the limit is 1 min 30.25 s", "약 1분 31초가", "1분 30.25초"),
      (
        5_402, 5_401, "about 1 h 31 min, and the limit is 1 h 30 min 1 s", "약 1시간 31분이",
        "1시간 30분 1초"
      ),
      (7_100, 3_600, "about 1 h 59 min, and the limit is 1 h", "약 1시간 59분이", "1시간입니다"),
      (
        1e300, 9e8, "about 277777 h 47 min, and the limit is 250000 h", "약 277777시간 47분이",
        "250000시간"
      ),
    ])
  func tooSlow(seconds: Double, limit: Double, english: String, need: String, most: String) {
    let error = WorkflowError(
      .tooSlow(seconds: seconds, limit: limit), remedies: [.raise(.timeLimit, above: seconds)])
    let shown = ErrorText(error, English { "--\($0.rawValue)" }).line
    #expect(shown.contains(english))
    let about = english.dropFirst(6).prefix { $0 != "," }
    #expect(shown.hasSuffix("; give --timeLimit more than \(about)"), "\(shown)")
    let korean = ErrorText(error, Korean { "--\($0.rawValue)" }).line
    #expect(korean.contains(need) && korean.contains(most), "\(korean)")
  }
}
