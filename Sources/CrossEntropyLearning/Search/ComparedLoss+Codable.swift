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
    try self.init(kind, parameters, choosing: searched)
  }

  /// Writes the name and the parameters.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(parameters, forKey: .parameters)
    try container.encode(searched, forKey: .searched)
  }
}
