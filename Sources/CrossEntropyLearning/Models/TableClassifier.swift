internal import CrossEntropy
public import CrossEntropyEvaluation
public import CrossEntropyFiles

/// A model with everything between a table and its predictions: columns, encoder, weights, maps.
///
/// ``fit(_:rows:model:loss:reading:values:innerFolds:seed:)`` makes one of a table, and
/// ``init(encoder:model:)`` of a model that was trained by other means.
/// - Edges: what is decoded predicts the same bits as what was encoded, on any table. JSON that is no classifier
///   is refused by a `DecodingError`.
public struct TableClassifier: Sendable, Hashable {
  /// A model of one kind or the other.
  public enum Model: Sendable, Hashable {
    /// One matrix of weights.
    case linear(LinearModel)
    /// Layers of units.
    case network(NeuralNetwork)
  }

  package let schema: Schema
  package let encoder: FeatureEncoder
  /// The model of the encoded rows.
  public let model: Model
  /// For each target the maps that its log-probabilities go through, in order.
  public let maps: [[Recalibration]]
  /// How it was trained; nil where it was made by other means.
  public var record: TrainingRecord?

  /// A classifier of a model that was trained on the encoder's rows.
  ///
  /// The model must have ``TableEncoder/width`` features, and outputs for the classes: one sigmoid output for two,
  /// else a softmax over them, and one sigmoid output per label where several may be true.
  public init(encoder: TableEncoder, model: Model) {
    self.init(schema: encoder.schema, encoder: encoder.encoder, model: model)
  }

  /// Puts the parts together; they must fit.
  init(
    schema: Schema, encoder: FeatureEncoder, model: Model, maps: [[Recalibration]]? = nil,
    record: TrainingRecord? = nil
  ) {
    self.init(unchecked: schema, encoder, model, maps ?? schema.targets.map { _ in [] }, record)
    if let mismatchDescription { fatalError(mismatchDescription) }
  }

  /// Puts the parts together; nil where they do not fit.
  init?(
    fitting schema: Schema, encoder: FeatureEncoder, model: Model, maps: [[Recalibration]],
    record: TrainingRecord?
  ) {
    self.init(unchecked: schema, encoder, model, maps, record)
    if mismatchDescription != nil { return nil }
  }

  private init(
    unchecked schema: Schema, _ encoder: FeatureEncoder, _ model: Model,
    _ maps: [[Recalibration]], _ record: TrainingRecord?
  ) {
    self.schema = schema
    self.encoder = encoder
    self.model = model
    self.maps = maps
    self.record = record
  }

  /// The same with another network of the same shape.
  func with(_ network: NeuralNetwork, maps: [[Recalibration]]) -> TableClassifier {
    TableClassifier(
      schema: schema, encoder: encoder, model: .network(network), maps: maps, record: record)
  }

  /// The columns that are read, by name.
  public var columns: [String] { schema.columns.map(\.name) }
  /// The columns that are predicted: one, or several labels that may all be true.
  public var targets: [String] { schema.targets.map(\.name) }
  /// The classes of every target, sorted; of two the last is the positive one.
  public var classes: [[String]] { schema.targets.map(\.classes) }

  /// The features of an encoded row.
  package var featureCount: Int { encoder.width }
  /// How every column is read.
  package var columnKinds: [FeatureKind] { schema.columns.map(\.kind) }
  /// The weights and biases of the model.
  package var weightCount: Int {
    switch model {
    case .linear(let model): model.weights.elements.count
    case .network(let network): network.parameters.count
    }
  }

  /// The weights and biases that are not 0: under an absolute penalty often few.
  package var nonzeroWeightCount: Int {
    switch model {
    case .linear(let model): model.nonzeroWeights
    case .network(let network): network.parameters.count { $0 != 0 }
    }
  }

  /// The columns whose cells are names, whatever they look like: a `TableReader` needs to be told, as
  /// ``read(path:reader:)`` does.
  public var textColumns: Set<String> {
    Set(schema.columns.filter { [.category, .text].contains($0.kind) }.map(\.name) + targets)
  }

