internal import CrossEntropy
internal import CrossEntropyEvaluation

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

extension LossPlaces {
  /// Looks where the loss of the rows of a file lies.
  ///
  /// - Parameters:
  ///   - scored: The rows.
  ///   - target: The column of the truth.
  ///   - most: How many rows are named.
  init(_ scored: ScoredRows, target: String, most: Int) throws(EvaluationError) {
    let (labels, logs, classes) = (scored.labels, scored.logProbabilities, scored.classes)
    let (losses, weights) = (scored.scores.logLoss, scored.units.weights)
    let costliest = try CostliestRows(of: losses, weights: weights, most: most)
    let found = try LabelSuspects(logProbabilities: logs, labels: labels, weights: weights)
    func id(_ row: Int) -> String? { scored.id == nil ? nil : scored.keys[row] }
    let byClass = Partition(classesOf: labels, classes)
    let partitions = [byClass] + scored.slices.map { Partition($0) }
    let comparisons = partitions.reduce(0) { $0 + $1.parts.count }
    let biases = try classBias(logProbabilities: logs, labels: labels, weights: weights)
    var columns: [SlicedColumn] = []
    for (place, partition) in partitions.enumerated() {
      let estimates = try SliceEstimate.of(
        partition.partOfRow, count: partition.parts.count, losses: losses,
        forecasts: place > 0 ? scored.scores.forecasts : nil, units: scored.units)
      columns.append(
        SlicedColumn(
          column: place == 0 ? target : scored.slices[place - 1].name, kind: partition.kind,
          levels: partition.levels,
          slices: try zip(partition.parts, estimates).enumerated().map {
            (part, slice) throws(EvaluationError) in
            // Of a slice by class those of all classes in it.
            let bias =
              place > 0
              ? slice.1.bias
              : biases.indices.filter { partition.partOfLevel[$0] == Int32(part) }
                .reduce(0) { $0 + biases[$1] }
            return try Slice(
              slice.0, slice.1, bias: bias, comparisons: comparisons)
          }))
    }
    self.init(
      worstShare: costliest.worstShare,
      worstRows: costliest.rows.map { row in
        WorstRow(
          id: id(row), line: scored.lines[row], truth: scored.truth(ofRow: row),
          predicted: classes[Int(scored.scores.predicted[row])], probability: exp(-losses[row]),
          logLoss: losses[row])
      },
      suspectCount: found.suspects.count, suspectNoise: found.noise.mean,
      suspectNoise95: found.noise95,
      suspects: found.suspects.prefix(most).map { suspect in
        let row = suspect.row
        return Suspect(
          id: id(row), line: scored.lines[row], truth: scored.truth(ofRow: row),
          probability: exp(logs[row, Int(labels[row])]), suspected: classes[suspect.suspected],
          suspectedProbability: exp(logs[row, suspect.suspected]))
      },
      slices: columns)
  }
}

extension LossPlaces {
  /// How many rows are named unless told otherwise.
  package static let usualMost = 10

  /// That few rows cost so much that the mean is less sure than its interval says.
  var lint: [LintFinding] {
    guard let worstShare, worstShare > CostliestRows.mostForIntervals else { return [] }
    return [.fewRowsCostMost(share: worstShare, of: .row)]
  }
}

extension LossPlaces.Slice {
  fileprivate init(
    _ part: Part, _ estimate: SliceEstimate, bias: Double, comparisons: Int
  ) throws(EvaluationError) {
    let difference = estimate.difference
    self.init(
      part: part, rows: estimate.rows, logLoss: estimate.loss.mean,
      difference: difference.mean.isFinite
        ? PairedDifference(
          estimate: difference.mean,
          interval: try difference.interval(comparisons: comparisons)) : nil,
      bias: bias)
  }
}

/// Which part of a column each row is in.
private struct Partition {
  let kind: LossPlaces.SlicedColumn.Kind
  let parts: [LossPlaces.Slice.Part]
  let partOfRow: [Int32]
  /// The part of each level; empty of numbers.
  let partOfLevel: [Int32]
  /// How many levels have rows; nil of numbers.
  let levels: Int?

  init(_ column: SliceColumn) {
    switch column.cells {
    case .levels(let codes, let names):
      self.init(.levels, codes, names, most: mostLevels)
    case .numbers(let numbers, let areDates):
      let bins = QuantileBins(of: numbers, most: mostRanges)
      let ranges = bins.ranges.map {
        LossPlaces.Slice.Part.range($0.lowerBound, $0.upperBound)
      }
      let missing = Int32(ranges.count)
      self.init(
        kind: areDates ? .dates : .numbers,
        parts: ranges + (bins.binOfRow.contains(-1) ? [.missing] : []),
        partOfRow: bins.binOfRow.map { $0 < 0 ? missing : $0 }, partOfLevel: [], levels: nil)
    }
  }

  /// The classes of the truth.
  init(classesOf labels: [Int32], _ names: [String]) {
    self.init(.classes, labels, names, most: mostClasses)
  }

  /// The levels that have most rows, the others as one part, and missing cells as the last.
  private init(
    _ kind: LossPlaces.SlicedColumn.Kind, _ codes: [Int32], _ names: [String], most: Int
  ) {
    var rows = [Int](repeating: 0, count: names.count)
    for code in codes where code >= 0 { rows[Int(code)] += 1 }
    let present = rows.indices.filter { rows[$0] > 0 }
    let bySize = present.sorted { rows[$0] != rows[$1] ? rows[$0] > rows[$1] : $0 < $1 }
    // One level alone is not merged: it would take as many lines.
    let kept = bySize.count <= most + 1 ? present : bySize.prefix(most).sorted()
    var partOfLevel = [Int32](repeating: Int32(kept.count), count: names.count)
    for (part, level) in kept.enumerated() { partOfLevel[level] = Int32(part) }
    var parts = kept.map { LossPlaces.Slice.Part.level(names[$0]) }
    if present.count > kept.count { parts.append(.others(levels: present.count - kept.count)) }
    let missing = Int32(parts.count)
    if codes.contains(where: { $0 < 0 }) { parts.append(.missing) }
    self.init(
      kind: kind, parts: parts,
      partOfRow: codes.map { $0 < 0 ? missing : partOfLevel[Int($0)] }, partOfLevel: partOfLevel,
      levels: present.count)
  }

  private init(
    kind: LossPlaces.SlicedColumn.Kind, parts: [LossPlaces.Slice.Part], partOfRow: [Int32],
    partOfLevel: [Int32], levels: Int?
  ) {
    self.kind = kind
    self.parts = parts
    self.partOfRow = partOfRow
    self.partOfLevel = partOfLevel
    self.levels = levels
  }
}

/// The levels of a column that are shown one by one.
private let mostLevels = 20
/// The classes that are.
private let mostClasses = 100
/// The ranges that numbers are cut into.
private let mostRanges = 10
