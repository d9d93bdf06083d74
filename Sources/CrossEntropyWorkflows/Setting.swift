/// What a request is made of, so that a remedy can name it; each face has its own name for it.
///
/// The command says `--folds`, a Python function `folds=`.
public enum Setting: String, Sendable, Hashable, CaseIterable {
  case table, target, ignore, weight, group, details, report
  case missing, delimiter, decimal
  case losses, model, folds, repeats, penalties, stepSizes, seed, threads
  case distribution, forecast, counts, column, given, normalize
  case logits, probabilities, label, targetProbabilities, outputUnit
  case classWeights, labelSmoothing, scale, inputs
  case format
}
