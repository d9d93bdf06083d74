package import CrossEntropyWorkflows

extension English: GatePhrases {
  package var gates: String { "Gates" }

  package func word(_ outcome: GateResult.Outcome) -> String {
    switch outcome {
    case .pass: "pass"
    case .fail: "fail"
    case .inconclusive: "inconclusive"
    }
  }

  package func worse(than baseline: String, margin: String) -> String {
    "not worse than \(baseline) by \(margin) nats"
  }

  package var byValue: String { "by the value alone" }

  package var untold: String { "cannot be told" }

  package var noInterval: String { "too few rows for an interval" }

  package func jointGates(_ count: Int, confidence: String) -> String {
    "the intervals of \(grouped(count)) gates hold jointly, each with \(confidence)"
  }

  package func unpairedBaseline(_ path: String) -> String {
    "the rows behind \(path) are not known: the comparison with it is unpaired, and its interval wider"
  }
}
