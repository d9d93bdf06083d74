internal import CrossEntropyFiles
public import CrossEntropyLearning

/// What was predicted, and what was met on the way.
public struct PredictOutcome: Encodable, Sendable, Hashable {
  /// The version of the keys in JSON.
  public static let schemaVersion = 1

  /// A column that was predicted.
  public struct Target: Codable, Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Its classes, in the model's order.
    public var classes: [Class]
  }

  /// A class, and the rows that were predicted to be of it.
  public struct Class: Codable, Sendable, Hashable {
    /// Its name.
    public var name: String
    /// The rows.
    public var rows: Int
  }

  /// Levels of a category that training did not have.
  public struct NewLevels: Codable, Sendable, Hashable {
    /// The column.
    public var column: String
    /// Its cells of such levels.
    public var cells: Int
    /// How many levels they are; the last that is counted stands for all beyond it.
    public var levels: Int
    /// The most frequent of them.
    public var examples: [Class]
  }

  /// Cells of a column of numbers that are none, and so missing.
  public struct NoNumbers: Codable, Sendable, Hashable {
    /// The column.
    public var column: String
    /// The cells.
    public var cells: Int
    /// The line of the first.
    public var line: Int
    /// The first.
    public var example: String
  }

  /// Rows of a column of words or of sparse numbers in which there is none that training had.
  public struct Unread: Codable, Sendable, Hashable {
    /// The column.
    public var column: String
    /// How it is read.
    public var kind: FeatureKind
    /// The rows.
    public var rows: Int
  }

  /// Missing cells of a column.
  public struct Missing: Codable, Sendable, Hashable {
    /// The column.
    public var column: String
    /// The cells.
    public var cells: Int
  }

  /// A column of predictions that is called otherwise, since another has the name.
  public struct Renamed: Codable, Sendable, Hashable {
    /// What it would be called.
    public var name: String
    /// What it is called.
    public var usedName: String

    init(name: String, as usedName: String) {
      self.name = name
      self.usedName = usedName
    }

    enum CodingKeys: String, CodingKey {
      case name
      case usedName = "used_name"
    }
  }

  /// What was asked.
  public var request: PredictRequest
  /// The rows.
  public var rows: Int
  /// The columns that were predicted.
  public var targets: [Target]
  /// The least probability with which the positive class is predicted, where one was asked for.
  public var threshold: Double?
  /// By true class and by predicted one, in the order of the target's classes: the costs by which classes are predicted;
  /// nil without a table of them.
  public var costs: [[Double]]?
  /// Columns of the table that the model does not read.
  public var unused: [String]
  /// What stands in columns of categories and training did not have.
  public var newLevels: [NewLevels]
  /// What stands in columns of numbers and is none.
  public var noNumbers: [NoNumbers]
  /// What stands in columns of words and of sparse numbers where nothing is known to the model.
  public var unread: [Unread]
  /// Missing cells by column, those that are no numbers among them.
  public var missing: [Missing]
  /// Columns that hold something else than in training.
  public var drift: [ColumnDrift]
  /// Rows whose ID a row above has; nil where none was asked for, or they are too many to remember.
  public var repeatedIDs: Int?
  /// Columns of predictions whose names were taken.
  public var renamed: [Renamed]
  /// How the table was read.
  public var notes: [DatasetNote]

  enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case request, rows, targets, threshold, costs, unused
    case newLevels = "new_levels"
    case noNumbers = "no_numbers"
    case unread, missing, drift
    case repeatedIDs = "repeated_ids"
    case renamed, notes
  }

  /// Writes what is missing as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.schemaVersion, forKey: .schemaVersion)
    try container.encode(request, forKey: .request)
    try container.encode(rows, forKey: .rows)
    try container.encode(targets, forKey: .targets)
    try container.encode(threshold, forKey: .threshold)
    try container.encode(costs, forKey: .costs)
    try container.encode(unused, forKey: .unused)
    try container.encode(newLevels, forKey: .newLevels)
    try container.encode(noNumbers, forKey: .noNumbers)
    try container.encode(unread, forKey: .unread)
    try container.encode(missing, forKey: .missing)
    try container.encode(drift, forKey: .drift)
    try container.encode(repeatedIDs, forKey: .repeatedIDs)
    try container.encode(renamed, forKey: .renamed)
    try container.encode(notes, forKey: .notes)
  }
}

extension PredictOutcome {
  init(
    _ request: PredictRequest, _ classifier: TableClassifier, _ table: TableRows,
    _ layout: PredictionLayout, _ checks: PredictionChecks, _ sums: PredictionSums,
    _ costs: CostMatrix?
  ) {
    self.costs = costs?.costs
    self.request = request
    rows = sums.rows
    targets = zip(zip(classifier.targets, classifier.classes), sums.predicted).map { target, rows in
      Target(name: target.0, classes: zip(target.1, rows).map { Class(name: $0, rows: $1) })
    }
    threshold = request.rule?.threshold
    let known = Set(classifier.columns + classifier.targets + [request.id].compactMap { $0 })
    unused = table.names.filter { !$0.isEmpty && !known.contains($0) }
    let (numbers, texts) = (table.numberNames, Array(table.texts.prefix(sums.texts.count)))
    newLevels = zip(texts, sums.texts).filter { $1.newCells > 0 }.map { name, found in
      let levels = found.new.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      return NewLevels(
        column: name, cells: found.newCells, levels: levels.count,
        examples: levels.prefix(5).map { Class(name: excerpt($0.key), rows: $0.value) })
    }
    noNumbers = zip(numbers, table.odd).compactMap { name, odd in
      odd.first.map {
        NoNumbers(column: name, cells: odd.cells, line: $0.line, example: excerpt($0.text))
      }
    }
    unread = zip(checks.counted, sums.unread).filter { $1 > 0 }
      .map { Unread(column: $0.name, kind: $0.kind, rows: $1) }
    let empty = zip(numbers, sums.numbers.map { sums.rows - $0.filled })
    missing = (Array(empty) + zip(texts, sums.texts.map(\.missing))).filter { $1 > 0 }
      .map { Missing(column: $0, cells: $1) }
    drift = ColumnDrift.all(classifier, numbers, texts, checks, sums)
    repeatedIDs = request.id == nil ? nil : sums.repeatedIDs
    renamed = layout.renamed
    notes = table.notes.map { .table($0) }
  }
}
