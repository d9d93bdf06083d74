package import CrossEntropyEvaluation
package import CrossEntropyLearning
package import CrossEntropyWorkflows

extension English: ComparePhrases {
  // MARK: Terms

  package func head(_ term: Term) -> String {
    switch term {
    case .brierScore: "Brier"
    case .accuracy: "acc."
    case .balancedAccuracy: "bal."
    case .rocAUC: "AUC"
    case .classwiseError: "class."
    case .difference: "nats"
    case .foldsWon: "won"
    case .searchFits: "fits"
    case .finalFits: "final"
    case .optimizerSteps: "steps"
    default: name(term)
    }
  }

  // MARK: The table

  package func whichLoss(_ target: String, isMultiLabel: Bool, of table: String?) -> String {
    let table = table.map { " of \($0)" } ?? ""
    return isMultiLabel
      ? "which loss for \(target)\(table)?" : "which loss for '\(target)'\(table)?"
  }

  package func label(_ fact: TableFact) -> String {
    switch fact {
    case .rows: "rows"
    case .classes: "classes"
    case .labels: "labels"
    case .missing: "missing"
    case .leaks: "leaks?"
    case .dropped: "dropped"
    case .leftOut: "left out"
    case .model: "model"
    case .folds: "folds"
    case .constant: "constant"
    case .work: "work"
    }
  }

  package func count(_ n: Int, _ thing: Countable) -> String {
    switch thing {
    case .rows: plural(n, "row")
    case .groups: plural(n, "group")
    case .classes: plural(n, "class", several: "classes")
    case .labels: plural(n, "label")
    case .numberColumns: plural(n, "number column")
    case .categoryColumns: plural(n, "category column")
    case .sparseColumns: plural(n, "sparse column")
    case .textColumns: plural(n, "text column")
    case .encodedColumns: plural(n, "encoded column")
    case .levels: plural(n, "level")
    case .places: plural(n, "feature")
    case .words: "\(grouped(n)) words and pairs"
    case .trainingRows: plural(n, "training row")
    }
  }

  package var date: String { "date" }
  package var weighted: String { "weighted" }
  package var positiveClass: String { "the positive class" }
  package var none: String { "none" }
  package func imputed(_ columns: String) -> String {
    "\(columns), filled with the mean and marked"
  }
  package func categoryOfItsOwn(_ columns: String) -> String {
    "\(columns), as a category of its own"
  }
  package func imputedToTest(_ columns: String) -> String {
    "\(columns), in rows to test on alone: filled with the mean, not marked"
  }
  package func noCategoryToTest(_ columns: String) -> String {
    "\(columns), in rows to test on alone: as none of the categories"
  }
  package func ofWhich(_ count: Int, tested: Int?) -> String {
    grouped(count) + (tested.map { ", \(grouped($0)) to test on" } ?? "")
  }
  package func testGroups(_ n: Int) -> String { "\(plural(n, "group")) to test on" }
  package func more(_ n: Int) -> String { "and \(grouped(n)) more" }

  package func unlabelledRows(_ n: Int, tested: Int?, target: String?) -> String {
    "\(plural(n, "row")) without " + (target.map { "a '\($0)'" } ?? "every label")
      + (tested.map { ", \(testRows($0))" } ?? "")
  }

  package func testRows(_ n: Int) -> String { "\(grouped(n)) of them to test on" }

  package func folds(
    _ folds: Int, by holdOut: HoldOut?, repeats: Int, seed: UInt64
  ) -> String {
    let cut: String
    switch holdOut {
    case .folds(let column): cut = ", those of '\(escaped(column))'"
    case .order(let column): cut = ", in the order of '\(escaped(column))'"
    case .table(let path, _): return "none, tested on \(source(path)), seed \(seed)"
    case .share(let share):
      return "none, \(board(100 * share)) % of the rows held out once, seed \(seed)"
    case nil: cut = ""
    }
    return "\(folds)" + cut + (repeats > 1 ? ", drawn \(repeats) times" : "") + ", seed \(seed)"
  }

