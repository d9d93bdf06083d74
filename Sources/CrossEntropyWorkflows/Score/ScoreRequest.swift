public import CrossEntropyEvaluation

/// How good predictions are: files of probabilities, and where the truth stands.
public struct ScoreRequest: Codable, Sendable, Hashable {
  /// The files of predictions, each a table with a column per class, or with one for the positive class.
  public var predictions: [TableReading]
  /// The column of the truth; nil: the one that is called `label`.
  public var target: String?
  /// The table that holds the truth; nil: the file of the predictions does.
  public var truth: String?
  /// The column by which the rows of two files are joined; nil: the one that is called `id` where all of them have it, else
  /// they come in the same order.
  public var id: String?
  /// Whether that column is taken for its name alone.
  var takesUsualID = false
  /// A column of row weights.
  public var weight: String?
  /// A column of groups, which are the units of intervals.
  public var group: String?
  /// The columns of the classes, or the one of the positive class: names, or several separated by commas; empty: they are
  /// told by their names.
  public var columns: [String]
  /// The column of log-probabilities of the tokens that came; nil: the files hold probabilities of classes.
  public var tokens: String?
  /// What the numbers are.
  public var scale: Scale
  /// Whether rows that do not sum to 1 are divided by their sums.
  public var normalizes: Bool
  /// Whether the predictions are files of partial results, which are merged.
  public var merges: Bool
  /// Whether a partial result is formed of the predictions, too.
  public var isPart: Bool
  /// The number of the first row among those of all parts, from 1; nil: 1.
  public var firstRow: Int?
  /// What is formed; nil: everything.
  public var metrics: [ScoreMetric]?
  /// The difference of log loss that matters between two files.
  public var margin: EquivalenceMargin
  /// The seed of simulations; a merge takes that of its parts.
  public var seed: UInt64
  /// The rule of decisions that are judged; nil for none.
  public var rule: PredictRequest.Rule?
  /// The conditions that the scores of every file must meet.
  public var gates: [ScoreGate]
  /// What every file is compared with and must not be worse than, in place of the first file: predictions, or the JSON of an
  /// earlier outcome.
  public var baseline: TableReading?
  /// Whether the loss of every row is kept for later comparisons.
  public var keepsRows: Bool
  /// How many of the costliest rows, and of the suspects, are named; nil: ten, and in the text three.
  public var worst: Int?
  /// The columns by which the loss is sliced: names, or several separated by commas.
  public var slices: [String]
  /// What the expected calibration error is formed of.
  public var ece: CalibrationKind

  /// What an expected calibration error is formed of.
  public enum CalibrationKind: String, Codable, Sendable, Hashable, CaseIterable {
    /// 15 bins of equal width.
    case equalWidth = "equal_width"
    /// 15 bins of about as much weight each.
    case equalMass = "equal_mass"
    /// No bins, but a kernel as wide as the error is.
    case smooth

    var kind: CalibrationError.Kind {
      switch self {
      case .equalWidth: .equalWidth
      case .equalMass: .equalMass
      case .smooth: .smooth
      }
    }
  }

  /// What the numbers of predictions are.
  public enum Scale: String, Codable, Sendable, Hashable, CaseIterable {
    /// Probabilities, from 0 to 1.
    case probabilities
    /// Per cent, from 0 to 100.
    case percent
    /// Logits, any numbers: their softmax, or of one for the positive class the sigmoid, is the probability.
    case logits
    /// Natural logarithms of probabilities.
    case logProbabilities = "log_probabilities"
  }

  /// Scores of files of probabilities, or of tokens.
  public init(
    predictions: [TableReading], target: String? = nil, truth: String? = nil, id: String? = nil,
    weight: String? = nil, group: String? = nil, columns: [String] = [],
    tokens: String? = nil, scale: Scale = .probabilities, normalizes: Bool = false,
    merges: Bool = false, isPart: Bool = false, firstRow: Int? = nil,
    metrics: [ScoreMetric]? = nil, margin: EquivalenceMargin = .usual, seed: UInt64 = 0,
    rule: PredictRequest.Rule? = nil, gates: [ScoreGate] = [], baseline: TableReading? = nil,
    keepsRows: Bool = false, worst: Int? = nil, slices: [String] = [],
    ece: CalibrationKind = .equalWidth
  ) {
    self.predictions = predictions
    self.target = target
    self.truth = truth
    self.id = id
    self.weight = weight
    self.group = group
    self.columns = columns
    self.tokens = tokens
    self.scale = scale
    self.normalizes = normalizes
    self.merges = merges
    self.isPart = isPart
    self.firstRow = firstRow
    self.metrics = metrics
    self.margin = margin
    self.seed = seed
    self.rule = rule
    self.gates = gates
    self.baseline = baseline
    self.keepsRows = keepsRows
    self.worst = worst
    self.slices = slices
    self.ece = ece
  }

  /// The column of the truth.
  package var targetColumn: String { target ?? TableReading.labelName }

  /// The files that are read.
  public var inputs: [String] {
    predictions.map(\.path) + [truth, rule?.costTable].compactMap { $0 } + baselineInputs
  }

