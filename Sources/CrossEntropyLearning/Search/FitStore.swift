internal import CrossEntropyFiles

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// Where fits are kept, so that a run that was cut off need not make them again.
package protocol FitStore: Sendable {
  /// What was kept of a fit; nil where it is to be made.
  func kept(_ fit: String) -> [UInt8]?
  /// Keeps a fit, from any thread, in place of what was kept of it on the way; one that cannot be kept is made again.
  func keep(_ bytes: [UInt8], of fit: String)

  /// What was kept of a fit on the way, last; nil where it is to be begun.
  func keptOnTheWay(of fit: String) -> [UInt8]?
  /// Keeps what a fit has come to, from any thread, in place of what was kept before.
  func keepOnTheWay(_ bytes: [UInt8], of fit: String)
  /// How long a fit goes on until it is kept on the way again, where that took so long the last time, and 0 before.
  func pause(after cost: Duration) -> Duration
}

/// A network as it was fitted, and what that took.
struct NetworkFit {
  let network: NeuralNetwork
  let epochs: Int
  /// The epoch whose weights they are; 0 for the start.
  let bestEpoch: Int
  /// Every layer's gradient norm in the first epoch.
  let norms: [Double]
  /// Whether a number was not finite; the network is then that of the start.
  let hasDiverged: Bool
}

extension NetworkFit {
  private static let (parameters, gradients) = ("parameters", "gradient_norms")
  private static let (epochs, bestEpoch, diverged) = ("epochs", "best_epoch", "diverged")

  /// All of it as a safetensors file; nil where it cannot be written.
  var bytes: [UInt8]? {
    try? SafeTensors(
      metadata: [
        Self.epochs: "\(epochs)", Self.bestEpoch: "\(bestEpoch)", Self.diverged: "\(hasDiverged)",
      ],
      tensors: [
        Self.parameters: SafeTensors.Tensor(
          shape: [network.parameters.count], network.parameters),
        Self.gradients: SafeTensors.Tensor(shape: [norms.count], norms),
      ]
    ).encoded()
  }

  /// The fit in such a file, of a network like this one.
  init?(_ bytes: [UInt8], like start: NeuralNetwork) {
    guard let file = try? SafeTensors(decoding: bytes),
      let parameters = file.tensors[Self.parameters]?.floats,
      let norms = file.tensors[Self.gradients]?.doubles,
      let epochs = file.metadata[Self.epochs].flatMap({ Int($0) }),
      let bestEpoch = file.metadata[Self.bestEpoch].flatMap({ Int($0) }),
      let hasDiverged = file.metadata[Self.diverged].flatMap({ Bool($0) }),
      let network = try? NeuralNetwork(
        start.architecture, features: start.features, parameters: ContiguousArray(parameters))
    else { return nil }
    self.init(
      network: network, epochs: epochs, bestEpoch: bestEpoch, norms: norms,
      hasDiverged: hasDiverged)
  }
}

/// What the fit of a network has come to after an epoch.
struct BegunFit {
  let state: TrainingState
  /// Every layer's gradient norm in the first epoch.
  let norms: [Double]
  /// The epochs until then, where they are reported.
  let epochs: [TrainingEpoch]
  /// When each of them ended, in seconds since 1970.
  let endings: [Double]
}

extension BegunFit {
  private static let (facts, latest, kept) = ("facts", "latest", "kept")
  private static let (first, second) = ("first_moments", "second_moments")

  /// All of it as a safetensors file; nil where it cannot be written.
  var bytes: [UInt8]? {
    func tensor(_ numbers: ContiguousArray<Float>) -> SafeTensors.Tensor {
      SafeTensors.Tensor(shape: [numbers.count], numbers)
    }
    guard let facts = try? JSONEncoder.ofAnyNumber.encode(BegunFacts(self)) else { return nil }
    return try? SafeTensors(
      metadata: [Self.facts: String(decoding: facts, as: UTF8.self)],
      tensors: [
        Self.latest: tensor(state.latest), Self.kept: tensor(state.kept),
        Self.first: tensor(state.optimizer.first), Self.second: tensor(state.optimizer.second),
      ]
    ).encoded()
  }

  /// What such a file holds; whether it is of some run, that run says.
  init?(_ bytes: [UInt8]) {
    guard let file = try? SafeTensors(decoding: bytes), let text = file.metadata[Self.facts],
      let facts = try? JSONDecoder.ofAnyNumber.decode(BegunFacts.self, from: Data(text.utf8)),
      let latest = file.tensors[Self.latest]?.floats, let kept = file.tensors[Self.kept]?.floats,
      let first = file.tensors[Self.first]?.floats, let second = file.tensors[Self.second]?.floats
    else { return nil }
    self.init(
      state: TrainingState(
        epochs: facts.done, best: (facts.bestLogLoss, facts.bestEpoch),
        latest: ContiguousArray(latest), kept: ContiguousArray(kept),
        optimizer: OptimizerMemory(
          steps: facts.steps, first: ContiguousArray(first), second: ContiguousArray(second))),
      norms: facts.norms, epochs: facts.epochs, endings: facts.endings)
  }
}

/// All of a begun fit but what there is a number of per weight.
private struct BegunFacts: Codable {
  let done, steps, bestEpoch: Int
  let bestLogLoss: Double
  let norms, endings: [Double]
  let epochs: [TrainingEpoch]

  init(_ fit: BegunFit) {
    done = fit.state.epochs
    steps = fit.state.optimizer.steps
    bestEpoch = fit.state.best.epoch
    bestLogLoss = fit.state.best.logLoss
    norms = fit.norms
    endings = fit.endings
    epochs = fit.epochs
  }
}
