internal import CrossEntropyEvaluation
internal import CrossEntropyFiles
internal import CrossEntropyLearning

extension InspectRequest {
  /// Reads the model, and measures the importance of its columns where there is a table.
  ///
  /// - Parameters:
  ///   - threads: The most threads; they change no number.
  ///   - memory: The most bytes to hold beyond the table's file; nil: half of what is free.
  ///   - progress: Gets the columns done and their number, from any thread.
  public func run(
    threads: Int = 1, memory: Int? = nil,
    progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws(WorkflowError) -> InspectOutcome {
    try run(try modelFile(), threads: threads, memory: memory, progress: progress)
  }

  /// The bytes of the model's file.
  package func modelFile() throws(WorkflowError) -> [UInt8] {
    try validate()
    do throws(TableError) {
      return try wholeFile(model)
    } catch {
      throw WorkflowError(error)
    }
  }

  /// The same with the bytes of the model's file.
  package func run(
    _ file: [UInt8], threads: Int, memory: Int?,
    progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void
  ) throws(WorkflowError) -> InspectOutcome {
    let classifier = try TableClassifier(file, model: model, table: table?.path)
    let measured = try table.map { (table) throws(WorkflowError) in
      try measure(classifier, on: table, threads: threads, memory, progress)
    }
    return InspectOutcome(self, classifier, measured)
  }

  private func measure(
    _ classifier: TableClassifier, on reading: TableReading, threads: Int, _ memory: Int?,
    _ progress: @escaping @Sendable (Int, Int) -> Void
  ) throws(WorkflowError) -> (
    evaluation: InspectOutcome.Evaluation, importances: [PermutationImportance]
  ) {
    let table: DataTable
    do throws(TableError) {
      table = try reading.read(
        textColumns: classifier.textColumns, threads: threads, memory: memory, digestsFile: true)
    } catch {
      throw WorkflowError(error)
    }
    // The encoded rows, and per thread a copy with one column dealt anew and its logits.
    let outputs = classifier.classes.reduce(0) { $0 + $1.count }
    let units = classifier.model.network?.architecture.layers.map(\.units).max() ?? 0
    let width = Double(2 * classifier.columns.count + units + 4 * outputs)
    try table.checkMemory(
      with: 8 * Double(table.rowCount) * width * Double(threads + 1), memory)
    let steps = StepCounter(total: classifier.columns.count, report: progress)
    do throws(ClassifierError) {
      let scores = try classifier.scores(on: table)
      let importances = try classifier.permutationImportances(
        on: table, permutations: Self.permutations, seed: RandomSeed(Self.seed), threads: threads
      ) { steps.advance(added: 0) }
      return (
        InspectOutcome.Evaluation(
          table: table.name, rows: scores.rows, unlabelledRows: scores.unlabelledRows,
          isTrainedOn: table.sha256 != nil && table.sha256 == classifier.record?.origin?.sha256,
          logLoss: scores.logLoss.mean, logLossInterval: try? scores.logLoss.interval(),
          brierScore: scores.brierScore.mean, accuracy: scores.accuracy.mean,
          permutations: Self.permutations, seed: Self.seed),
        importances
      )
    } catch {
      throw WorkflowError(error, of: table, in: model, classifier)
    }
  }
}

extension WorkflowError {
  /// Why a model does not predict a table.
  fileprivate init(
    _ error: ClassifierError, of table: DataTable, in model: String, _ classifier: TableClassifier
  ) {
    switch error {
    case .missingColumn, .missingTarget:
      let names = classifier.columns + classifier.targets
      self.init(
        TableError(
          .missing(
            names.filter { table.column(named: $0) == nil }.map { table.unknownColumn($0) },
            of: model),
          at: FilePlace(file: table.name, line: table.headerLine)))
    case .otherKind(let name, _, _):
      let cell = table.firstText(of: name)
      self.init(
        TableError(
          .notNumbersAsIn(model, column: name, cell: excerpt(cell.text)),
          at: FilePlace(file: table.name, line: cell.line)))
    case .unknownClass(let target, let name, let row):
      let classes = zip(classifier.targets, classifier.classes).first { $0.0 == target }?.1 ?? []
      self.init(
        .unknownToModel(ClassName(name: name, column: target), model: model),
        at: .file(FilePlace(file: table.name, line: table.line(ofRow: row))),
        remedies: [.oneOf(classes), .correct(.classes), .remove(.rowsOfNewClass)])
    case .noLabels: self.init(.nothingToTest, at: .file(table.name))
    default: self.init(.broken("\(error)"), at: .file(table.name))
    }
    // What the model reads cannot be left out.
    remedies.removeAll { $0 == .set(.ignore) }
  }
}

extension DataTable {
  /// The first text of a column, and its line.
  fileprivate func firstText(of name: String) -> (text: String, line: Int?) {
    guard case .categories(let codes, let levels)? = column(named: name)?.values,
      let row = codes.firstIndex(where: { $0 >= 0 })
    else { return ("", nil) }
    return (levels[Int(codes[row])], line(ofRow: row))
  }
}
