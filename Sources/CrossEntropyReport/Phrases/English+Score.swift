package import CrossEntropyEvaluation
package import CrossEntropyWorkflows

extension English: ScorePhrases {
  package func sentence(_ fault: ScoreFault) -> String {
    switch fault {
    case .noClassColumns:
      "no column is known to hold the probabilities of a class: they are called p_<class>, as the "
        + "classes are, or probability for the positive one of two"
    case .severalColumns(let names):
      "any of \(listed(first: 8, of: names)) may hold the probability"
    case .oneColumn(let name, let classes):
      "\(quoted(name)) alone holds probabilities, and the truth has \(plural(classes, "class", several: "classes"))"
        + (classes == 1 ? "; call it p_ and the class whose probability it is" : "")
    case .otherRowCount(let rows, let truth, let others):
      "this file has \(plural(rows, "row")) and \(escaped(truth)) \(grouped(others)), so that their order "
        + "says nothing"
    case .repeatedID(let column, let id, let line):
      "the ID \(quoted(id)) of \(quoted(column)) has a truth in line \(grouped(line)), too"
    case .otherID(let column, let own, let other, let file):
      "IDs of \(quoted(column)) stand twice, so that rows are joined in their order, but this one is \(quoted(own)) and that of "
        + "\(escaped(file)) \(quoted(other))"
    case .noSharedID(let column, let truth):
      "no ID of \(quoted(column)) is in \(escaped(truth)), too"
    case .unknownClass(let name, let classes):
      "the truth \(quoted(name)) has no column; these have: "
        + listed(first: 8, of: classes)
    case .missing(let column): "the prediction of \(quoted(column)) is missing"
    case .nothingToScore(.row): "no row has a truth and a weight above 0"
    case .nothingToScore(.token): "no token has a weight above 0"
    case .otherTruth(let own, let first, let file, let rows):
      "this row's truth is \(quoted(own)), and its partner's in \(escaped(file)) \(quoted(first))"
        + (rows > 1
          ? "; \(plural(rows - 1, "other pair")) \(rows == 2 ? "differs" : "differ"), too" : "")
    case .noProbability(let value, let column, let rows):
      "\(board(value)) of \(quoted(column)) is no probability"
        + (rows > 1 ? ", as are numbers of \(plural(rows - 1, "other row"))" : "")
    case .badSum(let sum, let rows):
      rows == 1
        ? "the probabilities of this row sum to \(boardBesideOne(sum)), not to 1"
        : "the probabilities of \(plural(rows, "row")) do not sum to 1; those of this one to \(boardBesideOne(sum))"
    case .pipeOfLabels:
      "what comes through a pipe is read once, and each of several labels reads it"
    case .pipeReadTwice: "what comes through a pipe is read once, and this would be read twice"
    case .columnsOfLabels(let columns, let labels):
      "\(plural(columns, "column")) cannot hold the probabilities of \(plural(labels, "label"))"
    case .noPart: "this is no partial result"
    case .otherPartVersion: "this partial result is of another version"
    case .damagedPart: "this partial result is damaged"
    case .otherPart(let setting, let own, let first):
      "this part was made \(made(setting, own)), and the first \(made(setting, first))"
    case .weightsApart(let own, let first):
      "a row of this part weighs \(board(own)) on average, and one of the first \(board(first)): weights so far from "
        + "each other, or from 1, are not added"
    case .sharedRows(let rows, let other):
      "this part and \(escaped(other)) both have \(rows.count == 1 ? "row" : "rows") \(range(rows)) of all"
    case .sharedID(let column, let id):
      "the ID \(quoted(id)) of \(quoted(column)) is in another part, too"
    case .otherClasses(let own, let first):
      "these predictions are of other classes (\(listed(first: 8, of: own))) than the first (\(listed(first: 8, of: first)))"
    case .tooGreatFirstRow(let most): "rows are numbered up to \(grouped(most))"
    case .partOfSeveral(let files):
      "a partial result is of one file, and these are \(grouped(files)); write one of each, and merge them"
    case .gatesOfLabels(let labels):
      "conditions, baselines, kept rows, parts and calibrators are of one label; name one of \(listed(first: 8, of: labels))"
    case .noLogit(let value, let column):
      "\(board(value)) of \(quoted(column)) is no logarithm of a probability"
    case .noOutcome:
      "a baseline that is called .json is what 'xent score' wrote, and this is not, or is of another "
        + "version"
    case .changedOutcome:
      "its numbers contradict each other, so it was changed after 'xent score' wrote it"
    case .noLogLoss:
      "it was written without the log loss, which baselines are compared by; score it again"
    case .baselineOfOtherClasses(let classes, let own):
      "this baseline is of \(listed(first: 8, of: classes)), and the predictions are of \(listed(first: 8, of: own))"
    case .severalOutcomes(let files):
      "it holds the scores of \(grouped(files)) files, and a baseline is of one"
    case .otherKeptRows(let path): "these rows are not those that were kept with \(escaped(path))"
    case .joinedOtherwise(let id):
      "its rows are told apart by "
        + (id.map { "\(quoted($0)), and these are not" }
          ?? "their order, as they were kept without IDs")
    case .missingToken(let column): "the log-probability of \(quoted(column)) is missing"
    case .positiveLog(let value, let column, let rows):
      "\(board(value)) of \(quoted(column)) is above 0, and no natural logarithm of a probability is"
        + (rows > 1 ? "; nor are those of \(plural(rows - 1, "other token"))" : "")
    case .otherTokens(let tokens, let first, let others):
      "this file has \(plural(tokens, "token")) and \(escaped(first)) \(grouped(others)): only the same tokens, in the same "
        + "rows, can be paired"
    case .otherUnit(let setting, let item, let own, let first, let file):
      "this \(noun(item))'s \(setting == .group ? group(of: item) : "weight") is \(quoted(own)), and its partner's in \(escaped(file)) \(quoted(first)): "
        + "there is no one difference then"
    case .otherRows(let item, let file):
      "other \(noun(item))s have a weight" + (item == .row ? " and a truth" : "")
        + " here than in \(escaped(file)), so that they make no pairs"
    case .otherPositive(let own, let first):
      "\(quoted(own)) is the positive class here, since its column is the last, and \(quoted(first)) in the first file"
    case .missingDocument(let column): "the document \(quoted(column)) of this token is missing"
    }
  }

