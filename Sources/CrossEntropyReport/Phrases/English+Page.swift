package import CrossEntropyEvaluation
package import CrossEntropyLearning
internal import CrossEntropyWorkflows

extension English: PagePhrases {
  package var language: Language { .english }
  package var glosses: [Gloss] { [] }

  // MARK: Terms

  package func name(_ term: Term) -> String {
    switch term {
    case .logLoss: "log loss"
    case .nats: "nats"
    case .bits: "bits"
    case .outOfFold: "out of fold"
    case .skill: "skill"
    case .brierScore: "Brier score"
    case .accuracy: "accuracy"
    case .balancedAccuracy: "balanced accuracy"
    case .rocAUC: "ROC AUC"
    case .averagePrecision: "AP"
    case .calibrationGain: "gain"
    case .pValue: "p"
    case .calibrationError: "ECE"
    case .classwiseError: "classwise ECE"
    case .calibrationNoise: "noise"
    case .calibrationExcess: "excess"
    case .asTrained: "as trained"
    case .recalibrated: "recalibrated"
    case .difference: "difference"
    case .theseFits: "these fits"
    case .trainingAnew: "training anew"
    case .interval: "interval"
    case .margin: "margin"
    case .foldsWon: "folds won"
    case .recall: "recall"
    case .precision: "precision"
    case .learningSpeed: "learning speed"
    case .gradient: "gradient"
    case .penalty: "λ"
    case .stepSize: "step"
    case .searchFits: "fits of the search"
    case .finalFits: "final fits"
    case .optimizerSteps: "optimiser steps"
    case .epochs: "epochs"
    case .seconds: "seconds"
    }
  }

  package func meaning(_ term: Term) -> String {
    switch term {
    case .logLoss:
      "The mean of −log p, where p is the probability given to what came true. 0 is perfect; it "
        + "grows without end as a wrong answer gets more confident."
    case .nats: "The unit of log loss with the natural logarithm."
    case .bits: "The same with the logarithm to base 2: nats divided by ln 2."
    case .outOfFold:
      "Scored on rows that the model had not seen: the table is cut into folds, and each is scored "
        + "by a model trained on the others."
    case .skill:
      "How much of the log loss of knowing only the class shares a model saves: 1 is perfect, 0 is "
        + "no better than the shares."
    case .brierScore: "The mean squared distance of the probabilities from what happened."
    case .accuracy:
      "The share of rows whose most likely class is the right one; with several labels, the share of "
        + "all labels that are on the right side of ½."
    case .balancedAccuracy:
      "The mean over the classes of the share of their rows that are right: rare classes count as "
        + "much as common ones."
    case .rocAUC:
      "How often a row of a class gets a higher probability of it than another row, ties counted by half: of the "
        + "positive class, or the mean over three classes or more. ½ is chance, 1 the right order."
    case .averagePrecision:
      "Average precision: rows are taken from the highest probability of a class down, and the precision at those that "
        + "are of it is averaged. By chance it is the class's share. The positive class, or the mean over three classes or "
        + "more."
    case .calibrationGain:
      "What a step of recalibration would win on these rows, in nats per row: one power, and one offset per class."
    case .calibrationError:
      "The expected calibration error: how far, on average, the probabilities are from how often "
        + "things happened, in \(CalibrationError.usualBins) bins."
    case .classwiseError:
      "The calibration error of each class's own probability, the mean over the classes."
    case .calibrationNoise:
      "The calibration error that right probabilities would show: it is above 0 even for them."
    case .calibrationExcess:
      "The calibration error less its noise: near 0 if the probabilities are right."
    case .pValue:
      "How often right probabilities would show as large a gain, in a table of this size."
    case .asTrained: "The probabilities as the model gives them."
    case .recalibrated:
      "A loss may distort all probabilities in the same way, which one power and one offset per "
        + "class undo. Here they are undone for every loss alike, fitted on other rows."
    case .difference: "The log loss minus that of cross entropy: below 0 the loss is better."
    case .theseFits: "Would these very models differ on new rows of the same kind?"
    case .trainingAnew:
      "Would models differ that are trained on other rows? The harder question of the two, so its interval is "
        + "the wider of that over rows and that over folds."
    case .interval:
      "The true differences that the table does not rule out, widened so that all comparisons on "
        + "the page hold together in \(Significance.confidencePercent) of 100 tables."
    case .margin:
      "The difference of log loss that matters. A loss whose interval lies within the margin on either side is as "
        + "good as cross entropy; better or worse means by more than it."
    case .foldsWon:
      "In how many folds the loss had a lower log loss than cross entropy: a description, not a "
        + "test."
    case .recall: "Of the rows of a class, the share that was found."
    case .precision: "Of the rows that were said to be of a class, the share that was."
    case .learningSpeed:
      "How many passes over the training rows plain gradient descent needs. It says nothing about "
        + "how good a loss is in the end, and no verdict reads it."
    case .gradient: "How strongly a row pulls on the output of its truth: the slope of the loss."
    case .penalty: "The penalty on large weights, chosen for every loss by the same search."
    case .stepSize: "The size of a training step, chosen for every loss by the same search."
    case .searchFits: "The models that were fitted to choose."
    case .finalFits: "The models that were fitted with what was chosen, and scored."
    case .optimizerSteps: "The steps that all these fits took, from every start."
    case .epochs: "Passes over the training rows."
    case .seconds: "The time of one thread."
    }
  }

