internal import CrossEntropyEvaluation
internal import CrossEntropyFiles
internal import CrossEntropyLearning

/// The tokens of a file that have a weight, each with its loss.
struct TokenRows {
  let path: String
  /// −log p of every token.
  let losses: [Double]
  /// Their weights, and their documents as groups.
  let units: RowUnits
  /// The document of every token; nil where they are not told apart.
  let documents: Documents?
  /// The power of two by which weights are multiplied.
  let weightUnit: Double
  /// The line of every token, or of arrays its number.
  let lines: ScoredLines
  /// How the file was read.
  let notes: [DatasetNote]

  /// The names of documents.
  struct Documents {
    let codes: [Int32]
    let names: [String]

    subscript(token: Int) -> String { names[Int(codes[token])] }
  }

  /// The tokens that were given probability 0.
  var impossible: PredictionScores.Impossible? {
    get throws(EvaluationError) {
      let tokens = losses.indices.filter { losses[$0] == .infinity }
      guard !tokens.isEmpty else { return nil }
      let clipped = try units.mean(of: losses.map { min($0, ScoreSums.mostClippedLoss) }).mean
      let clip = try units.mean(
        of: losses.map { $0 == .infinity ? ScoreSums.mostClippedLoss : 0 }
      ).mean
      let finite = losses.indices.filter { losses[$0] < .infinity }
      return PredictionScores.Impossible(
        rows: tokens.count,
        first: tokens.prefix(ScoreSums.infiniteRowsKept).map { lines[$0] },
        clippedLogLoss: clipped, clippedShare: min(1, clip / clipped),
        logLossOfOthers: finite.isEmpty
          ? nil
          : try MeanEstimate(
            of: finite.map { losses[$0] }, weights: units.weights(of: finite)
          ).mean)
    }
  }
}

extension TokenRows {
  /// Reads the tokens of a file.
  ///
  /// - Parameters:
  ///   - request: What is asked of the file.
  ///   - column: The column of log-probabilities.
  ///   - reading: The file.
  ///   - threads: The most threads.
  ///   - memory: The most bytes to hold beyond the file.
  init(
    _ request: ScoreRequest, column: String, _ reading: TableReading, threads: Int, memory: Int?
  ) throws(WorkflowError) {
    let limit = memoryBudget(memory)
    let file = try TableFile.open(reading, memory: memory)
    // The one column of an array has no name.
    let names = try file.columns().names
    let column = names.count == 1 && file.isArray ? names[0] : column
    for name in [column, request.weight, request.group].compactMap({ $0 }) {
      try file.check(column: name)
    }
    let table = try TableRows(
      file, columns: [column], weight: request.weight, texts: [request.group].compactMap { $0 })
    let columns = request.weight == nil ? 1 : 2
    var checks = TokenChecks()
    var (losses, weights, groups): ([Double], [Double], [Int32]) = ([], [], [])
    var (documents, kept) = (GatheredTexts(), [Int]())
    while true {
      let firstRow = table.rowCount
      let batches = try table.next(threads: threads)
      if batches.isEmpty { break }
      let (done, all) = table.progress
      let needed = wholeBytes(
        Double(table.rowCount) * max(1, Double(all) / Double(max(1, done))) * bytesPerToken)
      if needed > limit {
        throw WorkflowError.tooLarge(
          needed, limit: limit, at: .file(file.name), else: [.reduce(.table)])
      }
      var row = firstRow
      for batch in batches {
        let codes = batch.texts.first.map { documents.codes(of: $0) }
        let numbers = try batch.numbers(columns: columns)
        for place in 0..<batch.rowCount {
          let weight = columns == 1 ? 1 : numbers[place * columns + 1]
          func line() -> FilePlace { FilePlace(file: file.name, line: table.rowLines[row]) }
          if let name = request.weight { try table.check(weight: weight, of: name, at: line) }
          if let codes, codes[place] < 0 {
            throw WorkflowError(
              .score(.missingDocument(column: request.group ?? "")), at: .file(line()),
              remedies: [.add(.cell)])
          }
          if weight > 0 {
            let value = numbers[place * columns]
            checks.add(value, row: row)
            // Rounding has put it above 0.
            losses.append(max(0, 0 - value))
            if request.weight != nil {
              weights.append(weight)
              kept.append(row)
            }
            if let codes { groups.append(codes[place]) }
          }
          row += 1
        }
      }
    }
    // Their sum must stay a number.
    let unit = unitOfWeights(weights)
    if unit != 1 { weights = weights.map { $0 * unit } }
    try checks.check(column: column, of: file, in: table) { FilePlace(file: file.name, line: $0) }
    guard !losses.isEmpty else {
      throw WorkflowError(
        .score(.nothingToScore(.token)), at: .file(file.name), remedies: [.set(.weight)])
    }
    self.init(
      path: file.name, losses: losses,
      units: RowUnits(
        weights: request.weight.map { _ in weights }, groups: request.group.map { _ in groups }),
      documents: request.group.map { _ in Documents(codes: groups, names: documents.levels) },
      weightUnit: unit,
      lines: ScoredLines(lines: table.rowLines, rows: request.weight.map { _ in kept }),
      notes: table.notes.map { .table($0) })
  }
}

