/// What a saved model is, and what its columns do.
public struct InspectRequest: Encodable, Sendable, Hashable {
  /// The file of the model.
  public var model: String
  /// A table with the target, on which the importance of the columns is measured; nil for none.
  public var table: TableReading?

  /// How often each column's cells are dealt anew.
  public static let permutations = 5
  /// Where the permutations come from.
  public static let seed: UInt64 = 0

  /// A question about a model.
  public init(model: String, table: TableReading? = nil) {
    self.model = model
    self.table = table
  }

  enum CodingKeys: CodingKey { case model, table }

  /// Writes a table that is not given as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(model, forKey: .model)
    try container.encode(table, forKey: .table)
  }

  /// The files that are read.
  public var inputs: [String] { [model] + [table?.path, table?.labels].compactMap { $0 } }

  /// Throws what is wrong whatever the model and the table are.
  func validate() throws(WorkflowError) {
    if model.isEmpty { throw WorkflowError(.empty(.modelFile)) }
    try table?.validate()
  }
}
