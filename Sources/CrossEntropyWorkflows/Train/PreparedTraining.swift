internal import CrossEntropyEvaluation
package import CrossEntropyLearning
internal import Dispatch

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// A model that is to be trained, whose table is read and whose folds are drawn.
public struct PreparedTraining: Sendable {
  /// The request.
  public let request: TrainRequest
  private let comparison: PreparedComparison
  /// How all rows are learnt from where the comparison is of a sample.
  private let stored: StoredTraining?
  private let memory: Int?

  init(
    _ request: TrainRequest, _ comparison: PreparedComparison, stored: StoredTraining? = nil,
    memory: Int?
  ) {
    self.request = request
    self.comparison = comparison
    self.stored = stored
    self.memory = memory
  }

  /// What will be done.
  public var plan: ComparePlan { comparison.plan }

  /// The plan with the seconds that all is expected to take, judged by one fit.
  public func estimated() throws(WorkflowError) -> ComparePlan { try comparison.estimated() }

  /// Holds rows out to say what to expect, and trains the model on all rows, but not on those of a table to test on.
  ///
  /// Of a table that is larger than memory a sample says what to expect and which step size a network takes; then all rows
  /// are learnt from, as they are read from a disk.
  ///
  /// The file is what `TableClassifier` reads, with a record of how the model was made; the history is that of a network,
  /// and nil for a linear model.
  ///
  /// - Parameters:
  ///   - program: What trains it, with its version, for the model to say.
  ///   - progress: Gets the steps done and their total, from any thread.
  public func run(
    program: String, progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws(WorkflowError) -> (outcome: TrainOutcome, file: [UInt8], history: TrainingHistory?) {
    try run(program: program, kept: nil, progress: progress, epoch: { _, _, _ in })
  }

  /// The same, with what was finished before, and where more is kept; `epoch` gets every epoch of the fit of all rows, its
  /// number and how many there are at most.
  package func run(
    program: String, kept: KeptParts?,
    progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void,
    epoch: @escaping @Sendable (_ epoch: TrainingEpoch, _ number: Int, _ most: Int) -> Void
  ) throws(WorkflowError) -> (outcome: TrainOutcome, file: [UInt8], history: TrainingHistory?) {
    let last = kept?.model == nil ? stepsOfModel : 0
    let outcome = try comparison.run(
      timeLimit: nil, kept: kept, isInterrupted: { false }, progress: { progress($0, $1 + last) })
    let before = comparison.stepCount(kept)
    let steps = StepCounter(total: last) { done, total in progress(before + done, before + total) }
    let fit: KeptParts.Model
    if let known = kept?.model {
      fit = known
    } else {
      let log = EpochLog()
      let report: EpochReport = { epochs, endings, most in
        log.history = TrainingHistory(epochs: epochs, endings: endings)
        if let last = epochs.last { epoch(last, last.number, most) }
      }
      var classifier = try self.classifier(steps, kept, epoch: stored == nil ? report : nil)
      if let stored {
        classifier = try stored.trained(
          classifier, request.comparison, memory: memory, store: kept?.fitsOfModel,
          epoch: report)
      }
      fit = (classifier, log.history)
      try kept?.keep(fit)
    }
    var classifier = fit.classifier
    let expected = expected(outcome)
    classifier.record?.expected = expected
    classifier.record?.origin = try origin(program)
    guard let record = classifier.record else {
      throw WorkflowError(.broken("a model without a record"), at: .file(plan.table.name))
    }
    return (
      TrainOutcome(
        request: request, comparison: outcome, record: record, maps: classifier.maps,
        features: classifier.featureCount, weights: classifier.weightCount,
        nonzeroWeights: classifier.nonzeroWeightCount),
      classifier.fileBytes,
      fit.history.epochs.isEmpty ? nil : fit.history
    )
  }

  /// What the directory of a checkpoint holds of this run.
  package func opened(_ checkpoint: Checkpoint) throws(WorkflowError) -> KeptParts {
    let kept = try comparison.opened(
      checkpoint,
      CheckpointManifest(
        .train, request.comparison, isAsTrained: request.isAsTrained, dataset,
        program: checkpoint.program), more: 1)
    kept.takeModel()
    return kept
  }

  private var dataset: Dataset { comparison.comparison.dataset }

  private func classifier(
    _ steps: StepCounter, _ kept: KeptParts?, epoch: EpochReport?
  ) throws(WorkflowError) -> TableClassifier {
    let own = request.comparison
    let search = comparison.search
    do throws(ClassifierError) {
      return try TableClassifier.fit(
        dataset, rows: Array(0..<dataset.ownRows), model: own.model, loss: request.loss,
        reading: request.reading, values: own.searchedValues, innerFolds: own.innerFolds,
        seed: RandomSeed(own.seed).derived(6), store: kept?.fitsOfModel,
        progress: { steps.advance(added: $1, cost: search.cost(of: $0)) }, epoch: epoch)
    } catch {
      throw WorkflowError(
        error, of: dataset.name, leastDecay: own.model.settings.weightDecay * search.leastValue)
    }
  }

  /// The steps of the search on all rows, and of the fit.
  private var stepsOfModel: Int {
    comparison.search.steps(of: request.loss.fitted) * comparison.search.cost(of: request.loss)
  }

  private func expected(_ outcome: CompareOutcome) -> ExpectedScores {
    let result = outcome.losses[outcome.losses.count - 1][request.reading]
    let kind: ExpectedScores.Kind =
      switch request.comparison.holdOut {
      case .table: .table
      case .order: .order
      case .share: .share
      case .folds, nil: .folds
      }
    return ExpectedScores(
      holdOut: kind, rows: comparison.splits.prefix(outcome.folds).reduce(0) { $0 + $1.test.count },
      logLoss: result.logLoss, logLossInterval: result.logLossInterval,
      constantLogLoss: outcome.constant.logLoss, brierScore: result.brierScore,
      accuracy: result.accuracy, rocAUC: result.rocAUC)
  }

  private func origin(_ program: String) throws(WorkflowError) -> ModelOrigin {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return ModelOrigin(
        table: dataset.name, sha256: dataset.sha256 ?? "", program: program,
        request: String(decoding: try encoder.encode(request), as: UTF8.self))
    } catch {
      throw WorkflowError(.broken("\(error)"))
    }
  }
}

