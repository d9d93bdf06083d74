internal import CrossEntropy
internal import CrossEntropyEvaluation

/// A network and the epoch it was taken from.
struct FittedNetwork: FittedModel {
  let network: Network
  let epoch: Int

  func logits(_ rows: EncodedRows) -> Matrix<Double> {
    network.doubleLogits(rows.floats)
  }
}

/// Networks: Adam at one step size, stopped early by inner log loss.
///
/// An inner fit keeps the weights of its best epoch by the log loss of its held-out rows. The fit on
/// the whole training part has no such rows: it runs for the median of the inner best epochs.
struct NetworkFitter: Fitter {
  let loss: ComparedLoss
  let shape: OutputShape
  let hidden: [Dense]
  /// The seed of start and order; one per repeat, shared by all losses.
  let seed: Seed

  static let mostEpochs = 200
  static let patience = 10
  static let batchSize = 32

  func fitInner(
    _ part: Part, index: Int, value: Double, warm: FittedNetwork?, _ result: inout SplitResult
  ) throws(SearchError) -> FittedNetwork {
    try train(part, rate: value, epochs: Self.mostEpochs, stopsEarly: true, &result)
  }

  func fitOuter(
    _ part: Part, value: Double, inner: [FittedNetwork], _ result: inout SplitResult
  ) throws(SearchError) -> FittedNetwork {
    let epochs = inner.map(\.epoch).sorted()[inner.count / 2]
    return try train(part, rate: value, epochs: max(1, epochs), stopsEarly: false, &result)
  }

  private func train(
    _ part: Part, rate: Double, epochs: Int, stopsEarly: Bool, _ result: inout SplitResult
  ) throws(SearchError) -> FittedNetwork {
    var network = try ours { () throws(ShapeError) in
      try Network(
        Sequential(hidden: hidden, shape: shape), features: part.training.floats.features,
        seed: seed.derived(0))
    }
    let start = network
    let trainer = NetworkTrainer(
      loss.objective(shape, balance: part.balance), learningRate: rate,
      batchSize: Self.batchSize, seed: seed.derived(1))
    var best = (logLoss: Double.infinity, epoch: 0)
    var count = 0
    var norms: [Double] = []
    do throws(TrainingError) {
      try trainer.train(
        &network, on: part.training.trainingRows,
        heldOut: stopsEarly ? part.heldOut.trainingRows : nil, epochs: epochs,
        patience: stopsEarly ? Self.patience : nil
      ) { epoch in
        count = epoch.number
        if epoch.number == 1 { norms = epoch.layerGradientNorms }
        if let logLoss = epoch.heldOut?.logLoss, logLoss < best.logLoss {
          best = (logLoss, epoch.number)
        }
        return true
      }
    } catch .notFinite {
      // A step size too large for this loss: it scores what the start scores, and is not chosen.
      result.unfinished += 1
      return FittedNetwork(network: start, epoch: 1)
    } catch {
      throw .broken("\(error)")
    }
    result.iterations += count
    if !stopsEarly { result.layerGradientNorms.append(norms) }
    return FittedNetwork(network: network, epoch: stopsEarly ? best.epoch : count)
  }
}
