/// Σᵢ rᵢ·ℓ(zᵢ, tᵢ): a loss with everything about targets and rows, the same for all losses.
///
/// A label y becomes the target t = w ⊙ ((1 − ε)·onehot(y) + ε/C), with class weights w and
/// smoothing ε. Where the loss is not linear in its target, the weights multiply the row's loss by
/// Σⱼ wⱼtⱼ (t before smoothing) instead. The order of the options does not matter.
///
/// A single sigmoid output tells two classes apart: labels 0 and 1, two class weights, smoothing
/// ε/2. Several sigmoid outputs are smoothed to t(1 − ε) + ε/2 each, and wⱼ is the weight of output
/// j, which needs a loss that is linear in its target; such a row weighs 1. A positive weight vⱼ
/// multiplies only the "yes" of output j, after smoothing: vⱼtⱼ against 1 − tⱼ, as PyTorch's
/// `pos_weight` does.
///
/// Measurements have no classes: class weights and smoothing act on their labels, and dense
/// measurements take row weights only.
///
/// ``LogitOptions`` cap the logits, divide them by a temperature or keep them in bounds.
///
/// Objectives are equal if the loss and every option are. They are encoded by the loss's name in
/// ``LossCatalog``; a loss not listed there cannot be encoded.
///
/// - Edges: an ignored row is never read and its gradient is 0. A row of weight 0 counts, adds
///   exactly 0 and has gradient 0, whatever its logits are; the same holds for an output of weight 0.
///   Smoothing over a masked class costs what p = 0 costs: +∞ under cross entropy.
public struct Objective: Sendable {
  /// The loss of one row.
  public internal(set) var loss: any Loss
  /// One weight per class, 0 or more; nil is 1 everywhere.
  public let classWeights: [Double]?
  /// One weight per sigmoid output, 0 or more, where it is true; nil is 1 everywhere.
  public let positiveWeights: [Double]?
  /// ε: the share of a label's weight that is spread over all classes; from 0 to below 1.
  public let labelSmoothing: Double
  /// Labels that mark a row to ignore.
  public let ignoredLabels: Set<Int>
  /// What is done to logits before the loss sees them.
  public let logitOptions: LogitOptions

  /// A loss without options.
  public init(_ loss: any Loss) {
    self.loss = loss
    classWeights = nil
    positiveWeights = nil
    labelSmoothing = 0
    ignoredLabels = []
    logitOptions = .none
  }

  /// A loss with its options; throws where one is out of range or makes no sense for the loss.
  ///
  /// How many class weights and positive weights there must be depends on the outputs, so a batch
  /// throws for it.
  public init(
    _ loss: any Loss, classWeights: [Double]? = nil, positiveWeights: [Double]? = nil,
    labelSmoothing: Double = 0, ignoredLabels: Set<Int> = [],
    logitOptions: LogitOptions = .none
  ) throws(ObjectiveError) {
    try ObjectiveError.Option.labelSmoothing.check(labelSmoothing)
    try ObjectiveError.Option.classWeights.check(classWeights)
    try ObjectiveError.Option.positiveWeights.check(positiveWeights)
    let unit = loss.outputUnit
    let weighsOutputs = loss.targetKind == .indicators && type(of: loss).isLinearInTarget
    if positiveWeights != nil, !weighsOutputs {
      throw .notSupported(.positiveWeights, loss: loss.name, unit: unit)
    }
    if let option = logitOptions.option(notFor: unit) {
      throw .notSupported(option, loss: loss.name, unit: unit)
    }
    self.loss = loss
    self.logitOptions = logitOptions
    self.classWeights = classWeights
    self.positiveWeights = positiveWeights
    self.labelSmoothing = labelSmoothing
    self.ignoredLabels = ignoredLabels
  }

  /// Replaces the logits by the gradient of the sum, and returns the total.
  ///
  /// Every label and weight is checked before anything is written. `rowWeights` holds one weight per
  /// row, finite and 0 or more, or is empty for 1 everywhere. At most `threads` threads work, 1 or
  /// more; nil is as many as the machine has, or one where the rows are too few for a second to pay
  /// off. The bits are the same at any number.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formGradient<S: LogitScalar>(
    _ logits: inout MutableSpan<S>, outputs: Int, labels: Span<Int32>,
    rowWeights: Span<Double> = Span(), threads: Int? = nil
  ) throws(TargetError) -> LossTotal {
    try check(
      logits: logits.count, outputs: outputs, labels: labels, weights: rowWeights, threads: threads)
    return try RowPlace.form(&logits) { (place) throws(TargetError) in
      try formRows(
        place, outputs: outputs, labels: labels, rowWeights: rowWeights, threads: threads)
    }
  }

  /// Writes the gradient of the sum beside the logits, and returns the total.
  ///
  /// `gradient` has as many elements as `logits` and does not overlap them. For the rest see
  /// ``formGradient(_:outputs:labels:rowWeights:threads:)``.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formGradient<S: LogitScalar>(
    of logits: Span<S>, into gradient: inout MutableSpan<S>, outputs: Int, labels: Span<Int32>,
    rowWeights: Span<Double> = Span(), threads: Int? = nil
  ) throws(TargetError) -> LossTotal {
    try check(
      logits: logits.count, outputs: outputs, labels: labels, weights: rowWeights, threads: threads)
    if gradient.count != logits.count {
      throw .count(of: .gradient, expected: logits.count, got: gradient.count)
    }
    return try RowPlace.form(logits, into: &gradient) { (place) throws(TargetError) in
      try formRows(
        place, outputs: outputs, labels: labels, rowWeights: rowWeights, threads: threads)
    }
  }

  /// Replaces the logits by the gradient of the sum for dense targets: probabilities, indicators or
  /// measurements.
  ///
  /// `targets` holds rows × outputs values, each from 0 to 1 unless they are measurements; all are
  /// checked before anything is written. The sum of a distribution's targets, usually 1, is what its
  /// row weighs. A one-hot row is the same as its label. `ignoredRows` holds one flag per row, true where neither
  /// the row nor its target may be read, or is empty. `threads` is as for labels.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formGradient<S: LogitScalar>(
    _ logits: inout MutableSpan<S>, outputs: Int, targets: Span<Double>,
    rowWeights: Span<Double> = Span(), ignoredRows: Span<Bool> = Span(), threads: Int? = nil
  ) throws(TargetError) -> LossTotal {
    try check(
      logits: logits.count, outputs: outputs, targets: targets, weights: rowWeights,
      ignored: ignoredRows, threads: threads)
    return try RowPlace.form(&logits) { (place) throws(TargetError) in
      try formRows(
        place, outputs: outputs, targets: targets, rowWeights: rowWeights,
        ignoredRows: ignoredRows, threads: threads)
    }
  }
}
