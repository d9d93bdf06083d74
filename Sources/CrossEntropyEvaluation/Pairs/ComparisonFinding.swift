/// Which interval decides what a comparison says.
public enum DecidingInterval: String, Codable, Sendable, Hashable {
  /// The wider interval, which covers training anew on other rows.
  case retrained
  /// These fits on new rows: nothing was trained anew.
  case fits

  /// The difference with the interval that decides.
  package func deciding(_ fits: PairedDifference, _ retrained: PairedDifference) -> PairedDifference
  {
    switch self {
    case .retrained: retrained
    case .fits: fits
    }
  }
}

/// What a comparison with the baseline says.
public enum ComparisonFinding: String, Codable, Sendable, Hashable, CaseIterable {
  /// The predictor that the others are compared with.
  case baseline
  /// Better than the baseline, by more than the margin.
  case better
  /// Better than the baseline; whether by more than the margin is open.
  case slightlyBetter = "slightly_better"
  /// A difference above the margin is excluded.
  case asGood = "as_good"
  /// Worse than the baseline; whether by more than the margin is open.
  case slightlyWorse = "slightly_worse"
  /// Worse than the baseline, by more than the margin.
  case worse
  /// These rows cannot tell.
  case undecided
  /// Every row has the baseline's number.
  case sameNumbers = "same_numbers"
  /// It lost to a predictor that knows nothing, so no difference is formed.
  case failed

  /// What the interval of a difference says, given the margin that matters.
  init(_ interval: ConfidenceInterval?, margin: Double) {
    guard let interval else {
      self = .undecided
      return
    }
    let (low, high) = (interval.low, interval.high)
    self =
      if high < -margin {
        .better
      } else if low > margin {
        .worse
      } else if low >= -margin, high <= margin {
        .asGood
      } else if high < 0 {
        .slightlyBetter
      } else if low > 0 {
        .slightlyWorse
      } else {
        .undecided
      }
  }
}
