internal import CrossEntropy
internal import CrossEntropyEvaluation
internal import CrossEntropyFiles
internal import CrossEntropyLearning

/// A file of predictions that is read part by part; what scores need of its rows is kept.
struct PredictionFile {
  private let request: ScoreRequest
  /// The most bytes to hold beyond the file.
  private let limit: Int
  private let file: TableFile
  private let columns: PredictionColumns
  private var numbers: PredictionNumbers
  /// The truths, where they are known before the predictions are read.
  private let truth: PredictionTruth?
  /// The class of each of them.
  private let truthLabels: [Int32]
  /// Whether the file has labels, too, though the truth is another's.
  private let hasOwnLabels: Bool
  /// How many rows are of another class by these, and the line of the first.
  private var otherLabels: (rows: Int, first: Int) = (0, 0)

  private var checks: NumberChecks?
  /// How many rows are scored.
  private var count = 0
  private var sums: ScoreSums
  private var labels: [Int32] = []
  private var logs = PredictionLogs()
  private var scores: RowScores
  /// Whether a sample is kept where memory does not hold all rows.
  private let maySample: Bool
  /// What a part, or a sample, keeps of its rows; nil unless one is asked for, and where nothing needs them.
  private var partRows: PartRows?
  /// Whether a part keeps a sample.
  private var isSample = false
  private var calibration: CalibrationSums?
  /// Why rows have no scores.
  private var broken: EvaluationError?
  /// A power of two by which weights are multiplied, so that no sum overflows.
  private var weightUnit: Double?
  private var weights: [Double] = []
  private var groups: [Int32] = []
  private var ids: [String] = []
  /// The rows of the file that are kept; nil while none was left out.
  private var keptRows: [Int]?
  /// About how many rows there are.
  private var likelyRows = 0
  private var unlabelledRows = 0
  private var unmatchedRows = 0
  /// Which truths that are joined by their IDs have a prediction.
  private var isMatched: [Bool]
  /// Texts that are no truth.
  private let missingTruths: Set<String>
  private var truthTexts = GatheredTexts()
  /// The class of each of these; nil where it is none.
  private var labelOfTruth: [Int32?] = []
  private var groupTexts = GatheredTexts()
  private var seenIDs = SeenIDs()

  /// Looks at the columns of a file, and reads its truths where they are needed first.
  ///
  /// - Parameters:
  ///   - request: What is asked of it.
  ///   - file: The file.
  ///   - truthFile: That of the truths; nil: they are in the same.
  ///   - maySample: Whether a sample is kept where memory does not hold all rows.
  ///   - threads: The most threads.
  ///   - memory: The most bytes to hold beyond the files.
  init(
    _ request: ScoreRequest, _ file: TableFile, truth truthFile: TableFile?, maySample: Bool,
    threads: Int, memory: Int?
  ) throws(WorkflowError) {
    var request = request
    let target = request.targetColumn
    // All files are read alike.
    let missing = request.predictions[0].namedMissing
    var truth: PredictionTruth?
    if let truthFile {
      let id = truthFile.name.hasSuffix(".npy") ? nil : request.id
      if id == nil { try file.checkRowCount(beside: truthFile) }
      truth = try PredictionTruth(
        truthFile, target: target, id: id, missing: missing, mayRepeat: request.takesUsualID,
        threads: threads)
    }
    /// Of classes that are called as their columns are one may be called as a column of IDs is.
    func leaveClasses() throws(WorkflowError) {
      guard request.takesUsualID, let id = request.id, truth?.cells.levels.contains(id) == true,
        try !file.columns().names.contains(where: PredictionColumns.isPrefixed)
      else { return }
      request.id = nil
      truth?.leaveIDs()
    }
    try leaveClasses()
    if truth == nil {
      try file.check(column: target, isUnnamedTruth: request.target == nil)
    }
    for name in [request.id, request.weight, request.group].compactMap({ $0 }) {
      try file.check(column: name)
    }
    var columns = try PredictionColumns(request, file, truth: truth?.cells)
    if columns == nil {
      truth = try PredictionTruth(file, target: target, id: nil, missing: missing, threads: threads)
      try leaveClasses()
      columns = try PredictionColumns(request, file, truth: truth?.cells)
    }
    guard let columns else { throw WorkflowError(.score(.noClassColumns), at: .file(file.name)) }
    let hasTarget = try file.has(column: target)
    hasOwnLabels = hasTarget && truthFile != nil && !columns.names.contains(target)
    let known = columns.labels(of: truth?.cells.levels ?? [], numbers: truth?.cells.numbers ?? [])
    truthLabels =
      try truth.map { (truth) throws(WorkflowError) in
        try truth.cells.codes.enumerated().map { (row, code) throws(WorkflowError) in
          guard code >= 0 else { return -1 }
          guard let label = known[Int(code)] else {
            throw columns.unknown(
              truth.cells.levels[Int(code)],
              at: FilePlace(file: truth.name, line: truth.lines[row]))
          }
          return label
        }
      } ?? []
    let keepsRows = request.isPart && ScoreMetric.needRows(request.formed)
    numbers = PredictionNumbers(
      scale: request.scale, normalizes: request.normalizes,
      columns: columns.isPositiveAlone ? [columns.classes[1]] : columns.classes,
      // A part keeps what it is written with, and forms the rest of that.
      classes: columns.classes.count, kept: keepsRows ? .scores : request.kept,
      hasBrier: request.forms(.brier) || request.isPart, keepsGiven: keepsRows)
    partRows = keepsRows ? PartRows(columns: numbers.columns.count) : nil
    do throws(EvaluationError) {
      sums = try ScoreSums(predictionsOf: columns.classes.count)
    } catch {
      throw WorkflowError(.broken("\(error)"), at: .file(file.name))
    }
    scores = RowScores(classes: columns.classes.count)
    isMatched = [Bool](repeating: false, count: truth?.rowOfID == nil ? 0 : truthLabels.count)
    (self.request, self.file, self.truth, self.columns) = (request, file, truth, columns)
    self.maySample = maySample
    // Sums alone take no memory that grows with the rows.
    limit =
      numbers.kept.isEmpty && request.group == nil && request.id == nil
      ? .max : memoryBudget(memory)
    missingTruths = missing
  }

