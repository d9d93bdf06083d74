internal import CrossEntropyEvaluation
internal import CrossEntropyFiles

extension ScoreRequest {
  /// The files that a baseline is read from.
  var baselineInputs: [String] { baseline.map { [$0.path] } ?? [] }

  /// Throws where what is asked of gates cannot be, whatever the files hold.
  func checkGates() throws(WorkflowError) {
    try baseline?.validate()
    if keepsRows, predictions.count > 1 {
      throw WorkflowError(.settings(.forOneFile(.keepRows, files: predictions.count)))
    }
  }

  /// Reads a baseline that is an earlier outcome; nil where it is none.
  func readOutcome(memory: Int?) throws(WorkflowError) -> ScoreBaseline? {
    guard let baseline, ScoreBaseline.isOutcome(baseline) else { return nil }
    return try ScoreBaseline(outcome: baseline.path, memory: memory)
  }

  /// Whether the files meet the conditions, and are not worse than the baseline.
  ///
  /// The intervals of all that use one hold jointly (Bonferroni).
  func gateResults(
    _ scores: [PredictionScores], _ rows: [ScoredRows], _ pairs: [PredictionPair],
    _ baseline: ScoreBaseline?
  ) throws(WorkflowError) -> [GateResult] {
    let intervals =
      scores.count * (gates.count { $0.usesInterval } + (baseline == nil ? 0 : 1))
    let alpha = Significance.level / Double(max(1, intervals))
    var results: [GateResult] = []
    for (place, scores) in scores.enumerated() {
      for gate in gates {
        do throws(EvaluationError) {
          results.append(try GateResult(gate, of: scores, alpha: alpha))
        } catch {
          throw WorkflowError(.broken("\(error)"), at: .file(scores.path))
        }
      }
      guard let baseline else { continue }
      results.append(
        try GateResult(
          scores, rows[place], against: baseline,
          pair: baseline.predictions == nil ? nil : pairs[place], margin: margin, alpha: alpha))
    }
    return results
  }
}