/// The epochs until now, from whatever thread.
private final class EpochLog: @unchecked Sendable {
  private let lock = DispatchSemaphore(value: 1)
  private var latest = TrainingHistory()

  var history: TrainingHistory {
    get {
      lock.wait()
      defer { lock.signal() }
      return latest
    }
    set {
      lock.wait()
      defer { lock.signal() }
      latest = newValue
    }
  }
}

extension TrainRequest {
  /// Reads the table, or of one that is larger than memory a sample, and says what will be done, before the first fit; the
  /// parameters are those of
  /// ``CompareRequest/prepared(threads:memory:)``.
  public func prepared(
    threads: Int = 1, memory: Int? = nil
  ) throws(WorkflowError) -> PreparedTraining {
    do throws(WorkflowError) {
      return PreparedTraining(
        self, try comparison.prepared(threads: threads, memory: memory, digestsFile: true),
        memory: memory)
    } catch {
      guard
        let (comparison, stored) = try StoredTraining.prepared(
          self, threads: threads, memory: memory, after: error)
      else { throw error }
      return PreparedTraining(self, comparison, stored: stored, memory: memory)
    }
  }
}

extension WorkflowError {
  /// Why no classifier was trained on the table of this name, where a network's weights lose such a share at every step of
  /// the least size.
  init(_ error: ClassifierError, of table: String, leastDecay: Double) {
    switch error {
    case .separable: self.init(SearchError.separable, in: table)
    case .disk(let failure): self.init(SearchError.disk(failure), in: table)
    case .diverged:
      // Who loses more than twice what it has grows at every step.
      self.init(
        .diverged, at: .file(table),
        remedies: leastDecay > 2
          ? [.lower(.weightDecay)] : [.lower(.stepSizes), .leaveOut(.stepSizes)])
    default: self.init(.broken("\(error)"), at: .file(table))
    }
  }
}
