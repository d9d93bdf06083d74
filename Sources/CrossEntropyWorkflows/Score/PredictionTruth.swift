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
  var rowOfID: [String: Int32]?

  /// Reads a column of truths.
  ///
  /// - Parameters:
  ///   - file: A table with that column, or an array of labels alone.
  ///   - target: The column.
  ///   - id: The column by which rows are joined; nil: they come in order.
  ///   - mayRepeat: Whether rows come in order, too, where an ID stands twice.
  ///   - threads: The most threads.
  init(
    _ file: TableFile, target: String, id: String?, mayRepeat: Bool = false, threads: Int
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
    cells = NamedCells(truths, codes: codes)
    guard let id else {
      rowOfID = nil
      return
    }
    var rows: [String: Int32] = [:]
    for (row, code) in idCodes.enumerated() where code >= 0 {
      if rows.updateValue(Int32(row), forKey: ids.levels[Int(code)]) != nil {
        if mayRepeat {
          rowOfID = nil
          return
        }
        throw WorkflowError(
          .score(.repeatedID(column: id, ids.levels[Int(code)])),
          at: .file(FilePlace(file: name, line: lines[row])), remedies: [.nameAnother(.idColumn)])
      }
    }
    rowOfID = rows
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
    throw WorkflowError(
      .score(.otherRowCount(own, truth: truth.name, rows: others)), at: .file(name),
      remedies: [.set(.idColumn)])
  }

  /// Throws where there is no such column.
  func check(column: String) throws(WorkflowError) {
    let (names, line) = try columns()
    guard !names.contains(column) else { return }
    let unknown = UnknownColumn(column, among: names)
    throw WorkflowError(
      .dataset(.unknownColumn(unknown)), at: .file(FilePlace(file: name, line: line)),
      remedies: [unknown.nearest.map { .didYouMean($0) } ?? .oneOfColumns(unknown.columns)])
  }
}
