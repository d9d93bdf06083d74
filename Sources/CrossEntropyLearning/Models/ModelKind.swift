internal import CrossEntropyFiles

/// A kind of model, written `linear`, `linear:l1` or `mlp:64,64:relu`, and where a network is trained in another way than the usual one,
/// `mlp:64,64:relu:schedule=cosine:dropout=0.2:weight_decay=0.01`.
public enum ModelKind: Sendable, Hashable {
  /// One matrix of weights, under the penalty (λ/2)‖W‖².
  case linear
  /// One matrix of weights, under the penalty λ‖W‖₁, which leaves many of them at exactly 0.
  case sparseLinear
  /// Hidden layers before the outputs: one or more, all of one of the ``activations``.
  case network(hidden: [DenseLayer], settings: NetworkSettings = NetworkSettings())

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
    case .linear, .sparseLinear: .penalty
    case .network: .stepSize
    }
  }

  /// What a fit counts.
  public var iteration: Iteration {
    switch self {
    case .linear, .sparseLinear: .step
    case .network: .epoch
    }
  }

  /// Whether it is one matrix of weights.
  var isLinear: Bool { self == .linear || self == .sparseLinear }

  /// The layers before the outputs; none for a linear model.
  public var hiddenLayers: [DenseLayer] {
    switch self {
    case .linear, .sparseLinear: []
    case .network(let hidden, _): hidden
    }
  }

  /// How a network is trained; the usual way for a linear model, of which it says nothing.
  public var settings: NetworkSettings {
    switch self {
    case .linear, .sparseLinear: NetworkSettings()
    case .network(_, let settings): settings
    }
  }

  /// The name, such as `linear`, `linear:l1` or `mlp:64,64:relu`.
  public var name: String {
    switch self {
    case .linear, .sparseLinear: layersName
    case .network(_, let settings): layersName + settings.name
    }
  }

  /// The name without how a network is trained.
  package var layersName: String {
    switch self {
    case .linear: "linear"
    case .sparseLinear: "linear:l1"
    case .network(let hidden, _):
      "mlp:" + hidden.map { "\($0.units)" }.joined(separator: ",")
        + ":\(hidden.first?.activation.rawValue ?? "relu")"
    }
  }
}

extension ModelKind {
  /// The widest hidden layer.
  public static let mostUnits = 65_536
  /// The most hidden layers.
  public static let mostLayers = 1_000
  /// The most weights between hidden layers: 400 MB, of which a search holds many copies.
  public static let mostWeights = 100_000_000
  /// The activations of hidden layers.
  public static let activations: [DenseLayer.Activation] = [.relu, .sigmoid, .tanh]

  /// Reads `linear`, `linear:l1` or `mlp:WIDTHS[:ACTIVATION][:KEY=VALUE…]`, where `32x10` stands for ten layers of 32.
  public init(parsing text: String) throws(ModelNameError) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    if let linear = [Self.linear, .sparseLinear].first(where: { $0.name == text }) {
      self = linear
      return
    }
    guard parts[0] == "mlp" else { throw .unknownModel(text) }
    let layers = parts.prefix(3).filter { !$0.contains("=") }
    let settings = parts.dropFirst(layers.count)
    guard layers.count >= 2, settings.allSatisfy({ $0.contains("=") }) else {
      throw .notWidthsAndActivation(text)
    }
    let name = layers.count == 3 ? layers[2] : DenseLayer.Activation.relu.rawValue
    guard let activation = Self.activations.first(where: { $0.rawValue == name }) else {
      let near = nearestName(to: name, in: Self.activations.map(\.rawValue))
      throw .unknownActivation(name, nearest: near)
    }
    var hidden: [DenseLayer] = []
    for part in layers[1].split(separator: ",", omittingEmptySubsequences: false) {
      let factors = part.split(separator: "x", omittingEmptySubsequences: false).map(wholeNumber)
      guard factors.count <= 2, let width = factors[0], let times = factors.last ?? nil,
        width > 0, times > 0
      else { throw .badWidth(String(part)) }
      let count = factors.count == 2 ? times : 1
      guard count <= Self.mostLayers - hidden.count else {
        let (all, isTooMany) = hidden.count.addingReportingOverflow(count)
        throw .tooMany(.layers, isTooMany ? .max : all, most: Self.mostLayers)
      }
      hidden += Array(repeating: DenseLayer(width, activation: activation), count: count)
    }
    self = .network(hidden: hidden, settings: try NetworkSettings(parsing: settings))
    try check()
  }

  /// Throws for a network that no name stands for, and for one that is too large for any machine.
  package func check() throws(ModelNameError) {
    guard case .network(let hidden, let settings) = self else { return }
    guard let activation = hidden.first?.activation else { throw .notWidthsAndActivation(name) }
    if let other = hidden.first(where: { !Self.activations.contains($0.activation) })?.activation {
      throw .unknownActivation(other.rawValue, nearest: nil)
    }
    if let other = hidden.first(where: { $0.activation != activation })?.activation {
      throw .severalActivations(activation, other)
    }
    let widths = hidden.map(\.units)
    guard widths.count <= Self.mostLayers else {
      throw .tooMany(.layers, widths.count, most: Self.mostLayers)
    }
    if let widest = widths.max(), widest > Self.mostUnits {
      throw .tooMany(.units, widest, most: Self.mostUnits)
    }
    let weights = zip(widths, widths.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    guard weights <= Self.mostWeights else {
      throw .tooMany(.weights, weights, most: Self.mostWeights)
    }
    try settings.check()
  }
}

/// A number written in digits; nil where they stand for more than can be counted.
private func wholeNumber(_ digits: Substring) -> Int? {
  digits.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(digits) : nil
}

extension ModelKind: Codable {
  /// Writes the name; throws for a model that has none.
  public func encode(to encoder: any Encoder) throws {
    do throws(ModelNameError) {
      try check()
    } catch {
      throw EncodingError.invalidValue(
        self,
        EncodingError.Context(
          codingPath: encoder.codingPath, debugDescription: "\(error)", underlyingError: error))
    }
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
  /// Two of its hidden layers have different activations, and a network has one.
  case severalActivations(DenseLayer.Activation, DenseLayer.Activation)
  /// No layer can have this width.
  case badWidth(String)
  /// What follows the layers is no setting of a network, or out of its range.
  case badSetting(String)
  /// A network has more of something than any may have.
  case tooMany(Part, Int, most: Int)

  /// What a network is made of.
  public enum Part: String, Hashable, Sendable, CaseIterable {
    /// The units of a hidden layer.
    case units
    /// Hidden layers.
    case layers
    /// The weights between hidden layers.
    case weights
  }
}
