internal import CrossEntropy
internal import CrossEntropyFiles

/// The files of a request, opened once, so that what comes through a pipe is read once.
///
/// Their columns are known, after which nothing in them changes: several threads may read their rows.
struct OpenedFiles: @unchecked Sendable {
  let predictions: [TableFile]
  /// That of the truth; nil: the predictions have it.
  let truth: TableFile?
  /// Predictions that are the baseline.
  let baseline: TableFile?

  fileprivate var all: [TableFile] {
    predictions + [truth, baseline].compactMap { $0 }
  }
}

/// A file that is open, on its way from the thread that opened it.
private struct OpenedFile: @unchecked Sendable {
  let file: TableFile
}

extension ScoreRequest {
  /// What a column of IDs is called that is taken without being named; `ID` and `Id` are, too.
  package static let usualID = "id"

  /// Opens the files; where none is named, rows are told apart by the columns called `id`, if all files have one that is
  /// nothing else.
  ///
  /// - Parameters:
  ///   - outcome: An earlier outcome that is the baseline.
  ///   - threads: The most threads.
  ///   - memory: The most bytes to hold beyond the files.
  func opened(
    beside outcome: ScoreBaseline?, threads: Int, memory: Int?
  ) throws(WorkflowError) -> (request: ScoreRequest, files: OpenedFiles) {
    let readings =
      predictions + (truth.map { [TableReading(path: $0)] } ?? [])
      + (outcome == nil ? baseline.map { [$0] } ?? [] : [])
    // What comes through pipes is read one after the other, in the order in which they are named.
    let atOnce = readings.contains { Pipe($0.path) != nil } ? 1 : threads
    let opened = parallelMap(readings.count, threads: atOnce) { place in
      Result { () throws(WorkflowError) in
        let file = try TableFile.open(readings[place], memory: memory)
        // Each reads its header here, where several are read at once.
        _ = try file.has(column: Self.usualID)
        return OpenedFile(file: file)
      }
    }
    var all: [TableFile] = []
    for result in opened { all.append(try result.get().file) }
    let count = predictions.count
    let files = OpenedFiles(
      predictions: Array(all.prefix(count)), truth: truth == nil ? nil : all[count],
      baseline: outcome == nil && baseline != nil ? all.last : nil)
    var request = self
    if let column = try usualIDs(of: files, outcome) {
      (request.id, request.takesUsualID) = (column, true)
    }
    return (request, files)
  }

  /// The column called `id` that all files have and that is nothing else, where none is named.
  private func usualIDs(
    of files: OpenedFiles, _ outcome: ScoreBaseline?
  ) throws(WorkflowError) -> String? {
    // Of rows that are not joined IDs are shown where costly ones are, and they are not read for nothing.
    guard id == nil, files.all.count > 1 || outcome != nil || keepsRows || forms(.places) else {
      return nil
    }
    let taken =
      [targetColumn, weight, group].compactMap { $0 } + columns + columns.flatMap(names(in:))
    for column in [Self.usualID, "ID", "Id"]
    where !taken.contains(column) && outcome?.joins(by: column) ?? true {
      var files = files.all[...]
      while let file = files.first, try file.has(column: column) { files.removeFirst() }
      if files.isEmpty { return column }
    }
    return nil
  }

  /// Puts rows in their order where the columns that are called `id` do not tell them apart, and says how they are joined
  /// if nothing names a column; nothing is said of rows that are not.
  ///
  /// - Parameters:
  ///   - rows: Those of the files, and of predictions that are the baseline.
  ///   - isJoined: Whether the rows of one file are joined with those of another, or with kept ones.
  mutating func join(
    _ rows: inout [ScoredRows], isJoined: Bool
  ) throws(WorkflowError) -> [LintFinding] {
    guard takesUsualID, let column = id else {
      return id == nil && (isJoined || truth != nil) ? [.joinedInOrder(repeatedIDs: nil)] : []
    }
    // A class may be called so.
    guard rows.allSatisfy({ $0.id != nil }) else {
      (id, rows) = (nil, rows.map(\.inOrder))
      return isJoined || truth != nil ? [.joinedInOrder(repeatedIDs: nil)] : []
    }
    let haveTruthByID = rows.allSatisfy(\.hasTruthByID)
    var tellsApart = true
    if isJoined || keepsRows {
      tellsApart = !rows.contains(where: \.hasRepeatedIDs)
      if !tellsApart {
        for other in rows.dropFirst() { try other.checkIDs(beside: rows[0], column: column) }
        (id, rows) = (nil, rows.map(\.inOrder))
      }
    }
    let (truths, files) = (truth == nil ? nil : haveTruthByID, isJoined ? tellsApart : nil)
    var found: [LintFinding] = []
    if truths == true || files == true {
      found.append(.joinedByID(column: column, isTruthAlone: files == false))
    }
    if truths == false || files == false { found.append(.joinedInOrder(repeatedIDs: column)) }
    return found
  }
}

extension ScoredRows {
  /// Whether an ID stands twice.
  fileprivate var hasRepeatedIDs: Bool {
    lint.contains { if case .repeatedIDs = $0 { true } else { false } }
  }

  /// Throws where rows that come in order have other IDs than those that they come beside.
  fileprivate func checkIDs(beside first: ScoredRows, column: String) throws(WorkflowError) {
    for row in 0..<min(keys.count, first.keys.count) where keys[row] != first.keys[row] {
      throw WorkflowError(
        otherID: keys[row], besides: first.keys[row], column: column, in: first.path,
        at: FilePlace(file: path, line: lines[row]))
    }
  }

  /// The same rows, told apart by their numbers in the file.
  fileprivate var inOrder: ScoredRows {
    if id == nil { return self }
    var rows = self
    (rows.keys, rows.id) = (.numbers(lines.rows, count: keys.count), nil)
    return rows
  }
}

extension WorkflowError {
  /// That a row comes beside one of another ID, where rows come in order since IDs stand twice.
  init(
    otherID own: String, besides other: String, column: String, in file: String,
    at place: FilePlace
  ) {
    self.init(
      .score(.otherID(column: column, own, other, in: file)), at: .file(place),
      remedies: [.nameAnother(.idColumn)])
  }
}
