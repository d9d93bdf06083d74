internal import CrossEntropyLearning
internal import CrossEntropyWorkflows

extension ComparisonReport {
  /// Every number of the page in plain words.
  var glossary: Page.Section {
    let words: [(String, String)] = [
      (
        "Log loss",
        "The mean of −log p, where p is the probability that was given to what came true. "
          + "0 is perfect; it grows without end as a wrong answer gets more confident. "
          + "In nats; times 1.44 in bits."
      ),
      (
        "Out of fold",
        "Scored on rows that the model had not seen: the table is cut into folds, and each "
          + "is scored by a model that was trained on the others."
      ),
      (
        "Skill",
        "How much of the log loss of knowing only the class shares a model saves: 1 is perfect, "
          + "0 is no better than the shares."
      ),
      (
        "Brier score",
        "The mean squared distance of the probabilities from what happened, "
          + outcome.losses[0].brierScale + " here."
      ),
      (
        "Accuracy",
        outcome.table.isMultiLabel
          ? "The share of labels, over all rows, that are on the right side of ½."
          : "The share of rows whose most likely class is the right one."
      ),
      (
        "Balanced accuracy",
        "The mean over the classes of the share of their rows that are right: rare "
          + "classes count as much as common ones."
      ),
      (
        "ECE and its noise",
        "How far, on average, the probabilities are from how often things happened, in "
          + "15 bins. It is above 0 even for right probabilities; the noise is what they would show."
      ),
      (
        "As trained, recalibrated",
        "A loss may distort all probabilities in the same way, which one power and "
          + "one offset a class undo. The first reading leaves them as they are; the second undoes it for every "
          + "loss alike, fitted on other rows."
      ),
      (
        "These fits, training anew",
        "Two questions. Would these very models differ on new rows of the same kind? "
          + "And would models differ that are trained on other rows? The second is the harder one."
      ),
      (
        "Interval",
        "The range of true differences that the table does not rule out, widened so that all of the "
          + "page's comparisons hold together in 95 of 100 tables."
      ),
      (
        "A difference that would have been seen",
        "A true difference of this size would have been found in 80 of "
          + "100 tables like this one. Smaller ones may exist and be missed."
      ),
      (
        "Folds won",
        "In how many folds the loss had the lower log loss than cross entropy. A description, no test."
      ),
      (
        "p",
        "How often right probabilities would show a calibration error as large, in a table of this size."
      ),
      outcome.model == .linear
        ? ("λ", "The penalty on large weights, chosen for every loss by the same search.")
        : ("Step", "The size of a training step, chosen for every loss by the same search."),
      (
        "Recall, precision",
        "Of the rows of a class, how many were found; of the rows that were said to be of "
          + "it, how many were."
      ),
      (
        "Gradient",
        "How strongly a row pulls on the output of its truth: the slope of the loss there."
      ),
      (
        "Learning speed",
        "How many passes over the training rows plain gradient descent needs. It says nothing "
          + "about how good a loss is at its end, and no verdict reads it."
      ),
    ]
    let items = words.map { "<dt>\($0.0)</dt><dd>\($0.1)</dd>\n" as Markup }
    return Page.Section(
      id: "words", heading: "What the words mean", lead: "Every number on this page.",
      body: "<dl class=\"words\">\n\(items)</dl>")
  }
}
