/// How one column is encoded.
package enum EncodingRule: Sendable, Hashable {
  case number(NumberRule)
  case category(CategoryRule)
  case sparse(SparseRule)

  var width: Int {
    switch self {
    case .number(let rule): rule.width
    case .category(let rule): rule.width
    case .sparse(let rule): rule.width
    }
  }

  /// Whether a column of this kind is encoded by the rule.
  func fits(_ kind: FeatureKind) -> Bool {
    switch (self, kind) {
    case (.number, .number), (.category, .category): true
    case (.sparse(let rule), .sparse): !rule.isNormalised
    case (.sparse(let rule), .text): rule.isNormalised
    default: false
    }
  }
}

extension EncodingRule: Codable {
  enum CodingKeys: CodingKey { case number, category, sparse }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .number(let rule): try container.encode(rule, forKey: .number)
    case .category(let rule): try container.encode(rule, forKey: .category)
    case .sparse(let rule): try container.encode(rule, forKey: .sparse)
    }
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if container.contains(.number) {
      self = .number(try container.decode(NumberRule.self, forKey: .number))
    } else if container.contains(.sparse) {
      self = .sparse(try container.decode(SparseRule.self, forKey: .sparse))
    } else {
      self = .category(try container.decode(CategoryRule.self, forKey: .category))
    }
  }
}

/// (x·unit − mean) / deviation, or x less its mean, and a mark where training had missing cells.
package struct NumberRule: Codable, Sendable, Hashable {
  /// A power of two that keeps squares and sums finite.
  package let unit: Double
  /// The mean of the numbers times `unit`.
  package let mean: Double
  /// Their deviation; 0 where they are constant, and nothing is learnt from them.
  package let deviation: Double
  /// Whether a column of its own says that a cell is missing.
  package let marksMissing: Bool
  /// Whether the numbers are divided by their deviation, or only centred.
  package let isScaled: Bool

  package var width: Int { marksMissing ? 2 : 1 }
  /// 1 / deviation, or 1 / unit where the numbers are only centred; 0 where they are constant.
  package var scale: Double { deviation > 0 ? 1 / (isScaled ? deviation : unit) : 0 }

  /// Between what bounds a standardised number is held, so that no logit becomes infinite.
  package static let bound = 1e30

  init(_ numbers: [Double], rows: [Int], weights: [Double]?, isScaled: Bool) {
    unit = unitOf(numbers, rows: rows)
    var weight = 0.0
    var sum = 0.0
    var missing = false
    var (low, high) = (Double.infinity, -Double.infinity)
    for row in rows {
      if numbers[row].isNaN {
        missing = true
        continue
      }
      low = min(low, numbers[row])
      high = max(high, numbers[row])
      let w = weights?[row] ?? 1
      weight += w
      sum += w * (numbers[row] * unit)
    }
    mean = weight > 0 ? sum / weight : 0
    var squares = 0.0
    for row in rows where !numbers[row].isNaN {
      let difference = numbers[row] * unit - mean
      squares += (weights?[row] ?? 1) * difference * difference
    }
    let deviation = weight > 0 ? (squares / weight).squareRoot() : 0
    // The mean of equal numbers may be another number by rounding.
    self.deviation = low < high ? deviation : 0
    marksMissing = missing
    self.isScaled = isScaled
  }

  /// What a number of a row becomes; a missing one is at the mean, and marked.
  func encode(_ x: Double, row: Int, into design: inout DesignMatrix, at place: Int) {
    encode(x, scale, row: row, into: &design, at: place)
  }

  func encode(_ numbers: [Double], rows: [Int], into design: inout DesignMatrix, at place: Int) {
    // A division for all rows.
    let scale = scale
    for (i, row) in rows.enumerated() {
      encode(numbers[row], scale, row: i, into: &design, at: place)
    }
  }

  private func encode(
    _ x: Double, _ scale: Double, row: Int, into design: inout DesignMatrix, at place: Int
  ) {
    if x.isNaN {
      if marksMissing { design[row, place + 1] = 1 }
    } else {
      design[row, place] = min(max((x * unit - mean) * scale, -Self.bound), Self.bound)
    }
  }

  enum CodingKeys: String, CodingKey {
    case unit, mean, deviation
    case marksMissing = "marks_missing"
    case isScaled = "scaled"
  }

  /// Refuses numbers that no training gives.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    unit = try container.decode(Double.self, forKey: .unit)
    mean = try container.decode(Double.self, forKey: .mean)
    deviation = try container.decode(Double.self, forKey: .deviation)
    marksMissing = try container.decode(Bool.self, forKey: .marksMissing)
    isScaled = try container.decodeIfPresent(Bool.self, forKey: .isScaled) ?? true
    guard unit > 0, unit.isFinite, mean.isFinite, deviation >= 0, deviation.isFinite else {
      throw DecodingError.dataCorruptedError(
        forKey: .deviation, in: container,
        debugDescription: "unit \(unit), mean \(mean), deviation \(deviation)")
    }
  }
}

/// One column per level of the training rows, then one for missing cells.
package struct CategoryRule: Codable, Sendable, Hashable {
  /// The levels that training knew, in the order of the columns; another has no column.
  package let levels: [String]
  /// Whether missing cells have a column of their own.
  package let marksMissing: Bool

  package var width: Int { levels.count + (marksMissing ? 1 : 0) }

  init(_ codes: [Int32], levels: [String], rows: [Int]) {
    var isThere = [Bool](repeating: false, count: levels.count)
    var missing = false
    for row in rows {
      if codes[row] < 0 { missing = true } else { isThere[Int(codes[row])] = true }
    }
    self.levels = levels.indices.filter { isThere[$0] }.map { levels[$0] }
    marksMissing = missing
  }

  /// `names` are the levels that the codes stand for; they may be others than training's.
  func encode(
    _ codes: [Int32], levels names: [String], rows: [Int], into encoded: inout LevelCodes,
    at category: Int
  ) {
    let own = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, $0) })
    let missing = marksMissing ? width - 1 : nil
    let levelOfCode = names.map { own[$0] }
    for (i, row) in rows.enumerated() {
      let level = codes[row] < 0 ? missing : levelOfCode[Int(codes[row])]
      if let level { encoded.set(level, ofRow: i, category: category) }
    }
  }

  enum CodingKeys: String, CodingKey {
    case levels
    case marksMissing = "marks_missing"
  }

  /// Refuses a level that is there twice.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    levels = try container.decode([String].self, forKey: .levels)
    marksMissing = try container.decode(Bool.self, forKey: .marksMissing)
    guard Set(levels).count == levels.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .levels, in: container, debugDescription: "a level is there twice: \(levels)")
    }
  }
}

/// A power of two that brings very large or very small numbers where their squares and sums are
/// finite; 1 for all others, and exact where it is not.
private func unitOf(_ numbers: [Double], rows: [Int]) -> Double {
  var largest = 0.0
  for row in rows where !numbers[row].isNaN { largest = max(largest, abs(numbers[row])) }
  guard largest > 0, !(1e-100...1e100).contains(largest) else { return 1 }
  return Double(sign: .plus, exponent: min(-Int(largest.exponent), 1023), significand: 1)
}
