internal import CrossEntropy
internal import CrossEntropyLearning

/// The result of `explain`: the chosen loss, and what stands beside it.
package struct ExplainJSON: Encodable {
  package let row: ExplainedRow

  package init(row: ExplainedRow) { self.row = row }

  private enum CodingKeys: String, CodingKey {
    case beside
    case pullRatio = "pull_ratio"
  }

  package func encode(to encoder: any Encoder) throws {
    try Loss(loss: row.chosen).encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(row.others.map { Loss(loss: $0) }, forKey: .beside)
    try container.encode(row.pullRatio, forKey: .pullRatio)
  }

  /// A loss with its name, its parameters and every step.
  private struct Loss: Encodable {
    let loss: ExplainedRow.Loss

    private enum CodingKeys: String, CodingKey {
      case loss, parameters, unit, pull
      case valueNats = "value_nats"
      case valueBits = "value_bits"
    }

    func encode(to encoder: any Encoder) throws {
      let explanation = loss.explanation
      try explanation.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(loss.loss.name, forKey: .loss)
      try container.encode(loss.loss.parameters, forKey: .parameters)
      // Null where there is none, rather than no key.
      try container.encode(explanation.unit, forKey: .unit)
      try container.encode(explanation.pull, forKey: .pull)
      try container.encodeIfPresent(explanation.value(in: .nats), forKey: .valueNats)
      try container.encodeIfPresent(explanation.value(in: .bits), forKey: .valueBits)
    }
  }
}
