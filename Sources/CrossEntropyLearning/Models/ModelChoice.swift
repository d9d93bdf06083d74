internal import CrossEntropyFiles

/// The kind of model that losses are compared with: `linear`, or `mlp:64,64:relu`.
public enum ModelChoice: Sendable, Hashable {
  /// One matrix of weights.
  case linear
  /// Hidden layers before the outputs.
  case network(hidden: [Dense])

  /// Reads `linear` or `mlp:WIDTHS[:ACTIVATION]`, where `32x10` stands for ten layers of 32.
  public init(parsing text: String) throws(ModelNameError) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    if text == "linear" {
      self = .linear
      return
    }
    guard parts[0] == "mlp" else {
      throw ModelNameError("there is no model '\(text)'; the models are linear and mlp:64,64:relu")
    }
    guard parts.count == 2 || parts.count == 3 else {
      throw ModelNameError(
        "mlp takes widths and an activation, as in mlp:64,64:relu, got '\(text)'")
    }
    let choices: [Activation] = [.relu, .sigmoid, .tanh]
    let name = parts.count == 3 ? parts[2] : Activation.relu.rawValue
    guard let activation = choices.first(where: { $0.rawValue == name }) else {
      let near = nearestName(to: name, in: choices.map(\.rawValue))
      throw ModelNameError(
        "there is no hidden activation '\(name)'; "
          + (near.map { "did you mean '\($0)'?" } ?? "relu, sigmoid and tanh are"))
    }
    var hidden: [Dense] = []
    for part in parts[1].split(separator: ",", omittingEmptySubsequences: false) {
      let factors = part.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
      guard factors.count <= 2, let width = factors[0], let times = factors.last ?? nil,
        width > 0, width <= 65_536, factors.count == 1 || times > 0 && times <= 1_000
      else {
        throw ModelNameError(
          "'\(part)' is no width of a layer; mlp takes numbers, as in mlp:64,64 or mlp:32x10")
      }
      let layers = factors.count == 2 ? times : 1
      hidden += Array(repeating: Dense(width, activation: activation), count: layers)
    }
    self = .network(hidden: hidden)
  }

  /// The name in JSON and in the text.
  public var name: String {
    switch self {
    case .linear: "linear"
    case .network(let hidden):
      "mlp:" + hidden.map { "\($0.units)" }.joined(separator: ",")
        + ":\(hidden.first?.activation.rawValue ?? "relu")"
    }
  }
}

/// What is wrong with the name of a model.
public struct ModelNameError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong; what to do.
  public let description: String

  init(_ description: String) { self.description = description }
}
