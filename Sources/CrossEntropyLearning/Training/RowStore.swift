internal import CrossEntropy
package import CrossEntropyEvaluation
package import CrossEntropyFiles

/// Puts the rows of a table on a disk as a classifier encodes them, so that a network can be trained on more of them
/// than memory holds.
package struct RowStore {
  /// What the columns beside the features are.
  package struct Columns: Sendable {
    package var weight: String?
    package var groups: [String]
    /// Tokens for a missing label.
    package var missingLabels: Set<String>
    /// Whether a class that the classifier does not know is one of the rare ones.
    package var mergesRare: Bool

    package init(
      weight: String?, groups: [String], missingLabels: Set<String>, mergesRare: Bool
    ) {
      self.weight = weight
      self.groups = groups
      self.missingLabels = missingLabels
      self.mergesRare = mergesRare
    }
  }

  /// Why a row cannot be learnt from.
  package enum Fault: Error, Sendable, Hashable {
    /// Its class is none of the classifier's.
    case unknownClass(target: String, class: String)
    case missingWeight(column: String)
    case negativeWeight(column: String, Double)
    case missingGroup(column: String)
    /// The disk does not take it.
    case disk(TableFault.SystemFailure)
  }

  /// Rows of a batch, made ready on any thread.
  package struct Encoded: Sendable {
    let rows: NetworkRows
    /// Target by target; −1 where a label is missing.
    let labels: [[Int32]]
    /// Empty where all weigh the same.
    let weights: [Double]
    /// A number for the group of each row; empty where there are none.
    let groups: [UInt64]
    /// The cells of categories that hold no level that the classifier knows, and the sparse numbers of no place that it does.
    let newCells: Int
    /// By column of numbers, how many there are.
    package let filled: [Int]
    let fault: Fault?
  }

  /// What became of the rows.
  package var counts = StoredRowCounts()
  private let predictor: Predictor
  private let columns: Columns
  private let seed: RandomSeed
  private var writer: StoredRowsWriter
  /// The parts to learn from; after them come those by which the network knows when to stop.
  private let training: Range<Int>
  private let stopping: Range<Int>
  /// Target by target, what the rows to learn from weigh that have each class.
  private var classWeights: [[Double]]

  /// Makes room for the rows of a table.
  ///
  /// - Parameters:
  ///   - classifier: What encodes them.
  ///   - columns: What the columns beside the features are.
  ///   - rows: About how many there are.
  ///   - memory: The most bytes that a part may take.
  ///   - seed: Deals rows to parts.
  package init(
    _ classifier: TableClassifier, _ columns: Columns, rows: Int, memory: Int, seed: RandomSeed
  ) throws(Fault) {
    predictor = Predictor(classifier)
    self.columns = columns
    self.seed = seed
    let layout = StoredRows.Layout(
      numbers: predictor.networkNumbers, levelWidths: predictor.widths,
      targets: classifier.targets.count, isWeighted: columns.weight != nil)
    let bytes = 4 * Double(layout.stride) * Double(rows)
    let parts = min((bytes / Double(max(1, memory))).rounded(.up), mostParts)
    training = 0..<max(1, Int((parts * (1 - stoppingShare)).rounded(.up)))
    stopping =
      training.upperBound..<training.upperBound
      + max(1, Int((parts * stoppingShare).rounded(.up)))
    do throws(TableFault.SystemFailure) {
      let file = try ScratchFile()
      try file.check(roomFor: bytes)
      writer = StoredRowsWriter(
        layout, parts: stopping.upperBound, memory: memory, file: file)
    } catch {
      throw .disk(error)
    }
    classWeights = classifier.classes.map { [Double](repeating: 0, count: $0.count) }
  }

  /// The columns of numbers that a batch must have.
  package var numbers: [KnownNumbers] {
    let weight = columns.weight.map { KnownNumbers(name: $0, offset: 0, writing: Writing()) }
    return predictor.knownNumbers + [weight].compactMap { $0 }
  }

  /// The columns of texts that a batch must have.
  package var texts: [String] {
    predictor.textColumns + predictor.classifier.targets + columns.groups
  }

  /// The columns of sparse numbers that a batch must have.
  package var sparse: [String] { predictor.sparseColumns }

  /// What makes batches ready.
  package var encoder: Encoder { Encoder(predictor: predictor, columns: columns) }

  /// Takes the next rows.
  package mutating func append(_ batch: Encoded) throws(Fault) {
    if let fault = batch.fault { throw fault }
    do throws(TableFault.SystemFailure) {
      for row in 0..<batch.rows.rows {
        let number = UInt64(counts.tableRows)
        counts.tableRows += 1
        if batch.labels.contains(where: { $0[row] < 0 }) {
          counts.unlabelledRows += 1
          continue
        }
        let weight = batch.weights.isEmpty ? 1 : batch.weights[row]
        if weight == 0 {
          counts.zeroWeightRows += 1
          continue
        }
        let stops =
          seed.uniform(batch.groups.isEmpty ? number : batch.groups[row]) < stoppingShare
        let parts = stops ? stopping : training
        let part = seed.derived(1).bits(number).multipliedFullWidth(by: UInt64(parts.count)).high
        try writer.append(
          row, of: batch.rows, labels: batch.labels, weight: weight,
          to: parts.lowerBound + Int(part))
        counts.rows += 1
        if stops {
          counts.stoppingRows += 1
        } else {
          for target in classWeights.indices {
            classWeights[target][Int(batch.labels[target][row])] += weight
          }
        }
      }
    } catch {
      throw .disk(error)
    }
    counts.newCells += batch.newCells
  }

  /// The rows to learn from, and those to stop by.
  mutating func finished() throws(TableFault.SystemFailure) -> (
    training: StoredRows, stopping: StoredRows
  ) {
    let rows = (training: try writer.finish(training), stopping: try writer.finish(stopping))
    counts.bytes = writer.bytes
    return rows
  }

  /// The classifier with a network that was trained on the rows.
  ///
  /// The step size, the columns and the maps are the classifier's own.
  ///
  /// - Parameters:
  ///   - seed: Of the start and of the order of the rows.
  ///   - store: Where the fit is kept on the way.
  ///   - epoch: Gets every epoch.
  package mutating func trained(
    seed: RandomSeed, store: (any FitStore)? = nil, epoch: EpochReport?
  ) throws(ClassifierError) -> TableClassifier {
    let classifier = predictor.classifier
    guard let record = classifier.record, case .network(let hidden, let settings) = record.model,
      let known = classifier.model.network
    else { throw .broken("no network") }
    let balance = classWeights.map { balancedWeights($0) }
    let shape = OutputShape(classes: classifier.classes.map(\.count))
    do {
      let (rows, stopping) = try finished()
      let fitter = NetworkFitter(
        loss: record.loss.fitted, shape: shape, hidden: hidden, settings: settings, seed: seed,
        store: store)
      let fit = try fitter.trained(
        try fitter.start(features: classifier.featureCount), on: rows,
        // So few rows that all are needed.
        heldOut: stopping.partRows.isEmpty ? rows : stopping, balance: balance,
        "stored", rate: record.chosen, epoch: epoch)
      if fit.hasDiverged { throw ClassifierError.diverged }
      if !stopping.partRows.isEmpty {
        counts.stoppingLogLoss = try fit.network.scores(inParts: stopping, threads: 1).logLoss
      }
      let maps = try maps(
        record, from: known, to: fit.network, shape, balance: balance, on: rows.part(0))
      var made = classifier.with(fit.network, maps: maps)
      made.record?.stored = counts
      made.record?.iterations = fit.epochs
      made.record?.bestEpoch = fit.bestEpoch
      return made
    } catch let error as SearchError {
      throw ClassifierError(error)
    } catch let error as TableFault.SystemFailure {
      throw .disk(error)
    } catch let error as TrainingError {
      throw ClassifierError(error)
    } catch let error as ClassifierError {
      throw error
    } catch {
      throw .broken("\(error)")
    }
  }

  /// The maps of a network, from those of another that was trained on fewer rows: how far apart the log-probabilities of
  /// each lie is not the same.
  private func maps(
    _ record: TrainingRecord, from known: NeuralNetwork, to network: NeuralNetwork,
    _ shape: OutputShape, balance: [[Double]], on rows: TrainingRows
  ) throws -> [[Recalibration]] {
    let maps = predictor.classifier.maps
    if record.reading == .asTrained {
      guard record.loss.kind.dividesOutBalance else { return maps }
      return try balance.map { [try .priorCorrection(classWeights: $0)] }
    }
    func spreads(of network: NeuralNetwork) -> [Double] {
      shape.classLogits(network.doubleLogits(rows.inputs)).map {
        spread(of: $0, weights: rows.weights)
      }
    }
    let (before, after) = (spreads(of: known), spreads(of: network))
    return maps.enumerated().map { target, maps in
      maps.dropLast() + maps.suffix(1).map { $0.undividing(after[target] / before[target]) }
    }
  }
}