  /// Reads all rows, and scores them.
  ///
  /// - Parameter threads: The most threads.
  consuming func scored(threads: Int) throws(WorkflowError) -> ScoredRows {
    let slices = try PredictionSlices(request, file, truth)
    let table = try rows()
    while true {
      let firstRow = table.rowCount
      let batches = try table.next(threads: threads)
      if batches.isEmpty { break }
      let (done, all) = table.progress
      let rows = Double(table.rowCount) * max(1, Double(all) / Double(max(1, done)))
      likelyRows = Int(rows * 1.02)
      // What the first rows say of all is not exact.
      if firstRow == 0, maySample, rows * Double(bytesPerRow) > 0.9 * Double(limit),
        rows > Double(PartRows(columns: numbers.columns.count).mostSampled)
      {
        keepSample()
      }
      var parts: [PredictionRows] = []
      for batch in batches {
        parts.append(try part(batch, firstRow: parts.last?.nextRow ?? firstRow, table))
      }
      let needed = wholeBytes(rows * Double(bytesPerRow) + Double(heldOfTexts))
      if needed > limit, partRows != nil, heldOfTexts < limit {
        isSample = true
      } else if needed > limit {
        throw WorkflowError.tooLarge(
          needed, limit: limit, at: .file(file.name), else: [.reduce(.table)])
      }
      if firstRow == 0, partRows == nil { reserve(rows: likelyRows) }
      let (numbers, some) = (numbers, parts)
      let made = parallelMap(parts.count, threads: threads) { place in
        Result { () throws(WorkflowError) in try numbers.scored(some[place]) }
      }
      for (part, rows) in zip(made, parts) {
        let part = try part.get()
        append(part)
        keep(part, rows, threads: threads)
      }
    }
    let digits = try checked(table).digits
    try takeRowsOfPart()
    let rows = partRows?.rowsOfFile(before: request.rowsBefore) ?? keptRows
    let keys: RowKeys =
      request.id == nil ? .numbers(rows, count: partRows?.count ?? count) : .ids(ids)
    return ScoredRows(
      path: file.name, classes: columns.classes, columns: columns, count: count, sums: sums,
      labels: labels,
      logs: logs.asGiven(classes: columns.classes.count),
      logProbabilities: logs.divided(classes: columns.classes.count)
        .asGiven(classes: columns.classes.count),
      scores: scores,
      units: RowUnits(
        weights: request.weight.map { _ in weights }, groups: request.group.map { _ in groups }),
      keys: keys, id: request.id,
      lines: ScoredLines(
        lines: table.rowLines, rows: rows, rowsBefore: request.rowsBefore),
      slices: try slices.columns(keys, keptRows: rows, threads: threads),
      unlabelledRows: unlabelledRows, lint: lint(table.rowLines) + digits.findings, digits: digits,
      notes: table.notes.map { .table($0) }, partRows: partRows, calibration: calibration,
      groupNames: request.group == nil ? [] : groupTexts.levels, weightUnit: weightUnit ?? 1,
      repeatedRows: seenIDs.repeatedRows, rowsRead: table.rowCount,
      hasTruthByID: truth?.rowOfID != nil)
  }