  /// Reads another table as the classifier needs it.
  public func read(
    path: String, reader: TableReader = TableReader()
  ) throws(TableError) -> DataTable {
    var reader = reader
    reader.textColumns.formUnion(textColumns)
    return try reader.read(path: path)
  }

  /// The probabilities of every row of a table, target by target.
  ///
  /// Columns are found by name, and the target's is not needed. A missing cell and a level that training did not
  /// have are predicted from the other columns.
  public func predict(_ table: DataTable) throws(ClassifierError) -> [ClassPredictions] {
    predictions(
      encoder.encode(try schema.select(from: table), rows: Array(0..<table.rowCount)))
  }

  /// The probabilities of rows of a dataset, all unless they are named.
  public func predict(
    _ dataset: Dataset, rows: [Int]? = nil
  ) throws(ClassifierError) -> [ClassPredictions] {
    predictions(
      encoder.encode(
        try schema.select(from: dataset), rows: rows ?? Array(0..<dataset.rows)))
  }

  func predictions(_ design: DesignMatrix) -> [ClassPredictions] {
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
    return zip(schema.targets, logs).map { target, logs in
      ClassPredictions(target: target.name, classes: target.classes, logProbabilities: logs)
    }
  }

  private var shape: OutputShape { OutputShape(classes: schema.targets.map(\.classes.count)) }

  /// Which parts do not fit together, for who writes the program; nil if all do.
  private var mismatchDescription: String? {
    guard !schema.targets.isEmpty, schema.targets.allSatisfy({ $0.classes.count >= 2 }),
      schema.targets.count == 1 || schema.targets.allSatisfy({ $0.classes.count == 2 })
    else { return "targets of \(schema.targets.map(\.classes.count)) classes" }
    guard
      schema.columns.count == encoder.rules.count,
      zip(schema.columns, encoder.rules).allSatisfy({ $1.fits($0.kind) }),
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
    guard record.map({ $0.columns.map(\.name) == columns }) ?? true else {
      return "the record is of other columns than the schema"
    }
    return nil
  }
}

extension TableClassifier.Model {
  /// The network, where it is one.
  package var network: NeuralNetwork? {
    if case .network(let network) = self { network } else { nil }
  }

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

extension TableClassifier: Codable {
  enum CodingKeys: CodingKey { case version, schema, encoder, model, maps, record }

  /// Writes the version of the keys, too, which is that of the files.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.fileVersion, forKey: .version)
    try container.encode(schema, forKey: .schema)
    try container.encode(self.encoder, forKey: .encoder)
    try container.encode(model, forKey: .model)
    try container.encode(maps, forKey: .maps)
    try container.encodeIfPresent(record, forKey: .record)
  }

  /// Refuses a newer version, and parts that do not fit.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let version = try container.decode(Int.self, forKey: .version)
    guard 1...Self.fileVersion ~= version else {
      throw DecodingError.dataCorruptedError(
        forKey: .version, in: container, debugDescription: "version \(version)")
    }
    self.init(
      unchecked: try container.decode(Schema.self, forKey: .schema),
      try container.decode(FeatureEncoder.self, forKey: .encoder),
      try container.decode(Model.self, forKey: .model),
      try container.decode([[Recalibration]].self, forKey: .maps),
      try container.decodeIfPresent(TrainingRecord.self, forKey: .record))
    if let mismatchDescription {
      throw DecodingError.dataCorruptedError(
        forKey: .model, in: container, debugDescription: mismatchDescription)
    }
  }
}

extension TableClassifier.Model: Codable {
  enum CodingKeys: CodingKey { case linear, network }

  /// Writes the model under the name of its kind.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .linear(let model): try container.encode(model, forKey: .linear)
    case .network(let network): try container.encode(network, forKey: .network)
    }
  }

  /// Reads a model of either kind.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if container.contains(.linear) {
      self = .linear(try container.decode(LinearModel.self, forKey: .linear))
    } else {
      self = .network(try container.decode(NeuralNetwork.self, forKey: .network))
    }
  }
}
