internal import CrossEntropyFiles

/// A kind of model, written `linear` or `mlp:64,64:relu`.
public enum ModelKind: Sendable, Hashable {
  /// One matrix of weights.
  case linear
  /// Hidden layers before the outputs.
  case network(hidden: [Dense])

  /// The setting that a search chooses.
  public enum Searched: Sendable, Hashable {
    /// λ, the penalty of a linear model's weights.
    case penalty
    /// The step size of a network.
    case stepSize
  }

  /// What a fit counts.
  public enum Iteration: Sendable, Hashable {
    /// A step of the optimiser over all rows.
    case step
    /// A pass over all rows in batches.
    case epoch
  }

  /// The setting that a search chooses.
  public var searched: Searched {
    switch self {
    case .linear: .penalty
    case .network: .stepSize
    }
  }

  /// What a fit counts.
  public var iteration: Iteration {
    switch self {
    case .linear: .step
    case .network: .epoch
    }
  }

  /// The layers before the outputs; none for a linear model.
  public var hiddenLayers: [Dense] {
    switch self {
    case .linear: []
    case .network(let hidden): hidden
    }
  }

  /// The name, such as `linear` or `mlp:64,64:relu`.
  public var name: String {
    switch self {
    case .linear: "linear"
    case .network(let hidden):
      "mlp:" + hidden.map { "\($0.units)" }.joined(separator: ",")
        + ":\(hidden.first?.activation.rawValue ?? "relu")"
    }
  }
}

extension ModelKind {
  /// The widest layer that a name may ask for.
  public static let mostUnits = 65_536
  /// The most layers that `32x10` may stand for.
  public static let mostLayers = 1_000
  /// The activations of hidden layers.
  public static let activations: [Activation] = [.relu, .sigmoid, .tanh]

  /// Reads `linear` or `mlp:WIDTHS[:ACTIVATION]`, where `32x10` stands for ten layers of 32.
  public init(parsing text: String) throws(ModelNameError) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    if text == "linear" {
      self = .linear
      return
    }
    guard parts[0] == "mlp" else { throw .unknownModel(text) }
    guard parts.count == 2 || parts.count == 3 else { throw .notWidthsAndActivation(text) }
    let name = parts.count == 3 ? parts[2] : Activation.relu.rawValue
    guard let activation = Self.activations.first(where: { $0.rawValue == name }) else {
      let near = nearestName(to: name, in: Self.activations.map(\.rawValue))
      throw .unknownActivation(name, nearest: near)
    }
    var hidden: [Dense] = []
    for part in parts[1].split(separator: ",", omittingEmptySubsequences: false) {
      let factors = part.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
      guard factors.count <= 2, let width = factors[0], let times = factors.last ?? nil,
        width > 0, width <= Self.mostUnits,
        factors.count == 1 || times > 0 && times <= Self.mostLayers
      else { throw .badWidth(String(part)) }
      let layers = factors.count == 2 ? times : 1
      hidden += Array(repeating: Dense(width, activation: activation), count: layers)
    }
    self = .network(hidden: hidden)
  }
}

extension ModelKind: Codable {
  /// Writes the name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }

  /// Reads the name.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    do {
      self = try ModelKind(parsing: try container.decode(String.self))
    } catch let error as ModelNameError {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath, debugDescription: "\(error)", underlyingError: error))
    }
  }
}

/// What is wrong with the name of a model.
public enum ModelNameError: Error, Hashable, Sendable {
  /// There is no such model.
  case unknownModel(String)
  /// `mlp` takes widths and an activation, each after a colon.
  case notWidthsAndActivation(String)
  /// There is no such activation of a hidden layer; `nearest` is what was probably meant.
  case unknownActivation(String, nearest: String?)
  /// No layer can have this width.
  case badWidth(String)
}