  /// Keeps rows as a part does, of which a sample may be left.
  private mutating func keepSample() {
    guard partRows == nil, !numbers.kept.isEmpty else { return }
    numbers.kept = .scores
    numbers.keepsGiven = true
    partRows = PartRows(columns: numbers.columns.count)
  }

  /// The rows of the file, of which nothing is read yet.
  private func rows() throws(WorkflowError) -> TableRows {
    do throws(TableError) {
      if columns.areNumbers, numbers.kept.isEmpty, request.weight == nil, texts.isEmpty,
        let rows = try TableRows(unreadRowsOf: file)
      {
        return rows
      }
    } catch {
      throw WorkflowError(error)
    }
    return try TableRows(file, columns: columns.names, weight: request.weight, texts: texts)
  }

  /// About how many bytes a row takes in memory until all scores are formed.
  private var bytesPerRow: Int {
    if partRows != nil { return PartRows.bytesPerRow(classes: columns.classes.count) }
    return (numbers.kept.contains(.logProbabilities) ? 16 * columns.classes.count + 100 : 0)
      + (numbers.kept.contains(.scores) ? 150 : 0)
  }

  /// About how many bytes the groups that were met take with their sums, and the IDs.
  private var heldOfTexts: Int { groupTexts.levels.count * 1_000 + seenIDs.count * 170 }

  // MARK: Parts

  /// The columns of texts, in the order of a batch.
  private var texts: [String] {
    [hasOwnLabels || truth == nil ? request.targetColumn : nil, request.id, request.group]
      .compactMap { $0 }
  }

