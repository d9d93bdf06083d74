package import CrossEntropyEvaluation
internal import CrossEntropyFiles
public import CrossEntropyLearning

/// What a table holds.
public struct TableSummary: Codable, Sendable, Hashable {
  /// A class and how common it is.
  public struct Class: Codable, Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Its rows.
    public var rows: Int
    /// How many of them are tested on where that happens once; nil of folds.
    public var testRows: Int?
    /// Its share of the rows, by weight.
    public var share: Double
    /// With several targets: the value that counts as true.
    public var positive: String?

    enum CodingKeys: String, CodingKey {
      case name, rows
      case testRows = "test_rows"
      case share, positive
    }

    /// Writes what is missing as null.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .name)
      try container.encode(rows, forKey: .rows)
      try container.encode(testRows, forKey: .testRows)
      try container.encode(share, forKey: .share)
      try container.encode(positive, forKey: .positive)
    }
  }

  /// A column that the model reads, over all rows used.
  public struct Column: Codable, Sendable, Hashable {
    /// Its name.
    public var name: String
    /// How it is read.
    public var kind: FeatureKind
    /// How many of its cells are missing.
    public var missing: Int
    /// The least number.
    public var low: Double?
    /// The mean of the numbers present, every row counted once.
    public var mean: Double?
    /// The greatest number.
    public var high: Double?
    /// How many different levels a category has.
    public var levels: Int?
    /// The most frequent level, the first on ties.
    public var mostFrequent: String?
    /// The rows that have it.
    public var mostFrequentRows: Int?
    /// Of sparse numbers and of a text's words: how many different ones the rows have.
    public var places: Int?
    /// Of the same: how many a row has, on average.
    public var placesPerRow: Double?

    enum CodingKeys: String, CodingKey {
      case name, kind, missing, low, mean, high, levels
      case mostFrequent = "most_frequent"
      case mostFrequentRows = "most_frequent_rows"
      case places
      case placesPerRow = "places_per_row"
    }

    /// Writes what is missing as null.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .name)
      try container.encode(kind, forKey: .kind)
      try container.encode(missing, forKey: .missing)
      try container.encode(low, forKey: .low)
      try container.encode(mean, forKey: .mean)
      try container.encode(high, forKey: .high)
      try container.encode(levels, forKey: .levels)
      try container.encode(mostFrequent, forKey: .mostFrequent)
      try container.encode(mostFrequentRows, forKey: .mostFrequentRows)
      try container.encode(places, forKey: .places)
      try container.encode(placesPerRow, forKey: .placesPerRow)
    }
  }

  /// A column with missing cells.
  public struct Missing: Codable, Sendable, Hashable {
    /// Its name.
    public var column: String
    /// How many of its cells are missing.
    public var cells: Int
    /// How many of them are tested on, where that happens once; nil of folds.
    ///
    /// If all are, the model has learnt nothing of missing cells.
    public var testCells: Int?

    enum CodingKeys: String, CodingKey {
      case column, cells
      case testCells = "test_cells"
    }

    /// Writes what is missing as null.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(column, forKey: .column)
      try container.encode(cells, forKey: .cells)
      try container.encode(testCells, forKey: .testCells)
    }
  }

  /// The file.
  public var name: String
  /// The column to predict.
  public var target: String
  /// The rows used.
  public var rows: Int
  /// How many of them are tested on, where that happens once; nil of folds.
  public var testRows: Int?
  /// The classes in their order; with two, the last is the positive one.
  ///
  /// With several targets one per target: a row is in as many as are true of it.
  public var classes: [Class]
  /// Whether there are several targets, each true of a row or not.
  public var isMultiLabel: Bool
  /// The columns that the model reads, in the order of the table.
  public var columns: [Column]
  /// The columns read as numbers.
  public var numbers: [String]
  /// The columns read as categories.
  public var categories: [String]
  /// The columns of sparse numbers.
  public var sparse: [String]
  /// The columns of texts whose words are read.
  public var texts: [String]
  /// Columns that were not used, and why.
  public var dropped: [Dataset.DroppedColumn]
  /// Columns with missing cells.
  public var missing: [Missing]
  /// Columns that alone tell the target so well that they were probably written down after it.
  public var leaks: [TargetLeak]
  /// Rows without a target, left out.
  public var unlabelledRows: Int
  /// How many of them are of the table to test on; nil without one.
  public var unlabelledTestRows: Int?
  /// The groups, or nil; with a table to test on, those of that one.
  public var groups: Int?
  /// The achieved class shares of every fold of the first repeat, where groups decide them.
  public var foldShares: [[Double]]?
  /// Whether rows have weights.
  public var weighted: Bool
  /// The columns of an encoded row, over all rows.
  public var encodedWidth: Int
  /// What else its reader should know.
  public var notes: [DatasetNote]

  enum CodingKeys: String, CodingKey {
    case name, target, rows
    case testRows = "test_rows"
    case classes
    case isMultiLabel = "multi_label"
    case columns, numbers, categories, sparse, texts, dropped, missing, leaks
    case unlabelledRows = "unlabelled_rows"
    case unlabelledTestRows = "unlabelled_test_rows"
    case groups
    case foldShares = "fold_shares"
    case weighted
    case encodedWidth = "encoded_width"
    case notes
  }

  /// Writes what is missing as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(target, forKey: .target)
    try container.encode(rows, forKey: .rows)
    try container.encode(testRows, forKey: .testRows)
    try container.encode(classes, forKey: .classes)
    try container.encode(isMultiLabel, forKey: .isMultiLabel)
    try container.encode(columns, forKey: .columns)
    try container.encode(numbers, forKey: .numbers)
    try container.encode(categories, forKey: .categories)
    try container.encode(sparse, forKey: .sparse)
    try container.encode(texts, forKey: .texts)
    try container.encode(dropped, forKey: .dropped)
    try container.encode(missing, forKey: .missing)
    try container.encode(leaks, forKey: .leaks)
    try container.encode(unlabelledRows, forKey: .unlabelledRows)
    try container.encode(unlabelledTestRows, forKey: .unlabelledTestRows)
    try container.encode(groups, forKey: .groups)
    try container.encode(foldShares, forKey: .foldShares)
    try container.encode(weighted, forKey: .weighted)
    try container.encode(encodedWidth, forKey: .encodedWidth)
    try container.encode(notes, forKey: .notes)
  }
}

