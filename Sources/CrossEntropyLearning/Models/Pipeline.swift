package import CrossEntropy
package import CrossEntropyEvaluation
package import CrossEntropyFiles

/// A model with everything between a table and its predictions: columns, encoder, weights, maps.
///
/// - Edges: what is decoded predicts the same bits as what was encoded, on any table.
package struct Pipeline: Sendable, Hashable {
  /// A model of one kind or the other.
  package enum Model: Sendable, Hashable {
    case linear(LinearModel)
    case network(NeuralNetwork)
  }

  package let schema: Schema
  package let encoder: FeatureEncoder
  package let model: Model
  /// For each target the maps that its log-probabilities go through, in order.
  package let maps: [[Recalibration]]

  /// Puts the parts together; they must fit.
  package init(
    schema: Schema, encoder: FeatureEncoder, model: Model, maps: [[Recalibration]]? = nil
  ) {
    self.schema = schema
    self.encoder = encoder
    self.model = model
    self.maps = maps ?? schema.targets.map { _ in [] }
    if let mismatchDescription { fatalError(mismatchDescription) }
  }

  /// log p of every class for every row of a table, one matrix per target.
  package func logProbabilities(of table: DataTable) throws(SchemaError) -> [Matrix<Double>] {
    let design = encoder.encode(try schema.select(from: table), rows: Array(0..<table.rowCount))
    var logs = shape.logProbabilities(of: model.logits(design))
    for target in logs.indices {
      for map in maps[target] {
        do throws(RecalibrationError) {
          try map.apply(to: &logs[target])
        } catch {
          fatalError("the maps were checked: \(error)")
        }
      }
    }
    return logs
  }

  private var shape: OutputShape { OutputShape(classes: schema.targets.map(\.classes.count)) }

  /// Which parts do not fit together, for who writes the program; nil if all do.
  private var mismatchDescription: String? {
    guard !schema.targets.isEmpty, schema.targets.allSatisfy({ $0.classes.count >= 2 }),
      schema.targets.count == 1 || schema.targets.allSatisfy({ $0.classes.count == 2 })
    else { return "targets of \(schema.targets.map(\.classes.count)) classes" }
    guard
      schema.columns.map(\.kind) == encoder.rules.map(\.kind),
      Set(schema.columns.map(\.name)).count == schema.columns.count
    else { return "the encoder is of other columns than the schema" }
    guard model.features == encoder.width else {
      return "a model of \(model.features) features after an encoder of \(encoder.width)"
    }
    guard model.outputs == shape.outputs, model.unit == shape.unit else {
      return "\(model.outputs) outputs, expected \(shape.outputs) of unit \(shape.unit.rawValue)"
    }
    guard maps.count == schema.targets.count,
      zip(maps, schema.targets).allSatisfy({ maps, target in
        maps.allSatisfy { $0.offsets.count == target.classes.count }
      })
    else { return "the maps are of other classes than the targets" }
    return nil
  }
}

extension Pipeline.Model {
  var features: Int {
    switch self {
    case .linear(let model): model.features
    case .network(let network): network.features
    }
  }

  var outputs: Int {
    switch self {
    case .linear(let model): model.outputs
    case .network(let network): network.architecture.outputs
    }
  }

  /// The unit that turns logits into probabilities; nil where a network's last layer has none.
  var unit: OutputUnit? {
    switch self {
    case .linear(let model): model.unit
    case .network(let network):
      switch network.architecture.layers.last?.activation {
      case .sigmoid: .sigmoid
      case .softmax: .softmax
      default: nil
      }
    }
  }

  func logits(_ design: DesignMatrix) -> Matrix<Double> {
    switch self {
    case .linear(let model): model.product(design)
    case .network(let network): network.doubleLogits(design.floats)
    }
  }
}

extension Pipeline: Codable {
  enum CodingKeys: CodingKey { case schema, encoder, model, maps }

  /// Refuses parts that do not fit.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    schema = try container.decode(Schema.self, forKey: .schema)
    encoder = try container.decode(FeatureEncoder.self, forKey: .encoder)
    model = try container.decode(Model.self, forKey: .model)
    maps = try container.decode([[Recalibration]].self, forKey: .maps)
    if let mismatchDescription {
      throw DecodingError.dataCorruptedError(
        forKey: .model, in: container, debugDescription: mismatchDescription)
    }
  }
}

extension Pipeline.Model: Codable {
  enum CodingKeys: CodingKey { case linear, network }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .linear(let model): try container.encode(model, forKey: .linear)
    case .network(let network): try container.encode(network, forKey: .network)
    }
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if container.contains(.linear) {
      self = .linear(try container.decode(LinearModel.self, forKey: .linear))
    } else {
      self = .network(try container.decode(NeuralNetwork.self, forKey: .network))
    }
  }
}
