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
    do throws(WorkflowError) {
      return try outcome(threads: threads, memory: memory)
    } catch {
      throw mended(error)
    }
  }

  /// What is wrong with a file, and what mends it where no column can be ignored.
  func mended(_ error: WorkflowError) -> WorkflowError {
    error.withoutIgnoring(parts: [
      (.target, targetColumn), (.idColumn, id), (.weight, weight), (.group, group),
      (.tokens, tokens),
    ])
  }

  /// Throws where what gives its bytes once would be read twice; of truths the first reading serves all files.
  func checkPipes() throws(WorkflowError) {
    let isScored = baseline.map { !ScoreBaseline.isOutcome($0) } ?? false
    let readsCostsAgain = predictions.count + (isScored ? 1 : 0) > 1
    var seen: Set<Pipe> = []
    for path in inputs {
      guard let pipe = Pipe(path) else { continue }
      guard seen.insert(pipe).inserted, path != rule?.costTable || !readsCostsAgain else {
        throw WorkflowError(
          .score(.pipeReadTwice), at: .file(fileName(of: path)), remedies: [.save(.file)])
      }
    }
  }

  private func outcome(threads: Int, memory: Int?) throws(WorkflowError) -> ScoreOutcome {
    try checkPipes()
    if merges { return try merged(memory: memory, threads: threads) }
    if let tokens {
      return ScoreOutcome(
        request: self, predictions: [], pairs: [], gates: [], keptRows: nil,
        tokens: try tokenOutcome(column: tokens, threads: threads, memory: memory), part: nil)
    }
    if let labels = try labels(memory: memory) {
      return try run(labels: labels, threads: threads, memory: memory)
    }
    let outcome = try readOutcome(memory: memory)
    let (request, files) = try opened(beside: outcome, threads: threads, memory: memory)
    return try request.outcome(of: files, beside: outcome, threads: threads, memory: memory)
  }

  /// Scores files that are open.
  private func outcome(
    of files: OpenedFiles, beside outcome: ScoreBaseline?, threads: Int, memory: Int?
  ) throws(WorkflowError) -> ScoreOutcome {
    let atOnce = min(threads, predictions.count)
    let all = parallelMap(predictions.count, threads: atOnce) { place in
      Result { () throws(WorkflowError) in
        try scored(
          files.predictions[place], files, threads: max(1, threads / atOnce), memory: memory)
      }
    }
    let ofBaseline = try files.baseline.map { (file) throws(WorkflowError) in
      try scored(file, files, threads: threads, memory: memory)
    }
    var (scores, rows): ([PredictionScores], [ScoredRows]) = ([], [])
    var calibration: CalibrationSums?
    for result in all {
      let ofFile = try result.get()
      rows.append(ofFile.rows)
      scores.append(ofFile.scores)
      calibration = ofFile.calibration
    }
    if let ofBaseline { rows.append(ofBaseline.rows) }
    var request = self
    scores[0].lint.insert(
      contentsOf: try request.join(&rows, isJoined: rows.count > 1 || outcome?.isPaired == true),
      at: 0)
    let part = isPart ? try ScorePartial(rows[0], calibration, request).bytes : nil
    let baseline =
      ofBaseline.map { ScoreBaseline(rows.removeLast(), $0.scores) } ?? outcome
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
      request: request, predictions: scores, pairs: pairs,
      gates: try gateResults(scores, rows, pairs, baseline),
      keptRows: keepsRows ? KeptRows(rows[0]) : nil, part: part)
  }

  /// The rows of a file, their scores, and the sums of its calibration.
  func scored(
    _ file: TableFile, _ files: OpenedFiles, threads: Int, memory: Int?
  ) throws(WorkflowError) -> (
    rows: ScoredRows, scores: PredictionScores, calibration: CalibrationSums?
  ) {
    // Other files' rows are found by theirs.
    let isAlone = predictions.count == 1 && baseline == nil && !keepsRows
    let scored = try PredictionFile(
      self, file, truth: files.truth, maySample: isAlone, threads: threads, memory: memory
    ).scored(threads: threads)
    let calibration = try PredictionScores.calibration(of: scored, self, threads: threads)
    return (
      scored, try PredictionScores(scored, self, calibration, threads: threads), calibration
    )
  }
}

extension WorkflowError {
  /// The same where columns are named, and none can be ignored.
  ///
  /// - Parameter parts: The columns that are named one by one.
  func withoutIgnoring(parts: [(setting: RequestSetting, column: String?)]) -> WorkflowError {
    var mended = self
    mended.remedies.removeAll { if case .set(.ignore, _) = $0 { true } else { false } }
    if case .table(.json(.nested(let key))) = cause {
      mended.remedies =
        parts.first { $0.column == key }.map { [.nameAnother($0.setting)] }
        ?? [.set(.classColumns), .remove(.key)]
    }
    return mended
  }
}
