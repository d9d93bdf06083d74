public import CrossEntropy

/// A question for `measure`: distributions, counts, rows of a table, or a column of one.
public struct MeasureRequest: Sendable, Hashable {
  /// What is measured.
  public var subject: Subject
  /// Whether every distribution is divided by its sum.
  public var normalizes: Bool
  /// The unit of information.
  public var unit: InformationUnit

  /// What can be measured.
  public enum Subject: Sendable, Hashable {
    /// Rows of probabilities, p, and a forecast q of each, or one for all; the means are over all
    /// rows.
    case distributions(p: [[Double]], q: [[Double]]?)
    /// How often every outcome was seen.
    case counts([Double])
    /// Every row of a table: p and q are columns, and all columns of numbers where p names none.
    ///
    /// A name is a column of that name if there is one, else several separated by commas.
    case rows(TableReading, p: [String], q: Forecast?)
    /// A column of a table, and what another, known column tells about it.
    case column(TableReading, String, given: String?)
  }

  /// A forecast of every row of a table.
  public enum Forecast: Sendable, Hashable {
    /// Columns.
    case columns([String])
    /// One distribution for all rows, or one per row.
    case numbers([[Double]])
    /// Columns where the table has them, else numbers.
    case columnsOrNumbers([String], [[Double]])
  }

  /// A question about distributions or counts.
  public init(_ subject: Subject, normalizes: Bool = false, unit: InformationUnit = .nats) {
    self.subject = subject
    self.normalizes = normalizes
    self.unit = unit
  }

  /// The column in question; nil where none is.
  public var column: String? {
    if case .column(_, let name, _) = subject { name } else { nil }
  }

  /// The column that is known; nil where none is.
  public var given: String? {
    if case .column(_, _, let name) = subject { name } else { nil }
  }

  /// Throws what is wrong with the request, as far as can be known before a table is read.
  public func validate() throws(WorkflowError) {
    try checkSettings()
    switch subject {
    case .distributions(let p, let q): _ = try checked(p, q)
    case .counts(let counts): _ = try checked(counts)
    case .rows(_, _, let q):
      if case .numbers(let q) = q { _ = try distributions(q, of: .forecast) }
    case .column: break
    }
  }

  /// Throws where settings are wrong, or one says nothing beside another.
  private func checkSettings() throws(WorkflowError) {
    try checkLimits()
    switch subject {
    case .distributions: break
    case .counts: if normalizes { throw .together(.counts, .normalize) }
    case .rows(let reading, let p, _):
      try reading.validate()
      if !p.isEmpty, !reading.ignored.isEmpty { throw .together(.distribution, .ignore) }
    case .column(let reading, _, _):
      try reading.validate()
      if normalizes { throw .together(.column, .normalize) }
      if !reading.ignored.isEmpty { throw .together(.column, .ignore) }
    }
  }

  /// The answer.
  ///
  /// - Parameter memory: The most bytes to hold beyond the file; nil: half of what is free. More than
  ///   is free is never taken.
  public func run(memory: Int? = nil) throws(WorkflowError) -> MeasureOutcome {
    try checkSettings()
    switch subject {
    case .distributions(let p, let q):
      try checkMemory(of: p + (q ?? []), memory)
      let (p, q) = try checked(p, q)
      return MeasureOutcome(request: self, answer: measured(p, q), notes: [])
    case .counts(let counts):
      let counts = try checked(counts)
      func measures(_ unit: InformationUnit) -> CountMeasures {
        known { try CountMeasures(ofCounts: counts, in: unit) }
      }
      return MeasureOutcome(
        request: self,
        answer: .counts(measures(unit), beside: measures(unit.beside), levels: nil, missing: nil),
        notes: [])
    case .rows(let reading, let p, let q): return try rows(of: reading, p: p, q: q, memory)
    case .column(let reading, let name, let given):
      return try column(name, of: reading, given: given, memory)
    }
  }

  // MARK: Numbers

  private func checked(
    _ p: [[Double]], _ q: [[Double]]?
  ) throws(WorkflowError) -> (p: [[Double]], q: [[Double]]?) {
    let distributions = try distributions(p, of: .distribution)
    guard let q else { return (distributions, nil) }
    return try paired(distributions, with: try self.distributions(q, of: .forecast)) {
      .setting(.distribution, row: p.count == 1 ? nil : $0 + 1)
    }
  }

  private func checked(_ counts: [Double]) throws(WorkflowError) -> [Int] {
    try GivenNumbers(counts, at: .setting(.counts)).counts()
  }

  func distributions(
    _ rows: [[Double]], of setting: RequestSetting
  ) throws(WorkflowError) -> [[Double]] {
    guard !rows.isEmpty else {
      throw WorkflowError(.numbers(.sum(0)), at: .setting(setting), remedies: [.correct(.numbers)])
    }
    var checked: [[Double]] = []
    for (index, row) in rows.enumerated() {
      checked.append(
        try distribution(row, at: .setting(setting, row: rows.count == 1 ? nil : index + 1)))
    }
    return checked
  }

  func distribution(
    _ row: [Double], at place: WorkflowError.Place
  ) throws(WorkflowError) -> [Double] {
    try GivenNumbers(row, at: place).distribution(normalized: normalizes)
  }

  /// Distributions with a forecast each, as many numbers in one as in the other.
  func paired(
    _ p: [[Double]], with q: [[Double]], place: (_ row: Int) -> WorkflowError.Place
  ) throws(WorkflowError) -> (p: [[Double]], q: [[Double]]) {
    guard q.count == 1 || q.count == p.count else {
      throw WorkflowError(
        .numbers(.wrongCount(q.count, of: .row, expected: p.count)), at: .setting(.forecast),
        remedies: [.onePer(.row)])
    }
    let forecasts = q.count == 1 ? Array(repeating: q[0], count: p.count) : q
    for row in p.indices where p[row].count != forecasts[row].count {
      throw WorkflowError(
        .numbers(.unequalOutcomes(p[row].count, forecast: forecasts[row].count)),
        at: place(row), remedies: [.writeZero])
    }
    return (p, forecasts)
  }

  /// The measures of rows that are known to be distributions.
  func measured(_ p: [[Double]], _ q: [[Double]]?) -> MeasureOutcome.Answer {
    func measures(_ unit: InformationUnit) -> [DistributionMeasures] {
      p.indices.map { row in
        known {
          try DistributionMeasures(of: p[row], under: q?[row], in: unit)
        }
      }
    }
    func mean(_ rows: [DistributionMeasures]) -> DistributionMeasures {
      rows.count == 1
        ? rows[0]
        : known { try DistributionMeasures(meanOf: rows) }
    }
    let rows = measures(unit)
    return .distributions(
      p: p, q: q, rows: rows, mean: mean(rows), beside: mean(measures(unit.beside)))
  }
}

extension InformationUnit {
  /// The unit shown beside it.
  package var beside: InformationUnit { self == .bits ? .nats : .bits }
}
