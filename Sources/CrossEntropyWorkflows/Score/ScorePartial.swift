internal import CrossEntropy
internal import CrossEntropyEvaluation
internal import CrossEntropyFiles
internal import CrossEntropyLearning

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// What the predictions of some rows add up to, to be merged with what those of others do, and the rows that what needs
/// ranks or maps is formed of.
///
/// Merged in any order, parts have the sums, the means and the counts of one run, to the bit.
struct ScorePartial: Codable, Sendable {
  /// The version of the file.
  private static let version = 4

  /// How the rows were read and scored.
  private(set) var settings: Settings
  /// The names of the groups by their numbers; empty without groups.
  private(set) var groups: [String]
  /// The classes, in the order of their columns.
  let classes: [String]
  /// The number of the first row among those of all parts, from 1.
  let firstRow: Int
  /// Rows that were left out because their truth is missing.
  private(set) var unlabelledRows: Int
  /// Rows whose ID another row of the same part has.
  private(set) var repeatedRows: Int
  /// How many rows its file has, with those that are not scored; all of them have numbers.
  let rowsRead: Int
  /// The rows that no part has, where parts are merged.
  private(set) var missingRows: [ClosedRange<Int>] = []
  private(set) var sums: ScoreSums
  /// What the calibration error is made of; nil where it was not asked for.
  private(set) var calibration: CalibrationSums?
  /// What the digits of the numbers show.
  private(set) var digits: NumberDigits
  /// The rows; nil where nothing that was asked for needs them.
  private(set) var rows: PartRows?

  /// What parts must have in common.
  struct Settings: Codable, Sendable {
    let seed: UInt64
    let target: String
    /// The columns of IDs, weights and groups; nil without.
    fileprivate(set) var id: String?
    let weight, group: String?
    /// Whether that of IDs was taken for its name alone.
    let takesUsualID: Bool
    let scale: ScoreRequest.Scale
    let normalizes: Bool
    /// What is formed; nil: everything.
    let metrics: [ScoreMetric]?
    /// A power of two by which weights are multiplied.
    let weightUnit: Double

    enum CodingKeys: String, CodingKey {
      case seed, target, id, weight, group
      case takesUsualID = "takes_usual_id"
      case scale
      case normalizes = "normalize"
      case metrics
      case weightUnit = "weight_unit"
    }
  }

  /// What the rows of a file add up to.
  init(_ scored: ScoredRows, _ calibration: CalibrationSums?, _ request: ScoreRequest) {
    settings = Settings(
      seed: request.seed, target: request.targetColumn, id: request.id, weight: request.weight,
      group: request.group, takesUsualID: request.takesUsualID, scale: request.scale,
      normalizes: request.normalizes,
      metrics: request.formed,
      weightUnit: scored.weightUnit)
    (classes, unlabelledRows, sums) = (scored.classes, scored.unlabelledRows, scored.sums)
    (self.calibration, digits) = (calibration, scored.digits)
    (firstRow, rows, groups) = (request.rowsBefore + 1, scored.partRows, scored.groupNames)
    repeatedRows = scored.repeatedRows
    rowsRead = scored.rowsRead
  }

  enum CodingKeys: String, CodingKey {
    case version, settings, groups, classes
    case firstRow = "first_row"
    case unlabelledRows = "unlabelled_rows"
    case repeatedRows = "repeated_rows"
    case rowsRead = "rows_read"
    case sums, calibration, digits, rows
  }

