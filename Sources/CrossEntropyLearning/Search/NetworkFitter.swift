internal import CrossEntropy
internal import CrossEntropyEvaluation

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// A network as a search fits it.
struct FittedNetwork: FittedModel {
  let network: NeuralNetwork
  let bestEpoch: Int?

  func logits(_ rows: EncodedRows) -> Matrix<Double> {
    network.doubleLogits(rows.floats)
  }

  var nonzeroWeights: Int { network.parameters.count { $0 != 0 } }
}

/// Gets the epochs of the fit that makes a network until now, when each of them ended, in seconds since 1970, and how
/// many there are at most; called as each ends, and where a fit goes on that was kept on the way.
package typealias EpochReport =
  @Sendable (
    _ epochs: [TrainingEpoch], _ endings: [Double], _ most: Int
  ) -> Void

/// Networks: Adam at one step size, stopped early by inner log loss.
///
/// Every fit, inner or outer, keeps the weights of its best epoch by the log loss of a fifth of its training rows,
/// which it is not trained on: so what scores the inner fits is what will be done with all rows.
struct NetworkFitter: Fitter {
  let loss: ComparedLoss
  let shape: OutputShape
  let hidden: [DenseLayer]
  let settings: NetworkSettings
  /// The seed of start and order; one per repeat, shared by all losses.
  let seed: RandomSeed
  /// Where the fits of this split are kept; nil for nowhere.
  var store: (any FitStore)?
  /// Gets the epochs of a fit of all training rows, with the scores of these rows.
  var epoch: EpochReport?

  var prefersLargeValues: Bool { false }

  static let mostEpochs = 200
  /// A fit stops where the log loss has not fallen for so many epochs, and for so many steps: on a small table ten
  /// epochs are few steps, and a plateau is no end.
  static let patience = (epochs: 10, steps: 200)
  static let batchSize = 32

  func fitInner(
    _ part: Part, index: Int, value: Double, warm: FittedNetwork?, _ result: inout SplitResult
  ) throws(SearchError) -> FittedNetwork {
    try train(part, "\(index)", rate: value, &result, epoch: nil).model
  }

  func fitOuter(
    _ part: Part, value: Double, inner: [FittedNetwork], _ result: inout SplitResult
  ) throws(SearchError) -> FittedNetwork {
    let (model, norms) = try train(part, "whole", rate: value, &result, epoch: epoch)
    result.layerGradientNorms.append(norms)
    return model
  }

  private func train(
    _ part: Part, _ name: String, rate: Double, _ result: inout SplitResult,
    epoch report: EpochReport?
  ) throws(SearchError) -> (model: FittedNetwork, norms: [Double]) {
    let parameters = loss.parameters.sorted { $0.key < $1.key }.map { ":\($0.key)=\($0.value)" }
    let key = "\(loss.name)\(parameters.joined()) \(name) \(rate)"
    let start = try start(features: part.training.floats.features)
    // A fit whose epochs are asked for is kept with them, by who asks, when it is finished.
    let finished = report == nil ? store : nil
    let fit: NetworkFit
    if let kept = finished?.kept(key).flatMap({ NetworkFit($0, like: start) }) {
      fit = kept
    } else {
      fit = try trained(start, part, key, rate: rate, epoch: report)
      if let bytes = fit.bytes { finished?.keep(bytes, of: key) }
    }
    if fit.hasDiverged { result.unfinished += 1 } else { result.iterations += fit.epochs }
    return (FittedNetwork(network: fit.network, bestEpoch: fit.bestEpoch), fit.norms)
  }

  /// The network before its first step.
  func start(features: Int) throws(SearchError) -> NeuralNetwork {
    try ours { () throws(ShapeError) in
      try NeuralNetwork(
        NetworkArchitecture(hidden: hidden, shape: shape), features: features,
        seed: seed.derived(0))
    }
  }

  /// The fit, from where it was cut off if it was kept on the way.
  private func trained(
    _ start: NeuralNetwork, _ part: Part, _ key: String, rate: Double, epoch report: EpochReport?
  ) throws(SearchError) -> NetworkFit {
    try trained(
      start, on: part.training.trainingRows, heldOut: part.stopping?.trainingRows,
      balance: part.balance, key, rate: rate, epoch: report)
  }

  /// The same of rows that need not all be in memory.
  func trained(
    _ start: NeuralNetwork, on rows: any RowParts, heldOut: (any RowParts)?,
    balance: [[Double]], _ key: String, rate: Double, epoch report: EpochReport?
  ) throws(SearchError) -> NetworkFit {
    let trainer = NetworkTrainer(
      loss.objective(shape, balance: balance),
      optimizer: settings.weightDecay > 0 ? .adamW(decay: settings.weightDecay) : .adam(),
      learningRate: rate, schedule: settings.schedule, batchSize: Self.batchSize,
      dropout: settings.dropout, seed: seed.derived(1))
    let batches = rows.partRows.reduce(0) { $0 + ($1 + Self.batchSize - 1) / Self.batchSize }
    let patience = max(Self.patience.epochs, (Self.patience.steps + batches - 1) / max(1, batches))
    var count = 0
    var norms: [Double] = []
    var (epochs, endings): ([TrainingEpoch], [Double]) = ([], [])
    let clock = ContinuousClock()
    var (last, cost) = (clock.now, Duration.zero)
    do throws(TrainingError) {
      var run = try TrainingRun(trainer, start, on: rows, heldOut: heldOut)
      if let begun = store?.keptOnTheWay(of: key).flatMap({ BegunFit($0) }),
        report == nil || begun.epochs.count == begun.state.epochs, run.resume(at: begun.state)
      {
        (count, norms) = (begun.state.epochs, begun.norms)
        (epochs, endings) = (begun.epochs, begun.endings)
        report?(epochs, endings, Self.mostEpochs)
      }
      try run.train(
        epochs: Self.mostEpochs, patience: patience, scoresTraining: report != nil,
        isCancelled: { false },
        each: { epoch, run in
          count = epoch.number
          if epoch.number == 1 { norms = epoch.layerGradientNorms }
          if let report {
            epochs.append(epoch)
            endings.append(Date().timeIntervalSince1970)
            report(epochs, endings, Self.mostEpochs)
          }
          guard let store, clock.now - last >= store.pause(after: cost) else { return true }
          let begun = clock.now
          if let bytes = BegunFit(
            state: run.reached, norms: norms, epochs: epochs, endings: endings
          ).bytes {
            store.keepOnTheWay(bytes, of: key)
          }
          last = clock.now
          cost = last - begun
          return true
        })
      return NetworkFit(
        network: run.kept, epochs: count, bestEpoch: run.bestEpoch, norms: norms,
        hasDiverged: false)
    } catch .notFinite {
      // A step size too large for this loss: it scores what the start scores, and is not chosen.
      return NetworkFit(
        network: start, epochs: count, bestEpoch: 0, norms: norms, hasDiverged: true)
    } catch .disk(let failure) {
      throw .disk(failure)
    } catch {
      throw .broken("\(error)")
    }
  }
}