  // MARK: The frame

  package func atStart(_ phrase: String) -> String {
    // A symbol of one letter stays small.
    phrase.count > 1 ? capitalized(phrase) : phrase
  }

  package var contents: String { "Contents" }

  package func heading(_ section: PageSection) -> String {
    switch section {
    case .scores: "Scores on rows that the model did not see"
    case .differences: "How sure the differences are"
    case .notes: notesHeading
    case .calibration: "Are the probabilities right?"
    case .classes: "Which classes are mistaken"
    case .learning: "How fast each loss learns"
    case .table: "The table"
    case .method: "How it was done"
    case .words: "What the words mean"
    }
  }

  package func madeBy(_ program: String) -> String {
    "Made by \(program). Everything is on this page; nothing is fetched."
  }

  package func model(_ model: ModelKind) -> String {
    switch model {
    case .linear: "linear model"
    case .sparseLinear: "linear model with an L1 penalty"
    case .network(_, let settings):
      ([model.layersName] + unusual(settings)).joined(separator: " · ")
    }
  }

  package func unusual(_ settings: NetworkSettings) -> [String] {
    let usual = NetworkSettings()
    return [
      settings.schedule == usual.schedule ? nil : "schedule \(settings.schedule.name)",
      settings.dropout == usual.dropout ? nil : "dropout \(settings.dropout)",
      settings.weightDecay == usual.weightDecay ? nil : "weight decay \(settings.weightDecay)",
    ].compactMap { $0 }
  }

  package func first(_ shown: Int, of all: Int) -> String {
    "The first \(grouped(shown)) of \(grouped(all))."
  }

  // MARK: Key numbers

  package func heldOutLogLoss(_ title: String, isTested: Bool) -> String {
    "\(atStart(title)), log loss \(place(isTested))"
  }
  package func natsAgainstConstant(_ nats: String) -> String {
    "nats, against \(nats) without a model"
  }
  package func lowest(_ title: String?) -> String {
    title.map { "Lowest: \($0)" } ?? "Lowest of all losses"
  }
  package func natsFromBaseline(_ difference: String) -> String {
    "nats, \(difference) to cross entropy"
  }
  package func accuracyIs(_ percent: String) -> String { "accuracy \(percent)" }
  package var differenceThatMatters: String { "A difference that matters" }
  package func natsAsMargin(_ share: String?) -> String {
    share.map { "nats, \($0)\(gap)% of cross entropy's" } ?? "nats"
  }

  // MARK: Scores and differences

  package var scoresLead: String {
    "Lower log loss is better. Every row was scored by a model that had not seen it."
  }
  package var lowestTag: String { "lowest" }
  package func whiskers(isTrainedAnew: Bool) -> String {
    isTrainedAnew
      ? "Solid whisker and filled mark: these fits on new rows. Dashed whisker and hollow diamond: "
        + "training anew on other rows."
      : "Whisker and mark: these fits on new rows."
  }
  package func decides(_ decision: DecidingInterval, margin: String) -> String {
    let interval = decision == .fits ? "The interval" : "The interval for training anew"
    return "\(interval) decides: better or worse where it lies beyond \(margin) nats, as good "
      + "where it lies within them on either side of the line."
  }
  package var differenceAxis: String { "nats to cross entropy" }
  package func differencesPicture(_ reading: ProbabilityReading) -> String {
    "Differences in log loss to cross entropy, \(name(reading.term))"
  }
  package func differencesCaption(_ reading: ProbabilityReading) -> String {
    switch reading {
    case .asTrained: "Left of the line is better than cross entropy."
    case .recalibrated:
      "What a loss distorts evenly has been undone here; what is left was learnt or not."
    }
  }

