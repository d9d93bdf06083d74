internal import CrossEntropyEvaluation
internal import CrossEntropyLearning

// What is too much to ask for, whatever the machine: each request names its limits, and a face asks
// them before it makes a long list.

extension WorkflowError {
  /// What more than a limit would cost.
  public enum Cost: String, Sendable, Hashable, CaseIterable { case memory, time }
}

extension EquivalenceMargin {
  /// Throws where it is no number that a margin can be.
  func check() throws(WorkflowError) {
    switch self {
    case .usual: break
    case .nats(let number), .share(let number):
      if !isPossible { throw WorkflowError(.badNumbers(.margin, [number])) }
    }
  }
}

extension CompareRequest {
  /// The most repeats: a mean over so many has long settled.
  public static let mostRepeats = 1_000
  /// The most folds: every one fits every loss anew.
  public static let mostFolds = 1_000
  /// The most losses: every one is fitted in every fold, and stands in every table.
  public static let mostLosses = 100
  /// The most penalties or step sizes: every one is fitted in every inner fold.
  public static let mostValues = 300

  /// Throws where more values are given for a setting than are taken.
  package static func check(_ count: Int, of setting: RequestSetting) throws(WorkflowError) {
    let most = setting == .losses ? mostLosses : mostValues
    if count > most { throw WorkflowError(.tooMany(setting, count, most: most, .time)) }
  }

  /// Throws where more folds, repeats, losses or values are asked for than are taken.
  func checkLimits() throws(WorkflowError) {
    if folds > Self.mostFolds {
      throw WorkflowError(.tooGreat(.folds, folds, most: Self.mostFolds, .time))
    }
    if innerFolds > Self.mostFolds {
      throw WorkflowError(.tooGreat(.innerFolds, innerFolds, most: Self.mostFolds, .time))
    }
    if let repeats, repeats > Self.mostRepeats {
      throw WorkflowError(.tooGreat(.repeats, repeats, most: Self.mostRepeats, .time))
    }
    try Self.check(losses.count, of: .losses)
    try Self.check(penalties?.count ?? 0, of: .penalties)
    try Self.check(stepSizes?.count ?? 0, of: .stepSizes)
    do throws(ModelNameError) {
      try model.check()
    } catch {
      throw WorkflowError(error)
    }
  }
}

extension ExplainRequest {
  /// The most losses: every one is explained beside the others.
  public static let mostLosses = CompareRequest.mostLosses
  /// The most numbers of the gradients, outputs × inputs × losses: a vocabulary of 262 144 under a
  /// loss and its rival, whose steps take 650 MB on their way to JSON.
  public static let mostNumbers = 1 << 19
  /// The greatest scale, and the greatest class weight: with greater ones a gradient overflows, and may
  /// be ∞ − ∞.
  public static let greatestFactor = 1e100

  /// Throws where more values are given for a setting than are taken beside what the request has.
  package func check(_ count: Int, of setting: RequestSetting) throws(WorkflowError) {
    let most =
      switch setting {
      case .losses: Self.mostLosses
      case .inputs: mostNumbersPerLoss / max(1, row?.outputs.numbers.count ?? 1)
      default: mostNumbersPerLoss
      }
    if count > most { throw WorkflowError(.tooMany(setting, count, most: most, .memory)) }
  }

  private var mostNumbersPerLoss: Int { Self.mostNumbers / besideEachOther.count }

  /// Throws where more losses or numbers are given than are taken.
  func checkLimits() throws(WorkflowError) {
    try check(losses.count, of: .losses)
    guard let row else { return }
    try check(row.outputs.numbers.count, of: row.outputs.setting)
    try check(row.inputs.count, of: .inputs)
  }
}

extension MeasureRequest {
  /// The most numbers of a request; more belong in a file.
  public static let mostNumbers = 1_000_000
  /// The most pairs of values that two columns may have: the table of their counts takes 2 GB.
  static let mostPairs = 50_000_000

  /// Throws where more numbers are given for a setting than are taken.
  package static func check(_ count: Int, of setting: RequestSetting) throws(WorkflowError) {
    if count > mostNumbers {
      throw WorkflowError(
        .tooMany(setting, count, most: mostNumbers, .memory), remedies: [.save(.namedFile)])
    }
  }

  /// Throws where more numbers are given than are taken.
  func checkLimits() throws(WorkflowError) {
    func check(_ rows: [[Double]]?, of setting: RequestSetting) throws(WorkflowError) {
      try Self.check(rows?.reduce(0) { $0 + $1.count } ?? 0, of: setting)
    }
    switch subject {
    case .distributions(let p, let q):
      try check(p, of: .distribution)
      try check(q, of: .forecast)
    case .counts(let counts): try Self.check(counts.count, of: .counts)
    case .rows(_, _, .numbers(let q)), .rows(_, _, .columnsOrNumbers(_, let q)):
      try check(q, of: .forecast)
    case .rows, .column: break
    }
  }
}