extension TableSummary {
  /// Whether rows come in so few groups that intervals are too narrow, or that there are none.
  package var hasFewGroups: Bool {
    groups.map { $0 < MeanEstimate.fewestUnitsWithoutWarning } ?? false
  }

  /// Whether there are as many groups as an interval needs; true without groups.
  package var hasIntervals: Bool {
    groups.map { $0 >= MeanEstimate.fewestUnitsForInterval } ?? true
  }

  /// Why calibration is not tested, since simulations would draw dependent rows or labels as independent; nil where
  /// it is.
  package var withholding: CalibrationTest.Withholding? {
    if groups != nil { return .rowsAreGrouped }
    return isMultiLabel ? .labelsShareRows : nil
  }
}

extension TableSummary {
  /// The table, with the class shares of the first repeat's splits where groups decide them.
  ///
  /// - Parameters:
  ///   - dataset: What was made of it.
  ///   - splits: Those of the first repeat.
  ///   - tested: The rows that are held out once; nil where every row is.
  ///   - leaks: The columns that probably tell the target.
  init(
    _ dataset: Dataset, splits: some Collection<Split>, tested: [Int]?, leaks: [TargetLeak]
  ) {
    let isTested = tested.map { tested in
      var marks = [Bool](repeating: false, count: dataset.rows)
      for row in tested { marks[row] = true }
      return marks
    }
    self.init(
      name: dataset.name, target: dataset.targets.map(\.name).joined(separator: ", "),
      rows: dataset.rows,
      testRows: tested?.count, classes: dataset.classes(isTested: isTested),
      isMultiLabel: dataset.isMultiLabel,
      columns: dataset.features.map(\.summary),
      numbers: dataset.names(of: .number), categories: dataset.names(of: .category),
      sparse: dataset.names(of: .sparse), texts: dataset.names(of: .text), dropped: dataset.dropped,
      missing: dataset.features.filter { $0.missingCount > 0 }.map {
        TableSummary.Missing(
          column: $0.name, cells: $0.missingCount,
          testCells: tested.map($0.values.missingCount))
      },
      leaks: leaks, unlabelledRows: dataset.unlabelledRows,
      unlabelledTestRows: dataset.isTested ? dataset.unlabelledRowsBelow : nil,
      groups: dataset.groups.map { groups in
        Set(tested.map { $0.map { groups[$0] } } ?? groups).count
      },
      foldShares: dataset.groups == nil || tested != nil ? nil : splits.map(\.classShares),
      weighted: dataset.weights != nil,
      encodedWidth: FeatureEncoder(dataset, rows: Array(0..<dataset.ownRows)).width,
      notes: dataset.notes)
  }
}

