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
    let baseline = try readBaseline(threads: threads, memory: memory)
    var (scores, rows): ([PredictionScores], [ScoredRows]) = ([], [])
    for reading in predictions {
      let (ofFile, file) = try scored(reading, threads: threads, memory: memory)
      rows.append(ofFile)
      scores.append(file)
    }
    let first = baseline == nil ? rows[0] : baseline?.predictions
    let others = baseline == nil ? rows.dropFirst() : rows[...]
    let constant = baseline?.baseRateLogLoss ?? scores[0].baseRateLogLoss ?? 0
    let pairs =
      try first.map { (first) throws(WorkflowError) in
        try others.map { (own) throws(WorkflowError) in
          try PredictionPair(
            own, against: first, comparisons: others.count, margin: margin, constant: constant)
        }
      } ?? []
    return ScoreOutcome(
      request: self, predictions: scores, pairs: pairs,
      gates: try gateResults(scores, rows, pairs, baseline),
      keptRows: keepsRows ? KeptRows(rows[0]) : nil)
  }

  /// The rows of a file and their scores.
  func scored(
    _ reading: TableReading, threads: Int, memory: Int?
  ) throws(WorkflowError) -> (rows: ScoredRows, scores: PredictionScores) {
    let scored = try PredictionFile(self, reading, threads: threads, memory: memory)
      .scored(threads: threads, memory: memory)
    return (scored, try PredictionScores(scored, self, threads: threads))
  }
}
