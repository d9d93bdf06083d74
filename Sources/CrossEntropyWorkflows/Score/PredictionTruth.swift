internal import CrossEntropyFiles
internal import CrossEntropyLearning

/// The truths of a file, read before the predictions are.
struct PredictionTruth {
  /// The file.
  let name: String
  /// The same, which can be read again.
  let file: TableFile
  /// The truth of every row.
  let cells: NamedCells
  let lines: RowLines
  /// The row of every ID; nil where rows come in order.
  private(set) var rowOfID: [String: Int32]?
  /// The ID of every row where one stands twice, so that rows come in order; those that they come beside must have the same.
  private(set) var idsInOrder: [String]?

  /// Reads a column of truths.
  ///
  /// - Parameters:
  ///   - file: A table with that column, or an array of labels alone.
  ///   - target: The column.
  ///   - id: The column by which rows are joined; nil: they come in order.
  ///   - missing: Texts that are no truth.
  ///   - mayRepeat: Whether rows come in order, too, where an ID stands twice.
  ///   - threads: The most threads.
  init(
    _ file: TableFile, target: String, id: String?, missing: Set<String>, mayRepeat: Bool = false,
    threads: Int
  ) throws(WorkflowError) {
    (name, self.file) = (file.name, file)
    // The one column of an array has no name.
    let names = try file.columns().names
    let column = id == nil && names == ["x0"] ? names[0] : target
    let wanted = [column] + [id].compactMap { $0 }
    for name in wanted { try file.check(column: name) }
    var (truths, ids) = (GatheredTexts(), GatheredTexts())
    var (codes, idCodes): ([Int32], [Int32]) = ([], [])
    do throws(TableError) {
      let rows = try TableRows(file, numbers: [], texts: wanted)
      while true {
        let batches = try rows.batches(threads: threads) { $0 }
        if batches.isEmpty { break }
        for batch in batches {
          codes += truths.codes(of: batch.texts[0])
          if id != nil { idCodes += ids.codes(of: batch.texts[1]) }
        }
      }
      lines = rows.rowLines
    } catch {
      throw WorkflowError(error)
    }
    var cells = NamedCells(truths, codes: codes)
    _ = cells.remove(Array(missing))
    self.cells = cells
    guard let id else {
      rowOfID = nil
      return
    }
    var rows: [String: Int32] = [:]
    for (row, code) in idCodes.enumerated() where code >= 0 {
      if let first = rows.updateValue(Int32(row), forKey: ids.levels[Int(code)]) {
        if mayRepeat {
          rowOfID = nil
          idsInOrder = idCodes.map { $0 < 0 ? "" : ids.levels[Int($0)] }
          return
        }
        throw WorkflowError(
          .score(
            .repeatedID(column: id, ids.levels[Int(code)], firstLine: lines[Int(first)])),
          at: .file(FilePlace(file: name, line: lines[row])), remedies: [.nameAnother(.idColumn)])
      }
    }
    rowOfID = rows
  }

  /// Leaves out the IDs: rows come in order.
  mutating func leaveIDs() { (rowOfID, idsInOrder) = (nil, nil) }
}

extension TableReading {
  /// The tokens that were named: a truth that is one of them is missing, whereas a usual one may be a class.
  var namedMissing: Set<String> {
    let hasUsual = missing.starts(with: Self.usualMissing)
    return Set(hasUsual ? missing.dropFirst(Self.usualMissing.count) : missing[...])
  }
}

extension TableFile {
  /// Opens a file of predictions or of truths.
  static func open(_ reading: TableReading, memory: Int?) throws(WorkflowError) -> TableFile {
    do throws(TableError) {
      var reader = reading.reader(memory: memory)
      reader.readsToolPredictions = true
      return try TableFile(path: reading.path, reader: reader)
    } catch {
      throw WorkflowError(error)
    }
  }

  /// The names of all columns, and the line where they stand.
  func columns() throws(WorkflowError) -> (names: [String], line: Int) {
    do throws(TableError) {
      return try header
    } catch {
      throw WorkflowError(error)
    }
  }

  /// Whether a column is called so.
  func has(column: String) throws(WorkflowError) -> Bool {
    do throws(TableError) {
      return try hasColumn(column)
    } catch {
      throw WorkflowError(error)
    }
  }

  /// Whether a cell holds a text, and is not merely missing; the rows are read again up to it.
  func hasText(_ column: String, row: Int) -> Bool {
    guard let rows = try? TableRows(self, numbers: [], texts: [column]) else { return false }
    var first = 0
    while let batches = try? rows.batches(threads: 1, { $0 }), !batches.isEmpty {
      for batch in batches {
        guard row >= first + batch.rowCount else {
          let (texts, code) = (batch.texts[0], batch.texts[0].codes[row - first])
          return code >= 0 && !texts.isMissing[Int(code)]
        }
        first += batch.rowCount
      }
    }
    return false
  }

  /// Throws where arrays that are joined in order say of themselves that they have other numbers of rows, before these are
  /// read.
  func checkRowCount(beside truth: TableFile) throws(WorkflowError) {
    let counts: (own: Int?, truth: Int?)
    do throws(TableError) {
      counts = (try knownRowCount, try truth.knownRowCount)
    } catch {
      throw WorkflowError(error)
    }
    guard let own = counts.own, let others = counts.truth, own != others else { return }
    throw otherRowCount(own, truth: truth.name, rows: others)
  }

  /// That it has another number of rows than the file of its truths.
  func otherRowCount(_ rows: Int, truth: String, rows others: Int) -> WorkflowError {
    let columns = (try? unnamedColumns) ?? 0
    return WorkflowError(
      .score(.otherRowCount(rows, truth: truth, rows: others)), at: .file(name),
      remedies: [
        !isArray ? .set(.idColumn) : others == columns ? .transpose : .correct(.labels)
      ])
  }

  /// Throws where there is no such column.
  ///
  /// - Parameters:
  ///   - column: What it is called.
  ///   - isUnnamedTruth: Whether it is that of the truth, which nobody named.
  func check(column: String, isUnnamedTruth: Bool = false) throws(WorkflowError) {
    if try has(column: column) { return }
    let (names, line) = try columns()
    let unknown = UnknownColumn(column, among: names)
    var remedies: [WorkflowError.Remedy] =
      try hasNumbersForNames
      ? [.add(.headerLine)]
      : isArray && isUnnamedTruth
        ? [] : [unknown.nearest.map { .didYouMean($0) } ?? .oneOfColumns(unknown.columns)]
    if isUnnamedTruth { remedies.append(.set(.truth)) }
    throw WorkflowError(
      .dataset(.unknownColumn(unknown)), at: .file(FilePlace(file: name, line: line)),
      remedies: remedies)
  }

  /// Whether its header is a row of numbers by its look; columns may be counted, too.
  var hasNumbersForNames: Bool {
    get throws(WorkflowError) {
      let names = try columns().names
      return names.allSatisfy { number(writtenAs: $0) != nil }
        && (names.count == 1 || names != names.indices.map(String.init))
    }
  }
}
