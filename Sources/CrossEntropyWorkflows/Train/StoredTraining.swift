internal import CrossEntropyEvaluation
internal import CrossEntropyFiles
internal import CrossEntropyLearning

/// How a network is trained on a table that is larger than memory: what is searched for is found by a sample of its
/// rows, and then all of them are learnt from, as they are read from a disk.
struct StoredTraining: Sendable {
  /// How many rows the sample has, of how many, and the digest of their file: its text need not be held any longer.
  let sampledRows, allRows: Int
  let digest: String
  let threads: Int
  /// The bytes that a part of the rows may take.
  let partBytes: Int

  /// The comparison on as many rows as memory holds, drawn from all unless it holds all; nil where that is no way.
  ///
  /// How many they are does not depend on the threads, of which each takes memory: as many as one thread has room for.
  ///
  /// - Parameter error: Why it cannot be made on all rows by so many threads.
  static func prepared(
    _ request: TrainRequest, threads: Int, memory: Int?, after error: WorkflowError
  ) throws(WorkflowError) -> (comparison: PreparedComparison, stored: StoredTraining?)? {
    let own = request.comparison
    guard request.hasEpochs, error.isOfMemory, own.table.path != "-" else { return nil }
    func prepared(
      _ threads: Int, _ sample: TableSample? = nil
    ) throws(WorkflowError) -> PreparedComparison? {
      do throws(WorkflowError) {
        return try own.prepared(
          threads: threads, memory: memory, digestsFile: true, sample: sample)
      } catch {
        guard error.isOfMemory else { throw error }
        return nil
      }
    }
    if threads > 1, let whole = try prepared(1) { return (whole, nil) }
    let budget = memoryBudget(memory)
    let seed = RandomSeed(own.seed).derived(7)
    var sample: TableSample
    do throws(TableError) {
      // A row takes about as much in the search as its text sixteen times.
      guard
        let drawn = try TableSample(
          path: own.table.path, reader: own.table.reader(memory: memory), most: budget / 16,
          draw: seed.bits)
      else { return nil }
      sample = drawn
    } catch {
      throw WorkflowError(error)
    }
    // Before the work rather than after it.
    do throws(TableFault.SystemFailure) {
      _ = try ScratchFile()
    } catch {
      throw WorkflowError(disk: error)
    }
    var error = error
    while sample.rows >= leastRows {
      do throws(WorkflowError) {
        let alone = try own.prepared(
          threads: 1, memory: memory, digestsFile: true, sample: sample)
        return (
          threads > 1 ? try prepared(threads, sample) ?? alone : alone,
          StoredTraining(
            sampledRows: sample.rows, allRows: sample.allRows, digest: sample.sha256,
            threads: threads, partBytes: max(1, budget / 16))
        )
      } catch let other {
        guard other.isOfMemory else { throw other }
        error = other
        sample = sample.reduced(to: min(0.5, 0.8 * (error.shareThatFits ?? 0.5)))
      }
    }
    throw error
  }

