internal import CrossEntropy

extension MeasureRequest: Codable {
  private enum CodingKeys: String, CodingKey {
    case p, q, counts, table, column, given, normalize, unit
  }

  /// Reads a request, and refuses one that does not validate; what is left out is not given.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func value<Value: Decodable>(_ key: CodingKeys) throws -> Value? {
      try container.decodeIfPresent(Value.self, forKey: key)
    }
    func refuse(
      _ keys: KeyValuePairs<CodingKeys, RequestSetting>, _ error: (RequestSetting) -> WorkflowError
    ) throws {
      for (key, setting) in keys where try container.has(key) {
        throw DecodingError.refused(error(setting), by: decoder)
      }
    }
    let subject: Subject
    if let counts: [Double] = try value(.counts) {
      try refuse([
        .p: .distribution, .q: .forecast, .table: .table, .column: .column, .given: .given,
      ]) { .together(.counts, $0) }
      subject = .counts(counts)
    } else if let table: TableReading = try value(.table) {
      if let column: String = try value(.column) {
        try refuse([.p: .distribution, .q: .forecast]) { .together(.column, $0) }
        subject = .column(table, column, given: try value(.given))
      } else {
        try refuse([.given: .given]) { .alone($0, .set(.column)) }
        subject = .rows(table, p: try value(.p) ?? [], q: try value(.q))
      }
    } else {
      try refuse([.column: .column, .given: .given]) { .alone($0, .set(.table)) }
      if try !container.has(.p) {
        try refuse([.q: .forecast]) { .alone($0, .giveAs(.distribution)) }
      }
      subject = .distributions(
        p: try container.decode([[Double]].self, forKey: .p), q: try value(.q))
    }
    self.init(subject, normalizes: try value(.normalize) ?? false, unit: try value(.unit) ?? .nats)
    try decoder.check(validate)
  }

  /// Writes every setting, null where it is not given.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(normalizes, forKey: .normalize)
    try container.encode(unit, forKey: .unit)
    var counts: [Double]?
    var (table, column, given): (TableReading?, String?, String?)
    switch subject {
    case .distributions(let p, let q):
      try container.encode(p, forKey: .p)
      try container.encode(q, forKey: .q)
    case .rows(let reading, let p, let q):
      table = reading
      try container.encode(p, forKey: .p)
      try container.encode(q, forKey: .q)
    case .counts(let numbers): counts = numbers
    case .column(let reading, let name, let known): (table, column, given) = (reading, name, known)
    }
    switch subject {
    case .distributions, .rows: break
    case .counts, .column:
      try container.encodeNil(forKey: .p)
      try container.encodeNil(forKey: .q)
    }
    try container.encode(counts, forKey: .counts)
    try container.encode(table, forKey: .table)
    try container.encode(column, forKey: .column)
    try container.encode(given, forKey: .given)
  }
}

extension MeasureRequest.Forecast: Codable {
  private enum CodingKeys: CodingKey { case columns, numbers }

  /// Reads columns, numbers, or both: then columns count where the table has them.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let columns = try container.decodeIfPresent([String].self, forKey: .columns)
    let numbers = try container.decodeIfPresent([[Double]].self, forKey: .numbers)
    switch (columns, numbers) {
    case (let columns?, nil): self = .columns(columns)
    case (let columns?, let numbers?): self = .columnsOrNumbers(columns, numbers)
    case (nil, _): self = .numbers(numbers ?? [])
    }
  }

  /// Writes columns and numbers, null where there are none.
  public func encode(to encoder: any Encoder) throws {
    let (columns, numbers): ([String]?, [[Double]]?) =
      switch self {
      case .columns(let names): (names, nil)
      case .numbers(let q): (nil, q)
      case .columnsOrNumbers(let names, let q): (names, q)
      }
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(columns, forKey: .columns)
    try container.encode(numbers, forKey: .numbers)
  }
}
