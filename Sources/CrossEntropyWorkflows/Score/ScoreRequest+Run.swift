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
    if let labels = try labels(memory: memory) {
      return try run(labels: labels, threads: threads, memory: memory)
    }
    let baseline = try readBaseline(threads: threads, memory: memory)
    var (scores, rows): ([PredictionScores], [ScoredRows]) = ([], [])
    var part: [UInt8]?
    // Standard input is read by one file, the first that asks for it.
    let readsPipe = (predictions.map(\.path) + [truth]).contains("-")
    let atOnce = readsPipe ? 1 : min(threads, predictions.count)
    let all = parallelMap(predictions.count, threads: atOnce) { place in
      Result { () throws(WorkflowError) in
        try scored(
          predictions[place], threads: max(1, threads / atOnce),
          memory: memoryBudget(memory) / atOnce)
      }
    }
    for result in all {
      let (ofFile, file, calibration) = try result.get()
      rows.append(ofFile)
      scores.append(file)
      if isPart { part = try ScorePartial(ofFile, calibration).bytes }
    }
    let first = baseline == nil ? rows[0] : baseline?.predictions
    let others = baseline == nil ? rows.dropFirst() : rows[...]
    let constant = baseline?.baseRateLogLoss ?? scores[0].baseRateLogLoss ?? 0
    let pairs =
      try first.map { (first) throws(WorkflowError) in
        try others.map { (own) throws(WorkflowError) in
          try PredictionPair(
            own, against: first, comparisons: others.count, margin: margin, constant: constant,
            hasDivergence: forms(.divergence))
        }
      } ?? []
    return ScoreOutcome(
      request: self, predictions: scores, pairs: pairs,
      gates: try gateResults(scores, rows, pairs, baseline),
      keptRows: keepsRows ? KeptRows(rows[0]) : nil, part: part)
  }

  /// The rows of a file, their scores, and the sums of its calibration.
  func scored(
    _ reading: TableReading, threads: Int, memory: Int?
  ) throws(WorkflowError) -> (
    rows: ScoredRows, scores: PredictionScores, calibration: CalibrationSums?
  ) {
    let scored = try PredictionFile(self, reading, threads: threads, memory: memory)
      .scored(threads: threads, memory: memory)
    let calibration = try PredictionScores.calibration(of: scored, self, threads: threads)
    return (
      scored, try PredictionScores(scored, self, calibration, threads: threads), calibration
    )
  }

  /// Merges partial results.
  private func merged() throws(WorkflowError) -> ScoreOutcome {
    let paths = predictions.map(\.path)
    for (place, path) in paths.enumerated() where paths[..<place].contains(path) {
      throw WorkflowError(.namedTwice(path, .merge, .merge))
    }
    var all = try ScorePartial(path: paths[0])
    for path in paths.dropFirst() { try all.merge(ScorePartial(path: path), path: path) }
    let (merged, others) = (formed ?? ScoreMetric.ofOneFile).reduce(into: ([], [])) {
      (parts: inout ([ScoreMetric], [ScoreMetric]), metric) in
      let isFormed = metric.isMergeable && (metric != .ece || all.calibration != nil)
      if isFormed { parts.0.append(metric) } else { parts.1.append(metric) }
    }
    var request = self
    (request.metrics, request.gates) = (merged, [])
    let lint = all.digits.findings + (others.isEmpty ? [] : [.notMerged(others)])
    let scored = ScoredRows(
      path: paths.joined(separator: ", "), classes: all.classes, columns: [],
      count: all.sums.rows, sums: all.sums, labels: [],
      logProbabilities: Matrix(rows: 0, columns: all.classes.count, repeating: 0),
      scores: RowScores(classes: all.classes.count), units: RowUnits(),
      keys: .numbers(nil, count: 0), id: nil, lines: ScoredLines(), slices: [],
      unlabelledRows: all.unlabelledRows, lint: lint, digits: all.digits, notes: [])
    let scores = try PredictionScores(
      scored, request, merged.contains(.ece) ? all.calibration : nil, threads: 1)
    return ScoreOutcome(
      request: self, predictions: [scores], pairs: [],
      gates: try gateResults([scores], [scored], [], nil), keptRows: nil, part: nil)
  }
}
