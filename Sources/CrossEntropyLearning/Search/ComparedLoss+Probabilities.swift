internal import CrossEntropy

extension ComparedLoss {
  /// Whether what it ends at, given enough rows and a model that can say it, are the probabilities of the classes.
  ///
  /// They are not under class weights that are left in, smoothed labels, and a loss that is not proper: a map that is
  /// learnt on other rows has to follow.
  public var endsAtProbabilities: Bool {
    (!kind.isBalanced || kind.dividesOutBalance)
      && variants.allSatisfy { $0.loss.isProper && $0.labelSmoothing == 0 }
  }
}
