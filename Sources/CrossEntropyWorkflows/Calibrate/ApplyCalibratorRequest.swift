internal import CrossEntropy
internal import CrossEntropyEvaluation
internal import CrossEntropyFiles
internal import CrossEntropyLearning

/// A table of predictions after a calibrator: the numbers of its classes anew, all other cells as they are.
public struct ApplyCalibratorRequest: Codable, Sendable, Hashable {
  /// The file of the calibrator.
  public var calibrator: String
  /// The predictions, and how their text is read.
  public var predictions: TableReading
  /// The columns of the classes, where they are called otherwise than those that it was fitted to.
  public var columns: [String]
  /// How the table is written.
  public var format: PredictRequest.Format
  /// Whether natural logarithms of the probabilities are written.
  public var writesLogarithms: Bool

  /// Predictions after a calibrator, as CSV.
  public init(
    calibrator: String, predictions: TableReading, columns: [String] = [],
    format: PredictRequest.Format = .csv, writesLogarithms: Bool = false
  ) {
    self.calibrator = calibrator
    self.predictions = predictions
    self.columns = columns
    self.format = format
    self.writesLogarithms = writesLogarithms
  }

  enum CodingKeys: String, CodingKey {
    case calibrator, predictions, columns, format
    case writesLogarithms = "log_probabilities"
  }
}

extension ApplyCalibratorRequest {
  /// Maps the table, and hands over what is written piece by piece; in memory is what a few parts of it take.
  ///
  /// - Parameters:
  ///   - threads: The most threads; they change no byte.
  ///   - memory: The most bytes to hold beyond the table; nil: half of what is free.
  ///   - output: Makes what takes the table, once the calibrator and the header are known to fit.
  ///   - progress: Is told how many bytes of so many are read.
  public func run(
    threads: Int, memory: Int?, to output: () throws -> any PredictionOutput,
    progress: (Int, Int) -> Void = { _, _ in }
  ) throws -> ApplyCalibratorOutcome {
    if calibrator.isEmpty { throw WorkflowError(.empty(.applied)) }
    try predictions.validate()
    let file = try CalibratorFile(path: calibrator)
    let table = try TableFile.open(predictions, memory: memory)
    let names = try columnNames(file)
    for name in names { try table.check(column: name) }
    let rows: TableRows
    do throws(TableError) {
      let writings = table.writings
      rows = try TableRows(
        table,
        numbers: names.map {
          KnownNumbers(
            name: $0, offset: 0, writing: writings[$0] ?? Writing(), mayBeInfinite: true)
        }, texts: try table.header.names.filter { !names.contains($0) }, mayDefer: true)
    } catch {
      throw WorkflowError(error).withoutIgnoring(parts: [])
    }
    let writer = CalibratedWriter(self, file, rows)
    var destination = LateOutput()
    var done = CalibratedBatch()
    var firstRows: NumberScale?
    while true {
      let first = rows.rowCount
      let batches: [CalibratedBatch]
      do throws(TableError) {
        batches = try rows.batches(threads: threads) { writer.calibrated($0) }
        for batch in batches { if let error = batch.failure { throw error } }
        // Cells that are no numbers are named with their lines before they count as missing.
        try rows.check(numbers: names.map { _ in 0 })
      } catch {
        throw WorkflowError(error).withoutIgnoring(parts: [])
      }
      var above = first
      for batch in batches {
        if let wrong = batch.wrong {
          throw WorkflowError(
            .score(wrong.fault),
            at: .file(FilePlace(file: table.name, line: rows.rowLines[above + wrong.row])))
        }
        above += batch.rows
        done.raised += batch.raised
        done.lowered += batch.lowered
        firstRows = firstRows ?? batch.firstRows
      }
      try destination.append(batches.map(\.bytes), below: writer.header(rows: 0), output)
      if batches.isEmpty {
        if format == .npy { try destination.replace(writer.header(rows: rows.rowCount)) }
        break
      }
      progress(rows.progress.done, rows.progress.of)
    }
    return ApplyCalibratorOutcome(
      request: self, rows: rows.rowCount, calibrator: file, raised: done.raised,
      lowered: done.lowered,
      lint: firstRows?.likelyScale.map { [.looksLike($0, saidToBe: .logits)] } ?? [],
      notes: rows.notes.map { .table($0) })
  }

  /// The columns of the classes in the table.
  private func columnNames(_ file: CalibratorFile) throws(WorkflowError) -> [String] {
    if columns.isEmpty { return file.columns }
    let names = columns.flatMap { CrossEntropyWorkflows::names(in: $0) }
    for (index, name) in names.enumerated() where names[..<index].contains(name) {
      throw WorkflowError(.namedTwice(name, .classColumns, .classColumns))
    }
    guard names.count == file.columns.count else {
      throw WorkflowError(
        .calibrate(.otherColumns(names.count, expected: file.columns)),
        remedies: [.correct(.numbers)])
    }
    return names
  }
}

