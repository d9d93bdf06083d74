internal import CrossEntropy

extension DenseLayer {
  /// What a layer does to its sums.
  public enum Activation: String, Sendable, Hashable, Codable, CaseIterable {
    /// z itself.
    case linear
    /// max(0, z).
    case relu
    /// 1 / (1 + exp(−z)).
    case sigmoid
    /// tanh(z).
    case tanh
    /// exp(zⱼ) / Σₖ exp(zₖ), for the last layer.
    case softmax
  }
}

/// A layer in which every unit reads every input: activation(xW + b).
public struct DenseLayer: Sendable, Hashable {
  /// The number of units.
  public let units: Int
  /// What the units do to their sums.
  public let activation: DenseLayer.Activation

  /// A layer of this many units.
  public init(_ units: Int, activation: DenseLayer.Activation = .linear) {
    require(units > 0, "a layer has 1 unit or more, got \(units)")
    self.units = units
    self.activation = activation
  }
}

extension DenseLayer: Codable {
  enum CodingKeys: CodingKey { case units, activation }

  /// Refuses a layer without units.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    units = try container.decode(Int.self, forKey: .units)
    activation = try container.decode(DenseLayer.Activation.self, forKey: .activation)
    guard units > 0 else {
      throw DecodingError.dataCorruptedError(
        forKey: .units, in: container, debugDescription: "a layer of \(units) units")
    }
  }
}

/// Layers one after another:
/// `NetworkArchitecture([DenseLayer(64, activation: .relu), DenseLayer(3, activation: .softmax)])`.
///
/// The last layer's activation says what the outputs are, and the loss must fit it: softmax for one
/// class per row, sigmoid for two classes in one output or for indicators that may all be true.
public struct NetworkArchitecture: Sendable, Hashable {
  /// The layers, the output layer last.
  public let layers: [DenseLayer]

  /// A model of these layers; softmax is for the last one only.
  public init(_ layers: [DenseLayer]) {
    require(!layers.isEmpty, "a model has 1 layer or more")
    require(
      layers.dropLast().allSatisfy { $0.activation != .softmax },
      "softmax is an activation of the last layer")
    self.layers = layers
  }

  /// Hidden layers and the outputs of a classifier.
  init(hidden: [DenseLayer], shape: OutputShape) {
    self.init(
      hidden + [DenseLayer(shape.outputs, activation: shape.unit == .sigmoid ? .sigmoid : .softmax)]
    )
  }

  /// The number of outputs.
  public var outputs: Int { layers[layers.count - 1].units }

  /// Throws where the output layer does not fit the loss.
  func check(_ objective: Objective) throws(TrainingError) {
    let last = layers[layers.count - 1]
    let unit = objective.loss.outputUnit
    if unit == .identity || unit == .exponential {
      throw .noClassProbabilities(loss: objective.loss.name, unit)
    }
    let wanted: DenseLayer.Activation = unit == .softmax ? .softmax : .sigmoid
    if last.activation != wanted {
      throw .otherActivation(loss: objective.loss.name, needs: wanted, got: last.activation)
    }
    if wanted == .softmax, last.units < 2 {
      throw .softmaxOfOneUnit
    }
  }
}

extension NetworkArchitecture: Codable {
  /// Writes the layers as a list.
  public func encode(to encoder: any Encoder) throws {
    try layers.encode(to: encoder)
  }

  /// Refuses a model without layers, and softmax before the last one.
  public init(from decoder: any Decoder) throws {
    let layers = try [DenseLayer](from: decoder)
    guard !layers.isEmpty, layers.dropLast().allSatisfy({ $0.activation != .softmax }) else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath,
          debugDescription: "\(layers.map(\.activation.rawValue)) are no layers of a model"))
    }
    self.layers = layers
  }
}
