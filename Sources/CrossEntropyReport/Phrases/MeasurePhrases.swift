/// What `measure` says around its numbers.
package protocol MeasurePhrases {
  // MARK: Distributions

  func rows(in unit: String) -> String
  var rowHead: String { get }
  func meansOver(rows: Int) -> String
  func entropy(of name: String) -> String
  var crossEntropy: String { get }
  var divergence: String { get }
  var reverseDivergence: String { get }
  var jeffreysDivergence: String { get }
  var jensenShannonDivergence: String { get }
  var jensenShannonDistance: String { get }
  var totalVariation: String { get }
  var hellingerDistance: String { get }
  var squaredError: String { get }
  var perplexity: String { get }
  func perplexity(of name: String) -> String
  var accuracy: String { get }
  func asUncertainAs(outcomes: String) -> String
  /// Why measures are infinite: outcomes that one distribution has and the other rules out.
  ///
  /// - Parameters:
  ///   - more: How many such outcomes are not listed.
  ///   - happens: Whether what q rules out happens.
  func infinite(_ measures: [String], _ causes: [RuledOut], more: Int, happens: Bool) -> String
  /// Where a list of many outcomes ends.
  func allOutcomes(_ count: Int) -> String

  // MARK: Counts

  var counts: String { get }
  func column(_ name: String, rows: Int, values: Int, missing: Int) -> String
  func total(_ total: Int, outcomesSeen: Int) -> String
  var entropyOfShares: String { get }
  var millerMadow: String { get }
  var whatSharesLack: String { get }
  var looksLikeAnID: String { get }

  // MARK: Pairs of columns

  /// What X and Y are.
  func pair(_ x: Variable, given y: Variable, rows: Int, missing: Int) -> String
  var jointEntropy: String { get }
  func entropy(of x: String, given y: String) -> String
  var mutualInformation: String { get }
  var corrected: String { get }
  var byChance: String { get }
  var adjusted: String { get }
  /// What Y tells about X, and what as many values would tell if they were paired at random.
  func tells(_ y: String, share: String, byChance: String, about x: String) -> String
  func hasOneValue(_ x: String) -> String
}

/// The share of X that Y explains, on one line.
let explainedShare = "I(X;\(gap)Y)\(gap)/\(gap)H(X)"

/// An outcome, counted from 1, that one distribution has and the other rules out.
package struct RuledOut {
  /// The row, counted from 1; nil where there is one alone.
  var row: Int?
  var outcome: Int
  /// What the one gives it, `p = 0.3`.
  var has: String
  /// `q = 0`.
  var lacks: String
}

/// A column with the number of its values.
package struct Variable {
  var name: String
  var values: Int
}