  /// Writes the version too.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.version, forKey: .version)
    try container.encode(settings, forKey: .settings)
    try container.encode(groups, forKey: .groups)
    try container.encode(classes, forKey: .classes)
    try container.encode(firstRow, forKey: .firstRow)
    try container.encode(unlabelledRows, forKey: .unlabelledRows)
    try container.encode(repeatedRows, forKey: .repeatedRows)
    try container.encode(rowsRead, forKey: .rowsRead)
    try container.encode(sums, forKey: .sums)
    try container.encode(calibration, forKey: .calibration)
    try container.encode(digits, forKey: .digits)
    try container.encode(rows, forKey: .rows)
  }

  /// Reads a part, and refuses one of another version, and counts that cannot be.
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    settings = try container.decode(Settings.self, forKey: .settings)
    groups = try container.decode([String].self, forKey: .groups)
    classes = try container.decode([String].self, forKey: .classes)
    firstRow = try container.decode(Int.self, forKey: .firstRow)
    unlabelledRows = try container.decode(Int.self, forKey: .unlabelledRows)
    repeatedRows = try container.decode(Int.self, forKey: .repeatedRows)
    rowsRead = try container.decode(Int.self, forKey: .rowsRead)
    sums = try container.decode(ScoreSums.self, forKey: .sums)
    calibration = try container.decodeIfPresent(CalibrationSums.self, forKey: .calibration)
    digits = try container.decode(NumberDigits.self, forKey: .digits)
    rows = try container.decodeIfPresent(PartRows.self, forKey: .rows)
    guard 1...ScoreRequest.mostFirstRow ~= firstRow, 1...ScoreRequest.mostFirstRow ~= sums.rows,
      sums.rows...ScoreRequest.mostFirstRow ~= rowsRead, 0...rowsRead - sums.rows ~= unlabelledRows
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .firstRow, in: container, debugDescription: "no rows of a part")
    }
    let isWhole =
      rows.map { [sums, groups, classes, firstRow, rowsRead, settings] rows in
        let range = firstRow - 1..<firstRow - 1 + rowsRead
        return min(sums.rows, rows.mostSampled)...sums.rows ~= rows.count
          && rows.numbers.allSatisfy(range.contains)
          && rows.groups.allSatisfy { groups.indices.contains(Int($0)) }
          && rows.groups.isEmpty == (settings.group == nil)
          && rows.labels.allSatisfy { classes.indices.contains(Int($0)) }
          && rows.weights.isEmpty == (settings.weight == nil)
          && (rows.columns == classes.count || rows.columns == 1 && classes.count == 2)
      } ?? true
    let hasCalibration = settings.metrics?.contains(.ece) ?? true
    guard try container.decode(Int.self, forKey: .version) == Self.version,
      0...ScoreRequest.mostFirstRow ~= repeatedRows,
      hasCalibration == (calibration != nil), Set(groups).count == groups.count,
      sums.confusion.classes == classes.count, isWhole,
      (rows != nil) == ScoreMetric.needRows(settings.metrics)
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .version, in: container, debugDescription: "no part of scores")
    }
  }

  /// That IDs stand twice in a part, whether or not its rows are kept.
  var repeatedIDs: [LintFinding] {
    guard repeatedRows > 0, let id = settings.id else { return [] }
    return [
      .repeatedIDs(rows: repeatedRows, column: id, lines: [], haveOneTruth: false)
    ]
  }

  /// What a row weighs on average.
  private var meanWeight: Double {
    sums.classes.scores.reduce(0) { $0 + $1.rows } / Double(sums.rows) / settings.weightUnit
  }

  /// The numbers of its rows, from 1.
  var range: ClosedRange<Int> { firstRow...firstRow + rowsRead - 1 }

  /// That rows before others are in no part.
  var gaps: [LintFinding] {
    missingRows.first.map { first in
      [.missingRows(first, rows: missingRows.reduce(0) { $0 + $1.count })]
    } ?? []
  }
}

// MARK: The file

extension ScorePartial {
  /// The file: the digest of what follows, and the part.
  var bytes: [UInt8] {
    get throws(WorkflowError) {
      do {
        let part = Array(try JSONEncoder.ofAnyNumber.encode(self))
        return Self.head(of: part) + part + Self.end
      } catch {
        throw WorkflowError(.broken("\(error)"))
      }
    }
  }

