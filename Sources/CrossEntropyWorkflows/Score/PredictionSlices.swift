internal import CrossEntropyFiles
internal import CrossEntropyLearning

/// A column by whose cells scored rows are sliced.
struct SliceColumn {
  let name: String
  let cells: Cells

  enum Cells {
    /// The level of each row, −1 where it is missing, and the names of the levels.
    case levels([Int32], names: [String])
    /// The number of each row, NaN where it is missing; of dates the days since the beginning of 1970.
    case numbers([Double], areDates: Bool)
  }

  /// The cells of some rows.
  fileprivate func cells(ofRows rows: [Int]) -> SliceColumn {
    switch cells {
    case .levels(let codes, let names):
      SliceColumn(name: name, cells: .levels(rows.map { codes[$0] }, names: names))
    case .numbers(let numbers, let areDates):
      SliceColumn(name: name, cells: .numbers(rows.map { numbers[$0] }, areDates: areDates))
    }
  }
}

/// The columns by which rows are sliced: those of the predictions, or of the truth where they stand there alone.
///
/// They are read by themselves, once it is known which rows are scored.
struct PredictionSlices {
  private let file: TableFile
  private let truth: PredictionTruth?
  private let names: [String]
  private let namesOfTruth: Set<String>

  /// Finds the columns that a request names; throws where there is none of a name.
  init(
    _ request: ScoreRequest, _ file: TableFile, _ truth: PredictionTruth?
  ) throws(WorkflowError) {
    var (names, namesOfTruth): ([String], Set<String>) = ([], [])
    for text in request.slices {
      let isOne = try Self.hasColumn(text, in: [file, truth?.file])
      for name in isOne ? [text] : CrossEntropyWorkflows::names(in: text) {
        if names.contains(name) { throw WorkflowError(.namedTwice(name, .slice, .slice)) }
        if try Self.hasColumn(name, in: [truth?.file]) {
          if try !file.has(column: name) { namesOfTruth.insert(name) }
        } else {
          try file.check(column: name)
        }
        names.append(name)
      }
    }
    (self.file, self.truth, self.names) = (file, truth, names)
    self.namesOfTruth = namesOfTruth
  }

  private static func hasColumn(
    _ name: String, in files: [TableFile?]
  ) throws(WorkflowError) -> Bool {
    for case let file? in files where try file.has(column: name) { return true }
    return false
  }

  /// The cells of the scored rows.
  ///
  /// - Parameters:
  ///   - keys: What the rows are called.
  ///   - keptRows: The rows of the file that are scored; nil: all of them.
  ///   - threads: The most threads.
  func columns(
    _ keys: RowKeys, keptRows: [Int]?, threads: Int
  ) throws(WorkflowError) -> [SliceColumn] {
    if names.isEmpty { return [] }
    let rows = keptRows ?? Array(0..<keys.count)
    var found = try Self.read(names.filter { !namesOfTruth.contains($0) }, file, threads: threads)
    found = found.map { $0.cells(ofRows: rows) }
    if let truth, !namesOfTruth.isEmpty {
      let places = truth.rowOfID.map { all in
        (0..<keys.count).map { Int(all[keys[$0]] ?? 0) }
      }
      found += try Self.read(Array(namesOfTruth), truth.file, threads: threads).map {
        $0.cells(ofRows: places ?? rows)
      }
    }
    return names.compactMap { name in found.first { $0.name == name } }
  }

  /// All cells of some columns: as numbers where all that are not missing are numbers, else as texts.
  private static func read(
    _ names: [String], _ file: TableFile, threads: Int
  ) throws(WorkflowError) -> [SliceColumn] {
    if names.isEmpty { return [] }
    let writings = file.writings
    do throws(TableError) {
      let rows = try TableRows(
        file,
        numbers: names.map {
          KnownNumbers(
            name: $0, offset: 0, writing: writings[$0] ?? Writing(), mayBeInfinite: true)
        }, texts: [])
      var numbers = [[Double]](repeating: [], count: names.count)
      while true {
        let batches = try rows.batches(threads: threads) { $0 }
        if batches.isEmpty { break }
        for batch in batches { for (i, some) in batch.numbers.enumerated() { numbers[i] += some } }
      }
      let isNumeric = names.indices.map { i in
        rows.odd[i].cells == 0 && numbers[i].contains { !$0.isNaN }
      }
      let texts = names.indices.filter { !isNumeric[$0] }.map { names[$0] }
      return names.indices.filter { isNumeric[$0] }.map {
        SliceColumn(
          name: names[$0],
          cells: .numbers(numbers[$0], areDates: writings[names[$0]]?.isDate ?? false))
      } + (texts.isEmpty ? [] : try Self.read(texts: texts, file, threads: threads))
    } catch {
      throw WorkflowError(error)
    }
  }

  private static func read(
    texts names: [String], _ file: TableFile, threads: Int
  ) throws(TableError) -> [SliceColumn] {
    let rows = try TableRows(file, numbers: [], texts: names)
    var texts = [GatheredTexts](repeating: GatheredTexts(), count: names.count)
    var codes = [[Int32]](repeating: [], count: names.count)
    while true {
      let batches = try rows.batches(threads: threads) { $0 }
      if batches.isEmpty { break }
      for batch in batches {
        for (i, var cells) in batch.texts.enumerated() {
          cells.codes = cells.codes.map { $0 >= 0 && cells.isMissing[Int($0)] ? -1 : $0 }
          codes[i] += texts[i].codes(of: cells)
        }
      }
    }
    return names.indices.map { i in
      let (levels, places) = texts[i].sorted
      return SliceColumn(
        name: names[i],
        cells: .levels(codes[i].map { $0 < 0 ? -1 : places[Int($0)] }, names: levels))
    }
  }
}
