extension English: ScorePagePhrases {
  package func predictions(of file: String) -> String {
    "How good are the probabilities of \(file)?"
  }

  package func predictions(of files: Int, first: String) -> String {
    "\(files) files of probabilities, beside \(first)"
  }

  package func scoreHeading(_ section: ScoreSection) -> String {
    switch section {
    case .scores: "Scores"
    case .pairs: "Row by row against the first file"
    case .calibration: "Calibration"
    case .classes: "Class by class"
    case .notes: "Worth knowing"
    case .method: "How to have it again"
    }
  }

  package func question(_ question: ScoreQuestion) -> String {
    switch question {
    case .worth: "Do they know more than the class shares?"
    case .calibrated: "Can they be taken at their word?"
    case .better: "Are they better than the first?"
    }
  }

  package func fileScoresLead(percent: Int) -> String {
    "In brackets stand intervals for new rows of the same kind, right in \(percent) of 100 such files."
  }

  package var classesLead: String {
    "How many of a class's rows were found, and how many of those that were called by its name are of it."
  }

  package var fileDifferenceAxis: String { "nats beside the first file" }

  package func pairsLead(_ baseline: String) -> String {
    "Each dot is a file's log loss less that of \(baseline), its whisker the interval: left of the line is better."
  }
}