  func noun(_ item: ScoredItem) -> String { item == .row ? "row" : "token" }

  /// What has a probability, that of a truth or its own.
  func certain(_ item: ScoredItem) -> String { item == .row ? "truth" : noun(item) }

  private func group(of item: ScoredItem) -> String { item == .row ? "group" : "document" }

  /// The numbers of rows that follow each other.
  private func range(_ rows: ClosedRange<Int>) -> String {
    rows.count == 1
      ? grouped(rows.lowerBound) : "\(grouped(rows.lowerBound)) to \(grouped(rows.upperBound))"
  }

  private func significance(_ precision: LintFinding.Precision) -> String {
    switch precision {
    case .decimals(let count): plural(count, "decimal")
    case .digits(let count): plural(count, "significant digit")
    case .bits(let count): plural(count, "significant bit")
    }
  }

  /// How a part was made: with a setting, or without.
  private func made(_ setting: RequestSetting, _ value: String?) -> String {
    guard let value else { return "without \(settings(setting))" }
    return "with \(settings(setting))" + (value.isEmpty ? "" : " \(escaped(value, most: 80))")
  }

  package func scored(
    _ path: String, rows: Int, weight: String?, classes: String, positive: String?
  ) -> String {
    "\(path): \(plural(rows, "row"))" + (weight.map { ", \(weighing($0))," } ?? "")
      + " of \(classes)"
      + (positive.map { "; positive: \($0)" } ?? "")
  }

  package func weighing(_ weight: String) -> String { "weighing \(weight) in all" }

  package func brackets(percent: Int) -> String { "in brackets: \(percent) % intervals" }

  package func scoreLabel(_ fact: ScoreFact) -> String {
    switch fact {
    case .logLoss: "log loss"
    case .baseRate: "base rate"
    case .brier: "Brier score"
    case .accuracy: "accuracy"
    case .balancedAccuracy: "balanced acc."
    case .macroF1: "macro F1"
    case .matthews: "Matthews"
    case .rocAUC: "ROC AUC"
    case .averagePrecision: "avg. precision"
    case .topAccuracies: "top-k accuracy"
    case .ece: "ECE"
    case .calibration: "calibration"
    case .decisions: "decisions"
    case .costs: "costs"
    case .bestThreshold: "best threshold"
    case .worst: "worst 1 %"
    case .suspects: "suspects"
    case .toCheck: "rows to check"
    case .positiveF1: "F1"
    case .wins: "wins"
    case .split: "log loss split"
    case .divergence: "divergence"
    case .recalibrated: "recalibrated"
    case .classwise: "classwise ECE"
    case .perplexity: "perplexity"
    case .allTokens: "all tokens"
    }
  }

  package func besideLogLoss(bits: String, perplexity: String) -> String {
    "\(bits) bits; perplexity \(perplexity)"
  }

