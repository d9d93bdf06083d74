public import CrossEntropyEvaluation
package import CrossEntropyFiles
public import CrossEntropyLearning

/// Which loss should train a classifier on a table: the table, the roles of its columns, the
/// losses, and how they are fitted and compared.
public struct CompareRequest: Codable, Sendable, Hashable {
  /// The table.
  public var table: TableReading
  /// The column to predict; several, separated by commas, are labels that may all be true.
  ///
  /// If the table has a column whose name contains the comma, that column is meant.
  public var target: String
  /// A column of row weights.
  public var weight: String?
  /// A column of groups whose rows stay together in a fold; of several, separated by commas, the rows
  /// with the same values in all are one group.
  public var group: String?
  /// How rows are held out; nil: folds are drawn.
  public var holdOut: HoldOut?
  /// Columns that are read even where they look like ids: names, or several separated by commas.
  public var kept: [String]
  /// How the numbers of columns are brought to one size.
  public var scaling: Scaling
  /// How the target's cells become classes.
  public var labels: LabelReading
  /// The losses; cross entropy is put first if it is missing.
  public var losses: [ComparedLoss]
  /// What the losses train.
  public var model: ModelKind
  /// k, the outer folds.
  public var folds: Int
  /// The folds of every training part that choose the penalty.
  public var innerFolds: Int
  /// How often new folds are drawn; nil: as often as a fixed amount of work buys, at most 10 times and at
  /// least 3, beyond 50 000 rows 2.
  public var repeats: Int?
  /// The penalties to choose from; nil: 10⁻⁶ … 10⁰, growing at the edges, of the absolute one 10⁻⁴ … 10⁰ by √10.
  public var penalties: [Double]?
  /// The step sizes of a network to choose from; nil: 10⁻⁴ … 10⁻¹ by √10, growing at the edges.
  public var stepSizes: [Double]?
  /// The difference of log loss that matters.
  public var margin: EquivalenceMargin
  /// The seed of folds and simulations.
  public var seed: UInt64
  /// Whether the outcome also says how fast every loss learns.
  public var measuresSpeed: Bool

  /// How numbers are brought to one size.
  public enum Scaling: String, Codable, Sendable, Hashable, CaseIterable {
    /// Divided by the standard deviation of the training rows.
    case deviation
    /// Left as they are.
    case none
  }

  /// A request, or what is wrong with it; without losses it is the usual ones, and without folds 5.
  public init(
    table: TableReading, target: String, weight: String? = nil, group: String? = nil,
    holdOut: HoldOut? = nil, kept: [String] = [], scaling: Scaling = .deviation,
    labels: LabelReading = LabelReading(),
    losses: [ComparedLoss]? = nil, model: ModelKind = .linear, folds: Int? = nil,
    innerFolds: Int = usualInnerFolds, repeats: Int? = nil, penalties: [Double]? = nil,
    stepSizes: [Double]? = nil, margin: EquivalenceMargin = .usual, seed: UInt64 = 0,
    measuresSpeed: Bool = true
  ) throws(WorkflowError) {
    self.table = table
    self.target = target
    self.weight = weight
    self.group = group
    self.kept = kept
    self.scaling = scaling
    self.labels = labels
    self.holdOut = holdOut
    self.losses = losses ?? ComparedLoss.usual
    self.model = model
    self.folds = folds ?? 5
    self.innerFolds = innerFolds
    self.repeats = repeats
    self.penalties = penalties
    self.stepSizes = stepSizes
    self.margin = margin
    self.seed = seed
    self.measuresSpeed = measuresSpeed
    try validate()
    switch holdOut {
    case .folds?, .table?, .share?: if folds != nil { throw drawsNone(but: .folds) }
    case .order?, nil: break
    }
  }

  /// Throws what is wrong with the request.
  public func validate() throws(WorkflowError) {
    try table.validate()
    if target.isEmpty { throw WorkflowError(.empty(.target)) }
    try labels.validate()
    if folds < 2 { throw WorkflowError(.tooSmall(.folds, folds, least: 2)) }
    if innerFolds < 2 { throw WorkflowError(.tooSmall(.innerFolds, innerFolds, least: 2)) }
    if let holdOut {
      if holdOut.name?.isEmpty ?? false { throw WorkflowError(.empty(holdOut.setting)) }
      if case .share(let share) = holdOut, !(share > 0 && share < 1) {
        throw WorkflowError(.badNumbers(.heldOutShare, [share]))
      }
      if repeats != nil { throw drawsNone(but: .repeats) }
      if case .table(let path, let encoding) = holdOut {
        if path == table.path {
          throw WorkflowError(.testedOnItself, remedies: [.leaveOut(.testTable)])
        }
        try TableReading.check(encoding: encoding)
      }
    }
    if let repeats, repeats < 1 { throw WorkflowError(.tooSmall(.repeats, repeats, least: 1)) }
    try checkLimits()
    try checkNumbers(penalties, model == .sparseLinear ? .l1Penalties : .penalties) {
      model == .sparseLinear ? $0 > 0 : $0 >= 0
    }
    try checkNumbers(stepSizes, .stepSizes) { $0 > 0 }
    try margin.check()
    switch model.searched {
    case .penalty:
      if stepSizes != nil { throw WorkflowError(.notForModel(.stepSizes, use: searchedSetting)) }
    case .stepSize:
      if penalties != nil { throw WorkflowError(.notForModel(.penalties, use: .stepSizes)) }
    }
    try Self.checkRoles(roles { [$0] }, holdOut)
  }

