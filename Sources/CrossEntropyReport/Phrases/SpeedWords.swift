internal import CrossEntropyLearning
internal import CrossEntropyWorkflows

// What text and page say of how fast a loss learns.

extension Phrases {
  /// The epochs to the target, or why there are none.
  func epochs(_ curve: LearningSpeed.Curve, of speed: LearningSpeed) -> String {
    epochs(curve.epochsToTarget, diverged: curve.diverged, of: speed)
  }

  private func epochs(_ epochs: Int?, diverged: Bool, of speed: LearningSpeed) -> String {
    diverged ? self.diverged : epochs.map { "\($0)" } ?? notInEpochs(speed.epochs)
  }

  /// What "own best" means, and the losses of which another step is best by accuracy.
  func ownBestMeans(in speed: LearningSpeed) -> String {
    ownBestMeans(
      speed.starts.flatMap { start in
        start.losses.filter(\.hasOtherBestByAccuracy).map { loss in
          let trial = loss.bestByAccuracy
          return bestByAccuracy(
            title(loss.name, loss.parameters), start: start.kind, step: stepSize(trial.step),
            epochs: epochs(trial.epochsToTarget, diverged: trial.diverged, of: speed))
        }
      })
  }
}

extension LearningSpeed.LossSpeed {
  /// Whether the best step by accuracy is another than by log loss; † marks it.
  var hasOtherBestByAccuracy: Bool { bestByAccuracy.step != best.step }
}
