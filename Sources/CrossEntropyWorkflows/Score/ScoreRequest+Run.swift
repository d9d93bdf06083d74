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
    if merges { return try merged(memory: memory, threads: threads) }
    if let tokens {
      return ScoreOutcome(
        request: self, predictions: [], pairs: [], gates: [], keptRows: nil,
        tokens: try tokenOutcome(column: tokens, threads: threads, memory: memory), part: nil)
    }
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
        try scored(predictions[place], threads: max(1, threads / atOnce), memory: memory)
      }
    }
    for result in all {
      let (ofFile, file, calibration) = try result.get()
      rows.append(ofFile)
      scores.append(file)
      if isPart { part = try ScorePartial(ofFile, calibration, self).bytes }
    }
    let first = baseline == nil ? rows[0] : baseline?.predictions
    let others = baseline == nil ? rows.dropFirst() : rows[...]
    // Decisions, areas and precisions are those of the positive class.
    if let first, first.classes.count == 2 {
      for own in others where own.classes == first.classes.reversed() {
        throw WorkflowError(
          .score(.otherPositive(own.classes[1], first: first.classes[1])),
          at: .file(own.path), remedies: [.set(.classColumns)])
      }
    }
    let constant = baseline?.baseRateLogLoss ?? scores[0].baseRateLogLoss ?? 0
    let pairs =
      try first.map { (first) throws(WorkflowError) in
        try others.map { (own) throws(WorkflowError) in
          try PredictionPair(
            own, against: first, comparisons: others.count, margin: margin, constant: constant,
            hasDivergence: forms(.divergence), threads: threads)
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
    // Other files' rows are found by theirs.
    let isAlone = predictions.count == 1 && baseline == nil && !keepsRows
    let scored = try PredictionFile(
      self, reading, maySample: isAlone, threads: threads, memory: memory
    ).scored(threads: threads)
    let calibration = try PredictionScores.calibration(of: scored, self, threads: threads)
    return (
      scored, try PredictionScores(scored, self, calibration, threads: threads), calibration
    )
  }
}
