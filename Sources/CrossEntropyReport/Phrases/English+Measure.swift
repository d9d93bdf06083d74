extension English: MeasurePhrases {
  package func rows(in unit: String) -> String { "Rows, in \(unit)" }
  package var rowHead: String { "row" }
  package func meansOver(rows: Int) -> String { "Means over \(grouped(rows)) rows" }
  package func entropy(of name: String) -> String { "Entropy of \(name)" }
  package var crossEntropy: String { "Cross entropy" }
  package var divergence: String { "KL divergence" }
  package var reverseDivergence: String { "  in the other direction" }
  package var jeffreysDivergence: String { "Jeffreys divergence" }
  package var jensenShannonDivergence: String { "Jensen–Shannon divergence" }
  package var jensenShannonDistance: String { "  its root, a distance" }
  package var totalVariation: String { "Total variation" }
  package var hellingerDistance: String { "Hellinger distance" }
  package var squaredError: String { "Squared error" }
  package var perplexity: String { "Perplexity" }
  package func perplexity(of name: String) -> String { "Perplexity of \(name)" }
  package var accuracy: String { "Accuracy" }
  package func asUncertainAs(outcomes: String) -> String {
    "As uncertain as \(plural(outcomes, "equally likely outcome"))."
  }
  package func infinite(
    _ measures: [String], _ causes: [RuledOut], more: Int, happens: Bool
  ) -> String {
    let reasons = causes.map { cause in
      (cause.row.map { "row \($0), " } ?? "")
        + "outcome \(cause.outcome) has \(cause.has) and \(cause.lacks)"
    }
    return "\(list(measures)) \(measures.count == 1 ? "is" : "are") ∞: "
      + (reasons + (more > 0 ? ["and \(grouped(more)) more"] : [])).joined(separator: "; ") + "."
      + (happens ? " q says that this cannot happen, and it does." : "")
  }
  package func allOutcomes(_ count: Int) -> String { "… (\(grouped(count)) outcomes)" }

  package var counts: String { "counts" }
  package func column(_ name: String, rows: Int, values: Int, missing: Int) -> String {
    "\(name): \(plural(rows, "row")), \(plural(values, "value"))"
      + (missing > 0 ? "; \(plural(missing, "missing cell")) left out" : "")
  }
  package func total(_ total: Int, outcomesSeen: Int) -> String {
    "\(grouped(total)) in all, \(plural(outcomesSeen, "outcome")) seen"
  }
  package var entropyOfShares: String { "Entropy of the shares" }
  package var millerMadow: String { "Miller–Madow estimate" }
  package var whatSharesLack: String {
    "The shares of a sample look less uncertain than what it was drawn from; the Miller–Madow "
      + "estimate adds what they lack on average (m outcomes seen in n)."
  }
  package var looksLikeAnID: String {
    "Every row has a value of its own: this looks like an id or a quantity, whose entropy is the "
      + "logarithm of the number of rows."
  }

  package func pair(_ x: Variable, given y: Variable, rows: Int, missing: Int) -> String {
    "X is \(x.name) (\(plural(x.values, "value"))), "
      + "Y is \(y.name) (\(plural(y.values, "value"))), \(plural(rows, "row"))"
      + (missing > 0 ? "; \(plural(missing, "row")) with a missing cell left out" : "")
  }
  package var jointEntropy: String { "Joint entropy" }
  package func entropy(of x: String, given y: String) -> String { "Entropy of \(x) given \(y)" }
  package var mutualInformation: String { "Mutual information" }
  package var corrected: String { "Corrected for the size of the sample (Miller–Madow)" }
  package var byChance: String { "  by chance, on average" }
  package var adjusted: String { "  adjusted, without a unit" }
  package func tells(
    _ y: String, share: String, byChance: String, about x: String
  ) -> String {
    "\(y) tells \(share) of what there is to know about \(x) in these rows, \(explainedShare); "
      + "\(byChance) would come by chance."
  }
  package func hasOneValue(_ x: String) -> String {
    "\(x) has only one value: there is nothing to know about it."
  }
}