  /// The values that the search tries; nil: its own grid.
  var searchedValues: [Double]? {
    switch model.searched {
    case .penalty: penalties
    case .stepSize: stepSizes
    }
  }

  /// What sets them.
  var searchedSetting: RequestSetting {
    switch model {
    case .linear: .penalties
    case .sparseLinear: .l1Penalties
    case .network: .stepSizes
    }
  }

  /// That a setting has no effect, since it is given which rows are held out.
  private func drawsNone(but setting: RequestSetting) -> WorkflowError {
    WorkflowError(
      .settings(.drawsNone(holdOut?.setting ?? setting, setting)), remedies: [.leaveOut(setting)])
  }

  private func checkNumbers(
    _ values: [Double]?, _ setting: RequestSetting, _ isInRange: (Double) -> Bool
  ) throws(WorkflowError) {
    guard let values else { return }
    guard !values.isEmpty, values.allSatisfy({ $0.isFinite && isInRange($0) }),
      Set(values).count == values.count
    else { throw WorkflowError(.badNumbers(setting, values)) }
  }
}

extension CompareRequest {
  /// Reads the table and compares.
  ///
  /// - Parameters:
  ///   - threads: The most threads to use, 1 or more; they change no bit of the outcome.
  ///   - memory: The most bytes to hold beyond the file; nil: half of what is free. More than is free
  ///     is never taken. What would not fit is an error before the fits.
  ///   - progress: Gets the steps done and their total, from any thread.
  public func run(
    threads: Int = 1, memory: Int? = nil,
    progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws(WorkflowError) -> CompareOutcome {
    try prepared(threads: threads, memory: memory).run(progress: progress)
  }

  /// Reads the table and says what will be done, before the first fit; the parameters are those of
  /// ``run(threads:memory:progress:)``.
  public func prepared(
    threads: Int = 1, memory: Int? = nil
  ) throws(WorkflowError) -> PreparedComparison {
    try prepared(threads: threads, memory: memory, digestsFile: false)
  }

  /// The same; `digestsFile` says whether the dataset is to know the digest of the table's file, and of a sample only
  /// these rows are read.
  package func prepared(
    threads: Int, memory: Int?, digestsFile: Bool, sample: TableSample? = nil
  ) throws(WorkflowError) -> PreparedComparison {
    if threads < 1 { throw WorkflowError(.tooSmall(.threads, threads, least: 1)) }
    try validate()
    let (dataset, given) = try dataset(
      threads: threads, memory, digestsFile: digestsFile, sample: sample)
    return try Comparison(dataset, self, given: given, threads: threads, memory: memory).prepared()
  }
}

extension CompareRequest {
  /// The column of folds, whose cells are names.
  var foldColumn: String? {
    if case .folds(let column)? = holdOut { column } else { nil }
  }
}

extension CompareRequest {
  enum CodingKeys: String, CodingKey {
    case table, target, weight, group
    case holdOut = "hold_out"
    case kept
    case scaling = "scale"
    case labels, losses, model, folds
    case innerFolds = "inner_folds"
    case repeats, penalties
    case stepSizes = "step_sizes"
    case margin, seed
    case measuresSpeed = "measures_speed"
  }

  /// Reads a request, and refuses one that does not validate.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    table = try container.decode(TableReading.self, forKey: .table)
    target = try container.decode(String.self, forKey: .target)
    weight = try container.decodeIfPresent(String.self, forKey: .weight)
    group = try container.decodeIfPresent(String.self, forKey: .group)
    kept = try container.decodeIfPresent([String].self, forKey: .kept) ?? []
    scaling =
      try container.decodeIfPresent(Scaling.self, forKey: .scaling) ?? .deviation
    labels = try container.decodeIfPresent(LabelReading.self, forKey: .labels) ?? LabelReading()
    holdOut = try container.decodeIfPresent(HoldOut.self, forKey: .holdOut)
    losses = try container.decode([ComparedLoss].self, forKey: .losses)
    model = try container.decode(ModelKind.self, forKey: .model)
    folds = try container.decode(Int.self, forKey: .folds)
    innerFolds =
      try container.decodeIfPresent(Int.self, forKey: .innerFolds) ?? Self.usualInnerFolds
    repeats = try container.decodeIfPresent(Int.self, forKey: .repeats)
    penalties = try container.decodeIfPresent([Double].self, forKey: .penalties)
    stepSizes = try container.decodeIfPresent([Double].self, forKey: .stepSizes)
    margin = try container.decodeIfPresent(EquivalenceMargin.self, forKey: .margin) ?? .usual
    seed = try container.decode(UInt64.self, forKey: .seed)
    measuresSpeed = try container.decode(Bool.self, forKey: .measuresSpeed)
    try decoder.check(validate)
  }

  /// Writes what is not given as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(table, forKey: .table)
    try container.encode(target, forKey: .target)
    try container.encode(weight, forKey: .weight)
    try container.encode(group, forKey: .group)
    try container.encode(kept, forKey: .kept)
    try container.encode(scaling, forKey: .scaling)
    try container.encode(labels, forKey: .labels)
    try container.encode(holdOut, forKey: .holdOut)
    try container.encode(losses, forKey: .losses)
    try container.encode(model, forKey: .model)
    try container.encode(folds, forKey: .folds)
    try container.encode(innerFolds, forKey: .innerFolds)
    try container.encode(repeats, forKey: .repeats)
    try container.encode(penalties, forKey: .penalties)
    try container.encode(stepSizes, forKey: .stepSizes)
    try container.encode(margin, forKey: .margin)
    try container.encode(seed, forKey: .seed)
    try container.encode(measuresSpeed, forKey: .measuresSpeed)
  }
}
