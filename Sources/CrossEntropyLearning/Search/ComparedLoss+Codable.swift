package import CrossEntropy

extension ComparedLoss: Codable {
  enum CodingKeys: CodingKey { case name, parameters, searched }

  /// Reads the name and the parameters.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    do {
      try self.init(
        name: try container.decode(String.self, forKey: .name),
        parameters: try container.decodeIfPresent([String: Double].self, forKey: .parameters)
          ?? [:],
        searched: try container.decodeIfPresent(SearchedParameter.self, forKey: .searched))
    } catch let error as LossNameError {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath, debugDescription: "\(error)", underlyingError: error))
    }
  }

  /// A loss by its name and parameters in JSON; a parameter that is left out has its usual value, unless it is
  /// to be chosen.
  package init(
    name: String, parameters: [String: Double], searched: SearchedParameter? = nil
  ) throws(LossNameError) {
    guard let kind = Kind(named: name) else { throw .unknown(name: name) }
    let all = parameters.map { ($0, [$1]) } + (searched.map { [($0.name, $0.values)] } ?? [])
    let given = all.sorted { $0.0 < $1.0 }
      .map { "\($0)=" + $1.map { "\($0)" }.joined(separator: "|") }.joined(separator: ":")
    guard let parameter = kind.parameter else {
      guard all.isEmpty else { throw .noParameter(loss: kind.name, got: given) }
      self.init(kind)
      return
    }
    guard let (name, values) = all.first else {
      self.init(kind)
      return
    }
    guard all.count == 1, name == parameter.name, !values.isEmpty, values.allSatisfy(\.isFinite)
    else {
      throw .malformedParameter(loss: kind.name, parameter: parameter, got: given)
    }
    try self.init(kind, choosingFrom: values)
  }

  /// Writes the name and the parameters.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(parameters, forKey: .parameters)
    try container.encode(searchedParameter, forKey: .searched)
  }
}
