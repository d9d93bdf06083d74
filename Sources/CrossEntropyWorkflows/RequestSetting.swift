/// What a request is made of, so that a remedy can name it; each face has its own name for it.
///
/// The command says `--folds`, a Python function `folds=`. No request has `details`, `report` and
/// `format`: they are parts of a face that phrases name to say where more can be seen.
public enum RequestSetting: String, Sendable, Hashable, CaseIterable {
  case table, target, ignore, weight, group, foldColumn, orderColumn, testTable, heldOutShare,
    delimiter, decimal
  case thousands
  case encoding, testEncoding
  case inputFormat, labels, zeroBased
  case missing, numeric, categorical, text, keep, scaling
  case targetMissing, areClasses, mergeRare, positive
  case losses, model, folds, innerFolds, repeats, penalties, l1Penalties, stepSizes, threads, memory
  case schedule, dropout, weightDecay
  case timeLimit, margin
  case distribution, forecast, counts, column, given, normalize
  case logits, probabilities, label, targetProbabilities, outputUnit
  case classWeights, labelSmoothing, scale, inputs
  case modelFile, idColumn, append, threshold, costs, output
  case details, report, format, asTrained, speed, seed
  case checkpoint, resume
  case truth, classColumns, logProbabilities, percent
  case partial, merge, firstRow, metrics, tokens
  case method, trainPrior, newPrior, applied
  case require, requirePoint, baseline, keepRows, worst, slice, ece
}