extension RowStore {
  /// Makes batches ready, on any thread.
  package struct Encoder: Sendable {
    fileprivate let predictor: Predictor
    fileprivate let columns: Columns

    /// The rows of a batch that has the columns of the store.
    package func encode(_ batch: borrowing RowBatch) -> Encoded {
      let (design, levels, _) = predictor.encode(batch)
      var newCells = 0
      for (texts, levels) in zip(batch.texts, levels) where levels.contains(.new) {
        newCells += texts.codes.count { $0 >= 0 && levels[Int($0)] == .new }
      }
      // Of sparse numbers those of no place that the classifier knows; it reads words beside no others.
      let given = batch.sparse.reduce(0) { $0 + $1.places.count }
      if given > 0 { newCells += given - design.sparse.places.count }
      var fault: Fault?
      var labels: [[Int32]] = []
      var place = predictor.textColumns.count
      for target in predictor.classifier.schema.targets {
        do throws(Fault) {
          labels.append(try self.labels(target, batch.texts[place]))
        } catch {
          fault = error
          labels.append([])
        }
        place += 1
      }
      var groups: [UInt64] = []
      for column in columns.groups {
        let texts = batch.texts[place]
        if texts.codes.contains(-1) { fault = .missingGroup(column: column) }
        let hashes = texts.levels.map { fnv1a($0) }
        let own = texts.codes.map { $0 < 0 ? 0 : hashes[Int($0)] }
        groups = groups.isEmpty ? own : zip(groups, own).map { $0 &* 0x100_0000_01B3 ^ $1 }
        place += 1
      }
      var weights: [Double] = []
      if let column = columns.weight, let last = batch.numbers.last {
        weights = last
        if let wrong = weights.first(where: { !($0 >= 0) }) {
          fault =
            wrong.isNaN
            ? .missingWeight(column: column) : .negativeWeight(column: column, wrong)
        }
      }
      return Encoded(
        rows: design.floats, labels: labels, weights: weights, groups: groups, newCells: newCells,
        filled: batch.numbers.map { $0.count { !$0.isNaN } }, fault: fault)
    }

    /// The class of every row; −1 where its cell is missing.
    private func labels(
      _ target: Schema.Target, _ texts: RowBatch.Texts
    ) throws(Fault) -> [Int32] {
      let places = target.places(
        of: texts.levels, numbers: texts.levels.map { number(writtenAs: $0) ?? .nan })
      let other =
        columns.mergesRare
        ? target.classes.firstIndex(of: Dataset.Labels.otherClass).map { Int32($0) } : nil
      var labels: [Int32] = []
      labels.reserveCapacity(texts.codes.count)
      for code in texts.codes {
        let level = Int(code)
        if level < 0 {
          labels.append(-1)
        } else if let place = places[level] {
          labels.append(place)
        } else if columns.missingLabels.contains(texts.levels[level]) {
          labels.append(-1)
        } else if let other {
          labels.append(other)
        } else {
          throw .unknownClass(target: target.name, class: texts.levels[level])
        }
      }
      return labels
    }
  }
}

/// The share of the rows by which a network knows when to stop.
private let stoppingShare = 0.2
/// The most parts that rows are dealt to.
private let mostParts = 10_000.0