  package func constantScores(
    _ nats: String, isMultiLabel: Bool, isTested: Bool
  ) -> String {
    "the \(isMultiLabel ? "shares of the labels" : "class shares") alone score \(nats) nats "
      + place(isTested)
  }

  package func work(fits: Int, memory: Int, seconds: Double?) -> String {
    "\(plural(fits, "fit")), at most about \(self.memory(memory, rounded: .up)) of memory"
      + (seconds.map { ", about \(duration(wholeSeconds($0)))" } ?? "")
  }

  // MARK: Headings

  package func scoresHeading(_ reading: ProbabilityReading?, isTested: Bool) -> String {
    switch reading {
    case .asTrained: "Log loss and scores \(place(isTested)), as trained"
    case .recalibrated: "Log loss and scores \(place(isTested)), every loss recalibrated alike"
    case nil: "Log loss (nats) and scores \(place(isTested)), as trained; last: recalibrated alike"
    }
  }

  package func differencesHeading(
    percentOfIntervals: Int?, decidedBy decision: DecidingInterval
  ) -> String {
    let what = decision == .retrained ? "training anew" : "these fits"
    return "Difference to cross entropy (below 0: better)"
      + (percentOfIntervals.map { ", \($0)\(gap)% intervals for \(what)" } ?? "")
  }
  package var searchHeading: String { "What the search chose and cost" }
  package var speedHeading: String {
    "Learning speed: epochs of plain gradient descent to a common target"
  }
  package var speedSummaryHeading: String {
    "Epochs to a common log loss: cross entropy, then the fastest and slowest rival"
  }
  package var verdictHeading: String { "Verdict" }
  package var notesHeading: String { "Notes" }

  // MARK: Scores and differences

  package func intervals(comparisons: Int, percent: Int) -> String {
    "Intervals hold together over \(plural(comparisons, "comparison")) at \(percent)\(gap)%."
  }

  package var tooFewUnits: String { "too few units" }
  package var notCompared: String { "failed" }
  package var sameFit: String { "same fit" }

  // MARK: Speed

  package func start(_ start: LearningSpeed.Start.Kind) -> String { "\(name(start)) start" }
  package func startDrawn(_ start: LearningSpeed.Start.Kind, deviation: String) -> String {
    "\(name(start)) N(0, \(deviation)²)"
  }
  private func name(_ start: LearningSpeed.Start.Kind) -> String {
    switch start {
    case .small: "small"
    case .saturated: "saturated"
    }
  }
  package func atStep(_ step: String) -> String { "at step \(step)" }
  package var ownBest: String { "own best" }
  package func notInEpochs(_ epochs: Int) -> String { "not in \(epochs)" }
  package var diverged: String { "diverged" }

  package func speedSummary(
    _ epochs: String, fastest: (title: String, epochs: String)?,
    slowest: (title: String, epochs: String)?
  ) -> String {
    guard let fastest, let slowest else { return epochs }
    return fastest.title == slowest.title
      ? "\(epochs); \(fastest.epochs) (\(fastest.title))"
      : "\(epochs); from \(fastest.epochs) (\(fastest.title)) to \(slowest.epochs) (\(slowest.title))"
  }

  package func speedTarget(_ target: String?, baseRate: String, lowest: String) -> String {
    target.map {
      "Target: a log loss of \($0) nats on the training rows, \(percent(LearningSpeed.targetShare, 0)) of the way from the base "
        + "rate (\(baseRate)) to the lowest that any loss reaches (\(lowest)), every loss recalibrated at every epoch."
    } ?? "No loss falls below the log loss of the base rate (\(baseRate)), so there is no target."
  }

