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

  /// A loss with its options.
  public init(
    _ loss: some Loss, classWeights: [Double]? = nil, positiveWeights: [Double]? = nil,
    labelSmoothing: Double = 0, ignoredLabels: Set<Int> = [],
    logitOptions: LogitOptions = .none
  ) {
    do throws(ObjectiveError) {
      try self.init(
        checking: loss, classWeights: classWeights, positiveWeights: positiveWeights,
        labelSmoothing: labelSmoothing, ignoredLabels: ignoredLabels, logitOptions: logitOptions)
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// The same for a loss and options that come from a file.
  init(
    checking loss: any Loss, classWeights: [Double]?, positiveWeights: [Double]?,
    labelSmoothing: Double, ignoredLabels: Set<Int>, logitOptions: LogitOptions
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
  /// Every label is checked before anything is written. `rowWeights` holds one weight per row,
  /// finite and 0 or more, or is empty for 1 everywhere. At most `threads` threads work; nil is as
  /// many as the machine has, or one where the rows are too few for a second to pay off. The bits
  /// are the same at any number.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formGradient<S: LogitScalar>(
    _ logits: inout MutableSpan<S>, outputs: Int, labels: Span<Int32>,
    rowWeights: Span<Double> = Span(), threads: Int? = nil
  ) throws(TargetError) -> LossTotal {
    checkShape(elements: logits.count, outputs: outputs, rows: labels.count, weights: rowWeights)
    return try logits.withUnsafeMutableBufferPointer { z throws(TargetError) in
      try formRows(
        RowPlace(logits: UnsafePointer(z.baseAddress), gradient: z.baseAddress), outputs: outputs,
        labels: labels, rowWeights: rowWeights, threads: threads)
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
    checkShape(elements: logits.count, outputs: outputs, rows: labels.count, weights: rowWeights)
    precondition(
      gradient.count == logits.count,
      "expected room for \(logits.count) elements of gradient, got \(gradient.count)")
    return try gradient.withUnsafeMutableBufferPointer { g throws(TargetError) in
      try logits.withUnsafeBufferPointer { z throws(TargetError) in
        try formRows(
          RowPlace(logits: z.baseAddress, gradient: g.baseAddress), outputs: outputs,
          labels: labels, rowWeights: rowWeights, threads: threads)
      }
    }
  }

  /// Replaces the logits by the gradient of the sum for dense targets: probabilities, indicators or
  /// measurements.
  ///
  /// `targets` holds rows × outputs values, each from 0 to 1 unless they are measurements. A
  /// one-hot row is the same as its label. `ignoredRows` holds one flag per row, true where neither
  /// the row nor its target may be read, or is empty. `threads` is as for labels.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formGradient<S: LogitScalar>(
    _ logits: inout MutableSpan<S>, outputs: Int, targets: Span<Double>,
    rowWeights: Span<Double> = Span(), ignoredRows: Span<Bool> = Span(), threads: Int? = nil
  ) -> LossTotal {
    checkDense(
      elements: logits.count, outputs: outputs, targets: targets.count, weights: rowWeights,
      ignored: ignoredRows)
    return logits.withUnsafeMutableBufferPointer { z in
      formRows(
        RowPlace(logits: UnsafePointer(z.baseAddress), gradient: z.baseAddress), outputs: outputs,
        targets: targets, rowWeights: rowWeights, ignoredRows: ignoredRows, threads: threads)
    }
  }

  func check(_ labels: Span<Int32>, classes: Int, threads: Int) throws(TargetError) {
    let isFine = labels.withUnsafeBufferPointer { labels in
      // As unsigned numbers, negative ones are the largest.
      nonisolated(unsafe) let labels = labels
      let piece = 1 << 18
      let pieces = parallelMap((labels.count + piece - 1) / piece, threads: threads) { index in
        var greatest: UInt32 = 0
        for i in index * piece..<min((index + 1) * piece, labels.count) {
          greatest = max(greatest, UInt32(bitPattern: labels[i]))
        }
        return greatest < classes
      }
      return pieces.allSatisfy { $0 }
    }
    if isFine { return }
    for i in labels.indices {
      let label = Int(labels[i])
      if label >= 0, label < classes { continue }
      if ignoredLabels.contains(label) { continue }
      throw .labelOutOfRange(row: i, label: label, classes: classes)
    }
  }

  func checkShape(elements: Int, outputs: Int, rows: Int, weights: Span<Double>) {
    precondition(outputs > 0, "expected 1 output or more, got \(outputs)")
    precondition(
      elements == rows * outputs,
      "expected \(rows) rows × \(outputs) outputs = \(rows * outputs) logits, got \(elements)")
    precondition(
      weights.isEmpty || weights.count == rows,
      "expected \(rows) row weights, got \(weights.count)")
  }

  func checkDense(
    elements: Int, outputs: Int, targets: Int, weights: Span<Double>, ignored: Span<Bool>
  ) {
    let rows = outputs == 0 ? 0 : targets / outputs
    checkShape(elements: elements, outputs: outputs, rows: rows, weights: weights)
    precondition(
      targets == elements, "expected \(elements) targets for as many logits, got \(targets)")
    precondition(
      ignored.isEmpty || ignored.count == rows,
      "expected \(rows) flags of ignored rows, got \(ignored.count)")
    precondition(
      loss.targetKind != .measurements || classWeights == nil && labelSmoothing == 0,
      "a measured target has no class: class weights and smoothing need labels")
  }
}
