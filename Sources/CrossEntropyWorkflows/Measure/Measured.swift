package import CrossEntropy

/// What `measure` found.
package enum Measured: Encodable {
  case rows(MeasuredRows)
  case counts(MeasuredCounts)
  case joint(MeasuredPair)

  package func encode(to encoder: any Encoder) throws {
    switch self {
    case .rows(let rows): try rows.encode(to: encoder)
    case .counts(let counts): try counts.encode(to: encoder)
    case .joint(let pair): try pair.encode(to: encoder)
    }
  }
}

/// The same measures in the chosen unit and in the one that stands beside it.
package struct InTwoUnits<Measures: Encodable>: Encodable {
  package let chosen: Measures
  package let beside: Measures
  package let unit: InformationUnit

  package init(_ unit: InformationUnit, _ measured: (InformationUnit) -> Measures) {
    self.unit = unit
    chosen = measured(unit)
    beside = measured(unit.beside)
  }

  private enum CodingKeys: String, CodingKey { case bits, nats }

  package func encode(to encoder: any Encoder) throws {
    try chosen.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(beside, forKey: unit.beside == .bits ? .bits : .nats)
  }
}

/// Rows of distributions, each with its forecast or all without, and their means.
package struct MeasuredRows: Encodable {
  package let p: [[Double]]
  package let q: [[Double]]?
  package let rows: [DistributionMeasures]
  package let mean: InTwoUnits<DistributionMeasures>

  package init(p: [[Double]], q: [[Double]]?, in unit: InformationUnit) {
    func measured(_ unit: InformationUnit) -> [DistributionMeasures] {
      p.indices.map { DistributionMeasures(of: p[$0], under: q?[$0], in: unit) }
    }
    self.p = p
    self.q = q
    rows = measured(unit)
    mean = InTwoUnits(unit) { unit in
      let rows = measured(unit)
      return rows.count == 1 ? rows[0] : DistributionMeasures(meanOf: rows)
    }
  }

  private enum CodingKeys: String, CodingKey { case p, q, rows }

  /// One row stands there by itself; several stand below their means.
  package func encode(to encoder: any Encoder) throws {
    try mean.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    if rows.count == 1 {
      try container.encode(p[0], forKey: .p)
      try container.encodeIfPresent(q?[0], forKey: .q)
    } else {
      try container.encode(rows, forKey: .rows)
    }
  }
}

/// Counts, of the outcomes of a column where they come from one.
package struct MeasuredCounts: Encodable {
  package let column: String?
  package let levels: [String]?
  /// How many rows of the column are empty.
  package let missing: Int?
  package let measures: InTwoUnits<CountMeasures>

  package init(
    column: String?, levels: [String]?, missing: Int?, measures: InTwoUnits<CountMeasures>
  ) {
    self.column = column
    self.levels = levels
    self.missing = missing
    self.measures = measures
  }

  private enum CodingKeys: String, CodingKey { case column, levels, missing }

  package func encode(to encoder: any Encoder) throws {
    try measures.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(column, forKey: .column)
    try container.encodeIfPresent(levels, forKey: .levels)
    try container.encodeIfPresent(missing, forKey: .missing)
  }
}

/// Two columns, one of them known.
package struct MeasuredPair: Encodable {
  package let column: String
  package let given: String
  package let outcomes: Int
  package let givenOutcomes: Int
  /// How many rows lack one of the two.
  package let missing: Int
  package let measures: InTwoUnits<JointMeasures>

  package init(
    column: String, given: String, outcomes: Int, givenOutcomes: Int, missing: Int,
    measures: InTwoUnits<JointMeasures>
  ) {
    self.column = column
    self.given = given
    self.outcomes = outcomes
    self.givenOutcomes = givenOutcomes
    self.missing = missing
    self.measures = measures
  }

  private enum CodingKeys: String, CodingKey {
    case column, given, outcomes, missing
    case givenOutcomes = "given_outcomes"
  }

  package func encode(to encoder: any Encoder) throws {
    try measures.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(column, forKey: .column)
    try container.encode(given, forKey: .given)
    try container.encode(outcomes, forKey: .outcomes)
    try container.encode(givenOutcomes, forKey: .givenOutcomes)
    try container.encode(missing, forKey: .missing)
  }
}

extension InformationUnit {
  /// What stands beside it for readers who think in the other one.
  package var beside: InformationUnit { self == .bits ? .nats : .bits }
}