  /// What is scored of a batch; takes what is kept of these rows beside their scores.
  private mutating func part(
    _ batch: RowBatch, firstRow: Int, _ table: TableRows
  ) throws(WorkflowError) -> PredictionRows {
    func place(_ row: Int) -> FilePlace {
      FilePlace(file: file.name, line: table.rowLines[firstRow + row])
    }
    var texts = batch.texts[...]
    let ownLabels = hasOwnLabels || truth == nil ? texts.popFirst() : nil
    let ids = request.id == nil ? nil : texts.popFirst()
    let groups = texts.first
    let weights = request.weight == nil ? nil : batch.numbers.last
    let factor = weights == nil ? 1 : unit(of: weights ?? [])
    let ownCodes = ownLabels.map { truthTexts.codes(of: $0) }
    let truthCodes = truth == nil ? ownCodes : nil
    if truthTexts.levels.count > labelOfTruth.count {
      let new = Array(truthTexts.levels[labelOfTruth.count...])
      let known = columns.labels(of: new, numbers: new.map { number(writtenAs: $0) ?? .nan })
      labelOfTruth += zip(new, known).map { missingTruths.contains($0) ? -1 : $1 }
    }
    let idCodes = ids.map { seenIDs.codes(of: $0) }
    let groupCodes = groups.map { groupTexts.codes(of: $0) }

    var (kept, labels, groupsOfPart): ([Int], [Int32], [Int32]) = ([], [], [])
    var (weightsOfPart, idsOfPart): ([Double], [String]) = ([], [])
    kept.reserveCapacity(batch.rowCount)
    labels.reserveCapacity(batch.rowCount)
    for row in 0..<batch.rowCount {
      var label: Int32 = -1
      let id = idCodes.map { $0[row] } ?? -1
      seenIDs.add(id, row: firstRow + row)
      if let truthCodes {
        let code = Int(truthCodes[row])
        if code >= 0 {
          guard let known = labelOfTruth[code] else {
            throw columns.unknown(truthTexts.levels[code], at: place(row))
          }
          label = known
        }
      } else if let rowOfID = truth?.rowOfID {
        guard id >= 0, let match = rowOfID[seenIDs.text(of: id)] else {
          unmatchedRows += 1
          continue
        }
        isMatched[Int(match)] = true
        label = truthLabels[Int(match)]
      } else if firstRow + row < truthLabels.count {
        label = truthLabels[firstRow + row]
        if let other = truth?.idsInOrder?[firstRow + row], other != seenIDs.text(of: id) {
          throw WorkflowError(
            otherID: seenIDs.text(of: id), besides: other, column: request.id ?? "",
            in: truth?.name ?? "", at: place(row))
        }
      }
      // A text that is none of the classes is another label, too; one that is called missing is none.
      if hasOwnLabels, label >= 0, let code = ownCodes?[row], code >= 0,
        labelOfTruth[Int(code)] != label, labelOfTruth[Int(code)] != -1
      {
        if otherLabels.rows == 0 { otherLabels.first = place(row).line ?? 0 }
        otherLabels.rows += 1
      }
      let weight = weights?[row] ?? 1
      if let name = request.weight { try table.check(weight: weight, of: name) { place(row) } }
      if let groupCodes, groupCodes[row] < 0 {
        throw WorkflowError(
          .dataset(.missingGroup(column: request.group ?? "")), at: .file(place(row)),
          remedies: [.add(.group)])
      }
      if label < 0 { unlabelledRows += 1 }
      guard label >= 0, weight > 0 else { continue }
      kept.append(row)
      labels.append(label)
      if weights != nil { weightsOfPart.append(weight * factor) }
      if let groupCodes { groupsOfPart.append(groupCodes[row]) }
      if idCodes != nil, numbers.kept.contains(.scores) {
        idsOfPart.append(seenIDs.text(of: id))
      }
    }
    if !numbers.kept.isEmpty, partRows == nil {
      if keptRows == nil, kept.count < batch.rowCount {
        keptRows = Array(0..<firstRow)
        keptRows?.reserveCapacity(likelyRows)
      }
      keptRows?.append(contentsOf: kept.lazy.map { firstRow + $0 })
      self.labels += labels
      self.weights += weightsOfPart
      self.groups += groupsOfPart
      self.ids += idsOfPart
    }
    count += labels.count
    return PredictionRows(
      batch: batch, firstRow: firstRow, kept: kept.count < batch.rowCount ? kept : nil,
      rowsBefore: request.rowsBefore, labels: labels,
      units: RowUnits(
        weights: weights.map { _ in weightsOfPart }, groups: groups.map { _ in groupsOfPart }),
      ids: idsOfPart)
  }

  private mutating func reserve(rows: Int) {
    if !numbers.kept.isEmpty { labels.reserveCapacity(rows) }
    if numbers.kept.contains(.logProbabilities) {
      logs.reserveCapacity(rows: rows, classes: columns.classes.count)
    }
    if numbers.kept.contains(.scores) { scores.reserveCapacity(rows) }
  }

  /// The power of two for weights of which these are the first.
  private mutating func unit(of weights: [Double]) -> Double {
    let unit = self.weightUnit ?? unitOfWeights(weights)
    self.weightUnit = unit
    return unit
  }

  private mutating func append(_ part: PredictionNumbers.Scored) {
    if checks == nil { checks = part.checks } else { checks?.merge(part.checks) }
    logs.append(part.logs)
    if partRows == nil, let scores = part.scores { self.scores.append(scores) }
    do throws(EvaluationError) {
      if let added = try part.sums?.get() { try sums.merge(added) }
    } catch {
      broken = error
    }
  }

