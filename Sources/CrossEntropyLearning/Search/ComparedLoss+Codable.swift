package import CrossEntropy

extension ComparedLoss: Codable {
  enum CodingKeys: CodingKey { case name, parameters }

  /// Reads the name and the parameters.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    do {
      try self.init(
        name: try container.decode(String.self, forKey: .name),
        parameters: try container.decodeIfPresent([String: Double].self, forKey: .parameters)
          ?? [:])
    } catch let error as LossNameError {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath, debugDescription: "\(error)", underlyingError: error))
    }
  }

  /// A loss by its name and parameters in JSON; a parameter that is left out has its usual value.
  package init(name: String, parameters: [String: Double]) throws(LossNameError) {
    guard let kind = Kind(named: name) else { throw .unknown(name: name) }
    let given = parameters.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined(separator: ":")
    guard let parameter = kind.parameter else {
      guard parameters.isEmpty else { throw .noParameter(loss: kind.name, got: given) }
      self.init(kind)
      return
    }
    let value = parameters[parameter.name]
    guard parameters.count == (value == nil ? 0 : 1), value?.isFinite ?? true else {
      throw .malformedParameter(loss: kind.name, parameter: parameter, got: given)
    }
    try self.init(checking: kind, value)
  }

  /// Writes the name and the parameters.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(parameters, forKey: .parameters)
  }
}