  package func speedMethod(
    _ model: ModelKind, starts: [String], batch: Int, rows: Int, readsBalancedFit: Bool,
    epochs: [Int]
  ) -> String {
    let subject =
      switch model {
      case .linear, .sparseLinear: "The linear model"
      case .network: "The network"
      }
    return "\(subject), from two starts: \(list(starts)). "
      + "Batches of \(batch) of \(plural(rows, "training row")) of the first fold"
      + (readsBalancedFit ? "; the prior correction uses the balanced fit" : "")
      + ". Pictures: training accuracy at the common step after epochs "
      + epochs.map { "\($0)" }.joined(separator: " ") + "."
  }

  package func epochsMean(seeds: Int, epochs: Int) -> String {
    "Epochs: the median of \(seeds) seeds, each with its own start and order of rows, and in brackets their range; "
      + "a run that does not arrive counts as more than \(epochs). Own best: the step that arrives soonest "
      + "with the first seed; if none arrives, the one that comes nearest."
  }

  // MARK: Notes, verdict, what next

  package func note(_ sentence: String) -> String { "Note: \(sentence)" }

  package func sentence(_ note: CompareNote) -> String {
    switch note {
    case .table(let note): sentence(note)
    case .heldOut(.folds(let column)):
      "The folds are those of '\(escaped(column))', and the interval for training anew speaks of folds "
        + "that are cut alike."
    case .heldOut(.order(let column)):
      "Every block in the order of '\(escaped(column))' is predicted from the rows before it, and the "
        + "first is only trained on; the intervals speak of rows as late as these."
    case .heldOut(.table(let path, _)):
      "All is trained on the table and tested on \(source(path)), which no fit sees; the intervals speak of "
        + "these fits on new rows like those. How fits on other rows would differ is not in them."
    case .heldOut(.share):
      "Rows are held out once, and no fit that is scored sees them; a model that is saved is fitted on all rows. "
        + "The intervals hold for these fits; they do not cover how fits on other rows would vary."
    case .endedEarly(.timeLimit, let done):
      "The time limit ended the comparison after \(plural(done, "repeat"))."
    case .endedEarly(.interrupted, let done):
      "The comparison was interrupted after \(plural(done, "repeat"))."
    case .separable(let isMultiLabel):
      (isMultiLabel ? "A label" : "The table")
        + " is separable: only the penalty keeps the weights finite."
    case .fewGroups(let n, let hasIntervals):
      "Only \(plural(n, "group")): "
        + (hasIntervals ? "the intervals are too narrow at this size." : "too few for intervals.")
    case .foldShares(let shares):
      "Class shares by fold, as the groups allow: "
        + shares.map { $0.map { fixed(100 * $0, 0) }.joined(separator: "/") }
        .joined(separator: ", ") + "\(gap)%."
    case .untested(let withholding): untested(withholding)
    case .temperatureAlone: temperatureAlone
    case .unfinished(let title, let fits, let chosen, .penalty):
      "\(title): \(plural(fits, "fit")) stopped at the limit of steps, "
        + (chosen == 0 ? "none" : grouped(chosen)) + " with a penalty that was chosen."
    case .unfinished(let title, let fits, _, .stepSize):
      "\(title): \(plural(fits, "fit")) diverged; "
        + (fits == 1 ? "its step size was not chosen." : "their step sizes were not chosen.")
    case .severalOptima(let title, let fits, let all):
      "\(title): several optima in \(grouped(fits)) of \(plural(all, "fit")); the lower objective "
        + "was kept."
    case .searchedParameter(let title, let name, let values):
      "\(title): in every fold \(name) was chosen among \(list(values.map { shortNumber($0) })), which "
        + "took \(grouped(values.count)) times as many fits."
    case .gridGrew(let title, let times, let searched):
      "\(title): the grid of \(values(of: searched)) grew \(plural(times, "time")) at its edge."
    case .atEdge(let title, let asTrained, let recalibrated, let searched):
      "\(title): \(values(of: searched)) at the edge of the grid in \(plural(asTrained, "fold")) as "
        + "trained, \(recalibrated) recalibrated."
    case .tooWideForSpeed(let features):
      "How fast the losses learn was not measured: \(grouped(features)) features are too many for it."
    case .priorCorrection:
      "The prior correction divides the class weights out of the balanced fit's probabilities; it is "
        + "exact only if the model can fit the true ones."
    case .brierScore(let greatest, .twoClasses):
      "The Brier score goes from 0 to \(greatest), of the positive class."
    case .brierScore(let greatest, .classes):
      "The Brier score goes from 0 to \(greatest), summed over the classes."
    case .brierScore(let greatest, .labels):
      "The Brier score goes from 0 to \(greatest), summed over the labels, as log loss is; accuracy and "
        + "ECE take every label of every row as a case of its own."
    case .calibrationColumns(let isTested): calibrationColumns(isTested: isTested)
    case .lowestIsSelected:
      "* lowest log loss of its table: selected by it, so its own score is optimistic."
    }
  }

