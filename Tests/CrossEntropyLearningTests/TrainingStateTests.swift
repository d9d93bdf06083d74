import CrossEntropy
import CrossEntropyEvaluation
import Dispatch
import TestSupport
import Testing

@testable import CrossEntropyLearning

/// A training that is cut off after any epoch goes on to the bits of one that is not.
@Suite struct TrainingStateTests {
  private let model = NetworkArchitecture([
    DenseLayer(5, activation: .relu), DenseLayer(3, activation: .softmax),
  ])

  @Test(
    "Whatever the optimiser, the schedule and what is left out, a cut after any epoch changes no bit",
    arguments: [
      (NetworkTrainer.Optimizer.adam(), NetworkTrainer.Schedule.constant, 0.0, nil as Int?),
      (.adam(), .cosine, 0.3, 2), (.adamW(decay: 0.1), .step(size: 2, gamma: 0.5), 0.2, nil),
      (.sgd(momentum: 0.9, nesterov: true), .exponential(gamma: 0.8), 0, 3),
      (.sgd(), .constant, 0.5, nil),
    ])
  func cuts(
    _ optimizer: NetworkTrainer.Optimizer, _ schedule: NetworkTrainer.Schedule, _ dropout: Double,
    _ patience: Int?
  ) throws {
    let rows = try randomRows(150, features: 4, classes: 3, seed: 4)
    let heldOut = try randomRows(40, features: 4, classes: 3, seed: 5)
    let start = try NeuralNetwork(model, features: 4, seed: RandomSeed(1))
    let trainer = NetworkTrainer(
      Objective(SoftmaxCrossEntropy()), optimizer: optimizer, learningRate: 0.1, schedule: schedule,
      dropout: dropout, seed: RandomSeed(3))
    func trained(
      from reached: TrainingState?
    ) throws -> (states: [TrainingState], epochs: [TrainingEpoch], kept: NeuralNetwork) {
      var run = try TrainingRun(trainer, start, on: rows, heldOut: heldOut)
      if let reached {
        let goesOn = run.resume(at: reached)
        #expect(goesOn)
      }
      var states: [TrainingState] = []
      var epochs: [TrainingEpoch] = []
      try run.train(
        epochs: 7, patience: patience, scoresTraining: true, isCancelled: { false },
        each: { epoch, run in
          states.append(run.reached)
          epochs.append(epoch)
          return true
        })
      return (states, epochs, run.kept)
    }
    let whole = try trained(from: nil)
    #expect(patience == nil ? whole.epochs.count == 7 : whole.epochs.count > 2)
    for (index, state) in whole.states.enumerated() {
      // Through bytes, as a file has it.
      let fit = BegunFit(state: state, norms: [], epochs: [], endings: [])
      let read = try #require(fit.bytes.flatMap { BegunFit($0) })
      let rest = try trained(from: read.state)
      #expect(rest.epochs == Array(whole.epochs.dropFirst(index + 1)), "after \(index + 1)")
      #expect(rest.kept == whole.kept, "after \(index + 1)")
    }
  }

  /// The epochs of a fit and their ends, as they were reported.
  private final class Log: @unchecked Sendable {
    var reports: [(epochs: [TrainingEpoch], endings: [Double])] = []
  }

  /// Keeps all in memory.
  private final class Store: FitStore, @unchecked Sendable {
    var finished: [String: [UInt8]] = [:]
    var begun: [String: [UInt8]] = [:]
    /// What was kept on the way, one after the other.
    var history: [(fit: String, bytes: [UInt8])] = []
    let pause: Duration

    init(pause: Duration = .zero) { self.pause = pause }

    func kept(_ fit: String) -> [UInt8]? { finished[fit] }

    func keep(_ bytes: [UInt8], of fit: String) {
      finished[fit] = bytes
      begun[fit] = nil
    }

    func keptOnTheWay(of fit: String) -> [UInt8]? { begun[fit] }