extension CalibratorFile {
  /// Reads a file that ``fileBytes`` was written to.
  public init(path: String) throws(WorkflowError) {
    let bytes: [UInt8]
    do throws(TableError) {
      bytes = try wholeFile(path)
    } catch {
      throw WorkflowError(error).withoutIgnoring(parts: [])
    }
    do throws(CalibrateFault) {
      try self.init(bytes: bytes)
    } catch {
      let remedies: [WorkflowError.Remedy] =
        switch error {
        case .newerVersion: [.update]
        case .damaged: [.fetchAgain]
        default: []
        }
      throw WorkflowError(.calibrate(error), at: .file(path), remedies: remedies)
    }
  }
}

/// What one batch comes to.
struct CalibratedBatch: Sendable {
  var bytes: [UInt8] = []
  var rows = 0
  var raised = 0
  var lowered = 0
  /// What the first rows are where logits are expected, of more than one column.
  var firstRows: NumberScale?
  /// The first row whose numbers are no predictions.
  var wrong: (row: Int, fault: ScoreFault)?
  /// Why the rows could not be read.
  var failure: TableError?
}

/// Writes rows after a calibrator.
private struct CalibratedWriter: Sendable {
  private let calibrator: CalibratorFile
  private let format: PredictRequest.Format
  private let writesLogarithms: Bool
  private let numberNames: [String]
  private let names: [String]
  /// Where a column of the table stands among the numbers or the texts of a batch.
  private let places: [(isNumber: Bool, place: Int)]
  private let form: RowWriter.Form

  init(_ request: ApplyCalibratorRequest, _ file: CalibratorFile, _ rows: TableRows) {
    calibrator = file
    format = request.format
    writesLogarithms = request.writesLogarithms
    numberNames = rows.numberNames
    names = rows.names
    let numbers = rows.numberNames
    places = rows.names.map { name in
      if let place = numbers.firstIndex(of: name) { return (true, place) }
      return (false, rows.texts.firstIndex(of: name) ?? 0)
    }
    form =
      switch request.format {
      case .csv, .npy: .delimited(UInt8(ascii: ","))
      case .tsv: .delimited(UInt8(ascii: "\t"))
      case .jsonl: .json(rows.names)
      }
  }

  /// What stands before the rows.
  func header(rows: Int) -> [UInt8] {
    if format == .npy { return npyHeader(rows: rows, columns: numberNames.count) }
    var writer = RowWriter(form)
    writer.writeHeader(names)
    return writer.bytes
  }

  /// The rows of a batch.
  func calibrated(_ batch: RowBatch) -> CalibratedBatch {
    var result = CalibratedBatch(rows: batch.rowCount)
    let count = numberNames.count
    let rows: ContiguousArray<Double>
    do throws(TableError) {
      rows = try batch.rows(columns: count)
    } catch {
      result.failure = error
      return result
    }
    func numbers(ofRow row: Int) -> [Double] { Array(rows[row * count..<(row + 1) * count]) }
    if calibrator.scale == .logits, count > 1 {
      let first = (0..<min(batch.rowCount, NumberScale.mostRows)).flatMap(numbers)
      result.firstRows = NumberScale(first.span, columns: count, hasLogarithms: false)
    }
    var logs = ContiguousArray<Double>()
    logs.reserveCapacity(batch.rowCount * calibrator.classes.count)
    for row in 0..<batch.rowCount {
      do throws(ScoreFault) {
        logs += try calibrator.logProbabilities(of: numbers(ofRow: row), numberNames)
      } catch {
        result.wrong = (row, error)
        return result
      }
    }
    let classes = calibrator.classes.count
    let given = Matrix(rows: batch.rowCount, columns: classes, fitting: logs)
    guard let after = try? calibrator.calibrator.applied(to: logSoftmax(given, threads: 1)) else {
      fatalError("the calibrator was checked to be of these classes")
    }
    var values = [Double](repeating: 0, count: numberNames.count)
    var writer = RowWriter(form)
    var numbers: [Double] = []
    for row in 0..<batch.rowCount {
      let isAlone = (0..<classes).count { after[row, $0] > -.infinity } == 1
      for index in values.indices {
        let log = after[row, numberNames.count == 1 ? 1 : index]
        if writesLogarithms {
          values[index] = log
          continue
        }
        values[index] = isAlone ? (log > -.infinity ? 1 : 0) : result.probability(log)
      }
      if format == .npy {
        numbers += values
        continue
      }
      for (isNumber, place) in places {
        if isNumber {
          // JSON has no number for it, and null would be a missing prediction.
          if format == .jsonl, values[place] == -.infinity {
            writer.write("-inf")
          } else {
            writer.write(values[place])
          }
        } else {
          let code = batch.texts[place].codes[row]
          writer.write(code < 0 ? nil : batch.texts[place].levels[Int(code)])
        }
      }
      writer.endRow()
    }
    result.bytes = format == .npy ? littleEndianBytes(numbers) : writer.bytes
    return result
  }
}

extension CalibratedBatch {
  /// The probability of a logarithm, which is never 0 or 1 but where it was 0 before.
  fileprivate mutating func probability(_ log: Double) -> Double {
    let p = exponential(log)
    if log > -.infinity, p < Double.leastNormalMagnitude {
      raised += 1
      return .leastNormalMagnitude
    }
    if p >= 1 {
      lowered += 1
      return 1.0.nextDown
    }
    return p
  }
}
