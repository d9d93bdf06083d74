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
  public let loss: any Loss
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
  /// How many outputs each target has.
  let outputsPerTarget: Int
  /// What was made of them for the batches so far.
  let forms = RowForms()

  /// A loss without options.
  public init(_ loss: any Loss) {
    self.loss = loss
    outputsPerTarget = (loss as? any CatalogLoss)?.outputsPerTarget ?? 1
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
    outputsPerTarget = (loss as? any CatalogLoss)?.outputsPerTarget ?? 1
    self.logitOptions = logitOptions
    self.classWeights = classWeights
    self.positiveWeights = positiveWeights
    self.labelSmoothing = labelSmoothing
    self.ignoredLabels = ignoredLabels
  }

  /// Another loss with the same options, which fit it too.
  init(_ loss: any Loss, optionsOf other: Self) {
    self.loss = loss
    outputsPerTarget = (loss as? any CatalogLoss)?.outputsPerTarget ?? 1
    classWeights = other.classWeights
    positiveWeights = other.positiveWeights
    labelSmoothing = other.labelSmoothing
    ignoredLabels = other.ignoredLabels
    logitOptions = other.logitOptions
  }
}
