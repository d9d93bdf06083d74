internal import CrossEntropyEvaluation
internal import CrossEntropyFiles
internal import CrossEntropyLearning

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// What the predictions of some rows add up to, to be merged with what those of others do.
///
/// Merged in any order, parts have the sums, the means and the counts of one run, to the bit.
struct ScorePartial: Codable, Sendable {
  /// The version of the file.
  private static let version = 1

  /// The classes, in the order of their columns.
  let classes: [String]
  /// Rows that were left out because their truth is missing.
  private(set) var unlabelledRows: Int
  private(set) var sums: ScoreSums
  /// What the calibration error is made of; nil where it was not asked for.
  private(set) var calibration: CalibrationSums?
  /// What the digits of the numbers show.
  private(set) var digits: NumberDigits

  /// What the rows of a file add up to.
  init(_ scored: ScoredRows, _ calibration: CalibrationSums?) {
    (classes, unlabelledRows, sums) = (scored.classes, scored.unlabelledRows, scored.sums)
    (self.calibration, digits) = (calibration, scored.digits)
  }

  enum CodingKeys: String, CodingKey {
    case version, classes
    case unlabelledRows = "unlabelled_rows"
    case sums, calibration, digits
  }

  /// Writes the version too.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.version, forKey: .version)
    try container.encode(classes, forKey: .classes)
    try container.encode(unlabelledRows, forKey: .unlabelledRows)
    try container.encode(sums, forKey: .sums)
    try container.encode(calibration, forKey: .calibration)
    try container.encode(digits, forKey: .digits)
  }

  /// Reads a part, and refuses one of another version, and counts that cannot be.
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    classes = try container.decode([String].self, forKey: .classes)
    unlabelledRows = try container.decode(Int.self, forKey: .unlabelledRows)
    sums = try container.decode(ScoreSums.self, forKey: .sums)
    calibration = try container.decodeIfPresent(CalibrationSums.self, forKey: .calibration)
    digits = try container.decode(NumberDigits.self, forKey: .digits)
    guard try container.decode(Int.self, forKey: .version) == Self.version, unlabelledRows >= 0,
      sums.rows > 0, sums.confusion.classes == classes.count
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .version, in: container, debugDescription: "no part of scores")
    }
  }

  /// The file.
  var bytes: [UInt8] {
    get throws(WorkflowError) {
      do {
        return Array(try JSONEncoder.ofAnyNumber.encode(self)) + [UInt8(ascii: "\n")]
      } catch {
        throw WorkflowError(.broken("\(error)"))
      }
    }
  }

  /// Reads a file.
  init(path: String) throws(WorkflowError) {
    let bytes: [UInt8]
    do throws(TableError) {
      bytes = try wholeFile(path)
    } catch {
      throw WorkflowError(error)
    }
    guard let part = try? JSONDecoder.ofAnyNumber.decode(Self.self, from: Data(bytes)) else {
      throw WorkflowError(.score(.noPart), at: .file(path), remedies: [.check(.path)])
    }
    self = part
  }

  /// Adds another part.
  mutating func merge(_ other: ScorePartial, path: String) throws(WorkflowError) {
    guard other.classes == classes else {
      throw WorkflowError(
        .score(.otherClasses(other.classes, first: classes)), at: .file(path),
        remedies: [.correct(.classes)])
    }
    do throws(EvaluationError) {
      try sums.merge(other.sums)
      if let added = other.calibration { try calibration?.merge(added) } else { calibration = nil }
    } catch {
      throw WorkflowError(.score(.noPart), at: .file(path), remedies: [.check(.path)])
    }
    unlabelledRows += other.unlabelledRows
    digits.merge(other.digits)
  }
}
