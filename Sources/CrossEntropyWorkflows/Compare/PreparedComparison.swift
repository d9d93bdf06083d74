internal import CrossEntropyLearning

/// A comparison whose table is read and whose folds are drawn.
public struct PreparedComparison: Sendable {
  let comparison: Comparison
  let search: LossSearch
  let splits: [Split]
  /// What will be done; ``estimated()`` adds how long it will take.
  public let plan: ComparePlan

  /// The plan with the seconds that all repeats are expected to take, judged by one fit.
  public func estimated() throws(WorkflowError) -> ComparePlan {
    var plan = plan
    plan.seconds = try secondsPerRepeat() * Double(plan.repeats)
    return plan
  }

  /// Makes the fits, repeat by repeat.
  ///
  /// - Parameters:
  ///   - timeLimit: As many whole repeats are done as it holds, at least one; see ``check(timeLimit:)``.
  ///   - isInterrupted: Asked before every repeat but the first; once it is true, the outcome is that of
  ///     the repeats that have begun.
  ///   - progress: Gets the steps done and their total, from any thread.
  public func run(
    timeLimit: Duration? = nil, isInterrupted: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws(WorkflowError) -> CompareOutcome {
    try run(timeLimit: timeLimit, kept: nil, isInterrupted: isInterrupted, progress: progress)
  }

  /// The same.
  ///
  /// - Parameters:
  ///   - timeLimit: As many whole repeats are done as it holds, at least one; see ``check(timeLimit:)``.
  ///   - kept: What was finished before, and where more is kept.
  ///   - isInterrupted: Asked before every repeat but the first; once it is true, the outcome is that of
  ///     the repeats that have begun.
  ///   - progress: Gets the steps done and their total, from any thread.
  package func run(
    timeLimit: Duration?, kept: KeptParts?, isInterrupted: @escaping @Sendable () -> Bool,
    progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void
  ) throws(WorkflowError) -> CompareOutcome {
    let deadline = timeLimit.map { ContinuousClock.now + $0 }
    let steps = StepCounter(total: stepCount(kept), report: progress)
    let speed = try speed(steps, kept)
    let known = kept.flatMap { $0.splits.firstIndex { $0 == nil } } ?? kept?.splits.count ?? 0
    let gate = RepeatGate(
      known: known / comparison.folds, deadline: deadline, isInterrupted: isInterrupted)
    let results = try comparison.results(of: search, on: splits, steps, mayBegin: gate, kept)
    var outcome = try comparison.outcome(
      results, Array(splits.prefix(results[0].count)), plan.table,
      separable: try comparison.isSeparable(search))
    outcome.speed = speed
    outcome.ending = gate.ending
    return outcome
  }

  /// Throws where a limit is not expected to hold one repeat, with what would make it smaller.
  public func check(timeLimit limit: Duration) throws(WorkflowError) {
    let needed = try secondsPerRepeat()
    guard needed > limit / .seconds(1) else { return }
    var remedies: [WorkflowError.Remedy] = [.raise(.timeLimit, above: needed)]
    if comparison.fitted.count > 1 { remedies.append(.lower(.losses)) }
    if plan.request.searchedValues == nil { remedies.append(.set(plan.request.searchedSetting)) }
    throw WorkflowError(
      .tooSlow(seconds: needed, limit: limit / .seconds(1)), at: .file(plan.table.name),
      remedies: remedies)
  }

  private func secondsPerRepeat() throws(WorkflowError) -> Double {
    let seconds: Double
    do throws(SearchError) {
      seconds = try search.seconds(of: comparison.fitted, on: splits[0])
    } catch {
      throw WorkflowError(error, in: plan.table.name)
    }
    return seconds * Double(comparison.folds) / Double(comparison.threads)
  }

  /// The steps of all repeats, and of the panel, but those of what is kept.
  func stepCount(_ kept: KeptParts?) -> Int {
    let isKnown = kept.map { $0.speed != nil } ?? false
    let panel =
      comparison.measuresSpeed && !isKnown
      ? LearningSpeedPanel.steps(losses: comparison.pictured.count) : 0
    let open = kept?.splits.count { $0 == nil } ?? splits.count
    return comparison.fitted.reduce(panel) {
      $0 + open * search.steps(of: $1) * search.cost(of: $1)
    }
  }

  private func speed(
    _ steps: StepCounter, _ kept: KeptParts?
  ) throws(WorkflowError) -> LearningSpeed? {
    guard comparison.measuresSpeed else { return nil }
    if let known = kept?.speed { return known }
    let speed = comparison.speed(on: splits[0], steps)
    try kept?.keep(speed)
    return speed
  }
}

extension PreparedComparison {
  /// What the directory of a checkpoint holds of this run.
  package func opened(_ checkpoint: Checkpoint) throws(WorkflowError) -> KeptParts {
    try opened(
      checkpoint,
      CheckpointManifest(
        .compare, plan.request, comparison.dataset, program: checkpoint.program), more: 0)
  }

  /// The same of a run that this one is a part of.
  func opened(
    _ checkpoint: Checkpoint, _ manifest: CheckpointManifest, more parts: Int
  ) throws(WorkflowError) -> KeptParts {
    let kept = try KeptParts(
      checkpoint, manifest,
      parts: splits.count + (comparison.measuresSpeed ? 1 : 0) + parts)
    comparison.take(kept, of: splits)
    return kept
  }
}
