public import CrossEntropy
public import CrossEntropyLearning

/// The answer of `measure`.
public struct MeasureOutcome: Sendable, Hashable {
  /// The version of the JSON's keys.
  public static let schemaVersion = 1

  /// What was asked.
  public let request: MeasureRequest
  /// What was measured.
  public let answer: Answer
  /// What a reader should know of the columns, and how they were read.
  public let notes: [DatasetNote]

  /// Measures in the requested unit; `beside` are the same in bits, or in nats beside bits.
  public enum Answer: Sendable, Hashable {
    /// Rows of distributions, each with its forecast or all without, and their means.
    case distributions(
      p: [[Double]], q: [[Double]]?, rows: [DistributionMeasures], mean: DistributionMeasures,
      beside: DistributionMeasures)
    /// Counts; for a column with its levels and the number of missing cells.
    case counts(CountMeasures, beside: CountMeasures, levels: [String]?, missing: Int?)
    /// Two columns, one of them known, with the numbers of their values and of rows that lack a
    /// cell.
    case pair(
      JointMeasures, beside: JointMeasures, outcomes: Int, givenOutcomes: Int, missing: Int)
  }
}

// MARK: JSON

extension MeasureOutcome: Codable {
  fileprivate enum CodingKeys: String, CodingKey {
    case p, q, rows, bits, nats, column, levels, missing, given, outcomes, request, notes
    case givenOutcomes = "given_outcomes"
    case schemaVersion = "schema_version"
  }

  /// Reads an outcome, and refuses another version or parts that do not fit each other.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try container.requireVersion(Self.schemaVersion, forKey: .schemaVersion)
    let request = try container.decode(MeasureRequest.self, forKey: .request)
    self.request = request
    notes = try container.decodeIfPresent([DatasetNote].self, forKey: .notes) ?? []
    func beside<Measures: Decodable>() throws -> Measures {
      try container.decode(Measures.self, forKey: .unit(besides: request.unit))
    }
    switch request.subject {
    case .distributions, .rows:
      let rows =
        try container.decodeIfPresent([Row].self, forKey: .rows) ?? [try Row(from: decoder)]
      let q = rows.compactMap(\.q)
      try container.require(!rows.isEmpty, forKey: .rows, else: "no row")
      try container.require(
        q.isEmpty || q.count == rows.count, forKey: .rows, else: "some forecasts")
      try container.require(
        rows.allSatisfy { $0.q == nil || $0.q?.count == $0.p.count }, forKey: .rows,
        else: "unequal outcomes")
      answer = .distributions(
        p: rows.map(\.p), q: q.isEmpty ? nil : q, rows: rows.map(\.measures),
        mean: try DistributionMeasures(from: decoder), beside: try beside())
    case .counts:
      answer = .counts(
        try CountMeasures(from: decoder), beside: try beside(), levels: nil, missing: nil)
    case .column(_, _, nil):
      let measures = try CountMeasures(from: decoder)
      let levels = try container.decode([String].self, forKey: .levels)
      try container.require(
        levels.count == measures.counts.count, forKey: .levels, else: "unequal levels")
      answer = .counts(
        measures, beside: try beside(), levels: levels,
        missing: try container.decode(Int.self, forKey: .missing))
    case .column:
      answer = .pair(
        try JointMeasures(from: decoder), beside: try beside(),
        outcomes: try container.decode(Int.self, forKey: .outcomes),
        givenOutcomes: try container.decode(Int.self, forKey: .givenOutcomes),
        missing: try container.decode(Int.self, forKey: .missing))
    }
  }

  /// Writes the measures of the answer, and those in the other unit under its name.
  ///
  /// A single row of distributions stands alone, several as `rows` with their means.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.schemaVersion, forKey: .schemaVersion)
    try container.encode(request, forKey: .request)
    try container.encode(notes, forKey: .notes)
    for key in [CodingKeys.bits, .nats] { try container.encodeNil(forKey: key) }
    func encode(_ measures: some Encodable, beside: some Encodable) throws {
      try measures.encode(to: encoder)
      try container.encode(beside, forKey: .unit(besides: request.unit))
    }
    switch answer {
    case .distributions(let p, let q, let rows, let mean, let beside):
      try encode(mean, beside: beside)
      let isOne = rows.count == 1
      try container.encode(isOne ? p[0] : nil, forKey: .p)
      try container.encode(isOne ? q?[0] : nil, forKey: .q)
      let all = rows.indices.map { Row(p: p[$0], q: q?[$0], measures: rows[$0]) }
      try container.encode(isOne ? nil : all, forKey: .rows)
    case .counts(let measures, let beside, let levels, let missing):
      try encode(measures, beside: beside)
      try container.encode(request.column, forKey: .column)
      try container.encode(levels, forKey: .levels)
      try container.encode(missing, forKey: .missing)
    case .pair(let measures, let beside, let outcomes, let givenOutcomes, let missing):
      try encode(measures, beside: beside)
      try container.encode(request.column, forKey: .column)
      try container.encode(request.given, forKey: .given)
      try container.encode(outcomes, forKey: .outcomes)
      try container.encode(givenOutcomes, forKey: .givenOutcomes)
      try container.encode(missing, forKey: .missing)
    }
  }

  /// A row of distributions with its measures.
  private struct Row: Codable {
    let p: [Double]
    let q: [Double]?
    let measures: DistributionMeasures

    init(p: [Double], q: [Double]?, measures: DistributionMeasures) {
      self.p = p
      self.q = q
      self.measures = measures
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      p = try container.decode([Double].self, forKey: .p)
      q = try container.decodeIfPresent([Double].self, forKey: .q)
      measures = try DistributionMeasures(from: decoder)
    }

    func encode(to encoder: any Encoder) throws {
      try measures.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(p, forKey: .p)
      try container.encode(q, forKey: .q)
    }
  }
}

extension MeasureOutcome.CodingKeys {
  /// The key of the measures beside those in a unit.
  fileprivate static func unit(besides unit: InformationUnit) -> Self {
    unit.beside == .bits ? .bits : .nats
  }
}
