internal import CrossEntropyFiles
internal import CrossEntropyLearning

/// Where predictions go.
public protocol PredictionOutput {
  /// Takes the next bytes.
  func append(_ bytes: [UInt8]) throws
  /// Takes bytes in place of as many at the beginning.
  func replaceFirst(_ bytes: [UInt8]) throws
}

extension PredictRequest {
  /// Predicts, and hands over what is written piece by piece; in memory is what a few parts of the table take.
  ///
  /// - Parameters:
  ///   - threads: The most threads; they change no byte.
  ///   - memory: The most bytes to hold beyond the table; nil: half of what is free.
  ///   - output: Makes what takes the predictions, once the model and the header are known to fit.
  ///   - progress: Is told how many bytes of so many are read.
  public func run(
    threads: Int, memory: Int?, to output: () throws -> any PredictionOutput,
    progress: (Int, Int) -> Void = { _, _ in }
  ) throws -> PredictOutcome {
    try validate()
    let predictor = Predictor(try TableClassifier(model: model, table: table.path))
    try check(predictor.classifier)
    let costs = try costMatrix(predictor.classifier)
    let rows = try open(predictor, memory: memory)
    let layout = PredictionLayout(self, predictor.classifier, rows.names)
    let writer = PredictionWriter(self, predictor, layout, rows, costs)
    let checks = PredictionChecks(predictor, hasID: id != nil)
    var sums = PredictionSums(checks)
    var destination = LateOutput()
    while true {
      let batches: [PredictedBatch]
      do throws(TableError) {
        batches = try rows.batches(threads: threads) { batch in
          let predicted = predictor.predict(batch)
          return PredictedBatch(
            bytes: writer.bytes(of: batch, predicted),
            sums: PredictionSums(checks, batch, predicted, writer))
        }
        for batch in batches { sums.add(batch.sums) }
        // Judged before anything is written, and once more by all rows.
        if !destination.isMade || batches.isEmpty { try rows.check(numbers: sums.filledNumbers) }
      } catch {
        throw mended(error)
      }
      try destination.append(batches.map(\.bytes), below: writer.header(rows: 0), output)
      if batches.isEmpty {
        if format == .npy { try destination.replace(writer.header(rows: rows.rowCount)) }
        break
      }
      progress(rows.progress.done, rows.progress.of)
    }
    return PredictOutcome(self, predictor.classifier, rows, layout, checks, sums, costs)
  }

  private func check(_ classifier: TableClassifier) throws(WorkflowError) {
    guard rule?.threshold != nil, let setting = rule?.setting,
      let classes = classifier.classes.map(\.count).max(),
      classes > 2
    else { return }
    throw WorkflowError(
      .settings(.forTwoClasses(setting, classes: classes)),
      remedies: [setting == .costs ? .giveAs(.costs) : .leaveOut(setting)])
  }

  private func costMatrix(_ classifier: TableClassifier) throws(WorkflowError) -> CostMatrix? {
    guard let path = rule?.costTable else { return nil }
    guard classifier.classes.count == 1 else {
      throw WorkflowError(
        .settings(.forOneTarget(.costs, targets: classifier.classes.count)),
        remedies: [.leaveOut(.costs)])
    }
    return try CostMatrix(path: path, classes: classifier.classes[0])
  }

  private func open(_ predictor: Predictor, memory: Int?) throws(WorkflowError) -> TableRows {
    if let id, predictor.sparseColumns.contains(id) {
      throw WorkflowError(.dataset(.notText(id)), at: .file(table.path))
    }
    let rows: TableRows
    do throws(TableError) {
      rows = try TableRows(
        path: table.path, reader: table.reader(memory: memory), numbers: predictor.knownNumbers,
        texts: predictor.textColumns + [id].compactMap { $0 },
        optional: predictor.classifier.targets, sparse: predictor.sparseColumns, as: model,
        keepsLines: appends)
    } catch {
      throw mended(error)
    }
    if appends, format == .tsv, rows.delimiter != UInt8(ascii: "\t") {
      throw WorkflowError(
        .settings(.keepsDelimiter(.append, rows.delimiter)),
        remedies: [.set(.output, to: "predictions.csv"), .leaveOut(.append)])
    }
    return rows
  }

  /// What is wrong with the table, and what mends it where the columns are a model's.
  private func mended(_ error: TableError) -> WorkflowError {
    var mended = WorkflowError(error)
    let missing: [UnknownColumn] =
      switch error.fault {
      case .missingColumn(let column, _): [column]
      case .missingColumns(let columns, _): columns
      default: []
      }
    if let column = missing.first(where: { $0.name == id }) {
      mended.cause = .dataset(.unknownColumn(column))
      mended.remedies = [column.nearest.map { .didYouMean($0) } ?? .oneOfColumns(column.columns)]
    }
    mended.remedies.removeAll { if case .set(.ignore, _) = $0 { true } else { false } }
    return mended
  }
}

/// What one batch comes to.
private struct PredictedBatch: Sendable {
  let bytes: [UInt8]
  let sums: PredictionSums
}
