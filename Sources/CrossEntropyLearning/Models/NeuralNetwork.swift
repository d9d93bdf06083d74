public import CrossEntropy
public import CrossEntropyEvaluation

/// A ``NetworkArchitecture`` model with weights.
public struct NeuralNetwork: Sendable, Hashable {
  /// How a network's first weights are chosen.
  public enum Start: Sendable, Hashable, Codable {
    /// He's normal start for relu layers, Glorot's uniform one for the others; biases 0.
    case standard
    /// Every weight and bias from N(0, deviation²): a large deviation gives saturated outputs.
    case normal(deviation: Double)
  }

  /// The layers.
  public let architecture: NetworkArchitecture
  /// The number of inputs.
  public let features: Int
  /// Layer by layer the weights, inputs × units, and then the biases.
  public internal(set) var parameters: ContiguousArray<Float>

  /// Where each layer's weights begin in `parameters`, and last where they end.
  let offsets: [Int]

  /// A network with its first weights; throws for a row without features, and for more weights than
  /// can be counted.
  public init(
    _ architecture: NetworkArchitecture, features: Int, seed: RandomSeed = RandomSeed(0),
    start: Start = .standard
  ) throws(ShapeError) {
    guard features > 0 else { throw .none(of: .features) }
    if case .normal(let deviation) = start {
      require(deviation.isFinite, "a network's first weights have the deviation \(deviation)")
    }
    let units = architecture.layers.map(\.units)
    guard parameterCount(inputs: features, layers: units) != nil else {
      throw .elements(rows: features, columns: units[0], got: .max)
    }
    self.architecture = architecture
    self.features = features
    var offsets = [0]
    var inputs = features
    for layer in architecture.layers {
      offsets.append(offsets[offsets.count - 1] + (inputs + 1) * layer.units)
      inputs = layer.units
    }
    self.offsets = offsets
    parameters = ContiguousArray(repeating: 0, count: offsets[offsets.count - 1])
    for layer in architecture.layers.indices { draw(layer, seed.derived(UInt64(layer)), start) }
  }

  /// A network with given weights, laid out as ``parameters`` says.
  public init(
    _ architecture: NetworkArchitecture, features: Int, parameters: ContiguousArray<Float>
  ) throws(ShapeError) {
    let count = parameterCount(inputs: features, layers: architecture.layers.map(\.units))
    guard count == parameters.count else {
      throw .count(of: .parameters, expected: count ?? .max, got: parameters.count)
    }
    try self.init(architecture, features: features, start: .normal(deviation: 0))
    self.parameters = parameters
  }

  /// The inputs of layer `layer`.
  func inputs(of layer: Int) -> Int { layer == 0 ? features : architecture.layers[layer - 1].units }

  /// Where the biases of layer `layer` begin in `parameters`.
  func biasOffset(of layer: Int) -> Int {
    offsets[layer] + inputs(of: layer) * architecture.layers[layer].units
  }

  /// The logits of every row: the output layer's sums, before its activation.
  ///
  /// At most `threads` threads work, 1 or more.
  public func logits(
    _ rows: Matrix<Float>, threads: Int = 1
  ) throws(ShapeError) -> Matrix<Float> {
    if rows.columns != features {
      throw .count(of: .features, expected: features, got: rows.columns)
    }
    return product(NetworkRows(rows), threads: threads)
  }

  /// The logits of rows that are known to have the network's features.
  func product(_ rows: NetworkRows, threads: Int = 1) -> Matrix<Float> {
    require(threads > 0, "threads must be 1 or more, got \(threads)")
    let outputs = architecture.outputs
    let blocks = Workspace.blocks(of: rows.rows)
    let lanes = min(blocks, 4 * workerCount(blocks, threads: threads))
    // Every lane has a workspace, and consecutive blocks.
    let parts = parallelMap(lanes, threads: threads) { lane in
      var workspace = Workspace(self, of: rows, trains: false)
      var logits = ContiguousArray<Float>()
      for block in blocks * lane / lanes..<blocks * (lane + 1) / lanes {
        let some = block * Workspace.rows..<min((block + 1) * Workspace.rows, rows.rows)
        workspace.gather(some, of: rows)
        workspace.forward(self)
        logits += workspace.logits
      }
      return logits
    }
    var elements = ContiguousArray<Float>()
    elements.reserveCapacity(rows.rows * outputs)
    for part in parts { elements += part }
    return Matrix(rows: rows.rows, columns: outputs, fitting: elements)
  }

  /// The logits in double precision, in which they are scored.
  func doubleLogits(_ rows: NetworkRows) -> Matrix<Double> {
    let logits = product(rows)
    return Matrix(
      rows: logits.rows, columns: logits.columns,
      fitting: ContiguousArray(logits.elements.map(Double.init)))
  }

  private mutating func draw(_ layer: Int, _ seed: RandomSeed, _ start: Start) {
    let inputs = inputs(of: layer)
    let dense = architecture.layers[layer]
    let range = offsets[layer]..<biasOffset(of: layer)
    switch start {
    case .standard where dense.activation == .relu:
      let deviation = (2 / Double(inputs)).squareRoot()
      for i in range {
        parameters[i] = Float(deviation * seed.normal(UInt64(i - range.lowerBound)))
      }
    case .standard:
      let bound = (6 / Double(inputs + dense.units)).squareRoot()
      for i in range {
        parameters[i] = Float(bound * (2 * seed.uniform(UInt64(i - range.lowerBound)) - 1))
      }
    case .normal(let deviation):
      for i in offsets[layer]..<offsets[layer + 1] {
        parameters[i] = Float(deviation * seed.normal(UInt64(i - offsets[layer])))
      }
    }
  }
}

extension NeuralNetwork: Codable {
  enum CodingKeys: CodingKey { case layers, features, parameters }

  /// Writes the layers and their weights as ``parameters`` lays them out.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(architecture, forKey: .layers)
    try container.encode(features, forKey: .features)
    try container.encode(parameters, forKey: .parameters)
  }

  /// Refuses a wrong count and a weight that is not finite.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let architecture = try container.decode(NetworkArchitecture.self, forKey: .layers)
    let features = try container.decode(Int.self, forKey: .features)
    let parameters = try container.decode(ContiguousArray<Float>.self, forKey: .parameters)
    let count =
      features > 0
      ? parameterCount(inputs: features, layers: architecture.layers.map(\.units)) : nil
    try check(parameters, count: count, in: container, forKey: .parameters)
    try self.init(architecture, features: features, parameters: parameters)
  }
}

extension RandomSeed {
  /// A number from N(0, 1) that belongs to `counter`.
  func normal(_ counter: UInt64) -> Double {
    // Half a step up, so that a uniform 0 is not −∞.
    StandardNormal.quantile(within: uniform(counter) + 0x1p-54)
  }
}