  package func axisIsCut(at end: String) -> String {
    "The axis ends \(end) nats from the line; an arrow marks an interval that goes on, and its ends are written "
      + "beside it."
  }

  // MARK: Calibration

  package func reliability(of title: String) -> String { "Reliability of \(title)" }
  package var howOftenItHappened: String { "how often it happened" }
  package var probabilityAndRows: String { "probability, and how many rows have it" }
  package func shareOfRows(_ percent: String) -> String { "\(percent) of the rows" }
  package func bin(_ bin: BinText) -> String {
    "forecast \(bin.forecast), happened \(bin.happened), "
      + (bin.noise.map { "noise \($0.low) to \($0.high), " } ?? "") + shareOfRows(bin.share)
  }

  // MARK: Classes

  package func confusionLead(shading: Int) -> String {
    "Every row is a true class, every column what was said, in percent of the row. Blue is right; "
      + "orange is wrong, shaded \(shading) times as strongly."
  }
  package func classScoresLead(isMultiLabel: Bool, showsMistakes: Bool) -> String {
    "How many rows of each \(isMultiLabel ? "label" : "class") were found, and how many that were "
      + "said to be of it were."
      + (showsMistakes
        ? " Last, the classes that its rows were most often taken for, with the rows." : "")
  }
  package var takenFor: String { "taken for" }
  package func lowestLogLoss(_ title: String) -> String { "\(title), the lowest log loss" }
  package var truthAndPredicted: String { "truth ↓ \u{A0}said →" }
  package func mostErrors(_ shown: Int, of all: Int) -> String {
    "The \(grouped(shown)) of \(grouped(all)) with most errors."
  }
  package var rowsByWeight: String { "Rows by weight." }

  // MARK: Learning

  package func learningLead(rows: Int, batch: Int) -> String {
    "Plain gradient descent on \(count(rows, .trainingRows)) in batches of \(batch), from a small "
      + "start and from one that is confidently wrong."
  }
  package func curves(start: LearningSpeed.Start.Kind, step: String?) -> String {
    "\(atStart(self.start(start))), "
      + (step.map { "all at step \($0)" } ?? "each at its own best step")
  }
  package var logLossByEpoch: String { "Training log loss by epoch, recalibrated" }
  package func curvesCaption(deviation: String) -> String {
    "Weights from N(0, \(deviation)²). Lower sooner is faster."
  }
  package var recalibratedTrainingLogLoss: String { "training log loss, recalibrated" }
  package var target: String { "target" }
  package var itsStep: String { "its step" }
  package var whyGradient: String { "Why: the gradient of one row" }
  package func gradientsCaption(_ truth: String) -> String {
    "|∂ℓ/∂z| of a row of \(truth), from right (left) to confidently wrong (right). A loss whose line "
      + "falls to the right hardly learns from its worst mistakes."
  }

  // MARK: The table

  package func classesCaption(_ target: String?) -> String {
    target.map { "Classes of '\($0)'." } ?? "Labels, each true of a row or not."
  }
  package var share: String { "share" }
  package var columnsCaption: String {
    "What the model reads. A missing number becomes the mean and is marked; a missing category is a "
      + "category of its own."
  }
  package var scrollHint: String { "swipe for more columns" }
  package func head(_ head: ColumnHead) -> String {
    switch head {
    case .column: "column"
    case .readAs: "read as"
    case .values: "values"
    }
  }
  package func kind(_ kind: FeatureKind) -> String {
    switch kind {
    case .number: "number"
    case .category: "category"
    case .sparse: "sparse numbers"
    case .text: "words"
    }
  }
  package func range(from low: String, to high: String, mean: String) -> String {
    "\(low) to \(high), mean \(mean)"
  }
  package func perRow(_ n: String) -> String { "\(n) per row" }
  package func mostOften(_ level: String, rows: String) -> String {
    "most often \(level) (\(rows))"
  }

  // MARK: Method

  package var methodLead: String {
    "The same command on the same table gives the same numbers on any number of threads."
  }
  package func searchMethod(_ searched: String, innerFolds: Int) -> String {
    "stratified; \(searched) chosen by log loss on \(innerFolds) inner folds of each training part"
  }
  package var versionLabel: String { "version" }
  package func version(_ program: String, products: String) -> String {
    "\(program), matrix products: \(products)"
  }
  package var wordsLead: String { "Every number on this page." }
}
