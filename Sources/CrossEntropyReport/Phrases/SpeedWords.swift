internal import CrossEntropyLearning
internal import CrossEntropyWorkflows

// What text and page say of how fast a loss learns.

extension Phrases {
  /// The median epochs to the target and their range over the seeds, or why there are none.
  func epochs(
    _ arrivals: LearningSpeed.Arrivals, of curve: LearningSpeed.Curve, in speed: LearningSpeed
  )
    -> String
  {
    guard let fewest = arrivals.fewest else {
      return curve.diverged ? diverged : notInEpochs(speed.epochs)
    }
    guard let median = arrivals.median else {
      return notInEpochs(speed.epochs) + " (≥\(fewest))"
    }
    guard fewest != arrivals.most else { return "\(median)" }
    return "\(median) (\(fewest)–\(arrivals.most.map { "\($0)" } ?? ">\(speed.epochs)"))"
  }

  /// What counts as learnt.
  func target(of speed: LearningSpeed) -> String {
    speedTarget(
      speed.targetLogLoss.map { fixed($0, 4) }, baseRate: fixed(speed.baseRateLogLoss, 4),
      lowest: fixed(speed.lowestLogLoss, 4))
  }

  /// What the epochs are, and what "own best" means.
  func epochsMean(in speed: LearningSpeed) -> String {
    epochsMean(
      seeds: speed.starts.first?.losses.first?.commonArrivals.epochs.count ?? 1,
      epochs: speed.epochs)
  }
}
