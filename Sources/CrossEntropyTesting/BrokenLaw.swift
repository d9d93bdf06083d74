/// A law that a loss breaks, and the first row that showed it.
public struct BrokenLaw: Error, Sendable, Hashable, CustomStringConvertible {
  /// What must hold for every loss.
  public enum Law: String, Sendable, CaseIterable {
    /// The gradient is the derivative of the value.
    case gradient
    /// The Hessian's diagonal is the derivative of the gradient; where there is none, nothing is written.
    case hessian
    /// `isLinearInTarget` says what is true.
    case linearity
    /// A label costs what its one-hot target costs, weighted, smoothed or not.
    case labels
    /// Where a class with target 0 is masked by a −∞ logit, nothing is NaN; where the value is then
    /// finite, the class's gradient is 0 and the others' are finite.
    case masks
    /// Finite logits, however large, never give NaN.
    case finiteLogits = "finite logits"
    /// A NaN where the target is not 0 gives a value of NaN.
    case notANumber = "a NaN is seen"
    /// In place, beside the logits and without a gradient, the numbers are the same bits, every time.
    case inPlace = "in place"
    /// From `Float` logits comes what `Double` gives for the same numbers, rounded.
    case precision
  }

  /// The law.
  public let law: Law
  /// The row of logits.
  public let logits: [Double]
  /// The row's target, such as "label 1" or "target [0.5, 0.5]", and the objective's options.
  public let target: String
  /// The output whose derivative is wrong, counted from 0; nil where the value is.
  public let output: Int?
  /// What the loss gave.
  public let got: Double
  /// What the law wants; nil where any number would do.
  public let expected: Double?

  /// What is wrong, and where.
  public var description: String {
    let place = output.map { "output \($0)" } ?? "the value"
    let wanted = expected.map { "\($0)" } ?? "a number"
    return "\(law.rawValue): \(place) of logits \(logits) with \(target): got \(got), "
      + "expected \(wanted)"
  }
}
