/// Which intervals decide what a comparison says.
public enum Decision: String, Codable, Sendable, Hashable {
  /// These fits on new rows, and training anew.
  case both
  /// Training anew alone: there are too few rows for the other.
  case retrained
  /// These fits alone: nothing was trained anew.
  case fits

  /// Below this many rows or groups the interval over rows is too narrow to decide.
  public static let fewestUnitsForFits = 200

  /// The difference with the interval that decides; where both do, that of these fits.
  package func deciding(_ fits: Difference, _ retrained: Difference) -> Difference {
    switch self {
    case .both, .fits: fits
    case .retrained: retrained
    }
  }
}

/// What a comparison with the baseline says.
public enum Finding: String, Codable, Sendable, Hashable, CaseIterable {
  /// The predictor that the others are compared with.
  case baseline
  /// Better than the baseline.
  case better
  /// Better, but by little or not surely after training anew.
  case slightlyBetter = "slightly_better"
  /// A difference that would matter is excluded.
  case asGood = "as_good"
  /// Worse, but by little or not surely after training anew.
  case slightlyWorse = "slightly_worse"
  /// Worse than the baseline.
  case worse
  /// These rows cannot tell.
  case undecided
  /// Every row has the baseline's number.
  case sameNumbers = "same_numbers"
  /// It lost to a predictor that knows nothing, so no difference is formed.
  case failed

  /// What two intervals of the same difference say together.
  init(fits: Difference, retrained: Difference?, decision: Decision) {
    let here = decision == .retrained ? retrained?.side ?? 0 : fits.side
    let anew = decision == .fits ? here : retrained?.side ?? 0
    self =
      if here == 0 {
        .undecided
      } else if here == anew {
        here < 0 ? .better : .worse
      } else {
        here < 0 ? .slightlyBetter : .slightlyWorse
      }
  }
}
