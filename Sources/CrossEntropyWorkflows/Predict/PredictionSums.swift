internal import CrossEntropyFiles
internal import CrossEntropyLearning

/// What is looked at in the columns of a table that is predicted.
struct PredictionChecks: Sendable {
  /// What the columns of numbers held in training, and their offsets; nil where nobody has said.
  let numbers: [(profile: ColumnProfile?, offset: Double)]
  /// The levels of the columns of categories in training.
  let levels: [[String]]
  /// Where the column that names the rows stands among the texts; nil for none.
  let id: Int?
  let classes: [Int]
  /// The columns of words and of sparse numbers.
  let counted: [(name: String, kind: FeatureKind)]

  init(_ predictor: Predictor, hasID: Bool) {
    let profiles = Dictionary(
      (predictor.classifier.record?.columns ?? []).map { ($0.name, $0) },
      uniquingKeysWith: { first, _ in first })
    numbers = predictor.knownNumbers.map { (profiles[$0.name], $0.offset) }
    levels = predictor.levels
    id = hasID ? predictor.textColumns.count : nil
    classes = predictor.classifier.classes.map(\.count)
    counted = predictor.countedColumns
  }
}

/// What was met in rows that are predicted; sums that add up.
struct PredictionSums: Sendable {
  /// A column of numbers.
  struct Numbers: Sendable {
    var filled = 0
    /// Numbers outside those of training.
    var outside = 0
    /// Σ (x − mean of training).
    var shift = 0.0
  }

  /// A column of categories.
  struct Texts: Sendable {
    var missing = 0
    /// The rows of every level that training knew.
    var known: [Int]
    /// The rows of others, by name.
    var new: [String: Int] = [:]
    var newCells = 0
  }

  private(set) var rows = 0
  /// The rows predicted as each class, by target.
  private(set) var predicted: [[Int]]
  private(set) var numbers: [Numbers]
  private(set) var texts: [Texts]
  /// By column of words or of sparse numbers, the rows in which training knew none.
  private(set) var unread: [Int]
  /// The rows whose ID was met before; nil once there are too many to remember.
  private(set) var repeatedIDs: Int? = 0
  private var ids: Set<UInt64> = []

  /// Nothing yet.
  init(_ checks: PredictionChecks) {
    predicted = checks.classes.map { [Int](repeating: 0, count: $0) }
    numbers = checks.numbers.map { _ in Numbers() }
    texts = checks.levels.map { Texts(known: [Int](repeating: 0, count: $0.count)) }
    unread = checks.counted.map { _ in 0 }
  }

  /// What one batch holds.
  init(
    _ checks: PredictionChecks, _ batch: RowBatch, _ made: Predictor.Batch,
    _ writer: PredictionWriter
  ) {
    self.init(checks)
    rows = batch.rowCount
    unread = made.unread
    for (target, predictions) in made.predictions.enumerated() {
      for label in writer.predicted(predictions) { predicted[target][Int(label)] += 1 }
    }
    for (index, (profile, offset)) in checks.numbers.enumerated() {
      numbers[index] = Numbers(batch.numbers[index], profile, offset)
    }
    for (index, levels) in made.levels.enumerated() {
      let column = batch.texts[index]
      var cells = [Int](repeating: 0, count: levels.count)
      for code in column.codes {
        if code < 0 { texts[index].missing += 1 } else { cells[Int(code)] += 1 }
      }
      for (level, cells) in zip(levels.indices, cells) where cells > 0 {
        switch levels[level] {
        case .known(let place): texts[index].known[place] += cells
        case .missing: texts[index].missing += cells
        case .new: texts[index].meet(column.levels[level], cells)
        }
      }
    }
    if let id = checks.id {
      let column = batch.texts[id]
      let hashes = column.levels.map { fnv1a($0) }
      var repeated = 0
      for code in column.codes where code >= 0 {
        if !ids.insert(hashes[Int(code)]).inserted { repeated += 1 }
      }
      repeatedIDs = repeated
    }
  }

  /// Adds what other rows held, which stand below.
  mutating func add(_ other: PredictionSums) {
    rows += other.rows
    for target in predicted.indices {
      for index in predicted[target].indices {
        predicted[target][index] += other.predicted[target][index]
      }
    }
    for index in numbers.indices {
      numbers[index].filled += other.numbers[index].filled
      numbers[index].outside += other.numbers[index].outside
      numbers[index].shift += other.numbers[index].shift
    }
    for index in unread.indices { unread[index] += other.unread[index] }
    for index in texts.indices {
      texts[index].missing += other.texts[index].missing
      for level in texts[index].known.indices {
        texts[index].known[level] += other.texts[index].known[level]
      }
      for (name, cells) in other.texts[index].new { texts[index].meet(name, cells) }
      texts[index].newCells +=
        other.texts[index].newCells - other.texts[index].new.values.reduce(0, +)
    }
    guard let repeated = repeatedIDs, let more = other.repeatedIDs else { return }
    let known = ids.count
    ids.formUnion(other.ids)
    repeatedIDs = repeated + more + (other.ids.count - (ids.count - known))
    if ids.count > mostIDs {
      repeatedIDs = nil
      ids = []
    }
  }

  /// The numbers of each column that are there.
  var filledNumbers: [Int] { numbers.map(\.filled) }
}

extension PredictionSums.Numbers {
  fileprivate init(_ numbers: [Double], _ profile: ColumnProfile?, _ offset: Double) {
    self.init()
    // Another offset than 0 is exact, and so are the differences of what is near it.
    let center = (profile?.mean ?? 0) - offset
    let low = (profile?.low ?? -.infinity) - offset
    let high = (profile?.high ?? .infinity) - offset
    for x in numbers where !x.isNaN {
      filled += 1
      shift += x - center
      if x < low || x > high { outside += 1 }
    }
  }
}

extension PredictionSums.Texts {
  /// Counts cells of a level that training did not know.
  fileprivate mutating func meet(_ name: String, _ cells: Int) {
    newCells += cells
    if new.count < mostNewLevels || new[name] != nil { new[name, default: 0] += cells }
  }
}

/// So many IDs are remembered, in some hundred megabytes at most.
private let mostIDs = 4_000_000

/// So many levels that training did not know are counted by name.
private let mostNewLevels = 10_000