extension Dataset {
  /// The features that are read in this way.
  fileprivate func names(of kind: FeatureKind) -> [String] {
    features.filter { $0.kind == kind }.map(\.name)
  }

  /// The classes of the target; of several targets the positive class of each.
  fileprivate func classes(isTested: [Bool]?) -> [TableSummary.Class] {
    targets.flatMap { target in
      var rows = [Int](repeating: 0, count: target.classes.count)
      var tested = rows
      var mass = [Double](repeating: 0, count: target.classes.count)
      for (i, label) in target.labels.enumerated() {
        rows[Int(label)] += 1
        if isTested?[i] ?? false { tested[Int(label)] += 1 }
        mass[Int(label)] += weights?[i] ?? 1
      }
      let total = mass.reduce(0, +)
      if isMultiLabel {
        return [
          TableSummary.Class(
            name: target.name, rows: rows[1], testRows: isTested.map { _ in tested[1] },
            share: mass[1] / total, positive: target.classes[1])
        ]
      }
      return target.classes.indices.map {
        TableSummary.Class(
          name: target.classes[$0], rows: rows[$0], testRows: isTested == nil ? nil : tested[$0],
          share: mass[$0] / total)
      }
    }
  }
}

extension DataTable.Column.Values {
  /// How many cells of some rows are missing.
  fileprivate func missingCount(of rows: [Int]) -> Int {
    switch self {
    case .numbers(let numbers): rows.count { numbers[$0].isNaN }
    case .categories(let codes, _): rows.count { codes[$0] < 0 }
    case .sparse: 0
    }
  }
}

extension Dataset.Feature {
  /// The column over all rows.
  var summary: TableSummary.Column {
    switch values {
    case .numbers(let numbers):
      let present = numbers.filter { !$0.isNaN }
      // As shares of a power of two near the largest, so that no sum overflows.
      let largest = present.reduce(0) { max($0, abs($1)) }
      let scale = largest > 0 ? Double(sign: .plus, exponent: largest.exponent, significand: 1) : 1
      return TableSummary.Column(
        name: name, kind: .number, missing: missingCount, low: present.min().map { $0 + offset },
        mean: MeanEstimate(of: present.map { $0 / scale }).mean * scale + offset,
        high: present.max().map { $0 + offset })
    case .categories(let codes, let levels):
      var rows = [Int](repeating: 0, count: levels.count)
      for code in codes where code >= 0 { rows[Int(code)] += 1 }
      let most = rows.indices.min { (-rows[$0], $0) < (-rows[$1], $1) }
      return TableSummary.Column(
        name: name, kind: .category, missing: missingCount, levels: rows.count { $0 > 0 },
        mostFrequent: most.map { levels[$0] }, mostFrequentRows: most.map { rows[$0] })
    case .sparse(let rows):
      return TableSummary.Column(
        name: name, kind: kind, missing: missingCount, places: Set(rows.places).count,
        placesPerRow: Double(rows.places.count) / Double(max(1, rows.count)))
    }
  }
}
