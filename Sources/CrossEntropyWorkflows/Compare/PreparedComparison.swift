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
    let deadline = timeLimit.map { ContinuousClock.now + $0 }
    let steps = StepCounter(total: stepCount, report: progress)
    let speed = plan.request.measuresSpeed ? comparison.speed(on: splits[0], steps) : nil
    let gate = RepeatGate(deadline: deadline, isInterrupted: isInterrupted)
    let results = try comparison.results(of: search, on: splits, steps, mayBegin: gate)
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

  /// The steps of all repeats, and of the panel.
  var stepCount: Int {
    let panel =
      plan.request.measuresSpeed ? LearningSpeedPanel.steps(losses: comparison.pictured.count) : 0
    return comparison.fitted.reduce(panel) {
      $0 + splits.count * search.steps(of: $1) * search.cost(of: $1)
    }
  }
}
