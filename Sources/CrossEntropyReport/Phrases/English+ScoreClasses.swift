internal import CrossEntropyWorkflows

extension English: ScoreClassPhrases {
  package func classHead(_ column: ScoreClassColumn) -> String {
    switch column {
    case .name: "class"
    case .rows: "rows"
    case .precision: "precision %"
    case .recall: "recall %"
    case .f1: "F1 %"
    }
  }

  package func moreClasses(_ count: Int) -> String {
    "and \(plural(count, "class", several: "classes")) more, which the JSON has"
  }

  package func mistaken(_ list: String) -> String { "most often mistaken: \(list)" }

  package func mistake(_ truth: String, for said: String, rows: String) -> String {
    "\(truth) for \(said) \(rows)"
  }

  package func topAccuracies(_ shares: [(classes: Int, share: String)]) -> String {
    shares.enumerated().map { place, top in
      top.share + (place == 0 ? " among the \(top.classes) most probable" : " among \(top.classes)")
    }.joined(separator: ", ")
  }

  package func decided(_ positive: String, from threshold: String?) -> String {
    (threshold.map { "\(positive) from p = \($0) on" } ?? "by the least expected cost") + ": "
  }

  package func label(_ score: DecisionScore) -> String {
    switch score {
    case .precision: "precision"
    case .recall: "recall"
    case .specificity: "specificity"
    case .f1: "F1"
    case .accuracy: "accuracy"
    }
  }

  package func costs(
    _ mean: String, constant: String, constantCost: String, saved: String
  ) -> String {
    "\(mean) per row; \(quoted(constant)) for every row would cost \(constantCost), of which the decisions save \(saved)"
  }

  package func bestThreshold(
    _ threshold: String?, isNone: Bool, cost: String, difference: String
  ) -> String {
    (threshold.map { "\($0) is the cheapest for these rows" }
      ?? "it is cheapest to take \(isNone ? "no row" : "every row") for positive")
      + "; found on others a threshold costs \(cost) per row, \(difference) beside the rule"
  }

  package func labelsApart(_ path: String, labels: Int) -> String {
    "\(path), \(plural(labels, "label")), each by itself"
  }

  package var labelHead: String { "label" }
  package var meanOfLabels: String { "mean" }

  package var labelsHaveMore: String {
    "the slices and decisions of each label are shown with \(settings(.details))"
  }
}