  /// Keeps what a part is made of, and sums the rest of what needs rows.
  private mutating func keep(
    _ part: PredictionNumbers.Scored, _ rows: PredictionRows, threads: Int
  ) {
    // Without scores a number is wrong, which is said when all is read.
    guard partRows != nil, let scores = part.scores else { return }
    partRows?.append(
      part.given, labels: rows.labels, units: rows.units, ids: rows.ids, numbers: rows.numbers)
    if isSample, let kept = partRows, kept.count > 2 * kept.mostSampled {
      partRows = kept.sorted(isSample: true, seed: request.seed)
    }
    guard request.forms(.ece) else { return }
    do throws(EvaluationError) {
      let sums = try CalibrationSums(
        scores.forecasts, weights: rows.units.weights, numbers: rows.numbers,
        simulations: PredictionScores.simulations(of: rows.units),
        seed: RandomSeed(request.seed).derived(0), threads: threads)
      if calibration == nil { calibration = sums } else { try calibration?.merge(sums) }
    } catch {
      broken = error
    }
  }

  // MARK: When all is read

  /// Scores the rows that a part keeps.
  private mutating func takeRowsOfPart() throws(WorkflowError) {
    guard let all = partRows else { return }
    let kept = all.sorted(isSample: isSample, seed: request.seed)
    (partRows, isSample) = (kept, kept.count < count)
    (labels, weights, ids, groups) = (kept.labels, kept.weights, kept.ids, kept.groups)
    do throws(EvaluationError) {
      let scored = try numbers.scored(kept)
      (logs, scores) = (scored.logs, scored.scores)
    } catch {
      throw WorkflowError(.broken("\(error)"), at: .file(file.name))
    }
  }

  /// What the numbers show; throws what is wrong with the rows.
  private func checked(_ table: TableRows) throws(WorkflowError) -> NumberChecks {
    func place(_ row: Int) -> FilePlace { FilePlace(file: file.name, line: table.rowLines[row]) }
    if let truth, truth.rowOfID != nil {
      guard unmatchedRows < table.rowCount else {
        throw WorkflowError(
          .score(.noSharedID(column: request.id ?? "", truth: truth.name)), at: .file(file.name),
          remedies: [.nameAnother(.idColumn)])
      }
    } else if let truth, table.rowCount != truthLabels.count {
      throw file.otherRowCount(table.rowCount, truth: truth.name, rows: truthLabels.count)
    }
    guard let checks, count > 0 else {
      throw WorkflowError(
        .score(.nothingToScore(.row)), at: .file(file.name),
        remedies: request.target == nil ? [.set(.target)] : [])
    }
    // The first cell that is no number may stand in a row that is not scored.
    if let missing = checks.missing, missing.column < table.odd.count,
      table.odd[missing.column].cells > 0,
      file.hasText(columns.names[missing.column], row: missing.row)
    {
      throw WorkflowError(
        .dataset(.notNumbers(columns.names[missing.column])), at: .file(place(missing.row)),
        remedies: [.correct(.numbers)])
    }
    if let missing = checks.missing, table.notes.contains(.toolPredictions(.fastText)) {
      throw WorkflowError(
        .score(.missing(column: numbers.columns[missing.column])), at: .file(place(missing.row)),
        remedies: [.printAllLabels])
    }
    try checks.check(numbers, at: place)
    if let broken { throw WorkflowError(.broken("\(broken)"), at: .file(file.name)) }
    return checks
  }

  /// What is to be said of the columns and the IDs.
  private func lint(_ lines: RowLines) -> [LintFinding] {
    var lint: [LintFinding] =
      columns.isByOrder ? [.byOrder(columns: columns.names, classes: columns.classes)] : []
    if !seenIDs.firstRepeated.isEmpty, let id = request.id {
      lint.append(
        .repeatedIDs(
          rows: seenIDs.repeatedRows, column: id, lines: seenIDs.firstRepeated.map { lines[$0] },
          haveOneTruth: truth?.rowOfID != nil))
    }
    if otherLabels.rows > 0 {
      lint.append(
        .otherLabels(
          column: request.targetColumn, rows: otherLabels.rows, first: otherLabels.first))
    }
    let lost = (unmatchedRows, isMatched.count { !$0 })
    if lost.0 > 0 || lost.1 > 0 { lint.append(.unmatched(predictions: lost.0, truths: lost.1)) }
    return lint
  }
}

/// The power of two by which weights are multiplied, so that no sum overflows and every digit is kept.
func unitOfWeights(_ weights: [Double]) -> Double {
  let exponent = weights.max().map { $0 > 0 && $0.isFinite ? Int($0.exponent) : 0 } ?? 0
  return abs(exponent) < 400 ? 1 : Double(sign: .plus, exponent: -exponent, significand: 1)
}