  /// Reads a file.
  init(path: String, memory: Int?) throws(WorkflowError) {
    let bytes: [UInt8]
    do throws(TableError) {
      bytes = try wholeFile(path, memory: memory)
    } catch {
      throw WorkflowError(error)
    }
    let start = Self.head(of: []).count
    guard bytes.starts(with: Self.beginning) else {
      throw WorkflowError(.score(.noPart), at: .file(path), remedies: [.check(.path)])
    }
    let content = Array(bytes.dropFirst(start).dropLast(Self.end.count))
    let isWhole =
      bytes.starts(with: Self.head(of: content)) && bytes.suffix(Self.end.count) == Self.end[...]
    guard isWhole, let part = Self.decoded(Self.self, content) else {
      if isWhole, let own = Self.decoded(Version.self, content), own.version != Self.version {
        throw WorkflowError(.score(.otherPartVersion), at: .file(path), remedies: [.makeAgain])
      }
      throw WorkflowError(.score(.damagedPart), at: .file(path), remedies: [.fetchAgain])
    }
    self = part
  }

  private static func decoded<Value: Decodable>(_: Value.Type, _ bytes: [UInt8]) -> Value? {
    try? JSONDecoder.ofAnyNumber.decode(Value.self, from: Data(bytes))
  }

  /// What parts of all versions say.
  private struct Version: Decodable { let version: Int }

  private static let beginning = Array("{\"sha256\":\"".utf8)
  private static let end = Array("}\n".utf8)

  private static func head(of part: [UInt8]) -> [UInt8] {
    beginning + Array("\(KeptRows.digest(part))\",\"part\":".utf8)
  }
}

// MARK: Merging

extension ScorePartial {
  /// Reads parts of one whole, and merges them.
  ///
  /// - Parameters:
  ///   - paths: The files.
  ///   - memory: The most bytes to hold beyond the files.
  init(merging paths: [String], memory: Int?) throws(WorkflowError) {
    for (place, path) in paths.enumerated() where paths[..<place].contains(path) {
      throw WorkflowError(.namedTwice(path, .merge, .merge))
    }
    self = try ScorePartial(path: paths[0], memory: memory)
    let (limit, classes) = (memoryBudget(memory), classes.count)
    func needed(_ rows: Int) -> Int {
      wholeBytes(Double(rows) * Double(PartRows.bytesPerRow(classes: classes)))
    }
    var ranges = [(range, paths[0])]
    for path in paths.dropFirst() {
      var part = try ScorePartial(path: path, memory: memory)
      // IDs that nobody asked for are of use where all have them.
      if settings.takesUsualID, part.settings.id == nil { leaveIDs() }
      if part.settings.takesUsualID, settings.id == nil { part.leaveIDs() }
      try check(part, path: path)
      if let (range, other) = ranges.first(where: { $0.0.overlaps(part.range) }) {
        let next = (ranges.map(\.0.upperBound).max() ?? 0) + 1
        throw WorkflowError(
          .score(.sharedRows(range.clamped(to: part.range), with: other)), at: .file(path),
          remedies: [.set(.firstRow, to: "\(next)")])
      }
      ranges.append((part.range, path))
      try merge(part, path: path)
      if let rows, needed(rows.count) > limit, rows.count > 2 * rows.mostSampled {
        self.rows = rows.sorted(isSample: true, seed: settings.seed)
      }
    }
    var next = 1
    for (range, _) in ranges.sorted(by: { $0.0.lowerBound < $1.0.lowerBound }) {
      if next < range.lowerBound { missingRows.append(next...range.lowerBound - 1) }
      next = max(next, range.upperBound + 1)
    }
    guard let rows else { return }
    let isSample = rows.count < sums.rows || needed(rows.count) > limit
    self.rows = rows.sorted(isSample: isSample, seed: settings.seed)
  }

  /// Leaves out the IDs of its rows.
  private mutating func leaveIDs() {
    settings.id = nil
    rows?.leaveIDs()
  }

