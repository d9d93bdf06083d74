internal import CrossEntropy
package import CrossEntropyFiles

/// A classifier made ready to predict many times, as a server does: row by row, on any thread.
///
/// It gives what ``TableClassifier/predict(_:)-(DataTable)`` gives, whatever the rows are given with: the same bits but for
/// the last one of a probability, as several rows of few classes are taken at a time.
public struct Predictor: Sendable {
  /// A cell of a row.
  public enum Cell: Sendable, Hashable {
    /// A number, as it stands in a table.
    case number(Double)
    /// One of the levels of a category, or a text whose words are read.
    case text(String)
    /// The numbers of a row of which most are 0, by their place, which is counted from 1 as in a libsvm file.
    case sparse([Int: Double])
    /// Nothing.
    case missing
  }

  /// What predicts.
  public let classifier: TableClassifier
  private let columns: [Column]
  /// The levels of every category.
  let widths: [Int]
  private let numberCount: Int
  private let centres: ContiguousArray<Double>

  /// Where a column of the table goes.
  private struct Column: Sendable {
    let name: String
    let offset: Double
    let rule: Rule
  }

  private enum Rule: Sendable {
    case number(NumberRule, place: Int)
    case category(levels: [String: Int], missing: Int?, category: Int)
    case sparse(SparseRule, kind: FeatureKind)
  }

  /// Makes a classifier ready.
  public init(_ classifier: TableClassifier) {
    self.classifier = classifier
    var (widths, place): ([Int], Int) = ([], 0)
    columns = zip(classifier.schema.columns, classifier.encoder.rules).map { column, rule in
      switch rule {
      case .number(let rule):
        defer { place += rule.width }
        return Column(
          name: column.name, offset: column.offset, rule: .number(rule, place: place))
      case .category(let rule):
        defer { widths.append(rule.width) }
        return Column(
          name: column.name, offset: 0,
          rule: .category(
            levels: Dictionary(uniqueKeysWithValues: rule.levels.enumerated().map { ($1, $0) }),
            missing: rule.marksMissing ? rule.width - 1 : nil, category: widths.count))
      case .sparse(let rule):
        return Column(name: column.name, offset: 0, rule: .sparse(rule, kind: column.kind))
      }
    }
    self.widths = widths
    numberCount = place
    centres = classifier.encoder.centres
  }

  /// The probability of every class of a row, target by target.
  ///
  /// A missing cell, a NaN and a level that training did not have are predicted from the other columns. Cells beside
  /// the classifier's columns are not looked at.
  /// - Throws: ``ClassifierError`` for a column that the row lacks, and for a cell of the other kind.
  public func probabilities(
    of row: [String: Cell]
  ) throws(ClassifierError) -> [[Double]] {
    var levels = LevelCodes(rows: 1, widths: widths)
    for column in columns {
      guard case .category(let known, let missing, let category) = column.rule else { continue }
      let level: Int?
      switch row[column.name] {
      case .text(let text): level = known[text]
      case .missing: level = missing
      case .number: throw .otherKind(column.name, expected: .category, found: .number)
      case .sparse: throw .otherKind(column.name, expected: .category, found: .sparse)
      case nil: throw .missingColumn(column.name, expected: .category)
      }
      if let level { levels.set(level, ofRow: 0, category: category) }
    }
    var blocks: [SparseRows] = []
    for column in columns {
      guard case .sparse(let rule, let kind) = column.rule else { continue }
      blocks.append(rule.encode(try sparse(row[column.name], column.name, kind), rows: [0]))
    }
    var design = DesignMatrix(
      rows: 1, numbers: numberCount, levels: levels,
      sparse: SparseRows(besideEachOther: blocks, rows: 1), centres: centres)
    for column in columns {
      guard case .number(let rule, let place) = column.rule else { continue }
      switch row[column.name] {
      case .number(let number):
        rule.encode(number - column.offset, row: 0, into: &design, at: place)
      case .missing: rule.encode(.nan, row: 0, into: &design, at: place)
      case .text: throw .otherKind(column.name, expected: .number, found: .category)
      case .sparse: throw .otherKind(column.name, expected: .number, found: .sparse)
      case nil: throw .missingColumn(column.name, expected: .number)
      }
    }
    return classifier.predictions(design).map { Array($0.probabilities.elements) }
  }