  package func baseRate(_ nats: String, skill: String, isWorse: Bool) -> String {
    "\(nats) nats by the class shares alone; "
      + (isWorse
        ? "the predictions are worse, and save \(skill) of it"
        : "of that the predictions save \(skill)")
  }

  package var noBaseRate: String { "not told: there are fewer than ten rows per class" }

  package func calibrationError(_ error: String, noise: String?, noise95: String?) -> String {
    error
      + (noise.map { noise in
        ", where right probabilities would show \(noise)"
          + (noise95.map { ", and in 95 of 100 cases at most \($0)" } ?? "")
      } ?? "")
  }

  package func kind(_ kind: CalibrationError.Kind) -> String? {
    switch kind {
    case .equalWidth: nil
    case .equalMass: "over bins of equally many rows"
    case .smooth: "smoothed by a Gaussian as wide as it is itself"
    }
  }

  package func calibration(pValue: String, isEvidence: Bool) -> String {
    isEvidence
      ? "the probabilities are off, beyond chance (p = \(pValue))"
      : "no evidence of miscalibration at this size (p = \(pValue))"
  }

  package func noCalibrationTest(isGrouped: Bool) -> String {
    "not tested: " + (isGrouped ? "the rows come in groups" : "a truth was given probability 0")
  }

  package func impossible(
    _ rows: PredictionScores.Impossible, lines: String, of item: ScoredItem, areRows: Bool
  ) -> String {
    let which = rows.rows == 1 ? "that \(noun(item))" : "those \(noun(item))s"
    let gave = item == .row ? "gave the truth" : rows.rows == 1 ? "was given" : "were given"
    return
      "\(plural(rows.rows, noun(item))) \(gave) probability 0 (\(areRows ? "row" : "line")\(rows.first.count == 1 ? "" : "s") \(lines)), which costs an infinite loss; "
      + "with at most \(fixed(ScoreSums.mostClippedLoss, 1)) nats per \(noun(item)) the log loss is \(fixed(rows.clippedLogLoss, 4)), "
      + "\(percent(rows.clippedShare)) of it for \(which)"
      + (rows.logLossOfOthers.map {
        "; that of all other \(noun(item))s, without any bound, is \(fixed($0, 4))"
      } ?? "")
  }

  package func unlabelled(_ rows: Int) -> String {
    "\(plural(rows, "row")) without a truth \(rows == 1 ? "was" : "were") left out"
  }

  package func paired(
    _ path: String, with baseline: String, _ count: Int, of item: ScoredItem
  ) -> String {
    "\(path) beside \(baseline), \(plural(count, noun(item))) pair by pair"
  }

  package func says(
    _ finding: ComparisonFinding, of item: ScoredItem, margin: String, detectable: String?
  ) -> String {
    switch finding {
    case .baseline, .failed: ""
    case .better: "better, by more than the \(margin) that matter"
    case .slightlyBetter: "slightly better; whether by the \(margin) that matter is open"
    case .asGood: "as good: a difference of \(margin) or more is excluded"
    case .slightlyWorse: "slightly worse; whether by the \(margin) that matter is open"
    case .worse: "worse, by more than the \(margin) that matter"
    case .undecided:
      "these \(noun(item))s cannot tell"
        + (detectable.map { "; a difference of \($0) nats would probably have been seen" } ?? "")
    case .sameNumbers: "the same numbers, \(noun(item)) by \(noun(item))"
    }
  }

  package func infinite(_ difference: Double, of item: ScoredItem, clipped: String) -> String {
    difference > 0
      ? "+∞ nats: worse, since this file alone gives a \(certain(item)) probability 0; clipped \(clipped)"
      : "−∞ nats: better, since the first file alone gives a \(certain(item)) probability 0; clipped \(clipped)"
  }

  package func undefined(of item: ScoredItem, clipped: String) -> String {
    "undefined, since both files give a \(certain(item)) probability 0; clipped \(clipped)"
  }

  package func wins(_ share: String, ties: String, of item: ScoredItem) -> String {
    "\(share) of the \(noun(item))s cost less, \(ties) as much"
  }

  package func divergence(_ mean: String, median: String, most: String, same: String) -> String {
    "KL \(mean) nats, at most \(median) in half of the rows and \(most) in 99 of 100; the same class in "
      + same
  }

  package func unpaired(_ own: Int, baseline: Int) -> String {
    "left out without a partner: \(plural(own, "row")) here, \(grouped(baseline)) of the first file"
  }

  package func adjusted(pairs: Int) -> String {
    "the intervals of log loss hold jointly for \(pairs) pairs, the others each for itself"
  }