  /// The classifier with a network that has learnt from all rows.
  func trained(
    _ classifier: TableClassifier, _ request: CompareRequest, memory: Int?,
    store fits: (any FitStore)?, epoch: @escaping EpochReport
  ) throws(WorkflowError) -> TableClassifier {
    let seed = RandomSeed(request.seed).derived(8)
    do {
      let columns = try columns(of: request, classifier, memory)
      var store = try RowStore(
        classifier, columns, rows: allRows, memory: partBytes, seed: seed)
      let rows = try TableRows(
        path: request.table.path, reader: request.table.reader(memory: memory),
        numbers: store.numbers, texts: store.texts, sparse: store.sparse, as: Self.sampleName)
      let encoder = store.encoder
      var filled = [Int](repeating: 0, count: store.numbers.count)
      while true {
        let batches = try rows.batches(threads: threads) { encoder.encode($0) }
        if batches.isEmpty { break }
        for batch in batches {
          try store.append(batch)
          for column in filled.indices { filled[column] += batch.filled[column] }
        }
      }
      try rows.check(numbers: filled)
      guard try fileDigest(request.table.path) == digest else {
        throw TableError(.changed, at: FilePlace(file: request.table.path))
      }
      store.counts.oddCells = rows.odd.reduce(0) { $0 + $1.cells }
      return try store.trained(seed: seed.derived(1), store: fits, epoch: epoch)
    } catch let error as TableError {
      throw WorkflowError(error)
    } catch let fault as RowStore.Fault {
      throw WorkflowError(
        fault, in: request.table.path, sampled: sampledRows,
        mergesRare: request.labels.mergesBelow != nil)
    } catch let error as ClassifierError {
      throw WorkflowError(
        error, of: request.table.path,
        leastDecay: request.model.settings.weightDecay * (classifier.record?.chosen ?? 0))
    } catch {
      throw WorkflowError(.broken("\(error)"))
    }
  }

  /// What the columns are called by that no feature is made of.
  private func columns(
    of request: CompareRequest, _ classifier: TableClassifier, _ memory: Int?
  ) throws(TableError) -> RowStore.Columns {
    let all = try TableRows(
      path: request.table.path, reader: request.table.reader(memory: memory), numbers: [],
      texts: [], as: Self.sampleName
    ).names
    let roles = request.roles { text in all.contains(text) ? [text] : names(in: text) }
    var missing = Set(roles.labels.missingTokens)
    // As in a table that memory holds, the tokens of cells are those of labels where these are numbers.
    if classifier.classes.joined().allSatisfy({ number(writtenAs: $0) != nil }) {
      for token in roles.missingTokens {
        missing.formUnion([token, token.lowercased(), token.uppercased()])
      }
    }
    return RowStore.Columns(
      weight: roles.weight, groups: roles.groups, missingLabels: missing,
      mergesRare: roles.labels.mergesBelow != nil)
  }

  /// What the columns are known from, in messages.
  private static let sampleName = "sample"
}

/// A sample of fewer rows is none that a model could be searched for by.
private let leastRows = 100

extension WorkflowError {
  /// Whether something does not fit in memory.
  fileprivate var isOfMemory: Bool {
    switch cause {
    case .tooLarge, .table(.tooLarge), .table(.noMemory), .table(.tooManyTexts): true
    default: false
    }
  }

  /// What share of the rows would fit, as far as is known.
  fileprivate var shareThatFits: Double? {
    switch cause {
    case .tooLarge(let bytes, let limit), .table(.tooLarge(let bytes, let limit, _)):
      Double(limit) / Double(max(1, bytes))
    default: nil
    }
  }

  /// Why rows of a table cannot be learnt from, of which so many were drawn before.
  fileprivate init(
    _ fault: RowStore.Fault, in table: String, sampled rows: Int, mergesRare: Bool
  ) {
    switch fault {
    case .unknownClass(let target, let name):
      self.init(
        .notInSample(ClassName(name: name, column: target), rows: rows), at: .file(table),
        remedies: mergesRare ? [.set(.memory)] : [.set(.memory), .set(.mergeRare)])
    case .missingWeight(let column):
      self.init(DatasetError(.missingWeight(column: column), at: FilePlace(file: table)))
    case .negativeWeight(let column, let weight):
      self.init(DatasetError(.negativeWeight(column: column, weight), at: FilePlace(file: table)))
    case .missingGroup(let column):
      self.init(DatasetError(.missingGroup(column: column), at: FilePlace(file: table)))
    case .disk(let failure): self.init(disk: failure)
    }
  }

  /// That the disk does not take what memory does not hold.
  init(disk failure: TableFault.SystemFailure) {
    self.init(.disk(failure), at: .file(ScratchFile.directory), remedies: [.useLargerDisk])
  }
}
