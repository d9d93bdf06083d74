extension English: ScorePagePhrases {
  package func predictions(of file: String) -> String {
    "How good are the probabilities of \(file)?"
  }

  package func predictions(of files: Int, first: String) -> String {
    "\(files) files of probabilities, the first of them \(first)"
  }

  package func scoreHeading(_ section: ScoreSection) -> String {
    switch section {
    case .scores: "Scores"
    case .gates: "Conditions"
    case .pairs: "Row by row against the first file"
    case .calibration: "Calibration"
    case .classes: "Class by class"
    case .places: "Where the loss lies"
    case .curves: "Thresholds and coverage"
    case .notes: "Worth knowing"
    case .method: "How to reproduce this"
    }
  }

  package func question(_ question: ScoreQuestion) -> String {
    switch question {
    case .worth: "Do they know more than the class shares?"
    case .calibrated: "Can they be taken at their word?"
    case .better: "Are they better than the first?"
    }
  }

  package func numbersAreOf(first path: String) -> String { "These numbers are those of \(path)" }

  package func fileScoresLead(percent: Int) -> String {
    "In brackets stand intervals for new rows of the same kind, right in \(percent) of 100 such files."
  }

  package var classesLead: String {
    "How many of a class's rows were found, and how many of those that were called by its name are of it."
  }

  package func reliabilityLead(_ event: CalibrationEvent, percent: Int) -> String {
    let what =
      switch event {
      case .positiveClass(let name): "'\(name)'"
      case .mostLikelyClass: "the most probable class"
      case .eachLabel: "each label"
      }
    return
      "How often \(what) was true, by isotonic regression on the probability it was given. In \(percent) of 100 "
      + "files right probabilities stay within the band; below the diagonal they promise too much."
  }

  package func split(
    miscalibration: String, noise: String?, discrimination: String, uncertainty: String
  ) -> String {
    "\(miscalibration) miscalibration" + (noise.map { " (noise \($0))" } ?? "")
      + " − \(discrimination) discrimination + \(uncertainty) uncertainty"
  }

  package func curveTitle(_ curve: ScoreCurve) -> String {
    switch curve {
    case .roc: "ROC curve"
    case .precisionRecall: "Precision and recall"
    case .elementary: "Cost at every ratio of costs"
    case .netBenefit: "Net benefit"
    case .riskCoverage: "Risk and coverage"
    }
  }

  package func curveCaption(_ curve: ScoreCurve) -> String {
    switch curve {
    case .roc:
      "What share of the positive rows is found while so many of the others are taken for positive."
    case .precisionRecall:
      "How many of the rows taken for positive are, while so many of them are found."
    case .elementary:
      "The mean cost where a false alarm costs θ and a miss 1 − θ, and θ is the threshold (Murphy's curve). Lower is better; "
        + "what is below at every θ is better in every proper score."
    case .netBenefit:
      "Rows rightly taken for positive, less those wrongly taken times θ/(1 − θ). Higher is better."
    case .riskCoverage: "How often the surest rows are wrong, where so many of all are decided."
    }
  }

  package func axes(_ curve: ScoreCurve) -> (x: String, y: String) {
    switch curve {
    case .roc: ("false positive rate", "recall")
    case .precisionRecall: ("recall", "precision")
    case .elementary: ("threshold θ", "mean cost")
    case .netBenefit: ("threshold θ", "net benefit")
    case .riskCoverage: ("coverage", "share wrong")
    }
  }

  package func reference(_ curve: ScoreCurve) -> String {
    switch curve {
    case .roc: "chance"
    case .precisionRecall, .riskCoverage: ""
    case .elementary: "one class"
    case .netBenefit: "all positive"
    }
  }

  package var placesLead: String {
    "The costliest rows, labels that may be wrong, and the mean loss of classes and slices beside all other rows."
  }

  package var curvesLead: String {
    "Every point is one threshold on these rows; a threshold that is chosen here looks better here than it is."
  }

  package var fileDifferenceAxis: String { "nats beside the first file" }

  package func pairsLead(_ baseline: String) -> String {
    "Each dot is a file's log loss less that of \(baseline), its whisker the interval: left of the line is better."
  }
}