  package func tokens(_ path: String, _ tokens: Int, documents: Int?) -> String {
    "\(path): \(plural(tokens, "token"))"
      + (documents.map { " of \(plural($0, "document"))" } ?? "")
  }

  package func bitsPerToken(_ bits: String) -> String { "\(bits) bits per token" }

  package func sentence(_ finding: LintFinding) -> String {
    switch finding {
    case .rounded(let decimals):
      "no number has more than \(plural(decimals, "decimal")): rounded probabilities cost more, and a small "
        + "one may have become 0"
    case .offSums(let rows, let most, let precision):
      "the probabilities of \(plural(rows, "row")) do not sum to 1, but are up to \(board(most, digits: 2)) off, as numbers of "
        + "\(significance(precision)) can be"
    case .looksLike(let scale, let said):
      "the numbers were said to be \(said == .logits ? "logits" : "logarithms"), and are "
        + (scale == .percent ? "per cent" : "probabilities")
        + " by their look: every row is in 0 to "
        + (scale == .percent ? "100 and sums to 100" : "1 and sums to 1")
    case .decisions:
      "every number is 0 or 1: these are decisions, and no probabilities"
    case .backwards(let area):
      "the scores rank the rows backwards (ROC AUC \(fixed(area, 4))): the columns of the classes are probably "
        + "swapped"
    case .permuted(let classes, let columns, let logLoss):
      "the columns of the classes are probably permuted, "
        + listed(first: 8, of: zip(classes, columns).map { "\($0) stands under \($1)" })
        + "; put right, the log loss would be \(fixed(logLoss, 4))"
    case .byOrder(let columns, let classes):
      "no truth is called as the columns \(listed(first: 8, of: columns)): they are taken for "
        + "\(listed(first: 8, of: classes)), in this order"
    case .temperatureAtBound(let temperature):
      "the temperature is at its bound, \(board(temperature)), and would pass it on these rows: more rows are needed to tell it"
    case .joinedByID(let column, let isTruthAlone):
      (isTruthAlone ? "truths are found" : "rows are joined")
        + " by their column \(quoted(column)); \(settings(.idColumn)) names another"
    case .joinedInOrder(let column):
      "rows are joined in their order, since "
        + (column == nil ? "not all have a column" : "IDs stand twice in their column")
        + " \(quoted(column ?? ScoreRequest.usualID)) and \(settings(.idColumn)) names none"
    case .otherLabels(let column, let rows, let first):
      "\(plural(rows, "row")) \(rows == 1 ? "has" : "have") another class in \(quoted(column)) than in the file of the truth, "
        + "which counts; the first is on line \(grouped(first))"
    case .repeatedIDs(let rows, let column, let lines, let haveOneTruth):
      "\(plural(rows, "row")) have an ID of \(quoted(column)) that another row has, too"
        + (lines.isEmpty
          ? "" : " (first lines \(lines.map { grouped($0) }.joined(separator: " and ")))")
        + (haveOneTruth ? "; all rows of an ID are scored by its one truth" : "")
    case .unseen(let names):
      names.count == 1
        ? "no truth is of class \(quoted(names[0]))"
        : "no truth is of \(grouped(names.count)) classes: \(listed(first: 8, of: names))"
    case .fewGroups(let count, let item):
      "\(plural(count, group(of: item))) \(count == 1 ? "is" : "are") few: "
        + (count < MeanEstimate.fewestUnitsForInterval
          ? "there are no intervals" : "intervals may be too narrow")
    case .narrowIntervals:
      "fewer than \(MeanEstimate.fewestUnitsWithoutWarning) rows are of some class, or wrong: all intervals are too narrow at this size"
    case .missingRows(let first, let rows):
      "no part has \(first.count == 1 ? "row" : "rows") \(range(first)) of all"
        + (rows > first.count ? ", nor \(plural(rows - first.count, "other row"))" : "")
    case .notMerged(let metrics):
      "not formed, since the parts were made without: "
        + metrics.map(\.rawValue).joined(separator: ", ")
    case .fewRowsCostMost(let share, let item):
      "the worst 1 % of \(noun(item))s carry \(percent(share)) of the loss: its interval is too narrow at this size"
    case .unmatched(let predictions, let truths):
      "left out for want of a partner with the same ID: \(plural(predictions, "prediction")), "
        + plural(truths, "truth")
    case .sampled(let metrics, let rows):
      "formed of a sample of \(plural(rows, "row")), since memory does not hold all: "
        + metrics.map(\.rawValue).joined(separator: ", ")
    case .tokensAsUnits:
      "the intervals are those of independent tokens, which the tokens of a text are not, and so too narrow: "
        + "name the column of the texts with \(settings(.group))"
    }
  }
}
