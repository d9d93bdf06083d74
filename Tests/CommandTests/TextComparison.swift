import Foundation
import Testing

/// Compares the command's text with a recorded one, number by number.
///
/// Words and layout must be the same. Numbers with decimals may differ by two units of the last
/// printed place, since sums are rounded differently by other instruction sets; whole numbers may
/// not. What depends on the machine is masked in the recorded text: seconds, the optimiser's steps,
/// which of several nearly equal penalties is best (with the fits and notes that follow from it), and
/// the learning curves with what is read off them.
///
/// To record new texts, run `XENT_RECORD=1 swift test --filter CompareTextTests`, and read the
/// difference that `git diff Tests/Fixtures` shows before committing it.
enum RecordedText {
  static let isRecording = ProcessInfo.processInfo.environment["XENT_RECORD"] == "1"

  static func file(_ name: String) -> URL {
    Command.packageRoot.appendingPathComponent("Tests/Fixtures/\(name)")
  }

  /// Records or compares.
  static func check(
    _ text: String, against name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let masked = masked(text)
    if isRecording {
      try FileManager.default.createDirectory(
        at: file(name).deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(masked.utf8).write(to: file(name))
      return
    }
    let recorded = String(decoding: try Data(contentsOf: file(name)), as: UTF8.self)
    for problem in differences(masked, recorded) {
      Issue.record(Comment(rawValue: "\(name):\(problem)"), sourceLocation: sourceLocation)
    }
  }

  /// The text without what depends on the machine.
  static func masked(_ text: String) -> String {
    var lines: [String] = []
    var isCost = false
    var isDropped = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line.isEmpty { isCost = false }
      if isDropped, line.hasPrefix("    ") { continue }
      // It repeats the arguments.
      if ["Train it: ", "모델 학습: "].contains(where: line.hasPrefix) {
        isDropped = true
        continue
      }
      isDropped = machineNotes.contains { line.contains($0) }
      if isDropped { continue }
      lines.append(isCost ? maskedCost(line) : maskedCurve(line))
      if line == "What the search chose and cost" { isCost = true }
    }
    return lines.joined(separator: "\n")
  }

  /// Notes on the search, which are there or not as the penalties fall.
  private static let machineNotes = [
    "the grid of λ grew", "λ at the edge of the grid", "several optima in",
    "fits stopped at the limit of steps", "  Target: ", "  Own best: ",
  ]

  /// A line of the learning-speed panel: the title, a picture, two numbers of epochs and a step.
  private static func maskedCurve(_ line: String) -> String {
    guard let picture = line.firstIndex(where: { "▁▂▃▄▅▆▇█".contains($0) }) else { return line }
    return line[..<picture] + "<picture> <epochs> <epochs> <step>"
  }

  /// A row of the cost table: the title, two cells of penalties, fits, steps and seconds.
  private static func maskedCost(_ line: String) -> String {
    let penalty = #"\d(?:\.\d)?e-?\d+"#
    let cell = "(?:\(penalty)|\(penalty) … \(penalty)|\(penalty) ×\\d+, \(penalty) ×\\d+)"
    let pattern = "^( \\S.*?) +\(cell) +\(cell) +(?:(same fit)|[\\d ]+ +[\\d ]+ +\\d+\\.\\d)$"
    guard let regex = try? NSRegularExpression(pattern: pattern) else { return line }
    let whole = NSRange(line.startIndex..., in: line)
    guard let match = regex.firstMatch(in: line, range: whole),
      let title = Range(match.range(at: 1), in: line)
    else { return line }
    let isSameFit = match.range(at: 2).location != NSNotFound
    return line[title] + "  "
      + (isSameFit ? "<λ> <λ> same fit" : "<λ> <λ> <fits> <steps> <seconds>")
  }

  /// What differs, as "line: what".
  static func differences(_ found: String, _ recorded: String) -> [String] {
    let foundLines = found.split(separator: "\n", omittingEmptySubsequences: false)
    let recordedLines = recorded.split(separator: "\n", omittingEmptySubsequences: false)
    var problems: [String] = []
    for index in 0..<max(foundLines.count, recordedLines.count) {
      let left = index < foundLines.count ? String(foundLines[index]) : "<no line>"
      let right = index < recordedLines.count ? String(recordedLines[index]) : "<no line>"
      let (ours, theirs) = (Line(left), Line(right))
      let agree =
        ours.words == theirs.words
        && zip(ours.numbers, theirs.numbers).allSatisfy { $0.agrees(with: $1) }
      if !agree { problems.append("\(index + 1): recorded\n\(right)\nfound\n\(left)") }
    }
    return problems
  }

  /// A line as its words and its numbers.
  private struct Line {
    /// The line with a mark for every character of a number.
    var words = ""
    var numbers: [PrintedNumber] = []

    init(_ line: String) {
      numbers = PrintedNumber.all(in: line)
      var position = line.startIndex
      for number in numbers {
        words += line[position..<number.range.lowerBound]
        words += String(repeating: "#", count: number.text.count)
        position = number.range.upperBound
      }
      words += line[position...]
    }
  }
}

/// A number as it is printed.
struct PrintedNumber {
  let text: String
  let range: Range<String.Index>
  let value: Double
  /// One unit of the last printed place; 0 for a whole number.
  let unit: Double

  /// The numbers of a line, from left to right; the digits of a name such as `a1` are none.
  static func all(in line: String) -> [PrintedNumber] {
    let pattern = #"(?<![\w.])[+\-−]?\d+(?:\.\d+)?(?:e-?\d+)?(?![\w])"#
    guard let regex = try? NSRegularExpression(pattern: pattern) else { return [] }
    return regex.matches(in: line, range: NSRange(line.startIndex..., in: line)).compactMap {
      guard let range = Range($0.range, in: line) else { return nil }
      let text = String(line[range])
      guard let value = Double(text.replacing("−", with: "-")) else { return nil }
      let parts = text.split(separator: "e")
      let decimals = parts[0].split(separator: ".").dropFirst().first?.count ?? 0
      let exponent = parts.count > 1 ? Double(String(parts[1])) ?? 0 : 0
      let isWhole = decimals == 0 && parts.count == 1
      return PrintedNumber(
        text: text, range: range, value: value,
        unit: isWhole ? 0 : pow(10, exponent - Double(decimals)))
    }
  }

  func agrees(with other: PrintedNumber) -> Bool {
    abs(value - other.value) <= 2.001 * max(unit, other.unit)
  }
}

/// The columns that a terminal gives a line: wide characters of East Asia take two.
///
/// Written anew here, so that the command's own idea of it is tested.
func terminalColumns(_ line: Substring) -> Int {
  line.unicodeScalars.reduce(0) { sum, scalar in
    switch scalar.value {
    case 0x0300...0x036F, 0xFE00...0xFE0F: sum
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF:
      sum + 2
    default: sum + 1
    }
  }
}