  /// Throws where a part was not made as this was.
  private func check(_ other: ScorePartial, path: String) throws(WorkflowError) {
    let (own, theirs) = (settings, other.settings)
    func scale(_ settings: Settings) -> RequestSetting? {
      switch settings.scale {
      case .probabilities: nil
      case .percent: .percent
      case .logits: .logits
      case .logProbabilities: .logProbabilities
      }
    }
    func differs(
      _ setting: RequestSetting, _ own: String?, _ first: String?
    ) -> WorkflowError {
      WorkflowError(
        .score(.otherPart(setting, own: own, first: first)), at: .file(path),
        remedies: [.correct(.part)])
    }
    if own.id != nil, theirs.id != nil, own.takesUsualID != theirs.takesUsualID {
      throw differs(
        .idColumn, theirs.takesUsualID ? nil : theirs.id, own.takesUsualID ? nil : own.id)
    }
    if own.seed != theirs.seed { throw differs(.seed, "\(theirs.seed)", "\(own.seed)") }
    if own.target != theirs.target { throw differs(.target, theirs.target, own.target) }
    if own.scale != theirs.scale {
      let setting = scale(theirs) ?? scale(own) ?? .logits
      throw differs(
        setting, setting == scale(theirs) ? "" : nil, setting == scale(own) ? "" : nil)
    }
    if own.normalizes != theirs.normalizes {
      throw differs(.normalize, theirs.normalizes ? "" : nil, own.normalizes ? "" : nil)
    }
    if (own.weight == nil) != (theirs.weight == nil) {
      throw differs(.weight, theirs.weight, own.weight)
    }
    if own.weightUnit != theirs.weightUnit {
      throw WorkflowError(
        .score(.weightsApart(other.meanWeight, first: meanWeight)), at: .file(path),
        remedies: [.weigh(.parts)])
    }
    if (own.group == nil) != (theirs.group == nil) {
      throw differs(.group, theirs.group, own.group)
    }
    if (own.id == nil) != (theirs.id == nil) { throw differs(.idColumn, theirs.id, own.id) }
    if own.metrics.map(Set.init) != theirs.metrics.map(Set.init) {
      func names(_ metrics: [ScoreMetric]?) -> String? {
        metrics.map { $0.map(\.rawValue).joined(separator: ",") }
      }
      throw differs(.metrics, names(theirs.metrics), names(own.metrics))
    }
    guard classes == other.classes else {
      throw WorkflowError(
        .score(.otherClasses(other.classes, first: classes)), at: .file(path),
        remedies: [.correct(.classes)])
    }
    if let columns = rows?.columns, let others = other.rows?.columns, columns != others {
      throw differs(.classColumns, "\(others)", "\(columns)")
    }
  }

  /// Adds another part that was made as this was.
  private mutating func merge(_ other: ScorePartial, path: String) throws(WorkflowError) {
    var other = other
    do throws(EvaluationError) {
      if settings.group != nil {
        // A group may have rows in several parts.
        var places = Dictionary(
          groups.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { first, _ in first })
        let numbers = other.groups.map { name in
          if let place = places[name] { return place }
          let place = Int32(groups.count)
          places[name] = place
          groups.append(name)
          return place
        }
        try other.sums.renumberGroups(numbers)
        other.rows?.renumberGroups(numbers)
      }
      try sums.merge(other.sums)
      if let added = other.calibration { try calibration?.merge(added) } else { calibration = nil }
    } catch {
      throw WorkflowError(.score(.noPart), at: .file(path), remedies: [.check(.path)])
    }
    unlabelledRows += other.unlabelledRows
    repeatedRows += other.repeatedRows
    digits.merge(other.digits)
    if let added = other.rows {
      // Without being asked to tell rows apart, IDs may begin anew in every part.
      if !settings.takesUsualID,
        let id = Set(rows?.ids ?? []).intersection(added.ids).subtracting([""]).min()
      {
        throw WorkflowError(
          .score(.sharedID(column: settings.id ?? "", id)), at: .file(path),
          remedies: [.check(.path)])
      }
      rows?.append(added)
    }
  }
}
