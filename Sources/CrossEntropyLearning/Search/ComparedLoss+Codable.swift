package import CrossEntropy

extension ComparedLoss: Codable {
  enum CodingKeys: CodingKey { case name, parameters }

  /// Reads the name and the parameters.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      name: try container.decode(String.self, forKey: .name),
      parameters: try container.decodeIfPresent([String: Double].self, forKey: .parameters) ?? [:])
  }

  /// A loss by its name and parameters in JSON; a parameter that is left out has its usual value.
  package init(name: String, parameters: [String: Double]) throws(LossNameError) {
    try self.init(
      parsing: ([name] + parameters.map { "\($0)=\($1)" }).joined(separator: ":"))
  }

  /// Writes the name and the parameters.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(parameters, forKey: .parameters)
  }
}