    func keepOnTheWay(_ bytes: [UInt8], of fit: String) {
      begun[fit] = bytes
      history.append((fit, bytes))
    }

    func pause(after cost: Duration) -> Duration { pause }
  }

  private static func classifier(_ store: (any FitStore)?, _ log: Log) throws -> TableClassifier {
    try TableClassifier.fit(
      dataset("iris", target: "species"), rows: nil,
      model: ModelKind(parsing: "mlp:3:schedule=cosine:dropout=0.1:weight_decay=0.01"),
      loss: .baseline, reading: .asTrained, values: [1e-2, 0.3], innerFolds: 2,
      seed: RandomSeed(2), store: store, progress: { _, _ in },
      epoch: { epochs, endings, most in
        #expect(epochs.count == endings.count && most == 200)
        log.reports.append((epochs, endings))
      })
  }

  @Test("Every fit of a search goes on where it was cut off, and the last one with its epochs")
  func search() throws {
    let (store, log) = (Store(), Log())
    let whole = try Self.classifier(store, log)
    #expect(try Self.classifier(nil, Log()) == whole)
    let last = try #require(log.reports.last)
    #expect(log.reports.map(\.epochs.count) == Array(1...last.epochs.count))
    let names = Set(store.history.map(\.fit))
    #expect(names.count == 5 && store.begun.keys.allSatisfy { $0.contains("whole") })
    for name in names.sorted() {
      let states = store.history.filter { $0.fit == name }.map(\.bytes)
      for cut in [0, states.count / 2, states.count - 1] {
        let rest = Store()
        rest.finished = store.finished
        rest.finished[name] = nil
        rest.begun[name] = states[cut]
        let log = Log()
        #expect(try Self.classifier(rest, log) == whole, "\(name) after \(cut + 1)")
        #expect(rest.history.count { $0.fit == name } == states.count - cut - 1)
        let end = try #require(log.reports.last)
        #expect(end.epochs == last.epochs)
        if name.contains("whole") {
          // What is kept is said at once, with the times that it had.
          #expect(log.reports[0].epochs.count == cut + 1)
          #expect(end.endings.prefix(cut + 1) == last.endings.prefix(cut + 1))
        }
      }
    }
    // A fit that does not last is not kept on the way.
    let quick = Store(pause: .seconds(1000))
    #expect(try Self.classifier(quick, Log()) == whole && quick.history.isEmpty)
  }

  @Test("What is damaged, or of another fit, is taken for none")
  func foreign() throws {
    let (store, log) = (Store(), Log())
    let whole = try Self.classifier(store, log)
    let name = try #require(store.begun.keys.first)
    let good = try #require(store.begun[name])
    let fit = try #require(BegunFit(good))
    func changed(_ change: (inout TrainingState) -> Void) -> [UInt8] {
      var state = fit.state
      change(&state)
      return BegunFit(state: state, norms: fit.norms, epochs: fit.epochs, endings: fit.endings)
        .bytes ?? []
    }
    let wrong: [[UInt8]] = [
      [], Array(good.dropLast(9)), try #require(store.finished.values.first),
      changed { $0.latest.removeLast() }, changed { $0.kept.append(0) },
      changed { $0.optimizer.second = [] }, changed { $0.optimizer.first.append(1) },
      changed { $0.epochs = 0 }, changed { $0.best.epoch = $0.epochs + 1 },
      changed { $0.optimizer.steps = 0 },
      // Of a fit whose epochs were not asked for.
      BegunFit(state: fit.state, norms: fit.norms, epochs: [], endings: []).bytes ?? [],
    ]
    for (index, bytes) in wrong.enumerated() {
      let rest = Store()
      rest.finished = store.finished
      rest.begun[name] = bytes
      let log = Log()
      #expect(try Self.classifier(rest, log) == whole, "\(index)")
      #expect(log.reports.first?.epochs.count == 1, "\(index)")
    }
  }
}
