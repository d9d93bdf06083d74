internal import CrossEntropy
internal import CrossEntropyEvaluation
internal import CrossEntropyFiles

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

extension TableClassifier {
  /// The version of the files that are written; all up to it are read.
  public static let fileVersion = 1

  /// Reads a classifier from a file that ``save(to:)`` or `xent train` wrote.
  public init(path: String) throws(ModelFileError) {
    let bytes: [UInt8]
    do throws(TableError) {
      bytes = try wholeFile(path)
    } catch {
      throw .file(error)
    }
    try self.init(fileBytes: bytes)
  }

  /// Writes a safetensors file, which appears whole or not at all, in place of the one that has the name.
  ///
  /// The weights are tensors: `weight`, features × outputs, and `bias` of a linear model, in double precision;
  /// `layers.0.weight`, inputs × units, `layers.0.bias` and so on of a network, in single precision. All that turns a
  /// table into their inputs, and their outputs into probabilities, stands in the metadata as JSON.
  public func save(to path: String) throws(ModelFileError) {
    if let failure = writeWholeFile(path, fileBytes) { throw .cannotWrite(path: path, failure) }
  }

  /// What ``save(to:)`` writes.
  public var fileBytes: [UInt8] {
    do {
      let manifest = Manifest(self)
      var file = SafeTensors(
        metadata: [
          Manifest.formatKey: Manifest.format, Manifest.versionKey: "\(Self.fileVersion)",
          // A record may hold what is not finite, such as a score of a model that failed.
          Manifest.key: String(
            decoding: try JSONEncoder.ofAnyNumber.encode(manifest), as: UTF8.self),
        ], tensors: model.tensors)
      file.metadata[Manifest.digestKey] = file.digest(without: Manifest.digestKey)
      return try file.encoded()
    } catch {
      fatalError("texts and numbers are always written: \(error)")
    }
  }

  /// Reads what ``save(to:)`` writes.
  ///
  /// - Edges: whatever the bytes are, a classifier of them predicts the same bits as the one that was saved, or
  ///   they are refused.
  public init(fileBytes bytes: [UInt8]) throws(ModelFileError) {
    let file: SafeTensors
    do throws(SafeTensors.Fault) {
      file = try SafeTensors(decoding: bytes)
    } catch {
      switch error {
      case .notSafetensors: throw .notSafetensors
      case .otherLength(let expected, let got): throw .otherLength(expected: expected, got: got)
      case .badTensor: throw .damaged
      }
    }
    guard file.metadata[Manifest.formatKey] == Manifest.format else { throw .notOurs }
    guard let version = file.metadata[Manifest.versionKey].flatMap({ Int($0) }), version >= 1 else {
      throw .damaged
    }
    guard version <= Self.fileVersion else {
      throw .newerVersion(version, known: Self.fileVersion)
    }
    guard let text = file.metadata[Manifest.key],
      file.metadata[Manifest.digestKey] == file.digest(without: Manifest.digestKey),
      let manifest = try? JSONDecoder.ofAnyNumber.decode(Manifest.self, from: Data(text.utf8)),
      let classifier = manifest.classifier(file.tensors)
    else { throw .damaged }
    self = classifier
  }
}

/// All of a classifier but its weights.
private struct Manifest: Codable {
  let schema: Schema
  let encoder: FeatureEncoder
  /// The unit of a linear model; nil for a network.
  let unit: OutputUnit?
  /// The layers of a network; nil for a linear model.
  let layers: NetworkArchitecture?
  let maps: [[Recalibration]]
  let record: TrainingRecord?

  static let (formatKey, format) = ("format", "xent")
  static let versionKey = "version"
  static let key = "classifier"
  static let digestKey = "sha256"

  init(_ classifier: TableClassifier) {
    schema = classifier.schema
    encoder = classifier.encoder
    maps = classifier.maps
    record = classifier.record
    switch classifier.model {
    case .linear(let model): (unit, layers) = (model.unit, nil)
    case .network(let network): (unit, layers) = (nil, network.architecture)
    }
  }

  /// The classifier with these weights; nil if they do not fit.
  func classifier(_ tensors: [String: SafeTensors.Tensor]) -> TableClassifier? {
    let model: TableClassifier.Model
    if let unit, layers == nil {
      guard let linear = LinearModel(tensors, unit: unit) else { return nil }
      model = .linear(linear)
    } else if let layers, unit == nil {
      guard let network = NeuralNetwork(tensors, layers, features: encoder.width) else {
        return nil
      }
      model = .network(network)
    } else {
      return nil
    }
    return TableClassifier(
      fitting: schema, encoder: encoder, model: model, maps: maps, record: record)
  }
}

extension TableClassifier.Model {
  /// The weights by their names.
  fileprivate var tensors: [String: SafeTensors.Tensor] {
    switch self {
    case .linear(let model):
      let count = model.features * model.outputs
      return [
        "weight": SafeTensors.Tensor(
          shape: [model.features, model.outputs], model.weights.elements[..<count]),
        "bias": SafeTensors.Tensor(shape: [model.outputs], model.weights.elements[count...]),
      ]
    case .network(let network):
      var tensors: [String: SafeTensors.Tensor] = [:]
      for (index, layer) in network.architecture.layers.enumerated() {
        let (start, biases) = (network.offsets[index], network.biasOffset(of: index))
        tensors["layers.\(index).weight"] = SafeTensors.Tensor(
          shape: [network.inputs(of: index), layer.units], network.parameters[start..<biases])
        tensors["layers.\(index).bias"] = SafeTensors.Tensor(
          shape: [layer.units], network.parameters[biases..<biases + layer.units])
      }
      return tensors
    }
  }
}

extension LinearModel {
  /// The model of these weights, unless they are none.
  fileprivate init?(_ tensors: [String: SafeTensors.Tensor], unit: OutputUnit) {
    guard tensors.count == 2, let weight = tensors["weight"], let bias = tensors["bias"],
      let weights = weight.doubles, let biases = bias.doubles, weight.shape.count == 2,
      weight.shape[1] == biases.count, bias.shape == [biases.count], !biases.isEmpty,
      weights.allSatisfy(\.isFinite), biases.allSatisfy(\.isFinite)
    else { return nil }
    self.init(
      weights: Matrix(
        rows: weight.shape[0] + 1, columns: biases.count,
        fitting: ContiguousArray(weights + biases)), unit: unit)
  }
}

extension NeuralNetwork {
  /// The network of these weights, unless they are none.
  fileprivate init?(
    _ tensors: [String: SafeTensors.Tensor], _ architecture: NetworkArchitecture, features: Int
  ) {
    var parameters = ContiguousArray<Float>()
    guard tensors.count == 2 * architecture.layers.count else { return nil }
    for index in architecture.layers.indices {
      guard let weights = tensors["layers.\(index).weight"]?.floats,
        let biases = tensors["layers.\(index).bias"]?.floats
      else { return nil }
      parameters += weights
      parameters += biases
    }
    guard parameters.allSatisfy(\.isFinite) else { return nil }
    do throws(ShapeError) {
      try self.init(architecture, features: features, parameters: parameters)
    } catch {
      return nil
    }
  }
}
