/// What `score` says of single classes and of decisions.
package protocol ScoreClassPhrases {
  func classHead(_ column: ScoreClassColumn) -> String
  /// That so many classes more are not shown.
  func moreClasses(_ count: Int) -> String
  /// The most frequent mistakes, as a list.
  func mistaken(_ list: String) -> String
  /// So many rows of a class that were taken for another.
  func mistake(_ truth: String, for said: String, rows: String) -> String
  /// How often the truth is among the most probable classes, for each number of them.
  func topAccuracies(_ shares: [(classes: Int, share: String)]) -> String

  /// That labels are told one by one, as a heading.
  func labelsApart(_ path: String, labels: Int) -> String
  /// The head above labels.
  var labelHead: String { get }
  /// The row of their means.
  var meanOfLabels: String { get }
  /// That slices and decisions are shown label by label.
  var labelsHaveMore: String { get }

  /// How it was decided, before the scores of the decisions; nil: by the least expected cost.
  func decided(_ positive: String, from threshold: String?) -> String
  func label(_ score: DecisionScore) -> String
  /// What a row costs, beside one class for every row.
  func costs(_ mean: String, constant: String, constantCost: String, saved: String) -> String
  /// The threshold that is cheapest on these rows, nil for all or no rows, and what such a threshold costs on others.
  func bestThreshold(_ threshold: String?, isNone: Bool, cost: String, difference: String) -> String
}

/// A column of the table of classes; the shares are in per cent.
package enum ScoreClassColumn: Sendable, Hashable, CaseIterable {
  case name, rows, precision, recall, f1
}

/// A score of decisions.
package enum DecisionScore: Sendable, Hashable, CaseIterable {
  case precision, recall, specificity, f1, accuracy
}
