extension PredictRequest {
  /// Which class is predicted.
  public enum Rule: Sendable, Hashable {
    /// The positive one of two classes from this probability on.
    case threshold(Double)
    /// The positive one of two from FP / (FP + FN) on, where the expected cost of a false alarm is that of a miss.
    case costs(falsePositive: Double, falseNegative: Double)
    /// The class of least expected cost, by a table in this file: a row for every true class, whose name comes first,
    /// and a column for every predicted one.
    case costTable(String)

    /// The least probability with which the positive one of two classes is predicted; nil where no threshold decides.
    public var threshold: Double? {
      switch self {
      case .threshold(let threshold): threshold
      case .costs(let positive, let negative): positive / (positive + negative)
      case .costTable: nil
      }
    }

    /// The setting by which the rule is given.
    var setting: RequestSetting {
      switch self {
      case .threshold: .threshold
      case .costs, .costTable: .costs
      }
    }

    /// The file of its table of costs; nil without one.
    var costTable: String? {
      if case .costTable(let path) = self { path } else { nil }
    }

    /// Throws what is wrong whatever it is applied to.
    func validate() throws(WorkflowError) {
      switch self {
      case .threshold(let threshold):
        guard threshold >= 0, threshold < 1 else {
          throw WorkflowError(.settings(.outOfRange(.threshold, threshold, .share)))
        }
      case .costs(let positive, let negative):
        let sum = positive + negative
        guard positive >= 0, negative >= 0, sum > 0, sum.isFinite else {
          throw WorkflowError(.settings(.badCosts(.costs, "\(positive),\(negative)")))
        }
      case .costTable(let path):
        if path.isEmpty { throw WorkflowError(.empty(.costs)) }
      }
    }
  }
}

extension PredictRequest.Rule: Codable {
  enum CodingKeys: String, CodingKey {
    case threshold, costs
    case costTable = "cost_table"
  }

  /// Reads a rule of a container's keys; nil where it has none.
  init?(from container: KeyedDecodingContainer<CodingKeys>) throws {
    if let path = try container.decodeIfPresent(String.self, forKey: .costTable) {
      self = .costTable(path)
    } else if let costs = try container.decodeIfPresent([Double].self, forKey: .costs),
      costs.count == 2
    {
      self = .costs(falsePositive: costs[0], falseNegative: costs[1])
    } else if let threshold = try container.decodeIfPresent(Double.self, forKey: .threshold) {
      self = .threshold(threshold)
    } else {
      return nil
    }
  }

  /// Reads a rule, and refuses what is none.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    guard let rule = try Self(from: container) else {
      throw DecodingError.dataCorruptedError(
        forKey: .threshold, in: container, debugDescription: "there is no rule")
    }
    self = rule
  }

  /// Writes the keys of a rule, what it does not have as null.
  static func encode(
    _ rule: Self?, to container: inout KeyedEncodingContainer<CodingKeys>
  ) throws {
    var (threshold, costs): (Double?, [Double]?) = (nil, nil)
    switch rule {
    case .threshold(let given): threshold = given
    case .costs(let positive, let negative): costs = [positive, negative]
    case .costTable, nil: break
    }
    try container.encode(threshold, forKey: .threshold)
    try container.encode(costs, forKey: .costs)
    try container.encode(rule?.costTable, forKey: .costTable)
  }

  /// Writes the rule.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try Self.encode(self, to: &container)
  }
}
