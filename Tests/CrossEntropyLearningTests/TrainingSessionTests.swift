import CrossEntropy
import CrossEntropyEvaluation
import Dispatch
import Foundation
import Testing

@testable import CrossEntropyLearning

@Suite struct TrainingSessionTests {
  @Test func aPatienceKeepsTheBestWeights() async throws {
    // Labels without a pattern: held-out rows only lose by what is learnt.
    let rows = try randomRows(60, features: 5, classes: 3, seed: 4)
    let heldOut = try randomRows(60, features: 5, classes: 3, seed: 5)
    let trainer = NetworkTrainer(Objective(SoftmaxCrossEntropy()), learningRate: 3e-3)
    let start = try NeuralNetwork(mlp, features: 5, seed: RandomSeed(1))
    var network = start
    var epochs: [TrainingEpoch] = []
    try trainer.train(&network, on: rows, heldOut: heldOut, epochs: 100, patience: 3) { epoch in
      epochs.append(epoch)
      return true
    }
    let losses = epochs.compactMap { $0.heldOut?.logLoss }
    let best = try #require(losses.indices.min { losses[$0] < losses[$1] })
    #expect(best > 0)
    #expect(epochs.count == best + 1 + 3)
    #expect(network.scores(heldOut, threads: 1).logLoss == losses[best])

    let session = try trainer.session(
      start, on: rows, heldOut: heldOut, epochs: 100, patience: 3)
    var seen: [TrainingEpoch] = []
    for try await epoch in session.epochs { seen.append(epoch) }
    #expect(seen == epochs)
    #expect(session.network == network)
  }

  @Test func withoutAPatienceTheLastWeightsStay() async throws {
    let rows = try randomRows(60, features: 5, classes: 3, seed: 4)
    let trainer = NetworkTrainer(Objective(SoftmaxCrossEntropy()), learningRate: 3e-3)
    let start = try NeuralNetwork(mlp, features: 5, seed: RandomSeed(1))
    var network = start
    var epochs: [TrainingEpoch] = []
    try trainer.train(&network, on: rows, epochs: 7) { epoch in
      epochs.append(epoch)
      return true
    }
    // Only the epochs are held.
    var seen: [TrainingEpoch] = []
    let stream = try trainer.session(start, on: rows, epochs: 7).epochs
    for try await epoch in stream { seen.append(epoch) }
    #expect(seen == epochs)
    #expect(seen.map(\.number) == Array(1...7))
    let session = try trainer.session(start, on: rows, epochs: 7)
    for try await _ in session.epochs {}
    #expect(session.network == network)
    let first = try trainer.session(start, on: rows, heldOut: rows, epochs: 1)
    for try await epoch in first.epochs {
      let copy = try JSONDecoder().decode(TrainingEpoch.self, from: try JSONEncoder().encode(epoch))
      #expect(copy == epoch)
    }
  }

  @Test func leavingTheLoopEndsTheTraining() async throws {
    let watched = WatchedLoss(SoftmaxCrossEntropy(), pausingAfter: 20)
    let session = try session(watched)
    for try await epoch in session.epochs {
      #expect(epoch.number == 1)
      break
    }
    // The training waits within a row of epoch 2, the reader has gone.
    watched.watch.goOn()
    for try await epoch in session.epochs {
      Issue.record("epoch \(epoch.number) was trained")
      break
    }
    #expect(watched.watch.firstLogits.count <= 21)
  }

  @Test func cancellingTheTaskEndsTheTraining() async throws {
    let watched = WatchedLoss(SoftmaxCrossEntropy(), pausingAfter: 20)
    let session = try session(watched)
    let (started, signal) = AsyncStream.makeStream(of: Void.self)
    let reader = Task {
      for try await _ in session.epochs { signal.yield() }
    }
    for await _ in started { break }
    reader.cancel()
    _ = try await reader.value
    watched.watch.goOn()
    for try await epoch in session.epochs {
      Issue.record("epoch \(epoch.number) was trained")
      break
    }
    #expect(watched.watch.firstLogits.count <= 21)
  }

  @Test func aSessionThatNobodyHoldsEnds() async throws {
    weak var watch: Watch?
    do {
      let watched = WatchedLoss(SoftmaxCrossEntropy())
      watch = watched.watch
      _ = try session(watched)
    }
    // The training holds the loss; a billion epochs would hold it for ever.
    for _ in 0..<500 where watch != nil { try await Task.sleep(for: .milliseconds(10)) }
    #expect(watch == nil)
  }

  @Test("Where the system gives no thread, a session says so")
  func noThread() throws {
    let rows = try randomRows(40, features: 5, classes: 3, seed: 4)
    let trainer = NetworkTrainer(Objective(SoftmaxCrossEntropy()))
    #expect(throws: TrainingError.noThread) {
      try TrainingSession(
        trainer, NeuralNetwork(mlp, features: 5), on: rows, heldOut: nil, epochs: 1, patience: nil,
        run: { _ in false })
    }
  }

  @Test func errorsComeThroughTheStream() async throws {
    let rows = try randomRows(40, features: 5, classes: 3, seed: 4)
    let session = try NetworkTrainer(
      Objective(SoftmaxCrossEntropy()), learningRate: 1e20, batchSize: 8
    ).session(try NeuralNetwork(mlp, features: 5), on: rows, epochs: 5)
    let error = await #expect(throws: TrainingError.self) {
      for try await _ in session.epochs {}
    }
    guard case .notFinite(epoch: 1, _, _) = error else {
      Issue.record("got \(String(describing: error))")
      return
    }
    #expect(try session.network == NeuralNetwork(mlp, features: 5))
  }

  /// Twenty batches of a row an epoch, and more epochs than anybody waits for.
  private func session(_ loss: some Loss) throws -> TrainingSession {
    try NetworkTrainer(Objective(loss), batchSize: 1).session(
      try NeuralNetwork(mlp, features: 5), on: randomRows(20, features: 5, classes: 3, seed: 4),
      epochs: 1_000_000_000)
  }
}

/// A loss that notes every row it sees, and may wait.
struct WatchedLoss<Base: Loss>: Loss {
  var name: String { base.name }
  static var isLinearInTarget: Bool { Base.isLinearInTarget }
  var outputUnit: OutputUnit { base.outputUnit }
  let watch: Watch

  private let base: Base

  init(_ base: Base, pausingAfter pause: Int = .max) {
    self.base = base
    watch = Watch(pausingAfter: pause)
  }

  func formGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double {
    watch.note(row[0].arithmetic)
    return base.formGradient(&row, target: target)
  }

  static func == (a: Self, b: Self) -> Bool { a.base == b.base }
  func hash(into hasher: inout Hasher) { hasher.combine(base) }
}

/// What a ``WatchedLoss`` saw.
final class Watch: @unchecked Sendable {
  private let lock = DispatchSemaphore(value: 1)
  private let gate = DispatchSemaphore(value: 0)
  private let pause: Int
  private var logits: [Double] = []

  init(pausingAfter pause: Int) { self.pause = pause }

  /// The first logit of every row, in the order of training.
  var firstLogits: [Double] {
    lock.wait()
    defer { lock.signal() }
    return logits
  }

  func note(_ logit: Double) {
    lock.wait()
    logits.append(logit)
    let isLast = logits.count - 1 == pause
    lock.signal()
    if isLast { gate.wait() }
  }

  func goOn() { gate.signal() }
}
