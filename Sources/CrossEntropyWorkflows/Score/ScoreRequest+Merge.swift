internal import CrossEntropy
internal import CrossEntropyEvaluation
internal import CrossEntropyFiles
internal import CrossEntropyLearning

extension ScoreRequest {
  /// Merges partial results, and scores their rows as those of one file.
  func merged(memory: Int?, threads: Int) throws(WorkflowError) -> ScoreOutcome {
    let all = try ScorePartial(merging: predictions.map(\.path), memory: memory)
    var request = self
    (request.seed, request.target) = (all.settings.seed, all.settings.target)
    (request.id, request.weight) = (all.settings.id, all.settings.weight)
    request.group = all.settings.group
    (request.scale, request.normalizes) = (all.settings.scale, all.settings.normalizes)
    let known = all.settings.metrics ?? ScoreMetric.ofOneFile
    var ofRows = request
    ofRows.metrics = (formed ?? known).filter(known.contains)
    ofRows.gates = []
    let missing = (formed ?? []).filter { !known.contains($0) }
    let scored = try ofRows.scored(
      all,
      lint: all.repeatedIDs + all.gaps + all.digits.findings
        + (missing.isEmpty ? [] : [.notMerged(missing)]))
    let scores = try PredictionScores(
      scored, ofRows, ofRows.forms(.ece) ? all.calibration : nil,
      threads: threads)
    return ScoreOutcome(
      request: request, predictions: [scores], pairs: [],
      gates: try gateResults([scores], [scored], [], nil), keptRows: nil, part: nil)
  }

  /// The rows of merged parts, scored as they were read.
  private func scored(
    _ all: ScorePartial, lint: [LintFinding]
  ) throws(WorkflowError) -> ScoredRows {
    let path = predictions.map(\.path).joined(separator: ", ")
    let (classes, rows) = (all.classes, all.rows)
    let isPositiveAlone = rows?.columns == 1
    let numbers = PredictionNumbers(
      scale: scale, normalizes: normalizes,
      columns: isPositiveAlone ? [classes[1]] : classes, classes: classes.count, kept: .all,
      hasBrier: true)
    var (logs, scores) = (PredictionLogs(), RowScores(classes: classes.count))
    do throws(EvaluationError) {
      if let rows { (logs, scores) = try numbers.scored(rows) }
    } catch {
      throw WorkflowError(.broken("\(error)"), at: .file(path))
    }
    return ScoredRows(
      path: path, classes: classes, columns: nil, count: all.sums.rows, sums: all.sums,
      labels: rows?.labels ?? [], logs: logs.asGiven(classes: classes.count),
      logProbabilities: logs.divided(classes: classes.count).asGiven(classes: classes.count),
      scores: scores,
      units: RowUnits(
        weights: weight.flatMap { _ in rows?.weights }, groups: group.flatMap { _ in rows?.groups }),
      keys: id.flatMap { _ in rows.map { .ids($0.ids) } }
        ?? .numbers(rows?.numbers, count: rows?.count ?? 0),
      id: rows?.ids.isEmpty == false ? id : nil, lines: ScoredLines(rows: rows?.numbers),
      slices: [], unlabelledRows: all.unlabelledRows, lint: lint, digits: all.digits, notes: [],
      weightUnit: all.settings.weightUnit)
  }
}
