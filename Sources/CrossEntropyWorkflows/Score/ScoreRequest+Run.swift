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
    if let labels = try labels(memory: memory) {
      return try run(labels: labels, threads: threads, memory: memory)
    }
    var (scores, rows): ([PredictionScores], [ScoredRows]) = ([], [])
    for reading in predictions {
      let scored = try PredictionFile(self, reading, threads: threads, memory: memory)
        .scored(threads: threads, memory: memory)
      scores.append(try PredictionScores(scored, self, threads: threads))
      rows.append(scored)
    }
    return ScoreOutcome(
      request: self, predictions: scores,
      pairs: try rows.dropFirst().map { (own) throws(WorkflowError) in
        try PredictionPair(
          own, against: rows[0], comparisons: rows.count - 1, margin: margin,
          constant: scores[0].baseRateLogLoss ?? 0)
      })
  }
}
