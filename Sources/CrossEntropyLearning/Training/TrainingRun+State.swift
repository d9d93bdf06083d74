/// What a training run has come to after an epoch: with it another run goes on to the same bits.
///
/// Neither the order of the rows nor the units that are left out are part of it: both are drawn by the epoch's number.
struct TrainingState: Sendable {
  /// The epochs that are done.
  var epochs: Int
  /// The lowest log loss of held-out rows, and the epoch it is of; the first epoch is 1.
  var best: (logLoss: Double, epoch: Int)
  /// The latest weights.
  var latest: ContiguousArray<Float>
  /// The weights to keep.
  var kept: ContiguousArray<Float>
  /// What the optimiser remembers.
  var optimizer: OptimizerMemory
}

extension TrainingRun {
  /// The epoch whose weights are kept.
  var bestEpoch: Int { best.epoch > 0 ? best.epoch : done }

  /// What it has come to; nothing is copied before the next step.
  var reached: TrainingState {
    TrainingState(
      epochs: done, best: best, latest: network.parameters, kept: kept.parameters,
      optimizer: state.memory)
  }

  /// Goes on after that epoch of a run with the same trainer, rows and first weights; false, and unchanged, where it
  /// cannot be of one.
  mutating func resume(at reached: TrainingState) -> Bool {
    let count = network.parameters.count
    guard reached.epochs > 0, 0...reached.epochs ~= reached.best.epoch,
      reached.latest.count == count,
      reached.kept.count == count, state.take(reached.optimizer)
    else { return false }
    done = reached.epochs
    best = reached.best
    network.parameters = reached.latest
    kept.parameters = reached.kept
    return true
  }
}
