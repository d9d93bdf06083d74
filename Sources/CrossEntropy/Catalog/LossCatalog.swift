/// Every loss of this package, by name.
///
/// Each loss has one line here; its entry is in the loss's own file.
public enum LossCatalog {
  /// The losses, cross entropy first.
  public static let entries: [LossEntry] = [
    SoftmaxCrossEntropy.entry,  // and SigmoidCrossEntropy
    SquaredError.entry,
    FocalLoss.entry,
    SoftFocalLoss.entry,
    GeneralizedCrossEntropy.entry,
    PolyLoss.entry,
    RescaledSquareLoss.entry,
    Squentropy.entry,
    SumOfBinaryCrossEntropies.entry,
    KullbackLeiblerLoss.entry,
    KullbackLeiblerLoss.reverseEntry,
    JensenShannonLoss.entry,
    NegativeLogLikelihood.entry,
    HingeLoss.entry,
    SquaredHingeLoss.entry,
    CrammerSingerLoss.entry,
    PoissonLoss.entry,
    GaussianLoss.entry,
  ]

  /// The loss of this name, or of this alias in upper or lower case; nil where there is none.
  public static func entry(named name: String) -> LossEntry? {
    places[name].map { entries[$0] } ?? otherPlaces[name.lowercased()].map { entries[$0] }
  }

  private static let places = Dictionary(
    uniqueKeysWithValues: entries.enumerated().map { ($1.name, $0) })
  private static let otherPlaces = Dictionary(
    uniqueKeysWithValues: entries.enumerated().flatMap { place, entry in
      entry.aliases.map { ($0, place) }
    })
}
