internal import CrossEntropyEvaluation
package import CrossEntropyWorkflows

extension English: RecalibrationPhrases {
  package func recalibrated(_ logLoss: String, gain: String, byTemperature: Bool) -> String {
    "\(logLoss) nats: "
      + (byTemperature ? "of so many classes a temperature" : "on other rows recalibration")
      + " would win \(gain)"
  }

  package func notRecalibrated(isImpossible: Bool) -> String {
    "not told: "
      + (isImpossible
        ? "no map mends a truth of probability 0" : "too few rows, or groups, to cut in five")
  }

  package func clippedDifference(
    _ difference: String?, of item: ScoredItem, lines: String, others: String?
  ) -> String {
    "some \(certain(item)) was given probability 0 (line \(lines)), so that the difference is "
      + (difference ?? "undefined, both being infinite")
      + "; above a \(noun(item)) costs at most \(fixed(ScoreSums.mostClippedLoss, 1)) nats"
      + (others.map { ", and without those \(noun(item))s it is \($0)" } ?? "")
  }
}