  /// A cell of sparse numbers, or of a text, as a row of its numbers.
  private func sparse(
    _ cell: Cell?, _ column: String, _ kind: FeatureKind
  ) throws(ClassifierError) -> SparseRows {
    switch cell {
    case .sparse(let numbers) where kind == .sparse:
      var rows = SparseRows(width: 0)
      for (place, number) in numbers.sorted(by: { $0.key < $1.key }) {
        guard place > 0, !number.isNaN, let place = Int32(exactly: place - 1) else { continue }
        rows.append(number, at: place)
      }
      rows.endRow()
      return rows
    case .text(let text) where kind == .text:
      var hasher = TextHasher()
      hasher.append(text)
      return hasher.rows
    case .missing: return SparseRows(emptyRows: 1)
    case .number: throw .otherKind(column, expected: kind, found: .number)
    case .text: throw .otherKind(column, expected: kind, found: .category)
    case .sparse: throw .otherKind(column, expected: kind, found: .sparse)
    case nil: throw .missingColumn(column, expected: kind)
    }
  }

  /// What is said of a batch of rows.
  package struct Batch: Sendable {
    package let predictions: [ClassPredictions]
    /// By column of texts, what each of its texts is.
    package let levels: [[Level]]
    /// By column of words or of sparse numbers, the rows in which training knew none.
    package let unread: [Int]
  }

  /// What a text is in a column of categories.
  package enum Level: Sendable, Hashable {
    /// A level that training knew, by its place.
    case known(Int)
    case missing
    case new
  }

  /// The numbers of an encoded row as a network takes it.
  var networkNumbers: Int { classifier.featureCount - widths.reduce(0, +) }

  /// The columns of numbers, as a reader of rows needs to know them.
  package var knownNumbers: [KnownNumbers] {
    classifier.schema.columns.filter { $0.kind == .number }
      .map { KnownNumbers(name: $0.name, offset: $0.offset, writing: $0.writing) }
  }

  /// The columns of categories, and after them those of texts whose words are read.
  package var textColumns: [String] {
    [FeatureKind.category, .text].flatMap { kind in
      classifier.schema.columns.filter { $0.kind == kind }.map(\.name)
    }
  }

  /// The columns of sparse numbers.
  package var sparseColumns: [String] {
    classifier.schema.columns.filter { $0.kind == .sparse }.map(\.name)
  }

  /// The columns of words and of sparse numbers.
  package var countedColumns: [(name: String, kind: FeatureKind)] {
    classifier.schema.columns.filter { [.text, .sparse].contains($0.kind) }
      .map { ($0.name, $0.kind) }
  }

  /// The levels of the categories that training knew.
  package var levels: [[String]] {
    classifier.encoder.rules.compactMap { rule in
      if case .category(let rule) = rule { rule.levels } else { nil }
    }
  }

  /// Predicts a batch whose numbers and first texts are those of these columns.
  package func predict(_ batch: borrowing RowBatch) -> Batch {
    let encoded = encode(batch)
    return Batch(
      predictions: classifier.predictions(encoded.design), levels: encoded.levels,
      unread: encoded.unread)
  }

  /// The features of a batch, and what its texts are.
  ///
  /// A text that training knew is that level, even where others take it for a missing cell.
  func encode(
    _ batch: borrowing RowBatch
  ) -> (design: DesignMatrix, levels: [[Level]], unread: [Int]) {
    var encoded = LevelCodes(rows: batch.rowCount, widths: widths)
    var met: [[Level]] = []
    for column in columns {
      guard case .category(let known, let missing, let category) = column.rule else { continue }
      let texts = batch.texts[category]
      let levels = texts.levels.indices.map { index -> Level in
        if let place = known[texts.levels[index]] { return .known(place) }
        return texts.isMissing[index] ? .missing : .new
      }
      let codes = levels.map { level -> Int? in
        switch level {
        case .known(let place): place
        case .missing: missing
        case .new: nil
        }
      }
      for (row, code) in texts.codes.enumerated() {
        let level = code < 0 ? missing : codes[Int(code)]
        if let level { encoded.set(level, ofRow: row, category: category) }
      }
      met.append(levels)
    }
    var (text, other) = (widths.count, 0)
    let rows = Array(0..<batch.rowCount)
    var blocks: [SparseRows] = []
    for column in columns {
      guard case .sparse(let rule, let kind) = column.rule else { continue }
      if kind == .text {
        let texts = batch.texts[text]
        let values = DataTable.Column.Values.categories(codes: texts.codes, levels: texts.levels)
        if case .sparse(let words) = values.countingWords().values {
          blocks.append(rule.encode(words, rows: rows))
        }
        text += 1
      } else {
        blocks.append(rule.encode(batch.sparse[other], rows: rows))
        other += 1
      }
    }
    var design = DesignMatrix(
      rows: batch.rowCount, numbers: numberCount, levels: encoded,
      sparse: SparseRows(besideEachOther: blocks, rows: batch.rowCount), centres: centres)
    var index = 0
    for column in columns {
      guard case .number(let rule, let place) = column.rule else { continue }
      rule.encode(batch.numbers[index], rows: rows, into: &design, at: place)
      index += 1
    }
    return (design, met, blocks.map(\.emptyRows))
  }
}