  /// Throws what is wrong with the request, whatever the files hold.
  public func validate() throws(WorkflowError) {
    for reading in predictions { try reading.validate() }
    let names: [(RequestSetting, String?)] = [
      (.target, target), (.idColumn, id), (.weight, weight), (.group, group), (.tokens, tokens),
      (.truth, truth),
    ]
    var parts: [String: RequestSetting] = [:]
    for case (let setting, let name?) in names {
      if name.isEmpty { throw WorkflowError(.empty(setting)) }
      if setting == .truth { continue }
      if let other = parts.updateValue(setting, forKey: name) {
        throw WorkflowError(.namedTwice(name, other, setting))
      }
    }
    try checkTokens()
    try margin.check()
    try rule?.validate()
    if let firstRow, firstRow < 1 {
      throw WorkflowError(.tooSmall(.firstRow, firstRow, least: 1))
    }
    if let firstRow, firstRow > Self.mostFirstRow {
      throw WorkflowError(
        .score(.tooGreatFirstRow(most: Self.mostFirstRow)), at: .setting(.firstRow))
    }
    if isPart {
      if predictions.count > 1 {
        throw WorkflowError(
          .score(.partOfSeveral(files: predictions.count)), at: .setting(.partial))
      }
      if keepsRows { throw Self.together(.partial, .keepRows) }
      // A rule belongs to all rows, among which its best threshold is looked for.
      if let rule { throw Self.together(.partial, rule.setting) }
      // Bins of equal weight, and a bandwidth, are those of all rows.
      if ece != .equalWidth { throw Self.together(.partial, .ece) }
    }
    if merges {
      let given: [(RequestSetting, Bool)] = [
        (.truth, truth != nil), (.idColumn, id != nil), (.weight, weight != nil),
        (.group, group != nil), (.classColumns, !columns.isEmpty), (.partial, isPart),
        (.firstRow, firstRow != nil), (.baseline, baseline != nil), (.keepRows, keepsRows),
        (.slice, !slices.isEmpty), (.ece, ece != .equalWidth),
        (rule?.setting ?? .threshold, rule != nil),
        // Parts know how they were read and scored.
        (.target, target != nil), (.logits, scale == .logits),
        (.logProbabilities, scale == .logProbabilities), (.percent, scale == .percent),
        (.normalize, normalizes), (.margin, margin != .usual),
        (.missing, predictions.contains { $0.missing != TableReading.usualMissing }),
        (.delimiter, predictions.contains { $0.delimiter != nil }),
        (.encoding, predictions.contains { $0.encoding != nil }),
        (.decimal, predictions.contains { $0.decimal != nil }),
        (.thousands, predictions.contains { $0.thousands != nil }),
        (.inputFormat, predictions.contains { $0.format != nil }),
        (.zeroBased, predictions.contains(where: \.isZeroBased)),
      ]
      for (setting, isGiven) in given where isGiven { throw Self.together(.merge, setting) }
    }
    try checkIdle()
    try checkGates()
    if let worst, worst < 0 { throw WorkflowError(.tooSmall(.worst, worst, least: 0)) }
    if slices.contains("") { throw WorkflowError(.empty(.slice)) }
    if normalizes, scale == .logits {
      throw WorkflowError(
        .settings(.together(.normalize, .logits)), remedies: [.leaveOut(.normalize)])
    }
  }

  /// Throws where a setting changes nothing.
  private func checkIdle() throws(WorkflowError) {
    if firstRow != nil, !isPart {
      throw .alone(.firstRow, .set(.partial), .leaveOut(.firstRow))
    }
    if margin != .usual, predictions.count == 1, baseline == nil {
      throw .alone(.margin, .set(.baseline), .leaveOut(.margin))
    }
    if ece != .equalWidth, !forms(.ece) {
      let names = ((metrics ?? []) + [.ece]).map(\.rawValue).joined(separator: ",")
      throw .alone(.ece, .set(.metrics, to: names), .leaveOut(.ece))
    }
  }

  /// The sum of row numbers below it is exact, and far from the greatest number there is.
  static let mostFirstRow = 1 << 53

  /// How many rows of other parts stand before these.
  var rowsBefore: Int { (firstRow ?? 1) - 1 }

  private static func together(_ a: RequestSetting, _ b: RequestSetting) -> WorkflowError {
    WorkflowError(.settings(.together(a, b)), remedies: [.leaveOut(b)])
  }

  enum CodingKeys: String, CodingKey {
    case predictions, target, truth
    case id, weight, group, columns, tokens, scale
    case normalizes = "normalize"
    case merges = "merge"
    case isPart = "partial"
    case firstRow = "first_row"
    case metrics, margin, seed, rule, gates, baseline
    case keepsRows = "keep_rows"
    case worst, slices, ece
  }

  /// Writes what is not given as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(predictions, forKey: .predictions)
    try container.encode(target, forKey: .target)
    try container.encode(truth, forKey: .truth)
    try container.encode(id, forKey: .id)
    try container.encode(weight, forKey: .weight)
    try container.encode(group, forKey: .group)
    try container.encode(columns, forKey: .columns)
    try container.encode(tokens, forKey: .tokens)
    try container.encode(scale, forKey: .scale)
    try container.encode(normalizes, forKey: .normalizes)
    try container.encode(merges, forKey: .merges)
    try container.encode(isPart, forKey: .isPart)
    try container.encode(firstRow, forKey: .firstRow)
    try container.encode(metrics, forKey: .metrics)
    try container.encode(margin, forKey: .margin)
    try container.encode(seed, forKey: .seed)
    try container.encode(rule, forKey: .rule)
    try container.encode(gates, forKey: .gates)
    try container.encode(baseline, forKey: .baseline)
    try container.encode(keepsRows, forKey: .keepsRows)
    try container.encode(worst, forKey: .worst)
    try container.encode(slices, forKey: .slices)
    try container.encode(ece, forKey: .ece)
  }
}
