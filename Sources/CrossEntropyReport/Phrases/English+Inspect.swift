internal import CrossEntropyLearning
package import CrossEntropyWorkflows

extension English: InspectPhrases {
  package func inspected(
    _ path: String, _ kind: InspectOutcome.Kind, _ targets: String
  ) -> String {
    "\(path): a \(kind == .linear ? "linear model" : "network") of \(targets)"
  }

  package func modelLabel(_ fact: InspectFact) -> String {
    switch fact {
    case .classes: "classes"
    case .labels: "labels"
    case .trained: "trained on"
    case .layers: "layers"
    case .training: "training"
    case .digest: "SHA-256"
    case .table: "this table"
    }
  }

  package func trainedOn(_ table: String?, rows: Int, program: String?) -> String {
    (table.map { "\($0), " } ?? "") + plural(rows, "row") + (program.map { ", by \($0)" } ?? "")
  }

  package var unknownTraining: String { "the file does not say how it was trained" }

  package func savedLoss(_ title: String, ends: LossEnding) -> String {
    switch ends {
    case .atProbabilities: "\(title), which ends at real probabilities"
    case .mapped: "\(title), followed by a map to real probabilities"
    case .asTrained:
      "\(title); its probabilities are as trained, and should not be read as real ones"
    }
  }

  package func plainSize(features: Int, weights: Int) -> String {
    "\(plural(features, "encoded column")), \(plural(weights, "weight"))"
  }

  package func effectsHeading(_ name: String?, isMultiLabel: Bool) -> String {
    (name.map { "What moves the odds of \($0)" }
      ?? (isMultiLabel ? "What moves the odds of each label" : "What moves the odds of each class"))
      + ", the strongest column first"
  }

  package func effectsNote(isSoftmax: Bool, hasPlaces: Bool) -> String {
    "Effect: how much the log-odds vary with a column over the training rows (standard deviation). ×2 doubles "
      + "the odds: of a number with one standard deviation more, of a level against the average row."
      + (hasPlaces
        ? " Of a sparse number they are those of 1, of a word those of a text that holds no other."
        : "")
      + (isSoftmax
        ? " The odds of a class are against the geometric mean of all classes." : "")
  }

  package func effectHead(_ head: EffectHead) -> String {
    switch head {
    case .column: "column"
    case .effect: "effect"
    case .odds: "odds"
    case .weight: "weight"
    case .perUnit: "per unit"
    case .importance: "added log loss"
    case .training: "in training"
    }
  }

  package func more(_ deviation: String) -> String { "per \(deviation) more" }
  package var missingCell: String { "missing" }
  package var averageRow: String { "average row" }
  package func perUnit(_ weight: String) -> String { "\(weight) per unit" }

  package func moreWeights(_ n: Int) -> String { "\(grouped(n)) smaller weights" }
  package func withoutWeight(_ n: Int, _ columns: String) -> String {
    "\(plural(n, "column")) without weight: \(columns)."
  }
  package func moreColumns(_ n: Int) -> String {
    "and \(plural(n, "more column")); \(settings(.details)) shows all"
  }

  package func numbers(
    _ low: String, _ high: String, mean: String, deviation: String
  ) -> String {
    "\(low) to \(high), mean \(mean), standard deviation \(deviation)"
  }

  package func missingCells(_ n: Int) -> String { "\(grouped(n)) missing" }
  package func levelCount(_ n: Int) -> String { plural(n, "level") }

  package var importanceNeedsTable: String {
    "Which columns it needs most shows on a table with the target: name one by \(settings(.table))."
  }

  package func importanceHeading(_ table: String) -> String {
    "What the model loses without a column, on \(table)"
  }

  package func evaluated(
    _ nats: String, interval: String?, rows: Int, unlabelled: Int, isTrainedOn: Bool
  ) -> String {
    "\(nats) nats" + (interval.map { ", 95\(gap)% interval \($0)" } ?? "")
      + ", on \(plural(rows, "row"))"
      + (isTrainedOn ? " that it was trained on: expect less of others" : "")
      + (unlabelled > 0 ? "; \(grouped(unlabelled)) without a label are left out" : "")
  }

  package func importanceNote(permutations: Int) -> String {
    "Added log loss, in nats: what the rows lose on average when a column's cells are dealt anew among them, over "
      + "\(plural(permutations, "permutation")). Columns that say the same stand in for each other, and each looks "
      + "less important."
  }

  package func heading(_ section: InspectSection) -> String {
    switch section {
    case .importance: "What the model loses without a column"
    case .effects: "What each column does to the odds"
    case .columns: "What the columns held in training"
    case .making: "How the model was made"
    }
  }

  package func weightAxis(_ name: String?) -> String {
    name.map { "added to the log-odds of \($0)" } ?? "added to the log-odds"
  }

  package func weightPicture(_ name: String) -> String { "The largest weights for \(name)" }
  package var importanceAxis: String { "added log loss (nats)" }
  package var request: String { "request" }
}
