/// A loss by its name and parameters: what JSON holds, and what makes the loss again.
///
/// ```swift
/// let focal = try NamedLoss("focal", ["gamma": 1])
/// let objective = Objective(try focal.loss(of: .softmax))
/// ```
///
/// The name says nothing about the outputs: `cross_entropy` is ``SoftmaxCrossEntropy`` of softmax and
/// ``SigmoidCrossEntropy`` of sigmoid outputs.
public struct NamedLoss: Sendable, Hashable, Codable {
  /// The name in the catalogue.
  public let name: String
  /// The value of every parameter of the loss, but for an optional one that it does without.
  public let parameters: [String: Double]

  private enum CodingKeys: String, CodingKey { case name, parameters }

  /// The loss of this name or alias; parameters that are not given have their defaults, or are left out where they
  /// are optional.
  public init(_ name: String, _ parameters: [String: Double] = [:]) throws(LossNameError) {
    guard let entry = LossCatalog.entry(named: name) else { throw .unknown(name: name) }
    for given in parameters.keys.sorted()
    where !entry.parameters.contains(where: { $0.name == given }) {
      throw .noParameter(loss: entry.name, got: given)
    }
    var values: [String: Double] = [:]
    for parameter in entry.parameters
    where parameters[parameter.name] != nil || !parameter.isOptional {
      let value = parameters[parameter.name] ?? parameter.defaultValue
      guard parameter.range.contains(value) else {
        throw .outOfRange(loss: entry.name, parameter: parameter, value: value)
      }
      values[parameter.name] = value
    }
    self.name = entry.name
    self.parameters = values
  }

  /// The name and parameters of a loss; throws ``LossNameError/unknown(name:)`` for one that is not in
  /// the catalogue.
  public init(of loss: any Loss) throws(LossNameError) {
    guard let loss = loss as? any CatalogLoss else { throw .unknown(name: loss.name) }
    name = loss.entry.name
    parameters = Dictionary(
      uniqueKeysWithValues: zip(loss.entry.parameters.map(\.name), loss.parameterValues)
        .compactMap { name, value in value.map { (name, $0) } })
  }

  /// The name and parameters; a parameter that is left out has its default.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      try container.decode(String.self, forKey: .name),
      try container.decodeIfPresent([String: Double].self, forKey: .parameters) ?? [:])
  }

  /// The same loss with another value for one of its parameters.
  public func setting(_ parameter: String, to value: Double) throws(LossNameError) -> NamedLoss {
    var parameters = parameters
    parameters[parameter] = value
    return try NamedLoss(name, parameters)
  }

  /// What the catalogue says of it.
  public var entry: LossEntry {
    guard let entry = LossCatalog.entry(named: name) else {
      fatalError("\(name) was in the catalogue")
    }
    return entry
  }

  /// The loss of outputs of this unit.
  public func loss(of unit: OutputUnit) throws(LossNameError) -> any Loss {
    let entry = entry
    guard entry.units.contains(unit) else {
      throw .unitNotSupported(loss: name, unit: unit, units: entry.units)
    }
    return entry.make(self, unit)
  }

  /// Whether the loss is convex in the logits of outputs of this unit, so that a linear model has one
  /// optimum.
  public func isConvex(of unit: OutputUnit) -> Bool { entry.isConvex(self, unit) }

  /// Whether it is a proper scoring rule: over labels drawn from p, its mean is lowest where the
  /// prediction is p.
  public var isProper: Bool { entry.isProper(self) }

  /// The value of one of its parameters.
  subscript(parameter: String) -> Double {
    guard let value = parameters[parameter] else {
      fatalError("\(name) has no parameter \(parameter)")
    }
    return value
  }
}
