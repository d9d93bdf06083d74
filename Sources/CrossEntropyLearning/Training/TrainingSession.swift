internal import CrossEntropy
internal import Dispatch

/// A training on a thread of its own, as a sequence of epochs.
///
/// ```swift
/// let session = try trainer.session(network, on: rows, epochs: 100)
/// for try await epoch in session.epochs where epoch.loss < 0.1 { break }
/// let trained = session.network
/// ```
///
/// Leaving the loop, or cancelling its task, ends the training before the next batch.
public final class TrainingSession: @unchecked Sendable {
  /// The epochs as they end.
  public let epochs: AsyncThrowingStream<Epoch, any Error>

  private let lock = DispatchSemaphore(value: 1)
  private var latest: Network
  private var isCancelled = false

  /// The weights after the last whole epoch, or with a patience those of the best one.
  public var network: Network {
    lock.wait()
    defer { lock.signal() }
    return latest
  }

  init(
    _ trainer: NetworkTrainer, _ network: Network, on rows: TrainingRows, heldOut: TrainingRows?,
    epochs limit: Int, patience: Int?
  ) throws(NetworkError) {
    latest = network
    let (stream, continuation) = AsyncThrowingStream.makeStream(of: Epoch.self)
    epochs = stream
    var run = try TrainingRun(trainer, network, on: rows)
    continuation.onTermination = { [weak self] _ in self?.cancel() }
    // Not on the cooperative pool: an epoch may take minutes, and that pool must not be blocked.
    let work = DispatchWorkItem { [self] in
      var best = (logLoss: Double.infinity, epoch: 0)
      do throws(NetworkError) {
        for number in 1...max(1, limit) {
          var epoch = try run.epoch(number) { self.wasCancelled }
          if wasCancelled { break }
          epoch.heldOut = heldOut.map { run.network.scores($0, threads: trainer.threads) }
          if patience == nil || (epoch.heldOut?.logLoss ?? 0) < best.logLoss {
            best = (epoch.heldOut?.logLoss ?? .infinity, number)
            keep(run.network)
          }
          continuation.yield(epoch)
          if let patience, heldOut != nil, number - best.epoch >= patience { break }
        }
        continuation.finish()
      } catch {
        continuation.finish(throwing: error)
      }
    }
    DispatchQueue(label: "CrossEntropy training").async(execute: work)
  }

  private var wasCancelled: Bool {
    lock.wait()
    defer { lock.signal() }
    return isCancelled
  }

  private func cancel() {
    lock.wait()
    defer { lock.signal() }
    isCancelled = true
  }

  private func keep(_ network: Network) {
    lock.wait()
    defer { lock.signal() }
    latest = network
  }
}

extension NetworkTrainer {
  /// Begins a training; the epochs come as they end.
  public func session(
    _ network: Network, on rows: TrainingRows, heldOut: TrainingRows? = nil, epochs: Int,
    patience: Int? = nil
  ) throws(NetworkError) -> TrainingSession {
    try TrainingSession(
      self, network, on: rows, heldOut: heldOut, epochs: epochs, patience: patience)
  }
}
