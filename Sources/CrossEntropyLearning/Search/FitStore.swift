internal import CrossEntropyFiles

/// Where finished fits are kept, so that a run that was cut off need not make them again.
package protocol FitStore: Sendable {
  /// What was kept of a fit; nil where it is to be made.
  func kept(_ fit: String) -> [UInt8]?
  /// Keeps a fit, from any thread; one that cannot be kept is made again.
  func keep(_ bytes: [UInt8], of fit: String)
}

/// A network as it was fitted, and what that took.
struct NetworkFit {
  let network: NeuralNetwork
  let epochs: Int
  /// Every layer's gradient norm in the first epoch.
  let norms: [Double]
  /// Whether a number was not finite; the network is then that of the start.
  let hasDiverged: Bool
}

extension NetworkFit {
  private static let (parameters, gradients) = ("parameters", "gradient_norms")
  private static let (epochs, diverged) = ("epochs", "diverged")

  /// All of it as a safetensors file; nil where it cannot be written.
  var bytes: [UInt8]? {
    try? SafeTensors(
      metadata: [Self.epochs: "\(epochs)", Self.diverged: "\(hasDiverged)"],
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
      let hasDiverged = file.metadata[Self.diverged].flatMap({ Bool($0) }),
      let network = try? NeuralNetwork(
        start.architecture, features: start.features, parameters: ContiguousArray(parameters))
    else { return nil }
    self.init(network: network, epochs: epochs, norms: norms, hasDiverged: hasDiverged)
  }
}