/// About how many bytes a token takes until all scores are formed.
private let bytesPerToken = 64.0

/// What numbers show of whether they are log-probabilities.
private struct TokenChecks {
  /// The first that is missing.
  private var missingRow: Int?
  /// The first above 0, and in how many rows there are others.
  private var positive: (row: Int, value: Double)?
  private var positiveRows = 0
  private var (least, most) = (Double.infinity, -Double.infinity)

  mutating func add(_ value: Double, row: Int) {
    if value.isNaN {
      missingRow = missingRow ?? row
      return
    }
    least = min(least, value)
    most = max(most, value)
    guard value > mostLogProbability else { return }
    if positive == nil { positive = (row, value) }
    positiveRows += 1
  }

  /// Throws where they are none.
  func check(
    column: String, of file: TableFile, in table: TableRows, place: (_ line: Int) -> FilePlace
  ) throws(WorkflowError) {
    if let missingRow {
      let line = table.rowLines[missingRow]
      // The first cell that is no number may stand in a row of weight 0.
      guard table.odd[0].cells == 0 || !file.hasText(column, row: missingRow) else {
        throw WorkflowError(.dataset(.notNumbers(column)), at: .file(place(line)))
      }
      throw WorkflowError(
        .score(.missingToken(column: column)), at: .file(place(line)),
        remedies: [.remove(.firstTokens)])
    }
    guard let positive else { return }
    let isOfOneSign = least >= 0
    throw WorkflowError(
      .score(.positiveLog(positive.value, column: column, rows: positiveRows)),
      at: .file(place(table.rowLines[positive.row])),
      remedies: [
        isOfOneSign && most <= 1
          ? .correct(.logarithms) : isOfOneSign ? .correct(.signs) : .nameAnother(.tokens)
      ])
  }
}

/// So far above 0 single precision may put the logarithm of a probability of 1.
private let mostLogProbability = 1e-6

extension TableRows {
  /// Throws where a number is no weight.
  ///
  /// - Parameters:
  ///   - weight: The number.
  ///   - column: The column of weights, which is the last of the numbers.
  ///   - place: Where it stands.
  func check(
    weight: Double, of column: String, at place: () -> FilePlace
  ) throws(WorkflowError) {
    guard weight >= 0, weight < .infinity else {
      let place = place()
      throw WorkflowError(
        DatasetError(
          !weight.isNaN
            ? .negativeWeight(column: column, weight)
            : odd.last?.first?.line == place.line
              ? .weightsNotNumbers(column: column, note: nil) : .missingWeight(column: column),
          at: place))
    }
  }
}

extension ScoreRequest {
  /// Reads files of log-probabilities of tokens, and scores them.
  func tokenOutcome(column: String, threads: Int, memory: Int?) throws(WorkflowError)
    -> TokenOutcome
  {
    let files = try predictions.map { (reading) throws(WorkflowError) in
      try TokenRows(self, column: column, reading, threads: threads, memory: memory)
    }
    return TokenOutcome(
      files: try files.map { (rows) throws(WorkflowError) in try TokenScores(rows) },
      pairs: try files.dropFirst().map { (own) throws(WorkflowError) in
        try TokenPair(own, against: files[0], comparisons: files.count - 1, margin: margin)
      })
  }

  /// Throws where something is asked for that log-probabilities of tokens do not have.
  func checkTokens() throws(WorkflowError) {
    guard tokens != nil else { return }
    let given: [(RequestSetting, Bool)] = [
      (.target, target != nil), (.truth, truth != nil), (.idColumn, id != nil),
      (.classColumns, !columns.isEmpty), (.logits, scale == .logits),
      (.logProbabilities, scale == .logProbabilities), (.percent, scale == .percent),
      (.normalize, normalizes), (.merge, merges), (.partial, isPart),
      (.firstRow, firstRow != nil), (.metrics, metrics != nil), (.baseline, baseline != nil),
      (.keepRows, keepsRows), (.worst, worst != nil), (.slice, !slices.isEmpty),
      (.ece, ece != .equalWidth), (rule?.setting ?? .threshold, rule != nil),
      (gates.first?.isByValue == true ? .requirePoint : .require, !gates.isEmpty),
    ]
    for (setting, isGiven) in given where isGiven {
      throw WorkflowError(
        .settings(.together(.tokens, setting)), remedies: [.leaveOut(setting)])
    }
  }
}
