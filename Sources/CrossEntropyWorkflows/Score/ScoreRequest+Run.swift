internal import CrossEntropy
internal import CrossEntropyEvaluation
internal import CrossEntropyFiles
internal import CrossEntropyLearning

extension ScoreRequest {
  /// Reads the files, looks at their numbers, and scores them.
  ///
  /// - Parameters:
  ///   - threads: The most threads; they change no digit.
  ///   - memory: The most bytes to hold beyond the files; nil: half of what is free.
  public func run(threads: Int = 1, memory: Int? = nil) throws(WorkflowError) -> ScoreOutcome {
    try validate()
    if merges { return try merged() }
    var (scores, rows): ([PredictionScores], [ScoredRows]) = ([], [])
    var part: [UInt8]?
    for reading in predictions {
      let scored = try PredictionFile(self, reading, threads: threads, memory: memory)
        .scored(threads: threads, memory: memory)
      let calibration = try PredictionScores.calibration(of: scored, self, threads: threads)
      scores.append(try PredictionScores(scored, self, calibration, threads: threads))
      rows.append(scored)
      if isPart { part = try ScorePartial(scored, calibration).bytes }
    }
    return ScoreOutcome(
      request: self, predictions: scores,
      pairs: try rows.dropFirst().map { (own) throws(WorkflowError) in
        try PredictionPair(
          own, against: rows[0], comparisons: rows.count - 1, margin: margin,
          constant: scores[0].baseRateLogLoss ?? 0)
      }, part: part)
  }

  /// Merges partial results.
  private func merged() throws(WorkflowError) -> ScoreOutcome {
    let paths = predictions.map(\.path)
    var all = try ScorePartial(path: paths[0])
    for path in paths.dropFirst() { try all.merge(ScorePartial(path: path), path: path) }
    let (formed, others) = (metrics ?? ScoreMetric.allCases).reduce(into: ([], [])) {
      (parts: inout ([ScoreMetric], [ScoreMetric]), metric) in
      let isFormed = metric.isMergeable && (metric != .ece || all.calibration != nil)
      if isFormed { parts.0.append(metric) } else { parts.1.append(metric) }
    }
    var request = self
    request.metrics = formed
    let lint = all.digits.findings + (others.isEmpty ? [] : [.notMerged(others)])
    let scored = ScoredRows(
      path: paths.joined(separator: ", "), classes: all.classes, columns: [],
      count: all.sums.rows, sums: all.sums, labels: [],
      logProbabilities: Matrix(rows: 0, columns: all.classes.count, repeating: 0),
      scores: RowScores(classes: all.classes.count), units: RowUnits(),
      keys: .numbers(nil, count: 0), id: nil, lines: ScoredLines(),
      unlabelledRows: all.unlabelledRows, lint: lint, digits: all.digits, notes: [])
    let scores = try PredictionScores(
      scored, request, formed.contains(.ece) ? all.calibration : nil, threads: 1)
    return ScoreOutcome(request: self, predictions: [scores], pairs: [], part: nil)
  }
}
