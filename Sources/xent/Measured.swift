#if Tool
  import CrossEntropy

  /// What `measure` found.
  enum Measured: Encodable {
    case rows(MeasuredRows)
    case counts(MeasuredCounts)
    case joint(MeasuredPair)

    func encode(to encoder: any Encoder) throws {
      switch self {
      case .rows(let rows): try rows.encode(to: encoder)
      case .counts(let counts): try counts.encode(to: encoder)
      case .joint(let pair): try pair.encode(to: encoder)
      }
    }
  }

  /// The same measures in the chosen unit and in the one that stands beside it.
  struct InTwoUnits<Measures: Encodable>: Encodable {
    let chosen: Measures
    let beside: Measures
    let unit: InformationUnit

    init(_ unit: InformationUnit, _ measured: (InformationUnit) -> Measures) {
      self.unit = unit
      chosen = measured(unit)
      beside = measured(unit.beside)
    }

    private enum CodingKeys: String, CodingKey { case bits, nats }

    func encode(to encoder: any Encoder) throws {
      try chosen.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(beside, forKey: unit.beside == .bits ? .bits : .nats)
    }
  }

  /// Rows of distributions, each with its forecast or all without, and their means.
  struct MeasuredRows: Encodable {
    let p: [[Double]]
    let q: [[Double]]?
    let rows: [DistributionMeasures]
    let mean: InTwoUnits<DistributionMeasures>

    init(p: [[Double]], q: [[Double]]?, in unit: InformationUnit) {
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
    func encode(to encoder: any Encoder) throws {
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
  struct MeasuredCounts: Encodable {
    let column: String?
    let levels: [String]?
    /// How many rows of the column are empty.
    let missing: Int?
    let measures: InTwoUnits<CountMeasures>

    private enum CodingKeys: String, CodingKey { case column, levels, missing }

    func encode(to encoder: any Encoder) throws {
      try measures.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encodeIfPresent(column, forKey: .column)
      try container.encodeIfPresent(levels, forKey: .levels)
      try container.encodeIfPresent(missing, forKey: .missing)
    }
  }

  /// Two columns, one of them known.
  struct MeasuredPair: Encodable {
    let column: String
    let given: String
    let outcomes: Int
    let givenOutcomes: Int
    /// How many rows lack one of the two.
    let missing: Int
    let measures: InTwoUnits<JointMeasures>

    private enum CodingKeys: String, CodingKey {
      case column, given, outcomes, missing
      case givenOutcomes = "given_outcomes"
    }

    func encode(to encoder: any Encoder) throws {
      try measures.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(column, forKey: .column)
      try container.encode(given, forKey: .given)
      try container.encode(outcomes, forKey: .outcomes)
      try container.encode(givenOutcomes, forKey: .givenOutcomes)
      try container.encode(missing, forKey: .missing)
    }
  }
#endif
