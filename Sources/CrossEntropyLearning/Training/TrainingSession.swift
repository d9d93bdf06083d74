internal import CrossEntropy
internal import Dispatch

/// A training run on a thread of its own, as a sequence of epochs.
///
/// ```swift
/// let session = try trainer.session(network, on: rows, epochs: 100)
/// for try await epoch in session.epochs where epoch.loss < 0.1 { break }
/// let trained = session.network
/// ```
///
/// Leaving the loop, cancelling its task, or letting go of the session and its epochs ends the
/// training before the next batch. The training does not wait for its reader: ``network`` may be some
/// epochs ahead of the last one read.
public final class TrainingSession: Sendable {
  /// The epochs as they end, for one reader.
  public let epochs: Epochs

  private let state: State

  /// The weights after the last whole epoch, or with a patience those of the best one.
  public var network: NeuralNetwork { state.network }

  /// A session; `run` gives its work a thread, or is false where there is none.
  init(
    _ trainer: NetworkTrainer, _ network: NeuralNetwork, on rows: TrainingRows,
    heldOut: TrainingRows?,
    epochs limit: Int, patience: Int?,
    run start: (@escaping @Sendable () -> Void) -> Bool = runDetached
  ) throws(TrainingError) {
    try TrainingError.check(.epochs, limit)
    try TrainingError.check(.patience, patience ?? 1)
    let run = try TrainingRun(trainer, network, on: rows, heldOut: heldOut)
    let state = State(network)
    let (stream, continuation) = AsyncThrowingStream.makeStream(of: TrainingEpoch.self)
    // Also called when nobody holds the stream any longer: the work below holds neither the stream
    // nor the session, so that a training nobody can read ends.
    continuation.onTermination = { _ in state.cancel() }
    self.state = state
    epochs = Epochs(stream: stream, state: state)
    // Not on the cooperative pool: an epoch may take minutes, and that pool must not be blocked. Nor on a
    // queue of Dispatch: where the system gives no thread, it would wait for one for ever.
    let isStarted = start {
      var run = run
      do throws(TrainingError) {
        try run.train(
          epochs: limit, patience: patience, isCancelled: { state.isCancelled },
          each: { epoch, run in
            state.keep(run.kept)
            continuation.yield(epoch)
            return true
          })
        continuation.finish()
      } catch {
        continuation.finish(throwing: error)
      }
    }
    if !isStarted { throw .noThread }
  }

  /// The epochs of a session as they end, for one reader; leaving the loop ends the training.
  public struct Epochs: AsyncSequence, Sendable {
    /// What one pass over the rows gave.
    public typealias Element = TrainingEpoch

    fileprivate let stream: AsyncThrowingStream<TrainingEpoch, any Error>
    fileprivate let state: State

    /// A reader; when it goes, the training ends.
    public func makeAsyncIterator() -> Iterator {
      Iterator(base: stream.makeAsyncIterator(), leash: Leash(state))
    }

    /// Reads epoch after epoch.
    public struct Iterator: AsyncIteratorProtocol {
      fileprivate var base: AsyncThrowingStream<TrainingEpoch, any Error>.Iterator
      // The stream itself does not end with its reader while the session holds it.
      fileprivate let leash: Leash

      /// The next epoch; nil after the last.
      public mutating func next() async throws -> TrainingEpoch? {
        defer { withExtendedLifetime(leash) {} }
        return try await base.next()
      }
    }
  }
}

extension NetworkTrainer {
  /// Begins a training; the epochs come as they end.
  /// - Throws: `TrainingError` for what ``train(_:on:heldOut:epochs:patience:scoresTraining:each:)`` refuses
  ///   before its first step, and where the system gives no thread.
  public func session(
    _ network: NeuralNetwork, on rows: TrainingRows, heldOut: TrainingRows? = nil, epochs: Int,
    patience: Int? = nil
  ) throws(TrainingError) -> TrainingSession {
    try TrainingSession(
      self, network, on: rows, heldOut: heldOut, epochs: epochs, patience: patience)
  }
}

/// What the training's thread and its readers share.
private final class State: @unchecked Sendable {
  private let lock = DispatchSemaphore(value: 1)
  private var latest: NeuralNetwork
  private var wasCancelled = false

  init(_ network: NeuralNetwork) { latest = network }

  var network: NeuralNetwork {
    lock.wait()
    defer { lock.signal() }
    return latest
  }

  var isCancelled: Bool {
    lock.wait()
    defer { lock.signal() }
    return wasCancelled
  }

  func cancel() {
    lock.wait()
    defer { lock.signal() }
    wasCancelled = true
  }

  func keep(_ network: NeuralNetwork) {
    lock.wait()
    defer { lock.signal() }
    latest = network
  }
}

/// Ends the training when the reader that holds it goes.
private final class Leash: Sendable {
  private let state: State

  init(_ state: State) { self.state = state }

  deinit { state.cancel() }
}
