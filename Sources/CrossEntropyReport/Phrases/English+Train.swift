package import CrossEntropyLearning
internal import CrossEntropyWorkflows

extension English: TrainPhrases {
  package func modelOf(_ target: String, isMultiLabel: Bool) -> String {
    isMultiLabel ? "a model of \(target)" : "a model of '\(target)'"
  }

  package func expectedHeading(_ kind: ExpectedScores.Kind, folds: Int) -> String {
    switch kind {
    case .folds: "What to expect on new rows of this kind, from \(folds) folds held out in turn"
    case .order: "What to expect on later rows, from \(folds) blocks predicted by those before"
    case .share: "What to expect on new rows of this kind, from rows held out once"
    case .table: "What to expect on rows like those of the table to test on"
    }
  }

  package func label(_ fact: ModelFact) -> String {
    switch fact {
    case .logLoss: name(.logLoss)
    case .brierScore: name(.brierScore)
    case .accuracy: name(.accuracy)
    case .rocAUC: name(.rocAUC)
    case .crossEntropy: "cross entropy"
    case .loss: "loss"
    case .map: "map"
    case .chosen: "chosen"
    case .stored: "from disk"
    case .size: "size"
    }
  }

  package func expectedLogLoss(_ nats: String, interval: String?, constant: String) -> String {
    "\(nats) nats" + (interval.map { ", 95\(gap)% interval \($0)" } ?? "")
      + "; the shares alone score \(constant)"
  }

  package func besideCrossEntropy(_ nats: String, difference: String?, interval: String?) -> String
  {
    "\(nats) nats on the same rows"
      + (difference.map { "; this loss \($0)" + (interval.map { " \($0)" } ?? "") } ?? "")
  }

  package func brierScore(_ score: String, of greatest: Int) -> String {
    "\(score) of at most \(greatest)"
  }

  package func loss(_ title: String, ends: LossEnding) -> String {
    switch ends {
    case .atProbabilities: "\(title), which ends at real probabilities: no map follows"
    case .mapped:
      "\(title), which does not end at real probabilities: a map that was learnt on the inner folds "
        + "follows; \(settings(.asTrained)) leaves it out"
    case .asTrained:
      "\(title), which does not end at real probabilities; they are left as trained, and should not "
        + "be read as such"
    }
  }

  package func map(scale: String, offset: String?, target: String?) -> String {
    (target.map { "\($0): " } ?? "")
      + (offset.map { "logit p → \(scale)·logit p \($0)" } ?? "softmax(\(scale)·log p + b)")
  }

  package func chosen(
    _ value: String, of model: ModelKind, innerFolds: Int?, isAtEdge: Bool
  ) -> String {
    let what =
      switch model {
      case .linear: "penalty λ = \(value)"
      case .sparseLinear: "L1 penalty λ = \(value)"
      case .network: "step size \(value)"
      }
    return what + (innerFolds.map { ", on \($0) inner folds" } ?? ", as given")
      + (isAtEdge ? ", at the edge of the search" : "")
  }

  package func size(
    features: Int, weights: Int, nonzero: Int?, iterations: Int, best: Int?,
    _ kind: ModelKind.Iteration
  ) -> String {
    "\(plural(features, "encoded column")), \(plural(weights, "weight"))"
      + (nonzero.map { ", \(grouped($0)) of them not 0, intercepts included" } ?? "")
      + "; fitted in "
      + plural(iterations, kind == .step ? "step" : "epoch")
      + (best.map { ", with the weights of epoch \($0)" } ?? "")
  }

  package func stored(_ counts: StoredRowCounts, sampled: Int) -> String {
    let left = [
      (counts.unlabelledRows, "without a label"), (counts.zeroWeightRows, "of weight 0"),
    ].filter { $0.0 > 0 }.map { "\(grouped($0.0)) \($0.1)" }
    let cells = [
      (counts.newCells, "of a level or an index that the sample lacks"),
      (counts.oddCells, "that are no numbers, read as missing"),
    ].filter { $0.0 > 0 }.map { "\(plural($0.0, "cell")) \($0.1)" }
    return "the network learnt from \(grouped(counts.rows - counts.stoppingRows)) rows and knew by "
      + "\(grouped(counts.stoppingRows)) more when to stop (\(memory(counts.bytes)))"
      + (counts.stoppingLogLoss.map { ", which then scored \(fixed($0, 4)) nats" } ?? "")
      + "; columns, step size and map are those of \(grouped(sampled)) sampled rows, and so are the "
      + "scores to expect, which fewer rows make worse"
      + (left.isEmpty ? "" : "; left out: \(left.joined(separator: ", "))")
      + (cells.isEmpty ? "" : "; \(cells.joined(separator: ", "))")
  }

  package var unfinishedModel: String {
    "The last fit, with the penalty above, came to its limit of steps; the model is as good as the scores say, not the optimum."
  }

  package func modelIs(in path: String, bytes: Int) -> String {
    "The model is in \(path) (\(memory(bytes)))."
  }

  package func nextOfModel(_ example: String) -> String { "Next: \(example)" }

  package func nextOfComparison(_ command: String) -> String { "Train it: \(command)" }
}