  package func moreNotes(_ n: Int) -> String {
    "\(plural(n, "more note")) with \(settings(.details))."
  }

  package func question(of reading: ProbabilityReading) -> String {
    switch reading {
    case .asTrained: "If you only swap the loss"
    case .recalibrated: "After the same recalibration"
    }
  }

  package func sentence(_ verdict: Verdict) -> String {
    if verdict.hasFailedBaseline {
      return
        "cross entropy itself is no better than the class shares alone, so nothing can be compared "
        + "with it."
    }
    var parts: [String] = []
    if let leader = verdict.leader { parts.append("\(leader) is the best of these losses") }
    func say(
      _ finding: ComparisonFinding, _ what: String, _ aside: (Verdict.Rival) -> String,
      after: String = ""
    ) {
      guard let rivals = verdict.rivals[finding] else { return }
      parts.append(
        "\(what): " + rivals.map { $0.title + aside($0) }.joined(separator: ", ") + after)
    }
    let nothing = { (_: Verdict.Rival) in "" }
    say(.better, "better than cross entropy", range)
    say(.slightlyBetter, "slightly better than cross entropy", range)
    if verdict.hasNoBetter { parts.append("no loss is better than cross entropy") }
    say(
      .asGood, "as good as cross entropy", nothing,
      after: " (no difference above \(margin(verdict)))")
    say(.sameNumbers, "the same as cross entropy row by row", nothing)
    say(.slightlyWorse, "slightly worse", range)
    say(.worse, "worse", range)
    say(.undecided, "undecided", range, after: "; more rows are needed")
    say(.failed, "no better than the class shares alone", nothing)
    return parts.enumerated().map { $0 == 0 ? $1 : capitalized($1) }.joined(separator: ". ") + "."
  }

  /// The interval of a difference, and what recalibration makes of it.
  private func range(_ rival: Verdict.Rival) -> String {
    guard let difference = rival.difference else { return "" }
    let size =
      rival.interval.map { "\(signedNumber($0.low)) to \(signedNumber($0.high)) nats" }
      ?? "\(signedNumber(difference)) nats, \(tooFewUnits)"
    let repaired =
      switch rival.repaired {
      case .all: "; all of it miscalibration"
      case .allBut(let left): "; all but \(significant(left)) of it miscalibration"
      case .only(let part): "; \(significant(part)) of it miscalibration"
      case nil: ""
      }
    return " (\(size)\(repaired))"
  }

  private func margin(_ verdict: Verdict) -> String {
    verdict.marginShare.map { "\(board(100 * $0))\(gap)%" } ?? "\(significant(verdict.margin)) nats"
  }

  package var noRivals: String {
    "Cross entropy was fitted alone; name rivals with \(settings(.losses))."
  }

  package var next: String {
    "Next: \(settings(.details)) for every score and interval, \(settings(.report)) to see them explained."
  }

  func place(_ isTested: Bool) -> String {
    isTested ? "on test rows" : "out of fold"
  }

  private func values(of searched: ModelKind.Searched) -> String {
    switch searched {
    case .penalty: "λ"
    case .stepSize: "step sizes"
    }
  }
}
